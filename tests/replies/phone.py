"""A message on a phone: the lines that its blocks take at some 38 characters each."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Block = Mapping[str, Any]
WIDTH = 38
BESIDE_A_BUTTON = 28


class Screen(NamedTuple):
    """The lines of a message."""

    lines: tuple[str, ...]

    def line_of(self, text: str) -> int:
        """The number of the line that begins with `text`."""
        return next(number for number, line in enumerate(self.lines, 1) if line.startswith(text))


def screen(blocks: Sequence[Block]) -> Screen:
    """The blocks as a person sees them."""
    return Screen(tuple(line for block in blocks for line in _lines(block)))


def screen_of_text(text: str) -> Screen:
    """Plain text as a person sees it in a narrow terminal."""
    return Screen(tuple(line for each in text.splitlines() for line in _wrapped(each)))


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent) or [""]


def _lines(block: Block) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)
        case "section":
            yield from textwrap.wrap(_unmarked(block["text"]["text"]), BESIDE_A_BUTTON)
        case "context":
            yield from _wrapped(_unmarked(block["elements"][0]["text"]))
        case "actions":
            yield from _rows([f"[{one['text']['text']}]" for one in block["elements"]])
        case _:
            yield "-"


def _rich(element: Block) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for number, item in enumerate(element["elements"], 1):
            mark = f"{number}. " if element["style"] == "ordered" else "• "
            yield from _wrapped(mark + _text(item), " " * len(mark))
        return
    for line in _text(element).split("\n"):
        yield from _wrapped(line)


def _text(element: Block) -> str:
    return "".join(each.get("text") or each.get("fallback", "") for each in element["elements"])


def _unmarked(text: str) -> str:
    named = re.sub(r"<[^|>]+\|([^>]*)>", r"\1", text)
    return re.sub(r"[`*]", "", named)


def _rows(buttons: Sequence[str]) -> Iterator[str]:
    """Buttons side by side, as many as fit on a line."""
    row = ""
    for button in buttons:
        if row and len(row) + 1 + len(button) > WIDTH:
            yield row
            row = ""
        row = f"{row} {button}".strip()
    if row:
        yield row
