"""EDGE. What whoever operates the bot asks it: is it alive, is it ready, what has it counted.

On an address of its own, never on the one that Slack calls. Nothing here asks Slack or the
database: a check that hangs with them would have the bot restarted when that helps nobody.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.operations.connections import Connections, file_limit, listening
from bot.operations.metrics import Metrics

log = logging.getLogger(__name__)

PAGE = "text/plain; version=0.0.4; charset=utf-8"
"""The content type of Prometheus's text format."""
IDLE = 10
"""Seconds after which a connection that asks nothing is closed."""
MOST = 64
"""Connections at a time; a further one takes the place of the oldest."""

Reasons = tuple[str, ...]
Answer = Callable[[web.Request], Awaitable[web.Response]]


class CannotListen(Exception):
    """The address is taken, or not of this machine; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the bot is: each gives the reasons why it is not so, none where it is."""

    alive: Callable[[], Reasons]
    ready: Callable[[], Reasons]


@asynccontextmanager
async def answering(
    condition: Condition, metrics: Metrics, host: str, port: int
) -> AsyncIterator[str]:
    """The address where the questions are answered, for as long as the context lasts.

    Port 0 is any free one. Raises `CannotListen`.
    """
    server = web.Application()
    server.router.add_get("/healthz", _check(condition.alive))
    server.router.add_get("/readyz", _check(condition.ready))
    server.router.add_get("/metrics", _page(metrics))
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=1, keepalive_timeout=IDLE)
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        yield await _listen(stack, runner, host, port)


async def _listen(stack: AsyncExitStack, runner: web.AppRunner, host: str, port: int) -> str:
    assert runner.server is not None  # as it is set up
    most = min(MOST, file_limit() // 8)
    connections = Connections(most, share=most)
    try:
        listener = listening(runner.server, host, port, connections)
        address = await stack.enter_async_context(listener)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from error
    url = f"http://{host}:{address[1]}"
    log.info("health and metrics at %s", url)
    return url


def _check(reasons: Callable[[], Reasons]) -> Answer:
    async def check(_: web.Request) -> web.Response:
        why_not = reasons()
        return web.Response(
            status=503 if why_not else 200,
            text="".join(f"{line}\n" for line in why_not or ("ok",)),
        )

    return check


def _page(metrics: Metrics) -> Answer:
    async def page(_: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), headers={"Content-Type": PAGE})

    return page
