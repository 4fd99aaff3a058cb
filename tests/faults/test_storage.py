"""Faults 45 to 49 and 51: shared, full, broken, missing or locked databases; clocks that jump."""

import asyncio
import os
import resource
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from bot.database.columns import metadata
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.playground.client import Client
from bot.playground.model import Message
from bot.team.reviewers import Reviewers
from bot.team.settings import WorkspaceSettings
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.database.cluster import Cluster
from tests.database.fixtures import numbers
from tests.database.old import write_old
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import answer_to, command, request, signed
from tests.faults.processes import BotProcess, bot_process
from tests.faults.replicas import emptied, replicas
from tests.scenarios.conftest import QUICK, scenario_on, view_of
from tests.scenarios.team.conftest import CODE as UNKNOWN
from tests.scenarios.team.conftest import FOUND, ask, publish
from tests.team.values import ANN, BOB, CODE, HERE, NOW, draft

CHANNEL = "#iis-cluster"
RPC = "The RPC server is unavailable."
DATABASE_UNAVAILABLE = "out of reach"
UNAVAILABLE = "database is unavailable"
PATIENT = ("tests.faults.patient",)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "team.db"


def bot_replies(slack: Slack, question: Message) -> list[Message]:
    """The bot's replies to a message."""
    return [m for m in slack.messages(CHANNEL, question) if m.by_bot]


async def decodes(slack: Slack) -> None:
    """Assert that a command and a mention are answered, the mention once."""
    chen = slack.client("Chen")
    shown = await chen.runs(CHANNEL, "/iissync 1722")
    question = await chen.says(CHANNEL, "@iissync 1722")
    (reply,) = await slack.wait_for(lambda: bot_replies(slack, question))

    assert RPC in shown.message.text if shown.message else shown.text
    assert RPC in reply.text


async def type_proposal(slack: Slack, name: str = "Ben", code: str = UNKNOWN) -> Client:
    """Fill in the form and send it; whether it was taken is seen in the person's view."""
    person = slack.client(name)
    await person.runs(CHANNEL, f"/iissync add {code}")
    await slack.wait_for(lambda: person.view)
    await person.submits(view_of(person), FOUND)
    return person


async def submit_until_saved(person: Client) -> str:
    """Submit the form unchanged until it is saved; return the confirmation."""
    async with asyncio.timeout(30):
        while view_of(person).content["callback_id"] == "propose":
            await person.submits(view_of(person), FOUND)
    return str(view_of(person).blocks)


# --- 45 and 49


@asynccontextmanager
async def processes(slack: Slack, count: int, url: str) -> AsyncIterator[list[BotProcess]]:
    """So many bots in processes of their own, all started at once; Slack tells one each time."""
    async with AsyncExitStack() as stack:
        starts = [bot_process(slack, "socket", 0, PATIENT, DATABASE_URL=url) for _ in range(count)]
        bots = await asyncio.gather(*map(stack.enter_async_context, starts))
        await slack.connected(count)
        yield bots


async def test_fault_45_six_bots_that_start_at_once_bring_up_an_old_database(
    slack: Slack, postgresql: Cluster
) -> None:
    url = postgresql.create(f"old{next(numbers)}")
    database = engine(url)
    await asyncio.to_thread(write_old, database, workspace="T0PLAY0001")
    async with processes(slack, 6, url) as bots:
        answers = [await slack.client("Ana").runs(CHANNEL, "/iissync 1060") for _ in range(6)]
        logs = [line for bot in bots for line in bot.log]
    await asyncio.to_thread(database.dispose)

    assert ["template drops port 135" in answer.text for answer in answers] == [True] * 6
    assert UNAVAILABLE not in "".join(logs)


