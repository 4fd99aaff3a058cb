"""IISSYNC's output on a console: a number on a line of its own, below the command.

Between the two there may be blank lines, a prompt, a command that shows the exit code, and the rest
of an IISSYNC command that was broken over several lines.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_COMMAND = r"(?im)\biissync(?:\.exe)?(?:[ \t]+[^\s,:]+){0,8}[ \t]*$"
_PROMPT = r"(?:PS ?)?(?:[A-Za-z]:\\[^\n>]{0,200})?(?:>|[$#](?=[ \t]))[ \t]*"
_ASKS_FOR_IT = r"(?i)(?:echo\s+)?(?:%errorlevel%|\$lastexitcode|\$\?)"
_PRINTED = r"(?P<number>[0-9]{1,10}|-[0-9]{10}|0[xX][0-9A-Fa-f]{1,8})(?=\s*$|[A-Za-z]:\\)"
_BROKEN_LINES, _LONGEST_BROKEN = 2, 40
_MOST_LINES = 40
_TOO_BIG = 1 << 32


def printed_by_iissync(text: str) -> Iterator[tuple[tuple[int, int], int]]:
    """The span and the value of each number that IISSYNC printed."""
    end = 0
    for command in re.finditer(_COMMAND, text):
        if command.start() >= end:
            for span, value in _output(text, command.end() + 1):
                yield span, value
                end = span[1]


def _output(text: str, start: int) -> Iterator[tuple[tuple[int, int], int]]:
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
            yield from _number(line, printed)
        elif line.text and line.is_command:
            return
        elif line.text:
            broken += 1
            is_rest = len(line.text) <= _LONGEST_BROKEN and " " not in line.text
            counts = counts and is_rest and broken <= _BROKEN_LINES


def _number(line: "_Line", printed: re.Match[str]) -> Iterator[tuple[tuple[int, int], int]]:
    """The number of a line, unless it has more than 32 bits."""
    value = int(printed["number"], 16 if "x" in line.text.lower() else 10)
    if value < _TOO_BIG:
        yield (line.start, line.start + printed.end("number")), value % _TOO_BIG


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
