"""Which words are meant by a misspelled or joined one."""

import sqlite3
from functools import cache

import pytest

from bot.guide.index_builder import Target, build_index
from bot.guide.vocabulary import Vocabulary

USES = {
    "server": 4,
    "path": 3,
    "shape": 5,
    "share": 4,
    "unavailable": 3,
    "logon": 3,
    "id": 3,
    "idol": 3,
    "ol": 3,
    "disk": 3,
    "rare": 2,
}


@cache
def vocabulary() -> Vocabulary:
    """One of words that as many phrases use."""
    uses = (word for word, count in USES.items() for _ in range(count))
    connection = sqlite3.connect(":memory:")
    build_index(connection, [Target(key, [f"{word} x{key}"]) for key, word in enumerate(uses)])
    return Vocabulary(connection)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("servr", "server"),
        ("serverr", "server"),
        ("sarver", "server"),
        ("sevrer", "server"),
        ("serve", "server"),
        ("aserver", "server"),
        ("sarvur", None),
        ("unavilible", "unavailable"),
        ("nuavialable", None),
        ("sharpe", "shape"),
        ("dath", "path"),
        ("pth", None),
        ("wich", ""),
        ("loginn", "logon"),
        ("xyzzyx", None),
        ("", None),
    ],
)
def test_a_misspelled_word_means_the_nearest_and_most_used(word: str, meant: str | None) -> None:
    assert vocabulary().correction(word) == meant


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("serverpath", ["server", "path"]),
        ("diskpathdisk", ["disk", "path", "disk"]),
        ("server", []),
        ("diskidol", ["disk", "idol"]),
        ("iddisk", ["id", "disk"]),
        ("diskrare", []),
        ("diskpathx", []),
        ("idid", []),
        ("", []),
    ],
)
def test_joined_words_are_split_into_frequent_ones(word: str, parts: list[str]) -> None:
    assert vocabulary().parts(word) == parts
