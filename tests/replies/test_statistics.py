from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.document import (
    BlocksOnly,
    Paragraph,
)
from bot.replies.reply import Reply
from bot.replies.statistics import LONGEST_BAR, stats_reply, unknown_reply
from bot.replies.statistics import PAGE as ASKED
from bot.replies.text import to_plain
from bot.team.model import QuestionCount
from tests.replies.accepted import accepted
from tests.replies.team_data import CODE, UTC_NOW, asked


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (asked(1), "Asked once, by one person"),
        (asked(2), "Asked 2 times, by one person"),
        (asked(5, 3), "Asked 5 times, by 3 people"),
    ],
)
def test_an_unknown_code_counts_its_questions_and_people(count: QuestionCount, words: str) -> None:
    reply = accepted(unknown_reply([count]))

    assert f"\n{CODE} No meaning of it is known. {words}, last {UTC_NOW}\n" in reply.plain
    assert reply.plain.endswith("Found one? `/iissync add CODE`")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (unknown_reply([]), "Every code that was asked for has a known cause."),
        (stats_reply([]), "Nobody has asked for a code in the last 30 days."),
    ],
)
def test_lists_without_questions_say_so(reply: Reply, words: str) -> None:
    assert accepted(reply).plain == words


def bars_of(times: Sequence[int]) -> list[int]:
    document = accepted(stats_reply([asked(each) for each in times])).document
    bars = [part for part in document if isinstance(part, BlocksOnly)]
    return [to_plain([Paragraph(part.line)]).count("█") for part in bars]


def test_the_most_asked_code_has_the_longest_bar_and_every_code_has_one() -> None:
    assert bars_of([1000, 500, 1]) == [LONGEST_BAR, LONGEST_BAR // 2, 1]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=10))
def test_a_bar_is_never_longer_than_that_of_a_code_asked_more_often(times: list[int]) -> None:
    times.sort()

    assert bars_of(times) == sorted(bars_of(times))


def test_bars_are_not_in_the_text_for_screen_readers() -> None:
    reply = accepted(stats_reply([asked(3), asked(1)]))

    assert f"{CODE} No meaning of it is known. Asked 3 times." in reply.plain
    assert "█" not in reply.plain + reply.text
    assert "█" * LONGEST_BAR in str(reply.blocks)


def test_a_long_list_of_asked_codes_has_pages() -> None:
    assert [stats_reply([asked(1)] * (ASKED + 1), page).has_more for page in (0, 1)] == [
        True,
        False,
    ]


def test_a_long_list_of_unknown_codes_has_pages() -> None:
    pages = [accepted(unknown_reply([asked(2)] * (ASKED + 1), page)) for page in (0, 1, 9)]

    assert [page.plain.count("2 times") for page in pages] == [ASKED, 1, 1]
    assert [page.has_more for page in pages] == [True, False, False]
    assert {page.paged for page in pages} == {"unknown"}
