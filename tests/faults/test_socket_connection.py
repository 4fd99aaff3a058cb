"""Faults 28 and 33: the Socket Mode connection breaks in every way, and the bot restores it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.playground.model import Message
from bot.playground.record import ChangeSignal
from bot.server import running
from bot.slack.manifest import manifest
from bot.slack.transport import socket_connection as one_line
from bot.slack.transport import socket_mode
from bot.slack.transport.socket_mode import SocketMode
from bot.slack.web_api import responses
from tests.database.fixtures import upgraded_in
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.fault_proxy import HOST, Proxy
from tests.scenarios.conftest import QUICK, Scenario, settings_for
from tests.scenarios.test_server import web_server

HERE = "#iis-cluster"
OPEN = "apps.connections.open"
DISCONNECTED, BACK, DOWN = "a connection to Slack has ended", "connected to Slack", "cannot connect"
RETRIES = (0.0,) * 6


class ConnectionLog(logging.Handler):
    """The bot's log records of its connection, each with whether it was connected then."""

    def __init__(self, clients: list[SocketMode]) -> None:
        super().__init__()
        self._clients = clients
        self._changed = ChangeSignal()
        self.records: list[tuple[str, bool]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("bot.slack.transport.socket"):
            return
        self.records.append((self.format(record), self.connected))
        self._changed.notify()

    @property
    def connected(self) -> bool:
        return self._clients[-1].is_connected

    def states_at(self, start: str) -> list[bool]:
        """For each record with this start, whether the bot was connected then."""
        return [connected for text, connected in self.records if text.startswith(start)]

    @property
    def failures(self) -> list[str]:
        """The reasons of the failed attempts to connect, as logged."""
        prefix = "cannot connect to Slack, and tries again: "
        return [text.removeprefix(prefix) for text, _ in self.records if text.startswith(prefix)]

    async def wait_for(self, start: str, times: int = 1) -> None:
        while len(self.states_at(start)) < times:
            await self._changed.wait()


@dataclass(frozen=True, slots=True)
class SlackConnection:
    """The bot, connected to Slack through a proxy."""

    slack: Slack
    proxy: Proxy
    scenario: Scenario
    connection_log: ConnectionLog

    async def wait_until_back(self, opened: int) -> None:
        """Wait until there is exactly one connection, and it is new."""
        slack = self.slack
        await slack.wait_for(lambda: slack.connections_opened > opened and slack.connections == 1)
        await self.connection_log.wait_for(BACK, self.slack.connections_opened)

    async def answers(self) -> list[str]:
        """Return the bot's replies to a new mention."""
        return [m.text for m in await self.scenario.replies(await self.mention())]

    async def mention(self) -> Message:
        return await self.slack.client("Ana").says(HERE, "@iissync 1722")


@pytest.fixture
def connection_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[ConnectionLog]:
    clients: list[SocketMode] = []

    class Remembered(SocketMode):
        def __init__(self, *what: Any) -> None:  # noqa: ANN401 - whatever the bot gives it
            super().__init__(*what)
            clients.append(self)

    monkeypatch.setattr("bot.server.SocketMode", Remembered)
    caplog.set_level(logging.INFO, "bot.slack")
    connection_log = ConnectionLog(clients)
    log = logging.getLogger("bot.slack")
    log.addHandler(connection_log)
    yield connection_log
    log.removeHandler(connection_log)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(), retries=RETRIES) as slack:
        yield slack
        assert not slack.faults


@pytest.fixture
async def connection(
    slack: Slack, connection_log: ConnectionLog, quick_folder: Path
) -> AsyncIterator[SlackConnection]:
    database = upgraded_in(quick_folder)
    async with Proxy((HOST, int(slack.origin.rpartition(":")[2]))) as proxy:
        url = f"http://{HOST}:{proxy.port}/api/"
        settings = replace(settings_for(slack, "socket"), api_url=url, database_url=database)
        async with running(settings, QUICK) as bot:
            connection = SlackConnection(slack, proxy, Scenario(slack, bot), connection_log)
            await connection.wait_until_back(0)
            yield connection


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the bot's pauses."""
    monkeypatch.setattr(one_line, "PING", 0.4)
    monkeypatch.setattr(socket_mode, "PAUSE", 0.1)
    monkeypatch.setattr(socket_mode, "FIRST_HELLO", 1)


async def reset(connection: SlackConnection) -> None:
    connection.proxy.reset()


async def reset_by_slack(connection: SlackConnection) -> None:
    connection.slack.cut_connections()


async def close(connection: SlackConnection) -> None:
    await connection.slack.close_connections()


async def too_long_a_message(connection: SlackConnection) -> None:
    with suppress(ConnectionError):  # the bot may go before Slack has said it all
        await connection.slack.send_frame("x" * (5 << 20))


async def death(_line: SlackConnection) -> None:
    next(t for t in asyncio.all_tasks() if t.get_name() == "connection to Slack").cancel()


