"""Slack shows the bot as an agent in its messages tab, or an older app in a pane of its own."""

import logging
from collections.abc import AsyncIterator
from typing import Literal

import pytest

from bot.playground.assistant import SCOPE
from bot.playground.client import Client
from bot.playground.model import AssistantThread, Message
from bot.replies.assistant import HEADING, READS_FILES, READS_THREAD, prompts
from bot.slack.answering import assistant_calls
from bot.slack.manifest import manifest
from tests.conftest import Json
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import Scenario, refusal, scenario_with
from tests.scenarios.team.test_failed_submissions import execute

STARTED = "assistant_thread_started"
PROMPTS, TITLE, STATUS = (
    f"assistant.threads.set{what}" for what in ("SuggestedPrompts", "Title", "Status")
)
ANSWER = "1722: The RPC server is unavailable."


def pane_manifest() -> Json:
    """The manifest of an app that had Slack's older pane before this version."""
    made = manifest(assistant=True)
    features, events = made["features"], made["settings"]["event_subscriptions"]["bot_events"]
    features["assistant_view"] = {"assistant_description": "Explains codes"}
    del features["agent_view"]
    events += [STARTED, "assistant_thread_context_changed"]
    return made


@pytest.fixture
async def agent() -> AsyncIterator[Scenario]:
    async with (
        Slack(manifest=manifest(assistant=True), retries=()) as slack,
        scenario_with(slack) as made,
    ):
        yield made
        assert not slack.faults


@pytest.fixture
async def pane() -> AsyncIterator[Scenario]:
    async with (
        Slack(manifest=pane_manifest(), retries=()) as slack,
        scenario_with(slack) as made,
    ):
        yield made
        assert not slack.faults


def ana(scenario: Scenario) -> Client:
    return scenario.slack.client("Ana")


def calls(scenario: Scenario, method: str) -> list[Json]:
    """The arguments of the calls of a method."""
    return [call.arguments for call in scenario.slack.calls if call.method == method]


def shown(scenario: Scenario, thread: Message | None = None) -> AssistantThread:
    """What Ana sees of the assistant in a thread, or in the messages tab."""
    return scenario.slack.workspace.assistant.thread(ana(scenario).dm, thread.ts if thread else "")


async def begun(scenario: Scenario) -> Message:
    """The first message of a conversation that Ana begins in the pane."""
    root = await scenario.slack.begins_conversation(ana(scenario))
    await scenario.settled()
    return root


async def asked(scenario: Scenario, text: str, thread: Message | None = None) -> list[Message]:
    """The bot's messages in a thread of Ana's, or in the DM, after a question."""
    message = await ana(scenario).says("@iissync", text, thread=thread)
    await scenario.settled()
    messages = scenario.slack.messages("@iissync", thread)
    return [each for each in messages if each.by_bot and each.ts > message.ts]


# The messages tab of an agent


async def test_an_agent_shows_its_prompts_when_its_messages_are_opened(agent: Scenario) -> None:
    await ana(agent).opens_home("messages")
    await agent.settled()

    assert (shown(agent).heading, shown(agent).prompts) == (HEADING, prompts())
    assert calls(agent, PROMPTS)[0].get("thread_ts") is None
    assert calls(agent, "chat.postMessage") == []


async def test_the_home_tab_of_an_agent_is_as_ever(agent: Scenario) -> None:
    await agent.open_home("Ana")

    assert calls(agent, PROMPTS) == []


async def test_a_prompt_is_answered_like_any_direct_message(agent: Scenario) -> None:
    [prompt, *_] = shown(agent).prompts
    [reply] = await asked(agent, prompt["message"])

    assert "communications problem" in reply.text
    assert reply.thread_ts is None
    assert calls(agent, TITLE) == calls(agent, STATUS) == []


# The pane


async def test_a_new_conversation_begins_with_one_greeting_and_the_prompts(pane: Scenario) -> None:
    root = await begun(pane)
    [greeting] = pane.slack.messages("@iissync", root)

    assert "Send me a number" in greeting.text
    assert (shown(pane, root).heading, shown(pane, root).prompts) == (HEADING, prompts())


async def test_an_event_that_comes_twice_is_greeted_once(pane: Scenario) -> None:
    root = await begun(pane)
    for _ in range(2):
        pane.slack.send_event(event(pane))
        await pane.settled()

    assert len(pane.slack.messages("@iissync", root)) == 1


def event(scenario: Scenario, **changes: object) -> Json:
    """The event of the latest conversation, with other fields."""
    sent = [each.payload for each in scenario.slack.deliveries if "event" in each.payload]
    payload = next(each for each in reversed(sent) if each["event"]["type"] == STARTED)
    return {**payload, "event": {**payload["event"], **changes}}


async def test_a_question_in_the_pane_is_answered_in_its_thread(pane: Scenario) -> None:
    root = await begun(pane)
    [reply] = await asked(pane, "1722", root)

    assert "The RPC server is unavailable" in reply.text
    assert reply.thread_ts == root.ts


async def test_the_first_question_gives_the_thread_its_title(pane: Scenario) -> None:
    root = await begun(pane)
    for text in ("it says 1722", "and 2148598792"):
        await asked(pane, text, root)

    assert [each["title"] for each in calls(pane, TITLE)] == [ANSWER]
    assert shown(pane, root).title == ANSWER


async def test_a_file_alone_without_a_code_gives_the_thread_no_title(pane: Scenario) -> None:
    root = await begun(pane)
    await ana(pane).says("@iissync", "", thread=root, files={"setup.log": "all is well"})
    await pane.settled()

    assert calls(pane, TITLE) == []
    assert len(pane.slack.messages("@iissync", root)) == 3


