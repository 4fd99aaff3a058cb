"""Which jobs a replica may claim: those with an expired lease, and a fair share of each user.

Whether a lease has expired is judged by this process's own monotonic clock. The database's clock
may be set forward while the owner is still working on the job.
"""

import time
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bot.jobs.model import MOST_PER_USER


class Lease(NamedTuple):
    """Which replica owns a job. `due` is compared with no clock: a new value means a renewal."""

    id: int
    owner: str
    due: float
    user: str


class Candidate(NamedTuple):
    """A job that may be claimed, and its user."""

    id: int
    user: str


class LeaseWatch:
    """Remembers when this process first saw each lease in its present form."""

    def __init__(self) -> None:
        self._first_seen: dict[Lease, float] = {}

    def expired(self, leases: Iterable[Lease], seconds: float) -> list[Lease]:
        """Those of the current leases that have not been renewed for so many seconds."""
        now = time.monotonic()
        self._first_seen = {lease: self._first_seen.get(lease, now) for lease in leases}
        return [lease for lease, since in self._first_seen.items() if now - since >= seconds]


def fair_share(candidates: Iterable[Candidate], limit: int) -> list[int]:
    """The ids of the first candidates: a few of each user, and up to half without a user."""
    chosen: dict[int, None] = {}
    per_user = Counter[str]()
    most_without_user = max(MOST_PER_USER, limit // 2)
    for candidate in candidates:
        if len(chosen) == limit:
            break
        most = MOST_PER_USER if candidate.user else most_without_user
        if per_user[candidate.user] < most and candidate.id not in chosen:
            per_user[candidate.user] += 1
            chosen[candidate.id] = None
    return list(chosen)