async def acts(slack: Slack, name: str) -> list[Message]:
    """Ask, mention and propose, one after the other; the mentions."""
    person, question = slack.client(name), []
    for round_ in range(4):
        question.append(await person.says(CHANNEL, f"@iissync {2148598900 + round_}"))
        await person.runs(CHANNEL, f"/iissync {2148598910 + round_}")
        await type_proposal(slack, name, str(2148598920 + round_))
        assert "is saved" in str(view_of(person).blocks)
        await person.closes(view_of(person))
    return question


async def test_faults_45_and_49_six_bots_on_one_empty_file_reject_no_request(
    slack: Slack, path: Path
) -> None:
    async with processes(slack, 6, f"sqlite:///{path}") as bots:
        question = await asyncio.gather(*(acts(slack, name) for name in ("Ana", "Ben", "Chen")))
        mentions = [each for of_one in question for each in of_one]
        await slack.wait_for(lambda: all(bot_replies(slack, each) for each in mentions))
        await slack.wait_for(lambda: len(cards(slack)) == 12)
        for bot in bots:
            bot.process.terminate()
        assert [await bot.ended() for bot in bots] == [0] * 6
    sent = "".join(str(each.payload) for each in slack.sent)
    logs = "".join(line for bot in bots for line in bot.log)

    assert [len(bot_replies(slack, each)) for each in mentions] == [1] * 12
    words = ("locked", DATABASE_UNAVAILABLE, UNAVAILABLE, "out of date")
    assert [word for word in words if word in sent + logs] == []


def cards(slack: Slack) -> list[Message]:
    return [m for m in slack.messages("@iissync") if "Proposed for" in m.text]


# --- 46


async def test_fault_46_a_bot_that_is_older_than_its_database_refuses_to_start(path: Path) -> None:
    database = engine(f"sqlite:///{path}")
    await asyncio.to_thread(upgrade, database)
    await asyncio.to_thread(database.dispose)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'newer'")
        connection.execute("UPDATE compatibility SET oldest = 'newer'")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={
            "SLACK_BOT_TOKEN": Slack.bot_token,
            "SLACK_APP_TOKEN": Slack.app_token,
            "DATABASE_URL": f"sqlite:///{path}",
            "OPS_PORT": "0",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    _, question = await process.communicate()

    assert process.returncode == 1
    assert b" is of a newer version of the bot" in question


# --- 47


@pytest.mark.skipif(sys.platform != "linux", reason="a limit is set from outside")
async def test_fault_47_on_a_full_disk_decoding_goes_on_and_no_half_row_is_left(
    slack: Slack, path: Path
) -> None:
    full, room = (1, resource.RLIM_INFINITY), (resource.RLIM_INFINITY,) * 2
    async with bot_process(slack, "socket", 0, DATABASE_URL=f"sqlite:///{path}") as bot:
        await decodes(slack)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, full)
        await decodes(slack)
        ben = await type_proposal(slack)
        refused = view_of(ben).errors
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, room)
        confirmation = await submit_until_saved(ben)
        await slack.wait_for(lambda: len(cards(slack)) == 1)
        await decodes(slack)
        bot.process.terminate()
        await bot.ended()

    assert DATABASE_UNAVAILABLE in refused["cause"]
    assert "is saved" in confirmation
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM proposal").fetchone() == (1,)


