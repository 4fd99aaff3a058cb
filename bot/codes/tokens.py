"""Cut a text into the tokens that may be status codes, and read the words around each.

Which token is a code is decided in `bot.codes.detection`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.codes import rules
from bot.codes.patterns import alternatives, compiled
from bot.codes.rules import Notation, Verdict
from bot.codes.shapes import GUARDS, SHAPES, Shape
from bot.codes.status_code import HEX_DIGITS, SIGN, TOO_BIG

if TYPE_CHECKING:
    from bot.codes.phrases import Phrase

_REACH = 56  # characters before and after a token that are its context
_NEAR = 20  # of these, the nearest, of which one must be a letter or a mark
_WORDS_BACK = 4


class Token(NamedTuple):
    """A token of text, the 32-bit values it may have (the usual one first), and its context."""

    shape: Shape
    digits: str
    start: int
    end: int
    values: tuple[int, ...]
    verdict: Verdict | None
    why: str

    @property
    def notation(self) -> Notation:
        """How the token is read."""
        return self.shape.notation


def tokenise(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of `text` between two positions; their context may lie beyond these."""
    has_letters = compiled("(?<![0-9A-Za-z])[A-Za-z]").search(text, start, end) is not None
    has_marks = compiled("[^0-9A-Za-z]").search(text, start, end) is not None
    shapes = _shapes(has_letters=has_letters, has_marks=has_marks)
    for match in shapes.finditer(text, start, end):
        tag = (match.lastgroup or "")[1:]
        shape = SHAPES[int(tag.partition("_")[0])]
        if shape.notation is Notation.NOTHING:
            continue
        digits = match[f"digits_{tag}"]
        if shape.verdict:
            digits = re.sub("[^0-9A-Za-z]", "", digits)
        values = tuple(_values(shape.notation, digits))
        least = values[0] if values else 0
        verdict, why = shape.verdict, shape.why if shape.verdict else ""
        if verdict is not Verdict.CODE and _has_context(text, match.start(), match.end()):
            of_context, why = _verdict(text, match.start(), match.end(), least)
            verdict = of_context if verdict is None or of_context is Verdict.OTHER else verdict
        yield Token(shape, digits, match.start(), match.end(), values, verdict, why)


def _has_context(text: str, start: int, end: int) -> bool:
    """Whether a token has any context: a check that is faster than to read the context."""
    near = text[max(0, start - _NEAR) : start] + "|" + text[end : end + _NEAR]
    return re.search(rules.HAS_CONTEXT, near) is not None


@cache
def _shapes(*, has_letters: bool, has_marks: bool) -> re.Pattern[str]:
    """All shapes as one pattern: after each guard, in order, the rows that can start there.

    A row's group is named `s`, its number in the table, and the guard's. Rows that begin with a
    letter or need a mark are left out for a text without: this compilation would be a fifth of the
    time that it takes to decode a lone number, start of Python included.
    """
    branches = []
    for tag, guard in enumerate(GUARDS):
        if (guard.starts == "A" and not has_letters) or (guard.starts == "-" and not has_marks):
            continue
        rows = [
            f"(?P<s{number}_{tag}>{_tagged(shape.pattern, f'{number}_{tag}')})"
            for number, shape in enumerate(SHAPES)
            if guard.starts in shape.starts and (has_marks or not shape.marks)
        ]
        branches.append(f"{guard.pattern}(?:{'|'.join(rows)})")
    return re.compile("|".join(branches))


def _tagged(pattern: str, tag: str) -> str:
    """`pattern` with the names of its groups made unique."""
    return re.sub(r"\(\?P([<=])(\w+)", rf"(?P\1\2_{tag}", pattern)


def _values(notation: Notation, digits: str) -> Iterator[int]:
    """The 32-bit values that digits or a name may have, the likeliest first."""
    match notation:
        case Notation.NAME:
            from bot.codes.name_search import find_name  # noqa: PLC0415 - numbers need none of it

            yield from (name.value for name in find_name(digits) if name.is_code)
        case Notation.SIGNED if int(digits) <= SIGN:
            yield -int(digits) % TOO_BIG
        case Notation.SIGNED_HEX if int(digits, 16) <= SIGN:
            yield -int(digits, 16) % TOO_BIG
        case Notation.DECIMAL:
            yield from _values_of_plain_digits(digits)
        case Notation.HEX | Notation.BARE_HEX:
            if len(digits) <= HEX_DIGITS or _is_extended(digits) or _is_padded(digits):
                yield int(digits[-HEX_DIGITS:], 16)


def _values_of_plain_digits(digits: str) -> Iterator[int]:
    """The decimal value, and that of eight digits as hex, which comes first after a leading 0."""
    may_be_hex = len(digits) == HEX_DIGITS
    if may_be_hex and digits[0] == "0":
        yield int(digits, 16)
    if len(digits) <= _MOST_DIGITS and int(digits) < TOO_BIG:
        yield int(digits)
    if may_be_hex and digits[0] != "0":
        yield int(digits, 16)


_MOST_DIGITS = 10


def _is_extended(digits: str) -> bool:
    """Whether 64-bit hex is a 32-bit code, extended by its sign or by zeros."""
    return len(digits) == 2 * HEX_DIGITS and digits[:HEX_DIGITS].upper() in {"F" * 8, "0" * 8}


def _is_padded(digits: str) -> bool:
    """Whether hex is a large code after any number of zeros: 0x080070005 has one too many."""
    return digits[-HEX_DIGITS] in "89CDcd" and not digits[:-HEX_DIGITS].strip("0")


