"""Find the main failure among a text's codes: the innermost, the first, none recovered from.

The signs are a table. Codes without any sign stay in the order of the text.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from bot.codes.found import Found
from bot.codes.names import names_of
from bot.codes.patterns import compiled, has_hint
from bot.codes.rules import LISTED
from bot.codes.status_code import SIGN

MANY = 4
"""A text with so many different codes is a log; its codes are ordered by count and severity."""


class RankSign(NamedTuple):
    """Words before or after a code in its line, and how many levels they move it `back`."""

    back: int
    before: str = ""
    after: str = ""


_RECOVERED = 100
_RECOVERY_WORDS = (
    r"\bignor(?:ed?|ing)\b|translated to success|non-?fatal|\bretrying\b|\bretryable\b|tried again"
    r"|\bwill try\b|\b(?:will|to) (?:be )?retr(?:y|ied)\b|\bharmless\b|\bpermissible\b"
    r"|\b(?:as|is|was|are) expected\b|\bcontinuing\b|\bskipping\b|\bskipped\b"
    r"|\bf(?:a|e)ll(?:ing)? ?back\b|\btrying (?:the next|another)\b"
)
_HARMLESS_WORDS = (
    r"\b(?:non|not)[- ]?(?:critical|an error|a problem|an issue|serious)\b|\bbenign\b"
    r"|\b(?:may|can|could|might) be (?:legitimate|normal|harmless|safely ignored)\b"
    r"|\b(?:is|are) (?:normal|by design|informational|no error|no problem)\b"
)
_CONSEQUENCE_WORDS = (
    r"actual error code|MainEngineThread|Back from server"
    r"|Return value|success or error status|\b(?:exit(?:ed|ing)?|return) ?(?:code|status|with)\b"
    r"|\bexited\b|ended with|Overall|Deployment failed"
)
_DISPLAY_WORDS = (
    r"(?:\b(?:only|dialog|screen|settings|update|page|window|pop-?up|message box)\b[^\n.:;]{0,20}"
    r"\b(?:shows?|says?|displays?)\b|\bon (?:the )?screen\b)[^\n.;]{0,30}$"
)
_NOT_STARTED = (
    r"\b(?:could not|couldn't|cannot|did not|failed to) (?:be started|start(?! process)(?:ed)?)\b"
    r"[^\n]{0,120}$"
)
_OF_THE_DEBUGGER = (
    r"(?:LoadLibrary\(\w{1,40}\) failed"
    r"|Unable to (?:load image|verify (?:timestamp|checksum))[^\n]*)"
)
"""What the debugger of Windows itself could not do."""
_WHILE_REPORTING = (
    r"\b(?:(?:captur|sav|tak|writ)(?:e|ing)|(?:collect|send|upload)(?:ing)?) (?:[a-z]+ ){0,3}"
    r"(?:screen ?shots?|telemetry|diagnostics|(?:crash|mini|memory) ?dumps?|feedback)\b"
    r"[^\n]{0,120}$"
)
SIGNS = (
    RankSign(_RECOVERED, after=rf"{_RECOVERY_WORDS}|{_HARMLESS_WORDS}"),
    RankSign(
        _RECOVERED,
        before=rf"(?:{_RECOVERY_WORDS})[^\w.;\n]{{0,3}}(?:\w+[^\w.;\n]{{1,3}}){{0,6}}$",
    ),
    RankSign(1, before=rf"(?:{_CONSEQUENCE_WORDS})[^\n]{{0,60}}$"),
    RankSign(4, before=r"\b(?:roll(?:ed|ing)? ?back|rollback)\b[^\n]{0,60}$"),
    RankSign(1, before=r"\b(?:ERROR|EXCEPTION)_CODE: \(NTSTATUS\) $"),
    RankSign(1, after=r": ?[A-Z]\w+Err: ?DSID"),
    RankSign(1, before=r"\b(?:INFO|DEBUG|TRACE|WARN(?:ING)?)\b[^\n]*$"),
    RankSign(1, after=r" \(ESE: "),
    RankSign(-2, before=r"\bsecondary error value\W{1,12}$"),
    RankSign(_RECOVERED, before=r"\breturned status: 0\. GetLastError\(\) returned: $"),
    RankSign(-2, before=r"\bsub ?status\W{0,12}$"),
    RankSign(-2, before=r"\bcomment: [^\n]{1,160}, data $"),
    RankSign(-2, before=r"\bMsg:\[[^\n]*$"),
    RankSign(
        -2, before=r"\b(?:because(?: of)?|due to|caused by|result(?:s|ing|ed) from)\b[^\n]{0,40}$"
    ),
    RankSign(-2, before=r"(?:\bwith|removed)[ _]reason\W{1,3}$"),
    RankSign(-1, before=r", \(0, [^\n]{0,160}, 0, $"),
    RankSign(-3, before=r"\bproblem code: 0x[0-9a-f]{1,2}, ntstatus: $"),
    RankSign(-2, before=r"\bunrecoverable\b[^\n]{0,20}$"),
    RankSign(-2, after=r"[^\n]{0,20}\bunrecoverable\b"),
    RankSign(-2, before=r"\bNetpDoDomainJoin: status: $"),
    RankSign(1, before=r" 401 2 $"),
    RankSign(3, before=r" [0-9]{2,5} - (?:[0-9.]{7,15}|[0-9a-f:]{2,39}) [^\n]*\b401 [0-9] $"),
    RankSign(4, before=rf"\b{_OF_THE_DEBUGGER}, Win32 error $"),
    RankSign(1, before=_DISPLAY_WORDS),
    RankSign(1, before=_NOT_STARTED),
    RankSign(4, before=_WHILE_REPORTING),
    RankSign(1, before=r"\bUnable to determine presence of driver package\b[^\n]{0,20}$"),
    RankSign(1, before=r"\{[^{}\n]{3,60}\bexit ?\($"),
    RankSign(-1, before=r"\bfailed with the following error: [^\n]*$"),
)
"""A failure that was recovered from comes last, a consequence comes after its cause, and a detail
before the code that it is a detail of."""

WRAPPERS = frozenset(
    (
        *(0x643, 0x652, 0x80070643, 0x80004005, 0x8000FFFF, 0x80020009, 0x80090308),
        *(0x8004E00F, 0x800F0922, 0x80042302, 0x80042306, 0x8004230F, 0xE0434352),
        *(0x80073CF0, 0x80073CF6, 0x80073CF9, 0x8024200B, 0x8024000B, 0x80240022, 0x8A150006),
        *(0xC000006D, 0xE06D7363, 0x8024402F, 0xC00002E1),
    )
)
"""Codes that mean only that something failed; another code gives the reason."""
_OF_DOTNET = frozenset((0x801315, 0x801316, 0x801319))
"""All but the last byte of .NET's codes for kinds of exceptions, which are as unspecific."""

