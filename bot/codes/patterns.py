"""The patterns of the tables, each compiled when it is first used, and hints of their rows."""

import re
from collections.abc import Sequence
from functools import cache


@cache
def compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A compiled pattern, cached without a limit: the cache of `re` itself has 512 entries."""
    return re.compile(pattern, flags)


def has_hint(hints: Sequence[str], low: str) -> bool:
    """Whether a lower-case text has one of the hints of a row, if there are any."""
    return not hints or any(hint in low for hint in hints)
