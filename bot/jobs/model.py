"""The durable job queue. PURE: its values, and what every store of jobs guarantees.

A Slack event is enqueued as a job before it is acknowledged. The replica that claims a job owns it
under a lease, and renews the lease while it works. If another replica watches a lease for its whole
length and sees no renewal, the lease has expired and that replica may claim the job. The clocks of
two machines are never compared.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from bot.workspaces.model import installation_of

MOST_PER_USER = 4
"""Jobs of one user that run at the same time; further ones wait. Jobs that the bot enqueues for
itself or for a workflow have no user. They share half of a replica's capacity. The commands of a
user, which are no jobs, have the same two limits."""
MOST_WAITING = 50
"""Questions of one user that may wait; the next one is refused."""
LOOKUPS = 2
"""How often the bot looks for a message before it posts it again, if it does not know whether the
first post succeeded. The pauses between lookups grow, because Slack may accept a post late."""


class State(StrEnum):
    """The state of a job. A dead job has failed too often and waits for an administrator."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do once. `key` is unique in its workspace: a second job with it is ignored.

    The key of a message is its channel and ts; that of another event is its event id. `user` is the
    id of the user who caused the job, empty for the bot itself. `content` is the JSON that the
    handler of this `kind` needs. It is deleted when the job is done. `request` is the id in the log
    of the request that caused the job, and `trace` a position in its trace, or empty.
    """

    workspace: str
    key: str
    kind: str
    user: str
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)
    request: str = field(default="", compare=False)
    trace: str = field(default="", compare=False)

    @property
    def installation(self) -> str:
        """What the job takes its room from: the workspaces of an organization share one token."""
        return installation_of(self.workspace)


class NewJob(NamedTuple):
    """A job to enqueue. With an `owner` it is claimed at once, for `lease` seconds.

    Without an owner it is due after `delay` seconds. `lookups` is how often its message must be
    looked for before it is posted. `late_delay` applies if the database writes the job only after
    its caller has timed out and done the work itself: then the job is due after that many seconds.
    """

    job: Job
    owner: str | None
    lease: float = 0
    lookups: int = 0
    late_delay: float = 0
    delay: float = 0


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that a replica owns. `deliveries` counts its claims, `failures` its failed attempts.

    `enqueued_at` is in seconds since 1970. If `lookups` is more than 0, an earlier attempt may have
    posted the message: it must be looked for that many times before it is posted.
    """

    id: int
    job: Job
    failures: int
    deliveries: int
    enqueued_at: float
    lookups: int = 0


class Retry(NamedTuple):
    """When a job runs again, in seconds from now, and why.

    `lookups` is how often its message must be looked for first. `failed` is whether the attempt
    counts as a failure.
    """

    seconds: float
    reason: str
    lookups: int
    failed: bool = True


@dataclass(frozen=True, slots=True)
class UnfinishedJob:
    """A job that is not done, as administrators see it; `error` says why it last failed.

    A waiting job is due in `due_in` seconds, and the lease of a running one ends then; less than 0
    if that is past. Of a dead job it means nothing.
    """

    id: int
    job: Job
    state: State
    failures: int
    enqueued_at: float
    error: str
    due_in: float


class Quota(NamedTuple):
    """How many more jobs of each installation may run: `left` of those that have some running.

    Of any other one it is `most`. Nothing is left if a number is 0 or less.
    """

    left: Mapping[str, float] = MappingProxyType({})
    most: float = math.inf

    def of(self, installation: str) -> float:
        """How many more jobs of an installation may run."""
        return self.left.get(installation, self.most)

    @property
    def full(self) -> list[str]:
        """The installations of which no more jobs may run."""
        return [installation for installation, jobs in self.left.items() if jobs <= 0]

    @property
    def is_none_left(self) -> bool:
        """Whether no more jobs of any installation may run."""
        return self.most <= 0

    def and_of(self, other: "Quota") -> "Quota":
        """What both leave."""
        names = {*self.left, *other.left}
        left = {each: min(self.of(each), other.of(each)) for each in names}
        return Quota(left, min(self.most, other.most))

    def after(self, installations: Iterable[str]) -> "Quota":
        """What is left when a job of each of these installations runs as well."""
        if self.most == math.inf:
            return self
        more = Counter(installations)
        names = {*self.left, *more}
        return Quota(
            {each: self.left.get(each, self.most) - more[each] for each in names}, self.most
        )


