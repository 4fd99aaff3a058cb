"""EDGE. What reaches a terminal: no character that commands it, and no exception's own words.

Texts come from people, from databases and from files, so whatever `python -m bot` writes goes
through `Guard`: each control character and each character that is not seen shows as its escape.
"""

import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, Self, TextIO, cast

_BLANKS = frozenset("\n\t \xa0\u1680\u202f\u205f\u3000").union(map(chr, range(0x2000, 0x200B)))
"""Layout, and what Unicode calls spaces."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(
    map(chr, range(0x180B, 0x1810)), map(chr, range(0xE0100, 0xE01F0))
)
"""Printable, as Python has it, and yet unseen: the rest of Unicode's Default_Ignorable_Code_Point.

But for U+FE00 to U+FE0F, which choose how the character before them, such as an emoji, looks.
"""
_JOINED_PICTURES = (
    "(?<=[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
"""A joiner that makes one emoji of two."""
_MOST_KEPT = 0xFFFF


class _Forms(dict[int, str]):
    """How each character is written, for `str.translate`: by its escape where it must not pass."""

    def __init__(self, escape: Callable[[str], str]) -> None:
        super().__init__()
        self._escape = escape

    def __missing__(self, point: int) -> str:
        char = chr(point)
        passes = char in _BLANKS or (char.isprintable() and char not in _UNSEEN)
        form = char if passes else self._escape(char)
        if point <= _MOST_KEPT:
            self[point] = form
        return form


def _python_escape(char: str) -> str:
    return char.encode("unicode_escape").decode()


def _json_escape(char: str) -> str:
    digits = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{digits[at : at + 4]}" for at in range(0, len(digits), 4))


_FORMS, _JSON_FORMS = _Forms(_python_escape), _Forms(_json_escape)


def visible(text: str) -> str:
    r"""The text with `\x1b`, `\u202e` and the like for what commands a terminal or is not seen.

    Newlines, tabs and other blanks stay, and the joiners within an emoji.
    """
    if "\u200d" not in text:
        return text.translate(_FORMS)
    pieces = re.split(_JOINED_PICTURES, text)
    return "\u200d".join(piece.translate(_FORMS) for piece in pieces)


def visible_json(text: str) -> str:
    """JSON that means the same, with JSON's own escapes for those characters."""
    return text.translate(_JSON_FORMS)


class _Visible:
    """A stream that shows what is written to it as `visible` does; all else is its own."""

    def __init__(self, below: TextIO) -> None:
        self.below = below

    def write(self, text: str) -> int:
        self.below.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self.below, name)


def unguarded(stream: TextIO) -> TextIO:
    """The stream below a guarded one, for a progress bar, which moves the cursor."""
    return stream.below if isinstance(stream, _Visible) else stream


class Guard:
    """Around a command: what it writes is visible, and what nobody foresaw is told without words.

    An exception's message may quote a person or a password. So of one there is its type and where
    it happened, and `code` is then the exit code.
    """

    code = 0

    def __enter__(self) -> Self:
        self._before = sys.stdout, sys.stderr, sys.unraisablehook
        sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)
        sys.unraisablehook = lambda ignored: _tell("Ignored", ignored.exc_value)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        unforeseen = isinstance(error, Exception)
        if unforeseen:
            _tell("Unexpected failure; please report this line", error)
            self.code = 1
        sys.stdout, sys.stderr, sys.unraisablehook = self._before
        return unforeseen


def _guarded(stream: TextIO | None) -> TextIO:
    """A process without a terminal may have no stream at all."""
    return cast("TextIO", stream and _Visible(stream))


def _tell(what: str, error: BaseException | None) -> None:
    from bot.operations.log_format import described  # noqa: PLC0415 - nobody else here needs it

    if sys.stderr is not None:
        sys.stderr.write(f"{what}: {described(error)}\n")
