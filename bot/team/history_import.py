"""Imports histories into SQL: an entry that is already there stays, or is continued.

Entries are matched by their ids. If an entry was changed on both sides, the imported one becomes an
entry of its own, which stores the id that it had there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.team import tables
from bot.team.change_numbers import lock_changes, next_change
from bot.team.decision_log import log_decisions
from bot.team.model import Act, History, LogEntry, Person, Revision
from bot.team.rows import (
    Columns,
    People,
    person_columns,
    revision_columns,
    revision_of,
    select_revisions,
    vote_columns,
)

_entry, _revision = tables.entry.c, tables.revision.c

_Content = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The numbers of entries that an import added, continued, or found unchanged.

    `conflicting` ones were changed on both sides: they were added as entries of their own.
    """

    added: int = 0
    continued: int = 0
    unchanged: int = 0
    conflicting: int = 0


def import_histories(
    connection: Connection,
    workspace: str,
    histories: Iterable[History],
    imported: tuple[Person, datetime],
    new_id: Callable[[], str],
) -> ImportReport:
    """Import the histories by that person at that time; `new_id` names conflicting entries."""
    lock_changes(connection)
    existing = _ExistingEntries(connection, workspace)
    rows = _ImportedRows(workspace, imported)
    for history in histories:
        contents = [_content(revision) for revision in reversed(history.revisions)]
        match = existing.match(history.entry.id, contents)
        if match is not None:
            rows.continue_entry(match, history, after=len(existing.contents[match]))
        elif history.entry.id in existing.contents:
            rows.add_entry(new_id(), history, "conflicting")
        else:
            rows.add_entry(history.entry.id, history, "added")
    rows.write(connection)
    return ImportReport(**rows.counts)


def _content(revision: Revision) -> _Content:
    """The parts of a revision to compare: not the people, whose names may have been deleted."""
    return revision.version, revision.draft, revision.at, revision.origin, revision.why


class _ExistingEntries:
    """The entries of the workspace, by their ids here and by those they were imported from."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        people = People()
        here = _entry.workspace == workspace
        self.contents: dict[str, list[_Content]] = defaultdict(list)
        rows = connection.execute(select_revisions().where(here).order_by(_revision.version))
        for entry_id, *columns in rows:
            self.contents[entry_id].append(_content(revision_of(columns, people)))
        self._by_source: dict[str, list[str]] = defaultdict(list)
        for entry_id, source in connection.execute(select(_entry.id, _entry.source_id).where(here)):
            for name in {entry_id, source} - {None}:
                self._by_source[name].append(entry_id)

    def match(self, source_id: str, imported: Sequence[_Content]) -> str | None:
        """The entry whose history begins with the imported one, or is the beginning of it."""
        for entry_id in self._by_source.get(source_id, ()):
            pairs = zip(self.contents[entry_id], imported, strict=False)
            if all(mine == theirs for mine, theirs in pairs):
                return entry_id
        return None


class _ImportedRows:
    """Collects the rows of an import, so that a few statements write them."""

    def __init__(self, workspace: str, imported: tuple[Person, datetime]) -> None:
        self.counts: Counter[str] = Counter()
        self._workspace = workspace
        self._by, self._at = imported
        self._entries: list[Columns] = []
        self._continued: list[Columns] = []
        self._revisions: list[Columns] = []
        self._votes: list[Columns] = []
        self._log: list[LogEntry] = []

    def add_entry(self, entry_id: str, history: History, counted_as: str) -> None:
        self.counts[counted_as] += 1
        helped = sum(vote.helped for vote in history.votes)
        votes = {"helped": helped, "did_not_help": len(history.votes) - helped}
        code = history.entry.code.decimal
        self._entries.append(self._columns(entry_id, history) | votes | {"code": code})
        self._add_revisions(entry_id, history.revisions)
        self._votes += [vote_columns(self._workspace, entry_id, vote) for vote in history.votes]

    def continue_entry(self, entry_id: str, history: History, after: int) -> None:
        newer = [revision for revision in history.revisions if revision.version > after]
        self.counts["continued" if newer else "unchanged"] += 1
        if newer:
            self._continued.append(self._columns(entry_id, history))
            self._add_revisions(entry_id, newer)

    def _columns(self, entry_id: str, history: History) -> Columns:
        code, version = history.entry.code, history.revisions[0].version
        line = LogEntry(Act.IMPORTED, self._by, self._at, code, None, entry_id, version)
        self._log.append(line)
        return {
            "workspace": self._workspace,
            "id": entry_id,
            "version": version,
            "source_workspace": history.entry.workspace,
            "source_id": history.entry.id,
            **person_columns("imported_by", self._by),
            "imported_at": self._at,
        }

    def _add_revisions(self, entry_id: str, revisions: Iterable[Revision]) -> None:
        self._revisions += [
            revision_columns(self._workspace, entry_id, revision) for revision in revisions
        ]

    def write(self, connection: Connection) -> None:
        if not self._revisions:
            return
        change = {"changed": next_change(connection)}
        if self._entries:
            connection.execute(insert(tables.entry), [row | change for row in self._entries])
        for row in self._continued:
            key = {"workspace": row["workspace"], "id": row["id"]}
            connection.execute(update(tables.entry).filter_by(**key).values(**row | change))
        connection.execute(insert(tables.revision), self._revisions)
        log_decisions(connection, self._workspace, self._log)
        if self._votes:
            connection.execute(insert(tables.vote), self._votes)
