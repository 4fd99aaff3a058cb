"""The HTTP transport: a verified request is dispatched, and any other is rejected.

It uses aiohttp's low-level server. There is one path and one method, and every rejection is
counted, also that of a request which aiohttp itself cannot parse.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, InvalidHeader

from bot.operations.connections import Connections, listening
from bot.operations.file_limit import file_limit
from bot.operations.log_format import RateLimitedLog
from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.slack.dispatcher import Dispatcher
from bot.slack.manifest import PATH
from bot.slack.verification import Payload, RequestRejected, verified_payload

log = logging.getLogger(__name__)

Page = Callable[[web.BaseRequest], Awaitable[web.Response]]
"""Responds to a browser."""
RETRY = "X-Slack-Retry-Num"
LARGEST_BODY = 1024 * 1024
MOST_CONNECTIONS = 256
"""Connections at a time, but at most half of the files that the process may open."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the bot waits for a sender, in seconds.

    `first` is from the opening of a connection to its first verified request, however slowly the
    bytes arrive. After that, `idle` is from a response to the end of the next headers. It is longer
    than reverse proxies usually keep a connection: otherwise a proxy would send a request into a
    connection that is just being closed. `body` is from the headers to the end of the body, and
    `rest` is for what still arrives after a response. `shutdown` is for the answers to open
    requests once the bot stops.
    """

    first: float = 10
    idle: float = 75
    body: float = 5
    rest: float = 1
    shutdown: float = 2


TIMEOUTS = Timeouts()


class Http:
    """Listens within `async with`, and answers Slack's requests at `url`."""

    is_connected = True
    """Slack opens a connection for each request, so there is nothing to check before."""
    last_error = ""
    """So no attempt to connect has failed."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        metrics: Metrics,
        settings: Settings,
        pages: Mapping[str, Page],
        timeouts: Timeouts,
    ) -> None:
        most = min(MOST_CONNECTIONS, file_limit() // 2)
        self._connections = Connections(
            most,
            most // 2,
            timeouts.first,
            count=lambda reason: metrics.connections_closed.labels(reason).inc(),
        )
        endpoint = _Endpoint(dispatcher, metrics, settings, timeouts.body, self._connections)
        self._settings = settings
        self._server = _Server(endpoint, pages, timeouts)
        self._runner = web.ServerRunner(self._server, shutdown_timeout=timeouts.shutdown)
        self.url: str | None = None

    async def __aenter__(self) -> Self:
        """Start to listen. Raises `OSError`."""
        settings = self._settings
        async with AsyncExitStack() as stack:
            await self._runner.setup()
            stack.push_async_callback(self._runner.cleanup)
            host, port = await stack.enter_async_context(
                listening(self._server, settings.host, settings.port, self._connections)
            )
            self._stack = stack.pop_all()
        self.url = f"http://{host}:{port}{PATH}"
        log.info("listening on %s", self.url)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Requests in progress still get their response."""
        await self._stack.aclose()


