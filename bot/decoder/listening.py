"""Judge the pieces of a text, from left to right: what is a code, what is a doubt, what neither.

A piece is judged by the words around it, which `bot.decoder.pieces` has read, by what its value
says (`bot.decoder.values`), and by its neighbours: two forms of one code are taken as one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.decoder import rules
from bot.decoder.name_search import suggest_names
from bot.decoder.names import names_of
from bot.decoder.pieces import HEX_DIGITS, Piece
from bot.decoder.rules import Reading, Verdict
from bot.decoder.slips import near_known, near_misses, one_slip, sign_lost
from bot.decoder.status_code import SIGN, TOO_BIG, StatusCode, StatusCodeError
from bot.decoder.values import (
    DOCUMENTED,
    TELLING,
    WIN32_MOST,
    is_likely,
    is_likely_large,
    is_named,
    is_odd,
    wraps,
)

_BUILT = "its value is that of a known code, or built like one"
_DOUBT_DIGITS = 7  # a shorter number is too near to everything
_SUGGESTED_NAMES = 2  # misspelt names of one text that are looked into: each takes its time
_PAIR_REACH = 24
_SMALL_NEGATIVE = TOO_BIG - 10**9
_SIGNED_DIGITS = 9  # fewer make a count, a key or another program's error
_CENTURIES = {19, 20}  # a year is a number, too


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


class Listener(NamedTuple):
    """One text, heard in one way: judges its pieces from left to right."""

    text: str
    asked: bool
    alone: bool

    def takes(self, pieces: Sequence[Piece]) -> Iterator[Found | Doubt]:
        """What each piece, or each two that stand together, is taken for."""
        lone = self.asked and len(re.findall(rules.NUMBER, self.text)) == 1
        misspelt = sum(not is_number(piece) for piece in pieces)
        index = 0
        while index < len(pieces):
            piece, *others = pieces[index : index + 2]
            index += 1
            if not is_number(piece) and misspelt > _SUGGESTED_NAMES:
                continue
            take = None
            if others and self._stand_together(piece, others[0]):
                take = self._pair(piece, others[0])
                index += take is not None
            take = take or self._single(piece, lone=lone)
            if take:
                yield take
                index += self._joined_by_a_dash(pieces[index - 1 : index + 1])

    def _stand_together(self, one: Piece, other: Piece) -> bool:
        """Whether two may be forms of one code: of two plain decimals only one in brackets is."""
        plain = one.reading is other.reading and len(one.values) == len(other.values) == 1
        if plain and not self._is_set_off(other):
            return False
        between = self.text[one.end : other.start]
        return len(between) < _PAIR_REACH and bool(re.fullmatch(rules.PAIRED, between))

    def _joined_by_a_dash(self, pieces: Sequence[Piece]) -> bool:
        """Whether two are glued together: the first counts, the second is its detail."""
        first, *second = pieces
        return bool(second) and self.text[first.end : second[0].start].strip() == "-"

    def _pair(self, one: Piece, other: Piece) -> Found | Doubt | None:
        """Two forms of one code as one; None where they are two numbers."""
        if Verdict.OTHER in {one.verdict, other.verdict}:
            return None
        for value in one.values:
            if value and value in other.values and one.digits != other.digits:
                if Reading.SIGNED in {one.reading, other.reading} or _is_meant(one, value):
                    return self._found(one, value, "two forms of it stand side by side")
                return None
        return self._unequal_pair(one, other)

    def _unequal_pair(self, one: Piece, other: Piece) -> Found | Doubt | None:
        for value in one.values:
            if one.reading is Reading.DECIMAL and value and TOO_BIG - value in other.values:
                return self._found(other, TOO_BIG - value, "the decimal beside it lost its sign")
            if other.reading is Reading.NAME and wraps(value) in other.values:
                return self._found(one, value, "the name of what it wraps stands beside it")
        return self._disagreeing_pair(one, other)

    def _disagreeing_pair(self, one: Piece, other: Piece) -> Found | Doubt | None:
        """The better known half, where the other is a slip of it; or what both may mean."""
        better, worse = sorted((one, other), key=_renown, reverse=True)
        if _renown(better) > _renown(worse):
            value = _known_values(better)[0]
            if _is_slip(worse, value):
                return self._found(better, value, "the form beside it is a slip of it")
        shared = tuple(code for code in _near(one) if code in _near(other))
        if shared and not _renown(better):
            return Doubt(self.text[one.start : other.end], one.start, shared)
        return None

    def _single(self, piece: Piece, *, lone: bool) -> Found | Doubt | None:
        match piece.verdict:
            case Verdict.OTHER:
                return None
            case Verdict.NAMED | Verdict.LARGE if not self.alone:
                likely = is_named if piece.verdict is Verdict.NAMED else is_likely_large
                hex_too = piece.verdict is Verdict.NAMED or self._is_set_off(piece)
                values = piece.values if hex_too else piece.values[:1]
                value = next(filter(likely, values), None)
                return None if value is None else self._found(piece, value, _BUILT)
        if piece.reading is Reading.NAME:
            return self._name(piece)
        value = next(filter(is_likely, piece.values), None)
        if value is not None and (self.asked or value >= SIGN or piece.verdict):
            return self._found(piece, value, _BUILT)
        return self._unlikely(piece, lone=lone)

    def _is_set_off(self, piece: Piece) -> bool:
        before = self.text[max(0, piece.start - 3) : piece.start].rstrip()
        after = self.text[piece.end : piece.end + 3].lstrip()
        return before.endswith(("(", "'", '"')) and after.startswith((")", "'", '"'))

    def _name(self, piece: Piece) -> Found | Doubt | None:
        if piece.values and (piece.values[0] or self.asked):
            return self._found(piece, piece.values[0], "a name out of Microsoft's headers")
        unnamed = not piece.values and re.match(rules.ERROR_NAME, piece.digits)
        if not self.asked or not (unnamed or self.text.strip() == piece.digits):
            return None
        near = dict.fromkeys(StatusCode(name.value) for name in suggest_names(piece.digits))
        return self._doubt(piece, tuple(near)) if near else None

    def _unlikely(self, piece: Piece, *, lone: bool) -> Found | Doubt | None:
        """A number that its value alone does not make a code."""
        called = piece.verdict is Verdict.CODE or self.alone
        value = next((value for value in reversed(piece.values) if value >= SIGN), None)
        if value is None and piece.values:
            value = piece.values[0]
        sound = value is not None and called and self._is_sound(piece, value)
        if value is not None and sound and not is_odd(value):
            return self._found(piece, value, piece.why or "nothing else was asked")
        near = _near(piece, called=called) if called or len(piece.digits) >= _DOUBT_DIGITS else ()
        if value is None:
            return self._doubt(piece, near) if near or called else None
        if sound and not near:
            return self._found(piece, value, piece.why or "nothing else was asked")
        if self.asked and piece.reading is Reading.SIGNED and value < _SMALL_NEGATIVE:
            return self._found(piece, value, "a signed number so long is an HRESULT")
        if self.asked and lone and _is_telling(piece, value):
            return self._found(piece, value, "it is the only number, and a known code")
        return self._doubt(piece, near) if near else None

    def _is_sound(self, piece: Piece, value: int) -> bool:
        """Whether a number that is called a code can be one."""
        if self.alone:
            return True
        if piece.reading is Reading.SIGNED:
            return len(piece.digits) >= _SIGNED_DIGITS
        if piece.digits.strip("0") == "" and len(piece.digits) > 1:
            return False
        if piece.reading is Reading.DECIMAL and piece.digits[0] == "0" != piece.digits:
            return len(piece.digits) == HEX_DIGITS
        small_hex = piece.reading is Reading.HEX and value <= WIN32_MOST
        return self.asked or small_hex or value >= SIGN or bool(names_of(value))

    def _found(self, piece: Piece, value: int, why: str) -> Found:
        written = " ".join(self.text[piece.start : piece.end].split())
        return Found(StatusCode(value), written, piece.start, piece.reading, why)

    def _doubt(self, piece: Piece, near: tuple[StatusCode, ...]) -> Doubt:
        written = " ".join(self.text[piece.start : piece.end].split())
        return Doubt(written, piece.start, near)


def _is_meant(piece: Piece, value: int) -> bool:
    """Whether two forms of a value speak of a code, and not of a length or a version."""
    if piece.verdict in {Verdict.LARGE, Verdict.NAMED}:
        return is_likely_large(value)
    return piece.verdict is Verdict.CODE or is_likely(value) or bool(names_of(value))


def _known_values(piece: Piece) -> list[int]:
    return [value for value in piece.values if value in DOCUMENTED or is_named(value)]


def _renown(piece: Piece) -> int:
    """How well known a piece's value is: documented, named, or neither."""
    known = _known_values(piece)
    return 2 if DOCUMENTED.intersection(known) else 1 if known else 0


