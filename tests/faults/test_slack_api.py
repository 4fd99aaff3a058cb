"""Faults 24 to 27, 29 and 30: Slack's possible responses to a post, and their effects."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from sqlalchemy import Engine

from bot.jobs.model import Job, State, UnfinishedJob
from bot.jobs.sql_store import SqlJobStore
from bot.playground import payloads
from bot.playground.client import Client
from bot.playground.model import TEAM_ID, Message
from bot.server import running
from tests.fake_slack.canned_responses import CannedResponse, Held, rate_limited
from tests.fake_slack.slack import Slack
from tests.fault_proxy import HOST, Proxy
from tests.faults.replicas import (
    HERE,
    POLL,
    STEADY,
    deliver,
    emptied,
    event_of,
    left,
    log_says,
    replicas,
    replied,
    replies,
    unanswered,
)
from tests.scenarios.conftest import settings_for
from tests.team.values import accept

POST = "chat.postMessage"
THREE = replace(STEADY, most_tries=3)
PLAIN, AS_JSON = ({"Content-Type": kind} for kind in ("text/plain", "application/json"))
ANSWERS = {
    "500": CannedResponse(500),
    "503 with words of Slack's": CannedResponse(503, {"ok": False, "error": "service_unavailable"}),
    "HTML": CannedResponse(200, "<html><title>Server Error</title></html>"),
    "truncated JSON": CannedResponse(200, '{"ok": true, "chan', AS_JSON),
    "plain text": CannedResponse(200, "try later", PLAIN),
    "null": CannedResponse(200, "null", AS_JSON),
    "a list": CannedResponse(200, '[{"ok": false}]', AS_JSON),
    "nothing": CannedResponse(200, "", AS_JSON),
    "deep JSON": CannedResponse(200, "[" * 100_000, AS_JSON),
    "an open error": CannedResponse(200, {"ok": False, "error": "internal_error"}),
    "fatal_error": CannedResponse(200, {"ok": False, "error": "fatal_error"}),
}


@pytest.fixture
def kind() -> str:
    """One kind of database: Slack fails here, and tests/jobs tests the queue in both."""
    return "sqlite"


def posts(slack: Slack) -> int:
    """The number of attempts to post."""
    return [call.method for call in slack.calls].count(POST)


async def ask(slack: Slack, place: str = HERE) -> Message:
    """Post a question of Ana's."""
    return await slack.client("Ana").says(place, "@iissync 1722")


async def answered(
    slack: Slack, url: str, *answers: CannedResponse, place: str = HERE
) -> list[Message]:
    """The replies to a question whose post gets these answers first."""
    slack.next_response(POST, *answers)
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack, place)
        await replied(slack, question)
        await emptied(url)
    return replies(slack, question)


async def test_fault_24_the_bot_waits_for_flood_control_after_the_acknowledgement(
    slack: Slack, url: str
) -> None:
    slack.next_response(POST, rate_limited(0), rate_limited(1))
    async with replicas(slack, url, 1, THREE) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await slack.settled()
        acknowledged = [each.problem for each in slack.deliveries]
        early = replies(slack, question)
        await replied(slack, question)

    assert (acknowledged, early) == ([""], [])
    assert len(replies(slack, question)) == 1
    assert [call.status for call in slack.calls if call.method == POST] == [429, 429, 200]


