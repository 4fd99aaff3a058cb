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
from bot.slack.web_api.connection_errors import describe
from bot.slack.web_api.errors import NotDelivered, SlackUnavailable, Uncertain
from bot.slack.web_api.proxies import proxy_for
from bot.slack.web_api.refusals import Remedy
from bot.slack.web_api.responses import OPEN, parse_response

log = logging.getLogger(__name__)

PING = 4
"""Seconds of silence before Slack is pinged. Its pong has to arrive within half as long."""
LAST_ANSWERS = 3
"""Seconds for answers to received requests when the connection ends: as long as Slack waits."""
CLOSE_TIMEOUT = ClientWSTimeout(ws_close=1.0)


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

        If it is cancelled, requests that were received are still answered. Raises `NotDelivered`
        if Slack's hello message does not arrive within `hello_seconds`.
        """
        try:
            async with asyncio.timeout(hello_seconds) as deadline, ClientSession() as session:
                await self._receive_all(session, deadline)
        except TimeoutError:
            raise SlackUnavailable(f"no answer within {hello_seconds} s") from None
        except (ClientError, OSError) as error:
            raise SlackUnavailable(describe(error)) from error
        if not self.was_connected:
            raise SlackUnavailable("the connection was closed before Slack's hello")

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
    """Request a URL for a connection, and open none. Raises `NotDelivered`."""
    try:
        async with ClientSession() as session:
            await request_url(session, settings, ssl)
    except (ClientError, OSError) as error:
        raise SlackUnavailable(describe(error)) from error


async def request_url(session: ClientSession, settings: Settings, ssl: SSLContext) -> str:
    """The WebSocket URL for one connection. Raises `NotDelivered`, and what aiohttp raises.

    slack_sdk's method is not used: it fails on some answers that are not Slack's, and logs the URL.
    """
    url = f"{settings.api_url}{OPEN}"
    headers = {
        "Authorization": f"Bearer {settings.app_token}",
        "Content-Type": "application/x-www-form-urlencoded",  # Slack refuses aiohttp's default
    }
    proxy = proxy_for(url, settings.proxies)
    async with session.post(
        url, headers=headers, proxy=proxy, ssl=ssl, allow_redirects=False
    ) as response:
        body = await response.read()
    answer = parse_response(OPEN, response.status, response.headers, body)
    if not isinstance(answer.get("url"), str):
        raise Uncertain("an answer without the URL of a connection")
    return str(answer["url"])


def reason_of(error: NotDelivered) -> str:
    """Why there is no connection, and who has to act, for the log."""
    match error.remedy:
        case Remedy.SUSPEND:
            return (
                f"Slack refuses SLACK_APP_TOKEN ({error}): it must be an app-level token of this "
                "app, xapp-…, with the scope connections:write"
            )
        case Remedy.WAIT:
            return f"{error}: the workspace is being moved"
        case Remedy.NOTIFY_ADMIN:
            return f"{error}: an administrator has to act"
        case _:
            return str(error)


def _parsed(text: str) -> Mapping[str, Any]:
    """The JSON object in a text; empty if there is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}
