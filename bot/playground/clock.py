"""The time by which the workspace lives: the wall's, or one that a test moves by hand."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """What tells the time, and when it has passed."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return when that much time has passed."""
        ...


class WallClock:
    """The time on the wall."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Return when that much time has passed."""
        await asyncio.sleep(seconds)


class HandClock:
    """A clock that stands until a test moves it; it starts at the true time, as signatures need."""

    def __init__(self) -> None:
        self._now = time.time()
        self._asleep: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return when the clock has been moved that far."""
        woken = asyncio.get_running_loop().create_future()
        self._asleep.append((self._now + seconds, woken))
        self.advance(0)
        await woken

    def advance(self, seconds: float) -> None:
        """Let that much time pass, and wake whoever waited for it."""
        self._now += seconds
        for until, sleeper in self._asleep:
            if until <= self._now and not sleeper.done():
                sleeper.set_result(None)
        self._asleep = [(until, sleeper) for until, sleeper in self._asleep if not sleeper.done()]


async def within(clock: Clock, seconds: float, work: Awaitable[T]) -> T:
    """The work's result; raises TimeoutError, and stops it, when it takes longer on that clock."""
    task = asyncio.ensure_future(work)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        alarm.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)
