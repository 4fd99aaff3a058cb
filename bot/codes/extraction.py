"""Extract the status codes in a text.

The text is cut into tokens that hold digits or names (`bot.codes.tokens`), and each token is judged
(`bot.codes.detection`).
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice
from typing import NamedTuple

from bot.codes import rules
from bot.codes.detection import Candidate, Detector
from bot.codes.found import Foreign, Found, Region
from bot.codes.names import plain_bug_check
from bot.codes.normalise import normalised
from bot.codes.ranking import Order, Ranking, ranked
from bot.codes.regions import (
    CODE_FINDERS,
    FOREIGN_FINDER,
    NUMBERED_FINDER,
    Regions,
)
from bot.codes.rules import Notation, Verdict
from bot.codes.status_code import StatusCode
from bot.codes.surroundings import (
    counts_something,
    counts_things,
    end_in_brackets,
    has_its_hex_beside,
    is_number,
    wraps_an_exit_code,
)
from bot.codes.tokens import Token, tokenise
from bot.codes.values import is_likely_large, may_be_win32, wrapped_win32

MOST_TOKENS = 1500
"""The most numbers and names that are read: of a text in lenient mode, of a line in strict mode."""

_LONGEST_BARE_QUESTION = 400  # characters; a longer text is prose


_OWN = 1000
"""From here on, one of a program's own numbers means the same in the whole text."""
_OPEN = frozenset((None, Verdict.LARGE, Verdict.NAMED))
_OF_HALVES = frozenset((Notation.NAME, Notation.HEX, Notation.BUG_CHECK))


class Mode(Enum):
    """How readily a number counts as a code.

    LENIENT: a user asks about the text, so a lone number is a code, and a mistyped one a candidate.
    STRICT: the text was written for other readers, so only what is certainly a code counts.
    """

    LENIENT = "lenient"
    STRICT = "strict"


class Extraction(NamedTuple):
    """The result for a text: each code once, in an `order`, and the uncertain candidates.

    Positions are those of `text`. `occurrences` has every occurrence of a code. `numbered` has the
    own numbers of programs, each with the program that printed it, and `foreign` the numbers of
    other products: neither are status codes of Windows, and both are found in lenient mode alone.
    `doubtful` is the only number of a short text without any of these, if nothing shows whether it
    is a code. `complete` is false if the text has more than `MOST_TOKENS` numbers: the rest was not
    read.
    """

    text: str
    codes: tuple[Found, ...]
    candidates: tuple[Candidate, ...]
    occurrences: tuple[Found, ...] = ()
    numbered: tuple[Found, ...] = ()
    foreign: tuple[Foreign, ...] = ()
    order: Order = Order.TEXT
    complete: bool = True
    doubtful: Found | None = None

    @property
    def answerable(self) -> tuple[Found, ...]:
        """All that has an answer: the codes, then the own numbers of programs."""
        return (*self.codes, *self.numbered)


def extract_codes(text: str, mode: Mode = Mode.LENIENT) -> Extraction:
    """The codes and the uncertain candidates in `text`."""
    text = normalised(text)
    lenient = mode is Mode.LENIENT
    regions, tokens = _regions_and_tokens(text, lenient=lenient)
    outside = _with_lists(text, tuple(_outside(regions, tokens)))
    alone = lenient and not regions and _asks_for_numbers(text, outside)
    detected = tuple(Detector(text, lenient, alone).detected(outside))
    in_regions = [code for region in regions for code in region.codes]
    occurrences = _occurrences(detected, in_regions, alone=alone)
    codes, order = _in_order(text, occurrences, alone=alone)
    nothing = lenient and not (regions or detected)
    return Extraction(
        text,
        codes,
        tuple(each for each in detected if isinstance(each, Candidate) and lenient),
        tuple(occurrences),
        tuple(code for code in in_regions if code.printed_by and lenient),
        tuple(region.foreign for region in regions if region.foreign and lenient),
        order,
        not lenient or len(tokens) < MOST_TOKENS,
        _doubtful(text, tokens) if nothing else None,
    )


def _doubtful(text: str, tokens: Sequence[Token]) -> Found | None:
    """The only number of a short text, if it may be a code: "seen 53 while mapping a drive"."""
    numbers = [token for token in tokens if is_number(token)]
    is_short = len(text) <= _LONGEST_BARE_QUESTION
    if not is_short or len(numbers) != 1 or len(re.findall(rules.NUMBER, text)) != 1:
        return None
    [number] = numbers
    is_shown = number.verdict in {Verdict.OTHER, Verdict.LARGE}
    if is_shown or counts_something(text, number) or not may_be_win32(number.values):
        return None
    return Found(
        StatusCode(number.values[0]),
        text[number.start : number.end],
        number.start,
        number.notation,
        "nothing shows whether it is one",
    )


