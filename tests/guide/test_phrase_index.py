import sqlite3
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide.index_builder import Target, build_index, rarity
from bot.guide.phrase_index import MOST_WORDS, PhraseIndex

TARGETS = [
    Target(1, ["the rpc server is unavailable"], ["firewall blocks the endpoint mapper"]),
    Target(2, ["access is denied", "access denied to the share"], ["rights of the folder"], 0.3),
    Target(3, ["access is denied"], ["database"]),
    Target(4, ["path not found"]),
    *(Target(10 + number, [f"path number{number} of the server not found"]) for number in range(9)),
]


def index_of(targets: Iterable[Target], beside: PhraseIndex | None = None) -> PhraseIndex:
    connection = sqlite3.connect(":memory:")
    weigh = beside.weight if beside else rarity
    build_index(connection, targets, weigh)
    return PhraseIndex(connection, weigh)


INDEX = index_of(TARGETS)


def keys_of(question: str, *, unfinished: bool = False, index: PhraseIndex = INDEX) -> list[int]:
    return [match.key for match in index.matches(question, unfinished=unfinished)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("rpc server unavailable", 1),
        ("RPC servers unavailable", 1),
        ("rpc unavailble", 1),
        ("rpc unavialable", 1),
        ("access denied", 2),
        ("access denied folder", 2),
        ("access denied database", 3),
        ("pathnotfound", 4),
        ("endpoint mapper", 1),
        ("unavail", 1),
    ],
)
def test_what_fits_best_comes_first(question: str, first: int) -> None:
    assert keys_of(question)[0] == first


def test_what_is_preferred_comes_first_of_twins() -> None:
    assert keys_of("access denied")[:2] == [2, 3]


def test_the_last_word_of_an_unfinished_question_may_go_on() -> None:
    assert keys_of("rpc serv", unfinished=True)[0] == 1


@pytest.mark.parametrize("question", ["", "the of", "xyzzyx", "42", "0x80070005"])
def test_what_no_phrase_says_finds_nothing(question: str) -> None:
    assert keys_of(question) == []


def test_a_phrase_that_is_covered_more_is_better_and_a_score_is_at_most_one() -> None:
    whole, part = (INDEX.matches(question)[0] for question in ("path not found", "path"))

    assert part.score < whole.score <= 1
    assert whole.closeness == pytest.approx(1, abs=0.05)


def test_more_words_than_are_compared_are_not_read() -> None:
    words = " ".join(f"filler{letter}" for letter in "abcdefghijkl"[:MOST_WORDS])

    assert keys_of(f"{words} rpc") == []


def test_a_word_that_is_known_beside_it_weighs_as_much_there() -> None:
    own = index_of([Target(7, ["the firewall template drops the port"])], beside=INDEX)

    assert keys_of("firewall template", index=own) == [7]
    assert keys_of("rpc", index=own) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_any_question_can_be_asked(question: str, unfinished: bool) -> None:  # noqa: FBT001 - drawn
    assert all(0 < match.score <= 1 for match in INDEX.matches(question, unfinished=unfinished))