async def silence(connection: SlackConnection) -> None:
    connection.proxy.stall(new=False)


async def refused_address(connection: SlackConnection) -> None:
    connection.slack.next_response(OPEN, CannedResponse(500))
    connection.proxy.reset()


LOSSES = [reset, reset_by_slack, close, too_long_a_message, death]


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
async def test_33_a_broken_connection_is_replaced_and_a_mention_is_answered_once(
    connection: SlackConnection, loss: Callable[[SlackConnection], Awaitable[None]]
) -> None:
    await loss(connection)
    await connection.connection_log.wait_for(DISCONNECTED)
    await connection.wait_until_back(1)
    answers = await connection.answers()

    assert len(answers) == 1
    assert connection.connection_log.states_at(DISCONNECTED) == [False]
    assert connection.connection_log.states_at(BACK) == [True, True]
    assert connection.connection_log.connected


@pytest.mark.usefixtures("short_pauses")
async def test_33_a_refresh_leaves_no_moment_without_a_connection(
    connection: SlackConnection,
) -> None:
    await connection.slack.disconnect()
    await connection.wait_until_back(1)
    await connection.connection_log.wait_for(DISCONNECTED)
    answers = await connection.answers()

    assert len(answers) == 1
    assert [states_at for states_at, _ in connection.connection_log.records] == [
        BACK,
        BACK,
        DISCONNECTED,
    ]
    assert all(connected for _, connected in connection.connection_log.records)


@pytest.mark.usefixtures("short_pauses")
async def test_33_a_half_open_connection_is_replaced_and_its_events_are_answered_once(
    connection: SlackConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "bot.slack.web_api.client.POST_SECONDS", 1
    )  # as its connection is half open, too
    connection.proxy.stall(new=False)
    states_at = await connection.mention()
    await connection.connection_log.wait_for(DISCONNECTED)
    await connection.slack.wait_for(lambda: connection.slack.messages(HERE, states_at))
    replies = await connection.scenario.replies(states_at)

    assert [m.thread_ts for m in replies] == [states_at.ts]
    assert connection.connection_log.states_at(DISCONNECTED) == [False]
    assert connection.connection_log.connected


@pytest.mark.usefixtures("short_pauses")
async def test_33_the_bot_reconnects_once_the_network_works_again(
    connection: SlackConnection,
) -> None:
    connection.proxy.stall()
    await connection.connection_log.wait_for(DOWN)
    connected = connection.connection_log.connected
    await connection.proxy.heal()
    await connection.wait_until_back(1)

    assert not connected
    assert len(await connection.answers()) == 1


@pytest.mark.parametrize(
    ("loss", "bound"),
    [(reset, 5), (refused_address, 5), (silence, 15)],
    ids=["reset", "refused_address", "silence"],
)
async def test_33_the_connection_is_restored_in_time(
    connection: SlackConnection,
    record_property: Callable[[str, object], None],
    loss: Callable[[SlackConnection], Awaitable[None]],
    bound: int,
) -> None:
    clock = asyncio.get_running_loop().time
    begun = clock()
    await loss(connection)
    async with asyncio.timeout(bound):
        await connection.connection_log.wait_for(BACK, times=2)
    record_property("seconds_until_connected", round(clock() - begun, 2))

    assert connection.connection_log.states_at(DISCONNECTED) == [False]


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
    connection: SlackConnection, frame: str, caplog: pytest.LogCaptureFixture
) -> None:
    await connection.slack.send_frame(frame)
    answers = await connection.answers()

    assert len(answers) == 1
    assert connection.connection_log.records == [(BACK, True)]
    assert "Traceback" not in caplog.text


async def test_33_a_repeated_envelope_is_answered_once(connection: SlackConnection) -> None:
    states_at = await connection.mention()
    await connection.scenario.settled()
    delivery = connection.slack.deliveries[-1]
    envelope = {"type": delivery.kind, "envelope_id": "again", "payload": delivery.payload}
    await connection.slack.send_frame(json.dumps(envelope))
    await connection.answers()

    assert [m.thread_ts for m in await connection.scenario.replies(states_at)] == [states_at.ts]


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


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize(
    "refusal", REFUSALS, ids=lambda r: f"{r.status}-{str(r.body)[:20]}-{r.cut}"
)
async def test_28_a_connection_that_slack_does_not_open_is_requested_again(
    connection: SlackConnection, refusal: CannedResponse
) -> None:
    connection.slack.next_response(OPEN, refusal, refusal)
    connection.proxy.reset()
    await connection.wait_until_back(1)
    answers = await connection.answers()

    assert len(answers) == 1
    assert connection.connection_log.states_at(DOWN) == [False]
    assert connection.connection_log.connected


@pytest.mark.usefixtures("short_pauses")
async def test_28_the_bot_reconnects_once_slack_accepts_connections(
    connection: SlackConnection,
) -> None:
    connection.proxy.refuse()
    connection.proxy.reset()
    await connection.connection_log.wait_for(DOWN)
    await connection.proxy.heal()
    await connection.wait_until_back(1)

    assert connection.connection_log.states_at(DOWN) == [False]
    assert len(await connection.answers()) == 1


