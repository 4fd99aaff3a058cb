"""The bot as a server: the door for HTTP, starting, stopping, and what nobody foresaw."""

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

from bot.playground.canned_responses import CannedResponse
from bot.playground.slack import Slack
from bot.server import every, running
from bot.settings import Proxies, Settings
from bot.slack import look_up
from bot.slack.http import LARGEST_BODY
from tests.scenarios.conftest import Scene, settings_for

HERE = "#iis-cluster"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(total=20)) as session:
        yield session


def signed(slack: Slack, body: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    base = f"v0:{timestamp}:".encode() + body
    signature = hmac.new(slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signature}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


async def test_slack_verifies_the_address_of_the_bot(slack: Slack, session: ClientSession) -> None:
    body = b'{"type": "url_verification", "challenge": "c-1722", "token": "t"}'
    headers = signed(slack, body) | {"Content-Type": "application/json"}
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=headers)

        assert await response.json() == {"challenge": "c-1722"}


@pytest.mark.parametrize(
    ("request_line", "size", "status"),
    [
        ("POST /slack/events", 20, 401),
        ("POST /elsewhere", 0, 404),
        ("GET /slack/events", 0, 405),
        ("POST /slack/events", LARGEST_BODY + 1, 413),
    ],
)
async def test_what_slack_did_not_send_does_not_get_in(
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
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=signed(slack, body))

    assert response.status == 400


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
    headers = {**signed(slack, body), "Content-Type": "application/json", **more}
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=headers)

    assert response.status == status


async def test_what_nobody_foresaw_reaches_the_person_as_a_reference(
    slack: Slack, session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"command": "/iissync", "team_id": "T1", "text": ["no text at all"]}'
    headers = signed(slack, body) | {"Content-Type": "application/json"}
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=headers)
        text = (await response.json())["text"]

    reference = text.partition("`")[2].rstrip("`")
    assert len(reference) == 8
    assert f"reference {reference}" in caplog.text


async def test_what_nobody_foresaw_while_somebody_types_offers_nothing(
    slack: Slack, session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    typed = {"type": "block_suggestion", "action_id": look_up.SUGGEST, "block_id": "code"}
    who = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}
    body = urlencode({"payload": json.dumps({**typed, **who})}).encode()
    headers = signed(slack, body) | {"Content-Type": "application/x-www-form-urlencoded"}
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=headers)
        text = await response.text()

    assert (response.status, text) == (200, "")
    assert "unexpected failure" in caplog.text


class Told(logging.Handler):
    """Notices the first line that is logged."""

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
    told = Told()
    logging.getLogger("bot.slack.socket_mode").addHandler(told)
    slack = Slack(port=unused_tcp_port)
    settings = replace(
        settings_for(slack, "socket"), api_url=f"http://127.0.0.1:{unused_tcp_port}/api/"
    )
    async with running(settings):
        await told.line.wait()
        async with slack:
            await slack.connected()
            assert slack.connections == 1

    assert told.text.startswith("cannot connect to Slack")
    assert "Traceback" not in told.text


async def test_what_is_under_way_is_finished_before_the_bot_stops(slack: Slack) -> None:
    async with running(settings_for(slack, "http")) as bot:
        slack.deliver_to(bot.url)
        with slack.hold("chat.postMessage") as held:
            said = await slack.client("Ana").says(HERE, "@iissync 1722")
            await held.arrived()
            asyncio.get_running_loop().call_soon(held.release)

    assert [m.thread_ts for m in slack.messages(HERE) if m.by_bot] == [said.ts]


async def test_a_refused_post_is_logged_and_harms_nothing_else(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    ana = scene.slack.client("Ana")
    refusal = CannedResponse(body={"ok": False, "error": "is_archived"})
    scene.slack.next_response("chat.postMessage", refusal)

    first = await ana.says(HERE, "@iissync 1722")
    await scene.settled()
    second = await ana.says(HERE, "@iissync 3")

    assert await scene.replies(first) == []
    assert "That channel is archived" in scene.slack.seen_by("Ana", "@iissync")[0].text
    assert len(await scene.replies(second)) == 1
    assert "is_archived" in caplog.text


async def test_a_response_url_that_fails_on_its_way_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    said = await scene.slack.client("Ana").says(HERE, "error 5")
    scene.slack.next_response("response_url", CannedResponse(cut="before"))

    await scene.slack.client("Ben").uses_shortcut("Decode status codes", said)
    await scene.settled()

    assert "should show: ServerDisconnectedError" in caplog.text
    assert "Slack did not accept it just now" in scene.slack.seen_by("Ben", HERE)[-1].text


async def test_slacks_flood_control_is_waited_for(scene: Scene) -> None:
    limited = CannedResponse(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})
    scene.slack.next_response("chat.postMessage", limited)

    said = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    await scene.slack.wait_for(lambda: len(scene.slack.messages(HERE)) > 1)

    assert len(await scene.replies(said)) == 1


async def test_an_event_of_no_known_shape_is_a_bad_request(
    slack: Slack, session: ClientSession
) -> None:
    body = b'{"type": "event_callback", "event": {"type": "app_mention", "user": "U1"}}'
    headers = signed(slack, body) | {"Content-Type": "application/json"}
    async with running(settings_for(slack, "http")) as bot:
        response = await session.post(str(bot.url), data=body, headers=headers)

    assert response.status == 400


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
        said = await slack.client("Ana").says(HERE, "@iissync 1722")
        return len(await Scene(slack, bot).replies(said))


async def test_calls_go_through_the_proxy_but_not_those_it_is_not_for(slack: Slack) -> None:
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


async def test_what_is_done_regularly_outlives_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, tries = asyncio.Event(), iter([True, False])

    async def job() -> None:
        if next(tries):
            raise LookupError("what is this?")
        stop.set()

    await every(0, stop, job)

    assert "a regular job failed, and is tried again" in caplog.text
