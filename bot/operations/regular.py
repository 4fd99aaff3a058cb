"""Work that is done every so many seconds."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60
"""Seconds."""


async def every(
    seconds: float, stop: asyncio.Event, job: Callable[[], Awaitable[None]], first: float = 0
) -> None:
    """Run a job every so many seconds until `stop`; a failure is logged.

    It runs for the first time after `first` seconds.
    """
    await _pause(first, stop)
    while not stop.is_set():
        (error,) = await asyncio.gather(job(), return_exceptions=True)
        if isinstance(error, Exception):
            log.error("a regular job failed, and is tried again", exc_info=error)
        await _pause(seconds, stop)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
