"""PURE. Finds by words what phrases stand for: an index in SQLite, of the guide or of a team.

A question is compared with each phrase: how much of the question the phrase covers, each word
weighted by how rare it is, and how much of the phrase the question covers. A word that no phrase
has may be misspelt, be several words written together, or be the beginning of one.
"""

import json
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import NamedTuple

from bot.codes.name_search import distance
from bot.guide.words import standing_for, words_of

MOST_WORDS = 12
"""Words of a question that are compared; the others are not read."""

UNKNOWN = 6.0
"""What a word weighs that no phrase has; words that some have weigh from 1 to 11."""
GUESSED = 0.85
"""How much of its weight a word counts that is not known as it is written."""
BEHIND = 0.5
"""How much a word counts that stands but in the background."""
CLOSENESS = 0.35
"""How much of a score is how much of the phrase is covered."""
PREFERENCE = 0.25
"""How much of a score is what something is preferred by."""
_COMPARED = 150
"""Phrases that are compared, of those that cover most of a question."""
_BACKGROUND = 1 << 24
"""The rows of backgrounds are numbered from here."""
_BEHIND = range(_BACKGROUND, 2 * _BACKGROUND)

_FINE = 10
"""Weights are kept as whole numbers of this part."""

_SCHEMA = """
create virtual table said using fts5(
    words, content='', detail=none, columnsize=0,
    tokenize='porter unicode61 remove_diacritics 2'
);
create table phrase(id integer primary key, weight integer, targets text);
create table target(key integer primary key, prior integer, background integer);
create table word(word text primary key, uses integer) without rowid;
"""


class Target(NamedTuple):
    """What can be found: its key, what is said of it, and what it is preferred by, from 0 to 1.

    The `background` counts where a phrase fits as well; alone it is half as good.
    """

    key: int
    phrases: Sequence[str]
    background: Sequence[str] = ()
    prior: float = 0


class Match(NamedTuple):
    """What fits a question, and how well: from 0, not at all, to 1.

    `told` is the weight of the words that fit, `close` how much of the phrase they are. `known` is
    whether a word of the question is said in some phrase as it is written.
    """

    key: int
    score: float
    told: float
    close: float
    known: bool


def build(
    connection: sqlite3.Connection,
    targets: Iterable[Target],
    beside: "PhraseIndex | None" = None,
) -> None:
    """Make the index in an empty database; words weigh as they do together with one `beside`."""
    connection.executescript(_SCHEMA)
    said: defaultdict[tuple[bool, str], dict[int, None]] = defaultdict(dict)
    more: list[tuple[int, float, tuple[bool, str]]] = []
    for key, phrases, background, prior in targets:
        for phrase in phrases:
            said[False, _normal(phrase)][key] = None
        around = (True, _normal(" ".join(background)))
        if around[1]:
            said[around][key] = None
        if around[1] or prior:
            more.append((key, prior, around))
    shortest_first = sorted(said, key=lambda one: (one[1].count(" "), one))
    row_of = {one: row + _BACKGROUND * one[0] for row, one in enumerate(shortest_first, 1)}
    uses = Counter(word for _, words in said for word in words.split())
    in_front = {word for behind, words in said if not behind for word in words.split()}
    rows = [(row_of[one], one[1], " ".join(map(str, of))) for one, of in said.items()]
    connection.executemany("insert into said(rowid, words) values (?, ?)", [r[:2] for r in rows])
    connection.executemany("insert into phrase values (?, 0, ?)", [r[::2] for r in rows])
    often = [
        (word, count)
        for word, count in uses.items()
        if not word[0].isdigit() and (count >= _OFTEN or word in in_front)
    ]
    connection.executemany("insert into word values (?, ?)", often)
    of_targets = [(key, round(prior * _FINE), row_of.get(around, 0)) for key, prior, around in more]
    connection.executemany("insert into target values (?, ?, ?)", of_targets)
    _weigh(connection, len(said), beside)
    connection.commit()


