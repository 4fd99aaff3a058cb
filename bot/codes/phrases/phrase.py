"""One row of the tables: words around a number, and what they say of it."""

from typing import NamedTuple

from bot.codes.rules import Verdict


class Phrase(NamedTuple):
    """Words right before or right after a token, or both; for values from `least` to `below`.

    `hint` is a lower-case text in `before` without which the row cannot match, and one of `hints`
    is there as well, if there are any: they save time.
    """

    verdict: Verdict
    why: str
    hint: str = ""
    before: str = ""
    after: str = ""
    below: int = 1 << 32
    least: int = 0
    hints: tuple[str, ...] = ()
