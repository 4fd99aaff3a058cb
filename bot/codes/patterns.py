"""The patterns of the tables, each compiled when it is first used, and the hints of their rows.

The `hints` of a row are lower-case texts with `|` between them. A text without any of these cannot
match the row's pattern, and a search for them takes a tenth of the time of any pattern. They are
not conditions of their own: a row without hints finds the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Protocol, TypeVar

_LINE = 1000  # characters; a longer text is no line, or hardly one that comes again
_MASKED = str.maketrans("123456789", "0" * 9)


@cache
def compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A compiled pattern, cached without a limit: the cache of `re` itself has 512 entries."""
    return re.compile(pattern, flags)


@cache
def alternatives(hints: str) -> tuple[str, ...]:
    """The texts of which one is in every match; for a row without hints that is the empty text."""
    return tuple(hints.split("|"))


def has_hint(hints: str, low: str) -> bool:
    """Whether a lower-case text has one of the hints of a row."""
    return any(map(low.__contains__, alternatives(hints)))


class Hinted(Protocol):
    """A row of a table with `hints`."""

    @property
    def hints(self) -> str:
        """What a text has to have, in lower case, with `|` between alternatives."""
        ...


Row = TypeVar("Row", bound=Hinted)


def rows_by_hints(rows: Sequence[Row]) -> Callable[[str], Iterator[Row]]:
    """A function that takes a lower-case text, and returns the rows whose hints are in it.

    Many lines of a log differ only in their digits, so what is in a line without them is cached.
    """

    @lru_cache(maxsize=1024)
    def possible(masked: str) -> tuple[Row, ...]:
        return tuple(row for row in rows if has_hint(row.hints.translate(_MASKED), masked))

    def found(low: str) -> Iterator[Row]:
        for row in possible(low.translate(_MASKED)) if len(low) <= _LINE else rows:
            if has_hint(row.hints, low):
                yield row

    return found
