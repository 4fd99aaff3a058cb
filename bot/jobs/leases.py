"""Which jobs a replica may claim: those with an expired lease, and each user's fair share.

Whether a lease has expired is judged by this process's own monotonic clock. The database's clock
may be set forward while the owner is still working on the job.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.jobs.model import MOST_PER_USER, Quota, Room
from bot.workspaces.model import installation_of


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
        self._room = room
        self._users = Counter[tuple[str, str]]()
        self._installations = Counter[str]()
        self._without_user = Counter[str]()

    @property
    def is_complete(self) -> bool:
        """Whether there is no room for more."""
        return len(self.ids) >= self._room.jobs

    @property
    def full(self) -> Full:
        """The installations of which no more jobs are chosen."""
        return Full(
            _full(self._room.installations, self._installations),
            _full(self._room.without_user, self._without_user),
            self._room.without_user.is_none_left,
        )

    def choose(self, candidates: Iterable[Candidate]) -> None:
        """Choose among further candidates, the first ones first."""
        most_without_user = max(MOST_PER_USER, self._room.jobs // 2)
        for id_, user, workspace in candidates:
            if self.is_complete:
                return
            installation = installation_of(workspace)
            if user:
                has_room = self._users[workspace, user] < MOST_PER_USER
            else:
                has_room = self._without_user.total() < most_without_user
            if has_room and self._has_room_for(installation, user) and id_ not in self.ids:
                self._installations[installation] += 1
                if user:
                    self._users[workspace, user] += 1
                else:
                    self._without_user[installation] += 1
                self.ids[id_] = None

    def _has_room_for(self, installation: str, user: str) -> bool:
        if self._installations[installation] >= self._room.installations.of(installation):
            return False
        left = self._room.without_user.of(installation)
        return bool(user) or self._without_user[installation] < left


def _full(quota: Quota, chosen: Mapping[str, int]) -> list[str]:
    """The installations of which there were none to choose, or are no more."""
    return [*quota.full, *(each for each, jobs in chosen.items() if jobs >= quota.of(each))]
