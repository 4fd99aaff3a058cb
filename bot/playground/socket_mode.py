"""Socket Mode: the bot opens WebSockets, over which envelopes and acknowledgements travel."""

import asyncio
import json
from contextlib import suppress
from itertools import count

from aiohttp import WSMsgType, web

from bot.playground.model import APP_ID, Json
from bot.playground.record import ChangeSignal

DEBUG_HOST = "applink-playground"
_HEARTBEAT = 30


class _Connection:
    """One WebSocket, and the envelopes that are not acknowledged yet."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._pending: dict[str, asyncio.Future[Json]] = {}

    async def request(self, envelope: Json) -> Json:
        """The acknowledgement's payload; raises ConnectionError if the connection ends first."""
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._pending[envelope["envelope_id"]] = acknowledged
        try:
            await self.socket.send_json(envelope)
            return await acknowledged
        finally:
            del self._pending[envelope["envelope_id"]]

    def receive(self, text: str) -> None:
        """Take an acknowledgement; a late or unknown one is dropped, as Slack does."""
        received = json.loads(text)
        pending = self._pending.get(received.get("envelope_id"))
        if pending:
            with suppress(asyncio.InvalidStateError):
                pending.set_result(received.get("payload") or {})

    def fail(self) -> None:
        """End the pending requests with an error, as the connection has ended."""
        for pending in self._pending.values():
            with suppress(asyncio.InvalidStateError):
                pending.set_exception(ConnectionResetError())


class SocketMode:
    """The connections of one app; envelopes go to each in turn."""

    timeout_reason = "timeout"

    def __init__(self, changed: ChangeSignal) -> None:
        self._changed = changed
        self._tickets: set[str] = set()
        self._serial = count(1)
        self._connections: list[_Connection] = []

    @property
    def connections(self) -> int:
        """The number of open connections."""
        return len(self._connections)

    def new_ticket(self) -> str:
        """A ticket, with which one connection may be opened."""
        ticket = f"{next(self._serial):032x}"
        self._tickets.add(ticket)
        return ticket

    async def request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The acknowledgement's payload; raises ConnectionError without a connection."""
        if not self._connections:
            raise ConnectionRefusedError
        self._connections.append(self._connections.pop(0))
        envelope: Json = {
            "envelope_id": f"00000000-0000-4000-8000-{next(self._serial):012x}",
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        return await self._connections[-1].request(envelope)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, from its ticket to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, compress=False)
        await socket.prepare(request)
        connection = _Connection(socket)
        self._connections.append(connection)
        try:
            await socket.send_json(self.hello())
            self._changed.notify()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    connection.receive(message.data)
        finally:
            self._connections.remove(connection)
            connection.fail()
            self._changed.notify()
        return socket

    def hello(self) -> Json:
        """The first frame of a connection."""
        debug = {"host": DEBUG_HOST, "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": debug,
            "connection_info": {"app_id": APP_ID},
        }

    async def close(self) -> None:
        """Close every connection in an orderly way."""
        for connection in tuple(self._connections):
            await connection.socket.close()
