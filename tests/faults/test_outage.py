"""The database is unavailable, or one user floods the bot: the others are answered."""

import asyncio
import json
from dataclasses import replace
from typing import Literal

import pytest

from bot.playground import payloads
from tests.fake_slack.canned_responses import CannedResponse, Held
from tests.fake_slack.slack import Slack
from tests.faults.replicas import (
    HERE,
    STEADY,
    deliver,
    emptied,
    event_of,
    left,
    locked,
    replicas,
    replied,
    replies,
)

POST = "chat.postMessage"
SHORT_LEASE = replace(STEADY, database_timeout=0.3, lease=8)
"""The database is soon taken for unavailable; the lease is little longer than a call may take."""
OUT_OF_DATE = "may be out of date"


async def test_without_the_database_a_mention_is_answered_once_and_says_so(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            at_once = await asyncio.gather(*(deliver(bot, body) for _ in range(5)))
            [reply] = replies(slack, question)
            again = await deliver(bot, body, attempt=1)
        back = await deliver(bot, body, attempt=2)
    async with replicas(slack, url, 1):  # runs jobs that may have been enqueued anyway
        await emptied(url)

    assert {*at_once, again, back} == {200}
    assert OUT_OF_DATE in reply.text
    assert "The RPC server is unavailable." in reply.text
    assert replies(slack, question) == [reply]


async def test_a_retry_on_another_replica_finds_the_answer_sent_without_the_database(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    async with replicas(slack, url, 2, SHORT_LEASE) as bots:
        with locked(url):
            await deliver(bots[0], body)
            await deliver(bots[1], body, attempt=1)
        await deliver(bots[1], body, attempt=2)

    assert len(replies(slack, question)) == 1


async def test_an_event_that_can_be_neither_stored_nor_answered_is_not_accepted(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    slack.next_response(POST, CannedResponse(500, "<html>"))
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            first = await deliver(bot, body)
            again = await deliver(bot, body, attempt=1)
        await replied(slack, question)

    assert (first, again) == (503, 200)
    assert len(replies(slack, question)) == 1


@pytest.mark.parametrize(
    ("word", "status", "messages"), [("not_in_channel", 200, 1), ("token_revoked", 503, 0)]
)
async def test_without_the_database_a_refused_answer_goes_to_the_dm(
    slack: Slack, url: str, word: str, status: int, messages: int
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    slack.next_response(POST, CannedResponse(body={"ok": False, "error": word}))
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            assert await deliver(bot, event_of(slack, question)) == status
            texts = [m.text for m in slack.messages("@iissync")]

    assert len(texts) == messages
    assert all("/invite @iissync" in text and "RPC server" in text for text in texts)


@pytest.mark.parametrize(
    ("word", "attempt", "status", "count"),
    [("missing_scope", 0, 200, 1), ("missing_scope", 1, 503, 0), ("token_revoked", 1, 503, 0)],
)
async def test_fault_65_without_the_database_a_refused_look_up_is_no_refused_answer(
    slack: Slack, url: str, word: str, attempt: int, status: int, count: int
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    slack.next_response("conversations.replies", CannedResponse(body={"ok": False, "error": word}))
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            assert await deliver(bot, event_of(slack, question), attempt=attempt) == status
            found = replies(slack, question)

    assert (len(found), slack.messages("@iissync")) == (count, [])


@pytest.mark.parametrize("acts", ["before", "after"])
async def test_fault_55_without_the_database_a_lost_answer_is_looked_up(
    slack: Slack, url: str, acts: Literal["before", "after"]
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    slack.next_response(POST, CannedResponse(cut=acts))
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            first = await deliver(bot, body)
            await deliver(bot, body, attempt=1)
            found = replies(slack, question)
        await emptied(url)

    assert first == (200 if acts == "after" else 503)
    assert (len(found), len(replies(slack, question))) == (1, 1)


async def test_without_the_database_a_refused_answer_in_a_dm_ends_the_job(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says("@iissync", "1722", events=())
    slack.next_response(POST, CannedResponse(body={"ok": False, "error": "is_archived"}))
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            assert await deliver(bot, event_of(slack, question, "message")) == 200
            assert replies(slack, question) == []


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ({"type": "app_uninstalled"}, 503),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U0PLAYBOT1"]}}, 503),
        ({"type": "app_home_opened", "user": "U0ANA00001", "tab": "home"}, 200),
    ],
)
async def test_other_events_are_sent_again_or_done_at_once(
    slack: Slack, url: str, event: dict[str, object], status: int
) -> None:
    body = json.dumps(payloads.event(slack.workspace, event, 0)).encode()
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with locked(url):
            assert await deliver(bot, body) == status
    shown = [call.arguments["user_id"] for call in slack.calls if call.method == "views.publish"]

    assert shown[:1] == ([event["user"]] if "user" in event else [])


async def test_fault_70_of_sixty_mentions_of_one_user_four_are_running_and_no_other_user_waits(
    slack: Slack, url: str
) -> None:
    ana, ben = slack.client("Ana"), slack.client("Ben")
    held_posts = [Held() for _ in range(4)]
    slack.next_response(POST, *(CannedResponse(held=held) for held in held_posts))
    questions = [await ana.says(HERE, "@iissync 1722", events=()) for _ in range(60)]
    other = await ben.says(HERE, "@iissync 1722", events=())
    async with replicas(slack, url, 1) as [bot]:
        for question in questions:
            assert await deliver(bot, event_of(slack, question)) == 200
        await asyncio.gather(*(held.arrived() for held in held_posts))
        assert await deliver(bot, event_of(slack, other)) == 200
        await replied(slack, other)
        assert not any(replies(slack, question) for question in questions)
        for held in held_posts:
            held.release()
        await slack.wait_for(lambda: all(replies(slack, question) for question in questions[:54]))
        await bot.tasks.wait()

    assert [len(replies(slack, question)) for question in questions] == [1] * 54 + [0] * 6
    notices = [message.text for message in slack.seen_by(ana, HERE) if message.ephemeral_to]
    assert [text.partition(",")[0] for text in notices] == ["50 of your questions are waiting"]
    assert left(url) == []


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (CannedResponse(500), 1),
        (CannedResponse(body={"ok": False, "error": "x"}), 1),
        (CannedResponse(body={"ok": False, "error": "token_revoked"}), 2),
    ],
)
async def test_fault_70_the_notice_is_shown_once_rather_than_twice(
    slack: Slack, url: str, answer: CannedResponse, calls: int
) -> None:
    slack.next_response("chat.postEphemeral", answer)
    held_posts = [Held() for _ in range(4)]
    slack.next_response(POST, *(CannedResponse(held=held) for held in held_posts))
    questions = [await slack.client("Ana").says(HERE, "@iissync 5", events=()) for _ in range(57)]
    async with replicas(slack, url, 1) as [bot]:
        for question in questions:
            assert await deliver(bot, event_of(slack, question)) == 200
        await slack.wait_for(lambda: "chat.postEphemeral" in [call.method for call in slack.calls])
        for held in held_posts:
            held.release()
        await emptied(url)

    assert [call.method for call in slack.calls].count("chat.postEphemeral") == calls


async def test_fault_70_in_a_dm_the_notice_is_a_message_there(slack: Slack, url: str) -> None:
    held_posts = [Held() for _ in range(4)]
    slack.next_response(POST, *(CannedResponse(held=held) for held in held_posts))
    ana = slack.client("Ana")
    questions = [await ana.says("@iissync", "5", events=()) for _ in range(57)]
    async with replicas(slack, url, 1) as [bot]:
        for question in questions:
            assert await deliver(bot, event_of(slack, question, "message")) == 200
        for held in held_posts:
            held.release()
        await emptied(url)

    texts = [message.text for message in slack.messages("@iissync")]
    assert ["did not take the latest ones" in text for text in texts].count(True) == 1


async def test_fault_67_an_accepted_event_is_acknowledged_again_without_the_database(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, question)
    async with replicas(slack, url, 1, SHORT_LEASE) as [bot]:
        with slack.hold(POST) as held:
            first = await deliver(bot, body)
            await held.arrived()
            with locked(url):
                again = await asyncio.gather(*(deliver(bot, body, attempt=1) for _ in "123"))
                early = replies(slack, question)
        await replied(slack, question)
        await emptied(url)

    assert (first, again, early) == (200, [200] * 3, [])
    assert len(replies(slack, question)) == 1


async def test_a_command_over_the_limit_of_one_user_is_refused(
    slack: Slack, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.answering.user_limiter.MOST_PER_USER", 0)
    monkeypatch.setattr("bot.slack.answering.user_limiter.MOST_WAITING", 0)
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        shown = await slack.client("Ana").runs(HERE, "/iissync stats")

    assert shown.message
    assert "Ask this one again in a minute" in shown.message.text


async def test_sixty_commands_of_one_user_are_answered_and_no_other_user_waits(
    slack: Slack, url: str
) -> None:
    ana, ben = slack.client("Ana"), slack.client("Ben")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        many = asyncio.gather(*(ana.runs(HERE, "/iissync stats") for _ in range(60)))
        other = await ben.runs(HERE, "/iissync 1722")
        shown = await many

    assert other.message
    assert "The RPC server is unavailable." in other.message.text
    assert {each.error for each in shown} == {""}
    assert all(each.message for each in shown)
