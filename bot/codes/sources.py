"""PURE. Texts that are read beside the question itself: messages, their quotations, shared files.

A file is read in strict mode and in blocks, so that its reader can stop between two of them.
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.codes.found import Found
from bot.codes.log_reader import Tally, lines_with_codes

if TYPE_CHECKING:
    from bot.codes.status_code import StatusCode

BLOCK = 64 * 1024
"""Characters of a file that are read at a time; a block takes a fraction of a second."""
MOST_CODES = 100
"""Different codes of a file after which its reader stops."""
LONGEST_QUOTE = 300
"""Characters that are quoted of a line with a code."""
_LONGEST_NAME = 80
_REPLACEMENT = "\ufffd"
_SAMPLE = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # what PowerShell's > and regedit write
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Why(StrEnum):
    """Why a file was not read."""

    ARCHIVE = "archive"
    EVENT_LOG = "event log"
    DUMP = "dump"
    PICTURE = "picture"
    DOCUMENT = "document"
    BINARY = "binary"
    TOO_LARGE = "too large"
    EXTERNAL = "external"
    GONE = "gone"
    NO_SCOPE = "no scope"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that was not read, by its printable name, and why."""

    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class FileCode:
    """A code in a file: the number of `lines` that have it, and the first one, counted from 1."""

    found: Found
    line: str
    number: int
    lines: int


@dataclass(frozen=True, slots=True)
class FileRead:
    """The result for a file: each code once, the most frequent first, and the lines that were read.

    `whole` says that the file was read to its end.
    """

    name: str
    codes: tuple[FileCode, ...] = ()
    lines: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A message, or a quotation in the question's own message: its text and its files.

    Its time is `seconds` since 1970; `utc` is that time as text, and empty for the question's own
    message. `left_out` is the number of files that were not opened.
    """

    text: str
    seconds: int = 0
    utc: str = ""
    files: tuple[FileRead, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    left_out: int = 0


class NotTextError(ValueError):
    """The content of a file is not text."""


def printable(name: str) -> str:
    """A file's name on one short line, without invisible characters."""
    shown = "".join(char if char.isprintable() else _REPLACEMENT for char in name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


def decoded(content: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-8 or UTF-16, else cp1252.

    Raises `NotTextError`.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content[:_SAMPLE]:
        return content.decode(_utf_16_without_mark(content[:_SAMPLE]), errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _utf_16_without_mark(sample: bytes) -> str:
    """The encoding of Latin text in which every other byte is 0. Raises `NotTextError`."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 9 * even and odd * 4 > len(sample):
        return "utf-16-le"
    if even > 9 * odd and even * 4 > len(sample):
        return "utf-16-be"
    raise NotTextError


def blocks_of(text: str) -> Iterator[str]:
    """The text in blocks that end with a line, unless a line is longer than a block."""
    start = 0
    while start < len(text):
        end = start + BLOCK
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        yield text[start:end]
        start = end


class FileReader:
    """Reads a file block by block and collects its codes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: dict[StatusCode, tuple[Found, str, Tally]] = {}
        self._breaks = 0

    def read(self, block: str) -> None:
        """Add the codes of the next block."""
        for line in lines_with_codes(block, io.StringIO()):
            number = self._breaks + line.number
            for found in line.codes:
                if found.code not in self._seen:
                    self._seen[found.code] = found, _quoted(line.text), Tally(number)
                self._seen[found.code][2].add(number)
        self._breaks += block.count("\n")

    @property
    def is_full(self) -> bool:
        """Whether the file has so many codes that reading should stop."""
        return len(self._seen) >= MOST_CODES

    def result(self, *, whole: bool) -> FileRead:
        """The codes so far; `whole` says that the file was read to its end."""
        seen = sorted(self._seen.values(), key=lambda each: each[2].sort_key(each[0].code))
        codes = tuple(
            FileCode(found._replace(start=0), line, tally.first, tally.count)
            for found, line, tally in seen
        )
        return FileRead(self._name, codes[:MOST_CODES], self._breaks, whole)


def _quoted(line: str) -> str:
    line = line.strip()[:LONGEST_QUOTE]
    return "".join(char if char.isprintable() or char == "\t" else _REPLACEMENT for char in line)
