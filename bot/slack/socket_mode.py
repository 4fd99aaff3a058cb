"""The way to Slack in Socket Mode: there is always a connection, or the next attempt at one."""

import asyncio
import logging
from types import TracebackType
from typing import Self

from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.slack.api import SlackApi
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.dispatcher import Dispatcher
from bot.slack.socket_connection import ConnectionOptions, NotConnected, SocketConnection

log = logging.getLogger(__name__)

PAUSE = 2
"""Seconds between the beginnings of two attempts to connect."""
PATIENCE = 5
"""Seconds that the first attempt may take, as what it waits for may be a dead line."""
LONG_PATIENCE = 30
"""Seconds that further attempts may take, as Slack may be slow."""


class SocketMode:
    """Connects to Slack within `async with`, and hands over what Slack sends."""

    def __init__(
        self, dispatcher: Dispatcher, api: SlackApi, metrics: Metrics, settings: Settings
    ) -> None:
        self._dispatcher = dispatcher
        self._work = BackgroundTasks(metrics)
        self._options = ConnectionOptions(settings, api.ssl, metrics, self._answer, self._greeted)
        self._connections: dict[asyncio.Task[None], SocketConnection] = {}
        self._trouble = ""
        self._pause = 0.0

    url = None
    """Slack connects nowhere."""

    @property
    def connected(self) -> bool:
        """Whether Slack has said hello, and has not fallen silent for longer than `PING` allows."""
        return any(connection.connected for connection in self._connections.values())

    async def __aenter__(self) -> Self:
        self._watch = asyncio.create_task(self._keep_connected())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watch.cancel()
        self._leave(*self._connections)
        await asyncio.gather(self._watch, *self._connections, return_exceptions=True)

    async def _keep_connected(self) -> None:
        """Begin another line whenever the last one is over, by whatever it ended."""
        clock, patience = asyncio.get_running_loop().time, PATIENCE
        while True:
            begun, self._pause = clock(), 0.0
            connection = self._begin(patience)
            await connection.over.wait()
            patience = PATIENCE if connection.greeted else LONG_PATIENCE
            await asyncio.sleep(max(begun + PAUSE - clock(), self._pause))

    def _begin(self, patience: float) -> SocketConnection:
        connection = SocketConnection(self._options)
        task = asyncio.create_task(connection.live(patience), name="line to Slack")
        self._connections[task] = connection
        task.add_done_callback(self._ended)
        return connection

    def _ended(self, task: asyncio.Task[None]) -> None:
        connection = self._connections.pop(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, NotConnected):
            self._pause = error.pause
            self._say(str(error))
        elif error:
            self._work.log_unexpected(error)
        connection.over.set()

    def _say(self, trouble: str) -> None:
        """Log why there is no connection, once for as long as it is the reason."""
        if trouble != self._trouble:
            log.warning("cannot connect to Slack, and tries again: %s", trouble)
        self._trouble = trouble

    def _greeted(self, connection: SocketConnection) -> None:
        """Leave the lines before: what has come in on them is still answered on them."""
        log.info("connected to Slack")
        self._trouble = ""
        self._leave(*(task for task, other in self._connections.items() if other is not connection))

    @staticmethod
    def _leave(*tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            if not task.cancelling():
                task.cancel()

    async def _answer(self, request: SocketModeRequest) -> BoltResponse:
        told = build_headers(request) or {}
        headers = {name: str(value) for name, value in told.items()}
        return await self._dispatcher.dispatch(request.payload, headers)
