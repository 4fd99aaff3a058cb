"""The inbox in SQL, the same on SQLite and PostgreSQL.

What is due is due by the database's clock. That somebody has left an item is seen by this process's
own alone: a database's may be set forward, while whoever has the item is at work on it still.
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
    InboxStore,
    Item,
    Listed,
    New,
    Retry,
    State,
    Taken,
)

_WINDOW = 1_000
"""Items among which those to work on are chosen, so that a long queue costs no more than this."""
_CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
}
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

_inbox = tables.inbox.c
_open = _inbox.state.in_([State.WAITING, State.WORKING])


class _Hold(NamedTuple):
    """Who has an item in work; `due` is compared with no clock: it says only what was renewed."""

    id: int
    owner: str
    due: float
    person: str


_person = func.coalesce(_inbox.person, "")
_HOLDS = select(_inbox.id, _inbox.owner, _inbox.due, _person)
_HOLDS = _HOLDS.where(_inbox.state == State.WORKING)


class _Candidate(NamedTuple):
    """An item that may be worked on, and whose it is."""

    id: int
    person: str


class _Watch:
    """Sees who renews what they hold, by this process's own clock, which never jumps."""

    def __init__(self) -> None:
        self._seen: dict[_Hold, float] = {}

    def abandoned(self, holds: Iterable[_Hold], lease: float) -> list[_Hold]:
        """Those of them that have been the same for the length of a lease."""
        now = time.monotonic()
        self._seen = {hold: self._seen.get(hold, now) for hold in holds}
        return [hold for hold, since in self._seen.items() if now - since >= lease]