def _normal(text: str) -> str:
    return " ".join(words_of(text))


def _weigh(connection: sqlite3.Connection, total: int, beside: "PhraseIndex | None") -> None:
    """Say of each phrase how much all its words weigh."""
    weigh = beside.weight if beside else _alone
    connection.execute("create virtual table temp.stem using fts5vocab(main, said, row)")
    stems = connection.execute("select term, doc from temp.stem")
    weights = {stem: weigh(stem, phrases, total) for stem, phrases in stems}
    connection.execute("create virtual table temp.place using fts5vocab(main, said, instance)")
    of: defaultdict[int, float] = defaultdict(float)
    for stem, row in connection.execute("select distinct term, doc from temp.place"):
        of[row] += weights[stem]
    weighed = [(round(weight * _FINE), row) for row, weight in of.items()]
    connection.executemany("update phrase set weight = ? where id = ?", weighed)
    connection.execute("drop table temp.stem")
    connection.execute("drop table temp.place")


def _alone(_: str, phrases: int, total: int) -> float:
    """How much a word weighs that is said in so many phrases of all."""
    return math.log(1 + total / (1 + phrases))


class _Term(NamedTuple):
    """A word of a question: the rows that have it, its weight, and how `surely` it is that word."""

    rows: Collection[int]
    weight: float
    surely: float = 1


class _Covered(dict[int, float]):
    """How much of a question is covered by some of its words, each of which is a bit; up to 1."""

    def __init__(self, terms: Sequence[_Term]) -> None:
        super().__init__()
        whole = sum(term.weight for term in terms)
        shares = (term.surely * term.weight / whole for term in terms)
        self._parts = [(1 << place, share) for place, share in enumerate(shares)]

    def __missing__(self, bits: int) -> float:
        covered = sum(share for bit, share in self._parts if bits & bit)
        self[bits] = covered
        return covered


def _held(terms: Sequence[_Term]) -> dict[int, int]:
    """Which of a question's words each row has, as bits, but for rows with frequent words alone.

    Of frequent words alone, the rows with the two rarest.
    """
    held: defaultdict[int, int] = defaultdict(int)
    rarest_first = sorted(enumerate(terms), key=lambda one: len(one[1].rows))
    rare = [one for one in rarest_first if 0 < len(one[1].rows) <= _FREQUENT]
    leading = rare or [one for one in rarest_first if one[1].rows][:2]
    for place, term in leading:
        bit = 1 << place
        for row in term.rows:
            held[row] |= bit
    for place, term in rarest_first:
        if (place, term) not in leading and term.rows:
            bit, rows = 1 << place, frozenset(term.rows)
            for row in held:
                if row in rows:
                    held[row] |= bit
    return held


def _best(held: Mapping[int, int], covered: _Covered, rows: range) -> Iterator[tuple[float, int]]:
    """How much each of these rows covers, for those that cover most; the shortest of them first."""
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for row, bits in held.items():
        if row in rows:
            alike[bits].append(row)
    ranked = sorted(alike, key=covered.__getitem__, reverse=True)
    each = ((covered[bits], row) for bits in ranked for row in sorted(alike[bits]))
    return islice(each, _COMPARED)


