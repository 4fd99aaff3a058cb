"""PURE. Searches an index of phrases: finds what a question in words means.

A question is compared with each phrase: the score depends on how much of the question the phrase
covers, each word with its weight, and on how much of the phrase the question covers. A word that no
phrase has may be misspelled, several words written together, or the beginning of a word.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from threading import Lock
from typing import NamedTuple

from bot.guide.index_builder import BACKGROUND, SCALE, Weigh, rarity
from bot.guide.vocabulary import Vocabulary
from bot.guide.words import words_of

MOST_WORDS = 12
"""Words of a question that are compared; the others are ignored."""
_UNKNOWN = 6.0
"""The most that an unknown word weighs; known words weigh from 1 to 11."""
_GUESSED = 0.85
"""The part of its weight that counts for a corrected word."""
_BACKGROUND_PART = 0.5
"""The part of its weight that counts for a word that is only in a background."""
_CLOSENESS = 0.35
"""The part of a score that depends on how much of the phrase is covered."""
_PREFERENCE = 0.25
"""The part of a score that depends on the preference for the target."""
_COMPARED = 150
"""Phrases that are compared: those that cover most of the question."""
_FREQUENT = 1_000
"""Rows of a frequent word: they are cached, and it finds nothing beside rarer words."""
_RARE, _MUCH_MORE = 12, 10
"""Rows of a rare word, and how many times more rows a word needs that may be meant instead."""
_LEAST_NAME = 10
"""Letters of a name that may consist of words."""
_LEAST_START = 3
"""Letters of the beginning of a word."""
_PHRASES, _BACKGROUNDS = range(BACKGROUND), range(BACKGROUND, 2 * BACKGROUND)


class Match(NamedTuple):
    """The key of a target that matches a question, and its score, from 0 to 1.

    `weight` is the weight of the matching words, and `closeness` the part of the phrase that they
    cover. `is_known` says whether some phrase has a word of the question exactly as it is written.
    """

    key: int
    score: float
    weight: float
    closeness: float
    is_known: bool


class _Term(NamedTuple):
    """A word of a question: the rows with it, its weight, and the certainty that it is meant."""

    rows: Collection[int]
    weight: float
    certainty: float = 1


class _Coverage(dict[int, float]):
    """The part of a question, up to 1, that a set of its words covers; each word is a bit."""

    def __init__(self, terms: Sequence[_Term]) -> None:
        super().__init__()
        total = sum(term.weight for term in terms)
        shares = (term.certainty * term.weight / total for term in terms)
        self._shares = [(1 << place, share) for place, share in enumerate(shares)]

    def __missing__(self, bits: int) -> float:
        covered = sum(share for bit, share in self._shares if bits & bit)
        self[bits] = covered
        return covered


def _words_by_row(terms: Sequence[_Term]) -> dict[int, int]:
    """The words of the question that each row has, as bits.

    Rows that have only frequent words are left out, unless the question has no other words: then
    the rows count that have one of the two rarest.
    """
    rarest_first = sorted((term.rows for term in terms if term.rows), key=len)
    rare = [rows for rows in rarest_first if len(rows) <= _FREQUENT]
    bits_of = dict.fromkeys(chain.from_iterable(rare or rarest_first[:2]), 0)
    for place, term in enumerate(terms):
        for row in frozenset(term.rows).intersection(bits_of):
            bits_of[row] |= 1 << place
    return bits_of


def _best(
    bits_of: Mapping[int, int], coverage: _Coverage, rows: range
) -> Iterator[tuple[float, int]]:
    """The coverage and the number of the rows that cover most; the shortest come first."""
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for row, bits in bits_of.items():
        if row in rows:
            alike[bits].append(row)
    ranked = sorted(alike, key=coverage.__getitem__, reverse=True)
    each = ((coverage[bits], row) for bits in ranked for row in sorted(alike[bits]))
    return islice(each, _COMPARED)


class PhraseIndex:
    """The index in a database that `build_index` has built with the same `weigh`."""

    def __init__(self, connection: sqlite3.Connection, weigh: Weigh = rarity) -> None:
        self._connection = connection
        self._vocabulary = Vocabulary(connection)
        self._weigh = weigh
        self._lock = Lock()  # several threads share the connection
        self._frequent: dict[str, frozenset[int]] = {}
        (self._total,) = connection.execute("select count(*) from phrase").fetchone()

    def weight(self, word: str, phrases: int, total: int) -> float:
        """The weight of a word in another index whose phrases count together with those here."""
        return rarity(word, phrases + len(self._term(word).rows), total + self._total)

    def matches(self, question: str, *, unfinished: bool = False) -> list[Match]:
        """The matches, the best first; an `unfinished` question may end within a word."""
        words = [word for word in dict.fromkeys(words_of(question)) if not word.isdecimal()]
        words = words[:MOST_WORDS]
        with self._lock:
            terms = [
                term
                for place, word in enumerate(words, 1)
                for term in self._terms(word, may_go_on=unfinished and place == len(words))
            ]
            return self._ranked(terms) if any(term.rows for term in terms) else []

    def _ranked(self, terms: Sequence[_Term]) -> list[Match]:
        bits_of, coverage = _words_by_row(terms), _Coverage(terms)
        total = sum(term.weight for term in terms)
        is_known = any(term.rows and term.certainty == 1 for term in terms)
        best = [
            *_best(bits_of, coverage, _PHRASES),
            *_best(bits_of, coverage, _BACKGROUNDS),
        ]
        phrases = self._phrases([row for _, row in best])
        targets = self._targets({key for _, keys in phrases.values() for key in keys})
        found: dict[int, Match] = {}
        for share, row in best:
            weight, keys = phrases[row]
            is_phrase = row in _PHRASES
            closeness = min(1.0, share * total / weight) if is_phrase else 0.0
            for key in keys:
                prior, background = targets.get(key, (0, 0))
                if is_phrase:
                    others = coverage[bits_of.get(background, 0) & ~bits_of[row]]
                    fit = share + _BACKGROUND_PART * others
                    score = fit * (1 - _CLOSENESS + _CLOSENESS * closeness)
                else:
                    score = fit = _BACKGROUND_PART * share
                score *= 1 - _PREFERENCE + _PREFERENCE * prior / SCALE
                if key not in found or found[key].score < score:
                    found[key] = Match(key, score, fit * total, closeness, is_known)
        return sorted(found.values(), key=lambda match: (-match.score, match.key))

    def _phrases(self, rows: Sequence[int]) -> dict[int, tuple[float, list[int]]]:
        """The weight of each of these rows, and the keys of its targets."""
        query = (
            "select id, weight, targets from phrase where id in (select value from json_each(?))"
        )
        found = self._connection.execute(query, (json.dumps(rows),))
        return {row: (weight / SCALE, [*map(int, keys.split())]) for row, weight, keys in found}

    def _targets(self, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
        """The preference for each of these targets, and the row of its background."""
        query = "select * from target where key in (select value from json_each(?))"
        found = self._connection.execute(query, (json.dumps([*keys]),))
        return {key: (prior, row) for key, prior, row in found}

    def _terms(self, word: str, *, may_go_on: bool = False) -> Iterator[_Term]:
        """What to search for a word of a question."""
        term = self._term(word, begins=may_go_on and len(word) > 1)
        known = [term] if term.rows else []
        if len(term.rows) > _RARE or any(map(str.isdigit, word)):  # or a version, or an address
            yield from known
            return
        parts = self._vocabulary.parts(word) if term.rows and len(word) >= _LEAST_NAME else []
        if parts:  # a name that is written as one word or as several
            each = map(self._term, parts)
            yield from (part._replace(rows=[*part.rows, *term.rows]) for part in each)
            return
        near = self._vocabulary.correction(word)
        if near == "":  # a word without a meaning of its own
            yield from known
        elif term.rows:
            other = self._term(near) if near and " " not in near else term
            is_common = len(other.rows) > _MUCH_MORE * len(term.rows)
            yield _Term([*term.rows, *other.rows], other.weight) if is_common else term
        else:
            yield from self._guessed(word, near)

    def _guessed(self, word: str, near: str | None) -> Iterator[_Term]:
        """What an unknown word may mean; without a guess it is a term without rows."""
        parts = near.split() if near else self._vocabulary.parts(word)
        guesses = [self._term(part) for part in parts]
        if not guesses and len(word) >= _LEAST_START:
            guesses = [self._term(word, begins=True)]
        known = [_Term(guess.rows, guess.weight, _GUESSED) for guess in guesses if guess.rows]
        unknown = _Term((), min(_UNKNOWN, self._term(word).weight))
        yield from known or [unknown]

    def _term(self, word: str, *, begins: bool = False) -> _Term:
        """The rows that have a word, or a word that begins with it."""
        match = f'"{word}"*' if begins else f'"{word}"'
        rows: Collection[int] | None = self._frequent.get(match)
        if rows is None:
            query = "select rowid from phrase_words where phrase_words match ?"
            rows = [row for (row,) in self._connection.execute(query, (match,))]
            if len(rows) > _FREQUENT and not begins:
                rows = self._frequent[match] = frozenset(rows)
        return _Term(rows, self._weigh(word, len(rows), self._total))
