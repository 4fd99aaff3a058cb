"""EDGE. Lays out text for a terminal: lines that fit its width, and bold and dim print.

A code, an address and a command in backticks stay in one piece, so that they can be copied.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TextIO

from bot.cli.terminal import unguarded, visible
from bot.replies.document import Document, Line, Small, Span
from bot.replies.text import part_lines, plain_line

_BOLD, _DIM, _NORMAL = "\x1b[1m", "\x1b[2m", "\x1b[22m"
_COLOURS = re.compile(r"\x1b\[[0-9]+m")
_WIDE = (
    "\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
)
"""Characters of East Asia, which take two columns; a line may end between two of them."""
_TWO_COLUMNS = re.compile(f"[{_WIDE}\U0001f300-\U0001faff]")
_PIECE = re.compile(rf"[ \t]*(?:`[^`\n]+`[^ \t{_WIDE}]*|[{_WIDE}]|[^ \t{_WIDE}]+)")
_HANGING = re.compile(r"(?:\x1b\[[0-9]+m)?[ \t]*(?:[0-9]+\. |[•*-] |\[[0-9]+\] )?")
"""The beginning of a line, as far as its other rows are indented."""


def fitted(text: str, width: int, indent: int | None = None) -> str:
    """The text in which no line is wider than `width`, unless a single word is.

    Further rows of a line are indented as far as its beginning, if no `indent` is given.
    """
    return "\n".join(row for line in text.split("\n") for row in _rows(line, width, indent))


def _rows(line: str, width: int, indent: int | None) -> Iterator[str]:
    if columns(line) <= width:
        yield line
        return
    if indent is None:
        start = _HANGING.match(line)
        indent = columns(start[0]) if start else 0
    indent = min(indent, width // 2)
    row, used = "", 0
    for piece in _PIECE.findall(line):
        if used > indent and used + columns(piece) > width:
            yield row
            row, used = " " * indent, indent
            piece = piece.lstrip(" \t")  # noqa: PLW2901 - blanks at the start of a row
        row += piece
        used += columns(piece)
    yield row


def columns(text: str) -> int:
    """The columns that a text takes on a terminal."""
    text = _COLOURS.sub("", text)
    return len(text) + len(_TWO_COLUMNS.findall(text))


def print_coloured(document: Document, out: TextIO, width: int) -> None:
    """Print a document in bold and dim print, wrapped to the width of a terminal."""
    for line in _coloured(document):
        unguarded(out).write(f"{fitted(line, width)}\n")


def _coloured(document: Document) -> Iterator[str]:
    footnotes: dict[str, int] = {}
    for part in document:
        for line in part_lines(part, partial(_bold_line, footnotes=footnotes)):
            yield f"{_DIM}{line}{_NORMAL}" if isinstance(part, Small) else line
    for url, number in footnotes.items():
        yield f"{_DIM}[{number}] {visible(url)}{_NORMAL}"


def _bold_line(line: Line, footnotes: dict[str, int]) -> str:
    pieces = ((span, visible(plain_line((span,), footnotes))) for span in line)
    return "".join(
        f"{_BOLD}{text}{_NORMAL}" if isinstance(span, Span) and span.style == "bold" else text
        for span, text in pieces
    )
