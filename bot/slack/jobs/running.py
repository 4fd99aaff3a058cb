"""The jobs that this replica runs: their leases, and limits in total, per user and installation."""

import math
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from bot.jobs.model import MOST_PER_USER, ClaimedJob, Job, Quota, Room
from bot.slack.jobs.attempt import Attempt, AttemptContext

K = TypeVar("K")
MOST_RUNNING = 16
"""Jobs that a replica runs at a time, not counting those whose post Slack accepts late."""
MOST_PER_INSTALLATION = 12
"""The most of them that one installation of several may have, so that the others find room while it
asks without end. If several do, each may have fewer, so that a place is left: see `_Limit`."""
MOST_WITHOUT_USER = MOST_RUNNING // 2
"""Of all, those that the bot has for itself, or for a workflow: they have no user."""
MOST_WITHOUT_USER_OF_ONE = MOST_WITHOUT_USER // 2
"""Of these, those of one of many: workflows of one delay no steps and cards of others."""
MOST_ATTEMPTS = 256
"""Jobs that a replica runs at a time, including those whose post Slack accepts late."""
MOST_ATTEMPTS_OF_ONE = MOST_ATTEMPTS // 2
"""Of these, those of one of many: it delays no others while Slack accepts only its posts late."""
JOBS_REMEMBERED = 10_000
"""Jobs of which this process remembers something that only saves work or time. The oldest are
forgotten first: other replicas have claimed those."""
STUCK_AFTER = 300.0
"""Seconds without the end of a job after which a full replica is stuck: no job may take so long."""


class RunningJobs:
    """Times are those of a monotonic clock, in seconds.

    An installation may have `most_per_installation` jobs running; None if there is only one.
    """

    def __init__(self, context: AttemptContext, most_per_installation: int | None) -> None:
        self._context = context
        self._timing = context.timing
        self._most_per_installation = most_per_installation
        self._attempts: dict[int, Attempt] = {}
        self._per_user = Counter[tuple[str, str]]()
        """Of each workspace and user: ids of users are unique within a workspace."""
        self._per_installation = Counter[str]()
        self._without_user = Counter[str]()
        """Of each installation."""
        self._counted = set[Attempt]()
        self._last_change = time.monotonic()

    def attempt(self, claimed: ClaimedJob, begun: float) -> Attempt:
        """An attempt at a job that was claimed after `begun`; from now on its lease is renewed."""
        lease_end = begun + self._timing.lease
        attempt = Attempt(claimed, lease_end, self._context)
        self._attempts[claimed.id] = attempt
        self._last_change = time.monotonic()
        return attempt

    def end(self, attempt: Attempt) -> None:
        """Renew the lease of an attempt no longer."""
        self._attempts.pop(attempt.claimed.id, None)
        self._last_change = time.monotonic()

    def to_renew(self, now: float) -> list[int]:
        """The ids of the jobs to renew: all, as soon as a fifth of a lease is over."""
        soon = now + self._timing.lease * 4 / 5
        is_due = any(attempt.lease_end < soon for attempt in self._attempts.values())
        return list(self._attempts) if is_due else []

    def renewed(self, ids: Collection[int], begun: float) -> None:
        """Record that these leases were renewed after `begun`."""
        for id_ in self._attempts.keys() & ids:
            self._attempts[id_].lease_end = begun + self._timing.lease

    @property
    def free(self) -> int:
        """How many more jobs may run."""
        running, attempts = self._per_installation.total(), len(self._attempts)
        return max(0, min(MOST_RUNNING - running, MOST_ATTEMPTS - attempts))

    @property
    def is_stuck(self) -> bool:
        """Whether no more jobs may run, and none has begun or ended for a long time."""
        return not self.free and time.monotonic() - self._last_change > STUCK_AFTER

    def has_room_for(self, job: Job) -> bool:
        """Whether that job may run as well."""
        is_busy = job.user and self._per_user[job.workspace, job.user] >= MOST_PER_USER
        room = self.room._replace(busy_users=())
        return not (is_busy or room.is_full_for(job.workspace, job.user))

    @property
    def room(self) -> Room:
        """What there is room for; no more jobs are claimed of users who have jobs running."""
        busy, most_of_one = {*self._per_user}, self._most_per_installation
        if most_of_one is None:
            is_full = self._without_user.total() >= MOST_WITHOUT_USER
            return Room(self.free, busy, without_user=Quota(most=0 if is_full else math.inf))
        attempts = Counter(each.job.installation for each in self._attempts.values())
        of_attempts = _Limit(MOST_ATTEMPTS, MOST_ATTEMPTS_OF_ONE).left(attempts)
        running = _Limit(MOST_RUNNING, most_of_one).left(self._per_installation)
        of_all = _Limit(MOST_WITHOUT_USER, MOST_WITHOUT_USER_OF_ONE)
        return Room(self.free, busy, running.and_of(of_attempts), of_all.left(self._without_user))

    @contextmanager
    def reserved(self, job: Job) -> Iterator[None]:
        """Count a job while it is being enqueued."""
        self._count(job)
        try:
            yield
        finally:
            self._count(job, -1)

    def add(self, attempt: Attempt) -> None:
        """Count an attempt as running."""
        self._count(attempt.job)
        self._counted.add(attempt)

    def remove(self, attempt: Attempt) -> None:
        """Stop counting an attempt, if it is still counted."""
        if attempt in self._counted:
            self._counted.remove(attempt)
            self._count(attempt.job, -1)

    def _count(self, job: Job, number: int = 1) -> None:
        _add_to(self._per_installation, job.installation, number)
        if job.user:
            _add_to(self._per_user, (job.workspace, job.user), number)
        else:
            _add_to(self._without_user, job.installation, number)


def _add_to(counter: Counter[K], key: K, number: int) -> None:
    counter[key] += number
    if not counter[key]:
        del counter[key]


class _Limit(NamedTuple):
    """How many places there are, and how many of them one installation alone may have."""

    places: int
    of_one: int

    def left(self, taken: Mapping[str, int]) -> Quota:
        """How many more each installation may have while these are taken.

        If one alone may have three quarters, each may have three times as many as are free, so
        those who ask without end leave a place for those who ask seldom, however many they are,
        and no queue of theirs has to be stored. Network switches share their memory by such dynamic
        thresholds (A. K. Choudhury and E. L. Hahne, 1998).
        """
        free = self.places - sum(taken.values())
        share, rest = self.of_one * free, self.places - self.of_one
        left = {each: (share - rest * places) // self.places for each, places in taken.items()}
        return Quota(left, max(share // self.places, min(free, 1)))
