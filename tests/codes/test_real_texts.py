"""Numbers as people and programs really wrote them, one a row, which has an id.

A fragment's `\\n` is a line break and its `\\t` a tab. `?` marks a garbled number, whose value is
what is to be offered; `;` parts several codes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.codes.extraction import Mode, extract_codes


class Row(NamedTuple):
    id: str
    text: str
    expected: str


def rows(name: str) -> Iterator[Row]:
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for line in content.rstrip("\n").split("\n")[1:]:
        id_, fragment, expected, _, *_ = [*line.split("\t"), ""]
        yield Row(id_, fragment.replace("\\n", "\n").replace("\\t", "\t"), expected)


def codes_in(row: Row, mode: Mode) -> set[int]:
    return {found.code.decimal for found in extract_codes(row.text, mode).codes}


def offered_in(row: Row) -> set[int]:
    return {
        code.decimal
        for candidate in extract_codes(row.text).candidates
        for code in candidate.did_you_mean
    }


def expected_codes(row: Row) -> set[int]:
    return {int(code) for code in row.expected.split(";") if not code.startswith("?")}


def expected_candidates(row: Row) -> set[int]:
    return {int(code[1:]) for code in row.expected.split(";") if code.startswith("?")}


FORMS = [*rows("forms.tsv"), *rows("more_forms.tsv")]
NONCODES = [*rows("noncodes.tsv"), *rows("more_noncodes.tsv")]


def test_lenient_mode_finds_the_codes_and_offers_codes_for_garbled_ones() -> None:
    found = {row: codes_in(row, Mode.LENIENT) for row in FORMS}

    assert found == {row: expected_codes(row) for row in FORMS}
    assert [row for row in FORMS if not expected_candidates(row) <= offered_in(row)] == []


def test_strict_mode_finds_the_codes_and_no_garbled_ones() -> None:
    found = {row: codes_in(row, Mode.STRICT) for row in FORMS}

    assert found == {row: expected_codes(row) for row in FORMS}


def test_lenient_mode_finds_no_code_in_other_numbers() -> None:
    found = {row: codes_in(row, Mode.LENIENT) | offered_in(row) for row in NONCODES}

    assert found == {row: set() for row in NONCODES}


def test_strict_mode_finds_no_code_in_other_numbers() -> None:
    found = {row: codes_in(row, Mode.STRICT) for row in NONCODES}

    assert found == {row: set() for row in NONCODES}


def test_every_row_has_an_id_of_its_own() -> None:
    ids = [row.id for row in (*FORMS, *NONCODES)]

    assert len(set(ids)) == len(ids)
