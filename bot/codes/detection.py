"""Judge the tokens of a text, left to right: which is a code, which a candidate, which neither.

A token is judged by the words around it, which `bot.codes.tokens` has read, by what its value
says (`bot.codes.values`), and by its neighbours: two forms of one code are taken as one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.codes import rules
from bot.codes.names import names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.rules import Notation, Verdict
from bot.codes.status_code import SIGN, TOO_BIG, StatusCode, StatusCodeError
from bot.codes.tokens import HEX_DIGITS, Token
from bot.codes.typing_slips import near_known, near_misses, one_slip, sign_lost
from bot.codes.values import (
    DOCUMENTED,
    TELLING,
    WIN32_MOST,
    is_ese_error,
    is_likely,
    is_likely_large,
    is_named,
    is_odd,
    may_be_an_error,
    wraps,
)

_BUILT = "its value is that of a known code, or built like one"
_CANDIDATE_DIGITS = 7  # a shorter number is too near to everything
_SUGGESTED = 12  # names near to a misspelt one that are looked at
_OFFERED = 3  # and those of them that are offered
_SUGGESTED_NAMES = 2  # misspelt names of one text that are looked into: each takes its time
_PAIR_REACH = 24
_SMALL_NEGATIVE = TOO_BIG - 10**9
_SIGNED_DIGITS = 9  # fewer make a count, a key or another program's error
_NEAR = 12  # of these, where the last stand
_SHORT = 40  # characters of a question, rather than of a log
_SENTENCE = 120  # characters in which the system's words for a number stand before it
_CENTURIES = {19, 20}  # a year is a number, too


class Found(NamedTuple):
    """A code, how and where the text writes it, and why it is taken for one.

    `printed_by` is what counts its own numbers, where this is one of them.
    """

    code: StatusCode
    written: str
    start: int
    notation: Notation
    why: str
    parameters: tuple[str, ...] = ()
    printed_by: PrintedBy | None = None


class Candidate(NamedTuple):
    """A number that is no code as it stands, and the codes it may have been meant to write."""

    written: str
    start: int
    did_you_mean: tuple[StatusCode, ...]


@dataclass(frozen=True)
class Detector:
    """One text, read in one mode: judges its tokens from left to right.

    `lenient` is the mode; `alone` says that the text holds nothing but codes.
    """

    text: str
    lenient: bool
    alone: bool

    def detected(self, tokens: Sequence[Token]) -> Iterator[Found | Candidate]:
        """What each token, or each two that stand together, is taken for."""
        lone = self.lenient and len(re.findall(rules.NUMBER, self.text)) == 1
        misspelt = sum(not is_number(token) for token in tokens)
        index = 0
        while index < len(tokens):
            token, *others = tokens[index : index + 2]
            index += 1
            if not is_number(token) and misspelt > _SUGGESTED_NAMES:
                continue
            result = None
            if others and self._stand_together(token, others[0]):
                result = self._pair(token, others[0])
                index += result is not None
            result = result or self._single(token, lone=lone)
            short = lone and len(self.text) <= _SHORT
            if isinstance(result, Found) and not (short or self._tells(result.code.decimal)):
                continue
            if result:
                yield result
                index += self._joined_by_a_dash(tokens[index - 1 : index + 1])
                index += self._between_its_name(tokens[index - 1 : index + 2])

    def _tells(self, value: int) -> bool:
        """Whether a value tells more than success or failure: a 0 does where IISSYNC is met."""
        if self.alone or value not in {0, 1, 255, TOO_BIG - 1}:
            return True
        return (value in {1, 255} and self._is_of_windows) or (not value and self._is_of_iissync)

    @cached_property
    def _is_of_windows(self) -> bool:
        """Whether a 1 or a 255 is a Win32 error: any program that fails returns one."""
        return re.search(rules.OF_WIN32, self.text) is not None

    @cached_property
    def _is_of_iissync(self) -> bool:
        low = self.text.lower()
        return any(words in low for words in rules.OF_IISSYNC)

    def _stand_together(self, one: Token, other: Token) -> bool:
        """Whether two may be forms of one code: of two plain decimals only one in brackets is."""
        plain = one.notation is other.notation and len(one.values) == len(other.values) == 1
        if plain and not self._is_set_off(other):
            return False
        between = self.text[one.end : other.start]
        return len(between) < _PAIR_REACH and bool(re.fullmatch(rules.PAIRED, between))

    def _joined_by_a_dash(self, tokens: Sequence[Token]) -> bool:
        """Whether two are glued together: the first counts, the second is its detail."""
        first, *second = tokens
        return bool(second) and self.text[first.end : second[0].start].strip(" ") == "-"

    def _between_its_name(self, tokens: Sequence[Token]) -> bool:
        """Whether a plain number stands in a row between a code and that code's name."""
        if len(tokens) < len(("code", "number", "name")):
            return False
        first, second, third = tokens
        between = self.text[first.end : third.start].strip()
        return (
            between == second.digits
            and third.notation is Notation.NAME
            and bool(set(first.values).intersection(third.values))
        )

    def _pair(self, one: Token, other: Token) -> Found | Candidate | None:
        """Two forms of one code as one; None where they are two numbers."""
        if Verdict.OTHER in {one.verdict, other.verdict}:
            return None
        for value in one.values:
            if value and value in other.values and one.digits != other.digits:
                if Notation.SIGNED in {one.notation, other.notation} or _is_meant(one, value):
                    return self._found(one, value, "two forms of it stand side by side")
                return None
        return self._unequal_pair(one, other)

    def _unequal_pair(self, one: Token, other: Token) -> Found | Candidate | None:
        for value in one.values:
            if one.notation is Notation.DECIMAL and value and TOO_BIG - value in other.values:
                return self._found(other, TOO_BIG - value, "the decimal beside it lost its sign")
            if other.notation is Notation.NAME and wraps(value) in other.values:
                return self._found(one, value, "the name of what it wraps stands beside it")
            if one.notation is Notation.NAME and value & WIN32_MOST in other.values:
                return self._found(one, value, "its low half stands beside it")
        return self._disagreeing_pair(one, other)

    def _disagreeing_pair(self, one: Token, other: Token) -> Found | Candidate | None:
        """The better known half, where the other is a slip of it; or what both may mean."""
        better, worse = sorted((one, other), key=_renown, reverse=True)
        if _renown(better) > _renown(worse):
            value = _known_values(better)[0]
            if _is_slip(worse, value):
                return self._found(better, value, "the form beside it is a slip of it")
        shared = tuple(code for code in _near(one) if code in _near(other))
        if shared and not _renown(better):
            return Candidate(self.text[one.start : other.end], one.start, shared)
        return None

    def _single(self, token: Token, *, lone: bool) -> Found | Candidate | None:
        if token.verdict is not Verdict.CODE and (where := self._is_named_beside(token)):
            return self._found(
                token, token.values[0], f"the system's words for it stand {where} it"
            )
        match token.verdict:
            case Verdict.OTHER if not re.match(rules.ERROR_NAME, token.digits):
                return None
            case Verdict.NAMED | Verdict.LARGE if token.shape.verdict or not self.alone:
                return self._large(token)
        if token.notation is Notation.NAME:
            return self._name(token)
        return self._likely(token) or self._unlikely(token, lone=lone)

    def _large(self, token: Token) -> Found | None:
        """A number that is a code only where its value is that of one."""
        likely = is_named if token.verdict is Verdict.NAMED else is_likely_large
        hex_too = token.verdict is Verdict.NAMED or self._is_set_off(token)
        value = next(filter(likely, token.values if hex_too else token.values[:1]), None)
        return None if value is None else self._found(token, value, _BUILT)

    def _likely(self, token: Token) -> Found | None:
        """A number that its value alone makes a code."""
        value = next(filter(is_likely, token.values), None)
        bare = value is not None and value < SIGN and token.verdict is None
        if bare and (counts_something(self.text, token) or self._follows_a_word(token)):
            return None
        if value is not None and (self.lenient or value >= SIGN or token.verdict):
            return self._found(token, value, _BUILT)
        return None

    def _follows_a_word(self, token: Token) -> bool:
        """Whether a number stands in brackets behind a word: the process that a service runs in."""
        before = self.text[max(0, token.start - 3) : token.start]
        return self._is_set_off(token) and re.fullmatch(r"[a-z0-9] \(", before) is not None

    def _is_set_off(self, token: Token) -> bool:
        before = self.text[max(0, token.start - 3) : token.start].rstrip()
        after = self.text[token.end : token.end + 3].lstrip()
        return before.endswith(("(", "'", '"')) and after.startswith((")", "'", '"'))

    def _is_named_beside(self, token: Token) -> str | None:
        """Where the words of a Win32 error stand, if a number is one: before or behind it."""
        is_name = token.notation is Notation.NAME
        if is_name or not (token.values and 0 < token.values[0] <= WIN32_MOST):
            return None
        before = self.text[max(0, token.start - _SENTENCE) : token.start].lower()
        after = self.text[token.end : token.end + _SENTENCE]
        of_unix = re.match(rf"[\W0-9]{{1,6}}(?:{rules.SAID_BY_UNIX})", after.lower())
        if of_unix:
            return None
        if re.search(rules.SAID_AFTER_ITS_WORDS, before[-_NEAR:]) and _is_said(before, token):
            return "before"
        behind = re.match(rules.SAID_BEHIND_IT, after)
        if token.verdict is Verdict.OTHER or not behind:
            return None
        if token.notation is Notation.HEX and re.search(r"(?:\A|[.!]) ?$", before):
            is_sentence = ":" in behind[0][:3] and bool(names_of(token.values[0]))
        else:
            is_sentence = False
        return "behind" if is_sentence or _is_said(behind["words"].lower(), token) else None

    def _name(self, token: Token) -> Found | Candidate | None:
        if token.values and (token.values[0] or self.lenient):
            return self._found(token, token.values[0], "a name out of Microsoft's headers")
        unnamed = not token.values and re.match(rules.ERROR_NAME, token.digits)
        if not self.lenient or not (unnamed or self.text.strip() == token.digits):
            return None
        from bot.codes.name_search import suggest_names  # noqa: PLC0415 - numbers need none of it

        read = (name for name in suggest_names(token.digits, limit=_SUGGESTED) if name.is_read)
        near = tuple(dict.fromkeys(StatusCode(name.value) for name in read))[:_OFFERED]
        return self._candidate(token, near) if near else None

    def _unlikely(self, token: Token, *, lone: bool) -> Found | Candidate | None:
        """A number that its value alone does not make a code."""
        called = token.verdict is Verdict.CODE or self.alone
        value = next((value for value in reversed(token.values) if value >= SIGN), None)
        if value is None and token.values:
            value = token.values[0]
        sound = value is not None and called and self._is_sound(token, value)
        if value is not None and sound and not is_odd(value):
            return self._found(token, value, token.why or "nothing else was asked")
        wanted = called or (self.lenient and len(token.digits) >= _CANDIDATE_DIGITS)
        near = _near(token, called=called) if wanted else ()
        if value is None:
            return self._candidate(token, near) if near or called else None
        if sound and not near and (self.alone or len(self.text) <= _SHORT):
            return self._found(token, value, token.why or "nothing else was asked")
        if self.lenient and token.notation is Notation.SIGNED and SIGN < value < _SMALL_NEGATIVE:
            return self._found(token, value, "a signed number so long is an HRESULT")
        if self.lenient and lone and _is_telling(token, value):
            return self._found(token, value, "it is the only number, and a known code")
        return self._candidate(token, near) if near else None

    def _is_sound(self, token: Token, value: int) -> bool:
        """Whether a number that is called a code can be one."""
        if self.alone:
            return True
        if token.notation is Notation.SIGNED:
            return len(token.digits) >= _SIGNED_DIGITS or is_ese_error(value)
        if token.digits.strip("0") == "" and len(token.digits) > 1:
            return False
        if token.notation is Notation.DECIMAL and token.digits[0] == "0" != token.digits:
            return len(token.digits) == HEX_DIGITS
        if token.notation is Notation.DECIMAL and value <= WIN32_MOST and not names_of(value):
            return False
        small_hex = token.notation is Notation.HEX and value <= WIN32_MOST
        return self.lenient or small_hex or value >= SIGN or bool(names_of(value))

    def _found(self, token: Token, value: int, why: str) -> Found:
        written = " ".join(self.text[token.start : token.end].split())
        return Found(StatusCode(value), written, token.start, token.notation, why)

    def _candidate(self, token: Token, near: tuple[StatusCode, ...]) -> Candidate:
        written = " ".join(self.text[token.start : token.end].split())
        return Candidate(written, token.start, near)


