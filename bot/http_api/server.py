"""Listens for the HTTP API."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.http_api.endpoint import Decode, Endpoint
from bot.operations.connections import Connections, address_of
from bot.operations.file_limit import file_limit
from bot.operations.http import CannotListenError
from bot.operations.metrics import Metrics
from bot.operations.web_server import TIMEOUTS, Timeouts, WebServer

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 64
"""Connections at a time, but at most an eighth of the files that the process may open."""


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
    server = WebServer(endpoint.respond, endpoint.fail, timeouts)
    host, port = address
    async with AsyncExitStack() as stack:
        stack.callback(endpoint.close)
        try:
            bound = await stack.enter_async_context(server.listening(host, port, connections))
        except OSError as error:
            raise CannotListenError("API_HOST and API_PORT", host, port, error) from error
        url = f"http://{address_of(host, bound[1])}"
        log.info("the HTTP API is at %s", url)
        yield url
