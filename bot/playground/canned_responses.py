"""Responses that a test prepares in place of Slack's own: refusals, delays and cut connections."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.model import Json


class Held:
    """A call that Slack does not answer before the test releases it."""

    def __init__(self) -> None:
        self._arrived = asyncio.Event()
        self._released = asyncio.Event()

    async def arrived(self) -> None:
        """Return when the call has arrived."""
        await self._arrived.wait()

    def release(self) -> None:
        """Let Slack answer the call."""
        self._released.set()

    async def wait(self) -> None:
        """Note that the call has arrived, and return when it is released."""
        self._arrived.set()
        await self._released.wait()


@dataclass(frozen=True, slots=True)
class CannedResponse:
    """The response to one call; without status and body, Slack responds itself.

    `held`: not before it is released. `cut`: the connection is reset before or after Slack acts.
    `acts`: Slack acts although this response replaces its own. A text is sent as HTML, unless
    `headers` say otherwise.
    """

    status: int = 200
    body: str | Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    held: Held | None = None
    cut: Literal["before", "after"] | None = None
    acts: bool = False

    @property
    def answers(self) -> bool:
        """Whether it replaces Slack's own response."""
        return self.body is not None or self.status != 200  # noqa: PLR2004 - HTTP's OK


def rate_limited(seconds: int = 1) -> CannedResponse:
    """Slack's 429, with that many seconds to wait."""
    headers = {"Retry-After": str(seconds)}
    return CannedResponse(429, {"ok": False, "error": "ratelimited"}, headers)


class CannedResponses:
    """The responses to coming calls, by method; `now` is in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._intervals: dict[str, float] = {}
        self._allowed_at: dict[tuple[str, str], float] = {}
        self._queues: defaultdict[str, deque[CannedResponse]] = defaultdict(deque)
        self._held: list[Held] = []

    def add(self, method: str, *responses: CannedResponse) -> None:
        """Queue responses to the coming calls of that method, or of `response_url`."""
        self._queues[method].extend(responses)
        self._held += [response.held for response in responses if response.held]

    def limit(self, method: str, seconds: float) -> None:
        """Accept one call of a method in that many seconds, in each channel; refuse others."""
        self._intervals[method] = seconds

    async def take(self, method: str, channel: str) -> CannedResponse:
        """The response to this call; a held one when it is released."""
        response = self._next(method, channel)
        if response.held:
            await response.held.wait()
        return response

    def _next(self, method: str, channel: str) -> CannedResponse:
        if self._queues[method]:
            return self._queues[method].popleft()
        left = self._allowed_at.get((method, channel), 0) - self._now()
        if left > 0:
            return rate_limited(math.ceil(left))
        if method in self._intervals:
            self._allowed_at[method, channel] = self._now() + self._intervals[method]
        return CannedResponse()

    def release_all(self) -> None:
        """Release every held call."""
        for held in self._held:
            held.release()