async def test_fault_47_the_entries_of_a_read_only_database_are_shown(
    slack: Slack, postgresql: Cluster
) -> None:
    name = f"read_only{next(numbers)}"
    url = postgresql.create(name)
    async with scenario_on(slack, url) as scenario:
        await publish(scenario)
    with psycopg.connect(postgresql.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    async with scenario_on(slack, url) as scenario:
        await decodes(slack)
        ben = await type_proposal(slack)

        assert DATABASE_UNAVAILABLE in view_of(ben).errors["cause"]
        assert "The share was full." in (await ask(scenario, "Chen")).text


def nonsense(_: Path) -> bytes:
    return b"These are not the bytes of a database. " * 1000


def half(path: Path) -> bytes:
    database = engine(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path.read_bytes()[:4096] + os.urandom(path.stat().st_size - 4096)


@pytest.mark.parametrize("broken", [nonsense, half])
async def test_fault_47_with_a_corrupt_file_the_bot_decodes_and_stores_nothing(
    slack: Slack, path: Path, broken: Callable[[Path], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    content = await asyncio.to_thread(broken, path)
    await asyncio.to_thread(path.write_bytes, content)
    async with scenario_on(slack, f"sqlite:///{path}"):
        await decodes(slack)
        ben = await type_proposal(slack)

        assert DATABASE_UNAVAILABLE in view_of(ben).errors["cause"]
    assert await asyncio.to_thread(path.read_bytes) == content
    damaged = [each for each in caplog.records if "restore it from a backup" in each.message]
    assert {each.name: each.levelname for each in damaged} == {
        "bot.team.snapshot": "ERROR",
        "bot.database.write_check": "ERROR",
        "bot.team.questions": "WARNING",
    }


# --- 48


@pytest.fixture
def cluster(postgresql: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A PostgreSQL that may be made to fail, at which the bot looks often."""
    monkeypatch.setattr("bot.running_team.REFRESH", 0.05)
    return postgresql


async def test_fault_48_a_bot_survives_a_crash_of_postgresql_with_all_acknowledged_events(
    slack: Slack, cluster: Cluster
) -> None:
    async with scenario_on(slack, cluster.create(f"crash{next(numbers)}", "upgraded")) as scenario:
        await publish(scenario)
        await asyncio.to_thread(cluster.stop)
        try:
            await decodes(slack)
            answer = (await ask(scenario, "Chen")).text
            ben = await type_proposal(slack)
            refused = view_of(ben).errors
        finally:
            await asyncio.to_thread(cluster.start)
        await submit_until_saved(ben)
        await slack.wait_for(lambda: len(cards(slack)) == 2)
        await decodes(slack)
        await scenario.bot.team.refresh()

        assert DATABASE_UNAVAILABLE in refused["cause"]
        assert "The share was full." in answer
        assert len(scenario.bot.team.notes("T0PLAY0001").all()) == 1
        assert len(await scenario.bot.team.open_proposals("T0PLAY0001")) == 1


async def test_fault_48_connections_that_are_ended_again_and_again_cost_no_answer(
    slack: Slack, cluster: Cluster
) -> None:
    name = f"ended{next(numbers)}"
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    async with scenario_on(slack, cluster.create(name)) as scenario:
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
            for _ in range(8):
                question = await slack.client("Ana").says(CHANNEL, "@iissync 1722")
                await asyncio.to_thread(connection.execute, end, [name])

                assert len(await scenario.replies(question)) == 1
        await publish(scenario)

        assert "The share was full." in (await ask(scenario, "Chen")).text


async def test_fault_48_while_others_lock_every_table_people_are_answered_in_time(
    slack: Slack, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.team.deadline.DEADLINE", 1.8)  # as it is outside of tests
    name = f"locked{next(numbers)}"
    url = cluster.create(name)
    people = "Ana", "Ben", "Chen"
    async with scenario_on(slack, url, pace=QUICK) as scenario:
        await publish(scenario)
        with psycopg.connect(cluster.conninfo(name)) as connection:
            connection.execute(f"LOCK TABLE {', '.join(metadata.tables)}".encode())
            question = [
                await slack.client(who).says(CHANNEL, "@iissync 1722") for who in people * 4
            ]
            shown = [await slack.client(who).runs(CHANNEL, f"/iissync {UNKNOWN}") for who in people]
            ben = await type_proposal(slack)
            refused = view_of(ben).errors
            await slack.wait_for(lambda: all(bot_replies(slack, each) for each in question))
        await submit_until_saved(ben)
        await decodes(slack)

        assert all("The share was full." in answer.text for answer in shown)
        assert DATABASE_UNAVAILABLE in refused["cause"]
        assert [len(await scenario.replies(each)) for each in question] == [1] * 12


# --- 51


@pytest.mark.parametrize(("jump", "status"), [(-600, 401), (-299, 200), (299, 200), (600, 401)])
async def test_fault_51_after_a_clock_jump_only_requests_within_the_window_are_accepted(
    slack: Slack, monkeypatch: pytest.MonkeyPatch, jump: int, status: int
) -> None:
    async with scenario_on(slack, "sqlite:///:memory:") as scenario:
        body = command("help")
        before = request(body, signed(body))
        clock = SimpleNamespace(time=lambda: time.time() + jump)
        with monkeypatch.context() as jumped:
            jumped.setattr("bot.slack.transport.http.time", clock)
            during = await answer_to(str(scenario.bot.url), before)
        afterwards = await answer_to(str(scenario.bot.url), before)

    assert during.status == status
    assert afterwards.status == 200


@pytest.mark.parametrize("jump", [-10, 10])
async def test_fault_51_a_history_keeps_its_order_when_the_clock_jumps(
    path: Path, jump: int
) -> None:
    database = engine(f"sqlite:///{path}")
    await asyncio.to_thread(upgrade, database)
    store, clock = SqlStore(database), Clock()
    operator = WorkspaceSettings(Reviewers(frozenset({BOB.id})))
    team = Team(store, operator, clock, lambda: f"id{next(numbers)}")
    for cause in ("First.", "Second.", "Third."):
        entries = team.notes(HERE).all()
        form = team.new_form(entries[0] if entries else None)
        proposal = await team.propose(HERE, draft(cause), ANN, form)
        await team.approve(HERE, proposal.current_version, BOB)
        clock.at += timedelta(minutes=jump)
    (history,) = await team.history(HERE, CODE)
    await asyncio.to_thread(database.dispose)

    assert [each.draft.cause for each in history.revisions] == ["Third.", "Second.", "First."]
    assert [entry.revision.version for entry in team.notes(HERE).all()] == [3]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def database_clock() -> Iterator[list[float]]:
    """By how many seconds the clock of every SQLite that is opened from now on is wrong."""
    shift = [0.0]

    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.create_function(
            "julianday", 1, lambda _: (time.time() + shift[0]) / 86400 + 2440587.5
        )

    event.listen(Engine, "connect", connect)
    yield shift
    event.remove(Engine, "connect", connect)


@contextmanager
def polled(times: int) -> Iterator[asyncio.Event]:
    """An event that is set after this many polls of the claimed jobs."""
    loop, enough, left = asyncio.get_running_loop(), asyncio.Event(), count(times, -1)

    def count_polls(_: Connection, __: object, statement: str, *___: object) -> None:
        if statement.startswith("SELECT job.id, job.owner") and next(left) == 0:
            loop.call_soon_threadsafe(enough.set)

    event.listen(Engine, "before_cursor_execute", count_polls)
    yield enough
    event.remove(Engine, "before_cursor_execute", count_polls)


@pytest.mark.parametrize("jump", [-600, 600])
async def test_fault_51_each_question_has_one_answer_when_the_databases_clock_jumps(
    slack: Slack, path: Path, database_clock: list[float], jump: float
) -> None:
    url = f"sqlite:///{path}"
    async with scenario_on(slack, url), replicas(slack, url, 1, QUICK):
        with slack.hold("chat.postMessage") as held:
            question = [await slack.client("Ana").says(CHANNEL, "@iissync 1722") for _ in range(6)]
            await held.arrived()
            database_clock[0] = jump
            question.append(await slack.client("Ben").says(CHANNEL, "@iissync 1722"))
            with polled(10) as enough:  # so that each of the two has, with the new clock
                await enough.wait()
        await slack.wait_for(lambda: all(bot_replies(slack, each) for each in question))
        await emptied(url)

        assert [len(bot_replies(slack, each)) for each in question] == [1] * 7
