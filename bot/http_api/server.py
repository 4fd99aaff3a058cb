"""Listens for the HTTP API, and answers what is no HTTP.

It uses aiohttp's low-level server, whose own answers to malformed requests are pages, and whose log
quotes them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.http_api.endpoint import Decode, Endpoint
from bot.http_api.rejection import Rejected
from bot.operations.connections import Connections, listening
from bot.operations.file_limit import file_limit
from bot.operations.http import CannotListenError
from bot.operations.metrics import Metrics

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 64
"""Connections at a time, but at most an eighth of the files that the process may open."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the bot waits for a client, in seconds.

    `first` is from the opening of a connection to its first request with the right token. After
    that, `idle` is from a response to the end of the next headers. `body` is from the headers to
    the end of the body, `rest` for what still arrives after a response. `shutdown` is for the
    responses to open requests once the bot stops.
    """

    first: float = 10
    idle: float = 75
    body: float = 5
    rest: float = 1
    shutdown: float = 2


TIMEOUTS = Timeouts()


@asynccontextmanager
async def serving(
    decode: Decode,
    metrics: Metrics,
    token: str | None,
    address: tuple[str, int],
    timeouts: Timeouts = TIMEOUTS,
) -> AsyncIterator[str | None]:
    """Serve the HTTP API while the context lasts; return its URL. Without a token it is off.

    Port 0 is any free port. Raises `CannotListenError`.
    """
    if token is None:
        yield None
        return
    most = min(MOST_CONNECTIONS, file_limit() // 8)
    connections = Connections(most, most // 2, timeouts.first)
    endpoint = Endpoint(decode, metrics, token, connections, timeouts.body)
    server = _Server(endpoint, timeouts)
    runner = web.ServerRunner(server, shutdown_timeout=timeouts.shutdown)
    host, port = address
    async with AsyncExitStack() as stack:
        stack.callback(endpoint.close)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        try:
            bound = await stack.enter_async_context(listening(server, host, port, connections))
        except OSError as error:
            named = f"API_HOST and API_PORT: cannot listen on {host}:{port}: {error.strerror}"
            raise CannotListenError(named) from error
        url = f"http://{host}:{bound[1]}"
        log.info("the HTTP API is at %s", url)
        yield url


class _Server(web.Server):
    """aiohttp's server, with `_Connection` for its connections."""

    def __init__(self, endpoint: Endpoint, timeouts: Timeouts) -> None:
        super().__init__(endpoint.respond)
        self.endpoint = endpoint
        self._timeouts = timeouts

    def __call__(self) -> web.RequestHandler:
        return _Connection(
            self,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._timeouts.idle,
            lingering_time=self._timeouts.rest,
            access_log=None,
        )


class _Connection(web.RequestHandler):
    """aiohttp's connection, which by itself logs a traceback of each malformed request."""

    def __init__(self, server: _Server, **more: object) -> None:
        super().__init__(server, **more)  # type: ignore[arg-type] # passed through
        self._endpoint = server.endpoint

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp's signature
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        """400 for a malformed request, and 500 for a bug in the bot."""
        if status == HTTPStatus.BAD_REQUEST:
            malformed = Rejected(
                HTTPStatus.BAD_REQUEST,
                f"This is no HTTP request: {type(exc).__name__}.",
                "Check the request line and the headers.",
            )
            response = self._endpoint.reject(malformed)
        else:
            response = self._endpoint.fail(exc)
        response.force_close()
        return response
