"""The job queue in SQL, the same on SQLite and PostgreSQL.

A job is due by the database's clock. That a lease has run out is judged by this process's own clock
alone: the database's may be set forward while the owner is still at work on the job.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Engine,
    Row,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from typing_extensions import override

from bot.database.engine import Sql, reading, writing
from bot.jobs import tables
from bot.jobs.model import (
    AT_ONCE,
    LOOKS,
    ClaimedJob,
    Job,
    JobStore,
    NewJob,
    Retry,
    State,
    UnfinishedJob,
)

_WINDOW = 1_000
"""Jobs among which those to claim are chosen, so that a long queue costs no more than this."""
_CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
}
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

_job = tables.job.c
_open = _job.state.in_([State.WAITING, State.RUNNING])


class _Lease(NamedTuple):
    """Who runs a job. `due` is compared with no clock: where it has changed, it was renewed."""

    id: int
    owner: str
    due: float
    user: str


_user = func.coalesce(_job.user_id, "")
_LEASES = select(_job.id, _job.owner, _job.due_at, _user)
_LEASES = _LEASES.where(_job.state == State.RUNNING)


class _Candidate(NamedTuple):
    """A job that may be claimed, and the user whose it is."""

    id: int
    user: str


class _Watch:
    """Sees which leases are renewed, by this process's own clock, which never jumps."""

    def __init__(self) -> None:
        self._seen: dict[_Lease, float] = {}

    def abandoned(self, leases: Iterable[_Lease], lease: float) -> list[_Lease]:
        """Those of them that have not been renewed for the length of a lease."""
        now = time.monotonic()
        self._seen = {held: self._seen.get(held, now) for held in leases}
        return [held for held, since in self._seen.items() if now - since >= lease]


