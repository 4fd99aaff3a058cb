"""PURE. Slack's rate limits, as far as they are known; the clock is an argument.

Slack counts the calls of each method, and the posts in each channel
(https://docs.slack.dev/apis/web-api/rate-limits). Most limits are not published, so nothing is
limited here until Slack has refused a call. From then on, calls that Slack counts together are
queued, and are sent one by one for a while.

One limit is published. An app that is commercially distributed outside of the Marketplace may call
each method of `READS` once a minute in a workspace, for at most 15 messages; other apps are exempt.
It came in 2025 for new apps and new installations
(https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps). For
those that existed before, the pages of the methods name 3 March 2026
(https://docs.slack.dev/reference/methods/conversations.replies), and the page on rate limits says
that they stay exempt. So it is kept from the first call on where the settings demand it, and is
recognised where Slack enforces it unexpectedly.
"""

import math
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.slack.recent import Recent

POST_PAUSE = 1.1
"""Seconds between two posts in a channel: a little more than Slack's limit."""
CALL_PAUSE = 0.1
"""Seconds between two other calls of a method, of which Slack allows many."""
REMEMBERED = 10.0
"""Seconds for which calls are still sent one by one after the last refusal is over."""
READS = frozenset({"conversations.history", "conversations.replies"})
"""The methods that read messages."""
READ_PAUSE = 61.0
"""Seconds between two calls of one of `READS` where they are scarce: a little more than Slack's
limit."""
SCARCE_PAGE = 15
"""Messages in an answer to such a call."""
KEPT_FOR = 20.0
"""Seconds for which a slot is kept for a caller who comes back late."""
LONG_REFUSAL = 30.0
"""Seconds: Slack refuses for that long, or longer, where reads are scarce."""
_FEW = 5
"""Slack never refuses an exempt app after fewer reads than these in a minute: it has 50."""
_PROOF = 2
"""Such refusals after which reads count as scarce."""
_MOST_WORKSPACES = 1_000


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


@dataclass(slots=True)
class _Reads:
    """The scarce reads of one bucket. A caller who has to come back gets a slot of their own."""

    next_slot: float = 0
    promises: dict[Hashable, float] = field(default_factory=dict)
    promised_low: float = 0

    def wait(self, now: float, longest: float, caller: Hashable, *, low_priority: bool) -> float:
        """Seconds until the caller may read, or, beyond `longest`, has to try again."""
        self.promises = {
            each: time for each, time in self.promises.items() if time + KEPT_FOR > now
        }
        seconds = max(0, self.next_slot - now)
        others = [time for each, time in self.promises.items() if each != caller]
        is_next = caller in self.promises or min(others, default=math.inf) >= now + READ_PAUSE
        if seconds <= longest and is_next:
            self.promises.pop(caller, None)
            self.next_slot = now + seconds + READ_PAUSE
            return seconds
        last = max(others, default=-math.inf)
        if low_priority:
            last = max(last, self.promised_low)
            self.promised_low = max(self.next_slot, last + READ_PAUSE)
            return self.promised_low - now
        if caller in self.promises:  # another one was late
            self.promises[caller] = max(self.next_slot, self.promises[caller])
        else:
            self.promises[caller] = max(self.next_slot, last + READ_PAUSE)
        return self.promises[caller] - now


class RateLimits:
    """When each call may be sent, by a monotonic clock in seconds.

    `scarce`: the app may read once a minute, in every workspace.
    """

    def __init__(self, clock: Callable[[], float], *, scarce: bool = False) -> None:
        self._clock = clock
        self._limits: dict[Bucket, _Limit] = {}
        self._scarce = scarce
        self._scarce_workspaces = set[str]()
        self._reads = Recent[Bucket, _Reads](2 * _MOST_WORKSPACES)
        self._read_times = Recent[Bucket, deque[float]](2 * _MOST_WORKSPACES)
        self._proofs = Recent[str, int](_MOST_WORKSPACES)

    def are_reads_scarce(self, workspace: str) -> bool:
        """Whether the app may read only once a minute in a workspace."""
        return self._scarce or workspace in self._scarce_workspaces

    def wait(
        self,
        bucket: Bucket,
        longest: float,
        *,
        low_priority: bool = False,
        caller: Hashable = None,
    ) -> float:
        """Seconds until a call may be sent.

        Up to `longest`, that slot is reserved for the caller, who waits for it. Beyond `longest`,
        the caller has to try again after that time; each caller gets a time of its own. A call
        with `low_priority` is sent after the others that wait, and delays none of them. Where
        reads are scarce, a `caller` who comes back keeps their time.
        """
        now = self._clock()
        if bucket.method in READS and self.are_reads_scarce(bucket.workspace):
            reads = self._reads.get(bucket) or _Reads()
            self._reads[bucket] = reads
            return reads.wait(now, longest, caller, low_priority=low_priority)
        seconds = self._wait(bucket, longest, now, low_priority=low_priority)
        if bucket.method in READS and seconds <= longest:
            times = self._read_times.get(bucket) or deque[float](maxlen=_FEW)
            times.append(now + seconds)
            self._read_times[bucket] = times
        return seconds

    def _wait(self, bucket: Bucket, longest: float, now: float, *, low_priority: bool) -> float:
        limit = self._limits.get(bucket)
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

    def refused(self, bucket: Bucket, seconds: float) -> bool:
        """Record that Slack has refused a call, and accepts none for so many seconds.

        Returns whether that proves, for the first time, that reads are scarce in the workspace.
        """
        now = self._clock()
        self._drop_expired(now)
        is_proof = self._proves_scarcity(bucket, seconds, now)
        if bucket.method in READS and self.are_reads_scarce(bucket.workspace):
            reads = self._reads.get(bucket) or _Reads()
            reads.next_slot = max(reads.next_slot, now + seconds)
            self._reads[bucket] = reads
            return is_proof
        new = _Limit(_Queue(now, now), _Queue(now, now), now)
        limit = self._limits.setdefault(bucket, new)
        limit.queue.next_slot = max(limit.queue.next_slot, now + seconds)
        limit.expires = limit.queue.next_slot + REMEMBERED
        return False

    def _proves_scarcity(self, bucket: Bucket, seconds: float, now: float) -> bool:
        """Whether Slack has refused for about a minute after few reads, and not only once."""
        workspace = bucket.workspace
        if bucket.method not in READS or self.are_reads_scarce(workspace):
            return False
        times = self._read_times.get(bucket, ())
        reads_lately = sum(now - time < READ_PAUSE for time in times)
        if seconds < LONG_REFUSAL or reads_lately >= _FEW:
            return False
        self._proofs[workspace] = self._proofs.get(workspace, 0) + 1
        if self._proofs[workspace] < _PROOF:
            return False
        self._scarce_workspaces.add(workspace)
        return True

    def _drop_expired(self, now: float) -> None:
        self._limits = {
            bucket: limit for bucket, limit in self._limits.items() if limit.expires >= now
        }
