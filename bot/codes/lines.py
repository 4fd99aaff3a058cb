"""The lines of a text written for others that may hold a sure code: a look that spares the rest.

Most lines of a log have neither a number built like a code nor a word for one. Both are looked for
in the whole text at once, which takes a fraction of the time of looking at each line.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.codes import rules
from bot.codes.patterns import compiled
from bot.codes.rules import Notation, Verdict
from bot.codes.tokens import tokenise

Span = tuple[int, int]

_GOES_ON = (":", "=", "-")
_HEX_DIGITS = str.maketrans("123456789abcdefABCDEF", "0" * 21)
_RUN = "0" * 8  # so many hex digits: to look for these first takes a tenth of the time
_MASKED = str.maketrans("012345678", "9" * 9)


def relevant_lines(text: str) -> Iterator[Span]:
    """Where each of them starts and ends, in order, with the line that each goes on in."""
    reached = 0
    for start, end in sorted({*_with_strong(text), *_with_words(text)}):
        if start < reached:
            continue
        yield start, end
        reached = end
        if end < len(text) and _goes_on(text[start:end]):
            reached = _end(text, end)
            yield end, reached


def _with_strong(text: str) -> Iterator[Span]:
    """The lines that hold what is built like a code, a name, or anything but ASCII."""
    strong = compiled(rules.STRONG)
    for start, end in _hinted(text.translate(_HEX_DIGITS), (_RUN,)):
        if strong.search(text, start, end):
            yield start, end
    for pattern in (rules.NAMED,) if text.isascii() else (rules.NAMED, r"[^\x00-\x7f]"):
        at = 0
        while match := compiled(pattern).search(text, at):
            at = _end(text, match.end())
            yield text.rfind("\n", 0, match.start()) + 1, at


def _with_words(text: str) -> Iterator[Span]:
    """The lines in which a word calls a number a code."""
    return (
        (start, end)
        for start, end in set(_hinted(_lowered(text), rules.HINTS))
        if _calls_something_a_code(text[start:end].translate(_MASKED).replace("9x", "0x"))
    )


def _hinted(low: str, hints: Iterable[str]) -> Iterator[Span]:
    for hint in hints:
        at = low.find(hint)
        while at >= 0:
            end = _end(low, at)
            yield low.rfind("\n", 0, at) + 1, end
            at = low.find(hint, end)


def _lowered(text: str) -> str:
    """The text in small letters, each at its place: some capitals become two letters."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _end(text: str, at: int) -> int:
    """Where the line ends, with its break, in which a place is."""
    return text.find("\n", at) + 1 or len(text)


@lru_cache(maxsize=4096)
def _calls_something_a_code(line: str) -> bool:
    """Whether a line whose digits are all nines calls one of its numbers a code.

    Lines of a log differ in their digits alone, so that this is seldom asked twice. Nines are above
    every bound below which a number is something else.
    """
    return _goes_on(line) or any(
        token.verdict is Verdict.CODE or (token.notation is Notation.NAME and token.values)
        for token in tokenise(line, 0, len(line))
    )


def _goes_on(line: str) -> bool:
    """Whether the number that a line is about stands in the next: as IISSYNC prints it, too."""
    return line.rstrip().endswith(_GOES_ON) or "iissync" in line.lower()
