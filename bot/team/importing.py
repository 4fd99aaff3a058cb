"""Histories from elsewhere taken into SQL: what is known stays, what goes on is continued.

The same entry is known by its id. Where both sides changed it, theirs comes in as an entry of its
own, which remembers what it was there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.team import tables
from bot.team.change_numbers import hold, next_change
from bot.team.model import History, Person, Revision
from bot.team.rows import (
    Columns,
    People,
    person_columns,
    revision_columns,
    revision_of,
    select_revisions,
)
from bot.team.store import Report

_entry, _revision = tables.entry.c, tables.revision.c

Content = tuple[Hashable, ...]


def take_in(
    connection: Connection,
    workspace: str,
    histories: Iterable[History],
    mark: tuple[Person, datetime],
    new_id: Callable[[], str],
) -> Report:
    """Take the histories in, marked with who does so and when; what became of them."""
    hold(connection)
    known = _Known(connection, workspace)
    taken = _Taken(workspace, mark)
    for history in histories:
        theirs = [_content(revision) for revision in reversed(history.revisions)]
        mine = known.like(history.entry.id, theirs)
        if mine is not None:
            taken.go_on(mine, history, len(known.contents[mine]))
        elif history.entry.id in known.contents:
            taken.add(new_id(), history, "apart")
        else:
            taken.add(history.entry.id, history, "added")
    taken.write(connection)
    return Report(**taken.counts)


def _content(revision: Revision) -> Content:
    """What makes two revisions the same: not the names, which may have been forgotten."""
    return revision.version, revision.draft, revision.at, revision.origin, revision.why


class _Known:
    """The entries that the workspace has, by id and by what they were elsewhere."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        people = People()
        here = _entry.workspace == workspace
        self.contents: dict[str, list[Content]] = defaultdict(list)
        rows = connection.execute(select_revisions().where(here).order_by(_revision.version))
        for entry_id, *columns in rows:
            self.contents[entry_id].append(_content(revision_of(columns, people)))
        self._names: dict[str, list[str]] = defaultdict(list)
        for entry_id, source in connection.execute(select(_entry.id, _entry.source_id).where(here)):
            for name in {entry_id, source} - {None}:
                self._names[name].append(entry_id)

    def like(self, name: str, theirs: Sequence[Content]) -> str | None:
        """The entry of that name of which one side's history begins as the other's whole."""
        for entry_id in self._names.get(name, ()):
            mine = self.contents[entry_id]
            if all(one == other for one, other in zip(mine, theirs, strict=False)):
                return entry_id
        return None


class _Taken:
    """The rows to write, gathered so that they are written in a few statements."""

    def __init__(self, workspace: str, mark: tuple[Person, datetime]) -> None:
        self.counts: Counter[str] = Counter()
        self._workspace = workspace
        self._by, self._at = mark
        self._entries: list[Columns] = []
        self._continued: list[Columns] = []
        self._revisions: list[Columns] = []
        self._votes: list[Columns] = []

    def add(self, entry_id: str, history: History, as_what: str) -> None:
        self.counts[as_what] += 1
        yes = sum(vote.helped for vote in history.votes)
        counted = {"helped": yes, "did_not_help": len(history.votes) - yes}
        code = history.entry.code.decimal
        self._entries.append(self._columns(entry_id, history) | counted | {"code": code})
        self._add_revisions(entry_id, history.revisions)
        self._votes += [
            {
                "workspace": self._workspace,
                "entry": entry_id,
                "person": vote.person,
                "helped": vote.helped,
                "at": vote.at,
            }
            for vote in history.votes
        ]

    def go_on(self, entry_id: str, history: History, after: int) -> None:
        newer = [revision for revision in history.revisions if revision.version > after]
        self.counts["continued" if newer else "unchanged"] += 1
        if newer:
            self._continued.append(self._columns(entry_id, history))
            self._add_revisions(entry_id, newer)

    def _columns(self, entry_id: str, history: History) -> Columns:
        return {
            "workspace": self._workspace,
            "id": entry_id,
            "version": history.revisions[0].version,
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
            name = {"workspace": row["workspace"], "id": row["id"]}
            connection.execute(update(tables.entry).filter_by(**name).values(**row | change))
        connection.execute(insert(tables.revision), self._revisions)
        if self._votes:
            connection.execute(insert(tables.vote), self._votes)
