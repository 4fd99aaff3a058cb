"""Runs the store's methods in threads, with a deadline: a person waits for the answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

from bot.database.errors import Cause, DatabaseUnavailable

P = ParamSpec("P")
T = TypeVar("T")

DEADLINE = 1.8
"""Seconds for the database to answer, as Slack waits three for the acknowledgement."""


@asynccontextmanager
async def deadline() -> AsyncIterator[None]:
    """Raise `DatabaseUnavailable` if the queries within take longer than `DEADLINE` in all."""
    try:
        async with asyncio.timeout(DEADLINE):
            yield
    except TimeoutError:
        raise DatabaseUnavailable("the database does not answer", Cause.NOT_ANSWERING) from None


async def query(method: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Call a method of the store in a thread. Raises `DatabaseUnavailable` after `DEADLINE`."""
    async with deadline():
        return await asyncio.to_thread(method, *arguments, **named)