class _Endpoint:
    """Verifies requests, and dispatches or rejects them."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        metrics: Metrics,
        settings: Settings,
        body_seconds: float,
        connections: Connections,
    ) -> None:
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._settings = settings
        self._body_seconds = body_seconds
        self._connections = connections
        self._log = RateLimitedLog(log)

    async def respond(self, request: web.BaseRequest) -> web.StreamResponse:
        """The listeners' response to a verified request; a rejection of any other."""
        try:
            payload = await self._verified(request)
        except RequestRejected as rejection:
            return self.reject(rejection)
        self._connections.mark_verified(request.transport)
        is_retry = request.headers.get(RETRY, "0") != "0"
        response = await self._dispatcher.dispatch(payload, is_retry=is_retry)
        return web.Response(
            status=response.status,
            body=response.body.encode(),
            headers=response.first_headers(),
        )

    async def _verified(self, request: web.BaseRequest) -> Payload:
        if request.path != PATH:
            raise RequestRejected(404, "no such path")
        if request.method != "POST":
            raise RequestRejected(405, "no such method")
        if "Content-Encoding" in request.headers:
            raise RequestRejected(415, "the body is compressed, as Slack's never is")
        body = await self._body(request)
        now = time.time()
        return verified_payload(request.headers, body, self._settings.signing_secrets(now), now)

    async def _body(self, request: web.BaseRequest) -> bytes:
        if request.content.is_eof():  # it arrived with the headers, so no timeout is needed
            return await _read(request)
        try:
            async with asyncio.timeout(self._body_seconds):
                return await _read(request)
        except TimeoutError:
            raise RequestRejected(408, "the body did not come in time") from None
        except (web.RequestPayloadError, ConnectionError) as error:
            raise RequestRejected(400, f"the body broke off: {type(error).__name__}") from None

    def reject(self, rejection: RequestRejected, bug: BaseException | None = None) -> web.Response:
        """The response to a request that is not dispatched; counts and logs it."""
        status = rejection.status
        self._metrics.rejected.labels(str(status)).inc()
        if bug:
            log.error("refused a request: %s", rejection, exc_info=bug)
        else:
            self._log.log(rejection.level, "refused a request: %s", rejection)
        allow = {"Allow": "POST"} if status == web.HTTPMethodNotAllowed.status_code else {}
        return web.Response(status=status, headers=allow)


async def _read(request: web.BaseRequest) -> bytes:
    """The body. Nothing is read if the announced length is too large."""
    body, length = bytearray(), request.content_length or 0
    while length <= LARGEST_BODY:
        chunk = await request.content.readany()
        if not chunk:
            return bytes(body)
        body += chunk
        length = len(body)
    raise RequestRejected(413, "the body is too large")


class _Server(web.Server):
    """aiohttp's server, with `_Connection` for its connections."""

    def __init__(self, endpoint: _Endpoint, pages: Mapping[str, Page], timeouts: Timeouts) -> None:
        super().__init__(self._respond)
        self.endpoint = endpoint
        self._pages = pages
        self._timeouts = timeouts

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        """A page for a browser; for anybody else what the endpoint responds."""
        page = self._pages.get(request.path) if request.method == "GET" else None
        return await (page or self.endpoint.respond)(request)

    def __call__(self) -> web.RequestHandler:
        return _Connection(
            self,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._timeouts.idle,
            lingering_time=self._timeouts.rest,
            access_log=None,
        )


class _Connection(web.RequestHandler):
    """aiohttp's connection, which by itself counts no bad request, and logs a traceback of each."""

    def __init__(self, server: _Server, **more: object) -> None:
        super().__init__(server, **more)  # type: ignore[arg-type] # passed through
        self._endpoint = server.endpoint

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp's signature
        status: int = 503,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        """401 for headers without a readable signature, and 400 for any other malformed request.

        503 for a bug in the bot, so that Slack sends the request again.
        """
        if status != web.HTTPBadRequest.status_code:
            response = self._endpoint.reject(RequestRejected(503, "an unexpected failure"), exc)
        elif _is_about_headers(exc):
            response = self._reject(401, "its headers cannot be read", exc)
        else:
            response = self._reject(400, "it is no HTTP", exc)
        response.force_close()
        return response

    def _reject(self, status: int, reason: str, error: BaseException | None) -> web.Response:
        return self._endpoint.reject(RequestRejected(status, f"{reason}: {type(error).__name__}"))


_HEADERS = re.compile(r"[^\n]*(?:\bheader|Content-Length|Transfer-Encoding)")


def _is_about_headers(error: BaseException | None) -> bool:
    """Whether aiohttp rejected a request because of its headers.

    Its parser in Python has an exception type for most of these. Its parser in C only has a
    message of its own, whose first line quotes nothing of the request but the name of a header.
    If that wording changes, the response is 400.
    """
    if type(error) is not BadHttpMessage:  # subclasses are about the first line, the body or a line
        return isinstance(error, InvalidHeader)
    return _HEADERS.match(error.message) is not None
