"""A job is enqueued before its form is stored. It runs once, even if that fails at first."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database.engine import engine, writing
from tests.database.fixtures import upgraded_in
from tests.fake_slack.slack import Slack
from tests.faults.replicas import emptied
from tests.scenarios.conftest import Scenario, scenario_with
from tests.scenarios.team.conftest import FOUND, last_message_to, messages_to, propose, submit

FULL = "CREATE TRIGGER full BEFORE INSERT ON proposal BEGIN SELECT RAISE(ABORT, 'full'); END"
NOT_FULL = "DROP TRIGGER full"
DUE = "UPDATE job SET state = 'waiting', owner = NULL, due_at = 0 WHERE kind = 'proposed'"
ON_DELETE = """
CREATE TRIGGER on_delete AFTER DELETE ON job BEGIN
    INSERT INTO proposal (workspace, id, code, cause, steps, applies_to, link, printed_by,
        proposer_id, proposer_name, at, decision, reason)
    VALUES (OLD.workspace, json_extract(OLD.content, '$.proposal'), 5, 'cause', '[]', '', '',
        'any', 'U0BEN00001', 'ben', '2026-11-23 00:00:00.000000', 'open', '');
END
"""


@pytest.fixture
async def scenario(slack: Slack, quick_folder: Path) -> AsyncIterator[Scenario]:
    """Ben has submitted a form that the database did not store."""
    async with scenario_with(slack, database_url=upgraded_in(quick_folder)) as scenario:
        execute(scenario, FULL)
        await propose(scenario, "Ben")
        assert "out of reach" in scenario.view("Ben").errors["cause"]
        execute(scenario, NOT_FULL)
        yield scenario


def execute(scenario: Scenario, *statements: str) -> None:
    database = engine(scenario.database_url)
    with writing(database) as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.dispose()


async def jobs_are_done(scenario: Scenario) -> None:
    """Return when no job is unfinished, and nothing follows from one."""
    await emptied(scenario.database_url)
    await scenario.settled()


async def submit_again(scenario: Scenario) -> None:
    await submit(scenario, "Ben", **FOUND)


def cards(scenario: Scenario) -> int:
    return sum("Proposed for" in message.text for message in messages_to(scenario, "Ana"))


async def test_a_form_that_is_submitted_again_later_gets_one_card(scenario: Scenario) -> None:
    execute(scenario, DUE)
    await jobs_are_done(scenario)
    await submit_again(scenario)

    assert cards(scenario) == 1


async def test_a_form_that_is_submitted_again_at_once_gets_one_card(scenario: Scenario) -> None:
    await submit_again(scenario)
    execute(scenario, DUE)
    await jobs_are_done(scenario)

    assert cards(scenario) == 1


async def test_a_refused_submission_does_not_delete_the_job_of_an_accepted_one(
    scenario: Scenario,
) -> None:
    ben = scenario.slack.client("Ben")
    view = scenario.view("Ben")
    metadata = {**json.loads(view.content["private_metadata"]), "entry": "gone", "base": 1}
    changed = {**view.content, "private_metadata": json.dumps(metadata)}
    await ben.submits(replace(view, content=changed), FOUND)
    refusal = scenario.view("Ben").errors["cause"]
    await ben.submits(view, FOUND)
    await scenario.settled()
    execute(scenario, DUE)
    await jobs_are_done(scenario)

    assert "no longer there" in refusal
    assert cards(scenario) == 1


async def test_a_form_that_is_stored_while_its_job_is_deleted_gets_its_card(
    scenario: Scenario,
) -> None:
    execute(scenario, ON_DELETE, DUE)
    # No job is unfinished for a moment before, too.
    await scenario.slack.wait_for(lambda: cards(scenario))
    await jobs_are_done(scenario)

    assert cards(scenario) == 1


async def test_a_second_click_on_approve_does_not_notify_the_proposer_again(
    scenario: Scenario,
) -> None:
    await submit_again(scenario)
    execute(scenario, DUE)
    await jobs_are_done(scenario)
    card = last_message_to(scenario, "Ana")
    for _ in range(2):
        await scenario.click("Ana", card, "Approve")
    await jobs_are_done(scenario)

    assert sum("Your proposal for" in message.text for message in messages_to(scenario, "Ben")) == 1
