"""Which of a text's codes is the failure itself: the innermost, the first, none that was got over.

The signs are a table. A code of which nothing is said keeps its place in the text.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import partial
from typing import NamedTuple

from bot.codes.detection import Found
from bot.codes.names import names_of
from bot.codes.patterns import compiled
from bot.codes.status_code import SIGN

MANY = 4
"""Different codes that make a text a log, whose codes are put in order by count and severity."""


class Sign(NamedTuple):
    """Words in the line of a code, before it or after it, that move it by so many places back."""

    back: int
    before: str = ""
    after: str = ""


_GOT_OVER = (
    r"\bignor(?:ed?|ing)\b|translated to success|non-?fatal|\bretrying\b|\bretryable\b|tried again"
    r"|\bwill try\b|\b(?:will|to) (?:be )?retr(?:y|ied)\b|\bharmless\b|\bpermissible\b"
    r"|\b(?:as|is|was|are) expected\b|\bcontinuing\b|\bskipping\b|\bskipped\b"
)
_FOLLOWS = (
    r"roll(?:ed|ing)? ?back|\brollback\b|actual error code|MainEngineThread|Back from server"
    r"|Return value|success or error status|\b(?:exit(?:ed|ing)?|return) ?(?:code|status|with)\b"
    r"|\bexited\b|ended with|failed with code|Overall|Deployment failed"
)
SIGNS = (
    Sign(100, after=_GOT_OVER),
    Sign(100, before=rf"(?:{_GOT_OVER})\W{{0,3}}(?:\w+\W{{1,3}}){{0,6}}$"),
    Sign(1, before=rf"(?:{_FOLLOWS})[^\n]{{0,60}}$"),
    Sign(1, after=r": ?[A-Z]\w+Err: ?DSID"),
    Sign(1, before=r"\b(?:INFO|DEBUG|TRACE)\b[^\n]*$"),
    Sign(-2, before=r"\bsub ?status\W{0,12}$"),
)
"""What was got over comes last; what only tells how all ended comes behind what it follows from."""

WRAPPERS = frozenset(
    (
        *(0x643, 0x652, 0x80070643, 0x80004005, 0x80020009, 0x80090308),
        *(0x80131500, 0x80131501, 0x80131509, 0x80131534, 0x80131604, 0x80131904, 0xE0434352),
        *(0x80073CF0, 0x80073CF6, 0x80073CF9, 0x8024200B, 0x8024000B, 0x80240022, 0x8A150006),
        *(0xC000006D, 0xE06D7363),
    )
)
"""Codes that say that something failed, and leave it to another to say what."""

_DEEPER = r"--->|\bCaused by:|(?<!\bEnd of )\bInner ?Exception\b"
_LESS_DEEP = r"--- End of inner exception"
_LINE = 200
"""Characters on either side of a code that are read as its line."""
_IGNORING = "\n...ignoring"
"""What Ansible says of a failure on the line below it."""
_GOT_OVER_BY = 50
_LOOKED_AT = 5
"""Places of one code that are looked at."""
_HARMLESS = frozenset((0x0, 0xBC2, 0x669, 0x41300, 0x41301, 0x41303, 0x41325))
"""Successes, and what only asks for a restart."""


class Order(Enum):
    """In which order the codes of a text are given."""

    TEXT = "as they stand"
    MAIN_FIRST = "the main failure first"
    COUNT = "the most frequent first"


class Ranking(NamedTuple):
    """Each code of a text once, and in which order."""

    codes: tuple[Found, ...]
    order: Order


def ranked(text: str, occurrences: Sequence[Found]) -> Ranking:
    """Each code once, the main failure first; of its places the one that is nearest to it."""
    first = {each.code.decimal: each for each in reversed(occurrences)}
    if len(first) <= 1:
        return Ranking(tuple(first.values()), Order.TEXT)
    depths = _Depths(text)
    best: dict[int, _Placed] = {}
    looked = Counter[int]()
    for each in occurrences:
        value = each.code.decimal
        looked[value] += 1
        if looked[value] <= _LOOKED_AT:
            placed = _Placed(_level(text, each, depths), each.start, each)
            best[value] = min(best.get(value, placed), placed)
    counts = counted(occurrences)
    key = partial(_in_log, counts=counts) if counts else None
    codes = tuple(placed.found for placed in sorted(best.values(), key=key))
    if counts:
        return Ranking(codes, Order.COUNT)
    differ = len({placed.level for placed in best.values()}) > 1
    return Ranking(codes, Order.MAIN_FIRST if differ else Order.TEXT)


class _Placed(NamedTuple):
    """A code with how far it is from the failure, and where it stands."""

    level: int
    start: int
    found: Found


class _Depths:
    """How deep in nested exceptions each place of a text is."""

    def __init__(self, text: str) -> None:
        self._deeper = [match.end() for match in compiled(_DEEPER, re.IGNORECASE).finditer(text)]
        self._back = [match.end() for match in compiled(_LESS_DEEP, re.IGNORECASE).finditer(text)]

    def at(self, place: int) -> int:
        """The number of exceptions around a place."""
        return bisect(self._deeper, place) - bisect(self._back, place)


def counted(occurrences: Iterable[Found]) -> Counter[int] | None:
    """How often each code stands in a log; None where the text is none."""
    counts = Counter(each.code.decimal for each in occurrences)
    return counts if len(counts) >= MANY and max(counts.values()) > 1 else None


def _in_log(placed: _Placed, counts: Counter[int]) -> tuple[bool, int, int, int]:
    """A code's place in a log: what was got over last, then by count, severity, level."""
    value = placed.found.code.decimal
    return placed.level >= _GOT_OVER_BY, -counts[value], harmlessness(value), placed.level


def harmlessness(value: int) -> int:
    """How little a code says of a failure: the more, the later it comes among equals."""
    if value in _HARMLESS or value in WRAPPERS:
        return 2
    return 0 if value >= SIGN or names_of(value) else 1


def _level(text: str, each: Found, depths: _Depths) -> int:
    """How far a code is from the failure itself: the less, the nearer."""
    start, end = each.start, each.start + len(each.written)
    begin = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    stop = text.find("\n", end) % (len(text) + 1)  # where there is none, the end of the text
    before, after = text[begin:start], text[end : min(end + _LINE, stop)]
    if text.startswith(_IGNORING, stop):
        after += _IGNORING
    level = sum(
        sign.back
        for sign in SIGNS
        if (sign.before and compiled(sign.before, re.IGNORECASE).search(before))
        or (sign.after and compiled(sign.after, re.IGNORECASE).search(after))
    )
    value = each.code.decimal
    return level - 4 * depths.at(start) + 2 * (value in WRAPPERS) + 3 * (value in _HARMLESS)
