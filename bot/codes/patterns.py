"""The patterns of the tables, each compiled when it is first used, and hints of their rows."""

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


class Hinted(Protocol):
    """A row of a table with a `hint`, and some `hints` of which a text has to have one."""

    @property
    def hint(self) -> str:
        """What a text has to have, in lower case."""
        ...

    @property
    def hints(self) -> Sequence[str]:
        """Of these, in lower case, a text has to have one; empty for no such condition."""
        ...


Row = TypeVar("Row", bound=Hinted)


def rows_by_hints(rows: Sequence[Row]) -> Callable[[str], Iterator[Row]]:
    """A function that takes a lower-case text, and returns the rows whose hints are in it.

    Many lines of a log differ only in their digits, so what is in a line without them is cached.
    """

    @lru_cache(maxsize=1024)
    def possible(masked: str) -> tuple[Row, ...]:
        return tuple(
            row
            for row in rows
            if row.hint.translate(_MASKED) in masked
            and has_hint([hint.translate(_MASKED) for hint in row.hints], masked)
        )

    def found(low: str) -> Iterator[Row]:
        for row in possible(low.translate(_MASKED)) if len(low) <= _LINE else rows:
            if row.hint in low and has_hint(row.hints, low):
                yield row

    return found


def has_hint(hints: Sequence[str], low: str) -> bool:
    """Whether a lower-case text has one of the hints of a row, if there are any."""
    return not hints or any(hint in low for hint in hints)
