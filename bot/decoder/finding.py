"""Find the status codes that a text speaks of.

A text is cut into pieces that hold digits (`rules.SHAPES`), each piece is judged by what its value
says, by the words around it (`rules.CONTEXTS`) and by its neighbours, and two forms of one code
that stand side by side are taken as one. The rules are data; this is only their reader.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from itertools import islice
from typing import NamedTuple

from bot.decoder import rules
from bot.decoder.catalogue import CATALOGUE
from bot.decoder.legible import legible
from bot.decoder.name_search import suggest_names
from bot.decoder.names import names_of
from bot.decoder.pieces import HEX_DIGITS, Piece, cut
from bot.decoder.rules import Reading, Verdict
from bot.decoder.slips import near_known, near_misses, one_slip, sign_lost
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
    """What a text holds: each code once, in order, and the doubts. Positions count in `text`.

    `occurrences` has every place where a code stands. Not `complete` where the text holds more than
    `MOST_PIECES` numbers: the rest was not read.
    """

    text: str
    codes: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    occurrences: tuple[Found, ...] = ()
    complete: bool = True


MOST_PIECES = 1500
"""Numbers and names that are read of a text that was asked about, or of one line of another."""

_BARE_QUESTION = 400  # characters; a longer text is prose
_WIN32_MOST = 0xFFFF
_PLAIN_CODES = 0x2000  # the codes of a facility are counted from 0
_FIRST_ERROR = 0x80000010  # below it, and from 0x80000000 up: registry roots and flags
_DOUBT_DIGITS = 7  # a shorter number is too near to everything
_TELLING = 1000  # a documented code below is a number like any other
_SUGGESTED_NAMES = 2  # misspelt names of one text that are looked into: each takes its time


def find_codes(text: str, ear: Ear = Ear.ASKED) -> Findings:
    """The codes and the doubts in `text`, as one who listens with `ear` would take them."""
    text = legible(text)
    asked = ear is Ear.ASKED
    pieces = _with_lists(text, tuple(_pieces(text, asked)))
    takes = tuple(_Listener(text, asked, asked and _asks_for_numbers(text, pieces)).takes(pieces))
    found = tuple(take for take in takes if isinstance(take, Found))
    first = {take.code: take for take in reversed(found)}
    return Findings(
        text,
        tuple(sorted(first.values(), key=lambda found: found.start)),
        tuple(take for take in takes if isinstance(take, Doubt) and asked),
        found,
        complete=not asked or len(pieces) < MOST_PIECES,
    )


def asks_for_numbers(text: str) -> bool:
    """Whether `text` holds nothing but codes, and words that say nothing of them."""
    text = legible(text)
    return len(text) <= _BARE_QUESTION and _asks_for_numbers(text, tuple(cut(text, 0, len(text))))


def _pieces(text: str, asked: bool) -> Iterator[Piece]:  # noqa: FBT001 - of find_codes
    """Every piece of a text that was asked about; of another, those of the lines that matter."""
    if asked:
        yield from islice(cut(text, 0, len(text)), MOST_PIECES)
        return
    start, goes_on = 0, False
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        line = text[start:end]
        if goes_on or _matters(line):
            yield from islice(cut(text, start, end), MOST_PIECES)
            goes_on = not goes_on and line.rstrip().endswith((":", "=", "-"))
        start = end


def _matters(line: str) -> bool:
    """Whether a line may hold a sure code: a cheap look that spares most lines of a log."""
    low = line.lower()
    for hint in rules.HINTS:  # a loop: any() of a generator takes twice as long
        if hint in low:
            return True
    return not line.isascii() or _strong().search(line) is not None


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(rules.STRONG)


def _with_lists(text: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, those that continue a list of codes taken for codes as its first."""
    spread: list[Piece] = []
    for piece in pieces:
        last = spread[-1] if spread else None
        if (
            last
            and (last.verdict is Verdict.CODE or any(map(_is_likely_large, last.values)))
            and piece.verdict is None
            and re.fullmatch(rules.LISTED, text[last.end : piece.start])
        ):
            spread.append(piece._replace(verdict=Verdict.CODE, why="it continues a list of codes"))
        else:
            spread.append(piece)
    return tuple(spread)


def _asks_for_numbers(text: str, pieces: Sequence[Piece]) -> bool:
    if not pieces or len(text) > _BARE_QUESTION or any(not _is_number(piece) for piece in pieces):
        return False
    ends = (0, *(piece.end for piece in pieces))
    starts = (*(piece.start for piece in pieces), len(text))
    between = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return all(word.lower() in rules.FILLER for word in re.findall(rules.WORD_OR_DIGIT, between))


def _is_number(piece: Piece) -> bool:
    return piece.reading is not Reading.NAME or bool(piece.values)


def _is_likely(value: int) -> bool:
    """Whether the value alone says that it is a code: a large one with a name, or built like one.

    A small one says nothing, but for the documented ones of four digits.
    """
    if value < SIGN:
        return value in _DOCUMENTED and value >= _TELLING
    if value < _FIRST_ERROR:
        return False
    return bool(names_of(value)) or _is_built_like_one(value)