def _is_said(words: str, token: Token) -> bool:
    """Whether words in small letters are those of the Win32 error that a number is."""
    from bot.codes.plain_words import are_words_of  # noqa: PLC0415 - few numbers stand so

    names = (name.name for name in names_of(token.values[0]) if name.table == "Win32")
    return any(are_words_of(words, name) for name in names)


def _is_meant(token: Token, value: int) -> bool:
    """Whether two forms of a value speak of a code, and not of a length or a version."""
    if token.verdict in {Verdict.LARGE, Verdict.NAMED}:
        return is_likely_large(value)
    return token.verdict is Verdict.CODE or is_likely(value) or bool(names_of(value))


def _known_values(token: Token) -> list[int]:
    return [value for value in token.values if value in DOCUMENTED or is_named(value)]


def _renown(token: Token) -> int:
    """How well known a token's value is: documented, named, or neither."""
    known = _known_values(token)
    return 2 if DOCUMENTED.intersection(known) else 1 if known else 0


def _is_slip(token: Token, value: int) -> bool:
    """Whether a token is `value` with a slip of the hand, or its digits in another order."""
    code = StatusCode(value)
    forms = (code.hex[2:], str(code.decimal), str(abs(code.signed)))
    digits = token.digits.upper()
    return any(one_slip(digits, form) or sorted(digits) == sorted(form) for form in forms)


