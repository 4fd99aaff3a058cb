"""What is stored about people is deleted when its period is over, by the bot itself."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from bot.codes.status_code import StatusCode
from bot.database.engine import engine, writing
from bot.jobs.model import Job, State
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.tables import job
from bot.playground.model import TEAM_ID
from bot.team.model import Person, Question
from bot.team.sql_store import SqlStore
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import PATIENT, scenario_on
from tests.team.entries import refusals
from tests.team.values import accept, draft, proposal

CODE = StatusCode(2148598790)
SECONDS = 24 * 60 * 60


@pytest.fixture
def database(url: str) -> Iterator[Engine]:
    """A database with rows whose period ended yesterday, and with rows whose ends tomorrow."""
    made = engine(url)
    for days in (91, 89):
        add_question(made, days)
        add_job(made, State.DEAD, days)
    for days in (8, 6):
        add_job(made, State.DONE, days)
    yield made
    made.dispose()


def add_question(made: Engine, days: int) -> None:
    """A question and a refused attempt of so many days ago."""
    store, at = SqlStore(made), datetime.now(UTC) - timedelta(days=days)
    store.record_questions(TEAM_ID, Question(CODE, f"U{days}", at), known=False)
    store.record_refusal(TEAM_ID, f"U{days}", "approve", at)


def add_job(made: Engine, state: State, days: int) -> None:
    """A job that has had that state for so many days."""
    store = SqlJobStore(made)
    new = Job(TEAM_ID, f"C1:{days}.0", "question", f"U{days}", {"text": "Is it 5?"})
    claimed = accept(store, new, "a", 60)
    assert claimed
    if state is State.DEAD:
        store.mark_dead(claimed, "a", "gone")
    else:
        store.write((), (claimed,), "a")
    with writing(made) as connection:
        older = update(job).where(job.c.key == new.key)
        connection.execute(older.values(due_at=job.c.due_at - days * SECONDS))


async def test_a_bot_deletes_what_is_older_than_its_period_and_nothing_else(
    slack: Slack, url: str, database: Engine
) -> None:
    made = proposal(workspace=TEAM_ID, content=draft())
    await asyncio.to_thread(SqlStore(database).propose, TEAM_ID, made)
    async with scenario_on(slack, url, pace=replace(PATIENT, first_deletion=0)) as scenario:
        await scenario.settled()

    assert await asyncio.to_thread(people_in, database) == {"U89", "U6"}
    assert await asyncio.to_thread(SqlStore(database).count_open, TEAM_ID) == 1


def people_in(database: Engine) -> set[str]:
    """The ids of the people in questions, refused attempts and jobs."""
    store, jobs = SqlStore(database), SqlJobStore(database)
    asked = {each.person for each in store.unanswered(TEAM_ID, CODE)}
    refused = {each.person and each.person.id for each in refusals(store, TEAM_ID)}
    dead = {each.job.user for each in jobs.unfinished()}
    done = {f"U{days}" for days in (8, 6) if not jobs.reserve_key(key(days))}
    assert asked == refused == dead
    return asked | done


def key(days: int) -> Job:
    return Job(TEAM_ID, f"C1:{days}.0", "question", "")


def test_a_person_is_forgotten_everywhere_at_once(database: Engine) -> None:
    store = SqlStore(database)
    made = proposal(workspace=TEAM_ID)
    store.propose(TEAM_ID, made)
    store.approve(TEAM_ID, made.current_version, Person("U89", "Eve"), datetime.now(UTC), "e1")
    store.vote(TEAM_ID, "e1", "U89", helped=True, at=datetime.now(UTC))
    store.forget("U89")

    assert "U89" not in everything_in(database)
    assert "Eve" not in everything_in(database)


def everything_in(database: Engine) -> str:
    """All values of all rows."""
    with database.connect() as connection:
        tables = job.metadata.sorted_tables
        return repr([connection.execute(each.select()).all() for each in tables])
