"""Socket Mode: WebSockets that bots open, over which envelopes go out and answers come back."""

import asyncio
import json
from contextlib import suppress
from itertools import count

from aiohttp import WSMsgType, web

from bot.playground.change_signal import ChangeSignal
from bot.playground.model import APP_ID, Json

_HOST = "applink-playground"
_HEARTBEAT = 30


class _Line:
    """One connection, and the envelopes it has not answered."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport) -> None:
        self.socket = socket
        self.transport = transport
        self.unanswered: dict[str, asyncio.Future[Json]] = {}

    async def ask(self, envelope: Json) -> Json:
        """The answer's payload; raises ConnectionError when the connection ends before."""
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.unanswered[envelope["envelope_id"]] = answered
        try:
            await self.socket.send_json(envelope)
            return await answered
        finally:
            del self.unanswered[envelope["envelope_id"]]

    def answer(self, text: str) -> None:
        """An acknowledgement came; one that is late or unknown is dropped, as Slack does."""
        request = json.loads(text)
        waiting = self.unanswered.get(request.get("envelope_id"))
        if waiting:
            with suppress(asyncio.InvalidStateError):
                waiting.set_result(request.get("payload") or {})

    def fail(self) -> None:
        """The connection is gone: nothing will be answered."""
        for waiting in self.unanswered.values():
            with suppress(asyncio.InvalidStateError):
                waiting.set_exception(ConnectionResetError())


class SocketMode:
    """The connections of one app; they share what is sent."""

    late = "timeout"

    def __init__(self, news: ChangeSignal) -> None:
        self._news = news
        self._tickets: set[str] = set()
        self._serial = count(1)
        self._lines: list[_Line] = []
        self.hellos = 0

    @property
    def connections(self) -> int:
        """How many connections are up."""
        return len(self._lines)

    def new_ticket(self) -> str:
        """The right to open one connection."""
        ticket = f"{next(self._serial):032x}"
        self._tickets.add(ticket)
        return ticket

    async def ask(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The answer to an envelope; raises ConnectionError when there is nobody to tell."""
        if not self._lines:
            raise ConnectionRefusedError
        self._lines.append(self._lines.pop(0))
        envelope: Json = {
            "envelope_id": f"00000000-0000-4000-8000-{next(self._serial):012x}",
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        return await self._lines[-1].ask(envelope)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its ticket to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, compress=False)
        await socket.prepare(request)
        assert request.transport is not None
        line = _Line(socket, request.transport)
        self._lines.append(line)
        try:
            await socket.send_json(self._hello())
            self.hellos += 1
            self._news.tell()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    line.answer(message.data)
        finally:
            self._lines.remove(line)
            line.fail()
            self._news.tell()
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._lines),
            "debug_info": {
                "host": _HOST,
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": APP_ID},
        }

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go and open another: `warning`, `refresh_requested`…"""
        request = {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}
        await self.send_frame(json.dumps(request))

    async def send_frame(self, text: str) -> None:
        """Send every connection that text."""
        for line in tuple(self._lines):
            await line.socket.send_str(text)

    def cut(self) -> None:
        """Every connection is reset, without a word."""
        for line in self._lines:
            line.transport.abort()

    async def close(self) -> None:
        """Every connection ends in good order."""
        for line in tuple(self._lines):
            await line.socket.close()
