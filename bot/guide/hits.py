"""PURE. The results of a search."""

from typing import NamedTuple

from bot.codes.numberings import as_printed, as_query
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Family

PAGE = 10
"""Hits on a page."""


class Hit(NamedTuple):
    """A code that matches the words: its meaning, and its name if nothing else is known of it.

    `printed_by` is the program that assigns the number, if that is not Windows. `score` is at most
    1. If `is_team`, the meaning is a cause that the team wrote; else it is the guide's.
    """

    code: StatusCode
    meaning: str
    name: str | None = None
    printed_by: PrintedBy = PrintedBy.ANY
    score: float = 1
    is_team: bool = False

    @property
    def asked(self) -> str:
        """The text that asks for the code."""
        own = self.printed_by.counts_its_own
        return (as_query if own else as_printed)(self.code, self.printed_by)


class FamilyHit(NamedTuple):
    """A family that matches the words."""

    family: Family
    score: float = 1


AnyHit = Hit | FamilyHit