_DEEPER = r"--->|\bCaused by:|(?<!\bEnd of )\bInner ?Exception\b"
_LESS_DEEP = r"--- End of inner exception"
_DEPTH_HINTS = "--->|caused by:|innerexception|inner exception"
_LINE = 200
"""Characters on either side of a code that are searched for signs in its line."""
_RETRIED = (
    r"\n\.\.\.ignoring|\n[^\n]{0,120}\b[Tt]rying again\b"
    r"|(?:\n[^\n]{1,200})?\n[^\n0-9]{3,40}[0-9]{1,6} [^\n.]{3,30}\.\.\. ?[^\n.]{4,40}\.\.\."
    r"|\n{1,2}[ \t]*(?:\(|(?i:this|that|it)\b)"
    rf"(?:fine\b|[^\n0-9]{{0,60}}(?i:{_RECOVERY_WORDS}|{_HARMLESS_WORDS}))[^\n0-9]*(?:\n|\Z)"
)
"""The line below a failure that says that it was recovered from: "...ignoring" of Ansible, "Trying
again", "Waiting 30 seconds... Retrying..." of robocopy in any language, or a sentence such as "This
is expected"."""
_MOST_PLACES = 5
"""Occurrences of one code that are rated."""
_HARMLESS = frozenset(
    (
        *(0x50, 0xB7, 0x420, 0x426, 0x4DF, 0x8B0, 0x524, 0x80070050, 0x800700B7, 0xC0000035),
        *(0x0, 0xBC2, 0x669, 0x41300, 0x41301, 0x41303, 0x41325, 0x80070BC2),
        *(0x240001, 0x240005, 0x240006, 0x8024000C),
        *(0x3E5, 0x8000000A, 0x800703E5, 0xC0370103),
        0x80004004,
    )
)
"""Codes that are no failures: a success, a request to restart, "already exists", "nothing to do",
"was not started", "still pending", and "aborted", which follows from another failure."""


class Order(Enum):
    """The order of a text's codes."""

    TEXT = "the order of the text"
    MAIN_FIRST = "the main failure first"
    COUNT = "the most frequent first"


class Ranking(NamedTuple):
    """Each code of a text once, and the order of the codes."""

    codes: tuple[Found, ...]
    order: Order


