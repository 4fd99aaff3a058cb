"""Faults 28 and 33: the line to Slack is lost in every way, and is there again by itself."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aiohttp import web

from bot.playground.canned_responses import CannedResponse
from bot.playground.model import Message
from bot.playground.record import ChangeSignal
from bot.playground.slack import Slack
from bot.server import running
from bot.slack import socket_connection as one_line
from bot.slack import socket_mode
from bot.slack.manifest import manifest
from bot.slack.socket_mode import SocketMode
from tests.fault_proxy import HOST, Proxy
from tests.scenarios.conftest import QUICK, Scene, settings_for
from tests.scenarios.test_server import web_server

HERE = "#iis-cluster"
OPEN = "apps.connections.open"
LOST, BACK, DOWN = "a connection to Slack has ended", "connected to Slack", "cannot connect"
RETRIES = (0.0,) * 6


class Diary(logging.Handler):
    """What the bot logs of its line, and whether it says at that moment that it is connected."""

    def __init__(self, ways: list[SocketMode]) -> None:
        super().__init__()
        self._ways = ways
        self._changed = ChangeSignal()
        self.lines: list[tuple[str, bool]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((self.format(record), self.connected))
        self._changed.notify()

    @property
    def connected(self) -> bool:
        return self._ways[-1].is_connected

    def said(self, start: str) -> list[bool]:
        """Whether it was connected, each time that it said so."""
        return [connected for line, connected in self.lines if line.startswith(start)]

    @property
    def troubles(self) -> list[str]:
        """Why it was not connected, as often as it said so."""
        told = "cannot connect to Slack, and tries again: "
        return [line.removeprefix(told) for line, _ in self.lines if line.startswith(told)]

    async def says(self, start: str, times: int = 1) -> None:
        while len(self.said(start)) < times:
            await self._changed.wait()


@dataclass(frozen=True, slots=True)
class Line:
    """The bot, connected to Slack through a proxy."""

    slack: Slack
    proxy: Proxy
    scene: Scene
    diary: Diary

    async def is_back(self, opened: int) -> None:
        """Return when there is one connection, which is a new one."""
        slack = self.slack
        await slack.wait_for(lambda: slack.connections_opened > opened and slack.connections == 1)
        await self.diary.says(BACK, self.slack.connections_opened)

    async def answers(self) -> list[str]:
        """What the bot answers to a mention."""
        return [m.text for m in await self.scene.replies(await self.mention())]

    async def mention(self) -> Message:
        return await self.slack.client("Ana").says(HERE, "@iissync 1722")


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Diary]:
    ways: list[SocketMode] = []

    class Remembered(SocketMode):
        def __init__(self, *what: Any) -> None:  # noqa: ANN401 - whatever the bot gives it
            super().__init__(*what)
            ways.append(self)

    monkeypatch.setattr("bot.server.SocketMode", Remembered)
    caplog.set_level(logging.INFO, "bot.slack")
    diary = Diary(ways)
    log = logging.getLogger("bot.slack")
    log.addHandler(diary)
    yield diary
    log.removeHandler(diary)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(), retries=RETRIES) as slack:
        yield slack
        assert not slack.faults


@pytest.fixture
async def line(slack: Slack, diary: Diary) -> AsyncIterator[Line]:
    async with Proxy((HOST, int(slack.origin.rpartition(":")[2]))) as proxy:
        url = f"http://{HOST}:{proxy.port}/api/"
        async with running(replace(settings_for(slack, "socket"), api_url=url), QUICK) as bot:
            line = Line(slack, proxy, Scene(slack, bot), diary)
            await line.is_back(0)
            yield line


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot waits for less long."""
    monkeypatch.setattr(one_line, "PING", 0.4)
    monkeypatch.setattr(socket_mode, "PAUSE", 0.1)
    monkeypatch.setattr(socket_mode, "FIRST_HELLO", 1)


async def reset(line: Line) -> None:
    line.proxy.reset()


async def reset_by_slack(line: Line) -> None:
    line.slack.cut_connections()


async def close(line: Line) -> None:
    await line.slack.close_connections()


async def too_long_a_message(line: Line) -> None:
    with suppress(ConnectionError):  # the bot may go before Slack has said it all
        await line.slack.send_frame("x" * (5 << 20))


async def death(_line: Line) -> None:
    next(t for t in asyncio.all_tasks() if t.get_name() == "connection to Slack").cancel()


async def silence(line: Line) -> None:
    line.proxy.stall(new=False)


async def refused_address(line: Line) -> None:
    line.slack.next_response(OPEN, CannedResponse(500))
    line.proxy.reset()


