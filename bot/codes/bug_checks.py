"""Finds the bug checks (STOP codes) in a text, with their parameters.

A bug check's number is hex, with or without a 0x, and what follows it in brackets are no codes but
what Windows says of the place where it stopped.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.codes.names import names_of

_HEX = "[0-9A-Fa-f]"
_PARAMETER = rf"(?:0[xX])?{_HEX}{{1,8}}`?{_HEX}{{0,8}}"
_STOP = (
    r"(?<![A-Za-z])(?<!VERIFIER )(?:(?i:stop[ ]?code|stop[ ]error)|(?P<verb>(?i:stop)))"
    r"\s?[:=]?\s*"
)
_CHECK = r"(?i:bug\s?check(?:[ ]code)?(?:[ ](?:was|is))?)\s?[:=]?\s*\(?"
_FORMS = (
    # *** STOP: 0x0000007B (…), stop code 0x7B, STOP: c000021a {Fatal System Error}
    rf"{_STOP}(?:0[xX](?P<stop>{_HEX}{{1,8}})|(?P<bare>{_HEX}{{8}}))",
    # The bugcheck was: 0x0000009f (…), Bug Check 0x3B
    rf"{_CHECK}0[xX](?P<check>{_HEX}{{1,8}})",
    # BugCheck 9F, {…}
    rf"(?i:bug\s?check)\s+(?P<debugger>{_HEX}{{1,8}})(?=\s*,?\s*\{{)",
    # BugcheckCode 159, of the Kernel-Power event
    r"(?i:bug\s?check\s?code)\W{1,4}(?P<decimal>[0-9]{1,5})",
)
_BUG_CHECK = (
    rf"(?:{'|'.join(_FORMS)})(?![0-9A-Za-z_])"
    r"(?:\s*[,:]?\s*[({]\s*"
    rf"(?P<parameters>{_PARAMETER}(?:\s*[,\s]\s*{_PARAMETER}){{1,4}})\s*,?\s*[)}}]?)?"
)


class BugCheck(NamedTuple):
    """A bug check: where it stands and where its parameters end, its number, the parameters."""

    start: int
    written_end: int
    end: int
    value: int
    parameters: tuple[str, ...]


def bug_checks_in(text: str) -> Iterator[BugCheck]:
    """The bug checks in a text, in their order."""
    for match in re.finditer(_BUG_CHECK, text):
        group = next(name for name in _GROUPS if match[name])
        value = int(match[group], 10 if group == "decimal" else 16)
        named = any(name.table == "bug check" for name in names_of(value))
        if not named and (value >= _COUNTED or match["verb"]):
            continue
        if match["verb"] == "stop" and len(match[group]) < _WIDTH and not match["parameters"]:
            continue  # "it could not stop: 0x5"
        parameters = re.findall(_PARAMETER, match["parameters"] or "")
        prefixed = text[match.start(group) - 2 : match.start(group)].lower() == "0x"
        start = match.start(group) - 2 * prefixed
        yield BugCheck(start, match.end(group), match.end(), value, tuple(parameters))


_COUNTED = 0x1000
"""Bug checks are counted from 1; the few above this have names."""
_WIDTH = 8
"""Digits in which Windows writes the number."""
_GROUPS = ("stop", "bare", "check", "debugger", "decimal")
