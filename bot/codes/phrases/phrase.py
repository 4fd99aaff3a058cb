"""One row of the tables: words around a number, and what they say of it."""

from typing import NamedTuple

from bot.codes.rules import Verdict


class Phrase(NamedTuple):
    """Words right before or right after a token, or both; for values from `least` to `below`.

    Its `hints` (`bot.codes.patterns`) are of the text that `before` matches.
    """

    verdict: Verdict
    why: str
    hints: str = ""
    before: str = ""
    after: str = ""
    below: int = 1 << 32
    least: int = 0