class PhraseIndex:
    """The index in a database that `build` has filled; `beside` is what it was built beside."""

    def __init__(self, connection: sqlite3.Connection, beside: "PhraseIndex | None" = None) -> None:
        self._connection = connection
        self._weigh = beside.weight if beside else _alone
        self._asking = Lock()  # one connection, several threads
        self._frequent: dict[str, frozenset[int]] = {}
        (self._total,) = connection.execute("select count(*) from phrase").fetchone()

    def matches(self, question: str, *, unfinished: bool = False) -> list[Match]:
        """What fits a question, the best first; the last word of an `unfinished` one may go on."""
        words = [word for word in dict.fromkeys(words_of(question)) if not word.isdecimal()]
        words = words[:MOST_WORDS]
        with self._asking:
            terms = [
                term
                for place, word in enumerate(words, 1)
                for term in self._terms(word, may_go_on=unfinished and place == len(words))
            ]
            return self._ranked(terms) if any(term.rows for term in terms) else []

    def _ranked(self, terms: Sequence[_Term]) -> list[Match]:
        held, covered, asked = _held(terms), _Covered(terms), sum(term.weight for term in terms)
        known = any(term.rows and term.surely == 1 for term in terms)
        best = [*_best(held, covered, range(_BACKGROUND)), *_best(held, covered, _BEHIND)]
        phrases = self._phrases([row for _, row in best])
        targets = self._targets({target for _, of in phrases.values() for target in of})
        found: dict[int, Match] = {}
        for share, row in best:
            weight, of = phrases[row]
            close = min(1.0, share * asked / weight) if row < _BACKGROUND else 0.0
            for key in of:
                prior, background = targets.get(key, (0, 0))
                if row >= _BACKGROUND:
                    fits = score = BEHIND * share
                else:
                    fits = share + BEHIND * covered[held.get(background, 0) & ~held[row]]
                    score = fits * (1 - CLOSENESS + CLOSENESS * close)
                score *= 1 - PREFERENCE + PREFERENCE * prior / _FINE
                if key not in found or found[key].score < score:
                    found[key] = Match(key, score, fits * asked, close, known)
        return sorted(found.values(), key=lambda match: (-match.score, match.key))

    def _phrases(self, rows: Sequence[int]) -> dict[int, tuple[float, list[int]]]:
        """How much each of these rows weighs, and the numbers of what it is said of."""
        query = (
            "select id, weight, targets from phrase where id in (select value from json_each(?))"
        )
        found = self._connection.execute(query, (json.dumps(rows),))
        return {row: (weight / _FINE, [*map(int, of.split())]) for row, weight, of in found}

    def _targets(self, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
        """What each of these is preferred by, and the row of its background."""
        query = "select * from target where key in (select value from json_each(?))"
        found = self._connection.execute(query, (json.dumps([*keys]),))
        return {key: (prior, row) for key, prior, row in found}

    def _terms(self, word: str, *, may_go_on: bool = False) -> Iterator[_Term]:
        """What a word of a question is looked for as."""
        term = self._term(word, begins=may_go_on and len(word) > 1)
        if len(term.rows) > _RARE or any(map(str.isdigit, word)):  # a version, an address
            yield from [term] if term.rows else []
            return
        parts = self._parts(word) if term.rows and len(word) >= _LEAST_NAME else []
        if parts:  # a name that is written as one word, and the same in words
            each = map(self._term, parts)
            yield from (part._replace(rows=[*part.rows, *term.rows]) for part in each)
            return
        near = self._meant(word)
        if near == "":  # of those words that say nothing
            yield from [term] if term.rows else []
        elif term.rows:
            other = self._term(near) if near and " " not in near else term
            often = len(other.rows) > _OFTENER * len(term.rows)
            yield _Term([*term.rows, *other.rows], other.weight) if often else term
        else:
            yield from self._guessed(word, near)

    def _guessed(self, word: str, near: str | None) -> Iterator[_Term]:
        """What an unknown word may be; what is nothing of the kind stays unknown."""
        parts = near.split() if near else self._parts(word)
        guesses = [self._term(part) for part in parts]
        if not guesses and len(word) >= _LEAST_BEGINNING:
            guesses = [self._term(word, begins=True)]
        known = [_Term(guess.rows, guess.weight, GUESSED) for guess in guesses if guess.rows]
        unknown = _Term((), min(UNKNOWN, self._term(word).weight))
        yield from known or [unknown]

    def _term(self, word: str, *, begins: bool = False) -> _Term:
        """The rows that have a word, or one that begins so."""
        match = f'"{word}"*' if begins else f'"{word}"'
        rows: Collection[int] | None = self._frequent.get(match)
        if rows is None:
            query = "select rowid from said where said match ?"
            rows = [row for (row,) in self._connection.execute(query, (match,))]
            if len(rows) > _FREQUENT and not begins:
                rows = self._frequent[match] = frozenset(rows)
        return _Term(rows, self._weigh(word, len(rows), self._total))

    def weight(self, word: str, phrases: int, total: int) -> float:
        """How much a word weighs that so many other phrases say beside those here."""
        return _alone(word, phrases + len(self._term(word).rows), total + self._total)

    def _uses(self, words: Iterable[str]) -> dict[str, int]:
        """How often each of these words is said, of those that are."""
        query = "select * from word where word in (select value from json_each(?))"
        return dict(self._connection.execute(query, (json.dumps([*words]),)))

    def _meant(self, word: str) -> str | None:
        """The word that is meant, where a letter is wrong, missing, too many or transposed.

        In a long word that may be two. None where no word is near; "" for one that says nothing.
        """
        if len(word) < _LEAST_MISSPELT:
            return None
        near = _one_slip_from(word)
        listed = {each: standing_for(each) for each in near}
        others = {each: other for each, other in listed.items() if other is not None}
        uses = self._uses({*near, *others.values()})
        if others and not any(each in uses for each in near):
            return min(others.items())[1]
        if not uses and len(word) >= _LONG:
            query = (
                "select * from word where word between ? and ? || char(0x10FFFF)"
                " and length(word) between ? and ?"
            )
            size, start = len(word), word[:_ALIKE]
            alike = self._connection.execute(query, (start, start, size - _SLIPS, size + _SLIPS))
            uses = {each: often for each, often in alike if _is_near(word, each)}
        return max(uses, key=lambda each: (each[0] == word[0], uses[each], each), default=None)

    def _parts(self, word: str) -> list[str]:
        """The words that make up `word`, as usual as can be; none where it is not made of words."""
        size = len(word)
        if size < _LEAST_GLUED:
            return []
        pieces = {
            word[start:end] for start in range(size) for end in range(start + _LEAST_PART, size + 1)
        }
        uses = self._uses(pieces)
        best: dict[int, tuple[float, list[str]]] = {0: (0, [])}
        for end in range(_LEAST_PART, size + 1):
            for start in [start for start in best if start < end]:
                piece = word[start:end]
                if piece != word and uses.get(piece, 0) >= _OFTEN:
                    cost, parts = best[start]
                    more = max(1, _UNUSUAL - math.log(uses[piece]))
                    new = cost + more + _SHORT * (len(piece) == _LEAST_PART), [*parts, piece]
                    best[end] = min(new, best.get(end, new))
        return best[size][1] if size in best else []


def _one_slip_from(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {f"{start}{end[1:]}" for start, end in cuts if end}
    near |= {f"{start}{end[1]}{end[0]}{end[2:]}" for start, end in cuts if len(end) > 1}
    for letter in _LETTERS:
        near |= {f"{start}{letter}{end[1:]}" for start, end in cuts if end}
        near |= {f"{start}{letter}{end}" for start, end in cuts}
    return near - {word}


def _is_near(word: str, other: str) -> bool:
    return distance(word, other, _SLIPS) <= _SLIPS


_FREQUENT = 1_000
"""Rows of a word from which on it is kept in memory, and finds nothing beside rarer ones."""
_RARE, _OFTENER = 12, 10
"""Rows of a word up to which another one may be meant, which has so many times more."""
_LONG, _SLIPS = 8, 2
"""Letters from which on a word may have so many slips."""
_ALIKE = 2
"""Letters that such a word begins with rightly."""
_LEAST_PART = 2
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LEAST_MISSPELT = 4
_LEAST_GLUED, _LEAST_NAME = 6, 10
_LEAST_BEGINNING = 3
_OFTEN = 3
"""Uses of a word that is looked for within another: rarer ones are names and slips."""
_UNUSUAL, _SHORT = 9, 6
"""What a part costs that is hardly ever used, and one of two letters more."""