def _verdict(text: str, start: int, end: int, value: int) -> tuple[Verdict | None, str]:
    """The verdict of the words around a token, and why; None if they say nothing.

    Numbers among the words are masked, so that results can be cached by the words.
    """
    before = text[max(0, start - _REACH) : start].translate(_MASKED)
    before = before.replace("in00", "in32").replace("IN00", "IN32")
    after = text[end : end + _REACH].translate(_MASKED)
    step = next(step for step in _steps() if step <= value)
    return _verdict_of_context(before, after, step)


_MASKED = str.maketrans("123456789", "0" * 9)  # but for the digits of win32, which is a word


@cache
def _phrases() -> "Sequence[tuple[str, tuple[str, ...], Phrase]]":
    """Each row after its first hint and its other ones: most have one, and `in` is the fastest."""
    from bot.codes.phrases import PHRASES  # noqa: PLC0415 - a lone number has no words around it

    hints = (alternatives(phrase.hints) for phrase in PHRASES)
    return tuple((each[0], each[1:], row) for each, row in zip(hints, PHRASES, strict=True))


@cache
def _steps() -> tuple[int, ...]:
    """The bounds between which the same phrases apply to every value, the largest first."""
    phrases = [phrase for *_, phrase in _phrases()]
    steps = {0, *(phrase.least for phrase in phrases), *(phrase.below for phrase in phrases)}
    return tuple(sorted(steps, reverse=True))


@lru_cache(maxsize=4096)
def _verdict_of_context(before: str, after: str, value: int) -> tuple[Verdict | None, str]:
    low = before.lower()
    for hint, others, phrase in _phrases():
        if not (hint in low or (others and any(map(low.__contains__, others)))):
            continue
        if phrase.least <= value < phrase.below:
            if phrase.after and not _test(phrase.after).match(after):
                continue
            if phrase.before and not _test(phrase.before).search(before):
                continue
            return phrase.verdict, phrase.why
    verdict, why = _verdict_of_nearest_word(before, after, value)
    is_value = before.endswith("=")  # of what is named before it: "length=16 error"
    if verdict is None and not is_value and (match := re.match(rules.CALLED_AFTER, after)):
        return Verdict.CODE, f"“{match[0].lstrip(rules.GAP_MARKS)}” comes after it"
    return verdict, why


@cache
def _test(pattern: str) -> re.Pattern[str]:
    """A pattern of a phrase, compiled when a text first needs it: most texts need few."""
    return re.compile(pattern, re.IGNORECASE)


def _is_qualified(before: str) -> bool:
    """Whether a word right before makes a code one of another kind: an HTTP status code."""
    phrase = before[1 + max(before.rfind(mark) for mark in ".,;:<>)\n") :]
    phrase = phrase.rpartition("failed with")[2]
    words = compiled(rules.WORD).findall(phrase)
    glued = re.search("[A-Za-z]+$", phrase)  # of HttpListenerException only Listener counts
    words = words[-1:] if glued else words[-3:]
    return any(word.lower() in rules.QUALIFIERS for word in words)


def _verdict_of_nearest_word(before: str, after: str, value: int) -> tuple[Verdict | None, str]:
    """The verdict of the nearest word before a token; words that only link the two are skipped."""
    if before.endswith(" ") and not re.match(" [a-z]{3}", after):
        before = re.sub(rf"(?:\n[ \t]*|[:;,] ){rules.ITEM}", "\n", before)
    if not before.rstrip(rules.GAP_MARKS)[-1:].isalpha() and "32" not in before:
        return None, ""
    end = len(before)
    for match in reversed(list(compiled(rules.WORD).finditer(before))[-_WORDS_BACK:]):
        word, gap = match[0].lower(), before[match.end() : end]
        end = match.start()
        if (
            not compiled(rules.GAP).fullmatch(gap)
            or _is_cut_off(word, gap)
            or _is_of_hex(word, before[:end])
        ):
            break
        verdict, why = _verdict_of_word(match, before[:end], after)
        if verdict is Verdict.OTHER and value >= SIGN and word in rules.OUTWEIGHED:
            return Verdict.NAMED, why
        if verdict:
            return verdict, why
        if word not in rules.LINKS:
            break
    if not before.isascii() and (foreign := re.search(rules.FOREIGN_WORDS, before, re.IGNORECASE)):
        return Verdict.CODE, f"“{foreign[0].strip()}” comes before it"
    return None, ""


def _is_cut_off(word: str, gap: str) -> bool:
    """Whether the gap after a word ends its reach; that of a word for a code never ends so."""
    is_pause = bool(rules.PAUSES & set(gap)) or "\n(" in gap
    return is_pause and rules.WORDS.get(word) is not Verdict.CODE


def _is_of_hex(word: str, before: str) -> bool:
    """Whether a word is the last letters of hex before it: the EC of 0x800703EC calls no code."""
    return _HEX_LETTERS.issuperset(word) and before[-1:] in _BEFORE_HEX_LETTERS


_HEX_LETTERS = frozenset("abcdef")
_BEFORE_HEX_LETTERS = frozenset("0xX")  # digits are masked


def _verdict_of_word(match: re.Match[str], before: str, after: str) -> tuple[Verdict | None, str]:
    """The verdict of a word, given the text before the word and the text after the token."""
    word = match[0].lower()
    verdict = rules.WORDS.get(word)
    if verdict is None and word.endswith(rules.COMPOUNDS):
        verdict = Verdict.CODE
    if verdict is Verdict.CODE and word not in rules.UNQUALIFIED and _is_qualified(before):
        return Verdict.LARGE, f"another kind of {word}"
    if verdict:
        return verdict, f"“{match[0]}” comes before it"
    if word in rules.VERBS and re.match(rules.AFTER_VERB, after):
        return Verdict.CODE, f"“{match[0]}” gives it as a result"
    return None, ""
