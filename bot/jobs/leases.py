"""Which jobs a replica may claim: those with an expired lease, and each user's fair share.

Whether a lease has expired is judged by this process's own monotonic clock. The database's clock
may be set forward while the owner is still working on the job.
"""

import time
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bot.jobs.model import MOST_PER_USER, Room


class Lease(NamedTuple):
    """Which replica owns a job. `due` is compared with no clock: a new value means a renewal."""

    id: int
    owner: str
    due: float
    user: str
    workspace: str


class Candidate(NamedTuple):
    """A job that may be claimed, its user and its workspace."""

    id: int
    user: str
    workspace: str


class Full(NamedTuple):
    """The installations of which no more jobs are chosen, or of which none without a user.

    `all_without_user` is whether that holds for every installation.
    """

    installations: list[str]
    without_user: list[str]
    all_without_user: bool


class LeaseWatch:
    """Remembers when this process first saw each lease in its present form."""

    def __init__(self) -> None:
        self._first_seen: dict[Lease, float] = {}

    def expired(self, leases: Iterable[Lease], seconds: float) -> list[Lease]:
        """Those of the current leases that have not been renewed for so many seconds."""
        now = time.monotonic()
        self._first_seen = {lease: self._first_seen.get(lease, now) for lease in leases}
        return [lease for lease, since in self._first_seen.items() if now - since >= seconds]


class Share:
    """Chooses jobs to claim: a few of each user, up to half without a user, and as `room` says."""

    def __init__(self, room: Room) -> None:
        self.ids: dict[int, None] = {}
        """The ids of the chosen jobs, in the order in which they were chosen."""
        self._left = room
        self._most_without_user = max(MOST_PER_USER, room.jobs // 2)
        self._chosen = Counter[tuple[str, str]]()
        """How many of each workspace and user; those without a user count together."""

    @property
    def is_complete(self) -> bool:
        """Whether there is no room for more."""
        return self._left.jobs <= 0

    @property
    def full(self) -> Full:
        """The installations of which no more jobs are chosen."""
        without_user = self._left.without_user
        return Full(self._left.installations.full, without_user.full, without_user.is_none_left)

    def choose(self, candidates: Iterable[Candidate]) -> None:
        """Choose among further candidates, the first ones first."""
        for id_, user, workspace in candidates:
            if self.is_complete:
                return
            whose = (workspace, user) if user else ("", "")
            most = MOST_PER_USER if user else self._most_without_user
            has_enough = self._chosen[whose] >= most or self._left.is_full_for(workspace, user)
            if not has_enough and id_ not in self.ids:
                self.ids[id_] = None
                self._chosen[whose] += 1
                self._left = self._left.after([(workspace, user)])
