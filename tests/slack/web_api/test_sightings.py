"""What scarce reads have shown of a place, and what has to be read next."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.web_api.sightings import (
    KEPT_SECONDS,
    MOST_PLACES,
    OVERLAP,
    SeenPlace,
    Sightings,
    Window,
)

PAGE = 3


def ts(number: int) -> str:
    return f"{number}.000000"


def page_of(numbers: Iterable[int]) -> list[tuple[str, str | None]]:
    """Messages of which each has its number as its key."""
    return [(ts(number), str(number)) for number in numbers]


def read(place: SeenPlace, messages: Iterable[int], now: float, *, newest_first: bool) -> None:
    """Read a page of the window, as Slack answers it."""
    oldest, latest = (float(each) if each else 1e9 for each in place.window)
    within = sorted((each for each in messages if oldest < each < latest), reverse=newest_first)
    has_more = len(within) > PAGE
    place.add(page_of(within[:PAGE]), now, has_more=has_more, newest_first=newest_first)


@pytest.mark.parametrize("newest_first", [False, True])
@given(st.sets(st.integers(1, 60)), st.sets(st.integers(61, 90)))
def test_every_message_is_seen_by_reading_on(
    newest_first: bool,  # noqa: FBT001 - a case
    before: set[int],
    meanwhile: set[int],
) -> None:
    place, now = Sightings().at("C1", ts(0), 0), 0
    read(place, before, now, newest_first=newest_first)
    everything = before | meanwhile
    while place.complete_at < 1:
        now += 1
        read(place, everything, now, newest_first=newest_first)

    assert now <= len(everything) // PAGE + 2
    assert all(place.found(str(each)) == [ts(each)] for each in everything)
    assert place.window == Window(ts(0), None)


def test_the_root_of_a_thread_is_in_each_answer_and_counts_as_read_before() -> None:
    place = Sightings().at("C1", ts(5), 0)
    place.add(page_of([1, 6]), 1, has_more=True, newest_first=False)
    place.add(page_of([1]), 2, has_more=False, newest_first=False)

    assert (place.found("1"), place.found("6")) == ([], [ts(6)])
    assert (place.window, place.complete_at) == (Window(ts(5), None), 2)


def test_the_last_minutes_are_read_once_more() -> None:
    place = Sightings().at("C1", ts(5), 0)
    place.add(page_of([300]), 1, has_more=False, newest_first=False)

    assert place.window == Window(ts(300 - int(OVERLAP)), None)
    place.add(page_of([299, 300]), 2, has_more=False, newest_first=False)
    assert (place.found("299"), place.found("300")) == ([ts(299)], [ts(300)])


def test_two_messages_with_one_key_are_both_found_and_others_have_no_key() -> None:
    place = Sightings().at("C1", ts(0), 0)
    page = [(ts(1), "a"), (ts(2), None), (ts(3), "a")]
    place.add(page, 1, has_more=False, newest_first=False)

    assert place.found("a") == [ts(1), ts(3)]


def test_a_key_is_due_when_that_was_first_said() -> None:
    place = Sightings().at("C1", ts(0), 0)

    assert [place.due("a", 20), place.due("a", 30)] == [20, 20]
    place.settle("a")
    place.settle("a")
    assert place.due("a", 30) == 30


def test_a_place_is_read_anew_from_an_earlier_message_on_and_the_jobs_stay_due() -> None:
    sightings = Sightings()
    sightings.at("C1", ts(5), 0).due("a", 20)

    assert sightings.at("C1", ts(6), 1).since == ts(5)
    anew = sightings.at("C1", ts(4), 1)
    assert (anew.since, anew.due("a", 30)) == (ts(4), 20)


def test_a_place_that_was_not_read_for_long_is_read_anew() -> None:
    sightings = Sightings()
    place = sightings.at("C1", ts(5), 0)
    place.add(page_of([6]), 1, has_more=False, newest_first=False)

    assert sightings.at("C1", ts(5), KEPT_SECONDS) is place
    assert sightings.at("C1", ts(5), KEPT_SECONDS + 1).found("6") == []


def test_only_so_many_places_are_remembered() -> None:
    sightings = Sightings()
    first = sightings.at(0, ts(0), 0)
    for number in range(1, MOST_PLACES + 1):
        sightings.at(number, ts(0), 0)

    assert sightings.at(0, ts(0), 0) is not first
