"""What each open tab of the page receives over a WebSocket: the state, then every change."""

import asyncio
from contextlib import suppress

from aiohttp import web

from bot.playground.model import Json, User
from bot.playground.page_state import exchange, state, update
from bot.playground.slack import Slack
from bot.playground.workspace import Change

_HEARTBEAT = 20


class EventStream:
    """The open tabs."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request, me: User) -> web.StreamResponse:
        """Serve one tab, from its opening to its end."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        await socket.prepare(request)
        self._sockets.add(socket)
        sending = asyncio.create_task(self._send(socket, me))
        try:
            await socket.receive()  # a tab sends nothing but that it closes
        finally:
            sending.cancel()
            self._sockets.remove(socket)
        return socket

    async def close(self) -> None:
        """Close the stream of every tab."""
        for socket in tuple(self._sockets):
            await socket.close()

    async def _send(self, socket: web.WebSocketResponse, me: User) -> None:
        slack = self._slack
        changes: list[Change] = []
        sent = len(slack.record.exchanges)
        unsubscribe = slack.workspace.subscribe(changes.append)
        try:
            with suppress(ConnectionError):  # the tab is closed
                await socket.send_json(state(slack.workspace, slack.record, slack.manifest, me))
                while True:
                    while not changes and len(slack.record.exchanges) == sent:
                        await slack.changed()
                    batch = [*self._updates(changes, me), *self._exchanges(sent)]
                    sent = len(slack.record.exchanges)
                    changes.clear()
                    for each in batch:
                        await socket.send_json(each)
        finally:
            unsubscribe()

    def _updates(self, changes: list[Change], me: User) -> list[Json]:
        found = [update(self._slack.workspace, change, me) for change in changes]
        return [each for each in found if each is not None]

    def _exchanges(self, sent: int) -> list[Json]:
        new = enumerate(self._slack.record.exchanges[sent:], sent)
        return [{"kind": "exchange", "exchange": exchange(*each)} for each in new]
