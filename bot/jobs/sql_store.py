"""The job queue in SQL, the same on SQLite and PostgreSQL.

A job is due by the database's clock. Whether a lease has expired is judged in `leases`, without it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Engine,
    Row,
    UpdateBase,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)

from bot.database.columns import within
from bot.database.engine import Sql, empty_log, reading, writing
from bot.jobs import tables
from bot.jobs.due_jobs import DueJobs
from bot.jobs.model import (
    LOOKUPS,
    ClaimedJob,
    Job,
    NewJob,
    Retry,
    Room,
    State,
    UnfinishedJob,
)
from bot.jobs.rows import claimed_job, inserted_job, row_of, unfinished_job

_CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
}

_job = tables.job.c
_is_open = _job.state.in_([State.WAITING, State.RUNNING])


class SqlJobStore(Sql):
    """The job queue in the database of an engine that `upgrade` has prepared.

    Each method is one transaction and blocks. Each may raise `DatabaseUnavailable`.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.has_one_writer = engine.dialect.name == "sqlite"
        """Whether writers wait for each other, so that one transaction should write many jobs."""
        self._now: ColumnElement[float] = literal_column(_CLOCKS[engine.dialect.name], Double())
        self._due = DueJobs(self._now)
        # Built once, because building a statement takes as long as running it.
        insert = self._insert_into(tables.job)
        due = self._now + bindparam("after")
        insert = insert.values(
            enqueued_at=self._now, scheduled_at=self._now, due_at=due, failures=0, error=""
        )
        self._insert_new = insert.on_conflict_do_nothing().returning(
            _job.id, _job.enqueued_at, _job.workspace, _job.key
        )
        self._mark_done = (
            update(tables.job)
            .where(_job.id == bindparam("job"), _job.owner == bindparam("by"))
            .where(_job.state == State.RUNNING)
            .values(owner=None, state=State.DONE, content="{}", due_at=self._now, error="")
        )

    def _execute(self, statement: UpdateBase) -> int:
        """Run one statement in a transaction of its own; returns the number of rows it changed."""
        with writing(self._engine) as connection:
            return connection.execute(statement).rowcount

    def write(
        self, new: Sequence[NewJob], done: Sequence[ClaimedJob], owner: str
    ) -> Sequence[ClaimedJob | None]:
        """Enqueue new jobs, and mark jobs of `owner` as done; of those only the keys remain.

        Returns each new job as it was enqueued, or None if its key was known.
        """
        with writing(self._engine) as connection:
            if done:
                own = [{"job": claimed.id, "by": owner} for claimed in done]
                connection.execute(self._mark_done, own)
            inserted = self._insert(connection, list(map(row_of, new))) if new else {}
        # Of two new jobs with the same key, the first was inserted.
        return [
            inserted_job(each, inserted.pop((each.job.workspace, each.job.key), None))
            for each in new
        ]

    def postpone(self, claimed: ClaimedJob, seconds: float) -> None:
        """Make a job due after so many seconds, unless a replica has claimed it since.

        Its caller may do the work in the meantime, so its message must be looked for first.
        """
        is_unclaimed = _job.id == claimed.id, _job.deliveries == claimed.deliveries, _is_open
        postponed = update(tables.job).where(*is_unclaimed)
        postponed = postponed.values(
            state=State.WAITING, owner=None, lookups=LOOKUPS, **self._due_in(seconds)
        )
        self._execute(postponed)

    def reserve_key(self, job: Job) -> bool:
        """Store the key of something that is done at once; returns whether it was new."""
        row = {**row_of(NewJob(job, None)), "state": State.DONE, "content": "{}"}
        with writing(self._engine) as connection:
            return bool(self._insert(connection, [row]))

    def _insert(
        self, connection: Connection, rows: Sequence[Mapping[str, object]]
    ) -> dict[tuple[str, str], Row[Any]]:
        """Insert these rows; returns those whose key was new, by workspace and key."""
        inserted = connection.execute(self._insert_new, rows)
        return {(row.workspace, row.key): row for row in inserted}

    def free_key(self, job: Job) -> None:
        """Delete a reserved key."""
        has_key = _job.workspace == job.workspace, _job.key == job.key
        self._execute(delete(tables.job).where(*has_key))

    def _due_in(self, seconds: float) -> dict[str, ColumnElement[float]]:
        """When a job is due, and when that was decided: the clock may be set back later."""
        return {"due_at": self._now + seconds, "scheduled_at": self._now}

    def claim(self, owner: str, lease: float, room: Room) -> list[ClaimedJob]:
        """Claim due jobs for `owner`, as many as it has room for, and a few of each user.

        A job whose lease has expired is due as well. That counts as a failure, and its message may
        have been posted. A job is also due if it was scheduled in the future: the database's clock
        has been set back since then.
        """
        with reading(self._engine) as connection:
            expired, ids = self._due.choose(connection, lease, room)
        if not ids:
            return []
        is_expired = _job.state == State.RUNNING
        claim = (
            update(tables.job)
            .where(_job.id.in_(ids), self._due.is_claimable(expired))
            .values(
                state=State.RUNNING,
                owner=owner,
                failures=_job.failures + case((is_expired, 1), else_=0),
                deliveries=_job.deliveries + 1,
                lookups=case((is_expired, _at_least(LOOKUPS)), else_=_job.lookups),
                **self._due_in(lease),
            )
        )
        with writing(self._engine) as connection:
            claimed = connection.execute(claim.returning(*tables.job.c)).all()
        return sorted(map(claimed_job, claimed), key=lambda each: each.id)

    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        """Renew these leases; returns the ids of the jobs that `owner` still owns."""
        is_owned = _job.id.in_(ids), _job.owner == owner, _job.state == State.RUNNING
        renewed = update(tables.job).where(*is_owned).values(**self._due_in(lease))
        with writing(self._engine) as connection:
            return set(connection.scalars(renewed.returning(_job.id)))

    def delete(self, claimed: ClaimedJob, owner: str) -> None:
        """Delete the job with its key: it may be enqueued again."""
        self._execute(delete(tables.job).where(*_is_owned(claimed, owner)))

    def reschedule(self, claimed: ClaimedJob, owner: str, retry: Retry) -> None:
        """Release the job, to be claimed again later."""
        values = {
            "failures": claimed.failures + retry.failed,
            "error": retry.reason,
            "lookups": retry.lookups,
        }
        self._settle(claimed, owner, state=State.WAITING, **values, **self._due_in(retry.seconds))

    def mark_dead(self, claimed: ClaimedJob, owner: str, reason: str) -> None:
        """Dead-letter the job: it waits for an administrator."""
        self._settle(claimed, owner, state=State.DEAD, failures=claimed.failures + 1, error=reason)

    def _settle(self, claimed: ClaimedJob, owner: str, **values: object) -> None:
        settled = update(tables.job).where(*_is_owned(claimed, owner))
        self._execute(settled.values(owner=None, **values))

    def release(self, owner: str) -> int:
        """Release all jobs of `owner`, so that any replica may claim them now; returns how many.

        Their messages may have been posted.
        """
        is_owned = _job.owner == owner, _job.state == State.RUNNING
        released = update(tables.job).where(*is_owned)
        released = released.values(
            state=State.WAITING, owner=None, lookups=_at_least(LOOKUPS), **self._due_in(0)
        )
        return self._execute(released)

    def count_waiting(self, workspace: str, user: str) -> int:
        """The number of waiting jobs of a user."""
        is_of_user = _job.workspace == workspace, _job.user_id == user
        query = select(func.count()).where(*is_of_user, _job.state == State.WAITING)
        with reading(self._engine) as connection:
            return int(connection.scalars(query).one())

    def count_by_state(self) -> dict[State, int]:
        """The number of jobs in each state but `done`."""
        query = select(_job.state, func.count()).where(_job.state != State.DONE)
        with reading(self._engine) as connection:
            found = {
                State(state): count
                for state, count in connection.execute(query.group_by(_job.state))
            }
        return {state: found.get(state, 0) for state in State if state is not State.DONE}

    def oldest_due(self) -> float:
        """Seconds for which the waiting job that has been due longest has been due, else 0."""
        query = select(self._now - func.min(_job.due_at)).where(_job.state == State.WAITING)
        with reading(self._engine) as connection:
            return max(0.0, connection.scalars(query).one() or 0.0)

    def close_workspace(self, workspace: str, reason: str, but: ClaimedJob) -> int:
        """Dead-letter all jobs of an installation but one, as it removed the bot; their number."""
        is_other = within(_job.workspace, workspace), _is_open, _job.id != but.id
        dead = update(tables.job).where(*is_other)
        dead = dead.values(state=State.DEAD, owner=None, error=reason)
        return self._execute(dead)

    def unfinished(self) -> list[UnfinishedJob]:
        """All jobs that are not done, the oldest first."""
        return self._unfinished(_job.state != State.DONE)

    def _unfinished(self, *where: ColumnElement[bool]) -> list[UnfinishedJob]:
        was_set_back = and_(_job.state == State.WAITING, _job.scheduled_at > self._now)
        due_in = case((was_set_back, 0.0), else_=_job.due_at - self._now)  # see `claim`
        query = select(tables.job, due_in.label("due_in")).where(*where).order_by(_job.id)
        with reading(self._engine) as connection:
            return list(map(unfinished_job, connection.execute(query)))

    def overdue(self, seconds: float) -> list[UnfinishedJob]:
        """Jobs that a replica should have claimed, or claimed again, longer ago than that."""
        return self._unfinished(_is_open, _job.due_at < self._now - seconds)

    def retry_dead(self, ids: Collection[int] | None) -> int:
        """Make these or all dead jobs due again; returns how many."""
        retried = update(tables.job).where(*_is_dead(ids))
        retried = retried.values(
            state=State.WAITING, failures=0, lookups=_at_least(1), **self._due_in(0)
        )
        return self._execute(retried)

    def delete_dead(self, ids: Collection[int] | None) -> int:
        """Give up these or all dead jobs; their keys remain. Returns how many."""
        deleted = update(tables.job).where(*_is_dead(ids))
        deleted = deleted.values(state=State.DONE, content="{}", due_at=self._now)
        return self._execute(deleted)

    def delete_old(self, done: float, dead: float) -> Mapping[State, int]:
        """Delete jobs that have been done, or dead, for so many seconds; how many of each.

        Their keys are deleted with them: such a job may be enqueued again.
        """
        periods = {State.DONE: done, State.DEAD: dead}
        with writing(self._engine) as connection:
            counts = {
                state: connection.execute(
                    delete(tables.job).where(_job.state == state, _job.due_at < self._now - seconds)
                ).rowcount
                for state, seconds in periods.items()
            }
        empty_log(self._engine)  # of what was deleted since yesterday, texts of messages too
        return counts


def _at_least(lookups: int) -> ColumnElement[int]:
    """The job's number of lookups, raised to at least this many."""
    return case((_job.lookups < lookups, lookups), else_=_job.lookups)


def _is_owned(claimed: ClaimedJob, owner: str) -> tuple[ColumnElement[bool], ...]:
    """Whether `owner` still owns the job: an owner whose lease has expired changes nothing."""
    return _job.id == claimed.id, _job.owner == owner, _job.state == State.RUNNING


def _is_dead(ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    dead = _job.state == State.DEAD
    return (dead,) if ids is None else (dead, _job.id.in_(ids))
