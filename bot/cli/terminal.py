"""EDGE. Protects the terminal: output has no control characters, and no messages of exceptions.

Texts come from people, databases and files, so everything that `python -m bot` writes goes through
`Guard`, which escapes control characters and invisible characters. Characters that the encoding
of the terminal lacks get plain stand-ins.
"""

import codecs
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Self, TextIO, cast

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
    print_text(message, sys.stderr)
    return NOTHING_DONE


def misuse(message: str) -> int:
    """Print an error message on standard error; return the exit code for wrong usage."""
    print_text(message, sys.stderr)
    return MISUSE


def print_text(text: str, out: TextIO, indent: int | None = None) -> None:
    """Print a text for people, whose lines are wrapped to the width of a terminal.

    `indent` is for the rows after the first one of each line, in columns.
    """
    width = display_of(out).width
    if width is not None:
        from bot.cli.layout import fitted  # noqa: PLC0415 - a file or a pipe needs none

        text = fitted(visible(text), width, indent)
    print(text, file=out)


def print_json(value: object, out: TextIO) -> None:
    """Print a value as JSON; characters that the encoding lacks become JSON escapes."""
    import json  # noqa: PLC0415 - most commands need none

    encoding = getattr(out, "encoding", None) or "utf-8"
    text = visible_json(json.dumps(value, ensure_ascii=False))
    if not _has_all(encoding, text):
        text = "".join(char if char.isascii() else _json_escape(char) for char in text)
    print(text, file=out)


def discard_output() -> None:
    """Discard buffered output: writing it would fail again when Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def discard_unread_log() -> None:
    """Discard what is left of a log that nobody takes, for the same reason."""
    try:
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _has_all(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _with_stand_ins(error: UnicodeError) -> tuple[str, int]:
    """An error handler for encoding: ASCII for the characters that the encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from bot.cli.stand_ins import stand_in  # noqa: PLC0415 - most encodings have all characters

    return "".join(map(stand_in, error.object[error.start : error.end])), error.end


_STAND_INS = "bot.stand-ins"
codecs.register_error(_STAND_INS, _with_stand_ins)


class Display(NamedTuple):
    """How an output shows text.

    `width` is in columns; None means that lines are not wrapped. `is_live` says that a progress bar
    can move the cursor.
    """

    width: int | None = None
    has_colours: bool = False
    is_live: bool = False


PLAIN = Display()
"""The display of a file or a pipe."""
_NARROWEST, _WIDEST = 40, 200
_UNKNOWN_WIDTH = 80
"""Columns of a terminal that does not tell its width."""


def display_of(stream: TextIO) -> Display:
    """How the stream shows text; `PLAIN` if `Guard` does not guard it."""
    return stream.display if isinstance(stream, _Visible) else PLAIN


def _display(stream: TextIO, environment: Mapping[str, str]) -> Display:
    width = _width(stream, environment.get("COLUMNS", ""))
    if not stream.isatty() or environment.get("TERM") == "dumb":
        return Display(width)
    # An old console of Windows shows the sequences instead of colours; Windows Terminal does not.
    understands_colours = os.name != "nt" or "WT_SESSION" in environment
    return Display(width, understands_colours and not environment.get("NO_COLOR"), is_live=True)


def _width(stream: TextIO, columns: str) -> int | None:
    """COLUMNS, or the width of the terminal, from 40 to 200; None without either."""
    try:
        width = int(columns) if re.fullmatch("[0-9]{1,4}", columns) else 0
        width = width or os.get_terminal_size(stream.fileno()).columns or _UNKNOWN_WIDTH
    except OSError:  # no terminal, or no file at all
        return None
    return min(max(width, _NARROWEST), _WIDEST)


class _Visible:
    """A stream whose output goes through `visible`; the rest is the stream `below`."""

    def __init__(self, below: TextIO, display: Display) -> None:
        self.below = below
        self.display = display

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

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment` says how the terminal shows text: COLUMNS, NO_COLOR and TERM."""
        self._environment = environment

    def __enter__(self) -> Self:
        self._before = sys.stdout, sys.stderr, sys.unraisablehook
        sys.stdout = _guarded(sys.stdout, self._environment)
        sys.stderr = _guarded(sys.stderr, self._environment)
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


def _guarded(stream: TextIO | None, environment: Mapping[str, str]) -> TextIO:
    """The guarded stream; a process without a terminal may have none."""
    if stream is None:
        return cast("TextIO", stream)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_STAND_INS)
    return cast("TextIO", _Visible(stream, _display(stream, environment)))


def _report(what: str, error: BaseException | None) -> None:
    from bot.operations.log_format import described  # noqa: PLC0415 - only failures need it

    if sys.stderr is not None:
        sys.stderr.write(f"{what}: {described(error)}\n")
