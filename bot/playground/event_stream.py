"""What each open tab of the page receives over a WebSocket: what is seen, then what changes."""

import asyncio
from contextlib import suppress

from aiohttp import web

from bot.playground.model import User
from bot.playground.page_state import changed, seen
from bot.playground.slack import Slack

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
        sent: dict[str, object] = {}
        with suppress(ConnectionError):  # the tab is closed
            while True:
                now = seen(slack.workspace, slack.record, slack.manifest, me)
                changes = changed(sent, now)
                sent = now
                if changes:
                    await socket.send_json(changes)
                else:  # nothing can have changed since `seen`: there was no await between
                    await slack.changed()