async def test_fault_24_waiting_is_no_failed_attempt(slack: Slack, url: str) -> None:
    limited = [rate_limited(0)] * 5
    async with replicas(slack, url, 1, replace(STEADY, most_tries=1)) as [bot]:
        slack.next_response(POST, *limited)
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await replied(slack, question)

    assert len(replies(slack, question)) == 1


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("answer", ANSWERS)
async def test_fault_25_an_empty_response_leads_to_one_reply(
    slack: Slack,
    url: str,
    answer: str,
    acts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    canned = replace(ANSWERS[answer], acts=acts)

    assert len(await answered(slack, url, canned)) == 1
    assert posts(slack) == (1 if acts else 2)


async def test_fault_25_an_unthreaded_reply_in_a_dm_is_found_too(slack: Slack, url: str) -> None:
    canned = CannedResponse(500, acts=True)

    assert len(await answered(slack, url, canned, place="@iissync")) == 1
    assert "conversations.history" in [call.method for call in slack.calls]


async def dead_job(slack: Slack, url: str) -> UnfinishedJob:
    """The job of a question, once it is dead."""
    with log_says("is dead") as dead:
        async with replicas(slack, url, 1, THREE) as [bot]:
            slack.deliver_to(bot.url)
            await ask(slack)
            await dead.wait()

    [job] = unanswered(url)
    return job


@pytest.mark.parametrize("answer", ["500", "HTML", "null"])
async def test_fault_25_a_job_that_slack_never_answers_is_dead(
    slack: Slack, url: str, answer: str
) -> None:
    slack.next_response(POST, *[ANSWERS[answer]] * 9)
    job = await dead_job(slack, url)

    assert (job.state, job.failures, posts(slack)) == (State.DEAD, 3, 3)


@pytest.mark.parametrize(("cut", "tries"), [("after", 1), ("before", 2)])
async def test_fault_26_a_connection_that_breaks_after_the_request_leads_to_one_reply(
    slack: Slack, url: str, cut: str, tries: int
) -> None:
    canned = CannedResponse(cut="after" if cut == "after" else "before")

    assert len(await answered(slack, url, canned)) == 1
    assert posts(slack) == tries


async def test_fault_26_a_lost_response_and_a_failed_look_up_lead_to_one_reply(
    slack: Slack, url: str
) -> None:
    slack.next_response("conversations.replies", *[CannedResponse(500)] * 3)

    assert len(await answered(slack, url, CannedResponse(cut="after"))) == 1
    assert posts(slack) == 1


async def test_fault_27_commands_do_not_wait_for_a_slow_slack(slack: Slack) -> None:
    address = urlsplit(slack.api_url)
    assert address.port
    async with Proxy((HOST, address.port)) as proxy:
        proxy.delay = 4
        settings = settings_for(slack, "http")
        settings = replace(settings, api_url=f"http://{HOST}:{proxy.port}/api/")
        async with running(settings, STEADY) as bot:
            slack.deliver_to(bot.url)
            await ask(slack)
            await slack.client("Ben").runs(HERE, "/iissync add 1722")  # a form, which never opens
            shown = await slack.client("Ben").runs(HERE, "/iissync 1722")
            await slack.settled()

    assert shown.message
    assert "The RPC server is unavailable." in shown.message.text
    assert max(each.seconds for each in slack.deliveries) < 3
    assert {each.problem for each in slack.deliveries} == {""}


def of_another_workspace(slack: Slack, question: Message) -> bytes:
    """The event of a message, as another workspace of the same bot would send it."""
    return event_of(slack, question).replace(TEAM_ID.encode(), b"T0OTHER001")


async def test_fault_29_a_token_that_only_one_call_refuses_is_checked_and_tried_again(
    slack: Slack, url: str
) -> None:
    slack.next_response(POST, CannedResponse(body={"ok": False, "error": "token_revoked"}))
    first, second = [await slack.client("Ana").says(HERE, "@iissync 5", events=()) for _ in "12"]
    async with replicas(slack, url, 1) as [bot]:
        await deliver(bot, event_of(slack, first))
        await replied(slack, first)
        await deliver(bot, of_another_workspace(slack, second))
        await replied(slack, second)
        await emptied(url)

    assert (len(replies(slack, first)), len(replies(slack, second))) == (1, 1)
    assert posts(slack) == 3


async def test_fault_29_a_post_refused_with_a_valid_token_is_dead_in_the_end(
    slack: Slack, url: str
) -> None:
    refused = CannedResponse(body={"ok": False, "error": "account_inactive"})
    slack.next_response(POST, *[refused] * 3)
    job = await dead_job(slack, url)

    assert (job.state, job.error, posts(slack)) == (State.DEAD, "account_inactive", 3)


async def rescheduled(url: str) -> UnfinishedJob:
    """The only job, once it is not running: the token is checked while it is rescheduled."""
    async with asyncio.timeout(60):
        while True:
            [job] = await asyncio.to_thread(left, url)
            if job.state is not State.RUNNING:
                return job
            await asyncio.sleep(POLL)


@pytest.mark.parametrize("word", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_fault_62_jobs_wait_while_slack_refuses_the_token(
    slack: Slack, url: str, word: str
) -> None:
    refused, held = CannedResponse(body={"ok": False, "error": word}), Held()
    slack.next_response("auth.test", CannedResponse(), refused, replace(refused, held=held))
    slack.next_response(POST, refused)
    async with replicas(slack, url, 1, replace(STEADY, most_tries=1)) as [bot]:
        await slack.wait_for(lambda: slack.calls)  # the question at the start
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await held.arrived()
        job = await rescheduled(url)
        async with ClientSession() as session, session.get(f"{bot.operations_url}/readyz") as page:
            ready = page.status, await page.text()
        held.release()
        await replied(slack, question)
        await emptied(url)

    assert (job.state, job.error) == (State.WAITING, f"Slack refuses the bot's token: {word}")
    assert ready[0] == 503
    assert f"Slack refuses SLACK_BOT_TOKEN ({word}): nothing is posted" in ready[1]
    assert len(replies(slack, question)) == 1


async def test_fault_62_events_from_before_a_new_token_are_answered_after_the_restart(
    slack: Slack, url: str
) -> None:
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    settings = replace(settings_for(slack, "http"), database_url=url, bot_token="xoxb-dead")
    async with running(settings, replace(STEADY, most_tries=1)) as bot:
        assert await deliver(bot, event_of(slack, question)) == 200
        await slack.wait_for(lambda: [call.method for call in slack.calls].count("auth.test") > 2)
    [job] = left(url)
    async with replicas(slack, url, 1):
        await replied(slack, question)
        await emptied(url)

    assert job.state is State.WAITING
    assert len(replies(slack, question)) == 1


async def test_fault_62_nothing_is_posted_with_a_token_that_slack_is_known_to_refuse(
    slack: Slack, url: str
) -> None:
    def checks() -> int:
        return [call.method for call in slack.calls].count("auth.test")

    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    settings = replace(settings_for(slack, "http"), database_url=url, bot_token="xoxb-dead")
    async with running(settings, STEADY) as bot:
        await slack.wait_for(lambda: checks() > 1)  # so it has read the answer to the first
        assert await deliver(bot, event_of(slack, question)) == 200
        before = checks()
        await slack.wait_for(lambda: checks() > before + 1)

    assert [job.state for job in left(url)] == [State.WAITING]
    assert posts(slack) == 0


async def test_fault_62_without_an_answer_from_slack_the_token_is_assumed_valid(
    slack: Slack, url: str
) -> None:
    slack.next_response("auth.test", CannedResponse(500))
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await replied(slack, question)
        await emptied(url)


async def test_fault_63_mentions_in_a_channel_wait_together_for_its_rate_limit(
    slack: Slack, url: str
) -> None:
    slack.limit(POST, 1)
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = [
            await slack.client(name).says(HERE, "@iissync 5") for name in ("Ana", "Ben") * 3
        ]
        for each in question:
            await replied(slack, each)
        await emptied(url)

    statuses = [call.status for call in slack.calls if call.method == POST]
    assert statuses.count(200) == 6
    assert statuses.count(429) <= 8  # and not 15, as where each waits for itself


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0PLAYBOT1"]}},
    ],
)
async def test_fault_29_a_workspace_that_removes_the_bot_ends_its_own_work(
    slack: Slack, url: str, engines: Callable[[str], Engine], event: dict[str, object]
) -> None:
    store = SqlJobStore(engines(url))
    for workspace in (TEAM_ID, "T0OTHER001"):  # claimed by another replica
        accept(store, Job(workspace, "C1:1.0", "question", "U1"), "another", 60)
    body = json.dumps(payloads.event(slack.workspace, event, 0)).encode()
    async with replicas(slack, url, 1) as [bot]:
        assert await deliver(bot, body) == 200
        await bot.tasks.wait()

    states = {each.job.workspace: each.state for each in store.unfinished()}
    assert states == {TEAM_ID: State.DEAD, "T0OTHER001": State.RUNNING}


