"""Judge the tokens of a text, left to right: is each a code, an uncertain candidate, or neither?

A token is judged by the words around it, which `bot.codes.tokens` has read, by its value
(`bot.codes.values`), and by its neighbours: two forms of one code side by side are one code.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.codes import rules
from bot.codes.found import Found
from bot.codes.names import names_of
from bot.codes.rules import Notation, Verdict
from bot.codes.status_code import HEX_DIGITS, SIGN, TOO_BIG, StatusCode
from bot.codes.surroundings import (
    are_joined_by_a_dash,
    counts_something,
    follows_a_word,
    is_between_code_and_name,
    is_hex_of_bug_check,
    is_in_a_row,
    is_long_name,
    is_meant_alone,
    is_number,
    is_of_a_field,
    is_set_off,
    may_be_a_pair,
    side_of_its_message,
)
from bot.codes.tokens import Token
from bot.codes.typing_slips import intended_codes, is_slip_of
from bot.codes.values import (
    WIN32_MOST,
    familiarity,
    is_ese_error,
    is_known_status,
    is_likely,
    is_likely_large,
    is_odd,
    is_or_wraps_named,
    known_values,
    wrapped_win32,
)

_BUILT = "its value is that of a known code, or built like one"
_CANDIDATE_DIGITS = 7  # a shorter number is near to too many codes
_LOOKED_UP_NAMES = 12  # names near to a misspelt one that are looked up
_OFFERED_CODES = 3  # and those of them that are offered
_MOST_MISSPELT_NAMES = 2  # a text with more is not searched for near names: each search is slow
_SMALL_NEGATIVE = TOO_BIG - 10**9
_SIGNED_DIGITS = 9  # with fewer it is a count, a key or another program's error
_SHORT = 40  # characters of a question, rather than of a log


class Candidate(NamedTuple):
    """A number that is not a code as written, and the codes that it may have been meant for."""

    written: str
    start: int
    did_you_mean: tuple[StatusCode, ...]


@dataclass(frozen=True)
class Detector:
    """Judges the tokens of one text in one mode.

    `lenient` is the mode; `alone` says that the text holds nothing but codes.
    """

    text: str
    lenient: bool
    alone: bool

    def detected(self, tokens: Sequence[Token]) -> Iterator[Found | Candidate]:
        """The codes and candidates among the tokens, in the order of the text."""
        lone = self.lenient and len(re.findall(rules.NUMBER, self.text)) == 1
        short = lone and len(self.text) <= _SHORT
        misspelt = sum(not is_number(token) for token in tokens)
        index = 0
        while index < len(tokens):
            if misspelt > _MOST_MISSPELT_NAMES and not is_number(tokens[index]):
                index += 1
                continue
            result, used = self._judge(tokens, index, lone=lone)
            index += used
            if isinstance(result, Found) and not (short or self._is_informative(result)):
                continue
            if result:
                yield result
                index += self._details_of(tokens, index)

    def _judge(
        self, tokens: Sequence[Token], index: int, *, lone: bool
    ) -> tuple[Found | Candidate | None, int]:
        """The result for the token at an index, and how many tokens it covers."""
        token, *others = tokens[index : index + 2]
        if others and may_be_a_pair(self.text, token, others[0]):
            result = self._pair(token, others[0])
            if result:
                return result, 2
        return self._single(token, lone=lone), 1

    def _details_of(self, tokens: Sequence[Token], index: int) -> int:
        """How many tokens from an index on are details of the result before it."""
        end = index
        if end < len(tokens) and are_joined_by_a_dash(self.text, *tokens[end - 1 : end + 1]):
            end += 1
        if end + 1 < len(tokens) and is_between_code_and_name(
            self.text, *tokens[end - 1 : end + 2]
        ):
            end += 1
        return end - index

    def _is_informative(self, found: Found) -> bool:
        """Whether a code is more than plain success or failure; IISSYNC's 0 is, too."""
        value = found.code.decimal
        if self.alone or value not in {0, 1, 255, TOO_BIG - 1}:
            return True
        return (value in {1, 255} and self._is_about_win32) or (
            not value and self._is_about_iissync
        )

    @cached_property
    def _is_about_win32(self) -> bool:
        """Whether a 1 or a 255 is a Win32 error, and not what any failed program returns."""
        return re.search(rules.WIN32_CONTEXT, self.text) is not None

    @cached_property
    def _is_about_iissync(self) -> bool:
        low = self.text.lower()
        return any(words in low for words in rules.IISSYNC_CONTEXT)

    def _pair(self, one: Token, other: Token) -> Found | Candidate | None:
        """The one code that two tokens are forms of; None if they are two numbers."""
        if Verdict.OTHER in {one.verdict, other.verdict}:
            return None
        for value in one.values:
            if value and value in other.values and one.digits != other.digits:
                if Notation.SIGNED in {one.notation, other.notation} or _is_meant(one, value):
                    return self._found(one, value, "it is written in two forms")
                return None
        return self._unequal_pair(one, other)

    def _unequal_pair(self, one: Token, other: Token) -> Found | Candidate | None:
        for value in one.values:
            if one.notation is Notation.DECIMAL and value and TOO_BIG - value in other.values:
                return self._found(other, TOO_BIG - value, "the decimal beside it lost its sign")
            if other.notation is Notation.NAME and wrapped_win32(value) in other.values:
                return self._found(one, value, "the name of what it wraps is beside it")
            if one.notation is Notation.NAME and value & WIN32_MOST in other.values:
                return self._found(one, value, "its low half is beside it")
        for name, number in ((one, other), (other, one)):
            if is_hex_of_bug_check(name, number):
                return self._found(name, name.values[0], "its number is beside it, in hex")
        return self._disagreeing_pair(one, other)

    def _disagreeing_pair(self, one: Token, other: Token) -> Found | Candidate | None:
        """The better known token if the other is a slip of it, or the codes that both may mean."""
        better, worse = one, other
        if familiarity(other.values) > familiarity(one.values):
            better, worse = other, one
        if familiarity(better.values) > familiarity(worse.values):
            value = known_values(better.values)[0]
            if is_slip_of(worse, value):
                return self._found(better, value, "the form beside it is a slip of it")
        of_other = intended_codes(other)
        shared = tuple(code for code in intended_codes(one) if code in of_other)
        if shared and not familiarity(better.values):
            return Candidate(self.text[one.start : other.end], one.start, shared)
        return None

    def _single(self, token: Token, *, lone: bool) -> Found | Candidate | None:
        if token.verdict is not Verdict.CODE and (where := side_of_its_message(self.text, token)):
            return self._found(token, token.values[0], f"the system's words for it come {where} it")
        if token.notation is Notation.NAME and re.match(rules.ERROR_NAME, token.digits):
            return self._name(token)
        match token.verdict:
            case Verdict.OTHER:
                return None
            case Verdict.NAMED | Verdict.LARGE if token.shape.verdict or not self.alone:
                return self._name(token) if is_long_name(token) else self._large(token)
        if token.notation is Notation.NAME:
            return self._name(token)
        return self._likely(token) or self._unlikely(token, lone=lone)

    def _large(self, token: Token) -> Found | None:
        """A number that is a code only if its value is built like one."""
        likely = is_or_wraps_named if token.verdict is Verdict.NAMED else is_likely_large
        hex_too = token.verdict is Verdict.NAMED or is_set_off(self.text, token)
        value = next(filter(likely, token.values if hex_too else token.values[:1]), None)
        return None if value is None else self._found(token, value, _BUILT)

    def _likely(self, token: Token) -> Found | None:
        """A number that is a code by its value alone."""
        value = next(filter(is_likely, token.values), None)
        bare = value is not None and value < SIGN and token.verdict is None
        if bare and any(
            is_other(self.text, token)
            for is_other in (counts_something, follows_a_word, is_of_a_field, is_in_a_row)
        ):
            return None
        if value is not None and (self.lenient or value >= SIGN or token.verdict):
            return self._found(token, value, _BUILT)
        return None

    def _name(self, token: Token) -> Found | Candidate | None:
        if token.values and (token.values[0] or self.lenient):
            return self._found(token, token.values[0], "a name out of Microsoft's headers")
        unnamed = not token.values and re.match(rules.ERROR_NAME, token.digits)
        if not self.lenient or not (unnamed or self.text.strip() == token.digits):
            return None
        from bot.codes.name_search import suggest_names  # noqa: PLC0415 - numbers need none of it

        names = suggest_names(token.digits, limit=_LOOKED_UP_NAMES)
        codes = (StatusCode(name.value) for name in names if name.is_code)
        near = tuple(dict.fromkeys(codes))[:_OFFERED_CODES]
        return self._candidate(token, near) if near else None

    def _unlikely(self, token: Token, *, lone: bool) -> Found | Candidate | None:
        """A number that is not a code by its value alone."""
        called = token.verdict is Verdict.CODE or self.alone
        large = (value for value in reversed(token.values) if value >= SIGN)
        value = next(large, next(iter(token.values), None))
        sound = value is not None and called and self._is_sound(token, value)
        if value is not None and sound and not is_odd(value):
            return self._found(token, value, token.why or "nothing else was asked")
        wanted = called or (self.lenient and len(token.digits) >= _CANDIDATE_DIGITS)
        near = intended_codes(token, called=called) if wanted else ()
        if value is None:
            return self._candidate(token, near) if near or called else None
        if sound and not near and (self.alone or len(self.text) <= _SHORT):
            return self._found(token, value, token.why or "nothing else was asked")
        if self.lenient and token.notation is Notation.SIGNED and SIGN < value < _SMALL_NEGATIVE:
            return self._found(token, value, "a signed number so long is an HRESULT")
        if self.lenient and lone and is_meant_alone(self.text, token, value):
            return self._found(token, value, "it is the only number, and a known code")
        return self._candidate(token, near) if near else None

    def _is_sound(self, token: Token, value: int) -> bool:
        """Whether a number that the text calls a code can be one."""
        if self.alone:
            return True
        if token.notation is Notation.SIGNED:
            return len(token.digits) >= _SIGNED_DIGITS or is_ese_error(value)
        if token.digits.strip("0") == "" and len(token.digits) > 1:
            return False
        if token.notation is Notation.DECIMAL and token.digits[0] == "0" != token.digits:
            return len(token.digits) == HEX_DIGITS or bool(side_of_its_message(self.text, token))
        if (
            token.notation is Notation.DECIMAL
            and value <= WIN32_MOST
            and not is_known_status(value)
        ):
            return False
        small_hex = token.notation is Notation.HEX and value <= WIN32_MOST
        return self.lenient or small_hex or value >= SIGN or bool(names_of(value))

    def _found(self, token: Token, value: int, why: str) -> Found:
        written = " ".join(self.text[token.start : token.end].split())
        return Found(StatusCode(value), written, token.start, token.notation, why)

    def _candidate(self, token: Token, near: tuple[StatusCode, ...]) -> Candidate:
        return Candidate(" ".join(self.text[token.start : token.end].split()), token.start, near)


def _is_meant(token: Token, value: int) -> bool:
    """Whether two forms of a value write a code, and not a length or a version."""
    if token.verdict in {Verdict.LARGE, Verdict.NAMED}:
        return is_likely_large(value)
    return token.verdict is Verdict.CODE or is_likely(value) or bool(names_of(value))
