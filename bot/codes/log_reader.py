"""Read text of any length in blocks of whole lines, with bounded memory."""

import codecs
import io
from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO, NamedTuple, TextIO

from bot.codes.columns import open_head
from bot.codes.extraction import Mode, extract_codes
from bot.codes.found import Found
from bot.codes.ranking import harmlessness
from bot.codes.status_code import StatusCode

BLOCK = 256 * 1024
"""Characters that are read at a time; a longer line is split at this length."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # what PowerShell's > writes
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Tally:
    """The number of lines that have a code, and the first and the last of them."""

    def __init__(self, line: int) -> None:
        self.first = self.last = line
        self.count = 1

    def sort_key(self, code: StatusCode) -> tuple[int, int]:
        """The sort key of a log's codes: the most frequent first, then the most specific."""
        return -self.count, harmlessness(code.decimal)

    def add(self, line: int) -> None:
        """Count a line with the code, once even if it is added again."""
        self.count += line != self.last
        self.last = line


class Line(NamedTuple):
    """A line with codes: its number from 1, each of its codes once, and its text."""

    number: int
    codes: tuple[Found, ...]
    text: str


def opened(source: BinaryIO) -> TextIO:
    """`source` as text: UTF-8, or as its byte order mark says; invalid bytes become U+FFFD."""
    start = source.peek(4)[:4] if isinstance(source, io.BufferedReader) else b""
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    return io.TextIOWrapper(source, encoding, errors="replace")


def lines_with_codes(head: str, rest: TextIO) -> Iterator[Line]:
    """The lines of a log that have codes, in strict mode, while the log is being read."""
    number, columns = 1, ""  # the head of the columns that go on in the next block
    for block in _blocks(head, rest):
        extraction = extract_codes(columns + block, Mode.STRICT)
        text, at = extraction.text, len(columns)
        columns = open_head(text)
        for start, occurrences in groupby(
            extraction.occurrences, key=lambda found: text.rfind("\n", 0, found.start) + 1
        ):
            number, at = number + text.count("\n", at, start), start
            codes = {found.code: found for found in reversed(tuple(occurrences))}
            end = text.find("\n", start)
            whole = text[start : len(text) if end < 0 else end]
            yield Line(number, tuple(reversed(codes.values())), whole)
        number += text.count("\n", at)


def _blocks(head: str, rest: TextIO) -> Iterator[str]:
    """The text in blocks that end with a line, unless a line is longer than a block."""
    left = head
    while more := rest.read(BLOCK):
        left += more
        end = left.rfind("\n") + 1 or (len(left) if len(left) >= BLOCK else 0)
        if end:
            yield left[:end]
            left = left[end:]
    if left:
        yield left