class SqlJobStore(Sql, JobStore):
    """The job queue in the database of an engine that `upgrade` has prepared."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.one_writer = engine.dialect.name == "sqlite"
        self._watch = _Watch()
        self._now: ColumnElement[float] = literal_column(_CLOCKS[engine.dialect.name], Double())
        # Built once: to build one anew takes as long as the database does.
        insert = _INSERTS[engine.dialect.name](tables.job)
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

    @override
    def write(
        self, new: Sequence[NewJob], done: Sequence[ClaimedJob], owner: str
    ) -> Sequence[ClaimedJob | None]:
        with writing(self._engine) as connection:
            if done:
                ours = [{"job": claimed.id, "by": owner} for claimed in done]
                connection.execute(self._mark_done, ours)
            inserted = self._insert(connection, list(map(_row, new))) if new else {}
        # Of two with the same key, the first was inserted.
        return [_as_claimed(each, inserted.pop(_name(each.job), None)) for each in new]

    @override
    def postpone(self, claimed: ClaimedJob, seconds: float) -> None:
        untouched = _job.id == claimed.id, _job.deliveries == claimed.deliveries, _open
        off = update(tables.job).where(*untouched)
        with writing(self._engine) as connection:
            connection.execute(
                off.values(state=State.WAITING, owner=None, lookups=LOOKS, **self._after(seconds))
            )

    @override
    def reserve_key(self, job: Job) -> bool:
        row = {**_row(NewJob(job, None)), "state": State.DONE, "content": "{}"}
        with writing(self._engine) as connection:
            return bool(self._insert(connection, [row]))

    def _insert(
        self, connection: Connection, rows: Sequence[Mapping[str, object]]
    ) -> dict[tuple[str, str], Row[Any]]:
        """Insert these rows; those whose key was new, by workspace and key."""
        inserted = connection.execute(self._insert_new, rows)
        return {(row.workspace, row.key): row for row in inserted}

    @override
    def free_key(self, job: Job) -> None:
        named = _job.workspace == job.workspace, _job.key == job.key
        with writing(self._engine) as connection:
            connection.execute(delete(tables.job).where(*named))

    def _after(self, seconds: float) -> dict[str, ColumnElement[float]]:
        """When it is due, and when that was decided: by one clock, which may be set back later."""
        return {"due_at": self._now + seconds, "scheduled_at": self._now}

    @override
    def claim(
        self, owner: str, lease: float, limit: int, busy: Collection[str]
    ) -> list[ClaimedJob]:
        with reading(self._engine) as connection:
            in_work = connection.execute(_LEASES).all()
            abandoned = self._watch.abandoned(map(_Lease._make, in_work), lease)
            left = [_Candidate(held.id, held.user) for held in abandoned]
            candidates = [each for each in left if each.user not in busy]
            candidates += self._due(connection, busy)
        ids = _chosen(candidates, limit)
        if not ids:
            return []
        abandoned_it = _job.state == State.RUNNING
        take = (
            update(tables.job)
            .where(_job.id.in_(ids), self._is_free(abandoned))
            .values(
                state=State.RUNNING,
                owner=owner,
                failures=_job.failures + case((abandoned_it, 1), else_=0),
                deliveries=_job.deliveries + 1,
                lookups=case((abandoned_it, _at_least(LOOKS)), else_=_job.lookups),
                **self._after(lease),
            )
        )
        with writing(self._engine) as connection:
            claimed = connection.execute(take.returning(*tables.job.c)).all()
        return sorted(map(_claimed, claimed), key=lambda each: each.id)

    @property
    def _waited(self) -> ColumnElement[bool]:
        """It is due, or was scheduled before the clock was set back."""
        return or_(_job.due_at <= self._now, _job.scheduled_at > self._now)

    def _is_free(self, abandoned: Collection[_Lease]) -> ColumnElement[bool]:
        """It still waits and is due, or its abandoned lease was still not renewed."""
        held = tuple_(_job.id, _job.owner, _job.due_at)
        keys = [held[:3] for held in abandoned]
        return or_(and_(_job.state == State.WAITING, self._waited), held.in_(keys))

    def _due(self, connection: Connection, busy: Collection[str]) -> list[_Candidate]:
        """The oldest due jobs of users who are not busy: enough to choose from.

        In two queries, as an index serves each of them.
        """
        waiting = _job.state == State.WAITING, _user.not_in(busy)
        query = select(_job.id, _user).where(*waiting).limit(_WINDOW)
        found: list[_Candidate] = []
        for is_due, order in (
            (_job.scheduled_at > self._now, _job.scheduled_at),
            (_job.due_at <= self._now, _job.due_at),
        ):
            rows = connection.execute(query.where(is_due).order_by(order, _job.id))
            found += map(_Candidate._make, rows)
        return found

    @override
    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        ours = _job.id.in_(ids), _job.owner == owner, _job.state == State.RUNNING
        renewed = update(tables.job).where(*ours).values(**self._after(lease))
        with writing(self._engine) as connection:
            return set(connection.scalars(renewed.returning(_job.id)))

    @override
    def delete(self, claimed: ClaimedJob, owner: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(tables.job).where(*_owned(claimed, owner)))

    @override
    def reschedule(self, claimed: ClaimedJob, owner: str, retry: Retry) -> None:
        values = {
            "failures": claimed.failures + retry.failed,
            "error": retry.reason,
            "lookups": retry.lookups,
        }
        self._end(claimed, owner, state=State.WAITING, **values, **self._after(retry.seconds))

    @override
    def mark_dead(self, claimed: ClaimedJob, owner: str, reason: str) -> None:
        self._end(claimed, owner, state=State.DEAD, failures=claimed.failures + 1, error=reason)

    def _end(self, claimed: ClaimedJob, owner: str, **values: object) -> None:
        end = update(tables.job).where(*_owned(claimed, owner)).values(owner=None, **values)
        with writing(self._engine) as connection:
            connection.execute(end)

    @override
    def release(self, owner: str) -> int:
        ours = _job.owner == owner, _job.state == State.RUNNING
        back = update(tables.job).where(*ours)
        back = back.values(
            state=State.WAITING, owner=None, lookups=_at_least(LOOKS), **self._after(0)
        )
        with writing(self._engine) as connection:
            return connection.execute(back).rowcount

    @override
    def count_waiting(self, workspace: str, user: str) -> int:
        theirs = _job.workspace == workspace, _job.user_id == user
        query = select(func.count()).where(*theirs, _job.state == State.WAITING)
        with reading(self._engine) as connection:
            return int(connection.scalars(query).one())

    @override
    def count_by_state(self) -> dict[State, int]:
        query = select(_job.state, func.count()).where(_job.state != State.DONE)
        with reading(self._engine) as connection:
            found = {
                State(state): count
                for state, count in connection.execute(query.group_by(_job.state))
            }
        return {state: found.get(state, 0) for state in State if state is not State.DONE}

    @override
    def close_workspace(self, workspace: str, reason: str, but: ClaimedJob) -> int:
        left = update(tables.job).where(_job.workspace == workspace, _open, _job.id != but.id)
        with writing(self._engine) as connection:
            dead = connection.execute(left.values(state=State.DEAD, owner=None, error=reason))
            return dead.rowcount

    @override
    def unfinished(self) -> list[UnfinishedJob]:
        query = select(tables.job).where(_job.state != State.DONE).order_by(_job.id)
        with reading(self._engine) as connection:
            return [
                UnfinishedJob(
                    row.id, _job_of(row), State(row.state), row.failures, row.enqueued_at, row.error
                )
                for row in connection.execute(query)
            ]

    @override
    def retry_dead(self, ids: Collection[int] | None) -> int:
        again = update(tables.job).where(*_dead(ids))
        with writing(self._engine) as connection:
            again = again.values(
                state=State.WAITING, failures=0, lookups=_at_least(1), **self._after(0)
            )
            return connection.execute(again).rowcount

    @override
    def delete_dead(self, ids: Collection[int] | None) -> int:
        end = update(tables.job).where(*_dead(ids))
        with writing(self._engine) as connection:
            values = {"state": State.DONE, "content": "{}", "due_at": self._now}
            return connection.execute(end.values(**values)).rowcount

    @override
    def delete_old_keys(self, seconds: float) -> int:
        old = _job.state == State.DONE, _job.due_at < self._now - seconds
        with writing(self._engine) as connection:
            return connection.execute(delete(tables.job).where(*old)).rowcount


def _row(new: NewJob) -> dict[str, object]:
    """The row of a new job, but for its times."""
    job, owned = new.job, new.owner is not None
    return {
        "workspace": job.workspace,
        "key": job.key,
        "kind": job.kind,
        "user_id": job.user,
        "content": json.dumps(job.content),
        "state": State.RUNNING if owned else State.WAITING,
        "owner": new.owner,
        "after": new.lease if owned else new.delay,
        "deliveries": int(owned),
        "lookups": new.lookups,
    }


def _chosen(candidates: Iterable[_Candidate], limit: int) -> list[int]:
    """The ids of the first of them: few of each user, and half of the limit without a user."""
    chosen: dict[int, None] = {}
    of_each = Counter[str]()
    of_nobody = max(AT_ONCE, limit // 2)
    for candidate in candidates:
        if len(chosen) == limit:
            break
        most = AT_ONCE if candidate.user else of_nobody
        if of_each[candidate.user] < most and candidate.id not in chosen:
            of_each[candidate.user] += 1
            chosen[candidate.id] = None
    return list(chosen)


def _at_least(lookups: int) -> ColumnElement[int]:
    """The number of look-ups that was set, but at least so many."""
    return case((_job.lookups < lookups, lookups), else_=_job.lookups)


def _name(job: Job) -> tuple[str, str]:
    return job.workspace, job.key


def _as_claimed(new: NewJob, row: Row[Any] | None) -> ClaimedJob | None:
    if row is None:
        return None
    return ClaimedJob(row.id, new.job, 0, int(new.owner is not None), row.enqueued_at, new.lookups)


def _owned(claimed: ClaimedJob, owner: str) -> tuple[ColumnElement[bool], ...]:
    """That the lease is still this owner's: an owner that was too slow changes nothing."""
    return _job.id == claimed.id, _job.owner == owner, _job.state == State.RUNNING


def _dead(ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    dead = _job.state == State.DEAD
    return (dead,) if ids is None else (dead, _job.id.in_(ids))


def _claimed(row: Row[Any]) -> ClaimedJob:
    return ClaimedJob(
        row.id, _job_of(row), row.failures, row.deliveries, row.enqueued_at, row.lookups
    )


def _job_of(row: Row[Any]) -> Job:
    return Job(row.workspace, row.key, row.kind, row.user_id or "", _content(row.content))


def _content(text: str) -> dict[str, Any]:
    """The stored content; empty where it is broken, so that it stops no other job."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}
