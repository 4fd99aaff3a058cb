"""Listens for the HTTP API."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from bot.http_api.endpoint import Decode, Endpoint
from bot.operations.connections import Connections, address_of
from bot.operations.file_limit import file_limit
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
    with closing(endpoint):
        async with server.listening(host, port, connections, "API_HOST and API_PORT") as bound:
            url = f"http://{address_of(host, bound[1])}"
            log.info("the HTTP API is at %s", url)
            yield url