def _is_telling(token: Token, value: int) -> bool:
    """Whether one who asks means a code by the only number that the text holds.

    Eight digits after a 0x are one, whatever they say: an exception's code, or a product's own.
    """
    if token.notation is Notation.HEX:
        as_an_hresult = may_be_an_error(value) and len(token.digits) == HEX_DIGITS
        return as_an_hresult or (0 < value <= WIN32_MOST and bool(names_of(value)))
    return value >= TELLING and value // 100 not in _CENTURIES and bool(names_of(value))


def _near(token: Token, *, called: bool = True) -> tuple[StatusCode, ...]:
    """What a token may have been meant for: documented codes, or else others with a name."""
    if token.notation is Notation.LOOKALIKE:
        return _near_lookalike(token.digits)
    sign = "-" if token.notation is Notation.SIGNED else ""
    documented = near_misses(sign + token.digits.upper())
    if documented:
        return documented
    if token.notation in {Notation.HEX, Notation.BARE_HEX}:
        return near_known(token.digits.upper())
    return sign_lost(token.values[0]) if called and token.values and not sign else ()


def counts_something(text: str, token: Token) -> bool:
    """Whether a plain number stands before a noun: of "0x8024402C, 3 pending" it is no code."""
    word = re.match(r" ([^\W\d_]{3,})", text[token.end : token.end + _LONGEST_WORD])
    plain = token.notation is Notation.DECIMAL
    return plain and word is not None and word[1].islower() and word[1] not in rules.COUNTED_BY_NONE


_LONGEST_WORD = 24


def is_number(token: Token) -> bool:
    """Whether a token is a number, or a name that stands for one."""
    return token.notation is not Notation.NAME or bool(token.values)


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
