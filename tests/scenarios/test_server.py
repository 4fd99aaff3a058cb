"""The bot as a server: requests over HTTP, start, stop, and unexpected failures."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, ClientTimeout, web

from bot.operations.regular import regularly
from bot.server import running
from bot.settings import Proxies, Settings
from bot.slack.listeners import look_up
from bot.slack.transport.http import LARGEST_BODY
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, Scenario, refusal, settings_for

FORM = "application/x-www-form-urlencoded"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(total=20)) as session:
        yield session


async def post(
    slack: Slack, session: ClientSession, body: bytes, kind: str = "application/json", **more: str
) -> tuple[int, str]:
    """The status and the body of the bot's response to a request that Slack has signed."""
    headers = {**signed(slack, body), "Content-Type": kind, **more}
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=headers)
        return response.status, await response.text()


def signed(slack: Slack, body: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    base = f"v0:{timestamp}:".encode() + body
    signature = hmac.new(slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}


async def test_slack_verifies_the_address_of_the_bot(slack: Slack, session: ClientSession) -> None:
    body = b'{"type": "url_verification", "challenge": "c-1722", "token": "t"}'
    _, text = await post(slack, session, body)

    assert json.loads(text) == {"challenge": "c-1722"}


@pytest.mark.parametrize(
    ("request_line", "size", "status"),
    [
        ("POST /slack/events", 20, 401),
        ("POST /elsewhere", 0, 404),
        ("GET /slack/events", 0, 405),
        ("POST /slack/events", LARGEST_BODY + 1, 413),
    ],
)
async def test_a_request_that_slack_did_not_send_is_refused(
    slack: Slack, session: ClientSession, request_line: str, size: int, status: int
) -> None:
    method, path = request_line.split()
    async with running(settings_for(slack, "http")) as bot:
        url = str(bot.url).replace("/slack/events", path)
        response = await session.request(method, url, data=BytesIO(b"x" * size))

    assert response.status == status


async def test_a_signed_request_without_a_payload_is_a_bad_request(
    slack: Slack, session: ClientSession
) -> None:
    body = urlencode({"payload": "[]"}).encode()
    status, _ = await post(slack, session, body, FORM)

    assert status == 400


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b'{"payload": 1}', {"Content-Encoding": "gzip"}, 415),
        (b'{"authorizations": [1]}', {}, 400),
    ],
)
async def test_a_signed_request_that_cannot_be_read_is_refused(
    slack: Slack, session: ClientSession, body: bytes, more: dict[str, str], status: int
) -> None:
    assert (await post(slack, session, body, **more))[0] == status


async def test_an_unexpected_failure_of_a_command_shows_its_reference(
    slack: Slack, session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"command": "/iissync", "team_id": "T1", "text": ["no text at all"]}'
    _, response = await post(slack, session, body)
    text = json.loads(response)["text"]

    reference = text.partition("`")[2].rstrip("`")
    assert len(reference) == 8
    assert f"reference {reference}" in caplog.text


async def test_an_unexpected_failure_of_suggestions_shows_none(
    slack: Slack, session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    typed = {"type": "block_suggestion", "action_id": look_up.SUGGEST, "block_id": "code"}
    who = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}
    body = urlencode({"payload": json.dumps({**typed, **who})}).encode()
    assert await post(slack, session, body, FORM) == (200, "")
    assert "unexpected failure" in caplog.text


