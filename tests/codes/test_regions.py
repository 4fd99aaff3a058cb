from collections.abc import Iterator

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.found import Foreign, Region, code_at
from bot.codes.regions import (
    CODE_FINDERS,
    FOREIGN_FINDER,
    NUMBERED_FINDER,
    Finder,
    Regions,
)
from bot.codes.rules import Notation

CODE = code_at("an oak of 53", (10, 12), 53, Notation.DECIMAL, "it is an oak's")


def at(*regions: Region, hints: str = "") -> Finder:
    """What finds just these, whatever the text says."""

    def find(_text: str) -> Iterator[Region]:
        yield from regions

    return Finder(hints, find)


def spans(regions: Regions) -> list[tuple[int, int]]:
    return [(region.start, region.end) for region in regions.in_order()]


def test_a_code_is_written_as_the_text_has_it() -> None:
    assert (CODE.written, CODE.start, CODE.code.decimal) == ("53", 10, 53)


def test_a_region_moves_with_its_codes_and_foreign_number() -> None:
    moved = Region(10, 12, (CODE,), Foreign("53", 10, "an oak")).moved(5)

    assert (moved.start, moved.end) == (15, 17)
    assert [code.start for code in moved.codes] == [15]
    assert moved.foreign == Foreign("53", 15, "an oak")


def test_a_region_without_a_foreign_number_moves_too() -> None:
    assert Region(1, 2).moved(3) == Region(4, 5)


def test_the_first_of_two_overlapping_regions_is_used() -> None:
    regions = Regions()
    regions.find("oak", (at(Region(4, 8)), at(Region(7, 9), Region(0, 5), Region(8, 9))))

    assert spans(regions) == [(4, 8), (8, 9)]


def test_regions_are_in_the_order_of_the_text() -> None:
    regions = Regions()
    regions.find("oak", (at(Region(8, 9), Region(0, 2), Region(4, 8), Region(2, 4)),))

    assert spans(regions) == [(0, 2), (2, 4), (4, 8), (8, 9)]


def test_a_region_in_a_part_has_its_position_in_the_whole_text() -> None:
    regions = Regions()
    regions.find("oak", (at(Region(0, 2)),), 7)

    assert spans(regions) == [(7, 9)]


@pytest.mark.parametrize(("text", "looks"), [("an OAK", True), ("an elm", False), ("", False)])
def test_a_finder_runs_only_on_texts_with_one_of_its_hints(text: str, *, looks: bool) -> None:
    regions = Regions()
    regions.find(text, (at(Region(0, 2), hints="oak|ash"),))

    assert bool(regions.in_order()) == looks


@pytest.mark.parametrize(("text", "looks"), [("1722", False), ("-5, 3", False), ("401.3", True)])
def test_no_finder_runs_on_a_text_of_whole_numbers_alone(text: str, *, looks: bool) -> None:
    regions = Regions()
    regions.find(text, (at(Region(0, 2)),))

    assert bool(regions.in_order()) == looks


@pytest.mark.parametrize("finder", [*CODE_FINDERS, FOREIGN_FINDER, NUMBERED_FINDER])
def test_hints_are_lower_case(finder: Finder) -> None:
    assert finder.hints == finder.hints.lower()
    assert finder.pasted == finder.pasted.lower()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("STOP: 0x7B", "a STOP code"),
        ("iissync nodeb\n53", "IISSYNC prints it on a line of its own"),
        ("oak,error code\nelm,53", "the column “error code”"),
        ("exit codes:\n- 53\n- 64\n", "it is in a list of codes"),
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_the_code_of_a_region_has_a_reason(text: str, why: str, mode: Mode) -> None:
    assert {each.why for each in extract_codes(text, mode).codes} == {why}


def test_the_first_of_two_finders_takes_precedence() -> None:
    extraction = extract_codes("oak,error code\nelm,STOP: 0x7B\n")

    assert [(each.written, each.why) for each in extraction.codes] == [("0x7B", "a STOP code")]


@pytest.mark.parametrize("mode", Mode)
def test_other_numbers_in_a_region_are_ignored(mode: Mode) -> None:
    text = "BugCheck 9F, {3, ffff80110408, 80110408, 80070005}"

    assert [each.written for each in extract_codes(text, mode).codes] == ["9F"]


LOG = "the service stopped (0x5)\n" * 5000


@pytest.mark.parametrize("before", ["", LOG])
@pytest.mark.parametrize("after", ["", LOG])
def test_a_stop_code_far_in_a_log_is_found_with_its_parameters(before: str, after: str) -> None:
    stop = "STOP: 0x0000007B (0xF7A1B524, 0xC0000034, 0x00000000, 0x00000000)\n"
    codes = extract_codes(f"{before}{stop}{LOG}{stop}{after}", Mode.STRICT).occurrences

    assert [(code.code.decimal, len(code.parameters)) for code in codes] == [(0x7B, 4)] * 2
    assert [code.start - len(before) for code in codes] == [6, len(stop) + len(LOG) + 6]


def test_of_a_log_a_finder_reads_only_what_is_near_its_hints() -> None:
    low = "\n".join(["oaks"] * 30_000)
    reads_all, reads_near = Finder("elm", at().find), Finder("elm", at().find, reach=10)

    assert list(reads_near.spans(low)) == []
    assert list(reads_all.spans(f"elm{low}")) == [(0, len(low) + 3)]
    assert list(reads_near.spans(f"elm elm{low}")) == [(0, 16)]
    assert list(reads_near.spans(f"{low}elm")) == [(len(low) - 14, len(low) + 3)]
    assert list(reads_near.spans("an elm")) == [(0, 6)]


def test_some_hints_count_in_pasted_texts_alone() -> None:
    finder = Finder("elm", at().find, reach=10, pasted="orme")

    assert list(finder.spans("un orme")) == [(0, 7)]
    assert list(finder.spans("un orme\n" * 30_000)) == []
