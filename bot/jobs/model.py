"""The durable job queue. PURE: its values.

A Slack event is enqueued as a job before it is acknowledged. The replica that claims a job owns it
under a lease, and renews the lease while it works. If another replica watches a lease for its whole
length and sees no renewal, the lease has expired and that replica may claim the job. The clocks of
two machines are never compared.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

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


class QueueFull(Exception):
    """So many jobs of the user are waiting that this one was not enqueued."""


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
        if self.most == math.inf and not self.left:  # there is no limit
            return self
        more = Counter(installations)
        names = dict.fromkeys([*self.left, *more])  # in an order that stays the same
        return Quota({each: self.of(each) - more[each] for each in names}, self.most)


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

    def is_full_for(self, workspace: str, user: str) -> bool:
        """Whether no more jobs of that user, who may be empty, may run for that workspace."""
        installation = installation_of(workspace)
        if (workspace, user) in self.busy_users or self.installations.of(installation) <= 0:
            return True
        return not user and self.without_user.of(installation) <= 0

    def after(self, jobs: Collection[tuple[str, str]]) -> "Room":
        """What is left when these jobs run as well, each given as its workspace and its user."""
        return self._replace(
            jobs=self.jobs - len(jobs),
            installations=self.installations.after(installation_of(each) for each, _ in jobs),
            without_user=self.without_user.after(
                installation_of(each) for each, user in jobs if not user
            ),
        )