class Room(NamedTuple):
    """What a replica has room for: so many more `jobs`, and of whom none or only a few.

    Of the `busy_users`, each given with the workspace, there are none. Of the jobs of each
    installation there are as many more as `installations` says, and of those without a user as many
    as `without_user` says.
    """

    jobs: int
    busy_users: Collection[tuple[str, str]] = ()
    installations: Quota = Quota()
    without_user: Quota = Quota()

    def has_none_for(self, workspace: str, user: str) -> bool:
        """Whether no more jobs of that user, who may be empty, may run for that workspace."""
        installation = installation_of(workspace)
        if (workspace, user) in self.busy_users or self.installations.of(installation) <= 0:
            return True
        return not user and self.without_user.of(installation) <= 0

    def after(self, claimed: Collection[ClaimedJob]) -> "Room":
        """What is left when these jobs run as well."""
        jobs = [each.job for each in claimed]
        return self._replace(
            jobs=self.jobs - len(jobs),
            installations=self.installations.after(each.installation for each in jobs),
            without_user=self.without_user.after(
                each.installation for each in jobs if not each.user
            ),
        )


class JobStore(Protocol):
    """Each method is one transaction and blocks. Each may raise `DatabaseUnavailable`."""

    has_one_writer: bool
    """Whether writers wait for each other, so that one transaction should write many jobs."""

    def write(
        self, new: Sequence[NewJob], done: Sequence[ClaimedJob], owner: str
    ) -> Sequence[ClaimedJob | None]:
        """Enqueue new jobs, and mark jobs of `owner` as done; of those only the keys remain.

        Returns each new job as it was enqueued, or None if its key was known.
        """
        ...

    def postpone(self, claimed: ClaimedJob, seconds: float) -> None:
        """Make a job due after so many seconds, unless a replica has claimed it since.

        Its caller may do the work in the meantime, so its message must be looked for first.
        """
        ...

    def reserve_key(self, job: Job) -> bool:
        """Store the key of something that is done at once; returns whether it was new."""
        ...

    def free_key(self, job: Job) -> None:
        """Delete a reserved key."""
        ...

    def claim(self, owner: str, lease: float, room: Room) -> list[ClaimedJob]:
        """Claim due jobs for `owner`, as many as it has room for, and a few of each user.

        A job whose lease has expired is due as well. That counts as a failure, and its message may
        have been posted. A job is also due if it was scheduled in the future: the database's clock
        has been set back since then.
        """
        ...

    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        """Renew these leases; returns the ids of the jobs that `owner` still owns."""
        ...

    def delete(self, claimed: ClaimedJob, owner: str) -> None:
        """Delete the job with its key: it may be enqueued again."""
        ...

    def reschedule(self, claimed: ClaimedJob, owner: str, retry: Retry) -> None:
        """Release the job, to be claimed again later."""
        ...

    def mark_dead(self, claimed: ClaimedJob, owner: str, reason: str) -> None:
        """Dead-letter the job: it waits for an administrator."""
        ...

    def release(self, owner: str) -> int:
        """Release all jobs of `owner`, so that any replica may claim them now; returns how many.

        Their messages may have been posted.
        """
        ...

    def count_waiting(self, workspace: str, user: str) -> int:
        """The number of waiting jobs of a user."""
        ...

    def count_by_state(self) -> dict[State, int]:
        """The number of jobs in each state but `done`."""
        ...

    def oldest_due(self) -> float:
        """Seconds for which the waiting job that has been due longest has been due, else 0."""
        ...

    def close_workspace(self, workspace: str, reason: str, but: ClaimedJob) -> int:
        """Dead-letter all jobs of an installation but one, as it removed the bot; their number."""
        ...

    def unfinished(self) -> list[UnfinishedJob]:
        """All jobs that are not done, the oldest first."""
        ...

    def retry_dead(self, ids: Collection[int] | None) -> int:
        """Make these or all dead jobs due again; returns how many."""
        ...

    def delete_dead(self, ids: Collection[int] | None) -> int:
        """Give up these or all dead jobs; their keys remain. Returns how many."""
        ...

    def delete_old(self, done: float, dead: float) -> Mapping[State, int]:
        """Delete jobs that have been done, or dead, for so many seconds; how many of each.

        Their keys are deleted with them: such a job may be enqueued again.
        """
        ...
