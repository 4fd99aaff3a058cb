"""PURE. Slack's rate limits, as far as Slack has reported them; the clock is an argument.

Slack counts the calls of each method, and the posts in each channel
(https://docs.slack.dev/apis/web-api/rate-limits). Nothing is limited here until Slack has refused a
call. From then on, calls that Slack counts together are queued, and are sent one by one for a
while.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

POST_PAUSE = 1.1
"""Seconds between two posts in a channel: a little more than Slack's limit."""
CALL_PAUSE = 0.1
"""Seconds between two other calls of a method, of which Slack allows many."""
REMEMBERED = 10.0
"""Seconds for which calls are still sent one by one after the last refusal is over."""


class Bucket(NamedTuple):
    """What Slack counts together: the calls of a method, or its posts in one channel.

    Slack counts for each workspace that has installed the bot.
    """

    method: str
    channel: str = ""
    workspace: str = ""

    @property
    def pause(self) -> float:
        """Seconds between two of them."""
        return POST_PAUSE if self.channel else CALL_PAUSE


@dataclass(slots=True)
class _Queue:
    next_slot: float
    """When the next call may be sent."""
    last_retry: float
    """The latest time at which a caller was told to try again."""

    def wait(self, now: float, pause: float, longest: float) -> float:
        """Seconds until the caller may send its call, or, beyond `longest`, has to try again."""
        seconds = max(0, self.next_slot - now)
        if seconds <= longest:
            self.next_slot = now + seconds + pause
            return seconds
        self.last_retry = max(self.last_retry, self.next_slot) + pause
        return self.last_retry - now


@dataclass(slots=True)
class _Limit:
    queue: _Queue
    low_priority: _Queue
    expires: float
    """When the limit is forgotten."""


class RateLimits:
    """When each call may be sent, by a monotonic clock in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._limits: dict[Bucket, _Limit] = {}

    def wait(self, bucket: Bucket, longest: float, *, low_priority: bool = False) -> float:
        """Seconds until a call may be sent.

        Up to `longest`, that slot is reserved for the caller, who waits for it. Beyond `longest`,
        the caller has to try again after that time; each caller gets a time of its own. A call
        with `low_priority` is sent after the others that wait, and delays none of them.
        """
        limit, now = self._limits.get(bucket), self._clock()
        if limit is None:
            return 0
        if limit.expires < now:
            del self._limits[bucket]
            return 0
        if not low_priority:
            return limit.queue.wait(now, bucket.pause, longest)
        behind = limit.low_priority
        behind.next_slot = max(behind.next_slot, limit.queue.next_slot)
        return behind.wait(now, bucket.pause, longest)

    def refused(self, bucket: Bucket, seconds: float) -> None:
        """Record that Slack has refused a call, and accepts none for so many seconds."""
        now = self._clock()
        self._drop_expired(now)
        new = _Limit(_Queue(now, now), _Queue(now, now), now)
        limit = self._limits.setdefault(bucket, new)
        limit.queue.next_slot = max(limit.queue.next_slot, now + seconds)
        limit.expires = limit.queue.next_slot + REMEMBERED

    def _drop_expired(self, now: float) -> None:
        self._limits = {
            bucket: limit for bucket, limit in self._limits.items() if limit.expires >= now
        }