def _is_slip(piece: Piece, value: int) -> bool:
    """Whether a piece is `value` with a slip of the hand, or its digits in another order."""
    code = StatusCode(value)
    forms = (code.hex[2:], str(code.decimal), str(abs(code.signed)))
    digits = piece.digits.upper()
    return any(one_slip(digits, form) or sorted(digits) == sorted(form) for form in forms)


def _is_telling(piece: Piece, value: int) -> bool:
    """Whether one who asks means a code by the only number that the text holds."""
    if piece.reading is Reading.HEX:
        return 0 < value <= WIN32_MOST and bool(names_of(value))
    return value >= TELLING and value // 100 not in _CENTURIES and bool(names_of(value))


def _near(piece: Piece, *, called: bool = True) -> tuple[StatusCode, ...]:
    """What a piece may have been meant for: documented codes, or else others with a name."""
    if piece.reading is Reading.LOOKALIKE:
        return _near_lookalike(piece.digits)
    sign = "-" if piece.reading is Reading.SIGNED else ""
    documented = near_misses(sign + piece.digits.upper())
    if documented:
        return documented
    if piece.reading in {Reading.HEX, Reading.BARE_HEX}:
        return near_known(piece.digits.upper())
    return sign_lost(piece.values[0]) if called and piece.values and not sign else ()


def is_number(piece: Piece) -> bool:
    """Whether a piece is a number, or a name that stands for one."""
    return piece.reading is not Reading.NAME or bool(piece.values)


def _near_lookalike(text: str) -> tuple[StatusCode, ...]:
    """What digits with letters among them are meant for: a known code, or one near to it."""
    digits = text.translate(_LOOKALIKES)
    if len(digits) == HEX_DIGITS and is_likely_large(hexadecimal := int(digits, 16)):
        return (StatusCode(hexadecimal),)
    near = near_misses(digits.removeprefix("0x").upper())
    try:
        code = StatusCode.parse(digits)
    except StatusCodeError:
        return near
    return (code,) if is_likely(code.decimal) else near


_LOOKALIKES = str.maketrans("OoIlX", "0011x")
