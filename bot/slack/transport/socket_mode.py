"""The Socket Mode transport: there is always a connection to Slack, or an attempt to open one."""

import asyncio
import logging
from typing import Self

from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.transport.dispatcher import Dispatcher
from bot.slack.transport.socket_connection import ConnectionOptions, SocketConnection, reason_of
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, SlackRateLimited

log = logging.getLogger(__name__)

PAUSE = 2
"""Seconds between the starts of two attempts to connect."""
FIRST_HELLO = 5
"""Seconds that the first attempt may take: the connection may be dead."""
NEXT_HELLO = 30
"""Seconds that further attempts may take: Slack may be slow."""
LONGEST_RECONNECT_PAUSE = 900.0
"""Seconds between two attempts at most, whatever Slack says."""


class SocketMode:
    """Stays connected to Slack within `async with`, and dispatches what Slack sends."""

    def __init__(
        self, dispatcher: Dispatcher, api: SlackApi, metrics: Metrics, settings: Settings
    ) -> None:
        self._dispatcher = dispatcher
        self._tasks = BackgroundTasks(metrics)
        self._options = ConnectionOptions(
            settings, api.ssl, metrics, self._answer, self._on_connected
        )
        self._connections: dict[asyncio.Task[None], SocketConnection] = {}
        self.last_error = ""
        """Why the last attempt to connect failed; empty while there is a connection."""
        self._pause = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection on which Slack answers pings."""
        return any(connection.connected for connection in self._connections.values())

    async def __aenter__(self) -> Self:
        self._connecting = asyncio.create_task(self._keep_connected())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Requests that were received still get their answer."""
        self._connecting.cancel()
        self._close(*self._connections)
        await asyncio.gather(self._connecting, *self._connections, return_exceptions=True)

    async def _keep_connected(self) -> None:
        """Open another connection whenever the latest one has ended, for whatever reason."""
        clock, hello_seconds = asyncio.get_running_loop().time, FIRST_HELLO
        while True:
            begun, self._pause = clock(), 0.0
            connection = self._connect(hello_seconds)
            await connection.ended.wait()
            hello_seconds = FIRST_HELLO if connection.was_connected else NEXT_HELLO
            await asyncio.sleep(max(begun + PAUSE - clock(), self._pause))

    def _connect(self, hello_seconds: float) -> SocketConnection:
        connection = SocketConnection(self._options)
        task = asyncio.create_task(connection.run(hello_seconds), name="connection to Slack")
        self._connections[task] = connection
        task.add_done_callback(self._on_ended)
        return connection

    def _on_ended(self, task: asyncio.Task[None]) -> None:
        connection = self._connections.pop(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, NotDelivered):
            if isinstance(error, SlackRateLimited):
                self._pause = min(error.seconds, LONGEST_RECONNECT_PAUSE)
            self._log_error(error)
        elif error:
            self._tasks.log_unexpected(error)
        connection.ended.set()

    def _log_error(self, error: NotDelivered) -> None:
        """Log why there is no connection, once for as long as the reason is the same.

        It is an error if somebody has to act, and a warning if it may pass by itself.
        """
        reason = reason_of(error)
        if reason != self.last_error:
            level = logging.ERROR if error.needs_admin else logging.WARNING
            log.log(level, "cannot connect to Slack, and tries again: %s", reason)
        self.last_error = reason

    def _on_connected(self, connection: SocketConnection) -> None:
        """Close the older connections. Requests received on them are still answered there."""
        log.info("connected to Slack")
        self.last_error = ""
        self._close(*(task for task, each in self._connections.items() if each is not connection))

    @staticmethod
    def _close(*tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            if not task.cancelling():
                task.cancel()

    async def _answer(self, request: SocketModeRequest) -> BoltResponse:
        return await self._dispatcher.dispatch(
            request.payload, is_retry=bool(request.retry_attempt)
        )