async def test_fault_29_a_user_token_is_not_accepted_as_a_bot_token(slack: Slack, url: str) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA00001"]}}
    async with replicas(slack, url, 1) as [bot]:
        body = json.dumps(payloads.event(slack.workspace, event, 0)).encode()
        assert await deliver(bot, body) == 200
        question = await slack.client("Ana").says(HERE, "@iissync 5", events=())
        await deliver(bot, event_of(slack, question))
        await replied(slack, question)

    assert len(replies(slack, question)) == 1


def notices(slack: Slack, person: Client) -> list[str]:
    """The bot's messages that only this user sees."""
    return [m.text for m in slack.workspace.messages(person.dm) if m.by_bot]


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("not_in_channel", "/invite @iissync"),
        ("channel_not_found", "/invite @iissync"),
        ("is_archived", "ask in another one"),
        ("missing_scope", "Ask an administrator to install it again"),
        ("thread_not_found", "The message was deleted."),
        ("restricted_action", "Your workspace does not let me write there"),
        ("restricted_action_thread_locked", "That thread is locked: ask outside of it."),
        ("no_permission", "/invite @iissync"),
        ("access_denied", "Ask an administrator. Slack says: access_denied."),
        ("a_new_word", "Slack says: a_new_word."),
    ],
)
async def test_fault_30_if_slack_refuses_the_channel_the_user_learns_what_to_do(
    slack: Slack, url: str, word: str, advice: str
) -> None:
    slack.next_response(POST, CannedResponse(body={"ok": False, "error": word}))
    ana = slack.client("Ana")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        question = await ask(slack)
        await slack.wait_for(lambda: notices(slack, ana))

    [text] = notices(slack, ana)
    assert advice in text
    assert "The RPC server is unavailable." in text
    assert (replies(slack, question), posts(slack), left(url)) == ([], 2, [])


