"""EDGE. aiohttp's low-level server, for the endpoints that strangers can reach.

By itself, aiohttp answers a malformed request with a page, and logs a traceback that quotes it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.operations.connections import Address, Connections, listening


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the bot waits for a client, in seconds.

    `first` is from the opening of a connection to its first verified request, however slowly the
    bytes arrive. After that, `idle` is from a response to the end of the next headers. It is longer
    than reverse proxies usually keep a connection: otherwise a proxy would send a request into a
    connection that is just being closed. `body` is from the headers to the end of the body, and
    `rest` is for what still arrives after a response. `shutdown` is for the responses to open
    requests once the bot stops.
    """

    first: float = 10
    idle: float = 75
    body: float = 5
    rest: float = 1
    shutdown: float = 2


TIMEOUTS = Timeouts()

Respond = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Fail = Callable[[int, BaseException | None], web.StreamResponse]
"""The response if aiohttp could not read a request (400), or `Respond` failed (500); the error."""


class WebServer(web.Server):
    """Responds to each request with `respond`, and with `fail` where that is not possible."""

    def __init__(self, respond: Respond, fail: Fail, timeouts: Timeouts) -> None:
        super().__init__(respond)
        self.fail = fail
        self._timeouts = timeouts

    def __call__(self) -> web.RequestHandler:
        """The protocol of a new connection."""
        return _Connection(
            self,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._timeouts.idle,
            lingering_time=self._timeouts.rest,
            access_log=None,
        )

    @asynccontextmanager
    async def listening(
        self, host: str, port: int, connections: Connections, settings: str
    ) -> AsyncIterator[Address]:
        """Listen while the context lasts; requests in progress still get their response.

        Port 0 is any free port; the address is returned. Raises `CannotListenError`, which names
        the `settings` of the address.
        """
        runner = web.ServerRunner(self, shutdown_timeout=self._timeouts.shutdown)
        await runner.setup()
        try:
            async with listening(self, host, port, connections, settings) as address:
                yield address
        finally:
            await runner.cleanup()


class _Connection(web.RequestHandler):
    def __init__(self, server: WebServer, **more: object) -> None:
        super().__init__(server, **more)  # type: ignore[arg-type] # passed through
        self._fail = server.fail

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp's signature
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        response = self._fail(status, exc)
        response.force_close()
        return response


class BodyError(Exception):
    """A body cannot be read: `status` is that of HTTP; the message quotes nothing of it."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def body_of(request: web.BaseRequest, most: int, seconds: float) -> bytes:
    """The body, of at most that many bytes, which arrives within that time.

    Nothing is read if the announced length is too large. Raises `BodyError`.
    """
    if request.content.is_eof():  # it arrived with the headers, so no timeout is needed
        return await _read(request, most)
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, most)
    except TimeoutError:  # aiohttp's parser does not tell a body that one of its chunks is wrong
        raise BodyError(
            HTTPStatus.REQUEST_TIMEOUT, "the body did not come in time, or is malformed"
        ) from None
    except (web.RequestPayloadError, ConnectionError) as error:
        reason = f"the body broke off: {type(error).__name__}"
        raise BodyError(HTTPStatus.BAD_REQUEST, reason) from None


async def _read(request: web.BaseRequest, most: int) -> bytes:
    body, length = bytearray(), request.content_length or 0
    if length <= most and request.headers.get("Expect", "").lower() == "100-continue":
        assert request.transport is not None  # it is open: the headers have just arrived
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    while length <= most:
        chunk = await request.content.readany()
        if not chunk:
            return bytes(body)
        body += chunk
        length = len(body)
    raise BodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
