"""PURE. Builds the index of phrases: a database of SQLite that `bot.guide.phrase_index` searches.

A phrase is a row of a full-text index. Its words have weights: the rarer a word, the heavier.
"""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bot.guide.vocabulary import LEAST_USES
from bot.guide.words import words_of

BACKGROUND = 1 << 24
"""The first row number of backgrounds; rows of phrases have lower numbers."""
SCALE = 10
"""Weights are stored as whole numbers of tenths."""

_SCHEMA = """
create virtual table phrase_words using fts5(
    words, content='', detail=none, columnsize=0,
    tokenize='porter unicode61 remove_diacritics 2'
);
create table phrase(id integer primary key, weight integer, targets text);
create table target(key integer primary key, prior integer, background integer);
create table word(word text primary key, uses integer) without rowid;
"""

Weigh = Callable[[str, int, int], float]
"""The weight of a word, from the number of phrases with the word and the number of all phrases."""


class Target(NamedTuple):
    """Something to find: its key, its phrases, and a `prior` preference from 0 to 1.

    The `background` is text that supports a match; alone it counts half.
    """

    key: int
    phrases: Sequence[str]
    background: Sequence[str] = ()
    prior: float = 0


def rarity(_: str, phrases: int, total: int) -> float:
    """The weight of a word in an index that stands alone."""
    return math.log(1 + total / (1 + phrases))


class _Row(NamedTuple):
    """The text of a row, and whether it is a background."""

    is_background: bool
    words: str


def build_index(
    connection: sqlite3.Connection, targets: Iterable[Target], weigh: Weigh = rarity
) -> None:
    """Build the index in an empty database, with the weights that `weigh` gives to words."""
    connection.executescript(_SCHEMA)
    keys_of: defaultdict[_Row, dict[int, None]] = defaultdict(dict)
    details: list[tuple[int, float, _Row]] = []
    for key, phrases, background, prior in targets:
        for phrase in phrases:
            keys_of[_Row(is_background=False, words=_normal(phrase))][key] = None
        around = _Row(is_background=True, words=_normal(" ".join(background)))
        if around.words:
            keys_of[around][key] = None
        if around.words or prior:
            details.append((key, prior, around))
    numbers = _numbered(keys_of)
    _insert_phrases(connection, keys_of, numbers)
    _insert_words(connection, keys_of)
    rows = [(key, round(prior * SCALE), numbers.get(around, 0)) for key, prior, around in details]
    connection.executemany("insert into target values (?, ?, ?)", rows)
    _insert_weights(connection, len(keys_of), weigh)
    connection.commit()


def _normal(text: str) -> str:
    return " ".join(words_of(text))


def _numbered(rows: Iterable[_Row]) -> dict[_Row, int]:
    """The number of each row; the shortest come first, since a search prefers low numbers."""
    shortest_first = sorted(rows, key=lambda row: (row.words.count(" "), row))
    return {
        row: number + BACKGROUND * row.is_background for number, row in enumerate(shortest_first, 1)
    }


def _insert_phrases(
    connection: sqlite3.Connection,
    keys_of: dict[_Row, dict[int, None]],
    numbers: dict[_Row, int],
) -> None:
    texts = [(numbers[row], row.words) for row in keys_of]
    connection.executemany("insert into phrase_words(rowid, words) values (?, ?)", texts)
    keys = [(numbers[row], " ".join(map(str, keys))) for row, keys in keys_of.items()]
    connection.executemany("insert into phrase values (?, 0, ?)", keys)


def _insert_words(connection: sqlite3.Connection, rows: Iterable[_Row]) -> None:
    """Insert the words that can correct a misspelled one: those of phrases, and frequent ones."""
    rows = list(rows)
    uses = Counter(word for row in rows for word in row.words.split())
    of_phrases = {word for row in rows if not row.is_background for word in row.words.split()}
    known = [
        (word, count)
        for word, count in uses.items()
        if not word[0].isdigit() and (count >= LEAST_USES or word in of_phrases)
    ]
    connection.executemany("insert into word values (?, ?)", known)


def _insert_weights(connection: sqlite3.Connection, total: int, weigh: Weigh) -> None:
    """Set the weight of each phrase: the sum of the weights of its words."""
    connection.execute("create virtual table temp.stem using fts5vocab(main, phrase_words, row)")
    stems = connection.execute("select term, doc from temp.stem")
    weights = {stem: weigh(stem, phrases, total) for stem, phrases in stems}
    connection.execute(
        "create virtual table temp.place using fts5vocab(main, phrase_words, instance)"
    )
    sums: defaultdict[int, float] = defaultdict(float)
    for stem, row in connection.execute("select distinct term, doc from temp.place"):
        sums[row] += weights[stem]
    scaled = [(round(weight * SCALE), row) for row, weight in sums.items()]
    connection.executemany("update phrase set weight = ? where id = ?", scaled)
    connection.execute("drop table temp.stem")
    connection.execute("drop table temp.place")