class FirstLine(logging.Handler):
    """The first line that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.line = asyncio.Event()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text = self.text or self.format(record)
        self.line.set()


async def test_the_bot_starts_while_slack_is_down_and_connects_when_it_is_back(
    unused_tcp_port: int,
) -> None:
    first = FirstLine()
    logging.getLogger("bot.slack.transport.socket_mode").addHandler(first)
    slack = Slack(port=unused_tcp_port)
    settings = replace(
        settings_for(slack, "socket"), api_url=f"http://127.0.0.1:{unused_tcp_port}/api/"
    )
    async with running(settings):
        await first.line.wait()
        async with slack:
            await slack.connected()
            assert slack.connections == 1

    assert first.text.startswith("cannot connect to Slack")
    assert "Traceback" not in first.text


async def test_the_bot_finishes_its_tasks_before_it_stops(slack: Slack) -> None:
    async with running(settings_for(slack, "http")) as bot:
        slack.deliver_to(bot.url)
        with slack.hold("chat.postMessage") as held:
            message = await slack.client("Ana").says(HERE, "@iissync 1722")
            await held.arrived()
            asyncio.get_running_loop().call_soon(held.release)

    assert [m.thread_ts for m in slack.messages(HERE) if m.by_bot] == [message.ts]


async def test_a_refused_post_is_logged_and_the_next_one_succeeds(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    ana = scenario.slack.client("Ana")
    scenario.slack.next_response("chat.postMessage", refusal("is_archived"))

    first = await ana.says(HERE, "@iissync 1722")
    await scenario.settled()
    second = await ana.says(HERE, "@iissync 3")

    assert await scenario.replies(first) == []
    assert "That channel is archived" in scenario.slack.seen_by("Ana", "@iissync")[0].text
    assert len(await scenario.replies(second)) == 1
    assert "is_archived" in caplog.text


async def test_a_broken_connection_to_a_response_url_is_logged(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "error 5")
    scenario.slack.next_response("response_url", CannedResponse(cut="before"))

    await scenario.slack.client("Ben").uses_shortcut("Decode status codes", message)
    await scenario.settled()

    assert "the response to a click: ServerDisconnectedError" in caplog.text
    assert "Slack did not accept it just now" in scenario.slack.seen_by("Ben", HERE)[-1].text


async def test_a_rate_limited_post_is_retried(scenario: Scenario) -> None:
    limited = CannedResponse(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})
    scenario.slack.next_response("chat.postMessage", limited)

    message = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    await scenario.slack.wait_for(lambda: len(scenario.slack.messages(HERE)) > 1)

    assert len(await scenario.replies(message)) == 1


async def test_an_event_with_missing_fields_is_a_bad_request(
    slack: Slack, session: ClientSession
) -> None:
    body = b'{"type": "event_callback", "event": {"type": "app_mention", "user": "U1"}}'
    status, _ = await post(slack, session, body)

    assert status == 400


@asynccontextmanager
async def web_server(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield "http://{}:{}".format(*runner.addresses[0])
    await runner.cleanup()


async def replies_with(slack: Slack, settings: Settings) -> int:
    async with running(settings) as bot:
        slack.deliver_to(bot.url)
        message = await slack.client("Ana").says(HERE, "@iissync 1722")
        return len(await Scenario(slack, bot).replies(message))


async def test_calls_go_through_the_proxy_unless_no_proxy_names_the_host(slack: Slack) -> None:
    seen: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        seen.append(str(request.url))
        return web.json_response({"ok": False, "error": "from_the_proxy"})

    async with web_server(proxy) as address:
        settings = settings_for(slack, "http")
        through = replace(settings, proxies=Proxies(http=address))
        around = replace(settings, proxies=Proxies(http=address, no_proxy="127.0.0.1"))
        assert await replies_with(slack, through) == 0
        assert await replies_with(slack, around) == 1

    assert set(seen) == {f"{slack.api_url}{name}" for name in ("auth.test", "chat.postMessage")}


async def test_a_regular_job_is_repeated_after_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done, fails = asyncio.Event(), iter([True])

    async def job() -> None:
        if next(fails, False):
            raise LookupError("what is this?")
        done.set()

    async with regularly(0, job):
        await done.wait()

    assert "a regular job failed, and is tried again" in caplog.text


async def test_a_regular_job_may_run_later_for_the_first_time() -> None:
    done, runs = asyncio.Event(), []

    async def job() -> None:
        runs.append(loop.time())
        done.set()

    loop = asyncio.get_running_loop()
    start = loop.time()
    async with regularly(60, job, first=0.05), regularly(0, job, first=60):
        await done.wait()

    assert [run - start >= 0.05 for run in runs] == [True]
