"""Slack's rate limits, as far as it has told of them. PURE: the time comes from a given clock.

Slack counts the calls of each method, and the posts in each channel
(https://docs.slack.dev/apis/web-api/rate-limits). Nothing is limited here until Slack has refused a
call; from then on its like wait for each other, and go out one by one for a while.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

POST_PAUSE = 1.1
"""Seconds between two posts in a channel: a little more than Slack's limit."""
CALL_PAUSE = 0.1
"""Seconds between two other calls of a method, of which Slack takes many at once."""
REMEMBERED = 10.0
"""Seconds for which calls still go out one by one, after the last refusal is over."""


class Counted(NamedTuple):
    """What Slack counts together: a method's calls, or its posts in one channel."""

    method: str
    channel: str = ""

    @property
    def pause(self) -> float:
        """Seconds between two of them."""
        return POST_PAUSE if self.channel else CALL_PAUSE


@dataclass(slots=True)
class _Queue:
    next: float
    """When the next call may go out."""
    promised: float
    """The latest moment that somebody was told to come back at."""

    def wait(self, now: float, pause: float, patience: float) -> float:
        """Seconds until the caller may go out, or has to come back."""
        seconds = max(0, self.next - now)
        if seconds <= patience:
            self.next = now + seconds + pause
            return seconds
        self.promised = max(self.promised, self.next) + pause
        return self.promised - now


@dataclass(slots=True)
class _Limit:
    first: _Queue
    behind: _Queue
    """Those who give way."""
    until: float
    """When it is forgotten."""


class RateLimits:
    """When each call may go out, by a clock that never jumps, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limits: dict[Counted, _Limit] = {}

    def wait(self, counted: Counted, patience: float, *, gives_way: bool = False) -> float:
        """Seconds until such a call may go out.

        Up to `patience` the moment is the caller's, who waits for it. Beyond that the caller has to
        come back after so long; each is given a moment of its own. A call for which nobody waits
        `gives_way`: it goes out behind the others that wait, and moves none of them back.
        """
        limit, now = self._limits.get(counted), self._clock()
        if limit is None:
            return 0
        if limit.until < now:
            del self._limits[counted]
            return 0
        if not gives_way:
            return limit.first.wait(now, counted.pause, patience)
        limit.behind.next = max(limit.behind.next, limit.first.next)
        return limit.behind.wait(now, counted.pause, patience)

    def refused(self, counted: Counted, seconds: float) -> None:
        """Slack has refused such a call, and wants none for so many seconds."""
        now = self._clock()
        self._forget(now)
        new = _Limit(_Queue(now, now), _Queue(now, now), now)
        limit = self._limits.setdefault(counted, new)
        limit.first.next = max(limit.first.next, now + seconds)
        limit.until = limit.first.next + REMEMBERED

    def _forget(self, now: float) -> None:
        """Keep no more limits than are in force."""
        over = [counted for counted, limit in self._limits.items() if limit.until < now]
        for counted in over:
            del self._limits[counted]
