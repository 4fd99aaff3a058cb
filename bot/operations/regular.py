"""Work that is done every so many seconds."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60
"""Seconds."""


@asynccontextmanager
async def regularly(
    seconds: float, job: Callable[[], Awaitable[None]], first: float = 0
) -> AsyncIterator[None]:
    """Run a job every so many seconds while the context lasts; a failure is logged.

    It runs for the first time after `first` seconds. At the end a job that runs is waited for.
    """
    stop = asyncio.Event()
    task = asyncio.create_task(_run(seconds, stop, job, first))
    try:
        yield
    finally:
        stop.set()  # not cancelled: a thread may be using the database
        await task


async def _run(
    seconds: float, stop: asyncio.Event, job: Callable[[], Awaitable[None]], first: float
) -> None:
    await pause(first, stop)
    while not stop.is_set():
        (error,) = await asyncio.gather(job(), return_exceptions=True)
        if isinstance(error, Exception):
            log.error("a regular job failed, and is tried again", exc_info=error)
        await pause(seconds, stop)


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """Wait for so many seconds, or until `stop` is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
