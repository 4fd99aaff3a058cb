import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.jobs.model import MOST_PER_USER, MOST_WAITING
from bot.slack.answering.user_limiter import RateLimited, UserLimiter


class Requests:
    """Requests of one user, which end after `end`."""

    def __init__(self, limiter: UserLimiter, workspace: str = "T1", user: str = "U1") -> None:
        self._limiter = limiter
        self._user = workspace, user
        self.running = 0
        self.end = asyncio.Event()

    async def send(self) -> str:
        try:
            async with self._limiter.slot(*self._user):
                self.running += 1
                await self.end.wait()
        except RateLimited:
            return "refused"
        return "done"

    async def settled(self) -> None:
        """Let every request run or wait."""
        for _ in range(5):
            await asyncio.sleep(0)


async def test_few_requests_of_a_user_run_and_the_others_wait() -> None:
    requests = Requests(UserLimiter())
    sent = asyncio.gather(*(requests.send() for _ in range(MOST_PER_USER + 5)))
    await requests.settled()
    assert requests.running == MOST_PER_USER

    requests.end.set()
    assert set(await sent) == {"done"}
    assert requests.running == MOST_PER_USER + 5


async def test_when_fifty_requests_wait_the_next_is_refused_at_once() -> None:
    requests = Requests(UserLimiter())
    sent = asyncio.gather(*(requests.send() for _ in range(MOST_PER_USER + MOST_WAITING)))
    await requests.settled()

    assert await requests.send() == "refused"
    requests.end.set()
    assert set(await sent) == {"done"}
    assert await requests.send() == "done"


@pytest.mark.parametrize("other_user", [("T1", "U2"), ("T2", "U1")])
async def test_another_user_does_not_wait(other_user: tuple[str, str]) -> None:
    limiter = UserLimiter()
    requests, other = Requests(limiter), Requests(limiter, *other_user)
    sent = asyncio.gather(*(requests.send() for _ in range(MOST_PER_USER + MOST_WAITING)))
    await requests.settled()
    other.end.set()

    assert await other.send() == "done"
    requests.end.set()
    await sent


async def test_a_request_that_waits_too_long_is_refused_before_slack_gives_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.slack.answering.user_limiter.LONGEST_WAIT", 0)
    requests = Requests(UserLimiter())
    sent = asyncio.gather(*(requests.send() for _ in range(MOST_PER_USER)))
    await requests.settled()

    assert await requests.send() == "refused"
    requests.end.set()
    assert set(await sent) == {"done"}


async def test_a_request_that_fails_frees_its_slot() -> None:
    limiter = UserLimiter()
    for _ in range(MOST_PER_USER + 1):
        with pytest.raises(ZeroDivisionError):
            async with limiter.slot("T1", "U1"):
                raise ZeroDivisionError
    async with AsyncExitStack() as stack:
        for _ in range(MOST_PER_USER):
            await stack.enter_async_context(limiter.slot("T1", "U1"))
