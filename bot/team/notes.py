"""PURE. A team's entries, as answers read them: from memory, without a query."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.team.entry_index import EntryIndex, EntryIndexes
from bot.team.model import TeamEntry, best_first

BUCKETS = 1024  # a change copies its own bucket and the mapping of buckets, and nothing else

_Bucket = Mapping[int, tuple[TeamEntry, ...]]
_Buckets = Mapping[int, _Bucket]
_NO_BUCKETS: _Buckets = MappingProxyType({})
_EMPTY: _Bucket = MappingProxyType({})


class WorkspaceEntries:
    """The entries of a workspace at one moment, by code. It never changes."""

    def __init__(self, buckets: _Buckets = _NO_BUCKETS) -> None:
        self._buckets = buckets

    def __bool__(self) -> bool:
        return bool(self._buckets)

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries of a code, best first."""
        return self._buckets.get(code.decimal % BUCKETS, _EMPTY).get(code.decimal, ())

    def all(self) -> tuple[TeamEntry, ...]:
        """All entries, sorted by code, and best first within a code."""
        codes = (pair for bucket in self._buckets.values() for pair in bucket.items())
        return tuple(entry for _, entries in sorted(codes, key=itemgetter(0)) for entry in entries)

    def updated(self, changed: Iterable[TeamEntry]) -> "WorkspaceEntries":
        """A copy in which these entries replace those of the same ids."""
        copies: dict[int, dict[int, tuple[TeamEntry, ...]]] = {}
        for code, entries in groupby(sorted(changed, key=_number), key=_number):
            number = code % BUCKETS
            bucket = copies.setdefault(number, dict(self._buckets.get(number, _EMPTY)))
            by_id = {entry.id: entry for entry in (*bucket.get(code, ()), *entries)}
            bucket[code] = best_first(by_id.values())
        return WorkspaceEntries({**self._buckets, **copies})


def _number(entry: TeamEntry) -> int:
    return entry.code.decimal


NO_ENTRIES = WorkspaceEntries()


class WorkspaceNotes(NamedTuple):
    """The entries of one workspace at one moment.

    `out_of_reach`: the last query failed, so that they may be out of date. `takes_entries`: there
    is a reviewer for new entries. `withheld`: readers of another company do not see the entries.
    `default_context`: what has printed a number of which nothing shows it. `workspace`: whose they
    are, unless they are withheld.
    """

    entries: WorkspaceEntries
    out_of_reach: bool
    takes_entries: bool = True
    withheld: bool = False
    default_context: PrintedBy | None = None
    indexes: EntryIndexes | None = None
    workspace: str = ""

    @property
    def searchable(self) -> EntryIndex | None:
        """The index of the entries; None if there are none."""
        return self.indexes.of(self.all()) if self.indexes and self.entries else None

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries of a code, best first."""
        return self.entries.of(code)

    def all(self) -> tuple[TeamEntry, ...]:
        """All entries."""
        return self.entries.all()

    def give_same_answers(self, others: "WorkspaceNotes") -> bool:
        """Whether an answer with the other notes is the same: a cached one can be used."""
        same = self[1:5] == others[1:5]
        return self.entries is others.entries and same


NO_NOTES = WorkspaceNotes(NO_ENTRIES, out_of_reach=False, takes_entries=False)
"""The notes of nobody: only the guide answers."""
WITHHELD = NO_NOTES._replace(withheld=True)
"""The notes for readers of another company, in whatever workspace."""
