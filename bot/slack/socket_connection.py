"""One Socket Mode connection to Slack: opened once, and replaced by another when it ends.

slack_sdk's own client repairs its connection in place, and can stay broken.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ssl import SSLContext
from typing import Any

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
)
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.connection_errors import described
from bot.slack.proxies import proxy_for
from bot.slack.refusals import MOVE_PAUSE, Remedy, classify, retry_after

log = logging.getLogger(__name__)

PING = 4
"""Seconds of silence before Slack is pinged. Its pong has to arrive within half as long."""
LAST_ANSWERS = 3
"""Seconds for answers to received requests when the connection ends: as long as Slack waits."""
CLOSE_TIMEOUT = ClientWSTimeout(ws_close=1.0)
USUAL_PAUSE = 30.0
"""Seconds before the next attempt to connect, if Slack says to wait but not how long."""
LONGEST_PAUSE = 900.0
"""Seconds without a connection at most, whatever Slack says."""
_OPEN = "apps.connections.open"


class NotConnected(Exception):
    """The connection failed before Slack's hello message; the message says why, for the log.

    `pause` is how many seconds Slack wants the bot to wait. `refuses_token` is whether only another
    app-level token helps, and `needs_admin` whether an administrator of the workspace has to act.
    """

    def __init__(
        self,
        reason: str,
        pause: float = 0.0,
        *,
        refuses_token: bool = False,
        needs_admin: bool = False,
    ) -> None:
        super().__init__(reason)
        self.pause = pause
        self.refuses_token = refuses_token
        self.level = logging.ERROR if refuses_token or needs_admin else logging.WARNING


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """What every connection shares. `on_connected` is called for Slack's hello message."""

    settings: Settings
    ssl: SSLContext
    metrics: Metrics
    answer: Callable[[SocketModeRequest], Awaitable[BoltResponse]]
    on_connected: Callable[["SocketConnection"], None]


class SocketConnection(AsyncBaseSocketModeClient):
    """A connection, from the request for its URL to its end.

    `ended` is also set when Slack announces the end.
    """

    _socket: ClientWebSocketResponse

    def __init__(self, options: ConnectionOptions) -> None:
        self.logger = logging.getLogger("slack_sdk")  # `log` would get a line of Bolt's per answer
        self.was_connected = False
        self.connected = False
        self.ended = asyncio.Event()
        self._options = options
        self._tasks = BackgroundTasks(options.metrics)

    async def run(self, hello_seconds: float) -> None:
        """Receive what Slack sends, until the connection ends.

        If it is cancelled, requests that were received are still answered. Raises `NotConnected`
        if Slack's hello message does not arrive within `hello_seconds`.
        """
        try:
            async with asyncio.timeout(hello_seconds) as deadline, ClientSession() as session:
                await self._receive_all(session, deadline)
        except TimeoutError:
            raise NotConnected(f"no answer within {hello_seconds} s") from None
        except (ClientError, OSError) as error:
            raise NotConnected(described(error)) from error
        if not self.was_connected:
            raise NotConnected("the connection was closed before Slack's hello")

    async def _receive_all(self, session: ClientSession, deadline: asyncio.Timeout) -> None:
        ssl = self._options.ssl
        url = await request_url(session, self._options.settings, ssl)
        proxy = proxy_for(url, self._options.settings.proxies)
        async with session.ws_connect(
            url, proxy=proxy, ssl=ssl, heartbeat=PING, timeout=CLOSE_TIMEOUT
        ) as self._socket:
            try:
                async for frame in self._socket:
                    if frame.type is WSMsgType.TEXT:
                        self._receive(_parsed(frame.data), deadline)
            finally:
                self.connected = False
                if self.was_connected:
                    self.ended.set()
                    log.info("a connection to Slack has ended")
                await self._tasks.wait(LAST_ANSWERS)

    def _receive(self, message: Mapping[str, Any], deadline: asyncio.Timeout) -> None:
        """Handle one message; one that is none of Slack's three kinds is ignored."""
        match message:
            case {"type": "hello"}:
                deadline.reschedule(None)
                self.was_connected = self.connected = True
                self._options.on_connected(self)
            case {"type": "disconnect"}:
                self.ended.set()
            case {"type": str(), "envelope_id": str(), "payload": dict()}:
                request = SocketModeRequest.from_dict(dict(message))
                assert request is not None  # it has the three fields
                self._tasks.start(self._answer(request))

    async def _answer(self, request: SocketModeRequest) -> None:
        """Acknowledge one envelope with the bot's answer, unless the answer is an error."""
        response = await self._options.answer(request)
        if response.status == HTTPStatus.OK:
            await send_async_response(self, request, response, 0)

    async def send_message(self, message: str) -> None:
        """Send an acknowledgement. If it cannot be sent, Slack sends the envelope again."""
        try:
            await self._socket.send_str(message)
        except ConnectionError:
            log.info("an acknowledgement came too late: its connection has ended")


async def check_app_token(settings: Settings, ssl: SSLContext) -> None:
    """Request a URL for a connection, and open none. Raises `NotConnected`."""
    try:
        async with ClientSession() as session:
            await request_url(session, settings, ssl)
    except (ClientError, OSError) as error:
        raise NotConnected(described(error)) from error


async def request_url(session: ClientSession, settings: Settings, ssl: SSLContext) -> str:
    """The WebSocket URL for one connection. Raises `NotConnected`, and what aiohttp raises.

    slack_sdk's method is not used: it fails on some answers that are not Slack's, and logs the URL.
    """
    url = f"{settings.api_url}{_OPEN}"
    headers = {
        "Authorization": f"Bearer {settings.app_token}",
        "Content-Type": "application/x-www-form-urlencoded",  # Slack refuses aiohttp's default
    }
    proxy = proxy_for(url, settings.proxies)
    async with session.post(
        url, headers=headers, proxy=proxy, ssl=ssl, allow_redirects=False
    ) as response:
        answer = _parsed(await response.text(errors="replace"))
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotConnected("ratelimited", _pause(response.headers))
    if answer.get("ok") is not True or not isinstance(answer.get("url"), str):
        raise _refusal(answer, response.status, response.headers)
    return str(answer["url"])


def _parsed(text: str) -> Mapping[str, Any]:
    """The JSON object in a text; empty if there is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _pause(headers: Mapping[str, str]) -> float:
    return retry_after(headers, usual=USUAL_PAUSE, longest=LONGEST_PAUSE)


def _refusal(answer: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> NotConnected:
    """Why Slack gave no URL, and how long it wants the bot to wait."""
    word = answer.get("error")
    if not word or not isinstance(word, str):
        return NotConnected(f"HTTP {status}, not an answer of Slack's")
    reason = f"HTTP {status}, {word!r}"
    match classify(_OPEN, word):
        case Remedy.RATE_LIMITED:
            return NotConnected(word, _pause(headers))
        case Remedy.WAIT:
            return NotConnected(f"{reason}: the workspace is being moved", MOVE_PAUSE)
        case Remedy.SUSPEND:
            return NotConnected(
                f"Slack refuses SLACK_APP_TOKEN ({word}): it must be an app-level token of this "
                "app, xapp-…, with the scope connections:write",
                refuses_token=True,
            )
        case Remedy.NOTIFY_ADMIN:
            return NotConnected(f"{reason}: an administrator has to act", needs_admin=True)
        case _:
            return NotConnected(reason)
