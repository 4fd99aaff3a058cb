"""The source of a number, as far as the text shows it: IISSYNC, a bug check, or another program.

A number may have one meaning for IISSYNC and another elsewhere; the source decides which meaning an
answer gives first. The signs are tables: each row is a pattern, and the reason that users see.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from bot.codes.found import Found
from bot.codes.names import names_of, plain_bug_check
from bot.codes.printed_by import PrintedBy
from bot.codes.rules import Notation
from bot.codes.status_code import SIGN
from bot.codes.values import DOCUMENTED


class Context(NamedTuple):
    """The likely source of a number, and why, in words for the user.

    `why` is empty if the user asked for this very meaning. `certain` is false if the text does not
    show the source, so that any program may have printed the number.
    """

    printed_by: PrintedBy
    why: str
    certain: bool = True

    @property
    def may_be_a_status_code(self) -> bool:
        """Whether the number may be a status code of Windows."""
        return self.printed_by.prints_status_codes or not self.certain


class Sign(NamedTuple):
    """A pattern of texts that come from one source; `why` may quote the match as `{}`."""

    pattern: str
    why: str


_QUOTED = "the text says “{}”"
_PROGRAM = "“{}” belongs to another program"
_STOPPED = "the text says that Windows stopped"
_NAMED = "the text names {}"
_CHOSEN = "as your workspace chose"

IISSYNC_SIGNS = (
    Sign(r"\biissync(?:\.exe)?\b", "the text names it"),
    Sign(r"\berror replicating to target\b", _QUOTED),
    Sign(r"\bsource\s*:\s*[0-9]+, scanned\b", _QUOTED),
    Sign(r"\bmetabase\b", _QUOTED),
    Sign(r"\b(?:transaction server|mts)\b", _QUOTED),
    Sign(r"\breplication share\b", _QUOTED),
    Sign(r"\bin-process applications\b|\bappwamclsid\b|\biis utilities\b", _QUOTED),
    Sign(r"\b(?:both|two|cluster|other|between(?: the)?(?: cluster| two)?) nodes?\b", _QUOTED),
    Sign(r"\b(?:primary|secondary|active|passive) node\b", _QUOTED),
    Sign(r"\bnode ?[ab]\b", _QUOTED),
    Sign(r"\bsynchroni[sz]\w*(?: \S+){0,5} nodes?\b", _QUOTED),
    Sign(r"\bnodes?\b(?: \S+){0,5} synchroni[sz]\w*", _QUOTED),
    Sign(r"\bsynchroni[sz]\w*(?: \S+){0,3} iis\b|\biis resource group\b", _QUOTED),
)
"""Words of people who run IISSYNC, and the forms of its output. Case does not matter."""

PROGRAM_SIGNS = (
    Sign(r"\b[A-Za-z_.]*[A-Za-z](?:Exception|Error)\b(?=[\s:(\[,.])", _PROGRAM),
    Sign(r"(?i:\[win(?:32)?error -?[0-9]+\])|\[Error -?[0-9]+\]|\(os error [0-9]+\)", _PROGRAM),
    Sign(r"\[SC\]|\b(?i:sc(?:\.exe)? (?:query|start|stop|create|config|delete)\b)", _PROGRAM),
    Sign(r"\b(?i:(?:exception|ausnahme) (?:from|von) HRESULT)\b", _PROGRAM),
    Sign(r"\b(?i:system error [0-9]+ has occurred)", "NET prints “{}”"),
    Sign(
        r"\b(?i:(?:repadmin|dcdiag|psexec|robocopy|vboxmanage|msiexec|dism|wusa|regsvr32|hcsshim"
        r"|powershell|docker|winget|certutil|net use|net start|schtasks|wmic|nltest)(?:\.exe)?)\b",
        _NAMED,
    ),
    Sign(
        r"\b(?i:SQL Server|VirtualBox|Visual Studio|Windows Update|Active Directory|SharePoint"
        r"|Outlook|Excel|PowerPoint|Word\.Application|Exchange|Hyper-V|Python|Event ?ID)\b",
        _NAMED,
    ),
    Sign(r"\b(?i:COM class factory|component with CLSID)\b", _QUOTED),
    Sign(r"\b(?:CoCreateInstance|CreateProcess|CreateObject|OpenService)\w*", _QUOTED),
)
"""Signs that another program printed a number: an exception, a command, a product."""

STOP_SIGNS = (
    Sign(r"\bstop(?:\s?error)?\s?:?\s?(?=0x)|\bstop ?code\b", _STOPPED),
    Sign(r"\bbug ?check|\bblue ?screen|\bbsod\b|\bmini ?dump|\bmemory\.dmp\b", _STOPPED),
)
"""Signs that a number is the code of a bug check."""

_SIGNS = {
    PrintedBy.BUG_CHECK: STOP_SIGNS,
    PrintedBy.IISSYNC: IISSYNC_SIGNS,
    PrintedBy.ANY: PROGRAM_SIGNS,
}
_LINE_REACH = 300
"""Characters on either side of a number that are searched for signs in its line."""

_COMMON_BUG_CHECKS = frozenset(
    (
        *(0x0A, 0x18, 0x19, 0x1A, 0x1E, 0x24, 0x3B, 0x3D, 0x44, 0x4E, 0x50, 0x51, 0x76, 0x77),
        *(0x7A, 0x7B, 0x7E, 0x7F, 0x8E, 0x9C, 0x9F, 0xA0, 0xA5, 0xBE, 0xC1, 0xC2, 0xC4, 0xC5),
        *(0xC9, 0xCE, 0xD1, 0xD5, 0xDA, 0xDE, 0xE1, 0xE3, 0xEA, 0xED, 0xEF, 0xF4, 0xF7, 0xFC),
        *(0xFE, 0x101, 0x109, 0x10D, 0x10E, 0x113, 0x116, 0x117, 0x119, 0x11D, 0x122, 0x124),
        *(0x12B, 0x131, 0x133, 0x139, 0x13A, 0x13C, 0x144, 0x14F, 0x154, 0x15F, 0x160, 0x17E),
        *(0x187, 0x189, 0x192, 0x19C, 0x1A8, 0x1CA, 0x1D3),
    )
)
"""Common bug checks whose numbers are rare as Win32 errors."""

_FIRST_LARGE = 0x1000
"""Bug checks are numbered from 1; the few that are larger are read as other codes."""


def context_of(
    text: str,
    found: Found,
    *,
    is_only_codes: bool,
    thread: Sequence[str] = (),
    default: PrintedBy | None = None,
) -> Context:
    """The source of a number that was found in `text`; `thread` has all messages around it.

    The nearest sign in the number's line decides, then the whole text, then the thread. Without
    any, it is the `default`, if there is one. `is_only_codes` says that the text holds nothing but
    codes and filler words.
    """
    contexts = chain(
        _contexts_of_text(text, found), _contexts_of_thread(thread), _contexts_of_form(found)
    )
    first = next(contexts, None)
    if first:
        return first
    if default:
        return Context(default, _CHOSEN, certain=False)
    if is_only_codes:
        return Context(PrintedBy.IISSYNC, "only a number was sent", certain=False)
    value = found.code.decimal
    if found.written == str(value) and value in DOCUMENTED and value >= SIGN:
        return Context(PrintedBy.IISSYNC, "IISSYNC writes its numbers so", certain=False)
    return Context(PrintedBy.ANY, "the text does not mention IISSYNC", certain=False)


def _contexts_of_text(text: str, found: Found) -> Iterator[Context]:
    if found.printed_by:
        yield Context(found.printed_by, "the text says what printed it")
    if found.notation is Notation.BUG_CHECK or _is_bug_check_name(found):
        yield Context(PrintedBy.BUG_CHECK, _STOPPED)
    if _has_words_beside(text, found):
        yield from _nearest_context(text, found)
        of_text = _context_of_whole(text)
        if of_text:
            yield of_text
    if found.notation is Notation.NAME:
        yield Context(PrintedBy.ANY, "you asked by name")


def _has_words_beside(text: str, found: Found) -> bool:
    """Whether a text has a letter beside what was found: without, no pattern is compiled."""
    around = text[: found.start] + text[found.start + len(found.written) :]
    return re.search("[A-Za-z]", around) is not None


@lru_cache(maxsize=8)  # so that a text with many codes is searched once, not for each of them
def _context_of_whole(text: str) -> Context | None:
    """The source that a text shows anywhere, if any."""
    for printed_by in (PrintedBy.IISSYNC, PrintedBy.ANY):
        match = _pattern(printed_by).search(text)
        if match:
            return Context(printed_by, _why(match, _SIGNS[printed_by]))
    return None


def _nearest_context(text: str, found: Found) -> Iterator[Context]:
    """The context of the nearest sign in the line of a number, if the line has any."""
    start, end = _line_around(text, found)
    beside = [
        (_distance(match, found), Context(printed_by, _why(match, signs)))
        for printed_by, signs in _SIGNS.items()
        if printed_by is not PrintedBy.BUG_CHECK or _may_be_a_bug_check(found)
        for match in _pattern(printed_by).finditer(text, start, end)
    ]
    if beside:
        yield min(beside, key=lambda each: each[0])[1]


def _contexts_of_thread(thread: Sequence[str]) -> Iterator[Context]:
    if any(_pattern(PrintedBy.IISSYNC).search(message) for message in thread):
        yield Context(PrintedBy.IISSYNC, "the thread is about IISSYNC")


def _contexts_of_form(found: Found) -> Iterator[Context]:
    value = found.code.decimal
    plain = plain_bug_check(value)
    if plain in _COMMON_BUG_CHECKS and (_is_padded(found) or plain != value):
        yield Context(PrintedBy.BUG_CHECK, "STOP codes are written so", certain=False)


def _line_around(text: str, found: Found) -> tuple[int, int]:
    """The span of a number's line, or of the part of it that is searched."""
    start, end = max(found.start - _LINE_REACH, 0), found.start + _LINE_REACH
    after = text.find("\n", found.start, end)
    return max(text.rfind("\n", start, found.start) + 1, start), end if after < 0 else after


