"""Entries in SQL: revisions are only added, and each change of an entry gets the next number."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, false, func, insert, select, true, update
from typing_extensions import override

from bot.codes.status_code import StatusCode
from bot.database.engine import Sql, reading, writing
from bot.team import tables
from bot.team.change_numbers import next_change
from bot.team.importing import take_in
from bot.team.model import (
    ConflictError,
    History,
    Origin,
    Person,
    Revision,
    TeamEntry,
)
from bot.team.rows import (
    Columns,
    People,
    entries_of,
    revision_columns,
    revision_of,
    select_entries,
    select_revisions,
    vote_of,
)
from bot.team.store import EntryStore, NotThere, Report

LOADED_AT_ONCE = 1000

_entry, _revision, _vote = tables.entry.c, tables.revision.c, tables.vote.c


class Entries(Sql, EntryStore):
    """The part of the store that holds what is published."""

    @override
    def entries(self, workspace: str) -> tuple[TeamEntry, ...]:
        query = select_entries().where(_entry.workspace == workspace)
        with reading(self._engine) as connection:
            found = list(entries_of(connection.execute(query)))
        return tuple(sorted(found, key=lambda entry: (entry.code, entry.id)))

    @override
    def history(self, workspace: str, code: StatusCode | None = None) -> tuple[History, ...]:
        where = [_entry.workspace == workspace]
        if code is not None:
            where.append(_entry.code == code.decimal)
        with reading(self._engine) as connection:
            return _histories(connection, where)

    @override
    def restore(
        self,
        workspace: str,
        entry_id: str,
        version: int,
        reviewer: Person,
        at: datetime,
        expected_version: int,
        why: str = "",
    ) -> TeamEntry:
        with writing(self._engine) as connection:
            change = next_change(connection)
            entry(connection, workspace, entry_id)
            old = _old_revision(connection, workspace, entry_id, version)
            revision = Revision(
                expected_version + 1,
                old.draft,
                old.author,
                reviewer,
                at,
                Origin.RESTORED,
                why or f"version {version}",
                old.editors,
            )
            return publish(connection, workspace, entry_id, revision, change)

    @override
    def vote(
        self, workspace: str, entry_id: str, person: str, helped: bool, at: datetime
    ) -> TeamEntry:
        with writing(self._engine) as connection:
            change = next_change(connection)
            entry(connection, workspace, entry_id)
            row = {"workspace": workspace, "entry": entry_id, "person": person}
            changed = connection.execute(
                update(tables.vote).filter_by(**row).values(helped=helped, at=at)
            )
            if not changed.rowcount:
                connection.execute(insert(tables.vote).values(**row, helped=helped, at=at))
            recount(connection, workspace, entry_id, change)
            return entry(connection, workspace, entry_id)

    @override
    def take_in(
        self,
        workspace: str,
        histories: Iterable[History],
        by: Person,
        at: datetime,
        new_id: Callable[[], str],
    ) -> Report:
        with writing(self._engine) as connection:
            return take_in(connection, workspace, histories, (by, at), new_id)

    @override
    def sequence(self) -> int:
        with reading(self._engine) as connection:
            return int(connection.scalar(select(tables.change.c.sequence)) or 0)

    @override
    def changes_since(self, sequence: int) -> tuple[int, list[TeamEntry]]:
        query = select_entries().where(_entry.changed > sequence)
        with reading(self._engine) as connection:
            latest = int(connection.scalar(select(tables.change.c.sequence)) or 0)
            streamed = connection.execution_options(yield_per=LOADED_AT_ONCE).execute(query)
            return latest, list(entries_of(streamed))


def entry(connection: Connection, workspace: str, entry_id: str) -> TeamEntry:
    """The entry of that id; raises `NotThere`."""
    query = select_entries().where(_entry.workspace == workspace, _entry.id == entry_id)
    for found in entries_of(connection.execute(query)):
        return found
    raise NotThere("entry", entry_id)


def publish(
    connection: Connection, workspace: str, entry_id: str, revision: Revision, change: int
) -> TeamEntry:
    """The entry with one more revision; the first one makes the entry.

    Raises `ConflictError` where the newest is not the one before it.
    """
    values: Columns = {"version": revision.version, "changed": change}
    if revision.version == 1:
        name = {"workspace": workspace, "id": entry_id, "code": revision.draft.code.decimal}
        connection.execute(insert(tables.entry).values(**name, **values))
    else:
        this = update(tables.entry).filter_by(
            workspace=workspace, id=entry_id, version=revision.version - 1
        )
        if not connection.execute(this.values(**values)).rowcount:
            raise ConflictError(entry(connection, workspace, entry_id))
    connection.execute(insert(tables.revision), revision_columns(workspace, entry_id, revision))
    return entry(connection, workspace, entry_id)


def recount(connection: Connection, workspace: str, entry_id: str, change: int) -> None:
    """Count the votes of an entry anew."""
    votes = select(func.count()).where(_vote.workspace == workspace, _vote.entry == entry_id)
    connection.execute(
        update(tables.entry)
        .filter_by(workspace=workspace, id=entry_id)
        .values(
            helped=votes.where(_vote.helped == true()).scalar_subquery(),
            did_not_help=votes.where(_vote.helped == false()).scalar_subquery(),
            changed=change,
        )
    )


def _old_revision(connection: Connection, workspace: str, entry_id: str, version: int) -> Revision:
    query = select_revisions().where(
        _entry.workspace == workspace, _entry.id == entry_id, _revision.version == version
    )
    for _, *columns in connection.execute(query):
        return revision_of(columns, People())
    raise NotThere("version", version)


def _histories(connection: Connection, where: list[ColumnElement[bool]]) -> tuple[History, ...]:
    """The histories of the entries for which `where` holds, by code."""
    people = People()
    entries = entries_of(connection.execute(select_entries().where(*where)))
    in_order = select_revisions().where(*where).order_by(_entry.id, _revision.version.desc())
    revisions = {
        entry_id: tuple(revision_of(columns, people) for _, *columns in rows)
        for entry_id, rows in groupby(connection.execute(in_order), key=lambda row: row[0])
    }
    same = (_vote.workspace == _entry.workspace) & (_vote.entry == _entry.id)
    by_entry = select(tables.vote).join(tables.entry, same).where(*where).order_by(_entry.id)
    votes = {
        entry_id: tuple(sorted(map(vote_of, rows), key=lambda vote: vote.person))
        for entry_id, rows in groupby(connection.execute(by_entry), key=lambda row: row.entry)
    }
    return tuple(
        History(found, revisions[found.id], votes.get(found.id, ()))
        for found in sorted(entries, key=lambda entry: (entry.code, entry.id))
    )