def _is_built_like_one(value: int) -> bool:
    code = value & 0xFFFF
    if value >> 28 == _NTSTATUS_ERROR:
        return (value >> 16 & 0xFFF) < _NTSTATUS_FACILITIES and 0 < code < _PLAIN_CODES
    if value >> 16 == _WRAPPED_WIN32:
        return bool(names_of(code)) and code > 0
    plain = value >> 27 == _HRESULT_ERROR and 0 < code < _PLAIN_CODES
    return plain and StatusCode(value).facility.name is not None


_DOCUMENTED = {code.decimal for code in CATALOGUE}
_NTSTATUS_ERROR = 0xC  # both severity bits, and neither the customer's nor a reserved one
_NTSTATUS_FACILITIES = 0x200  # [MS-ERREF] 2.3 and later headers name none from here on
_WRAPPED_WIN32 = 0x8007
_HRESULT_ERROR = 0b10000  # the severity bit alone of the top five


class _Listener(NamedTuple):
    """One text, heard in one way: judges its pieces from left to right."""

    text: str
    asked: bool
    alone: bool

    def takes(self, pieces: Sequence[Piece]) -> Iterator[Found | Doubt]:
        """What each piece, or each two that stand together, is taken for."""
        lone = self.asked and len(re.findall(rules.NUMBER, self.text)) == 1
        misspelt = sum(not _is_number(piece) for piece in pieces)
        index = 0
        while index < len(pieces):
            piece, *others = pieces[index : index + 2]
            index += 1
            if not _is_number(piece) and misspelt > _SUGGESTED_NAMES:
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
            if other.reading is Reading.NAME and _wraps(value) in other.values:
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
                likely = _is_named if piece.verdict is Verdict.NAMED else _is_likely_large
                hex_too = piece.verdict is Verdict.NAMED or self._is_set_off(piece)
                values = piece.values if hex_too else piece.values[:1]
                value = next(filter(likely, values), None)
                return None if value is None else self._found(piece, value, _BUILT)
        if piece.reading is Reading.NAME:
            return self._name(piece)
        value = next(filter(_is_likely, piece.values), None)
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
        if value is not None and sound and not _is_odd(value):
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
        small_hex = piece.reading is Reading.HEX and value <= _WIN32_MOST
        return self.asked or small_hex or value >= SIGN or bool(names_of(value))

    def _found(self, piece: Piece, value: int, why: str) -> Found:
        written = " ".join(self.text[piece.start : piece.end].split())
        return Found(StatusCode(value), written, piece.start, piece.reading, why)

    def _doubt(self, piece: Piece, near: tuple[StatusCode, ...]) -> Doubt:
        written = " ".join(self.text[piece.start : piece.end].split())
        return Doubt(written, piece.start, near)


_BUILT = "its value is that of a known code, or built like one"
_PAIR_REACH = 24
_SMALL_NEGATIVE = TOO_BIG - 10**9
_SIGNED_DIGITS = 9  # fewer make a count, a key or another program's error


def _is_meant(piece: Piece, value: int) -> bool:
    """Whether two forms of a value speak of a code, and not of a length or a version."""
    if piece.verdict in {Verdict.LARGE, Verdict.NAMED}:
        return _is_likely_large(value)
    return piece.verdict is Verdict.CODE or _is_likely(value) or bool(names_of(value))


def _is_named(value: int) -> bool:
    return value >= _FIRST_ERROR and bool(names_of(value))


def _is_likely_large(value: int) -> bool:
    return value >= SIGN and _is_likely(value)


def _known_values(piece: Piece) -> list[int]:
    return [value for value in piece.values if value in _DOCUMENTED or _is_named(value)]


def _renown(piece: Piece) -> int:
    """How well known a piece's value is: documented, named, or neither."""
    known = _known_values(piece)
    return 2 if _DOCUMENTED.intersection(known) else 1 if known else 0


def _is_slip(piece: Piece, value: int) -> bool:
    """Whether a piece is `value` with a slip of the hand, or its digits in another order."""
    code = StatusCode(value)
    forms = (code.hex[2:], str(code.decimal), str(abs(code.signed)))
    digits = piece.digits.upper()
    return any(one_slip(digits, form) or sorted(digits) == sorted(form) for form in forms)


def _is_odd(value: int) -> bool:
    """Whether a value is neither a Win32 error nor large enough for an HRESULT, nor has a name."""
    return _WIN32_MOST < value < SIGN and not names_of(value)


def _wraps(value: int) -> int | None:
    """The Win32 error that an HRESULT wraps."""
    return value & 0xFFFF if value >> 16 == _WRAPPED_WIN32 else None


def _is_telling(piece: Piece, value: int) -> bool:
    """Whether one who asks means a code by the only number that the text holds."""
    if piece.reading is Reading.HEX:
        return 0 < value <= _WIN32_MOST and bool(names_of(value))
    return value >= _TELLING and value // 100 not in _CENTURIES and bool(names_of(value))


_CENTURIES = {19, 20}  # a year is a number, too


def _near(piece: Piece, *, called: bool = True) -> tuple[StatusCode, ...]:
    """What a piece may have been meant for: documented codes, or else others with a name."""
    sign = "-" if piece.reading is Reading.SIGNED else ""
    documented = near_misses(sign + piece.digits.upper())
    if documented:
        return documented
    if piece.reading in {Reading.HEX, Reading.BARE_HEX}:
        return near_known(piece.digits.upper())
    return sign_lost(piece.values[0]) if called and piece.values and not sign else ()
