"""PURE. The words of an index: it corrects misspelled words, and splits joined ones."""

import json
import math
import sqlite3
from collections.abc import Iterable

from bot.codes.name_search import distance
from bot.guide.words import standing_for

LEAST_USES = 3
"""Uses of a word that may be a part of another: rarer words are names and misspellings."""
_LEAST_MISSPELLED = 4
"""Letters of a word that may be misspelled."""
_LONG, _EDITS = 8, 2
"""Letters of a word that may have two errors, and the number of errors."""
_SAME_START = 2
"""The first letters of such a word, which must be right."""
_LEAST_JOINED, _LEAST_PART = 6, 2
"""Letters of a word that may be several words written together, and of such a part."""
_RAREST_COST, _SHORT_COST = 9, 6
"""The cost of a part that is rarely used, and the extra cost of one with two letters."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Vocabulary:
    """The words in the database of an index, and how often its phrases use them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def correction(self, word: str) -> str | None:
        """The word that is meant, if a letter is wrong, missing, superfluous or transposed.

        A long word may have two such errors. The correction may be several words. It is "" for a
        word without a meaning of its own, and None if no word is near.
        """
        if len(word) < _LEAST_MISSPELLED:
            return None
        near = _one_edit_from(word)
        listed = {each: standing_for(each) for each in near}
        others = {each: other for each, other in listed.items() if other is not None}
        uses = self._uses({*near, *others.values()})
        if others and not any(each in uses for each in near):
            return min(others.items())[1]
        if not uses and len(word) >= _LONG:
            uses = self._two_edits_from(word)
        return max(uses, key=lambda each: (each[0] == word[0], uses[each], each), default=None)

    def _two_edits_from(self, word: str) -> dict[str, int]:
        query = (
            "select * from word where word between ? and ? || char(0x10FFFF)"
            " and length(word) between ? and ?"
        )
        size, start = len(word), word[:_SAME_START]
        found = self._connection.execute(query, (start, start, size - _EDITS, size + _EDITS))
        return {each: uses for each, uses in found if distance(word, each, _EDITS) <= _EDITS}

    def parts(self, word: str) -> list[str]:
        """The most usual words that `word` consists of; none if it does not consist of words."""
        size = len(word)
        if size < _LEAST_JOINED:
            return []
        pieces = {
            word[start:end] for start in range(size) for end in range(start + _LEAST_PART, size + 1)
        }
        uses = self._uses(pieces)
        best: dict[int, tuple[float, list[str]]] = {0: (0, [])}
        for end in range(_LEAST_PART, size + 1):
            for start in [start for start in best if start < end]:
                piece = word[start:end]
                if piece != word and uses.get(piece, 0) >= LEAST_USES:
                    cost, parts = best[start]
                    new = cost + _cost(piece, uses[piece]), [*parts, piece]
                    best[end] = min(new, best.get(end, new))
        return best[size][1] if size in best else []

    def _uses(self, words: Iterable[str]) -> dict[str, int]:
        """The number of uses of each of these words, without those that are not used."""
        query = "select * from word where word in (select value from json_each(?))"
        return dict(self._connection.execute(query, (json.dumps([*words]),)))


def _cost(part: str, uses: int) -> float:
    return max(1, _RAREST_COST - math.log(uses)) + _SHORT_COST * (len(part) == _LEAST_PART)


def _one_edit_from(word: str) -> set[str]:
    """Every text that differs from a word by one letter, or by two transposed ones."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {f"{start}{end[1:]}" for start, end in cuts if end}
    near |= {f"{start}{end[1]}{end[0]}{end[2:]}" for start, end in cuts if len(end) > 1}
    for letter in _LETTERS:
        near |= {f"{start}{letter}{end[1:]}" for start, end in cuts if end}
        near |= {f"{start}{letter}{end}" for start, end in cuts}
    return near - {word}
