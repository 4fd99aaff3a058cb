"""What each open tab is sent, over a WebSocket: all that its user sees, then every change."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.exchanges import exchange
from bot.playground.model import Json, User
from bot.playground.page_state import everything, news_of
from bot.playground.slack import Slack

if TYPE_CHECKING:
    from bot.playground.workspace import Change

_HEARTBEAT = 20


class EventStream:
    """The open tabs."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request, me: User) -> web.StreamResponse:
        """One tab, from its opening to its end."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        await socket.prepare(request)
        self._sockets.add(socket)
        telling = asyncio.create_task(_tell(self._slack, socket, me))
        try:
            await socket.receive()  # a tab has nothing to say but that it closes
        finally:
            telling.cancel()
            self._sockets.remove(socket)
        return socket

    async def close(self) -> None:
        """Close the stream of every tab."""
        for socket in tuple(self._sockets):
            await socket.close()


async def _tell(slack: Slack, socket: web.WebSocketResponse, me: User) -> None:
    news = _PendingEvents(slack, me)
    stop = slack.workspace.subscribe(news.changes.append)
    try:
        with suppress(ConnectionError):  # the tab is closed
            await socket.send_json(everything(slack.workspace, slack.record, slack.manifest, me))
            while True:
                batch = news.take()
                if not batch:
                    await slack.changed()
                for each in batch:
                    await socket.send_json(each)
    finally:
        stop()


class _PendingEvents:
    """What one tab has not been sent yet."""

    def __init__(self, slack: Slack, me: User) -> None:
        self._slack = slack
        self._me = me
        self._told = len(slack.record.exchanges)
        self.changes: list[Change] = []

    def take(self) -> list[Json]:
        """What is new, in order; it is not sent again."""
        changes, exchanges = self.changes[:], self._slack.record.exchanges[self._told :]
        request = [news_of(self._slack.workspace, change, self._me) for change in changes]
        numbered = enumerate(exchanges, self._told)
        between = [{"kind": "exchange", "exchange": exchange(*each)} for each in numbered]
        del self.changes[: len(changes)]
        self._told += len(exchanges)
        return [*filter(None, request), *between]
