"""IISSYNC's output on a console: a number on a line of its own, below the command.

Between the two there may be blank lines, a prompt, a command that shows the exit code, and the rest
of an IISSYNC command that was broken over several lines.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from bot.codes.found import Region, code_at
from bot.codes.rules import Notation
from bot.codes.status_code import TOO_BIG

_COMMAND = r"(?im)\biissync(?:\.exe)?(?:[ \t]+[^\s,:]+){0,8}[ \t]*$"
_PROMPT = r"(?:PS ?)?(?:[A-Za-z]:\\[^\n>]{0,200})?(?:>|[$#](?=[ \t]))[ \t]*"
_ASKS_FOR_IT = r"(?i)(?:echo\s+)?(?:%errorlevel%|\$lastexitcode|\$\?)"
_PRINTED = r"(?P<number>[0-9]{1,10}|-[0-9]{10}|0[xX][0-9A-Fa-f]{1,8})(?=\s*$|[A-Za-z]:\\)"
_BROKEN_LINES, _LONGEST_BROKEN = 2, 40
_MOST_LINES = 40


def printed_by_iissync(text: str) -> Iterator[Region]:
    """Each number that IISSYNC printed."""
    end = 0
    for command in re.finditer(_COMMAND, text):
        if command.start() >= end:
            for printed in _output(text, command.end() + 1):
                yield printed
                end = printed.end


def _output(text: str, start: int) -> Iterator[Region]:
    """The numbers below a command, up to the next command.

    Below lines that cannot be the rest of the command, a number counts only if the user has shown
    the exit code, for example with `echo %errorlevel%`.
    """
    broken, counts = 0, True
    for line in islice(_lines(text, start), _MOST_LINES):
        printed = re.match(_PRINTED, line.text)
        if re.fullmatch(_ASKS_FOR_IT, line.text):
            counts = True
        elif printed and counts:
            yield from _number(text, line, printed)
        elif line.text and line.is_command:
            return
        elif line.text:
            broken += 1
            is_rest = len(line.text) <= _LONGEST_BROKEN and " " not in line.text
            counts = counts and is_rest and broken <= _BROKEN_LINES


def _number(text: str, line: "_Line", printed: re.Match[str]) -> Iterator[Region]:
    """The number of a line, unless it has more than 32 bits."""
    is_hex = printed["number"][:2].lower() == "0x"
    value = int(printed["number"], 16 if is_hex else 10)
    if value < TOO_BIG:
        span = line.start, line.start + printed.end("number")
        notation = Notation.HEX if is_hex else Notation.DECIMAL
        why = "IISSYNC prints it on a line of its own"
        yield Region(*span, (code_at(text, span, value % TOO_BIG, notation, why),))


class _Line(NamedTuple):
    """A line without its prompt or its quotation marks; `is_command` if it had a prompt."""

    text: str
    start: int
    is_command: bool


def _lines(text: str, start: int) -> Iterator[_Line]:
    prompt = re.compile(rf"[ \t]*{_PROMPT}|[ \t]+")
    for match in re.compile(r"[^\n]+").finditer(text, start):
        at, is_command = match.start(), False
        while begin := prompt.match(text, at, match.end()):
            at, is_command = begin.end(), is_command or bool(begin[0].strip("> \t"))
        yield _Line(text[at : match.end()].rstrip(), at, is_command)
