"""Responses that a test prepares in place of Slack's own: refusals, delays and cut connections."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.model import Json

READS = frozenset({"conversations.history", "conversations.replies"})
"""The methods that read messages."""
READ_PAGE = 15
"""Messages on a page where reads are limited: the default and the most."""


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
        return self.body is not None or self.status != 200


def rate_limited(seconds: int = 1) -> CannedResponse:
    """Slack's 429, with that many seconds to wait."""
    headers = {"Retry-After": str(seconds)}
    return CannedResponse(429, {"ok": False, "error": "ratelimited"}, headers)


class CannedResponses:
    """The responses to coming calls, by method; `now` is in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._read_interval = 0.0
        self._intervals: dict[str, float] = {}
        self._allowed_at: dict[tuple[str, str], float] = {}
        self._queues: defaultdict[str, deque[CannedResponse]] = defaultdict(deque)
        self._held: list[Held] = []

    def add(self, method: str, *responses: CannedResponse) -> None:
        """Queue responses to the coming calls of that method, or of `response_url`."""
        self._queues[method].extend(responses)
        self._held += [response.held for response in responses if response.held]

    def limit_reads(self, seconds: float) -> None:
        """Accept one call of each of `READS` in that many seconds, by each token; refuse others.

        So Slack treats an app that is distributed outside of the Marketplace, with 60 seconds:
        https://docs.slack.dev/apis/web-api/rate-limits.
        """
        self._read_interval = seconds

    def within_limit(self, method: str, arguments: Json) -> Json:
        """The arguments of a call, with fewer messages on a page where reads are limited."""
        if not self._read_interval or method not in READS:
            return arguments
        return {**arguments, "limit": min(int(arguments.get("limit") or READ_PAGE), READ_PAGE)}

    def limit(self, method: str, seconds: float) -> None:
        """Accept one call of a method in that many seconds, in each channel; refuse others."""
        self._intervals[method] = seconds

    async def take(self, method: str, channel: str, token: str = "") -> CannedResponse:
        """The response to this call; a held one when it is released."""
        is_limited_read = self._read_interval and method in READS
        response = self._next(method, token if is_limited_read else channel)
        if response.held:
            await response.held.wait()
        return response

    def _next(self, method: str, counted: str) -> CannedResponse:
        """The response to a call, which Slack counts with others of its channel or its token."""
        if self._queues[method]:
            return self._queues[method].popleft()
        left = self._allowed_at.get((method, counted), 0) - self._now()
        if left > 0:
            return rate_limited(math.ceil(left))
        interval = self._read_interval if method in READS else 0
        interval = interval or self._intervals.get(method, 0)
        if interval:
            self._allowed_at[method, counted] = self._now() + interval
        return CannedResponse()

    def release_all(self) -> None:
        """Release every held call."""
        for held in self._held:
            held.release()
