"""The jobs that this replica runs: their leases, and limits in total, per user and installation."""

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from bot.jobs.model import MOST_PER_USER, ClaimedJob, Job, Quota, Room
from bot.slack.attempt import Attempt, AttemptContext
from bot.slack.timing import Timing

MOST_RUNNING = 16
"""Jobs that a replica runs at a time, not counting those whose post Slack accepts late."""
MOST_PER_INSTALLATION = 12
"""Of these, those of one installation of many: the others find room while one asks without end."""
MOST_WITHOUT_USER = MOST_RUNNING // 2
"""Of all, those that the bot has for itself, or for a workflow: they have no user."""
MOST_WITHOUT_USER_OF_ONE = MOST_WITHOUT_USER // 2
"""Of these, those of one of many: workflows of one delay no steps and cards of others."""
MOST_ATTEMPTS = 256
"""Jobs that a replica runs at a time, including those."""
STUCK_AFTER = 300.0
"""Seconds without the end of a job after which a full replica is stuck: no job may take so long."""


class RunningJobs:
    """Times are those of a monotonic clock, in seconds.

    An installation may have `most_per_installation` jobs running; None if there is only one.
    """

    def __init__(
        self, context: AttemptContext, timing: Timing, most_per_installation: int | None
    ) -> None:
        self._context = context
        self._timing = timing
        self._most_per_installation = most_per_installation
        self._attempts: dict[int, Attempt] = {}
        self._per_user = Counter[str]()
        self._per_installation = Counter[str]()
        self._without_user = Counter[str]()
        """Of each installation."""
        self._counted = set[Attempt]()
        self._last_change = time.monotonic()

    def attempt(self, claimed: ClaimedJob, begun: float) -> Attempt:
        """An attempt at a job that was claimed after `begun`; from now on its lease is renewed."""
        lease_end = begun + self._timing.lease
        attempt = Attempt(claimed, lease_end, self._context, self._timing.most_tries)
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
        most = self._most_per_installation
        if most is not None and self._per_installation[job.installation] >= most:
            return False
        if job.user:
            return self._per_user[job.user] < MOST_PER_USER
        has_room = self._without_user[job.installation] < MOST_WITHOUT_USER_OF_ONE
        return has_room and self._without_user.total() < MOST_WITHOUT_USER

    @property
    def room(self) -> Room:
        """What there is room for; no more jobs are claimed of users who have jobs running.

        The bot's own jobs have the empty user, who is busy when they fill half of the replica.
        """
        busy = set(self._per_user)
        if self._without_user.total() >= MOST_WITHOUT_USER:
            busy.add("")
        most_of_one = self._most_per_installation
        if most_of_one is None:
            return Room(self.free, busy)
        return Room(
            self.free,
            busy,
            _left(most_of_one, self._per_installation),
            _left(MOST_WITHOUT_USER_OF_ONE, self._without_user),
        )

    @contextmanager
    def reserved(self, job: Job) -> Iterator[None]:
        """Count a job while it is being enqueued."""
        self._add(job)
        try:
            yield
        finally:
            self._subtract(job)

    def count(self, attempt: Attempt) -> None:
        """Count an attempt as running."""
        self._add(attempt.job)
        self._counted.add(attempt)

    def discount(self, attempt: Attempt) -> None:
        """Stop counting an attempt, if it is still counted."""
        if attempt in self._counted:
            self._counted.remove(attempt)
            self._subtract(attempt.job)

    def _add(self, job: Job) -> None:
        for counter, key in self._counters(job):
            counter[key] += 1

    def _subtract(self, job: Job) -> None:
        for counter, key in self._counters(job):
            counter[key] -= 1
            if not counter[key]:
                del counter[key]

    def _counters(self, job: Job) -> Iterator[tuple[Counter[str], str]]:
        """The counters of a job, and its key in each."""
        yield self._per_installation, job.installation
        if job.user:
            yield self._per_user, job.user
        else:
            yield self._without_user, job.installation


def _left(most: int, running: Mapping[str, int]) -> Quota:
    return Quota({each: most - jobs for each, jobs in running.items()}, most)
