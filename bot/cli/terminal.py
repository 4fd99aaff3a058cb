"""EDGE. Protects the terminal: output has no control characters, and no messages of exceptions.

Texts come from people, databases and files, so everything that `python -m bot` writes goes through
`Guard`, which escapes control characters and invisible characters.
"""

import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, Self, TextIO, cast

DONE, NOTHING_DONE, MISUSE = 0, 1, 2
"""The exit codes of all commands; 1 is also that of a failure."""

_BLANKS = frozenset("\n\t \xa0\u1680\u202f\u205f\u3000").union(map(chr, range(0x2000, 0x200B)))
"""Newline, tab, and Unicode's spaces."""
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(
    map(chr, range(0x180B, 0x1810)), map(chr, range(0xE0100, 0xE01F0))
)
"""Characters that are printable for Python, but invisible: Unicode's Default_Ignorable_Code_Point.

Except for U+FE00 to U+FE0F, which select the form of the character before them, such as an emoji.
"""
_EMOJI_JOINER = (
    "(?<=[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
"""A joiner within an emoji."""
_LARGEST_CACHED = 0xFFFF


class _Forms(dict[int, str]):
    """The table for `str.translate`: the escapes of the characters to escape."""

    def __init__(self, escape: Callable[[str], str]) -> None:
        super().__init__()
        self._escape = escape

    def __missing__(self, point: int) -> str:
        char = chr(point)
        is_plain = char in _BLANKS or (char.isprintable() and char not in _INVISIBLE)
        form = char if is_plain else self._escape(char)
        if point <= _LARGEST_CACHED:
            self[point] = form
        return form


def _python_escape(char: str) -> str:
    return char.encode("unicode_escape").decode()


def _json_escape(char: str) -> str:
    digits = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{digits[at : at + 4]}" for at in range(0, len(digits), 4))


_FORMS, _JSON_FORMS = _Forms(_python_escape), _Forms(_json_escape)


def visible(text: str) -> str:
    r"""The text in which control and invisible characters are escaped, such as `\x1b` and `\u202e`.

    Newlines, tabs and other blanks stay, and the joiners within an emoji.
    """
    if "\u200d" not in text:
        return text.translate(_FORMS)
    parts = re.split(_EMOJI_JOINER, text)
    return "\u200d".join(part.translate(_FORMS) for part in parts)


def visible_json(text: str) -> str:
    """The JSON text in which the same characters are JSON escapes: its meaning is the same."""
    return text.translate(_JSON_FORMS)


def failure(message: str) -> int:
    """Print an error message on standard error; return the exit code of a failure."""
    print(message, file=sys.stderr)
    return NOTHING_DONE


def misuse(message: str) -> int:
    """Print an error message on standard error; return the exit code for wrong usage."""
    print(message, file=sys.stderr)
    return MISUSE


class _Visible:
    """A stream whose output goes through `visible`; the rest is the stream `below`."""

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
    """The stream below a guarded one: a progress bar has to move the cursor."""
    return stream.below if isinstance(stream, _Visible) else stream


class Guard:
    """A context for a command: guards its output, and reports unexpected exceptions.

    An exception's message may quote a person or a password. So the report has only its type and
    place. `code` is then the exit code.
    """

    code = 0

    def __enter__(self) -> Self:
        self._before = sys.stdout, sys.stderr, sys.unraisablehook
        sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)
        sys.unraisablehook = lambda ignored: _report("Ignored", ignored.exc_value)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        unexpected = isinstance(error, Exception)
        if unexpected:
            _report("Unexpected failure; please report this line", error)
            self.code = NOTHING_DONE
        sys.stdout, sys.stderr, sys.unraisablehook = self._before
        return unexpected


def _guarded(stream: TextIO | None) -> TextIO:
    """The guarded stream; a process without a terminal may have none."""
    return cast("TextIO", stream and _Visible(stream))


def _report(what: str, error: BaseException | None) -> None:
    from bot.operations.log_format import described  # noqa: PLC0415 - only failures need it

    if sys.stderr is not None:
        sys.stderr.write(f"{what}: {described(error)}\n")
