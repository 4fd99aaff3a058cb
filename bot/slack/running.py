"""The jobs that this replica runs: their leases, and limits in total, per user and workspace."""

import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bot.jobs.model import MOST_PER_USER, ClaimedJob, Job, Room
from bot.slack.attempt import Attempt, AttemptContext
from bot.slack.timing import Timing

MOST_RUNNING = 16
"""Jobs that a replica runs at a time, not counting those whose post Slack accepts late."""
MOST_PER_WORKSPACE = 12
"""Of these, those of one workspace of many: the others find room while one asks without end."""
MOST_ATTEMPTS = 256
"""Jobs that a replica runs at a time, including those."""
STUCK_AFTER = 300.0
"""Seconds without the end of a job after which a full replica is stuck: no job may take so long."""


class RunningJobs:
    """Times are those of a monotonic clock, in seconds.

    A workspace may have `most_per_workspace` jobs running; None if there is only one workspace.
    """

    def __init__(
        self, context: AttemptContext, timing: Timing, most_per_workspace: int | None
    ) -> None:
        self._context = context
        self._timing = timing
        self._most_per_workspace = most_per_workspace
        self._attempts: dict[int, Attempt] = {}
        self._per_user = Counter[str]()
        self._per_workspace = Counter[str]()
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
        running, attempts = self._per_user.total(), len(self._attempts)
        return max(0, min(MOST_RUNNING - running, MOST_ATTEMPTS - attempts))

    @property
    def is_stuck(self) -> bool:
        """Whether no more jobs may run, and none has begun or ended for a long time."""
        return not self.free and time.monotonic() - self._last_change > STUCK_AFTER

    def has_room_for(self, job: Job) -> bool:
        """Whether that job may run as well."""
        most = self._most_per_workspace
        has_room = most is None or self._per_workspace[job.workspace] < most
        return has_room and self._per_user[job.user] < MOST_PER_USER

    @property
    def room(self) -> Room:
        """What there is room for; no more jobs are claimed of users who have jobs running.

        The bot's own jobs have the empty user, who is busy when they fill half of the replica.
        """
        most = MOST_RUNNING // 2
        busy = {user for user, jobs in self._per_user.items() if user or jobs >= most}
        most_of_one = self._most_per_workspace
        if most_of_one is None:
            return Room(self.free, busy)
        left = {each: most_of_one - jobs for each, jobs in self._per_workspace.items()}
        return Room(self.free, busy, left, most_of_one)

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
        self._per_user[job.user] += 1
        self._per_workspace[job.workspace] += 1

    def _subtract(self, job: Job) -> None:
        for counter, key in ((self._per_user, job.user), (self._per_workspace, job.workspace)):
            counter[key] -= 1
            if not counter[key]:
                del counter[key]