class SqlInbox(Sql, InboxStore):
    """The inbox in the database of an engine that `upgrade` has prepared."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.one_writer = engine.dialect.name == "sqlite"
        self._watch = _Watch()
        self._now: ColumnElement[float] = literal_column(_CLOCKS[engine.dialect.name], Double())
        # Built once: to build one anew takes as long as the database does.
        keep = _INSERTS[engine.dialect.name](tables.inbox)
        due = self._now + bindparam("after")
        keep = keep.values(at=self._now, scheduled=self._now, due=due, tries=0, why="")
        self._keep = keep.on_conflict_do_nothing().returning(
            _inbox.id, _inbox.at, _inbox.workspace, _inbox.key
        )
        self._mark_done = (
            update(tables.inbox)
            .where(_inbox.id == bindparam("taken"), _inbox.owner == bindparam("by"))
            .where(_inbox.state == State.WORKING)
            .values(owner=None, state=State.DONE, content="{}", due=self._now, why="")
        )

    @override
    def record(
        self, new: Sequence[New], done: Sequence[Taken], owner: str
    ) -> Sequence[Taken | None]:
        with writing(self._engine) as connection:
            if done:
                ours = [{"taken": taken.id, "by": owner} for taken in done]
                connection.execute(self._mark_done, ours)
            kept = self._kept(connection, list(map(_row, new))) if new else {}
        # Of two that have the same key, the first was kept.
        return [_as_taken(each, kept.pop(_name(each.item), None)) for each in new]

    @override
    def put_off(self, taken: Taken, seconds: float) -> None:
        untouched = _inbox.id == taken.id, _inbox.handed == taken.handed, _open
        off = update(tables.inbox).where(*untouched)
        with writing(self._engine) as connection:
            connection.execute(
                off.values(state=State.WAITING, owner=None, looks=LOOKS, **self._after(seconds))
            )

    @override
    def claim(self, item: Item) -> bool:
        row = {**_row(New(item, None)), "state": State.DONE, "content": "{}"}
        with writing(self._engine) as connection:
            return bool(self._kept(connection, [row]))

    def _kept(
        self, connection: Connection, rows: Sequence[Mapping[str, object]]
    ) -> dict[tuple[str, str], Row[Any]]:
        """Keep these rows; those whose key was not known, by workspace and key."""
        kept = connection.execute(self._keep, rows)
        return {(row.workspace, row.key): row for row in kept}

    @override
    def unclaim(self, item: Item) -> None:
        named = _inbox.workspace == item.workspace, _inbox.key == item.key
        with writing(self._engine) as connection:
            connection.execute(delete(tables.inbox).where(*named))

    def _after(self, seconds: float) -> dict[str, ColumnElement[float]]:
        """When it is due, and when that was said: by one clock, which may be set back later."""
        return {"due": self._now + seconds, "scheduled": self._now}

    @override
    def take(self, owner: str, lease: float, limit: int, busy: Collection[str]) -> list[Taken]:
        with reading(self._engine) as connection:
            in_work = connection.execute(_HOLDS).all()
            abandoned = self._watch.abandoned(map(_Hold._make, in_work), lease)
            left = [_Candidate(hold.id, hold.person) for hold in abandoned]
            candidates = [each for each in left if each.person not in busy]
            candidates += self._due(connection, busy)
        ids = _chosen(candidates, limit)
        if not ids:
            return []
        left_it = _inbox.state == State.WORKING
        take = (
            update(tables.inbox)
            .where(_inbox.id.in_(ids), self._is_free(abandoned))
            .values(
                state=State.WORKING,
                owner=owner,
                tries=_inbox.tries + case((left_it, 1), else_=0),
                handed=_inbox.handed + 1,
                looks=case((left_it, _at_least(LOOKS)), else_=_inbox.looks),
                **self._after(lease),
            )
        )
        with writing(self._engine) as connection:
            taken = connection.execute(take.returning(*tables.inbox.c)).all()
        return sorted(map(_taken, taken), key=lambda each: each.id)

    @property
    def _waited(self) -> ColumnElement[bool]:
        """It waited long enough, or was scheduled before the clock was set back."""
        return or_(_inbox.due <= self._now, _inbox.scheduled > self._now)

    def _is_free(self, abandoned: Collection[_Hold]) -> ColumnElement[bool]:
        """It still waits and is due, or whoever had it has still left it."""
        held = tuple_(_inbox.id, _inbox.owner, _inbox.due)
        keys = [hold[:3] for hold in abandoned]
        return or_(and_(_inbox.state == State.WAITING, self._waited), held.in_(keys))

    def _due(self, connection: Connection, busy: Collection[str]) -> list[_Candidate]:
        """The oldest of what is due, but for those who are busy: enough to choose from.

        In two queries, as an index serves each of them.
        """
        waiting = _inbox.state == State.WAITING, _person.not_in(busy)
        query = select(_inbox.id, _person).where(*waiting).limit(_WINDOW)
        found: list[_Candidate] = []
        for is_due, order in (
            (_inbox.scheduled > self._now, _inbox.scheduled),
            (_inbox.due <= self._now, _inbox.due),
        ):
            rows = connection.execute(query.where(is_due).order_by(order, _inbox.id))
            found += map(_Candidate._make, rows)
        return found

    @override
    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        ours = _inbox.id.in_(ids), _inbox.owner == owner, _inbox.state == State.WORKING
        keep = update(tables.inbox).where(*ours).values(**self._after(lease))
        with writing(self._engine) as connection:
            return set(connection.scalars(keep.returning(_inbox.id)))

    @override
    def drop(self, taken: Taken, owner: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(tables.inbox).where(*_owned(taken, owner)))

    @override
    def later(self, taken: Taken, owner: str, retry: Retry) -> None:
        values = {"tries": taken.tries + retry.failed, "why": retry.why, "looks": retry.looks}
        self._end(taken, owner, state=State.WAITING, **values, **self._after(retry.seconds))

    @override
    def park(self, taken: Taken, owner: str, why: str) -> None:
        self._end(taken, owner, state=State.PARKED, tries=taken.tries + 1, why=why)

    def _end(self, taken: Taken, owner: str, **values: object) -> None:
        end = update(tables.inbox).where(*_owned(taken, owner)).values(owner=None, **values)
        with writing(self._engine) as connection:
            connection.execute(end)

    @override
    def release(self, owner: str) -> int:
        ours = _inbox.owner == owner, _inbox.state == State.WORKING
        back = update(tables.inbox).where(*ours)
        back = back.values(
            state=State.WAITING, owner=None, looks=_at_least(LOOKS), **self._after(0)
        )
        with writing(self._engine) as connection:
            return connection.execute(back).rowcount

    @override
    def waiting_of(self, workspace: str, person: str) -> int:
        theirs = _inbox.workspace == workspace, _inbox.person == person
        query = select(func.count()).where(*theirs, _inbox.state == State.WAITING)
        with reading(self._engine) as connection:
            return int(connection.scalars(query).one())

    @override
    def states(self) -> dict[State, int]:
        query = select(_inbox.state, func.count()).where(_inbox.state != State.DONE)
        with reading(self._engine) as connection:
            found = {
                State(state): count
                for state, count in connection.execute(query.group_by(_inbox.state))
            }
        return {state: found.get(state, 0) for state in State if state is not State.DONE}

    @override
    def close_workspace(self, workspace: str, why: str, but: Taken) -> int:
        left = update(tables.inbox).where(_inbox.workspace == workspace, _open, _inbox.id != but.id)
        with writing(self._engine) as connection:
            parked = connection.execute(left.values(state=State.PARKED, owner=None, why=why))
            return parked.rowcount

    @override
    def listed(self) -> list[Listed]:
        query = select(tables.inbox).where(_inbox.state != State.DONE).order_by(_inbox.id)
        with reading(self._engine) as connection:
            return [
                Listed(row.id, _item(row), State(row.state), row.tries, row.at, row.why)
                for row in connection.execute(query)
            ]

    @override
    def retry(self, ids: Collection[int] | None) -> int:
        again = update(tables.inbox).where(*_parked(ids))
        with writing(self._engine) as connection:
            again = again.values(state=State.WAITING, tries=0, looks=_at_least(1), **self._after(0))
            return connection.execute(again).rowcount

    @override
    def discard(self, ids: Collection[int] | None) -> int:
        end = update(tables.inbox).where(*_parked(ids))
        with writing(self._engine) as connection:
            values = {"state": State.DONE, "content": "{}", "due": self._now}
            return connection.execute(end.values(**values)).rowcount

    @override
    def expire(self, seconds: float) -> int:
        old = _inbox.state == State.DONE, _inbox.due < self._now - seconds
        with writing(self._engine) as connection:
            return connection.execute(delete(tables.inbox).where(*old)).rowcount


def _row(new: New) -> dict[str, object]:
    """What is kept of a new item, but for the times."""
    item, owned = new.item, new.owner is not None
    return {
        "workspace": item.workspace,
        "key": item.key,
        "kind": item.kind,
        "person": item.person,
        "content": json.dumps(item.content),
        "state": State.WORKING if owned else State.WAITING,
        "owner": new.owner,
        "after": new.lease if owned else new.delay,
        "handed": int(owned),
        "looks": new.looks,
    }


def _chosen(candidates: Iterable[_Candidate], limit: int) -> list[int]:
    """The ids of the first of them, but few of each person, and half as many of nobody."""
    chosen: dict[int, None] = {}
    of_each = Counter[str]()
    of_nobody = max(AT_ONCE, limit // 2)
    for candidate in candidates:
        if len(chosen) == limit:
            break
        most = AT_ONCE if candidate.person else of_nobody
        if of_each[candidate.person] < most and candidate.id not in chosen:
            of_each[candidate.person] += 1
            chosen[candidate.id] = None
    return list(chosen)


def _at_least(looks: int) -> ColumnElement[int]:
    """As often as it was to be looked for anyway, and at least so often."""
    return case((_inbox.looks < looks, looks), else_=_inbox.looks)


def _name(item: Item) -> tuple[str, str]:
    return item.workspace, item.key


def _as_taken(new: New, row: Row[Any] | None) -> Taken | None:
    if row is None:
        return None
    return Taken(row.id, new.item, 0, int(new.owner is not None), row.at, new.looks)


def _owned(taken: Taken, owner: str) -> tuple[ColumnElement[bool], ...]:
    """That it is still this owner's: whoever was too slow changes nothing."""
    return _inbox.id == taken.id, _inbox.owner == owner, _inbox.state == State.WORKING


def _parked(ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    parked = _inbox.state == State.PARKED
    return (parked,) if ids is None else (parked, _inbox.id.in_(ids))


def _taken(row: Row[Any]) -> Taken:
    return Taken(row.id, _item(row), row.tries, row.handed, row.at, row.looks)


def _item(row: Row[Any]) -> Item:
    return Item(row.workspace, row.key, row.kind, row.person or "", _content(row.content))


def _content(text: str) -> dict[str, Any]:
    """What was kept; nothing where that is broken, so that it stops no other item."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}
