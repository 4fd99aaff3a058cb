"""Extract the status codes that a text speaks of.

A text is cut into tokens that hold digits or names (`bot.codes.tokens`), and these are judged one
by one (`bot.codes.detection`). The rules are data (`bot.codes.rules`); this is their reader.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from bot.codes import rules
from bot.codes.detection import Candidate, Detector, Found, is_number
from bot.codes.normalise import normalised
from bot.codes.rules import Notation, Verdict
from bot.codes.status_code import StatusCode
from bot.codes.tokens import Token, cut
from bot.codes.values import is_likely_large

MOST_TOKENS = 1500
"""Numbers and names that are read of a text that was asked about, or of one line of another."""

_GOES_ON = (":", "=", "-")
_BARE_QUESTION = 400  # characters; a longer text is prose


class Mode(Enum):
    """How much of a text counts.

    LENIENT: a person wants it decoded, so a lone number is a code, and a mistyped one a candidate.
    STRICT: it was written for others, so only what is surely a code is one.
    """

    LENIENT = "lenient"
    STRICT = "strict"


class Extraction(NamedTuple):
    """What a text holds: each code once, in order, and the candidates. Positions count in `text`.

    `occurrences` has every place where a code stands. `numbered` are the numbers that programs
    count for themselves, each with what printed it: they are no codes of Windows, and are looked
    for in a text that was asked about alone. Not `complete` where the text holds more than
    `MOST_TOKENS` numbers: the rest was not read.
    """

    text: str
    codes: tuple[Found, ...]
    candidates: tuple[Candidate, ...]
    occurrences: tuple[Found, ...] = ()
    numbered: tuple[Found, ...] = ()
    complete: bool = True

    @property
    def answerable(self) -> tuple[Found, ...]:
        """What has an answer: the codes, then the numbers of programs."""
        return (*self.codes, *self.numbered)


def extract_codes(text: str, mode: Mode = Mode.LENIENT) -> Extraction:
    """The codes and the uncertain candidates in `text`."""
    text = normalised(text)
    lenient = mode is Mode.LENIENT
    bug_checks = tuple(_bug_checks(text))
    numbered = tuple(_numbered(text)) if lenient else ()
    tokens = tuple(_tokens(text, lenient))
    tokens = _with_lists(text, _outside((*bug_checks, *numbered), tokens))
    alone = lenient and not bug_checks and _asks_for_numbers(text, tokens)
    detected = tuple(Detector(text, lenient, alone).detected(tokens))
    found = [each for each in detected if isinstance(each, Found)]
    if bug_checks:
        found = sorted([*(check.found for check in bug_checks), *found], key=lambda one: one.start)
    first = {each.code: each for each in reversed(found)}
    return Extraction(
        text,
        tuple(sorted(first.values(), key=lambda found: found.start)),
        tuple(each for each in detected if isinstance(each, Candidate) and lenient),
        tuple(found),
        tuple(each.found for each in numbered),
        complete=not lenient or len(tokens) < MOST_TOKENS,
    )


class _Sure(NamedTuple):
    """A code whose form alone says what printed it, and where it ends with what belongs to it."""

    found: Found
    end: int


def _bug_checks(text: str) -> Iterator[_Sure]:
    low = text.lower()
    if not any(hint in low for hint in rules.STOP_HINTS):
        return
    from bot.codes.bug_checks import bug_checks_in  # noqa: PLC0415 - few texts have any

    for check in bug_checks_in(text):
        written = text[check.start : check.written_end]
        code, why = StatusCode(check.value), "a STOP code"
        found = Found(code, written, check.start, Notation.BUG_CHECK, why, check.parameters)
        yield _Sure(found, check.end)


def _numbered(text: str) -> Iterator[_Sure]:
    if not _may_be_numbered().search(text):
        return
    from bot.codes.numberings import numbered_in  # noqa: PLC0415 - few texts have any

    for number in numbered_in(text):
        written = text[number.start : number.end]
        code, why = StatusCode(number.value), "the text says whose it is"
        found = Found(code, written, number.start, Notation.NUMBERED, why, (), number.printed_by)
        yield _Sure(found, number.end)


@cache
def _may_be_numbered() -> re.Pattern[str]:
    return re.compile(rules.NUMBERED, re.IGNORECASE)


def _outside(sure: Sequence[_Sure], tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens that are no part of those."""
    return [
        token
        for token in tokens
        if not any(each.found.start <= token.start < each.end for each in sure)
    ]


def is_only_codes(text: str) -> bool:
    """Whether `text` holds nothing but codes, and words that say nothing of them."""
    text = normalised(text)
    return len(text) <= _BARE_QUESTION and _asks_for_numbers(text, tuple(cut(text, 0, len(text))))


def _tokens(text: str, lenient: bool) -> Iterator[Token]:  # noqa: FBT001 - of extract_codes
    """Every token of a text that was asked about; of another, those of the lines that matter."""
    if lenient:
        yield from islice(cut(text, 0, len(text)), MOST_TOKENS)
        return
    start, goes_on = 0, False
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        line = text[start:end]
        if goes_on or _matters(line):
            yield from islice(cut(text, start, end), MOST_TOKENS)
            goes_on = not goes_on and _goes_on(line)
        start = end


def _matters(line: str) -> bool:
    """Whether a line may hold a sure code: a cheap look that spares most lines of a log."""
    if not line.isascii() or _strong().search(line):
        return True
    low = line.lower()
    for hint in rules.HINTS:  # a loop: any() of a generator takes twice as long
        if hint in low:
            return _calls_something_a_code(line.translate(_MASKED).replace("9x", "0x"))
    return False


_MASKED = str.maketrans("012345678", "9" * 9)


@lru_cache(maxsize=4096)
def _calls_something_a_code(line: str) -> bool:
    """Whether a line whose digits are all nines calls one of its numbers a code.

    Lines of a log differ in their digits alone, so that this is seldom asked twice. Nines are above
    every bound below which a number is something else.
    """
    return _goes_on(line) or any(
        token.verdict is Verdict.CODE or (token.notation is Notation.NAME and token.values)
        for token in cut(line, 0, len(line))
    )


def _goes_on(line: str) -> bool:
    """Whether the number that a line is about stands in the next: as IISSYNC prints it, too."""
    return line.rstrip().endswith(_GOES_ON) or "iissync" in line.lower()


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(rules.STRONG)


def _with_lists(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, those that continue a list of codes taken for codes as its first."""
    spread: list[Token] = []
    for token in tokens:
        last = spread[-1] if spread else None
        if (
            last
            and (last.verdict is Verdict.CODE or any(map(is_likely_large, last.values)))
            and token.verdict is None
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
