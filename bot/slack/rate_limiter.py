"""UserLimiter, so that one person's many requests do not hold up those of the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.jobs.model import AT_ONCE
from bot.slack.worker import MOST_WAITING

PATIENCE = 1.0
"""Seconds to wait for a turn; the database may take some more, and Slack gives up after three."""


class RateLimited(Exception):
    """A person has too many requests under way to wait for another."""


class _Line:
    def __init__(self) -> None:
        self.turns = asyncio.Semaphore(AT_ONCE)
        self.people = 0


class UserLimiter:
    """So many requests of a person at a time; further ones wait."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def slot(self, person: str) -> AsyncIterator[None]:
        """A turn of that person's. Raises `RateLimited`."""
        line = self._lines.setdefault(person, _Line())
        if line.people >= AT_ONCE + MOST_WAITING:
            raise RateLimited
        line.people += 1
        try:
            await _in_time(line.turns)
            try:
                yield
            finally:
                line.turns.release()
        finally:
            line.people -= 1
            if not line.people:
                del self._lines[person]


async def _in_time(turns: asyncio.Semaphore) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await turns.acquire()
    except TimeoutError:
        raise RateLimited from None