def _regions_and_tokens(text: str, *, lenient: bool) -> tuple[Sequence[Region], Sequence[Token]]:
    """The regions of a text, and all tokens that are read of it, inside of regions or not."""
    regions = Regions()
    regions.find(text, CODE_FINDERS)
    if lenient:
        regions.find(text, (NUMBERED_FINDER, FOREIGN_FINDER))
        tokens = tuple(islice(tokenise(text, 0, len(text)), MOST_TOKENS))
    else:
        tokens = tuple(_tokens_of_lines(text, regions))
    return regions.in_order(), tokens


def _occurrences(
    detected: Sequence[Found | Candidate], in_regions: Sequence[Found], *, alone: bool
) -> list[Found]:
    """Every occurrence of a status code, in the order of the text."""
    numbered = {code.code for code in in_regions if code.printed_by and code.code.decimal >= _OWN}
    found = [each for each in detected if isinstance(each, Found) and each.code not in numbered]
    found += [code for code in in_regions if not code.printed_by]
    return sorted(found if alone else _without_halves(found), key=_start)


def _without_halves(found: Sequence[Found]) -> list[Found]:
    """The codes, without names and short hex that are only a part of another code.

    That is a Win32 error that an HRESULT wraps, or the bug check of a small dump, without its flag.
    """
    values = {each.code.decimal for each in found}
    plain = {plain_bug_check(value) for value in values if plain_bug_check(value) != value}
    halves = {wrapped_win32(value) for value in values} | plain
    return [
        each for each in found if each.notation not in _OF_HALVES or each.code.decimal not in halves
    ]


def _start(each: Found) -> int:
    return each.start


def _in_order(text: str, found: Sequence[Found], *, alone: bool) -> Ranking:
    """Each code once: in the order of a text that holds codes alone, else the main one first."""
    if not alone:
        return ranked(text, found)
    first = {each.code: each for each in reversed(found)}
    return Ranking(tuple(sorted(first.values(), key=_start)), Order.TEXT)


def _outside(regions: Sequence[Region], tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens that are in no region; both are in the order of the text."""
    left = iter(regions)
    region = next(left, None)
    for token in tokens:
        while region and region.end <= token.start:
            region = next(left, None)
        if not region or token.end <= region.start:
            yield token


def is_only_codes(text: str) -> bool:
    """Whether `text` holds nothing but codes and filler words."""
    text = normalised(text)
    if len(text) > _LONGEST_BARE_QUESTION:
        return False
    return _asks_for_numbers(text, tuple(tokenise(text, 0, len(text))))


def _tokens_of_lines(text: str, regions: Regions) -> Iterator[Token]:
    """The tokens of the relevant lines; adds what else their numbers can be to `regions`.

    These are programs' own numbers and those of other products.
    """
    from bot.codes.lines import relevant_lines  # noqa: PLC0415 - only strict mode needs it

    for start, end in relevant_lines(text):
        regions.find(text[start:end], (NUMBERED_FINDER, FOREIGN_FINDER), start)
        yield from islice(tokenise(text, start, end), MOST_TOKENS)


def _called_by_their_other_form(text: str, tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens; a number with its own hex, or the number that it wraps, beside it is a code."""
    for token in tokens:
        if token.verdict is None and has_its_hex_beside(text, token):
            yield token._replace(verdict=Verdict.CODE, why="its hex is beside it")
        elif token.verdict in _OPEN and wraps_an_exit_code(text, token):
            yield token._replace(verdict=Verdict.CODE, why="it wraps a program's exit code")
        else:
            yield token


def _with_lists(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens; those that continue a list whose first member is a code are codes, too."""
    spread: list[Token] = []
    for token in _called_by_their_other_form(text, tokens):
        last = spread[-1] if spread else None
        if last and _is_a_code(last) and _continues_a_list(text, last, token):
            spread.append(token._replace(verdict=Verdict.CODE, why="it continues a list of codes"))
        else:
            spread.append(token)
    return tuple(spread)


def _is_a_code(token: Token) -> bool:
    return token.verdict is Verdict.CODE or any(map(is_likely_large, token.values))


def _continues_a_list(text: str, last: Token, token: Token) -> bool:
    """Whether a token without a verdict comes after another member of a list."""
    if token.verdict is not None:
        return False
    end = end_in_brackets(text, last)
    if not re.fullmatch(rules.LISTED, text[end : token.start]):
        return False
    may_be_a_count = last.notation is Notation.HEX or end > last.end
    return not (counts_something(text, token) if may_be_a_count else counts_things(text, token))


def _asks_for_numbers(text: str, tokens: Sequence[Token]) -> bool:
    if (
        not tokens
        or len(text) > _LONGEST_BARE_QUESTION
        or any(not is_number(token) for token in tokens)
    ):
        return False
    ends = (0, *(token.end for token in tokens))
    starts = (*(token.start for token in tokens), len(text))
    between = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return all(word.lower() in rules.FILLER for word in re.findall(rules.WORD_OR_DIGIT, between))
