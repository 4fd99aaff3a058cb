"""What the guide holds, and the least that it has to."""

from bot.codes.names import data as names_data
from bot.codes.status_code import StatusCode
from bot.guide.data import all_entries
from bot.guide.entry import Entry, Family, Provenance
from bot.guide.figures import Coverage, figures, most_asked


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
    head, *rows, _, names, asked, last = figures().splitlines()
    totals = [int(number.replace(",", "")) for number in rows[-1].split()[1:]]

    assert head.split() == ["meanings", "causes", "and", "steps", "sources"]
    assert rows[-1].startswith("All ")
    assert totals[0] == sum(len(entry.codes) for entry in all_entries() if entry.meaning)
    lines = [line.split(" ") for line in names_data().decode().splitlines()[1:]]
    values = {(value, table) for value, table, _ in lines}
    assert names == f"The headers' names: {len(lines):,}, of {len(values):,} values."
    assert asked.startswith(f"Of the {len(most_asked())} codes asked for most")
    assert last.endswith("a source.")


def test_a_code_without_causes_is_named() -> None:
    text = figures([StatusCode(0x8BADF00D + number) for number in range(9)])

    assert "Of the 9 codes asked for most, 0 have a meaning,\n0 causes" in text
    assert text.endswith(
        "Without: 0x8BADF00D, 0x8BADF00E, 0x8BADF00F, 0x8BADF010, 0x8BADF011, "
        "0x8BADF012, 0x8BADF013, 0x8BADF014 and 1 more."
    )
