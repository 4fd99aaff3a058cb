"""PURE. What a search finds."""

from typing import NamedTuple

from bot.codes.numberings import as_asked, as_printed
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Family


class Hit(NamedTuple):
    """A code that fits the words: what it means, and its name where no more than that is known.

    `printed_by` is what counts the number, where that is not Windows. `score` is at most 1. Where
    it `is_team` the meaning is what the team wrote, else it is the guide's.
    """

    code: StatusCode
    meaning: str
    name: str | None = None
    printed_by: PrintedBy = PrintedBy.ANY
    score: float = 1
    is_team: bool = False

    @property
    def asked(self) -> str:
        """A text that asks for it."""
        own = self.printed_by.counts_its_own
        return (as_asked if own else as_printed)(self.code, self.printed_by)


class FamilyHit(NamedTuple):
    """A family that fits the words."""

    family: Family
    score: float = 1


AnyHit = Hit | FamilyHit
