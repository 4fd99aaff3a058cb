"""Faults 55 and 65: Slack accepts a post late, or its acceptance is unknown: there is one reply."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

import pytest

from bot.jobs.model import State
from bot.playground.model import Message
from bot.server import running
from tests.fake_slack.canned_responses import CannedResponse, Held, rate_limited
from tests.fake_slack.slack import Slack
from tests.fault_proxy import HOST, Proxy
from tests.faults.replicas import (
    HERE,
    STEADY,
    emptied,
    left,
    log_says,
    replicas,
    replied,
    replies,
)
from tests.scenarios.conftest import settings_for

POST, LOOK_UP, DELETE = "chat.postMessage", "conversations.replies", "chat.delete"
SECONDS = 30
"""For what is waited for: less than a post may take."""
NO_SCOPE = CannedResponse(body={"ok": False, "error": "missing_scope"})
FAILED_LOOK_UPS = {
    "a refusal": NO_SCOPE,
    "a 500": CannedResponse(500),
    "no answer": CannedResponse(cut="before"),
    "a rate limit": rate_limited(0),
    "an ended token": CannedResponse(body={"ok": False, "error": "token_revoked"}),
}


@pytest.fixture
def kind() -> str:
    """One kind of database: Slack fails here, and tests/jobs tests the queue in both."""
    return "sqlite"


def calls(slack: Slack, method: str) -> int:
    return [call.method for call in slack.calls].count(method)


async def ask(slack: Slack) -> Message:
    return await slack.client("Ana").says(HERE, "@iissync 1722")


async def test_fault_55_the_bot_waits_for_a_post_that_slack_accepts_late(
    slack: Slack, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bot.slack.web_api.client.CALL_SECONDS", 0.2
    )  # so long any other call may take
    thread = await slack.client("Ben").says(HERE, "error 5")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        with slack.hold(POST) as held_post:
            question = await ask(slack)
            await held_post.arrived()
            with slack.hold(LOOK_UP):  # a call that is given up, and made again
                await slack.client("Ben").says(HERE, "@iissync", thread=thread)
                await slack.wait_for(lambda: calls(slack, POST))
            early = replies(slack, question)
        await replied(slack, question)
        await emptied(url)

    assert early == []
    assert len(replies(slack, question)) == 1
    assert "ERROR_ACCESS_DENIED" in slack.messages(HERE, thread)[-1].text
    assert calls(slack, POST) == 2


@asynccontextmanager
async def bot_behind_a_proxy(slack: Slack, url: str) -> AsyncIterator[Proxy]:
    """A bot on that database, which reaches Slack through the proxy."""
    address = urlsplit(slack.api_url)
    assert address.port
    async with Proxy((HOST, address.port)) as proxy:
        settings = settings_for(slack, "http")
        there = f"http://{HOST}:{proxy.port}/api/"
        settings = replace(settings, api_url=there, database_url=url)
        async with running(settings, STEADY) as bot:
            slack.deliver_to(bot.url)
            yield proxy


@asynccontextmanager
async def lost_in_a_post(slack: Slack, proxy: Proxy) -> AsyncIterator[Message]:
    """A question whose answer was sent, and appears once this ends; the connection is lost."""
    with slack.hold(POST) as held_post:
        question = await ask(slack)
        await held_post.arrived()
        proxy.reset()
        yield question


async def test_fault_55_of_two_that_appear_after_a_lost_connection_the_later_is_deleted(
    slack: Slack, url: str
) -> None:
    async with bot_behind_a_proxy(slack, url) as proxy:
        async with lost_in_a_post(slack, proxy) as question:
            await replied(slack, question)
            [first] = replies(slack, question)
        await slack.wait_for(lambda: calls(slack, DELETE))
        await emptied(url)

    assert replies(slack, question) == [first]
    assert calls(slack, POST) == 2


async def test_fault_55_a_post_that_appears_only_after_the_first_look_up_is_not_repeated(
    slack: Slack, url: str
) -> None:
    async with bot_behind_a_proxy(slack, url) as proxy:
        async with lost_in_a_post(slack, proxy) as question:
            await slack.wait_for(lambda: calls(slack, LOOK_UP))
        await emptied(url)

    assert len(replies(slack, question)) == 1
    assert calls(slack, POST) == 1


@pytest.mark.parametrize("word", ["message_not_found", "token_revoked"])
async def test_fault_55_a_duplicate_that_cannot_be_deleted_is_checked_again(
    slack: Slack, url: str, word: str
) -> None:
    slack.next_response(DELETE, CannedResponse(body={"ok": False, "error": word}))
    slack.next_response(POST, CannedResponse(500))
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await replied(slack, question)
        [first] = replies(slack, question)
        slack.workspace.post(  # what was posted before, and appears now
            slack.workspace.channel(HERE),
            slack.bot_user,
            first.text,
            thread_ts=question.ts,
            metadata=first.metadata,
        )
        await slack.wait_for(lambda: replies(slack, question) == [first])
        await emptied(url)

    assert calls(slack, DELETE) == 2


async def test_fault_55_posts_that_slack_accepts_late_block_no_other_questions(
    slack: Slack, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.jobs.attempt.SLOW_POST", 0.05)
    held_posts = [Held() for _ in range(6)]
    slack.next_response(POST, *(CannedResponse(held=held) for held in held_posts))
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        held_post = [await ask(slack) for _ in held_posts]
        async with asyncio.timeout(SECONDS):  # and not when the bot has given up the first ones
            await asyncio.gather(*(held.arrived() for held in held_posts))
        last = await ask(slack)
        await replied(slack, last)
        early = [reply for question in held_post for reply in replies(slack, question)]
        for held in held_posts:
            held.release()
        for question in held_post:
            await replied(slack, question)
        await emptied(url)

    assert early == []
    assert calls(slack, POST) == 7


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("failure", FAILED_LOOK_UPS)
async def test_fault_65_a_look_up_that_fails_says_nothing_of_the_answer(
    slack: Slack, url: str, failure: str, cut: Literal["before", "after"]
) -> None:
    slack.next_response(POST, CannedResponse(cut=cut))
    slack.next_response(LOOK_UP, FAILED_LOOK_UPS[failure])
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await replied(slack, question)
        await emptied(url)

    assert len(replies(slack, question)) == 1
    assert slack.messages("@iissync") == []


async def test_fault_65_an_answer_that_can_never_be_looked_up_is_silently_dead(
    slack: Slack, url: str
) -> None:
    slack.next_response(POST, CannedResponse(cut="after"))
    slack.next_response(LOOK_UP, *[NO_SCOPE] * 9)
    with log_says("is dead") as dead:
        async with replicas(slack, url, 1, replace(STEADY, most_tries=3)) as [bot]:
            slack.deliver_to(bot.url)
            question = await ask(slack)
            async with asyncio.timeout(SECONDS):
                await dead.wait()

    [job] = left(url)
    assert (job.state, job.error) == (State.DEAD, "missing_scope")
    assert len(replies(slack, question)) == 1
    assert slack.messages("@iissync") == []
