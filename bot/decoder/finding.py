"""Find the status codes that a text speaks of.

A text is cut into pieces that hold digits (`rules.SHAPES`), each piece is judged by what its value
says, by the words around it (`rules.CONTEXTS`) and by its neighbours, and two forms of one code
that stand side by side are taken as one. The rules are data; this is only their reader.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from bot.decoder import rules
from bot.decoder.catalogue import CATALOGUE
from bot.decoder.diagnosis import near_misses
from bot.decoder.legible import legible
from bot.decoder.rules import Context, Reading, Shape, Verdict
from bot.decoder.status_code import SIGN, TOO_BIG, StatusCode


class Ear(Enum):
    """How the text came to us.

    ASKED: a person wants it decoded, so that a lone number is a code and a mistyped one a doubt.
    OVERHEARD: it was written for others, so that only what is surely a code is one.
    """

    ASKED = "asked"
    OVERHEARD = "overheard"


class Found(NamedTuple):
    """A code, how and where the text writes it, and why it is taken for one."""

    code: StatusCode
    written: str
    start: int
    reading: Reading
    why: str


class Doubt(NamedTuple):
    """A number that is no code as it stands, and the codes it may have been meant to write."""

    written: str
    start: int
    did_you_mean: tuple[StatusCode, ...]


class Findings(NamedTuple):
    """What a text holds: each code once, in order, and the doubts. Positions count in `text`."""

    text: str
    codes: tuple[Found, ...]
    doubts: tuple[Doubt, ...]


class _Piece(NamedTuple):
    """A piece of text with digits, the values they may have, and what the words around say."""

    shape: Shape
    digits: str
    start: int
    end: int
    values: tuple[int, ...]
    context: Context | None

    @property
    def is_other(self) -> bool:
        return self.context is not None and self.context.verdict is Verdict.OTHER

    @property
    def is_labelled(self) -> bool:
        return self.context is not None and self.context.verdict is Verdict.CODE


@cache
def _shapes() -> re.Pattern[str]:
    return re.compile(
        "|".join(
            f"(?P<s{n}>{shape.pattern.replace('?P<digits>', f'?P<d{n}>')})"
            for n, shape in enumerate(rules.SHAPES)
        )
    )


@cache
def _contexts() -> tuple[tuple[Context, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (row, re.compile(row.before, re.IGNORECASE), re.compile(row.after, re.IGNORECASE))
        for row in rules.CONTEXTS
    )


def _context_of(before: str, after: str) -> Context | None:
    """The first row that fits the words around a piece; no row fits where there are none."""
    if not before and not after:
        return None
    rows = ((row, behind.search(before), ahead.match(after)) for row, behind, ahead in _contexts())
    return next((row for row, behind, ahead in rows if behind and ahead), None)


_REACH = 64  # characters before and after a piece in which words can speak of it
_BARE_QUESTION = 400  # characters; a longer text is prose
_FIRST_LIKELY = 0x80000010  # below it, and from 0x80000000 up: registry roots and flags
_WIN32_MOST = 0xFFFF
_TELLING_DIGITS = 4  # a documented code of fewer digits is a number like any other


def find_codes(text: str, ear: Ear = Ear.ASKED) -> Findings:
    """The codes and the doubts in `text`, as one who listens with `ear` would take them."""
    text = legible(text)
    pieces = _with_lists(text, tuple(_cut(text)))
    asked = ear is Ear.ASKED
    listener = _Listener(text, asked, alone=asked and _asks_for_numbers(text, pieces))
    takes = tuple(listener.takes(pieces))
    first = {take.code: take for take in reversed(takes) if isinstance(take, Found)}
    return Findings(
        text,
        tuple(sorted(first.values(), key=lambda found: found.start)),
        tuple(take for take in takes if isinstance(take, Doubt) and asked),
    )


def _cut(text: str) -> Iterator[_Piece]:
    for match in _shapes().finditer(text):
        number = (match.lastgroup or "")[1:]
        shape = rules.SHAPES[int(number)]
        if shape.reading is Reading.NOTHING:
            continue
        start, end, digits = match.start(), match.end(), match[f"d{number}"]
        before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        context = _context_of(before, after)
        yield _Piece(shape, digits, start, end, tuple(_values(shape.reading, digits)), context)


def _values(reading: Reading, digits: str) -> Iterator[int]:
    """The 32-bit values that the digits may write, the usual one first; none where they do not."""
    match reading:
        case Reading.SIGNED if 0 < int(digits) <= SIGN:
            yield TOO_BIG - int(digits)
        case Reading.DECIMAL:
            if int(digits) < TOO_BIG:
                yield int(digits)
            if len(digits) == _HEX_DIGITS:
                yield int(digits, 16)
        case Reading.HEX if len(digits) <= _HEX_DIGITS or _is_extended(digits):
            yield int(digits[-_HEX_DIGITS:], 16)
        case Reading.BARE_HEX if len(digits) == _HEX_DIGITS:
            yield int(digits, 16)


_HEX_DIGITS = 8


def _is_extended(digits: str) -> bool:
    """Whether 64-bit hex is a 32-bit code, extended by its sign or by zeros."""
    return len(digits) == 2 * _HEX_DIGITS and digits[:_HEX_DIGITS].upper() in {"F" * 8, "0" * 8}


def _with_lists(text: str, pieces: Sequence[_Piece]) -> tuple[_Piece, ...]:
    """The pieces, those that continue a list of labelled ones labelled as its first."""
    spread: list[_Piece] = []
    for piece in pieces:
        last = spread[-1] if spread else None
        if (
            last
            and last.is_labelled
            and piece.context is None
            and re.fullmatch(rules.LISTED, text[last.end : piece.start])
        ):
            spread.append(piece._replace(context=last.context))
        else:
            spread.append(piece)
    return tuple(spread)


def asks_for_numbers(text: str) -> bool:
    """Whether `text` holds nothing but numbers, and words that say nothing of them."""
    text = legible(text)
    return _asks_for_numbers(text, tuple(_cut(text)))


def _asks_for_numbers(text: str, pieces: Sequence[_Piece]) -> bool:
    if not pieces or len(text) > _BARE_QUESTION:
        return False
    ends = (0, *(piece.end for piece in pieces))
    starts = (*(piece.start for piece in pieces), len(text))
    between = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return all(word.lower() in rules.FILLER for word in re.findall(rules.WORD_OR_DIGIT, between))


def _is_likely(value: int) -> bool:
    """Whether the value alone says that it is a code: documented, or built like one."""
    if value in _DOCUMENTED:
        return len(str(value)) > _TELLING_DIGITS
    if value < _FIRST_LIKELY:
        return False
    if value >> 30 == _NTSTATUS_ERROR:
        return (value >> 16 & 0xFFF) < _NTSTATUS_FACILITIES
    return StatusCode(value).facility.name is not None


_DOCUMENTED = {code.decimal for code in CATALOGUE}
_NTSTATUS_ERROR = 0b11  # both severity bits; an HRESULT has the lower one clear
_NTSTATUS_FACILITIES = 0x200  # [MS-ERREF] 2.3 and later headers name none from here on


class _Listener(NamedTuple):
    """One text, heard in one way: judges its pieces from left to right."""

    text: str
    asked: bool
    alone: bool

    def takes(self, pieces: Sequence[_Piece]) -> Iterator[Found | Doubt]:
        """What each piece, or each two that stand together, is taken for."""
        index = 0
        while index < len(pieces):
            piece, *others = pieces[index : index + 2]
            index += 1
            if piece.is_other:
                continue
            take = None
            if others and self._stand_together(piece, others[0]):
                take = self._pair(piece, others[0])
                index += take is not None
            take = take or self._single(piece)
            if take:
                yield take
                index += self._joined_by_a_dash(pieces[index - 1 : index + 1])

    def _stand_together(self, one: _Piece, other: _Piece) -> bool:
        return re.fullmatch(rules.PAIRED, self.text[one.end : other.start]) is not None

    def _joined_by_a_dash(self, two: Sequence[_Piece]) -> bool:
        """Whether the second is glued to the first: the first counts, the second is its detail."""
        return len(two) == 2 and self.text[two[0].end : two[1].start] == "-"  # noqa: PLR2004

    def _pair(self, one: _Piece, other: _Piece) -> Found | Doubt | None:
        """Two forms of one code as one; None where they are two numbers."""
        for value in one.values:
            if value in other.values and one.digits != other.digits:
                return self._found(one, value, "two forms of it stand side by side")
            if one.shape.reading is Reading.DECIMAL and TOO_BIG - value in other.values:
                return self._found(other, TOO_BIG - value, "the decimal beside it lost its sign")
        return self._disagreeing_pair(one, other)

    def _disagreeing_pair(self, one: _Piece, other: _Piece) -> Found | Doubt | None:
        """The half that is a documented code, where only one is; the suggestion both share."""
        if one.shape.reading is other.shape.reading:
            return None
        known = [
            (piece, value)
            for piece in (one, other)
            for value in piece.values
            if value in _DOCUMENTED
        ]
        if len(known) == 1 and any(_looks_garbled(piece) for piece in (one, other)):
            return self._found(*known[0], "the two forms disagree; this one is a documented code")
        shared = tuple(code for code in self._near(one) if code in self._near(other))
        if shared:
            return Doubt(self.text[one.start : other.end], one.start, shared)
        return None

    def _single(self, piece: _Piece) -> Found | Doubt | None:
        called = piece.is_labelled or self.alone
        for value in piece.values:
            if _is_likely(value):
                return self._found(piece, value, "its value is built like a status code")
        near = self._near(piece)
        if not piece.values:
            return self._doubt(piece, near) if near or called else None
        value = piece.values[0]
        odd = piece.shape.reading is Reading.DECIMAL and _WIN32_MOST < value < SIGN
        if odd and (near or not self.asked):
            return self._doubt(piece, near)
        if called:
            why = piece.context.why if piece.context else "nothing else was asked"
            return self._found(piece, value, why)
        if self.asked and self._is_telling(piece, value):
            return self._found(piece, value, "it is written as codes are")
        return self._doubt(piece, near) if near and value not in _DOCUMENTED else None

    def _is_telling(self, piece: _Piece, value: int) -> bool:
        """Whether one who asks means a code by it, though nothing calls it one."""
        match piece.shape.reading:
            case Reading.DECIMAL:
                return value in _DOCUMENTED and value >= 10 ** (_TELLING_DIGITS - 1)
            case Reading.HEX:
                return value <= _WIN32_MOST or value >= SIGN
            case _:
                return value >= SIGN

    def _near(self, piece: _Piece) -> tuple[StatusCode, ...]:
        sign = "-" if piece.shape.reading is Reading.SIGNED else ""
        return near_misses(sign + piece.digits.upper())

    def _found(self, piece: _Piece, value: int, why: str) -> Found:
        return Found(
            StatusCode(value),
            " ".join(self.text[piece.start : piece.end].split()),
            piece.start,
            piece.shape.reading,
            why,
        )

    def _doubt(self, piece: _Piece, near: tuple[StatusCode, ...]) -> Doubt:
        written = " ".join(self.text[piece.start : piece.end].split())
        return Doubt(written, piece.start, near)


def _looks_garbled(piece: _Piece) -> bool:
    return not piece.values or not any(_is_likely(value) for value in piece.values)
