"""A clock that only a test advances."""

import asyncio
import time

from bot.playground.delivery import Clock


class ManualClock(Clock):
    """It starts at the true time, which signatures need."""

    def __init__(self) -> None:
        self._now = time.time()
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return when the clock has been advanced that far."""
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + seconds, woken))
        self.advance(0)
        await woken

    def advance(self, seconds: float) -> None:
        """Let that much time pass, and wake the sleepers whose time has come."""
        self._now += seconds
        for until, sleeper in self._sleepers:
            if until <= self._now and not sleeper.done():
                sleeper.set_result(None)
        self._sleepers = [each for each in self._sleepers if not each[1].done()]
