"""The queries for the jobs that a replica may claim: those that are due, and abandoned ones."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, true, tuple_

from bot.database.columns import within
from bot.jobs import tables
from bot.jobs.leases import Candidate, Full, Lease, LeaseWatch, Share
from bot.jobs.model import Room, State

_WINDOW = 1_000
"""How many due jobs a claim looks at, so that a long queue costs no more than that."""

_job = tables.job.c
_user = func.coalesce(_job.user_id, "")
_LEASES = select(_job.id, _job.owner, _job.due_at, _user, _job.workspace).where(
    _job.state == State.RUNNING
)


class DueJobs:
    """Due by `now`, the database's clock; watches the leases of all replicas."""

    def __init__(self, now: ColumnElement[float]) -> None:
        self._lease_watch = LeaseWatch()
        self._is_due = _job.due_at <= now
        self._clock_was_set_back = _job.scheduled_at > now

    def choose(
        self, connection: Connection, lease: float, room: Room
    ) -> tuple[list[Lease], list[int]]:
        """The expired leases, and the ids of the jobs to claim: those of the leases first.

        When the oldest due jobs are those of one that gets no more, the next ones follow.
        """
        share = Share(room)
        leases = connection.execute(_LEASES).all()
        expired = self._lease_watch.expired(map(Lease._make, leases), lease)
        share.choose(Candidate(each.id, each.user, each.workspace) for each in expired)
        full: Full | None = None
        while not share.is_complete and full != share.full:
            full = share.full
            share.choose(self._oldest(connection, room.busy_users, full))
        return expired, list(share.ids)

    def is_claimable(self, expired: Collection[Lease]) -> ColumnElement[bool]:
        """Whether the job waits and is due, or its expired lease has still not been renewed."""
        is_due = or_(self._is_due, self._clock_was_set_back)
        still_expired = tuple_(_job.id, _job.owner, _job.due_at).in_([each[:3] for each in expired])
        return or_(and_(_job.state == State.WAITING, is_due), still_expired)

    def _oldest(
        self, connection: Connection, busy: Collection[tuple[str, str]], full: Full
    ) -> list[Candidate]:
        """The oldest due jobs of users who are not busy, enough to choose from.

        None is of an installation that is `full`, or without a user where those are. There are two
        queries, because an index serves each of them.
        """
        query = select(_job.id, _user, _job.workspace).where(_job.state == State.WAITING)
        query = query.where(*(~and_(_user == user, _job.workspace == at) for at, user in busy))
        query = query.where(_is_of_none(full.installations))
        may_have_none = false() if full.all_without_user else _is_of_none(full.without_user)
        query = query.where(or_(_user != "", may_have_none)).limit(_WINDOW)
        found: list[Candidate] = []
        for is_due, order in (
            (self._clock_was_set_back, _job.scheduled_at),
            (self._is_due, _job.due_at),
        ):
            rows = connection.execute(query.where(is_due).order_by(order, _job.id))
            found += map(Candidate._make, rows)
        return found


def _is_of_none(installations: Collection[str]) -> ColumnElement[bool]:
    """The condition for jobs that are of none of these, nor of a workspace within one."""
    return and_(true(), *(~within(_job.workspace, each) for each in installations))