@pytest.mark.usefixtures("short_pauses")
async def test_28_an_address_from_an_interrupted_response_is_not_reused(
    connection: SlackConnection,
) -> None:
    answer = {"ok": True, "url": f"ws://{HOST}:{connection.proxy.port}/link?ticket=used"}
    connection.slack.next_response(OPEN, CannedResponse(200, answer))
    connection.proxy.reset()
    await connection.wait_until_back(1)

    assert connection.connection_log.failures == ["HTTP 403"]


@pytest.mark.usefixtures("short_pauses")
async def test_28_a_token_that_slack_refuses_is_logged_once(connection: SlackConnection) -> None:
    refused = CannedResponse(200, {"ok": False, "error": "invalid_auth"})
    connection.slack.next_response(OPEN, refused, refused, refused)
    connection.proxy.reset()
    await connection.wait_until_back(1)

    assert len(connection.connection_log.failures) == 1
    assert connection.connection_log.failures[0].startswith(
        "Slack refuses SLACK_APP_TOKEN (invalid_auth)"
    )


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize(
    ("word", "level"),
    [("invalid_auth", "ERROR"), ("forbidden_team", "ERROR"), ("internal_error", "WARNING")],
)
async def test_28_it_is_an_error_that_there_is_no_connection_if_somebody_has_to_act(
    connection: SlackConnection, caplog: pytest.LogCaptureFixture, word: str, level: str
) -> None:
    connection.slack.next_response(OPEN, CannedResponse(200, {"ok": False, "error": word}))
    connection.proxy.reset()
    await connection.wait_until_back(1)

    failures = [each.levelname for each in caplog.records if "cannot connect" in each.message]
    assert failures == [level]


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize(
    ("retry_after", "seconds"), [("1", 1), ("0.4", 1), ("soon", 1), ("9" * 500, 1)]
)
async def test_28_the_bot_waits_as_long_as_slack_asks(
    connection: SlackConnection, monkeypatch: pytest.MonkeyPatch, retry_after: str, seconds: float
) -> None:
    monkeypatch.setattr(socket_mode, "LONGEST_RECONNECT_PAUSE", 1.0)
    begun = asyncio.get_running_loop().time()
    connection.slack.next_response(
        OPEN, CannedResponse(429, {"ok": False}, {"Retry-After": retry_after})
    )
    connection.proxy.reset()
    await connection.wait_until_back(1)

    assert connection.connection_log.failures == ["ratelimited"]
    assert asyncio.get_running_loop().time() - begun >= seconds


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("ratelimited", "ratelimited"),
        ("rate_limited", "rate_limited"),
        ("team_added_to_org", "team_added_to_org: the workspace is being moved"),
    ],
)
async def test_fault_64_a_200_with_a_retry_after_is_respected(
    connection: SlackConnection, monkeypatch: pytest.MonkeyPatch, word: str, why: str
) -> None:
    monkeypatch.setattr(responses, "MOVE_PAUSE", 1.0)
    begun = asyncio.get_running_loop().time()
    refused = CannedResponse(200, {"ok": False, "error": word}, {"Retry-After": "0.4"})
    connection.slack.next_response(OPEN, refused)
    connection.proxy.reset()
    await connection.wait_until_back(1)

    assert connection.connection_log.failures == [why]
    assert asyncio.get_running_loop().time() - begun >= 1


@pytest.mark.usefixtures("short_pauses")
async def test_fault_64_the_log_mentions_the_token_only_if_another_token_would_help(
    connection: SlackConnection,
) -> None:
    connection.slack.next_response(
        OPEN, CannedResponse(200, {"ok": False, "error": "forbidden_team"})
    )
    connection.proxy.reset()
    await connection.wait_until_back(1)

    assert connection.connection_log.failures == ["forbidden_team: an administrator has to act"]


@pytest.mark.usefixtures("short_pauses")
async def test_28_a_connection_without_a_hello_does_not_count(connection: SlackConnection) -> None:
    async def close_at_once(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close()
        return socket

    async with web_server(close_at_once) as address:
        url = address.replace("http", "ws", 1)
        connection.slack.next_response(OPEN, CannedResponse(200, {"ok": True, "url": url}))
        connection.proxy.reset()
        await connection.wait_until_back(1)

    assert connection.connection_log.failures == ["the connection was closed before Slack's hello"]


@pytest.mark.usefixtures("short_pauses")
async def test_28_an_unexpected_error_ends_only_one_attempt(
    connection: SlackConnection, caplog: pytest.LogCaptureFixture
) -> None:
    connection.slack.next_response(OPEN, CannedResponse(200, {"ok": True, "url": "ws://["}))
    connection.proxy.reset()
    await connection.wait_until_back(1)

    assert "unexpected failure, reference" in caplog.text
    assert connection.connection_log.connected
