"""Extract the status codes that a text speaks of.

A text is cut into tokens that hold digits or names (`bot.codes.tokens`), and these are judged one
by one (`bot.codes.detection`). The rules are data (`bot.codes.rules`); this is their reader.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice
from typing import NamedTuple

from bot.codes import rules
from bot.codes.detection import Candidate, Detector, Found
from bot.codes.lines import lines_that_matter
from bot.codes.normalise import normalised
from bot.codes.ranking import Order, Ranking, ranked
from bot.codes.regions import FOREIGN, NUMBERED, TELLING, Foreign, Region, Regions
from bot.codes.rules import Notation, Verdict
from bot.codes.surroundings import counts_something, is_number
from bot.codes.tokens import Token, cut
from bot.codes.values import is_likely_large, wrapped_win32

MOST_TOKENS = 1500
"""Numbers and names that are read of a text that was asked about, or of one line of another."""

_BARE_QUESTION = 400  # characters; a longer text is prose


class Mode(Enum):
    """How much of a text counts.

    LENIENT: a person wants it decoded, so a lone number is a code, and a mistyped one a candidate.
    STRICT: it was written for others, so only what is surely a code is one.
    """

    LENIENT = "lenient"
    STRICT = "strict"


class Extraction(NamedTuple):
    """What a text holds: each code once, in an `order`, and the candidates.

    Positions count in `text`. `occurrences` has every place where a code stands. `numbered` are the
    numbers that programs count for themselves, each with what printed it, and `foreign` those of
    other products: neither are codes of Windows, and both are told of a text that was asked about
    alone. Not `complete` where the text holds more than `MOST_TOKENS` numbers: the rest was not
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

    @property
    def answerable(self) -> tuple[Found, ...]:
        """What has an answer: the codes, then the numbers of programs."""
        return (*self.codes, *self.numbered)


def extract_codes(text: str, mode: Mode = Mode.LENIENT) -> Extraction:
    """The codes and the uncertain candidates in `text`."""
    text = normalised(text)
    lenient = mode is Mode.LENIENT
    found_regions = Regions()
    found_regions.find(text, TELLING)
    if lenient:
        found_regions.find(text, (NUMBERED, FOREIGN))
    tokens = tuple(_tokens(text, None if lenient else found_regions))
    regions = found_regions.all()
    complete = not lenient or len(tokens) < MOST_TOKENS
    tokens = _with_lists(text, tuple(_outside(regions, tokens)))
    alone = lenient and not regions and _asks_for_numbers(text, tokens)
    detected = tuple(Detector(text, lenient, alone).detected(tokens))
    sure = [code for region in regions for code in region.codes]
    found = [each for each in detected if isinstance(each, Found)]
    found += [code for code in sure if not code.printed_by]
    found = _without_halves(found) if not alone else found
    found.sort(key=_start)
    ranking = _in_order(text, found, alone=alone)
    return Extraction(
        text,
        ranking.codes,
        tuple(each for each in detected if isinstance(each, Candidate) and lenient),
        tuple(found),
        tuple(code for code in sure if code.printed_by),
        tuple(region.foreign for region in regions if region.foreign and lenient),
        ranking.order,
        complete,
    )


def _without_halves(found: list[Found]) -> list[Found]:
    """What is found, without a name or a short hex of what an HRESULT of the same text wraps."""
    wrapped = {wrapped_win32(each.code.decimal) for each in found}
    return [
        each
        for each in found
        if each.notation not in {Notation.NAME, Notation.HEX} or each.code.decimal not in wrapped
    ]


def _start(each: Found) -> int:
    return each.start


def _in_order(text: str, found: Sequence[Found], *, alone: bool) -> Ranking:
    """Each code once: as a person lists them, where nothing else is told, or the main one first."""
    if not alone:
        return ranked(text, found)
    first = {each.code: each for each in reversed(found)}
    return Ranking(tuple(sorted(first.values(), key=_start)), Order.TEXT)


def _outside(regions: Sequence[Region], tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens that are in none of the regions; both are in the order of the text."""
    left = iter(regions)
    region = next(left, None)
    for token in tokens:
        while region and region.end <= token.start:
            region = next(left, None)
        if not region or token.end <= region.start:
            yield token


def is_only_codes(text: str) -> bool:
    """Whether `text` holds nothing but codes, and words that say nothing of them."""
    text = normalised(text)
    return len(text) <= _BARE_QUESTION and _asks_for_numbers(text, tuple(cut(text, 0, len(text))))


def _tokens(text: str, regions: Regions | None) -> Iterator[Token]:
    """Every token of a text that was asked about; of another, those of the lines that matter.

    Only in these lines are the `regions` of other products looked for.
    """
    if regions is None:
        yield from islice(cut(text, 0, len(text)), MOST_TOKENS)
        return
    for start, end in lines_that_matter(text):
        regions.find(text[start:end], (FOREIGN,), start)
        yield from islice(cut(text, start, end), MOST_TOKENS)


def _with_lists(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, those that continue a list of codes taken for codes as its first."""
    spread: list[Token] = []
    for token in tokens:
        last = spread[-1] if spread else None
        if (
            last
            and (last.verdict is Verdict.CODE or any(map(is_likely_large, last.values)))
            and token.verdict is None
            and not (last.notation is Notation.HEX and counts_something(text, token))
            and re.fullmatch(rules.LISTED, text[last.end : token.start])
        ):
            spread.append(token._replace(verdict=Verdict.CODE, why="it continues a list of codes"))
        else:
            spread.append(token)
    return tuple(spread)


def _asks_for_numbers(text: str, tokens: Sequence[Token]) -> bool:
    if not tokens or len(text) > _BARE_QUESTION or any(not is_number(token) for token in tokens):
        return False
    ends = (0, *(token.end for token in tokens))
    starts = (*(token.start for token in tokens), len(text))
    between = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return all(word.lower() in rules.FILLER for word in re.findall(rules.WORD_OR_DIGIT, between))
