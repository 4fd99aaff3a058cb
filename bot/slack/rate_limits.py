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
class _Limit:
    next: float
    """When the next call may go out."""
    promised: float
    """The latest moment that somebody was told to come back at."""
    promised_later: float
    """The same, of those who give way."""
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
        `gives_way`: its moments are counted apart, and move no other's back.
        """
        limit, now = self._limits.get(counted), self._clock()
        if limit is None:
            return 0
        if limit.until < now:
            del self._limits[counted]
            return 0
        seconds = max(0, limit.next - now)
        if seconds <= patience:
            limit.next = now + seconds + counted.pause
            return seconds
        if gives_way:
            limit.promised_later = max(limit.promised_later, limit.next) + counted.pause
            return limit.promised_later - now
        limit.promised = max(limit.promised, limit.next) + counted.pause
        return limit.promised - now

    def refused(self, counted: Counted, seconds: float) -> None:
        """Slack has refused such a call, and wants none for so many seconds."""
        now = self._clock()
        self._forget(now)
        limit = self._limits.setdefault(counted, _Limit(now, now, now, now))
        limit.next = max(limit.next, now + seconds)
        limit.until = limit.next + REMEMBERED

    def _forget(self, now: float) -> None:
        """Keep no more limits than are in force."""
        over = [counted for counted, limit in self._limits.items() if limit.until < now]
        for counted in over:
            del self._limits[counted]