def ranked(text: str, occurrences: Sequence[Found]) -> Ranking:
    """Each code once, the main failure first; of its occurrences, the one of the lowest level."""
    first = {each.code.decimal: each for each in reversed(occurrences)}
    if len(first) <= 1:
        return Ranking(tuple(first.values()), Order.TEXT)
    best = _lowest_levels(text, occurrences)
    counts = counts_of_log(occurrences)
    key = partial(_log_order, counts=counts) if counts else None
    codes = tuple(placed.found for placed in sorted(best, key=key))
    if counts:
        return Ranking(codes, Order.COUNT)
    differ = len({placed.level for placed in best}) > 1
    return Ranking(codes, Order.MAIN_FIRST if differ else Order.TEXT)


def _lowest_levels(text: str, occurrences: Sequence[Found]) -> "Collection[_Placed]":
    """The occurrence of the lowest level of each code."""
    depths = _Depths(text)
    best: dict[int, _Placed] = {}
    rated = Counter[int]()
    for each, next_start in zip(occurrences, _next_starts(text, occurrences), strict=True):
        value = each.code.decimal
        rated[value] += 1
        if rated[value] <= _MOST_PLACES:
            placed = _Placed(_level(text, each, next_start, depths), each.start, each)
            best[value] = min(best.get(value, placed), placed)
    return best.values()


def _next_starts(text: str, occurrences: Sequence[Found]) -> list[int]:
    """The start of the next other code after each code; members of one list share it."""
    starts = [len(text)]
    for each, other in pairwise(reversed(occurrences)):
        between = text[other.start + len(other.written) : each.start]
        same = other.code == each.code or re.fullmatch(LISTED, between)
        starts.append(starts[-1] if same else each.start)
    return starts[::-1]


class _Placed(NamedTuple):
    """A code with its level, which is its distance from the main failure, and its position."""

    level: int
    start: int
    found: Found


class _Depths:
    """The depth of nested exceptions at each position of a text."""

    def __init__(self, text: str) -> None:
        nested = has_hint(_DEPTH_HINTS, text.lower())
        self._deeper = _ends_of(_DEEPER, text) if nested else []
        self._back = _ends_of(_LESS_DEEP, text) if nested else []

    def at(self, position: int) -> int:
        """The number of exceptions around a position."""
        return bisect(self._deeper, position) - bisect(self._back, position)


def _ends_of(pattern: str, text: str) -> list[int]:
    return [match.end() for match in compiled(pattern, re.IGNORECASE).finditer(text)]


def counts_of_log(occurrences: Iterable[Found]) -> Counter[int] | None:
    """The number of occurrences of each code in a log; None if the text is not a log."""
    counts = Counter(each.code.decimal for each in occurrences)
    return counts if len(counts) >= MANY and max(counts.values()) > 1 else None


def _log_order(placed: _Placed, counts: Counter[int]) -> tuple[bool, int, int, int]:
    """The sort key in a log: not recovered from, count, severity, level."""
    value = placed.found.code.decimal
    return placed.level >= _RECOVERED // 2, -counts[value], harmlessness(value), placed.level


def harmlessness(value: int) -> int:
    """How unspecific a code is, from 0 to 2: among equals, lower numbers come first."""
    if value in _HARMLESS or is_wrapper(value):
        return 2
    return 0 if value >= SIGN or names_of(value) else 1


def is_wrapper(value: int) -> bool:
    """Whether a code means only that something failed, and another gives the reason."""
    return value in WRAPPERS or value >> 8 in _OF_DOTNET


def _begin_of_line(text: str, start: int) -> int:
    """The start of the line at a position, or of the line before, if that is only its label."""
    begin = text.rfind("\n", 0, start) + 1
    if text[max(0, begin - 2) : start].strip() == ":":
        begin = text.rfind("\n", 0, max(0, begin - 1)) + 1
    return max(begin, start - _LINE)


def _level(text: str, each: Found, next_start: int, depths: _Depths) -> int:
    """The distance of a code from the main failure, which has the lowest level.

    Words after the next code in the line belong to that code.
    """
    start, end = each.start, each.start + len(each.written)
    begin = _begin_of_line(text, start)
    stop = text.find("\n", end) % (len(text) + 1)  # without a line break, the end of the text
    before, after = text[begin:start], text[end : min(end + _LINE, stop, next_start)]
    level = sum(
        sign.back
        for sign in SIGNS
        if (sign.before and compiled(sign.before, re.IGNORECASE).search(before))
        or (sign.after and compiled(sign.after, re.IGNORECASE).search(after))
    )
    value = each.code.decimal
    level += _RECOVERED * bool(compiled(_RETRIED).match(text, stop))
    if is_wrapper(value):
        return level - depths.at(start) + 2
    return level - 4 * depths.at(start) + 3 * (value in _HARMLESS)
