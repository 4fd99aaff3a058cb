"""Numbers as people and programs really wrote them, one a row: the id names the row.

A fragment's `\\n` is a line break and its `\\t` a tab. `?` marks a garbled number, whose value is
what is to be offered; `;` parts several codes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark import ParameterSet

from bot.codes.extraction import Mode, extract_codes


class Row(NamedTuple):
    text: str
    expected: str


def rows(name: str) -> Iterator[ParameterSet]:
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for line in content.rstrip("\n").split("\n")[1:]:
        number, fragment, expected, _, *_ = [*line.split("\t"), ""]
        text = fragment.replace("\\n", "\n").replace("\\t", "\t")
        yield pytest.param(Row(text, expected), id=number)


def codes_in(text: str, mode: Mode) -> set[int]:
    return {found.code.decimal for found in extract_codes(text, mode).codes}


def offered_in(text: str) -> set[int]:
    return {
        code.decimal
        for candidate in extract_codes(text).candidates
        for code in candidate.did_you_mean
    }


def expected_codes(row: Row) -> set[int]:
    return {int(code) for code in row.expected.split(";") if not code.startswith("?")}


def expected_candidates(row: Row) -> set[int]:
    return {int(code[1:]) for code in row.expected.split(";") if code.startswith("?")}


FORMS = [*rows("forms.tsv"), *rows("more_forms.tsv")]
NONCODES = [*rows("noncodes.tsv"), *rows("more_noncodes.tsv")]


@pytest.mark.parametrize("row", FORMS)
def test_lenient_mode_finds_the_codes_and_offers_codes_for_garbled_ones(row: Row) -> None:
    assert codes_in(row.text, Mode.LENIENT) == expected_codes(row)
    assert expected_candidates(row) <= offered_in(row.text)


@pytest.mark.parametrize("row", FORMS)
def test_strict_mode_finds_the_codes_and_no_garbled_ones(row: Row) -> None:
    assert codes_in(row.text, Mode.STRICT) == expected_codes(row)


@pytest.mark.parametrize("row", NONCODES)
def test_lenient_mode_finds_no_code_in_other_numbers(row: Row) -> None:
    assert codes_in(row.text, Mode.LENIENT) == set()
    assert offered_in(row.text) == set()


@pytest.mark.parametrize("row", NONCODES)
def test_strict_mode_finds_no_code_in_other_numbers(row: Row) -> None:
    assert codes_in(row.text, Mode.STRICT) == set()


def test_every_row_has_an_id_of_its_own() -> None:
    ids = [row.id for row in (*FORMS, *NONCODES)]

    assert len(set(ids)) == len(ids)
