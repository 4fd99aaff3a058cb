"""Socket Mode whose connections a test asks to close, or cuts."""

import asyncio
import json

from aiohttp import web

from bot.playground import socket_mode
from bot.playground.model import Json
from bot.playground.record import ChangeSignal
from bot.playground.socket_mode import DEBUG_HOST


class SocketMode(socket_mode.SocketMode):
    """The connections of one app; `opened` counts those that there have ever been."""

    def __init__(self, changed: ChangeSignal) -> None:
        super().__init__(changed)
        self.opened = 0
        self._transports = set[asyncio.Transport]()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, from its ticket to its end."""
        transport = request.transport
        assert transport is not None
        self._transports.add(transport)
        try:
            return await super().serve(request)
        finally:
            self._transports.discard(transport)

    def hello(self) -> Json:
        """The first frame of a connection."""
        self.opened += 1
        return super().hello()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the client of every connection to open another one; `reason` may be `warning`."""
        debug = {"host": DEBUG_HOST}
        await self.send_frame(
            json.dumps({"type": "disconnect", "reason": reason, "debug_info": debug})
        )

    async def send_frame(self, text: str) -> None:
        """Send every connection that text, whatever it is."""
        for connection in tuple(self._connections):
            await connection.socket.send_str(text)

    def cut(self) -> None:
        """Reset every connection."""
        for transport in self._transports:
            transport.abort()
