"""Which texts ask for a code, as far as the best match shows; "qzxwvk" is in no phrase."""

import pytest

from bot.codes.status_code import StatusCode
from bot.guide.hits import Hit
from bot.guide.phrase_index import Match
from bot.guide.search import (
    CLOSE,
    HEAVY,
    LEAST_CHAT_SCORE,
    LEAST_HEAVY_SCORE,
    LEAST_LONG_SCORE,
    LEAST_NEAR_SCORE,
    LEAST_SCORE,
    LEAST_WEIGHT,
    closest,
    search,
)


class Team:
    """A team whose entries match each question, with these scores."""

    def __init__(
        self, *scores: float, weight: float = 5, close: float = 0, known: bool = False
    ) -> None:
        self._matches = [Match(0, score, weight, close, is_known=known) for score in scores]

    def hits(self, _: str, *, unfinished: bool = False) -> list[tuple[Match, Hit]]:
        return [
            (match, Hit(StatusCode(number), "a", score=match.score, is_team=not unfinished))
            for number, match in ((round(100 * match.score), match) for match in self._matches)
        ]


@pytest.mark.parametrize(
    ("text", "team", "is_found"),
    [
        ("qzxwvk", Team(LEAST_SCORE, weight=LEAST_WEIGHT), True),
        ("qzxwvk", Team(LEAST_SCORE - 0.01), False),
        ("qzxwvk", Team(LEAST_SCORE, weight=LEAST_WEIGHT - 0.1), False),
        ("qzxwv", Team(LEAST_SCORE), False),
        ("qzxwv", Team(LEAST_SCORE, known=True), True),
        ("qzxwvk", Team(LEAST_LONG_SCORE, weight=HEAVY), True),
        ("qzxwvk", Team(LEAST_LONG_SCORE - 0.01, weight=HEAVY), False),
        ("qzxwvk", Team(LEAST_LONG_SCORE, weight=HEAVY - 0.1), False),
        ("the qzxwvk", Team(LEAST_HEAVY_SCORE, weight=HEAVY), True),
        ("the qzxwvk", Team(LEAST_HEAVY_SCORE - 0.01, weight=HEAVY), False),
        ("the qzxwvk", Team(LEAST_HEAVY_SCORE, weight=HEAVY - 0.1), False),
        ("the qzxwvk", Team(LEAST_SCORE, close=CLOSE), True),
        ("the qzxwvk", Team(LEAST_SCORE, close=CLOSE - 0.01), False),
        ("the qzxwvk failed", Team(LEAST_SCORE), True),
        ("tomorrow qzxwvk", Team(LEAST_CHAT_SCORE, close=CLOSE), True),
        ("tomorrow qzxwvk", Team(LEAST_CHAT_SCORE - 0.01, weight=HEAVY, close=CLOSE), False),
        ("tomorrow qzxwvk", Team(LEAST_CHAT_SCORE, weight=HEAVY, close=CLOSE - 0.01), False),
    ],
)
def test_a_question_matches_well_enough_for_its_kind(text: str, team: Team, is_found: bool) -> None:  # noqa: FBT001 - a column of the table
    assert any(isinstance(hit, Hit) and hit.is_team for hit in search(text, team)) is is_found


def test_an_unfinished_text_finds_its_matches_however_weak() -> None:
    (found,) = search("qzxwvk", Team(0.1), unfinished=True)

    assert isinstance(found, Hit)
    assert not found.is_team


def test_hits_that_are_much_worse_than_the_best_are_left_out() -> None:
    found = [hit.score for hit in search("qzxwvk", Team(0.5, 0.3, 0.29, 0.6))]

    assert found == [0.6, 0.5]


@pytest.mark.parametrize(
    ("text", "score", "found"),
    [
        ("crashqzxw", LEAST_NEAR_SCORE, 1),
        ("crashqzxw", LEAST_NEAR_SCORE - 0.01, 0),
        ("qzxwvk", 0.9, 0),
    ],
)
def test_the_closest_hits_are_not_too_far(text: str, score: float, found: int) -> None:
    assert len([*closest(text, Team(score))]) == found


def test_a_code_that_is_found_by_number_and_words_is_found_once() -> None:
    found = search("0x0000005A qzxwvk", Team(0.9, 0.9, 0.8))

    assert [hit.asked for hit in found if isinstance(hit, Hit)] == ["90"]
