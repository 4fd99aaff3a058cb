"""A step of the bot's in a workflow: its executions, and how Slack refuses a completion."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.client import Client
from bot.playground.model import Json, RefusedError
from bot.playground.page import page
from bot.playground.page_state import exchange
from bot.playground.steps import WORKFLOW_TOKEN
from tests.fake_slack.slack import Slack
from tests.playground.clients import CLUSTER, Tab, refused
from tests.playground.tiny_bot import MANIFEST

STEP: Json = {
    "title": "Decode",
    "description": "Decodes a text",
    "input_parameters": {"text": {"type": "string", "title": "Text", "is_required": True}},
    "output_parameters": {
        "meaning": {"type": "string", "title": "Meaning", "is_required": True},
        "count": {"type": "integer", "title": "Count"},
    },
}
MEANING = {"meaning": "It is gone."}


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest={**MANIFEST, "functions": {"decode": STEP}}) as running:
        yield running


@pytest.fixture
async def execution(ana: Client) -> str:
    """The id of an execution that runs."""
    return ana.starts_step("decode", text="1722")


async def test_an_execution_has_the_outputs_that_the_bot_gives(
    slack: Slack, client: AsyncWebClient, execution: str
) -> None:
    outputs = {**MEANING, "count": 2}
    await client.functions_completeSuccess(function_execution_id=execution, outputs=outputs)
    ended = slack.workspace.executions.get(execution)

    assert (ended.outputs, ended.error, ended.has_ended) == (outputs, "", True)


async def test_an_execution_can_end_with_an_error(
    slack: Slack, client: AsyncWebClient, execution: str
) -> None:
    await client.functions_completeError(function_execution_id=execution, error="No.")
    ended = slack.workspace.executions.get(execution)

    assert (ended.outputs, ended.error, ended.has_ended) == (None, "No.", True)


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        ({}, "missing required field: meaning"),
        ({"meaning": 7}, "must be a string [json-pointer:/outputs/meaning]"),
        ({**MEANING, "cause": "x"}, "invalid additional property: cause"),
        ([1], "must provide an object"),
    ],
)
async def test_outputs_that_are_not_declared_so_are_refused(
    slack: Slack, client: AsyncWebClient, execution: str, outputs: object, words: str
) -> None:
    answer = await refused(
        client, "functions.completeSuccess", function_execution_id=execution, outputs=outputs
    )

    assert answer["error"] == "parameter_validation_failed"
    assert words in str(answer["response_metadata"]["messages"])
    assert not slack.workspace.executions.get(execution).has_ended


@pytest.mark.parametrize("method", ["functions.completeSuccess", "functions.completeError"])
async def test_a_second_completion_and_one_of_nothing_are_refused(
    client: AsyncWebClient, execution: str, method: str
) -> None:
    more = {"outputs": MEANING, "error": "No."}
    await client.functions_completeSuccess(function_execution_id=execution, outputs=MEANING)
    again = await refused(client, method, function_execution_id=execution, **more)
    unknown = await refused(client, method, function_execution_id="Fx0", **more)

    assert again["error"] == "execution_not_in_running_state"
    assert unknown["error"] == "function_execution_not_found"


def test_a_step_that_the_manifest_does_not_have_cannot_be_started(ana: Client) -> None:
    with pytest.raises(RefusedError) as refusal:
        ana.starts_step("dance")

    assert (refusal.value.code, refusal.value.messages) == ("step_not_found", ("decode",))


# --- on the page


async def complete_first(slack: Slack, client: AsyncWebClient, **outputs: str) -> None:
    """Complete the execution of the first event, as a bot does."""
    [delivery] = await slack.wait_for(lambda: slack.deliveries)
    event = delivery.payload["event"]
    assert event["inputs"] == {"text": "it printed 1722", "channel": CLUSTER}
    execution = event["function_execution_id"]
    if outputs:
        await client.functions_completeSuccess(function_execution_id=execution, outputs=outputs)
    else:
        await client.functions_completeError(function_execution_id=execution, error="No code.")


@pytest.mark.parametrize(
    ("outputs", "text"), [(MEANING, "*Meaning:* It is gone."), ({}, "No code.")]
)
async def test_a_workflow_is_run_for_a_message_and_its_outputs_are_shown(
    slack: Slack, tab: Tab, client: AsyncWebClient, outputs: dict[str, str], text: str
) -> None:
    message = await slack.client("Ben").says("#iis-cluster", "it printed 1722", events=())
    at = {"channel": CLUSTER, "ts": message.ts}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(complete_first(slack, client, **outputs))
        acted = tasks.create_task(tab.act("step", name="decode", at=at))

    assert acted.result() == {}
    assert slack.seen_by("Ana", "#iis-cluster")[-1].text == text


async def test_a_step_that_the_bot_does_not_complete_is_reported(
    slack: Slack, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.actions._STEP_SECONDS", 0.01)
    message = await slack.client("Ben").says("#iis-cluster", "1722", events=())
    at = {"channel": CLUSTER, "ts": message.ts}

    outcome = await tab.act("step", name="decode", at=at)
    assert outcome == {"problem": "The bot has not completed the step."}


async def test_the_page_lists_the_steps_and_shows_no_token(
    slack: Slack, session: aiohttp.ClientSession, execution: str
) -> None:
    [delivery] = await slack.wait_for(lambda: slack.deliveries)
    async with page(slack, 0) as address, Tab(session, address).events() as stream:
        state = await stream.receive_json()

    assert state["steps"] == [{"id": "decode", "name": "Decode"}]
    assert execution in str(exchange(delivery))
    assert WORKFLOW_TOKEN not in str(exchange(delivery))
