"""What the guide holds, and the least that it has to."""

import re

import pytest

from bot.codes.names import data as names_data
from bot.codes.status_code import StatusCode
from bot.guide.data import all_entries, most_asked
from bot.guide.entry import Entry, Family, Provenance
from bot.guide.figures import Coverage, figures

MEANING_ONLY = 7
"""A code whose entry has no causes and no steps."""
BAD, EIGHT = 0x8BADF00D, ", ".join(["0x8BADF00D"] * 8)


def test_an_entry_counts_once_for_each_of_its_codes() -> None:
    both = [entry for entry in all_entries() if entry.causes and entry.steps][:1]
    bare = Entry(both[0].codes, Provenance.GUIDE, Family("a", "A"), both[0].meaning)
    several = len(both[0].codes)

    assert Coverage.of("A", [*both, bare]) == ("A", 2 * several, several, several)


def test_the_guide_has_at_least_the_published_figures() -> None:
    entries = [entry for entry in all_entries() if entry.meaning]
    explained = [entry for entry in entries if entry.causes and entry.steps and entry.references]

    assert sum(len(entry.codes) for entry in entries) >= 1_500
    assert sum(len(entry.codes) for entry in explained) >= 450
    assert len({(line[:8], line[9:10]) for line in names_data().split(b"\n")[1:-1]}) > 25_259


def test_each_of_the_most_common_codes_has_causes_steps_and_sources() -> None:
    asked = len(most_asked())

    assert f"{asked} have a meaning,\n{asked} causes, steps and a source." in figures()
    assert "Without" not in figures()


def test_the_table_has_a_row_for_each_family_and_their_sum() -> None:
    entries = [entry for entry in all_entries() if entry.meaning]
    head, *rows, _, names, _, _ = figures().splitlines()
    titles = {entry.family.title for entry in entries}
    longest = max(map(len, titles))
    numbers = [[int(each.replace(",", "")) for each in row[longest:].split()] for row in rows]

    assert head == f"{'':{longest}}  meanings  causes and steps  sources"
    assert {len(row) for row in rows} == {len(head)}
    assert [row[:longest].rstrip() for row in rows] == [*sorted(titles, key=str.casefold), "All"]
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]
    assert tuple(numbers[-1]) == Coverage.of("All", entries)[1:]
    lines = [line.split(" ") for line in names_data().decode().splitlines()[1:]]
    values = {(value, table) for value, table, _ in lines}
    assert names == f"The headers' names: {len(lines):,}, of {len(values):,} values."


@pytest.mark.parametrize("room", [-36, -16, -11, -1, 0, 100])
def test_a_narrow_table_has_shorter_heads_and_then_titles_of_several_lines(room: int) -> None:
    full = figures().partition("\n\n")[0].splitlines()
    widest, short = len(full[0]), len(full[0]) - len("causes and ")
    head, *lines = figures(width=widest + room).partition("\n\n")[0].splitlines()
    rows = [line for line in lines if re.search(r"\d$", line)]

    taken = widest if room >= 0 else min(short, widest + room)
    assert {len(line) for line in (head, *rows)} == {taken} == {max(map(len, (head, *lines)))}
    assert ("causes and" in head) is (room >= 0)
    assert len(rows) == len(full) - 1


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (
            [5, 8],
            ["Of the 2 codes asked for most, 2 have a meaning,", "2 causes, steps and a source."],
        ),
        (
            [5, MEANING_ONLY, BAD],
            [
                "Of the 3 codes asked for most, 2 have a meaning,",
                "1 causes, steps and a source. Without: 0x00000007, 0x8BADF00D.",
            ],
        ),
        (
            [BAD] * 8,
            [
                "Of the 8 codes asked for most, 0 have a meaning,",
                f"0 causes, steps and a source. Without: {EIGHT}.",
            ],
        ),
        (
            [BAD] * 9,
            [
                "Of the 9 codes asked for most, 0 have a meaning,",
                f"0 causes, steps and a source. Without: {EIGHT} and 1 more.",
            ],
        ),
    ],
)
def test_the_codes_without_causes_are_named(asked: list[int], lines: list[str]) -> None:
    assert figures([*map(StatusCode, asked)]).splitlines()[-2:] == lines
