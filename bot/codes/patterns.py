"""The patterns of the tables, each compiled when it is first needed."""

import re
from functools import cache


@cache
def compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern, kept however many others there are: `re` itself forgets all but some hundred."""
    return re.compile(pattern, flags)