LOSSES = [reset, reset_by_slack, close, too_long_a_message, death]


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
async def test_33_a_lost_line_is_replaced_and_a_mention_is_answered_once(
    line: Line, loss: Callable[[Line], Awaitable[None]]
) -> None:
    await loss(line)
    await line.diary.says(LOST)
    await line.is_back(1)
    answers = await line.answers()

    assert len(answers) == 1
    assert line.diary.said(LOST) == [False]
    assert line.diary.said(BACK) == [True, True]
    assert line.diary.connected


@pytest.mark.usefixtures("brisk")
async def test_33_a_refresh_leaves_no_moment_without_a_line(line: Line) -> None:
    await line.slack.disconnect()
    await line.is_back(1)
    await line.diary.says(LOST)
    answers = await line.answers()

    assert len(answers) == 1
    assert [said for said, _ in line.diary.lines] == [BACK, BACK, LOST]
    assert all(connected for _, connected in line.diary.lines)


@pytest.mark.usefixtures("brisk")
async def test_33_a_half_open_line_is_left_and_what_went_into_it_is_answered_once(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.client.POST_SECONDS", 1)  # as its connection is half open, too
    line.proxy.stall(new=False)
    said = await line.mention()
    await line.diary.says(LOST)
    await line.slack.wait_for(lambda: line.slack.messages(HERE, said))
    replies = await line.scene.replies(said)

    assert [m.thread_ts for m in replies] == [said.ts]
    assert line.diary.said(LOST) == [False]
    assert line.diary.connected


@pytest.mark.usefixtures("brisk")
async def test_33_while_nothing_gets_through_it_is_not_connected_and_then_it_is(
    line: Line,
) -> None:
    line.proxy.stall()
    await line.diary.says(DOWN)
    connected = line.diary.connected
    await line.proxy.heal()
    await line.is_back(1)

    assert not connected
    assert len(await line.answers()) == 1


@pytest.mark.parametrize(
    ("loss", "bound"),
    [(reset, 5), (refused_address, 5), (silence, 15)],
    ids=["reset", "refused_address", "silence"],
)
async def test_33_the_line_is_back_in_time(
    line: Line,
    record_property: Callable[[str, object], None],
    loss: Callable[[Line], Awaitable[None]],
    bound: int,
) -> None:
    clock = asyncio.get_running_loop().time
    begun = clock()
    await loss(line)
    async with asyncio.timeout(bound):
        await line.diary.says(BACK, times=2)
    record_property("seconds_until_connected", round(clock() - begun, 2))

    assert line.diary.said(LOST) == [False]


GARBAGE = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"type": "hello"',
    '{"type": ["disconnect"]}',
    '{"type": "events_api"}',
    '{"type": "events_api", "envelope_id": 1, "payload": {}}',
    '{"type": "events_api", "envelope_id": "1", "payload": []}',
    '{"type": "events_api", "envelope_id": "1", "payload": {}}',
    '{"type": "events_api", "envelope_id": "1", "payload": {"event": {}}, "retry_reason": {}}',
    '{"type": "slash_commands", "envelope_id": "1", "payload": {"command": [], "text": 5}}',
    '{"a": ' * 100_000,
    f'{{"type": {"1" * 5000}}}',
]


@pytest.mark.parametrize("frame", GARBAGE, ids=lambda frame: frame[:60])
async def test_33_garbage_harms_nothing(
    line: Line, frame: str, caplog: pytest.LogCaptureFixture
) -> None:
    await line.slack.send_frame(frame)
    answers = await line.answers()

    assert len(answers) == 1
    assert line.diary.lines == [(BACK, True)]
    assert "Traceback" not in caplog.text


async def test_33_an_envelope_that_comes_again_is_answered_once(line: Line) -> None:
    said = await line.mention()
    await line.scene.settled()
    told = line.slack.deliveries[-1]
    envelope = {"type": told.kind, "envelope_id": "again", "payload": told.payload}
    await line.slack.send_frame(json.dumps(envelope))
    await line.answers()

    assert [m.thread_ts for m in await line.scene.replies(said)] == [said.ts]


REFUSALS = [
    CannedResponse(500, {"ok": False, "error": "internal_error"}),
    CannedResponse(200, {"ok": False, "error": "fatal_error"}),
    CannedResponse(200, {"ok": True}),
    CannedResponse(200, "<html>We'll be right back</html>"),
    CannedResponse(503, "<html>We'll be right back</html>"),
    CannedResponse(302, "", {"Location": "/login"}),
    CannedResponse(200, '{"ok": tr'),
    CannedResponse(200, {"ok": True, "url": "ws://127.0.0.1:1/gone"}),
    CannedResponse(200, {"ok": True, "url": "none"}),
    CannedResponse(cut="before"),
    CannedResponse(cut="after"),
]


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize(
    "refusal", REFUSALS, ids=lambda r: f"{r.status}-{str(r.body)[:20]}-{r.cut}"
)
async def test_28_a_line_that_slack_does_not_give_is_asked_for_again(
    line: Line, refusal: CannedResponse
) -> None:
    line.slack.next_response(OPEN, refusal, refusal)
    line.proxy.reset()
    await line.is_back(1)
    answers = await line.answers()

    assert len(answers) == 1
    assert line.diary.said(DOWN) == [False]
    assert line.diary.connected


