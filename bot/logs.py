"""Reading text of any length, in blocks of whole lines, with bounded memory."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, TextIO

from bot.decoder.finding import Ear, find_codes
from bot.decoder.listening import Found
from bot.decoder.status_code import StatusCode

BLOCK = 256 * 1024
"""Characters that are read at a time; a longer line is read in pieces of this length."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # what PowerShell's > writes
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Tally:
    """In how many lines a code stands, from which to which, and how it is first written."""

    def __init__(self, written: str, line: int) -> None:
        self.written = written
        self.first = self.last = line
        self.count = 1

    def add(self, line: int) -> None:
        """Count a line with the code, once however often it is told."""
        self.count += line != self.last
        self.last = line


class Line(NamedTuple):
    """A line with codes, by its number from 1, and each of its codes once."""

    number: int
    codes: tuple[Found, ...]


def opened(source: BinaryIO) -> TextIO:
    """`source` as text: UTF-8 or what its byte order mark says; what is neither shows as such."""
    start = source.peek(4)[:4] if isinstance(source, io.BufferedReader) else b""
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    return io.TextIOWrapper(source, encoding, errors="replace")


def lines_with_codes(head: str, rest: TextIO) -> Iterator[Line]:
    """The lines of a log that hold codes, overheard, as they are read."""
    number = 1
    for block in _blocks(head, rest):
        findings = find_codes(block, Ear.OVERHEARD)
        at, codes = 0, dict[StatusCode, Found]()
        for found in findings.occurrences:
            passed = findings.text.count("\n", at, found.start)
            if passed and codes:
                yield Line(number, tuple(codes.values()))
                codes = {}
            number, at = number + passed, found.start
            codes.setdefault(found.code, found)
        if codes:
            yield Line(number, tuple(codes.values()))
        number += findings.text.count("\n", at)


def _blocks(head: str, rest: TextIO) -> Iterator[str]:
    """The text in blocks that end with a line, where lines are not longer than a block."""
    left = head
    while more := rest.read(BLOCK):
        left += more
        end = left.rfind("\n") + 1 or (len(left) if len(left) >= BLOCK else 0)
        if end:
            yield left[:end]
            left = left[end:]
    if left:
        yield left
