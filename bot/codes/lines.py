"""The lines that strict mode reads: a fast search for lines that may have a certain code.

Most lines of a log have neither a number built like a code nor a word for one. To search the whole
text for both at once takes a fraction of the time of a search line by line.
"""

from collections.abc import Iterator
from functools import lru_cache

from bot.codes import rules
from bot.codes.found import Span
from bot.codes.patterns import compiled, has_hint
from bot.codes.rules import Notation, Verdict
from bot.codes.tokens import tokenise

_GOES_ON = (":", "=", "-")
_HEX_DIGITS = str.maketrans("123456789abcdefABCDEF", "0" * 21)
_RUN = "0" * 8  # eight hex digits: a search for these first takes a tenth of the time
_MASKED = str.maketrans("012345678", "9" * 9)


def relevant_lines(text: str) -> Iterator[Span]:
    """The span of each relevant line, in order, and of the next line if it continues there."""
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
    """The lines that have a number built like a code, a name, or anything but ASCII."""
    strong = compiled(rules.STRONG)
    for start, end in _with_eight_digits(text.translate(_HEX_DIGITS)):
        if strong.search(text, start, end):
            yield start, end
    for pattern in (rules.NAMED,) if text.isascii() else (rules.NAMED, r"[^\x00-\x7f]"):
        at = 0
        while match := compiled(pattern).search(text, at):
            at = _end(text, match.end())
            yield text.rfind("\n", 0, match.start()) + 1, at


def _with_words(text: str) -> Iterator[Span]:
    """The lines in which a word calls a number a code.

    Digits are masked as nines, which exceed every bound below which a phrase makes a number
    something else.
    """
    start = 0
    for line in text.translate(_MASKED).split("\n"):
        end = min(start + len(line) + 1, len(text))
        if _calls_something_a_code(line):
            yield start, end
        start = end


def _with_eight_digits(digits: str) -> Iterator[Span]:
    """The lines with a run of hex digits, all of which are zeros in `digits`."""
    at = digits.find(_RUN)
    while at >= 0:
        end = _end(digits, at)
        yield digits.rfind("\n", 0, at) + 1, end
        at = digits.find(_RUN, end)


def _end(text: str, at: int) -> int:
    """The end of the line at a position, including its line break."""
    return text.find("\n", at) + 1 or len(text)


@lru_cache(maxsize=4096)
def _calls_something_a_code(line: str) -> bool:
    """Whether a line with masked digits calls one of its numbers a code.

    Many lines of a log differ only in their digits, so the result is cached.
    """
    low = line.lower()
    if not has_hint(rules.HINTS, low):
        return False
    line = line.replace("9x", "0x") + "\n"
    return _goes_on(line) or any(
        token.verdict is Verdict.CODE or (token.notation is Notation.NAME and token.values)
        for token in tokenise(line, 0, len(line))
    )


def _goes_on(line: str) -> bool:
    """Whether the code of a line may be in the next line, where IISSYNC prints it, too."""
    return line.rstrip().endswith(_GOES_ON) or "iissync" in line.lower()
