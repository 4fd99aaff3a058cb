"""Limits how many commands of one user run at a time, so that they delay nobody else's.

A user is known by the workspace, too: ids of users are unique within one only.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.jobs.model import MOST_PER_USER, MOST_WAITING

LONGEST_WAIT = 1.0
"""Seconds that a request may wait. The database may take some more, and Slack gives up after 3."""


class RateLimited(Exception):
    """The user has too many requests in progress."""


class _Slots:
    def __init__(self) -> None:
        self.free = asyncio.Semaphore(MOST_PER_USER)
        self.requests = 0


class UserLimiter:
    """Runs `MOST_PER_USER` requests of a user at a time; up to `MOST_WAITING` others wait."""

    def __init__(self) -> None:
        self._slots: dict[tuple[str, str], _Slots] = {}

    @asynccontextmanager
    async def slot(self, workspace: str, user: str) -> AsyncIterator[None]:
        """Wait until one more request of the user may run. Raises `RateLimited`."""
        slots = self._slots.setdefault((workspace, user), _Slots())
        if slots.requests >= MOST_PER_USER + MOST_WAITING:
            raise RateLimited
        slots.requests += 1
        try:
            await _acquire(slots.free)
            try:
                yield
            finally:
                slots.free.release()
        finally:
            slots.requests -= 1
            if not slots.requests:
                del self._slots[workspace, user]


async def _acquire(slots: asyncio.Semaphore) -> None:
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            await slots.acquire()
    except TimeoutError:
        raise RateLimited from None