def _distance(match: re.Match[str], found: Found) -> int:
    """The number of characters between a sign and a number; 0 if they overlap."""
    return max(found.start - match.end(), match.start() - found.start - len(found.written), 0)


def _why(match: re.Match[str], signs: Sequence[Sign]) -> str:
    sign = signs[int((match.lastgroup or "")[1:])]
    return sign.why.format(" ".join(match[0].split()))


@cache
def _pattern(printed_by: PrintedBy) -> re.Pattern[str]:
    """All signs of a source as one pattern, with a group for each."""
    patterns = (sign.pattern for sign in _SIGNS[printed_by])
    groups = "|".join(f"(?P<s{number}>{pattern})" for number, pattern in enumerate(patterns))
    return re.compile(groups, 0 if printed_by is PrintedBy.ANY else re.IGNORECASE)


def _is_padded(found: Found) -> bool:
    return found.notation is Notation.HEX and found.written.lower().startswith("0x0000")


def _may_be_a_bug_check(found: Found) -> bool:
    """Whether a number is common as a bug check, or has the name and the form of one."""
    value = plain_bug_check(found.code.decimal)
    if found.notation is not Notation.HEX or value >= _FIRST_LARGE:
        return False
    named = any(name.table == "bug check" for name in names_of(value))
    is_full = _is_padded(found) or value != found.code.decimal
    return value in _COMMON_BUG_CHECKS or (is_full and named)


def _is_bug_check_name(found: Found) -> bool:
    named = (name for name in names_of(found.code.decimal) if name.name == found.written.upper())
    return found.notation is Notation.NAME and any(name.table == "bug check" for name in named)
