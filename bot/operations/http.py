"""EDGE. Serves health, readiness and metrics to operators.

It has an address of its own, never that of Slack's requests. It queries neither Slack nor the
database: a check that hangs with them would have the bot restarted, which would not help.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.operations.connections import Connections, address_of, listening
from bot.operations.file_limit import file_limit
from bot.operations.metrics import Metrics
from bot.operations.problems import Health, Problems

log = logging.getLogger(__name__)

ADDRESS = "OPS_HOST and OPS_PORT"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""The content type of Prometheus's text format."""
IDLE_TIMEOUT = 10
"""Seconds after which an idle connection is closed."""
MOST_CONNECTIONS = 64
"""Connections at a time; a further one replaces the oldest."""

JSON = "application/json"
Handler = Callable[[web.Request], Awaitable[web.Response]]


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
    most = min(MOST_CONNECTIONS, file_limit() // 8)
    connections = Connections(most, share=most)
    await runner.setup()
    assert runner.server is not None  # it was set up
    try:
        async with listening(runner.server, host, port, connections, ADDRESS) as address:
            url = f"http://{address_of(host, address[1])}"
            log.info("health and metrics at %s", url)
            yield url
    finally:
        await runner.cleanup()


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
