"""The patterns of the tables, each compiled when it is first used."""

import re
from functools import cache


@cache
def compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A compiled pattern, cached without a limit: the cache of `re` itself has 512 entries."""
    return re.compile(pattern, flags)
