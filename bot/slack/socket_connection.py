"""One connection to Slack in Socket Mode: opened once, listened to, and never used again.

slack_sdk's own client mends its connection in place, and can stay broken; this one is replaced.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ssl import SSLContext
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponseError,
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
from bot.slack.proxies import proxy_for
from bot.slack.refusals import MOVE_PAUSE, Remedy, classify, retry_after

log = logging.getLogger(__name__)

PING = 4
"""Seconds of silence before Slack is asked whether it is there; it has half as long to answer."""
LAST_WORK = 3
"""Seconds that what has come in has to be answered, when the connection ends: Slack's patience."""
GOODBYE = ClientWSTimeout(ws_close=1.0)
USUAL_PAUSE = 30.0
"""Seconds to leave Slack alone, where it says to wait but not how long."""
LONGEST_PAUSE = 900.0
"""Seconds without a connection at most, whatever Slack says."""
_OPEN = "apps.connections.open"

Answer = Callable[[SocketModeRequest], Awaitable[BoltResponse]]


class NotConnected(Exception):
    """Slack has not said hello; the message is why, for the log.

    `pause` is how many seconds Slack wants to be left alone.
    """

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """What every line shares: the way to Slack, who answers, and who is told of a hello."""

    settings: Settings
    ssl: SSLContext
    metrics: Metrics
    answer: Answer
    hello: Callable[["SocketConnection"], None]


class SocketConnection(AsyncBaseSocketModeClient):
    """A connection, from the request for its address to its end."""

    _socket: ClientWebSocketResponse

    def __init__(self, options: ConnectionOptions) -> None:
        self.logger = log
        self.greeted = False
        self.connected = False
        self.over = asyncio.Event()
        self._options = options
        self._work = BackgroundTasks(options.metrics)

    async def live(self, patience: float) -> None:
        """Take in what Slack sends, until the connection ends.

        `over` is set when Slack announces the end, too. Cancelled, it still answers what has come
        in. Raises `NotConnected` where Slack has not said hello within `patience` seconds.
        """
        try:
            async with asyncio.timeout(patience) as limit, ClientSession() as session:
                await self._talk(session, limit)
        except TimeoutError:
            raise NotConnected(f"no answer within {patience} s") from None
        except (ClientError, OSError) as error:
            raise NotConnected(_in_words(error)) from error
        if not self.greeted:
            raise NotConnected("the connection was closed before Slack's hello")

    async def _talk(self, session: ClientSession, limit: asyncio.Timeout) -> None:
        url = await self._address(session)
        proxy, ssl = self._proxy(url), self._options.ssl
        async with session.ws_connect(
            url, proxy=proxy, ssl=ssl, heartbeat=PING, timeout=GOODBYE
        ) as self._socket:
            try:
                async for frame in self._socket:
                    if frame.type is WSMsgType.TEXT:
                        self._hear(_read(frame.data), limit)
            finally:
                self.connected = False
                if self.greeted:
                    self.over.set()
                    log.info("a connection to Slack has ended")
                await self._work.wait(LAST_WORK)

    async def _address(self, session: ClientSession) -> str:
        """Where Slack wants this connection. Raises `NotConnected`, and what aiohttp raises.

        Not by slack_sdk, which stumbles on some answers that are not Slack's, and logs the address.
        """
        url = f"{self._options.settings.api_url}{_OPEN}"
        headers = {
            "Authorization": f"Bearer {self._options.settings.app_token}",
            "Content-Type": "application/x-www-form-urlencoded",  # Slack refuses aiohttp's default
        }
        proxy, ssl = self._proxy(url), self._options.ssl
        async with session.post(
            url, headers=headers, proxy=proxy, ssl=ssl, allow_redirects=False
        ) as response:
            answer = _read(await response.text(errors="replace"))
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise NotConnected("ratelimited", _pause(response.headers))
        if answer.get("ok") is not True or not isinstance(answer.get("url"), str):
            raise _refusal(answer, response.status, response.headers)
        return str(answer["url"])

    def _proxy(self, url: str) -> str | None:
        return proxy_for(url, self._options.settings.proxies)

    def _hear(self, message: Mapping[str, Any], limit: asyncio.Timeout) -> None:
        """Take in one message; what is none of Slack's three kinds is passed over."""
        match message:
            case {"type": "hello"}:
                limit.reschedule(None)
                self.greeted = self.connected = True
                self._options.hello(self)
            case {"type": "disconnect"}:
                self.over.set()
            case {"type": str(), "envelope_id": str(), "payload": dict()}:
                request = SocketModeRequest.from_dict(dict(message))
                assert request is not None  # it has the three
                self._work.start(self._answer(request))

    async def _answer(self, request: SocketModeRequest) -> None:
        """Acknowledge one envelope with what the bot says to it, unless it takes it not."""
        response = await self._options.answer(request)
        if response.status == HTTPStatus.OK:
            await send_async_response(self, request, response, 0)

    async def send_message(self, message: str) -> None:
        """Send an acknowledgement; where it cannot be sent, Slack sends the envelope again."""
        try:
            await self._socket.send_str(message)
        except ConnectionError:
            log.info("an acknowledgement came too late: its connection has ended")


def _read(text: str) -> Mapping[str, Any]:
    """The JSON object that `text` is, empty where it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _pause(headers: Mapping[str, str]) -> float:
    told, date = headers.get("Retry-After"), headers.get("Date")
    return retry_after(told, date, usual=USUAL_PAUSE, longest=LONGEST_PAUSE)


def _refusal(answer: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> NotConnected:
    """Why Slack gave no address, and how long it wants to be left alone."""
    word = answer.get("error")
    if not word or not isinstance(word, str):
        return NotConnected(f"HTTP {status}, not an answer of Slack's")
    why = f"HTTP {status}, {word!r}"
    match classify(_OPEN, word):
        case Remedy.RATE_LIMITED:
            return NotConnected(word, _pause(headers))
        case Remedy.WAIT:
            return NotConnected(f"{why}: the workspace is being moved", MOVE_PAUSE)
        case Remedy.HOLD:
            return NotConnected(
                f"Slack refuses SLACK_APP_TOKEN ({word}): it must be an app-level token of this "
                "app, xapp-…, with the scope connections:write"
            )
        case Remedy.TELL_ADMIN:
            return NotConnected(f"{why}: an administrator has to act")
        case _:
            return NotConnected(why)


def _in_words(error: Exception) -> str:
    """What failed, without the ticket of an address or the password of a proxy."""
    if isinstance(error, ClientResponseError):
        return f"HTTP {error.status}"
    if isinstance(error, ClientConnectorError):
        return re.sub(r" ssl:(<[^>]*>|\w+)", "", str(error))
    return type(error).__name__
