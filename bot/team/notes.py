"""PURE. What an answer can read of a team's knowledge, without a query."""

from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.team.entry_index import EntryIndex, EntryIndexes
from bot.team.model import TeamEntry
from bot.team.snapshot import NO_ENTRIES, WorkspaceEntries


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


WITHHELD = WorkspaceNotes(NO_ENTRIES, out_of_reach=False, takes_entries=False, withheld=True)
"""The notes for readers of another company, in whatever workspace."""
