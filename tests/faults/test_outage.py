"""The database is out of reach, or one person asks without end: the others are answered."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.playground import payloads
from bot.playground.canned import Canned, Held
from bot.playground.slack import Slack
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
HASTY = replace(STEADY, patience=0.3)
OUT_OF_DATE = "may be out of date"


async def test_with_the_database_away_a_mention_is_answered_once_and_says_so(
    slack: Slack, url: str
) -> None:
    said = await slack.person("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, said)
    async with replicas(slack, url, 1, HASTY) as [bot]:
        with locked(url):
            at_once = await asyncio.gather(*(deliver(bot, body) for _ in range(5)))
            [reply] = replies(slack, said)
            again = await deliver(bot, body, attempt=1)
        back = await deliver(bot, body, attempt=2)
    async with replicas(slack, url, 1):  # takes up what may have been kept all the same
        await emptied(url)

    assert {*at_once, again, back} == {200}
    assert OUT_OF_DATE in reply.text
    assert "The RPC server is unavailable." in reply.text
    assert replies(slack, said) == [reply]


async def test_a_retry_to_another_replica_finds_the_answer_given_without_the_database(
    slack: Slack, url: str
) -> None:
    said = await slack.person("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, said)
    async with replicas(slack, url, 2, HASTY) as bots:
        with locked(url):
            await deliver(bots[0], body)
            await deliver(bots[1], body, attempt=1)
        await deliver(bots[1], body, attempt=2)

    assert len(replies(slack, said)) == 1


async def test_what_can_be_neither_kept_nor_answered_is_not_accepted(
    slack: Slack, url: str
) -> None:
    said = await slack.person("Ana").says(HERE, "@iissync 1722", events=())
    body = event_of(slack, said)
    slack.next_response(POST, Canned(500, "<html>"))
    async with replicas(slack, url, 1, HASTY) as [bot]:
        with locked(url):
            first = await deliver(bot, body)
            again = await deliver(bot, body, attempt=1)
        await replied(slack, said)

    assert (first, again) == (503, 200)
    assert len(replies(slack, said)) == 1


@pytest.mark.parametrize("method", [POST, "conversations.replies"])
@pytest.mark.parametrize(
    ("word", "status", "messages"), [("not_in_channel", 200, 1), ("token_revoked", 503, 0)]
)
async def test_with_the_database_away_a_refused_answer_goes_to_the_dm(
    slack: Slack, url: str, method: str, word: str, status: int, messages: int
) -> None:
    said = await slack.person("Ana").says(HERE, "@iissync 1722", events=())
    slack.next_response(method, Canned(body={"ok": False, "error": word}))
    async with replicas(slack, url, 1, HASTY) as [bot]:
        with locked(url):
            assert await deliver(bot, event_of(slack, said)) == status
            texts = [m.text for m in slack.messages("@iissync")]

    assert len(texts) == messages
    assert all("/invite @iissync" in text and "RPC server" in text for text in texts)


async def test_with_the_database_away_a_refused_answer_in_a_dm_is_over(
    slack: Slack, url: str
) -> None:
    said = await slack.person("Ana").says("@iissync", "1722", events=())
    slack.next_response(POST, Canned(body={"ok": False, "error": "is_archived"}))
    async with replicas(slack, url, 1, HASTY) as [bot]:
        with locked(url):
            assert await deliver(bot, event_of(slack, said, "message")) == 200
            assert replies(slack, said) == []


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
    async with replicas(slack, url, 1, HASTY) as [bot]:
        with locked(url):
            assert await deliver(bot, body) == status
    shown = [call.arguments["user_id"] for call in slack.calls if call.method == "views.publish"]

    assert shown[:1] == ([event["user"]] if "user" in event else [])


async def test_of_sixty_mentions_of_one_person_four_are_in_work_and_nobody_else_waits(
    slack: Slack, url: str
) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    holds = [Held() for _ in range(4)]
    slack.next_response(POST, *(Canned(held=held) for held in holds))
    asked = [await ana.says(HERE, "@iissync 1722", events=()) for _ in range(60)]
    other = await ben.says(HERE, "@iissync 1722", events=())
    async with replicas(slack, url, 1) as [bot]:
        for said in asked:
            assert await deliver(bot, event_of(slack, said)) == 200
        await asyncio.gather(*(held.arrived() for held in holds))
        assert await deliver(bot, event_of(slack, other)) == 200
        await replied(slack, other)
        assert not any(replies(slack, said) for said in asked)
        for held in holds:
            held.release()
        await slack.wait_for(lambda: all(replies(slack, said) for said in asked))

    texts = [replies(slack, said)[0].text for said in asked]
    assert ["Ask this one again in a minute" in text for text in texts] == [False] * 54 + [True] * 6
    assert len(slack.messages(HERE)) == 2 * 61
    assert left(url) == []


async def test_of_sixty_commands_of_one_person_each_is_answered_and_nobody_else_waits(
    slack: Slack, url: str
) -> None:
    ana, ben = slack.person("Ana"), slack.person("Ben")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        many = asyncio.gather(*(ana.runs(HERE, "/iissync stats") for _ in range(60)))
        other = await ben.runs(HERE, "/iissync 1722")
        shown = await many

    assert other.message
    assert "The RPC server is unavailable." in other.message.text
    assert {each.error for each in shown} == {""}
    assert all(each.message for each in shown)