@pytest.mark.usefixtures("brisk")
async def test_28_while_slack_refuses_connections_it_is_not_connected_and_then_it_is(
    line: Line,
) -> None:
    line.proxy.refuse()
    line.proxy.reset()
    await line.diary.says(DOWN)
    await line.proxy.heal()
    await line.is_back(1)

    assert line.diary.said(DOWN) == [False]
    assert len(await line.answers()) == 1


@pytest.mark.usefixtures("brisk")
async def test_28_an_address_that_was_lost_on_the_way_is_not_used_again(line: Line) -> None:
    answer = {"ok": True, "url": f"ws://{HOST}:{line.proxy.port}/link?ticket=used"}
    line.slack.next_response(OPEN, CannedResponse(200, answer))
    line.proxy.reset()
    await line.is_back(1)

    assert line.diary.troubles == ["HTTP 403"]


@pytest.mark.usefixtures("brisk")
async def test_28_a_token_that_slack_refuses_is_said_once(line: Line) -> None:
    refused = CannedResponse(200, {"ok": False, "error": "invalid_auth"})
    line.slack.next_response(OPEN, refused, refused, refused)
    line.proxy.reset()
    await line.is_back(1)

    assert len(line.diary.troubles) == 1
    assert line.diary.troubles[0].startswith("Slack refuses SLACK_APP_TOKEN (invalid_auth)")


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize(("told", "seconds"), [("1", 1), ("0.4", 1), ("soon", 0.5), ("9" * 500, 1)])
async def test_28_slack_is_left_alone_for_as_long_as_it_wants(
    line: Line, monkeypatch: pytest.MonkeyPatch, told: str, seconds: float
) -> None:
    monkeypatch.setattr(one_line, "USUAL_PAUSE", 0.5)
    monkeypatch.setattr(one_line, "LONGEST_PAUSE", 1.0)
    begun = asyncio.get_running_loop().time()
    line.slack.next_response(OPEN, CannedResponse(429, {"ok": False}, {"Retry-After": told}))
    line.proxy.reset()
    await line.is_back(1)

    assert line.diary.troubles == ["ratelimited"]
    assert asyncio.get_running_loop().time() - begun >= seconds


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("ratelimited", "ratelimited"),
        ("rate_limited", "rate_limited"),
        ("team_added_to_org", "HTTP 200, 'team_added_to_org': the workspace is being moved"),
    ],
)
async def test_fault_64_a_200_by_which_slack_wants_to_be_left_alone_is_heeded(
    line: Line, monkeypatch: pytest.MonkeyPatch, word: str, why: str
) -> None:
    monkeypatch.setattr(one_line, "MOVE_PAUSE", 1.0)
    begun = asyncio.get_running_loop().time()
    refused = CannedResponse(200, {"ok": False, "error": word}, {"Retry-After": "0.4"})
    line.slack.next_response(OPEN, refused)
    line.proxy.reset()
    await line.is_back(1)

    assert line.diary.troubles == [why]
    assert asyncio.get_running_loop().time() - begun >= 1


@pytest.mark.usefixtures("brisk")
async def test_fault_64_where_no_token_would_help_the_log_does_not_speak_of_the_token(
    line: Line,
) -> None:
    line.slack.next_response(OPEN, CannedResponse(200, {"ok": False, "error": "forbidden_team"}))
    line.proxy.reset()
    await line.is_back(1)

    assert line.diary.troubles == ["HTTP 200, 'forbidden_team': an administrator has to act"]


@pytest.mark.usefixtures("brisk")
async def test_28_a_line_without_a_hello_is_none(line: Line) -> None:
    async def close_at_once(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close()
        return socket

    async with web_server(close_at_once) as address:
        url = address.replace("http", "ws", 1)
        line.slack.next_response(OPEN, CannedResponse(200, {"ok": True, "url": url}))
        line.proxy.reset()
        await line.is_back(1)

    assert line.diary.troubles == ["the connection was closed before Slack's hello"]


@pytest.mark.usefixtures("brisk")
async def test_28_what_nobody_foresaw_ends_one_attempt_alone(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.slack.next_response(OPEN, CannedResponse(200, {"ok": True, "url": "ws://["}))
    line.proxy.reset()
    await line.is_back(1)

    assert "unexpected failure, reference" in caplog.text
    assert line.diary.connected
