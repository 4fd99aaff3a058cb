"""Entries in SQL. Revisions are only added; each change of an entry gets the next number."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.codes.status_code import StatusCode
from bot.database.columns import within
from bot.database.engine import Sql, reading, writing
from bot.team import tables
from bot.team.change_numbers import latest_change, next_change
from bot.team.decision_log import log_decisions
from bot.team.history_import import ImportReport, import_histories
from bot.team.model import (
    Act,
    ConflictError,
    History,
    LogEntry,
    NotFoundError,
    Origin,
    Person,
    Revision,
    TeamEntry,
)
from bot.team.rows import (
    Columns,
    People,
    counted_votes,
    entries_of,
    revision_columns,
    revision_of,
    select_entries,
    select_revisions,
    vote_of,
)
from bot.team.settings import WorkspaceSettings
from bot.team.settings_store import settings_since

_BATCH = 1000  # rows that are loaded at a time

_entry, _revision, _vote = tables.entry.c, tables.revision.c, tables.vote.c
_deleted = tables.deleted_workspace.c


class Changes(NamedTuple):
    """The number of the latest change; what was changed before it, since another one.

    Of the `deleted` workspaces all earlier entries and settings are gone.
    """

    latest: int
    entries: list[TeamEntry]
    deleted: frozenset[str] = frozenset()
    settings: Mapping[str, WorkspaceSettings] = MappingProxyType({})


class EntryStore(Sql):
    """The part of the store for published entries and the votes on them."""

    def entries(self, workspace: str) -> tuple[TeamEntry, ...]:
        """Return all entries, sorted by code."""
        query = select_entries().where(_entry.workspace == workspace)
        with reading(self._engine) as connection:
            return _sorted(entries_of(connection.execute(query)))

    def history(self, workspace: str, code: StatusCode | None = None) -> tuple[History, ...]:
        """Return the entries of a code, or of all codes, with their revisions and votes."""
        where = [_entry.workspace == workspace]
        if code is not None:
            where.append(_entry.code == code.decimal)
        with reading(self._engine) as connection:
            return _histories(connection, where)

    def restore(  # noqa: PLR0913, PLR0917 - who restores what, and when
        self,
        workspace: str,
        entry_id: str,
        version: int,
        reviewer: Person,
        at: datetime,
        expected_version: int,
    ) -> TeamEntry:
        """Publish an old version again, and return the entry.

        Raises `NotFoundError`, and `ConflictError` with the entry if its newest version is not the
        expected one.
        """
        with writing(self._engine) as connection:
            change = next_change(connection)
            get_entry(connection, workspace, entry_id)
            old = _revision_of_version(connection, workspace, entry_id, version)
            revision = Revision(
                expected_version + 1,
                old.draft,
                old.author,
                reviewer,
                at,
                Origin.RESTORED,
                f"version {version}",
                old.editors,
            )
            code = old.draft.code
            line = LogEntry(Act.RESTORED, reviewer, at, code, None, entry_id, revision.version)
            log_decisions(connection, workspace, [line])
            return publish(connection, workspace, entry_id, revision, change)

    def vote(
        self, workspace: str, entry_id: str, person: str, *, helped: bool, at: datetime
    ) -> TeamEntry:
        """Store the person's vote in place of an earlier one, and return the entry.

        Raises `NotFoundError`.
        """
        with writing(self._engine) as connection:
            change = next_change(connection)
            get_entry(connection, workspace, entry_id)
            key = {"workspace": workspace, "entry": entry_id, "person": person}
            earlier = update(tables.vote).filter_by(**key).values(helped=helped, at=at)
            if not connection.execute(earlier).rowcount:
                connection.execute(insert(tables.vote).values(**key, helped=helped, at=at))
            count_votes(connection, workspace, entry_id, change)
            return get_entry(connection, workspace, entry_id)

    def import_histories(
        self,
        workspace: str,
        histories: Iterable[History],
        by: Person,
        at: datetime,
        new_id: Callable[[], str],
    ) -> ImportReport:
        """Import histories from another store, all or none; see `history_import`."""
        with writing(self._engine) as connection:
            return import_histories(connection, workspace, histories, (by, at), new_id)

    def workspaces(self, installation: str | None = None) -> list[str]:
        """Return the ids of the workspaces that have entries, of one installation or of all."""
        query = select(_entry.workspace).distinct().order_by(_entry.workspace)
        if installation is not None:
            query = query.where(within(_entry.workspace, installation))
        with reading(self._engine) as connection:
            return list(connection.scalars(query))

    def latest_change(self) -> int:
        """Return the number of the latest change of any entry or setting of any workspace."""
        with reading(self._engine) as connection:
            return latest_change(connection)

    def changes_since(self, number: int) -> Changes:
        """Return what was changed after the change of that number."""
        query = select_entries().where(_entry.changed > number)
        deletions = select(_deleted.workspace).where(_deleted.changed > number)
        with reading(self._engine) as connection:
            latest = latest_change(connection)
            deleted = frozenset(connection.scalars(deletions))
            streamed = connection.execution_options(yield_per=_BATCH).execute(query)
            entries = list(entries_of(streamed))
            return Changes(latest, entries, deleted, settings_since(connection, number))


def get_entry(connection: Connection, workspace: str, entry_id: str) -> TeamEntry:
    """Return the entry of that id. Raises `NotFoundError`."""
    query = select_entries().where(_entry.workspace == workspace, _entry.id == entry_id)
    for found in entries_of(connection.execute(query)):
        return found
    raise NotFoundError("entry", entry_id)


def publish(
    connection: Connection, workspace: str, entry_id: str, revision: Revision, change: int
) -> TeamEntry:
    """Add the revision to the entry, which version 1 creates, and return the entry.

    Raises `ConflictError` if the newest version is not the one before.
    """
    values: Columns = {"version": revision.version, "changed": change}
    if revision.version == 1:
        key = {"workspace": workspace, "id": entry_id, "code": revision.draft.code.decimal}
        connection.execute(insert(tables.entry).values(**key, **values))
    else:
        previous = update(tables.entry).filter_by(
            workspace=workspace, id=entry_id, version=revision.version - 1
        )
        if not connection.execute(previous.values(**values)).rowcount:
            raise ConflictError(get_entry(connection, workspace, entry_id))
    connection.execute(insert(tables.revision), revision_columns(workspace, entry_id, revision))
    return get_entry(connection, workspace, entry_id)


def count_votes(connection: Connection, workspace: str, entry_id: str, change: int) -> None:
    """Count the votes of an entry again, and store the numbers."""
    votes = {"helped": counted_votes(helped=True), "did_not_help": counted_votes(helped=False)}
    its_row = update(tables.entry).filter_by(workspace=workspace, id=entry_id)
    connection.execute(its_row.values(**votes, changed=change))


def _sorted(entries: Iterable[TeamEntry]) -> tuple[TeamEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.code, entry.id)))


def _revision_of_version(
    connection: Connection, workspace: str, entry_id: str, version: int
) -> Revision:
    query = select_revisions().where(
        _entry.workspace == workspace, _entry.id == entry_id, _revision.version == version
    )
    for _, *columns in connection.execute(query):
        return revision_of(columns, People())
    raise NotFoundError("version", version)


def _histories(connection: Connection, where: list[ColumnElement[bool]]) -> tuple[History, ...]:
    """Return the histories of the entries that fulfil the conditions, sorted by code."""
    people = People()
    entries = entries_of(connection.execute(select_entries().where(*where)))
    newest_first = select_revisions().where(*where).order_by(_entry.id, _revision.version.desc())
    revisions = {
        entry_id: tuple(revision_of(columns, people) for _, *columns in rows)
        for entry_id, rows in groupby(connection.execute(newest_first), key=lambda row: row[0])
    }
    on_entry = (_vote.workspace == _entry.workspace) & (_vote.entry == _entry.id)
    by_entry = select(tables.vote).join(tables.entry, on_entry).where(*where).order_by(_entry.id)
    votes = {
        entry_id: tuple(sorted(map(vote_of, rows), key=lambda vote: vote.person))
        for entry_id, rows in groupby(connection.execute(by_entry), key=lambda row: row.entry)
    }
    return tuple(
        History(entry, revisions[entry.id], votes.get(entry.id, ())) for entry in _sorted(entries)
    )
