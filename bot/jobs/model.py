"""The durable job queue. PURE: its values, and what a store of them promises.

A Slack event is enqueued as a job before it is acknowledged. A replica that claims a job owns it
for the length of a lease, which it renews; a lease that has not been renewed for as long, while
another replica watched, is abandoned, and that other may claim the job. No two clocks are compared.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

AT_ONCE = 4
"""Jobs of one user that run at a time; further ones wait. Jobs without a user, which the bot
enqueues for itself, are not limited so: they leave some room for those of users."""
LOOKS = 2
"""How often a message is looked for before it is posted again, where nobody knows what became of
the call that posted it: with pauses that grow, as Slack may accept it late."""


class State(StrEnum):
    """The state of a job. A dead one has failed too often, and waits for an administrator."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do. `key` is unique in its workspace: what has the same key is done once.

    The key of a message is its channel and ts, that of another event its event id. `user` is the
    id of whoever asked, empty for the bot itself. `content` is what the handler of that `kind`
    needs: JSON, which is deleted once the job is done.
    """

    workspace: str
    key: str
    kind: str
    user: str
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)


class NewJob(NamedTuple):
    """A job to enqueue, claimed by `owner` at once if there is one, for a lease in seconds.

    Without an owner it is due after `delay` seconds. `lookups` is how often its message has to be
    looked for before it is posted. `late` is after how many seconds it is due if it is written only
    when its caller has given up waiting, and has done the job itself.
    """

    job: Job
    owner: str | None
    lease: float = 0
    lookups: int = 0
    late: float = 0
    delay: float = 0


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that a replica owns, after so many `failures`; it was claimed `deliveries` times.

    `enqueued_at` is in seconds since 1970. Where `lookups` is more than 0 its message may be on its
    way or posted already: so often it has to be looked for before it is posted.
    """

    id: int
    job: Job
    failures: int
    deliveries: int
    enqueued_at: float
    lookups: int = 0


class Retry(NamedTuple):
    """A job is to be run again after so many seconds, for a reason.

    Unless it `failed`, that counts as no failure. `lookups` is how often its message has to be
    looked for before it is posted.
    """

    seconds: float
    reason: str
    lookups: int
    failed: bool = True


@dataclass(frozen=True, slots=True)
class UnfinishedJob:
    """What an administrator sees of a job that is not done; `error` says what failed last."""

    id: int
    job: Job
    state: State
    failures: int
    enqueued_at: float
    error: str


class JobStore(Protocol):
    """Each method is one transaction and blocks. Each may raise `DatabaseUnavailable`."""

    one_writer: bool
    """Whether writers wait for each other, so that a transaction should write several things."""

    def write(
        self, new: Sequence[NewJob], done: Sequence[ClaimedJob], owner: str
    ) -> Sequence[ClaimedJob | None]:
        """Enqueue what is new, and mark what `owner` has done: of that only the keys are kept.

        Returns each new job as it was enqueued; None where its key is known.
        """
        ...

    def postpone(self, claimed: ClaimedJob, seconds: float) -> None:
        """Make the job due after so many seconds, unless a replica has claimed it since.

        Its caller does it meanwhile, so its message has to be looked for.
        """
        ...

    def reserve_key(self, job: Job) -> bool:
        """Keep the key of something that is done at once; returns whether it was new."""
        ...

    def free_key(self, job: Job) -> None:
        """Forget a reserved key."""
        ...

    def claim(
        self, owner: str, lease: float, limit: int, busy: Collection[str]
    ) -> list[ClaimedJob]:
        """Claim due jobs for `owner`: few of each user, none of the busy ones.

        A job whose lease has not been renewed for its length, since it was first seen here, is due
        as well; that counts as a failure, and its message may be on its way. So is one that was
        scheduled at a moment which is still to come: the clock was set back since.
        """
        ...

    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        """Renew these leases; returns those that `owner` still has."""
        ...

    def delete(self, claimed: ClaimedJob, owner: str) -> None:
        """Delete the job with its key: it may be enqueued again."""
        ...

    def reschedule(self, claimed: ClaimedJob, owner: str, retry: Retry) -> None:
        """Have the job run again."""
        ...

    def mark_dead(self, claimed: ClaimedJob, owner: str, reason: str) -> None:
        """Dead-letter the job: it is left for an administrator."""
        ...

    def release(self, owner: str) -> int:
        """Give up the leases of `owner`, so that anyone may claim those jobs at once; how many.

        What it was about to post may be on its way.
        """
        ...

    def count_waiting(self, workspace: str, user: str) -> int:
        """How many jobs of that user wait."""
        ...

    def count_by_state(self) -> dict[State, int]:
        """How many jobs are in each state but `done`."""
        ...

    def close_workspace(self, workspace: str, reason: str, but: ClaimedJob) -> int:
        """Dead-letter all jobs of a workspace that removed the bot, but for one; how many."""
        ...

    def unfinished(self) -> list[UnfinishedJob]:
        """All jobs that are not done, the oldest first."""
        ...

    def retry_dead(self, ids: Collection[int] | None) -> int:
        """Have dead jobs run again, these or all; how many."""
        ...

    def delete_dead(self, ids: Collection[int] | None) -> int:
        """Give up dead jobs, these or all; how many."""
        ...

    def delete_old_keys(self, seconds: float) -> int:
        """Delete the keys of jobs that were done longer ago than that; how many."""
        ...
