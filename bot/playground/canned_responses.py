"""Answers prepared by a test: refusals, floods, holds and cut lines, in place of Slack's own."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.model import Json


class Held:
    """A call that waits at Slack's door until it is let in."""

    def __init__(self) -> None:
        self._arrived = asyncio.Event()
        self._released = asyncio.Event()

    async def arrived(self) -> None:
        """Return when the call is there."""
        await self._arrived.wait()

    def release(self) -> None:
        """Let it in."""
        self._released.set()

    async def wait(self) -> None:
        """The call arrives, and waits."""
        self._arrived.set()
        await self._released.wait()


@dataclass(frozen=True, slots=True)
class CannedResponse:
    """An answer to one call. Without status and body Slack answers itself.

    `held`: not before it is released. `cut`: the connection is reset before or after Slack acts.
    `acts`: Slack acts behind the answer that stands in for its own. A text is a page of HTML,
    unless the headers say otherwise.
    """

    status: int = 200
    body: str | Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    held: Held | None = None
    cut: Literal["before", "after"] | None = None
    acts: bool = False

    @property
    def answers(self) -> bool:
        """Whether it stands in for Slack's own answer."""
        return self.body is not None or self.status != 200  # noqa: PLR2004 - HTTP's OK


def rate_limited(seconds: int = 1) -> CannedResponse:
    """Slack's 429."""
    headers = {"Retry-After": str(seconds)}
    return CannedResponse(429, {"ok": False, "error": "ratelimited"}, headers)


class CannedResponses:
    """The answers that wait for coming calls, by method; `now` is in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._pauses: dict[str, float] = {}
        self._allowed: dict[tuple[str, str], float] = {}
        self._waiting: defaultdict[str, deque[CannedResponse]] = defaultdict(deque)
        self._holds: list[Held] = []

    def add(self, method: str, *answers: CannedResponse) -> None:
        """Queue answers for the coming calls of that method."""
        self._waiting[method].extend(answers)
        self._holds += [answer.held for answer in answers if answer.held]

    def limit(self, method: str, seconds: float) -> None:
        """Refuse calls of that method that come sooner after another one, in each channel."""
        self._pauses[method] = seconds

    def take(self, method: str, channel: str) -> CannedResponse:
        """The answer for this call."""
        waiting = self._waiting[method]
        if waiting:
            return waiting.popleft()
        left = self._allowed.get((method, channel), 0) - self._now()
        if left > 0:
            return rate_limited(math.ceil(left))
        if method in self._pauses:
            self._allowed[method, channel] = self._now() + self._pauses[method]
        return CannedResponse()

    def release_all(self) -> None:
        """Hold nothing any longer."""
        for held in self._holds:
            held.release()
