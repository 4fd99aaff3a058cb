"""EDGE. Serves health, readiness and metrics to operators.

It has an address of its own, never that of Slack's requests. It queries neither Slack nor the
database: a check that hangs with them would have the bot restarted, which would not help.
"""

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from socket import gaierror

from aiohttp import web

from bot.operations.connections import Connections, address_of, listening
from bot.operations.file_limit import file_limit
from bot.operations.metrics import Metrics
from bot.operations.problems import Health, Problems

log = logging.getLogger(__name__)

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""The content type of Prometheus's text format."""
IDLE_TIMEOUT = 10
"""Seconds after which an idle connection is closed."""
MOST_CONNECTIONS = 64
"""Connections at a time; a further one replaces the oldest."""

_HINTS = {
    EACCES: ". A port below 1024 takes a right that the bot needs nowhere: name another",
    EADDRINUSE: ". Does another bot run here?",
    EADDRNOTAVAIL: ". It is no address of this machine, as 127.0.0.1 is",
}
JSON = "application/json"
Handler = Callable[[web.Request], Awaitable[web.Response]]


class CannotListenError(Exception):
    """The address is in use, or not of this machine; the message names its settings and why."""

    def __init__(self, settings: str, host: str, port: int, error: OSError) -> None:
        reason = error.strerror
        if error.errno is not None and not isinstance(error, gaierror):
            # asyncio makes a sentence of its own, with the address once more
            reason = os.strerror(error.errno)
        hint = _HINTS.get(error.errno or 0, "")
        super().__init__(f"{settings}: cannot listen on {address_of(host, port)}: {reason}{hint}")


@asynccontextmanager
async def serving(health: Health, metrics: Metrics, host: str, port: int) -> AsyncIterator[str]:
    """Serve while the context lasts; return the URL.

    Port 0 is any free port. Raises `CannotListenError`.
    """
    server = web.Application()
    server.router.add_get("/healthz", _check("alive", health.alive))
    server.router.add_get("/readyz", _check("ready", health.ready))
    server.router.add_get("/metrics", _metrics(metrics))
    runner = web.AppRunner(
        server, access_log=None, shutdown_timeout=1, keepalive_timeout=IDLE_TIMEOUT
    )
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        yield await _listen(stack, runner, host, port)


async def _listen(stack: AsyncExitStack, runner: web.AppRunner, host: str, port: int) -> str:
    assert runner.server is not None  # it was set up
    most = min(MOST_CONNECTIONS, file_limit() // 8)
    connections = Connections(most, share=most)
    try:
        listener = listening(runner.server, host, port, connections)
        address = await stack.enter_async_context(listener)
    except OSError as error:
        raise CannotListenError("OPS_HOST and OPS_PORT", host, port, error) from error
    url = f"http://{address_of(host, address[1])}"
    log.info("health and metrics at %s", url)
    return url


def _check(question: str, problems: Callable[[], Problems]) -> Handler:
    """Answers whether there are problems: as text with a line for each, or as JSON if asked to."""

    async def check(request: web.Request) -> web.Response:
        found = problems()
        status = 503 if found else 200
        if JSON in request.headers.get("Accept", "") or request.query.get("format") == "json":
            reasons = [problem.to_json() for problem in found]
            return web.json_response({question: not found, "reasons": reasons}, status=status)
        lines = [problem.line for problem in found] or ["ok"]
        return web.Response(status=status, text="".join(f"{line}\n" for line in lines))

    return check


def _metrics(metrics: Metrics) -> Handler:
    async def page(_: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), headers={"Content-Type": METRICS_TYPE})

    return page
