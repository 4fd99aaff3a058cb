"""A workflow comes to the step "Decode status codes", and the bot completes it once."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground.record import Call
from bot.playground.steps import WORKFLOW_TOKEN, Execution
from bot.replies.step_outputs import NO_CODE, NO_TEXT, NOT_DONE, OTHER_MANIFEST
from bot.server import running
from bot.slack.listeners.workflow_step import DECODE_CODES
from bot.slack.manifest import manifest
from tests.database.fixtures import upgraded_in
from tests.fake_slack.canned_responses import CannedResponse, rate_limited
from tests.fake_slack.slack import Slack
from tests.faults.replicas import replayed, replicas, unanswered
from tests.scenarios.conftest import (
    HERE,
    QUICK,
    Scenario,
    refusal,
    scenario_with,
    settings_for,
)
from tests.scenarios.team.conftest import CAUSE, CODE, connect_dora, publish

SUCCESS, ERROR = "functions.completeSuccess", "functions.completeError"


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(workflow_step=True), retries=()) as slack:
        yield slack
        assert not slack.faults


def start(slack: Slack, text: str, **more: str) -> str:
    """Start a workflow of Ana's with the step; the id of its execution."""
    return slack.client("Ana").starts_step(DECODE_CODES, text=text, **more)


async def run_step(scenario: Scenario, text: str, **more: str) -> Execution:
    """The execution of the step, once the bot has completed it."""
    execution = start(scenario.slack, text, **more)
    await scenario.settled()
    return scenario.slack.workspace.executions.get(execution)


def completions(slack: Slack) -> Sequence[Call]:
    return [call for call in slack.calls if call.method in (SUCCESS, ERROR)]


def words(slack: Slack) -> list[str]:
    """What Slack answered to each completion: `ok`, or the word of its refusal."""
    return [str(call.response.get("error", "ok")) for call in completions(slack)]


# --- the outputs


async def test_a_text_with_a_code_is_completed_with_outputs(scenario: Scenario) -> None:
    ended = await run_step(scenario, "Backup failed with error 1722 &amp; stopped")

    assert ended.outputs
    assert ended.outputs["codes"] == "1722"
    assert ended.outputs["meaning"].startswith("1722: The RPC server is unavailable")
    assert ended.outputs["cause"].startswith("The guide: ")
    assert words(scenario.slack) == ["ok"]


async def test_what_comes_first_is_what_the_operator_says_also_without_a_channel(
    slack: Slack,
) -> None:
    async with scenario_with(slack, default_context="any") as scenario:
        elsewhere = await run_step(scenario, "1060")
        here = await run_step(scenario, "1060", channel=slack.workspace.channel(HERE).id)

    assert elsewhere.outputs
    assert here.outputs
    assert elsewhere.outputs["meaning"] == here.outputs["meaning"]


@pytest.mark.parametrize(("text", "error"), [("all is well", NO_CODE), (" \n", NO_TEXT)])
async def test_a_text_without_a_code_ends_the_workflow_with_a_sentence(
    scenario: Scenario, text: str, error: str
) -> None:
    ended = await run_step(scenario, text)

    assert (ended.outputs, ended.error) == (None, error)


async def test_an_input_that_is_no_text_counts_as_empty(scenario: Scenario) -> None:
    execution = scenario.slack.client("Ana").starts_step(DECODE_CODES)
    await scenario.settled()

    assert scenario.slack.workspace.executions.get(execution).error == NO_TEXT


# --- what the team wrote


