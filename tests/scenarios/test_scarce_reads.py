"""Slack lets an app read messages once a minute: each question still gets one answer.

The minute is shorter here, for Slack and for the bot.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from functools import partial

import pytest

from bot.playground.client import Client
from bot.playground.model import Message
from bot.playground.record import Call
from bot.settings import AppKind
from tests.fake_slack.canned_responses import READS, CannedResponse, Held
from tests.fake_slack.slack import Slack
from tests.faults.replicas import emptied
from tests.scenarios.conftest import HERE, QUICK, Scenario, refusal, scenario_with

POST, DELETE = "chat.postMessage", "chat.delete"
MINUTE = 0.3
"""Seconds of what is a minute for Slack. The bot's is a little longer, as outside of tests."""
DM = "@iissync"
ACTED, LOST = CannedResponse(500, acts=True), CannedResponse(500)
CUT = CannedResponse(cut="before")
"""Slack posts the message, or does not; the bot cannot know which."""


@pytest.fixture(autouse=True)
def minute(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    slack.limit_reads(MINUTE)
    for module in ("web_api.rate_limits", "answering.question_replies"):
        monkeypatch.setattr(f"bot.slack.{module}.READ_PAUSE", MINUTE + 0.2)
    monkeypatch.setattr(
        "bot.slack.web_api.client._QUEUE_SECONDS", MINUTE / 30
    )  # as it is to a minute


@pytest.fixture
async def limited(slack: Slack) -> AsyncIterator[Scenario]:
    async with scenario_with(slack, app_kind=AppKind.DISTRIBUTED) as scenario:
        yield scenario


def reads(slack: Slack) -> list[Call]:
    return [call for call in slack.calls if call.method in READS]


def statuses(slack: Slack) -> list[int]:
    return [call.status for call in reads(slack)]


def notices(slack: Slack) -> list[Message]:
    """What only Ben sees."""
    return [each for each in slack.seen_by("Ben", HERE) if each.ephemeral_to]


async def thread_of(client: Client, *texts: str, place: str = HERE) -> Message:
    """The first message of a thread with these texts."""
    first, *others = texts
    root = await client.says(place, first)
    for text in others:
        await client.says(place, text, thread=root)
    return root


async def answers(scenario: Scenario, questions: Sequence[Message]) -> list[Message]:
    """The replies below these questions, once no job is left."""
    await scenario.settled()
    await emptied(scenario.database_url)
    threads = {each.thread_ts or each.ts for each in questions}
    messages = scenario.slack.workspace.messages(questions[0].channel)
    return [each for each in messages if each.by_bot and each.thread_ts in threads]


async def test_a_question_with_a_code_needs_no_read(limited: Scenario) -> None:
    answer = await limited.mention("Ana", "1722")

    assert "RPC_S_SERVER_UNAVAILABLE" in answer.text
    assert reads(limited.slack) == []


async def test_a_thread_is_read_by_one_call_up_to_the_question(limited: Scenario) -> None:
    root = await thread_of(limited.slack.client("Ben"), "it failed", "error 5")
    answer = await limited.mention("Ana", "", thread=root)
    [read] = reads(limited.slack)

    assert "ERROR_ACCESS_DENIED" in answer.text
    assert "I read its beginning" not in answer.text
    assert (read.arguments["limit"], "latest" in read.arguments) == ("15", True)


async def test_of_a_long_thread_the_beginning_is_read_and_the_answer_says_so(
    limited: Scenario,
) -> None:
    texts = ["error 5", *map(str, "abcdefghijklmnop"), "error 1722"]
    root = await thread_of(limited.slack.client("Ben"), *texts)
    answer = await limited.mention("Ana", "", thread=root)

    assert "ERROR_ACCESS_DENIED" in answer.text
    assert "RPC_S_SERVER_UNAVAILABLE" not in answer.text
    assert "I read its beginning, not its end" in answer.text
    assert statuses(limited.slack) == [200]


async def test_a_second_thread_is_read_a_minute_later_and_a_third_is_asked_for_again(
    limited: Scenario,
) -> None:
    client = limited.slack.client("Ben")
    roots = [await thread_of(client, text) for text in ("error 5", "error 2", "error 3")]
    asked = [await client.says(HERE, DM, thread=root) for root in roots]
    found = await answers(limited, asked)

    assert len(found) == len(asked)
    assert ["If you can't wait" in each.text for each in notices(limited.slack)] == [True]
    assert ["limits how often I may" in each.text for each in found].count(True) == 1
    assert statuses(limited.slack) == [200, 200]


@pytest.mark.parametrize("response", [ACTED, LOST, CUT], ids=["posted", "lost", "connection lost"])
async def test_fault_76_a_doubtful_answer_is_looked_for_once_and_appears_once(
    limited: Scenario, response: CannedResponse
) -> None:
    limited.slack.next_response(POST, response)
    question = await limited.slack.client("Ana").says(HERE, "@iissync 1722")

    assert len(await answers(limited, [question])) == 1
    assert statuses(limited.slack)[:1] == [200]
    assert 429 not in statuses(limited.slack)


@pytest.mark.parametrize("response", [ACTED, LOST], ids=["posted", "lost"])
async def test_fault_76_many_doubtful_answers_in_threads_of_their_own_appear_once_each(
    limited: Scenario, response: CannedResponse
) -> None:
    slack = limited.slack
    slack.next_response(POST, *[response] * 5)
    client = slack.client("Ana")
    asked = [await client.says(HERE, f"@iissync {code}") for code in (2, 3, 5, 50, 1722)]

    found = await answers(limited, asked)
    assert sorted(str(each.thread_ts) for each in found) == sorted(each.ts for each in asked)
    assert 429 not in statuses(slack)


@pytest.mark.parametrize("response", [ACTED, LOST], ids=["posted", "lost"])
async def test_many_doubtful_answers_in_one_thread_are_settled_together(
    limited: Scenario, response: CannedResponse
) -> None:
    slack = limited.slack
    root = await thread_of(slack.client("Ben"), "which of them?")
    slack.next_response(POST, *[response] * 4)
    texts = [f"@iissync {code}" for code in (2, 3, 5, 50)]
    asked = [await slack.client("Ana").says(HERE, text, thread=root) for text in texts]
    found = await answers(limited, asked)

    assert len(found) == len(asked)
    assert len({each.text for each in found}) == len(asked)
    assert 429 not in statuses(slack)


async def test_a_doubtful_answer_about_a_thread_takes_two_reads(limited: Scenario) -> None:
    slack = limited.slack
    root = await thread_of(slack.client("Ben"), "error 5")
    slack.next_response(POST, ACTED)
    question = await slack.client("Ana").says(HERE, "@iissync", thread=root)
    [answer] = await answers(limited, [question])

    assert "ERROR_ACCESS_DENIED" in answer.text
    assert statuses(slack) == [200, 200]


async def lost_answer_before_others(slack: Slack, where: str, text: str, count: int) -> Message:
    """A question whose answer is lost, while so many messages follow it in the same place."""
    held = Held()
    slack.next_response(POST, CannedResponse(500, held=held))
    question = await slack.client("Ana").says(where, text)
    await held.arrived()
    channel, ben = slack.workspace.channel(question.channel), slack.client("Ben").user
    thread = None if where == DM else question.ts
    for number in range(count):
        slack.workspace.post(channel, ben, f"message {number}", thread_ts=thread)
    held.release()
    return question


async def test_a_notice_that_slack_refuses_delays_no_answer(limited: Scenario) -> None:
    slack, client = limited.slack, limited.slack.client("Ben")
    slack.next_response("chat.postEphemeral", refusal("user_not_in_channel"))
    roots = [await thread_of(client, text) for text in ("error 5", "error 2")]
    asked = [await client.says(HERE, DM, thread=root) for root in roots]
    found = await answers(limited, asked)

    assert [each.thread_ts for each in found] == [root.ts for root in roots]
    assert notices(slack) == []


async def test_more_messages_than_a_page_are_read_on_minute_by_minute(limited: Scenario) -> None:
    slack = limited.slack
    question = await lost_answer_before_others(slack, HERE, "@iissync 1722", 35)

    assert len(await answers(limited, [question])) == 1
    assert len({call.arguments["oldest"] for call in reads(slack)}) >= 3
    assert 429 not in statuses(slack)


async def test_a_channel_is_read_on_from_its_newest_message(limited: Scenario) -> None:
    slack = limited.slack
    await lost_answer_before_others(slack, DM, "1722", 20)
    await limited.settled()
    await emptied(limited.database_url)
    windows = [(each.arguments["oldest"], each.arguments.get("latest")) for each in reads(slack)]

    assert [each.by_bot for each in slack.messages(DM)].count(True) == 1
    assert [bool(latest) for _, latest in windows[:3]] == [False, True, False]
    assert windows[0][0] == windows[1][0] < windows[2][0]


async def test_an_app_that_slack_limits_unexpectedly_keeps_the_limit_from_then_on(
    slack: Slack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    slack.limit_reads(1)  # Slack's refusals name whole seconds
    monkeypatch.setattr("bot.slack.web_api.rate_limits.LONG_REFUSAL", 1)
    for module in ("web_api.rate_limits", "answering.question_replies"):
        monkeypatch.setattr(f"bot.slack.{module}.READ_PAUSE", 1.1)
    client = slack.client("Ben")
    async with scenario_with(slack, pace=QUICK) as scenario:
        roots = [await thread_of(client, text) for text in ("error 5", "error 2", "error 3")]
        for root in roots:
            question = await client.says(HERE, DM, thread=root)
            await slack.wait_for(partial(_is_answered, slack, question))
        await scenario.settled()

    warnings = [each for each in caplog.records if "SLACK_APP_KIND is internal" in each.message]
    assert [each.levelno for each in warnings] == [logging.WARNING]
    assert reads(slack)[-1].arguments["limit"] == "15"


def _is_answered(slack: Slack, question: Message) -> bool:
    return any(
        each.by_bot and each.ts > question.ts and each.thread_ts == question.thread_ts
        for each in slack.messages(HERE)
    )
