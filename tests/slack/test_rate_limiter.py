import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.jobs.model import AT_ONCE
from bot.slack.rate_limiter import RateLimited, UserLimiter
from bot.slack.worker import MOST_WAITING


class Crowd:
    """One person's requests, each of which ends when it is told to."""

    def __init__(self, turns: UserLimiter, person: str = "U1") -> None:
        self._turns = turns
        self._person = person
        self.in_work = 0
        self.end = asyncio.Event()

    async def asks(self) -> str:
        try:
            async with self._turns.slot(self._person):
                self.in_work += 1
                await self.end.wait()
        except RateLimited:
            return "refused"
        return "done"

    async def settled(self) -> None:
        """Let all that can go on go on."""
        for _ in range(5):
            await asyncio.sleep(0)


async def test_few_of_one_person_are_in_work_and_the_others_wait() -> None:
    crowd = Crowd(UserLimiter())
    asked = asyncio.gather(*(crowd.asks() for _ in range(AT_ONCE + 5)))
    await crowd.settled()
    assert crowd.in_work == AT_ONCE

    crowd.end.set()
    assert set(await asked) == {"done"}
    assert crowd.in_work == AT_ONCE + 5


async def test_past_fifty_waiting_the_next_is_refused_at_once() -> None:
    crowd = Crowd(UserLimiter())
    asked = asyncio.gather(*(crowd.asks() for _ in range(AT_ONCE + MOST_WAITING)))
    await crowd.settled()

    assert await crowd.asks() == "refused"
    crowd.end.set()
    assert set(await asked) == {"done"}
    assert await crowd.asks() == "done"


async def test_another_person_does_not_wait() -> None:
    turns = UserLimiter()
    crowd, other = Crowd(turns), Crowd(turns, "U2")
    asked = asyncio.gather(*(crowd.asks() for _ in range(AT_ONCE + MOST_WAITING)))
    await crowd.settled()
    other.end.set()

    assert await other.asks() == "done"
    crowd.end.set()
    await asked


async def test_who_waits_too_long_is_refused_before_slack_gives_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.slack.rate_limiter.PATIENCE", 0)
    crowd = Crowd(UserLimiter())
    asked = asyncio.gather(*(crowd.asks() for _ in range(AT_ONCE)))
    await crowd.settled()

    assert await crowd.asks() == "refused"
    crowd.end.set()
    assert set(await asked) == {"done"}


async def test_a_request_that_fails_gives_its_turn_back() -> None:
    turns = UserLimiter()
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError):
            async with turns.slot("U1"):
                raise ZeroDivisionError
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.slot("U1"))
