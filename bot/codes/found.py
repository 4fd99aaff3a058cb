"""What is found in a text: codes, numbers of other products, and the regions that have them."""

from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.rules import Notation
from bot.codes.status_code import StatusCode

Span = tuple[int, int]
"""Where a part of a text begins and ends, in characters."""


class Found(NamedTuple):
    """A code, how and where the text writes it, and why it counts as one.

    `printed_by` is set for the own number of a program, such as LDAP's or robocopy's.
    """

    code: StatusCode
    written: str
    start: int
    notation: Notation
    why: str
    parameters: tuple[str, ...] = ()
    printed_by: PrintedBy | None = None


class Foreign(NamedTuple):
    """A number of another product: as it is written, and a short description of it."""

    written: str
    start: int
    what: str


class Region(NamedTuple):
    """The span from `start` to `end`, with its `codes` or a `foreign` number, and no others."""

    start: int
    end: int
    codes: tuple[Found, ...] = ()
    foreign: Foreign | None = None

    def moved(self, by: int) -> "Region":
        """The same region, that many characters further on."""
        codes = tuple(code._replace(start=code.start + by) for code in self.codes)
        foreign = self.foreign and self.foreign._replace(start=self.foreign.start + by)
        return Region(self.start + by, self.end + by, codes, foreign)


def code_at(text: str, span: Span, value: int, notation: Notation, why: str) -> Found:
    """A code at `span` of a text."""
    return Found(StatusCode(value), text[slice(*span)], span[0], notation, why)


def foreign_at(text: str, span: Span, what: str) -> Region:
    """The region of a number of another product, at `span` of a text."""
    return Region(*span, foreign=Foreign(text[slice(*span)], span[0], what))