async def test_the_context_beside_the_pane_changes_nothing(pane: Scenario) -> None:
    root = await begun(pane)
    before = len(pane.slack.calls)
    pane.slack.send_event(event(pane, type="assistant_thread_context_changed"))
    await pane.settled()

    assert len(pane.slack.calls) == before
    assert pane.slack.deliveries[-1].problem == ""
    assert len(pane.slack.messages("@iissync", root)) == 1


# The status


async def test_a_status_is_shown_while_a_file_is_read(
    pane: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant_calls, "STATUS_AFTER", 0)
    root = await begun(pane)
    with pane.slack.hold("download") as held:
        files = {"setup.log": "ended with error 1722"}
        await ana(pane).says("@iissync", "what is it?", thread=root, files=files)
        await pane.slack.wait_for(lambda: shown(pane, root).status == READS_FILES)
        held.release()
        await pane.settled()

    assert shown(pane, root).status == ""
    assert "The RPC server is unavailable" in pane.slack.messages("@iissync", root)[-1].text


async def test_a_status_that_slack_accepts_late_delays_no_answer_and_is_removed(
    pane: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant_calls, "STATUS_AFTER", 0)
    root = await begun(pane)
    with (
        pane.slack.hold(STATUS) as status,
        pane.slack.hold("conversations.replies") as thread,
    ):
        await ana(pane).says("@iissync", "what does it mean?", thread=root)
        await status.arrived()
        thread.release()
        await pane.slack.wait_for(lambda: len(pane.slack.messages("@iissync", root)) == 3)
        status.release()
        await pane.settled()

    assert [each["status"] for each in calls(pane, STATUS)] == [READS_THREAD, ""]
    assert shown(pane, root).status == ""


async def test_an_answer_that_is_ready_at_once_shows_no_status(pane: Scenario) -> None:
    root = await begun(pane)
    for text in ("1722", "what does it mean?"):
        await asked(pane, text, root)

    assert calls(pane, STATUS) == []


# Without it


async def test_without_the_scope_nothing_is_called(pane: Scenario) -> None:
    pane.slack.workspace.scopes_lacking.add(SCOPE)
    await asked(pane, "1722")
    root = await begun(pane)
    await ana(pane).opens_home("messages")
    await asked(pane, "1722", root)

    assert [call.method for call in pane.slack.calls if "assistant" in call.method] == []
    assert len(pane.slack.messages("@iissync", root)) == 2


@pytest.mark.parametrize(("scopes", "messages"), [(["chat:write"], 0), ([SCOPE], 1)])
async def test_if_no_call_has_named_the_scopes_slack_is_asked(
    scopes: list[str], messages: int
) -> None:
    async with Slack(manifest=pane_manifest(), retries=()) as slack:
        slack.workspace.scopes_granted = None
        async with scenario_with(slack) as scenario:
            await slack.wait_for(lambda: slack.calls)
            slack.workspace.scopes_granted = frozenset(scopes)
            root = await begun(scenario)

        assert len(slack.messages("@iissync", root)) == messages
        assert bool(calls(scenario, PROMPTS)) == bool(messages)


@pytest.mark.parametrize("error", ["missing_scope", "not_allowed_token_type", "new_word"])
async def test_what_slack_refuses_is_logged_once_at_info_and_changes_nothing(
    pane: Scenario, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    pane.slack.next_response(PROMPTS, refusal(error), refusal(error))
    pane.slack.next_response(TITLE, refusal(error))
    for _ in range(2):
        root = await begun(pane)
        [reply] = await asked(pane, "1722", root)
        assert "The RPC server is unavailable" in reply.text
    logged = [each for each in caplog.records if error in each.getMessage()]

    assert [each.levelname for each in logged] == ["INFO"]
    assert logged[0].getMessage() == f"the assistant has no prompts: {error}"
    assert not [each for each in caplog.records if each.levelno > logging.INFO]


async def test_a_greeting_that_slack_refuses_is_given_up(
    pane: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    pane.slack.next_response("chat.postMessage", refusal("thread_not_found"))
    root = await begun(pane)

    assert pane.slack.messages("@iissync", root) == []
    assert shown(pane, root).prompts == prompts()
    assert "is dead" not in caplog.text


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_greeting_whose_outcome_is_lost_is_posted_once(
    pane: Scenario, cut: Literal["before", "after"]
) -> None:
    pane.slack.next_response("chat.postMessage", CannedResponse(cut=cut))
    root = await pane.slack.begins_conversation(ana(pane))
    await pane.slack.wait_for(lambda: calls(pane, PROMPTS))
    await pane.settled()

    assert len(pane.slack.messages("@iissync", root)) == 1


async def test_a_refused_token_greets_later(pane: Scenario) -> None:
    pane.slack.next_response("chat.postMessage", refusal("token_revoked"))
    root = await begun(pane)
    await pane.slack.wait_for(lambda: pane.slack.messages("@iissync", root))

    assert "Send me a number" in pane.slack.messages("@iissync", root)[0].text


async def test_without_the_database_prompts_are_shown_and_nothing_is_greeted(
    pane: Scenario,
) -> None:
    execute(pane, "CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'full'); END")
    root = await begun(pane)

    assert pane.slack.messages("@iissync", root) == []
    assert shown(pane, root).prompts == prompts()


async def test_an_event_without_its_thread_is_refused(pane: Scenario) -> None:
    await begun(pane)
    pane.slack.send_event(event(pane, assistant_thread="D0ANA00001"))
    await pane.settled()

    assert pane.slack.deliveries[-1].problem == "dispatch_failed"


async def test_a_title_waits_for_no_slow_slack(pane: Scenario) -> None:
    pane.slack.next_response(TITLE, CannedResponse(503))
    root = await begun(pane)

    assert len(await asked(pane, "1722", root)) == 1
