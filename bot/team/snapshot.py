"""The team's entries in memory, so that answers need no query.

No clock and no tasks: who wants it fresh calls `refresh`, in a thread. Readers see one state after
the other, never half of one.
"""

import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from threading import Lock
from types import MappingProxyType

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.team.model import TeamEntry, best_first
from bot.team.store import EntryStore

SHELVES = 1024  # a change copies its own shelf and the list of shelves, and nothing else

Shelf = Mapping[int, tuple[TeamEntry, ...]]
Shelves = Mapping[int, Shelf]

NO_SHELVES: Shelves = MappingProxyType({})
EMPTY: Shelf = MappingProxyType({})


class Snapshot:
    """All workspaces' entries, as they were at the last refresh that succeeded.

    `stale` says whether the latest one failed; before the first, there is nothing and it is true.
    """

    def __init__(self) -> None:
        self.stale = True
        self._workspaces: Mapping[str, Shelves] = {}
        self._sequence = 0
        self._refreshing = Lock()

    def shelves(self, workspace: str) -> Shelves:
        """The entries of a workspace; the same object for as long as none of them changes."""
        return self._workspaces.get(workspace, NO_SHELVES)

    def of(self, workspace: str, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries of a code, best first."""
        return entries_of(self.shelves(workspace), code)

    def all(self, workspace: str) -> tuple[TeamEntry, ...]:
        """All entries of a workspace, by code, and best first within a code."""
        return all_entries(self.shelves(workspace))

    def start_anew(self) -> None:
        """Read all at the next refresh: the database is another than before."""
        self._sequence = sys.maxsize

    def refresh(self, store: EntryStore) -> frozenset[str]:
        """Read what changed since the last time; the workspaces in which something did.

        Raises nothing when the database is gone: then `stale` is true, and the entries stay.
        """
        with self._refreshing:
            try:
                moved = self._catch_up(store)
            except DatabaseUnavailable:
                self.stale = True
                return frozenset()
            self.stale = False
            return moved

    def _catch_up(self, store: EntryStore) -> frozenset[str]:
        known, since = self._workspaces, self._sequence
        latest = store.sequence()
        if latest == since:
            return frozenset()
        if latest < since:  # the database was replaced, by a copy of an earlier day
            known, since = {}, 0
        latest, changed = store.changes_since(since)
        dropped = self._workspaces.keys() - known.keys()
        self._workspaces = _with(known, changed)
        self._sequence = latest
        return frozenset(dropped | {entry.workspace for entry in changed})


def entries_of(shelves: Shelves, code: StatusCode) -> tuple[TeamEntry, ...]:
    """The entries of a code, best first."""
    return shelves.get(code.decimal % SHELVES, EMPTY).get(code.decimal, ())


def all_entries(shelves: Shelves) -> tuple[TeamEntry, ...]:
    """All entries, by code, and best first within a code."""
    items = (item for shelf in shelves.values() for item in shelf.items())
    return tuple(entry for _, entries in sorted(items, key=itemgetter(0)) for entry in entries)


def _with(known: Mapping[str, Shelves], changed: Iterable[TeamEntry]) -> Mapping[str, Shelves]:
    """The workspaces with these entries put in; shares what did not change."""
    by_workspace: dict[str, list[TeamEntry]] = {}
    for entry in changed:
        by_workspace.setdefault(entry.workspace, []).append(entry)
    shelved = {
        workspace: _shelved(known.get(workspace, NO_SHELVES), entries)
        for workspace, entries in by_workspace.items()
    }
    return {**known, **shelved}


def _shelved(shelves: Shelves, changed: list[TeamEntry]) -> Shelves:
    copies: dict[int, dict[int, tuple[TeamEntry, ...]]] = {}
    changed.sort(key=_number)
    for code, entries in groupby(changed, key=_number):
        number = code % SHELVES
        if number not in copies:
            copies[number] = dict(shelves.get(number, EMPTY))
        shelf = copies[number]
        by_id = {entry.id: entry for entry in (*shelf.get(code, ()), *entries)}
        shelf[code] = best_first(tuple(by_id.values()))
    return {**shelves, **copies}


def _number(entry: TeamEntry) -> int:
    return entry.code.decimal
