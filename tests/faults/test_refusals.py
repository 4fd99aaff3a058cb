"""Fault 64: each error code with which Slack refuses a call has its own handling."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from bot.database.engine import reading
from bot.jobs import tables
from bot.jobs.model import State
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.faults.replicas import (
    HERE,
    POLL,
    STEADY,
    left,
    log_says,
    replicas,
    replied,
    replies,
)
from tests.faults.test_slack_api import POST, ask, notices, posts

ONE = replace(STEADY, most_tries=1)
"""A second failed attempt would end a job."""
AT_ONCE = {"Retry-After": "0"}


@pytest.fixture
def kind() -> str:
    """One kind of database: Slack fails here, and tests/jobs tests the queue in both."""
    return "sqlite"


def refusal(word: str, **more: str) -> CannedResponse:
    """A well-formed refusal, as Slack gives it with a status of 200."""
    return CannedResponse(200, {"ok": False, "error": word, **more}, AT_ONCE)


async def assert_answered_after_refusals(slack: Slack, url: str, word: str) -> None:
    slack.next_response(POST, *[refusal(word)] * 3)
    async with replicas(slack, url, 1, ONE) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await replied(slack, question)

    assert (len(replies(slack, question)), posts(slack)) == (1, 4)
    assert notices(slack, slack.client("Ana")) == []


@pytest.mark.parametrize("word", ["ratelimited", "rate_limited", "rate_limit_exceeded"])
async def test_fault_64_a_200_that_says_rate_limited_delays_the_job_and_is_no_failed_attempt(
    slack: Slack, url: str, word: str
) -> None:
    await assert_answered_after_refusals(slack, url, word)


@pytest.mark.parametrize("word", ["team_added_to_org", "org_login_required"])
async def test_fault_64_a_workspace_that_moves_is_answered_when_it_has_moved(
    slack: Slack, url: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.web_api.responses.MOVE_PAUSE", 0.0)
    await assert_answered_after_refusals(slack, url, word)


async def rescheduled(url: str) -> None:
    """Return when the one job waits for another attempt."""
    async with asyncio.timeout(20):
        while [job.state for job in await asyncio.to_thread(left, url)] != [State.WAITING]:  # noqa: ASYNC110 - a database signals nothing
            await asyncio.sleep(POLL)


@pytest.mark.parametrize(
    ("canned", "least"),
    [
        (CannedResponse(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "30.5"}), 30.5),
        (
            CannedResponse(200, {"ok": False, "error": "rate_limited"}, {"Retry-After": "30.5"}),
            30.5,
        ),
        (refusal("team_added_to_org"), 60),
    ],
    ids=["30.5", "30.5 in a 200", "team_added_to_org"],
)
async def test_fault_64_the_bot_waits_no_less_than_slack_asks(
    slack: Slack, url: str, engines: Callable[[str], Engine], canned: CannedResponse, least: float
) -> None:
    slack.next_response(POST, canned)
    async with replicas(slack, url, 1, ONE) as [bot]:
        slack.deliver_to(bot.url)
        await ask(slack)
        await rescheduled(url)

    with reading(engines(url)) as connection:
        [job] = connection.execute(select(tables.job)).all()
    assert least <= job.due_at - job.enqueued_at < 2 * least
    assert (job.failures, posts(slack)) == (0, 1)


async def test_fault_64_a_message_that_slack_cannot_read_is_not_sent_to_the_dm(
    slack: Slack, url: str
) -> None:
    slack.next_response(POST, refusal("invalid_blocks"))
    ana = slack.client("Ana")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await slack.wait_for(lambda: notices(slack, ana))

    assert notices(slack, ana) == [
        "I could not answer where you asked me. Ask an administrator. Slack says: invalid_blocks."
    ]
    assert replies(slack, question) == []


@pytest.mark.parametrize(
    ("canned", "words"),
    [
        (
            refusal("missing_scope", needed="chat:write"),
            f"an administrator has to act: Slack refuses {POST}: missing_scope, needed: chat:write",
        ),
        (
            refusal("messages_tab_disabled"),
            f"an administrator has to act: Slack refuses {POST}: messages_tab_disabled",
        ),
        (
            refusal("a_new_word"),
            f"Slack refuses {POST} with a word that is not known: a_new_word",
        ),
    ],
    ids=["missing_scope", "messages_tab_disabled", "a_new_word"],
)
async def test_fault_64_refusals_that_concern_an_administrator_are_logged(
    slack: Slack, url: str, canned: CannedResponse, words: str
) -> None:
    slack.next_response(POST, canned)
    with log_says(words) as logged:
        async with replicas(slack, url, 1) as [bot]:
            slack.deliver_to(bot.url)
            await ask(slack)
            await asyncio.wait_for(logged.wait(), 20)


@pytest.mark.parametrize("word", ["missing_scope", "access_denied"])
async def test_fault_64_users_learn_who_can_solve_the_problem(
    slack: Slack, url: str, word: str
) -> None:
    slack.next_response("views.open", refusal(word))
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        await slack.client("Ben").runs(HERE, "/iissync add 1722")
        await slack.wait_for(
            lambda: [m for m in slack.seen_by("Ben", HERE) if "Ask an administrator" in m.text]
        )
