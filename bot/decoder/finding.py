"""Find the status codes that a text speaks of.

A text is cut into pieces that hold digits or names (`bot.decoder.pieces`), and these are judged one
by one (`bot.decoder.listening`). The rules are data (`bot.decoder.rules`); this is their reader.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from bot.decoder import rules
from bot.decoder.legible import legible
from bot.decoder.listening import Doubt, Found, Listener, is_number
from bot.decoder.pieces import Piece, cut
from bot.decoder.rules import Reading, Verdict
from bot.decoder.values import is_likely_large

MOST_PIECES = 1500
"""Numbers and names that are read of a text that was asked about, or of one line of another."""

_GOES_ON = (":", "=", "-")  # how a line ends whose number stands in the next
_BARE_QUESTION = 400  # characters; a longer text is prose


class Ear(Enum):
    """How the text came to us.

    ASKED: a person wants it decoded, so that a lone number is a code and a mistyped one a doubt.
    OVERHEARD: it was written for others, so that only what is surely a code is one.
    """

    ASKED = "asked"
    OVERHEARD = "overheard"


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


def find_codes(text: str, ear: Ear = Ear.ASKED) -> Findings:
    """The codes and the doubts in `text`, as one who listens with `ear` would take them."""
    text = legible(text)
    asked = ear is Ear.ASKED
    pieces = _with_lists(text, tuple(_pieces(text, asked)))
    takes = tuple(Listener(text, asked, asked and _asks_for_numbers(text, pieces)).takes(pieces))
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
            goes_on = not goes_on and line.rstrip().endswith(_GOES_ON)
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
    return line.rstrip().endswith(_GOES_ON) or any(
        piece.verdict is Verdict.CODE or (piece.reading is Reading.NAME and piece.values)
        for piece in cut(line, 0, len(line))
    )


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
            and (last.verdict is Verdict.CODE or any(map(is_likely_large, last.values)))
            and piece.verdict is None
            and re.fullmatch(rules.LISTED, text[last.end : piece.start])
        ):
            spread.append(piece._replace(verdict=Verdict.CODE, why="it continues a list of codes"))
        else:
            spread.append(piece)
    return tuple(spread)


def _asks_for_numbers(text: str, pieces: Sequence[Piece]) -> bool:
    if not pieces or len(text) > _BARE_QUESTION or any(not is_number(piece) for piece in pieces):
        return False
    ends = (0, *(piece.end for piece in pieces))
    starts = (*(piece.start for piece in pieces), len(text))
    between = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return all(word.lower() in rules.FILLER for word in re.findall(rules.WORD_OR_DIGIT, between))
