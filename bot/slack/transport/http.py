"""The HTTP transport: a verified request is dispatched, and any other is rejected.

It uses aiohttp's low-level server. There is one path and one method, and every rejection is
counted, also that of a request which aiohttp itself cannot parse.
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Self

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage, InvalidHeader

from bot.operations.connections import Connections, address_of
from bot.operations.file_limit import file_limit
from bot.operations.log_format import RateLimitedLog
from bot.operations.metrics import Metrics
from bot.operations.web_server import BodyError, Timeouts, WebServer, body_of
from bot.settings import Settings
from bot.slack.manifest import PATH
from bot.slack.payloads.installation import Body
from bot.slack.transport.dispatcher import Dispatcher
from bot.slack.transport.verification import RequestRejected, verified_payload

log = logging.getLogger(__name__)

Page = Callable[[web.BaseRequest], Awaitable[web.Response]]
"""Responds to a browser."""
RETRY = "X-Slack-Retry-Num"
LARGEST_BODY = 1024 * 1024
MOST_CONNECTIONS = 256
"""Connections at a time, but at most half of the files that the process may open."""


class Http:
    """Listens within `async with`, and answers Slack's requests at `url`.

    It also shows browsers the `pages`, which are given by their paths.
    """

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
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._settings = settings
        self._pages = pages
        self._body_seconds = timeouts.body
        self._log = RateLimitedLog(log)
        server = WebServer(self._respond, self._fail, timeouts)
        self._listening = server.listening(
            settings.host, settings.port, self._connections, "HOST and PORT"
        )
        self._stack = AsyncExitStack()
        self.url: str | None = None

    async def __aenter__(self) -> Self:
        """Start to listen. Raises `CannotListenError`."""
        host, port = await self._stack.enter_async_context(self._listening)
        self.url = f"http://{address_of(host, port)}{PATH}"
        log.info("listening on %s", self.url)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Requests in progress still get their response."""
        await self._stack.aclose()

    async def _respond(self, request: web.BaseRequest) -> web.Response:
        """A page for a browser; for anybody else what the listeners respond, or a rejection."""
        page = self._pages.get(request.path) if request.method == "GET" else None
        return await (page or self._dispatch)(request)

    async def _dispatch(self, request: web.BaseRequest) -> web.Response:
        """The listeners' response to a verified request; a rejection of any other."""
        try:
            payload = await self._verified(request)
        except RequestRejected as rejection:
            return self._reject(rejection)
        self._connections.mark_verified(request.transport)
        is_retry = request.headers.get(RETRY, "0") != "0"
        response = await self._dispatcher.dispatch(payload, is_retry=is_retry)
        return web.Response(
            status=response.status,
            body=response.body.encode(),
            headers=response.first_headers(),
        )

    async def _verified(self, request: web.BaseRequest) -> Body:
        if request.path != PATH:
            raise RequestRejected(404, "no such path")
        if request.method != "POST":
            raise RequestRejected(405, "no such method")
        if "Content-Encoding" in request.headers:
            raise RequestRejected(415, "the body is compressed, as Slack's never is")
        try:
            body = await body_of(request, LARGEST_BODY, self._body_seconds)
        except BodyError as error:
            raise RequestRejected(error.status, str(error)) from None
        now = time.time()
        return verified_payload(request.headers, body, self._settings.signing_secrets(now), now)

    def _fail(self, status: int, error: BaseException | None) -> web.Response:
        """401 for headers without a readable signature, and 400 for any other malformed request.

        503 for a bug in the bot, so that Slack sends the request again.
        """
        if status != web.HTTPBadRequest.status_code:
            return self._reject(RequestRejected(503, "an unexpected failure"), error)
        name = type(error).__name__
        if _is_about_headers(error):
            return self._reject(RequestRejected(401, f"its headers cannot be read: {name}"))
        return self._reject(RequestRejected(400, f"it is no HTTP: {name}"))

    def _reject(self, rejection: RequestRejected, bug: BaseException | None = None) -> web.Response:
        """The response to a request that is not dispatched; counts and logs it."""
        status = rejection.status
        self._metrics.rejected.labels(str(status)).inc()
        if bug:
            log.error("refused a request: %s", rejection, exc_info=bug)
        else:
            self._log.log(rejection.level, "refused a request: %s", rejection)
        allow = {"Allow": "POST"} if status == web.HTTPMethodNotAllowed.status_code else {}
        return web.Response(status=status, headers=allow)


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
