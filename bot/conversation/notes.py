"""PURE. The entries of one team, as answers read them: from memory, without a query."""

from typing import Protocol

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.search import Searchable
from bot.team.model import TeamEntry


class Notes(Protocol):
    """The entries of the team of one workspace."""

    @property
    def out_of_reach(self) -> bool:
        """Whether the entries may be out of date, because the database is unavailable."""
        ...

    @property
    def takes_entries(self) -> bool:
        """Whether people may propose entries: the team has a reviewer."""
        ...

    @property
    def withheld(self) -> bool:
        """Whether the entries are left out, because another company reads the answer."""
        ...

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries for a code, the best first."""
        ...

    def all(self) -> tuple[TeamEntry, ...]:
        """Every entry."""
        ...

    @property
    def default_context(self) -> PrintedBy | None:
        """What has printed a number of which nothing shows it, if the workspace says so."""
        ...

    @property
    def searchable(self) -> Searchable | None:
        """The search in the entries; None if there are none."""
        ...


class NoNotes:
    """The notes if there is no team: on the command line."""

    out_of_reach = False
    takes_entries = False
    withheld = False
    default_context: PrintedBy | None = None
    searchable: Searchable | None = None

    def of(self, _: StatusCode) -> tuple[TeamEntry, ...]:
        """No entries."""
        return ()

    def all(self) -> tuple[TeamEntry, ...]:
        """No entries."""
        return ()


NO_NOTES = NoNotes()