@pytest.mark.parametrize("place", [HERE, "@iissync"])
async def test_fault_30_if_the_dm_is_refused_too_the_job_ends(
    slack: Slack, url: str, place: str
) -> None:
    refusal = CannedResponse(body={"ok": False, "error": "is_archived"})
    slack.next_response(POST, refusal, refusal)
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        await ask(slack, place)
        await slack.settled()
        await bot.tasks.wait()

    assert posts(slack) == (2 if place == HERE else 1)
    assert left(url) == []


async def test_if_only_the_token_is_refused_for_the_dm_the_answer_goes_there_later(
    slack: Slack, url: str
) -> None:
    archived, revoked = (
        CannedResponse(body={"ok": False, "error": word})
        for word in ("is_archived", "token_revoked")
    )
    slack.next_response(POST, archived, revoked, archived)
    ana = slack.client("Ana")
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        await ask(slack)
        await slack.wait_for(lambda: notices(slack, ana))
        await emptied(url)

    [text] = notices(slack, ana)
    assert "The RPC server is unavailable." in text
    assert posts(slack) == 4


async def test_an_answer_posted_after_the_timeout_is_found_in_its_thread(
    slack: Slack, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.web_api.client.POST_SECONDS", 0.2)
    held = Held()
    slack.next_response(POST, CannedResponse(held=held))
    async with replicas(slack, url, 1) as [bot]:
        slack.deliver_to(bot.url)
        looking = slack.hold("conversations.replies")
        with looking as look:
            question = await ask(slack)
            await look.arrived()
            held.release()
            await replied(slack, question)
        await asyncio.wait_for(bot.tasks.wait(), 20)

    assert len(replies(slack, question)) == 1
    assert posts(slack) == 1
