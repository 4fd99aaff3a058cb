import sqlite3
from collections.abc import Iterable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide.index_builder import BACKGROUND, Target, Weigh, build_index, rarity
from bot.guide.phrase_index import MOST_WORDS, PhraseIndex

TARGETS = [
    Target(1, ["the rpc server is unavailable"], ["firewall blocks the endpoint mapper"]),
    Target(2, ["access is denied", "access denied to the share"], ["rights of the folder"], 0.3),
    Target(3, ["access is denied"], ["database"]),
    Target(4, ["path not found"]),
    *(Target(10 + number, [f"path number{number} of the server not found"]) for number in range(9)),
]


def index_of(targets: Iterable[Target], weigh: Weigh = rarity) -> PhraseIndex:
    connection = sqlite3.connect(":memory:")
    build_index(connection, targets, weigh)
    return PhraseIndex(connection, weigh)


@cache
def shared() -> PhraseIndex:
    """The index of all targets, made by the first test that asks for it."""
    return index_of(TARGETS)


def keys_of(
    question: str, *, unfinished: bool = False, index: PhraseIndex | None = None
) -> list[int]:
    return [match.key for match in (index or shared()).matches(question, unfinished=unfinished)]


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
        ("endpo", 1),
    ],
)
def test_the_best_match_comes_first(question: str, first: int) -> None:
    assert keys_of(question)[0] == first


def test_the_preferred_one_of_two_equal_targets_comes_first() -> None:
    assert keys_of("access denied")[:2] == [2, 3]


@pytest.mark.parametrize(
    ("question", "unfinished", "keys"),
    [
        ("port", False, [2]),
        ("port", True, [1, 2]),
        ("port closed", True, [2, 3]),
        ("closed port", True, [2, 3, 1]),
        ("p", True, []),
    ],
)
def test_only_the_last_word_of_an_unfinished_question_may_be_incomplete(
    question: str,
    unfinished: bool,  # noqa: FBT001 - a column of the table
    keys: list[int],
) -> None:
    phrases = ("portal", "port closed", "closed")
    index = index_of(Target(key, [phrase]) for key, phrase in enumerate(phrases, 1))

    assert keys_of(question, unfinished=unfinished, index=index) == keys


def test_the_rows_of_an_index_have_the_weights_of_their_words() -> None:
    targets = [
        Target(7, ["RPC server", "rpc"], ["firewall of a server"], 0.3),
        Target(8, ["the rpc", "2fa"]),
        Target(9, ["socket"], prior=1),
    ]
    weights = {"rpc": 1, "server": 2, "firewal": 3.14, "socket": 4, "2fa": 5}  # by their stems
    connection = sqlite3.connect(":memory:")
    build_index(connection, targets, lambda stem, phrases, total: weights[stem] * total / phrases)
    phrases, preferences, words = (
        [*connection.execute(f"select * from {name}")] for name in ("phrase", "target", "word")
    )

    around = BACKGROUND + 5
    own = [(1, 250, "8"), (2, 25, "7 8"), (3, 200, "9"), (4, 75, "7")]
    assert phrases == [*own, (around, 207, "7")]
    assert preferences == [(7, 3, around), (9, 10, 0)]
    assert words == [("rpc", 2), ("server", 2), ("socket", 1)]


@pytest.mark.parametrize(
    ("question", "weights"),
    [
        ("rpc server", {2: (2, 1), 1: (2, 2 / 3)}),
        ("rpc", {2: (1, 1 / 2), 1: (1, 1 / 3)}),
        ("rpc firewall", {1: (1.5, 1 / 3), 2: (1, 1 / 2)}),
        ("firewall", {1: (0.5, 0)}),
        ("rpc xyzzyx", {2: (1, 1 / 2), 1: (1, 1 / 3)}),
        ("rpc wich", {2: (1, 1 / 2), 1: (1, 1 / 3)}),
        ("fulll", {3: (0.85, 0.85 / 2)}),
    ],
)
def test_a_match_has_the_weight_of_its_words_and_how_much_of_the_phrase_they_cover(
    question: str, weights: dict[int, tuple[float, float]]
) -> None:
    targets = [
        Target(1, ["rpc server stopped"], ["firewall"]),
        Target(2, ["rpc server"], prior=1),
        Target(3, ["disk full"]),
    ]
    matches = index_of(targets, lambda *_: 1).matches(question)

    assert [match.key for match in matches] == [*weights]
    for match in matches:
        assert (match.weight, match.closeness) == pytest.approx(weights[match.key])


@pytest.mark.parametrize(("question", "known"), [("rpc", True), ("rpc xyz", True), ("rpcc", False)])
def test_a_word_is_known_as_it_is_written(question: str, known: bool) -> None:  # noqa: FBT001 - a column of the table
    assert shared().matches(question)[0].is_known is known


@pytest.mark.parametrize("question", ["", "the of", "xyzzyx", "42", "0x80070005"])
def test_a_question_without_a_known_word_has_no_matches(question: str) -> None:
    assert keys_of(question) == []


def test_the_more_of_a_phrase_a_question_covers_the_better_its_score() -> None:
    whole, part = (shared().matches(question)[0] for question in ("path not found", "path"))

    assert part.score < whole.score <= 1
    assert whole.closeness == pytest.approx(1, abs=0.05)


def test_words_beyond_the_limit_are_ignored() -> None:
    words = " ".join(f"filler{letter}" for letter in "abcdefghijkl"[:MOST_WORDS])

    assert keys_of(f"{words} rpc") == []


def test_an_index_can_share_the_weights_of_another() -> None:
    own = index_of([Target(7, ["the firewall template drops the port"])], shared().weight)

    assert keys_of("firewall template", index=own) == [7]
    assert keys_of("rpc", index=own) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_any_question_has_scores_up_to_one(question: str, unfinished: bool) -> None:  # noqa: FBT001 - drawn
    assert all(0 < match.score <= 1 for match in shared().matches(question, unfinished=unfinished))
