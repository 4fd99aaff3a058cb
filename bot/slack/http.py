"""The HTTP road from Slack: what the door lets in goes to the reception, and nothing else does.

It stands on aiohttp's low-level server: there is one path and one method, and each refusal is
counted, also that of a request which aiohttp itself cannot read.
"""

import asyncio
import logging
import re
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
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
from bot.slack.verification import Payload, Refused, admit

log = logging.getLogger(__name__)

RETRY = "X-Slack-Retry-Num"
LARGEST_BODY = 1024 * 1024
MOST_CONNECTIONS = 256
"""Connections at a time, if that is no more than half of the files that the process may have."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that a sender may let the bot wait.

    `first` is from the opening of a connection until a request on it is verified, however its bytes
    drip. From then on `idle` is from an answer to the end of the next headers: longer than reverse
    proxies commonly keep a connection, who else would send a request into one that is just being
    closed. `body` is from the headers to the end of the body, and `rest` is for what still comes
    after an answer.
    """

    first: float = 10
    idle: float = 75
    body: float = 5
    rest: float = 1


TIMEOUTS = Timeouts()


class Http:
    """Listens within `async with`, and answers at `url` what Slack sends there."""

    connected = True
    """Slack connects anew for each request: nothing can be told of it before."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        metrics: Metrics,
        settings: Settings,
        last_answers: float,
        patience: Timeouts,
    ) -> None:
        most = min(MOST_CONNECTIONS, file_limit() // 2)
        self._connections = Connections(
            most,
            most // 2,
            patience.first,
            count=lambda why: metrics.connections_closed.labels(why).inc(),
        )
        receiver = _Receiver(dispatcher, metrics, settings, patience.body, self._connections)
        self._settings = settings
        self._server = _Server(receiver, patience)
        self._runner = web.ServerRunner(self._server, shutdown_timeout=last_answers)
        self.url: str | None = None

    async def __aenter__(self) -> Self:
        """Raises `OSError` where it cannot listen."""
        settings = self._settings
        async with AsyncExitStack() as stack:
            await self._runner.setup()
            stack.push_async_callback(self._runner.cleanup)
            host, port = await stack.enter_async_context(
                listening(self._server, settings.host, settings.port, self._connections)
            )
            self._end = stack.pop_all()
        self.url = f"http://{host}:{port}{PATH}"
        log.info("listening on %s", self.url)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Requests under way have some seconds to be answered."""
        await self._end.aclose()


class _Receiver:
    """Where requests wait until the door lets them in or turns them away."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        metrics: Metrics,
        settings: Settings,
        patience: float,
        connections: Connections,
    ) -> None:
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._settings = settings
        self._patience = patience
        self._connections = connections
        self._refusals = RateLimitedLog(log)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The reception's answer to a request that the door lets in."""
        try:
            payload = await self._admitted(request)
        except Refused as refusal:
            return self.turn_away(refusal)
        self._connections.mark_verified(request.transport)
        again = request.headers.get(RETRY)
        told = await self._dispatcher.dispatch(payload, {RETRY: again} if again else None)
        return web.Response(
            status=told.status, body=told.body.encode(), headers=told.first_headers()
        )

    async def _admitted(self, request: web.BaseRequest) -> Payload:
        if request.path != PATH:
            raise Refused(404, "no such path")
        if request.method != "POST":
            raise Refused(405, "no such method")
        if "Content-Encoding" in request.headers:
            raise Refused(415, "the body is packed, as Slack's never is")
        body = await self._body(request)
        now = time.time()
        return admit(request.headers, body, self._settings.signing_secrets(now), now)

    async def _body(self, request: web.BaseRequest) -> bytes:
        if request.content.is_eof():  # it has come with the headers: there is no wait to be limited
            return await _read(request)
        try:
            async with asyncio.timeout(self._patience):
                return await _read(request)
        except TimeoutError:
            raise Refused(408, "the body did not come in time") from None
        except (web.RequestPayloadError, ConnectionError) as error:
            raise Refused(400, f"the body broke off: {type(error).__name__}") from None

    def turn_away(self, refusal: Refused, bug: BaseException | None = None) -> web.Response:
        """The answer to a request that does not get in, which is counted and logged."""
        self._metrics.rejected.labels(str(refusal.status)).inc()
        if bug:
            log.error("refused a request: %s", refusal, exc_info=bug)
        else:
            self._refusals.warning("refused a request: %s", refusal)
        allow = {"Allow": "POST"} if refusal.status == web.HTTPMethodNotAllowed.status_code else {}
        return web.Response(status=refusal.status, headers=allow)


async def _read(request: web.BaseRequest) -> bytes:
    """The body. It is not waited for where its length is told to be too much."""
    body, length = bytearray(), request.content_length or 0
    while length <= LARGEST_BODY:
        chunk = await request.content.readany()
        if not chunk:
            return bytes(body)
        body += chunk
        length = len(body)
    raise Refused(413, "the body is too large")


class _Server(web.Server):
    """aiohttp's, with connections of our own."""

    def __init__(self, receiver: _Receiver, patience: Timeouts) -> None:
        super().__init__(receiver.answer)
        self.receiver = receiver
        self._patience = patience

    def __call__(self) -> web.RequestHandler:
        return _Connection(
            self,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._patience.idle,
            lingering_time=self._patience.rest,
            access_log=None,
        )


class _Connection(web.RequestHandler):
    """aiohttp's, which would count nothing that it refuses, and log a traceback for each."""

    def __init__(self, server: _Server, **more: object) -> None:
        super().__init__(server, **more)  # type: ignore[arg-type] # handed through
        self._porch = server.receiver

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp's signature
        status: int = 503,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        """401 for headers in which no signature can be read, and 400 for what else is no HTTP.

        For a bug of ours 503, so that Slack sends it again.
        """
        if status == web.HTTPBadRequest.status_code:
            kind = type(exc).__name__
            refusal = Refused(400, f"it is no HTTP: {kind}")
            if _of_headers(exc):
                refusal = Refused(401, f"its headers cannot be read: {kind}")
            response = self._porch.turn_away(refusal)
        else:
            response = self._porch.turn_away(Refused(503, "a failure that nobody foresaw"), exc)
        response.force_close()
        return response


_HEADERS = re.compile(r"[^\n]*(?:\bheader|Content-Length|Transfer-Encoding)")


def _of_headers(error: BaseException | None) -> bool:
    """Whether aiohttp gave a request up because of its headers.

    Its parser in Python has a type for most of these. That in C tells them only by words of its
    own, on a first line where nothing of the request stands but the name of a header: should the
    words change, the answer is 400.
    """
    if type(error) is not BadHttpMessage:  # others are of the first line, the body, or any line
        return isinstance(error, InvalidHeader)
    return _HEADERS.match(error.message) is not None