async def test_the_teams_entries_are_for_the_channel_that_the_workflow_names_alone(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    channel = scenario.slack.workspace.channel(HERE).id
    unknown = scenario.slack.workspace.channel("#ops-private").id
    named = await run_step(scenario, CODE, channel=channel)
    others = [
        await run_step(scenario, CODE),
        await run_step(scenario, CODE, channel=unknown),
        await run_step(scenario, CODE, channel=scenario.slack.client("Ana").dm),
    ]

    assert named.outputs
    assert named.outputs["cause"].startswith(f"Your team: {CAUSE} ")
    assert CAUSE not in str([each.outputs for each in others])
    assert all(each.outputs for each in others)


async def test_a_channel_that_another_company_reads_gets_no_entry(scenario: Scenario) -> None:
    await publish(scenario)
    connect_dora(scenario)
    channel = scenario.slack.workspace.channel(HERE).id
    ended = await run_step(scenario, CODE, channel=channel)

    assert ended.outputs
    assert CAUSE not in str(ended.outputs)


# --- once, whatever fails


async def test_an_event_that_is_delivered_again_is_the_same_job(
    slack: Slack, quick_folder: Path
) -> None:
    url = upgraded_in(quick_folder)
    async with replicas(slack, url) as bots:
        slack.deliver_to(bots[0].url)
        execution = start(slack, "1722")
        await slack.wait_for(lambda: slack.workspace.executions.get(execution).has_ended)
        [delivery] = slack.deliveries
        assert set(await replayed(delivery, *bots)) == {200}

    assert words(slack) == ["ok"]
    assert unanswered(url) == []


@pytest.mark.parametrize(
    "failure",
    [
        CannedResponse(cut="after"),
        CannedResponse(cut="before"),
        CannedResponse(503, acts=True, body="<html>"),
        rate_limited(),
    ],
)
async def test_a_completion_that_may_be_lost_is_made_again(
    slack: Slack, failure: CannedResponse
) -> None:
    slack.next_response(SUCCESS, failure)
    async with scenario_with(slack, pace=QUICK) as scenario:
        execution = start(slack, "1722")
        await slack.wait_for(lambda: len(completions(slack)) == 2)
        await scenario.settled()

        assert slack.workspace.executions.get(execution).outputs
        assert unanswered(scenario.database_url) == []


@pytest.mark.parametrize("text", ["1722", "all is well"])
async def test_an_execution_that_slack_has_ended_is_done(slack: Slack, text: str) -> None:
    for method in (SUCCESS, ERROR):
        slack.next_response(method, refusal("function_execution_not_found"))
    async with scenario_with(slack, pace=QUICK) as scenario:
        await run_step(scenario, text)

        assert words(slack) == ["function_execution_not_found"]
        assert unanswered(scenario.database_url) == []


async def test_outputs_that_the_manifest_does_not_declare_end_the_workflow_with_a_sentence(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.next_response(SUCCESS, refusal("parameter_validation_failed"))
    async with scenario_with(slack, pace=QUICK) as scenario:
        ended = await run_step(scenario, "1722")

    assert ended.error == OTHER_MANIFEST
    assert f"Slack refuses {SUCCESS}: parameter_validation_failed" in caplog.text


async def test_a_refusal_that_nobody_expects_leaves_a_dead_job(slack: Slack) -> None:
    slack.next_response(SUCCESS, refusal("access_denied"))
    async with scenario_with(slack, pace=QUICK) as scenario:
        await run_step(scenario, "1722")

        [dead] = unanswered(scenario.database_url)
    assert dead.error == "Slack refused: access_denied"


async def test_after_the_last_attempt_the_workflow_ends_with_a_sentence(slack: Slack) -> None:
    slack.next_response(SUCCESS, CannedResponse(503))
    async with scenario_with(slack, pace=replace(QUICK, most_tries=1)) as scenario:
        ended = await run_step(scenario, "1722")

    assert ended.error == NOT_DONE


async def test_an_unexpected_failure_ends_the_workflow_with_a_reference(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.listeners.workflow_step.answer_step", None)
    async with scenario_with(slack, pace=replace(QUICK, most_tries=1)) as scenario:
        ended = await run_step(scenario, "1722")

    assert "Reference for your administrator" in ended.error


@pytest.fixture
def lost_database(tmp_path: Path) -> str:
    """The URL of a database that is out of reach."""
    return f"sqlite:///{tmp_path}/no/such/folder.db"


async def test_without_the_database_the_step_is_completed_at_once(
    slack: Slack, lost_database: str
) -> None:
    settings = replace(settings_for(slack, "http"), database_url=lost_database)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        ended = await run_step(Scenario(slack, bot), "1722")

    assert ended.outputs
    assert [each.problem for each in slack.deliveries] == [""]


async def test_without_the_database_and_slack_the_event_is_sent_again(
    slack: Slack, lost_database: str
) -> None:
    slack.next_response(SUCCESS, CannedResponse(503))
    settings = replace(settings_for(slack, "http"), database_url=lost_database)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        ended = await run_step(Scenario(slack, bot), "1722")

    assert not ended.has_ended
    assert [each.problem for each in slack.deliveries] == ["dispatch_failed"]


# --- the token of the event


async def test_the_token_of_an_event_is_neither_used_nor_stored_nor_logged(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with scenario_with(slack) as scenario:
        with slack.hold(SUCCESS) as held:
            start(slack, "1722")
            await held.arrived()
            path = scenario.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path)) as database:
                stored = str(database.execute("SELECT * FROM job").fetchall())
        await scenario.settled()

    assert "1722" in stored
    assert WORKFLOW_TOKEN not in stored + caplog.text
    assert WORKFLOW_TOKEN in json.dumps([each.payload for each in slack.deliveries])
    assert words(slack) == ["ok"]
