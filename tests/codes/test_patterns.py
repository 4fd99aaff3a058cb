"""What the hints of the tables' rows save, and that no row is missed for them."""

import re
from functools import partial
from typing import NamedTuple

import pytest

from bot.codes import foreign, foreign_traces, forms, numberings
from bot.codes.patterns import has_hint, rows_by_hints
from bot.codes.phrases import PHRASES
from tests.codes.guaranteed import is_in_all_matches


class Row(NamedTuple):
    hints: str


OAK, ELM, FIR = Row("oak"), Row("elm 5|elm 64"), Row("fir 12")
rows_in = rows_by_hints((OAK, ELM, FIR))


@pytest.mark.parametrize("padding", ["", " " * 2000])
@pytest.mark.parametrize(
    ("low", "rows"),
    [
        ("an oak", [OAK]),
        ("an elm 5", [ELM]),
        ("an elm 6", []),
        ("an elm 64 or a fir 12", [ELM, FIR]),
        ("a fir 13", []),
    ],
)
def test_the_rows_of_a_text_are_those_whose_hints_it_has(
    low: str, rows: list[Row], padding: str
) -> None:
    assert list(rows_in(low + padding)) == rows


def test_a_row_without_hints_is_one_of_every_text() -> None:
    assert list(rows_by_hints((Row(""),))("an oak")) == [Row("")]


TABLES = [
    *((row.hints, (row.before,), re.IGNORECASE) for row in PHRASES),
    *((row.hints, (row.before, row.pattern, row.proof), re.IGNORECASE) for row in foreign.PRODUCTS),
    *((row.hints, (row.pattern, row.proof), re.IGNORECASE) for row in numberings.NUMBERINGS),
    *((row.hints, (row.pattern,), re.MULTILINE) for row in foreign_traces.TRACES),
    *((row.hints, (row.pattern,), re.MULTILINE) for row in (*forms.FORMS, *forms.ROWS)),
]


def test_no_row_is_missed_for_its_hints() -> None:
    wrong = [
        (hints, patterns)
        for hints, patterns, flags in TABLES
        if hints
        and not any(is_in_all_matches(partial(has_hint, hints), p, flags) for p in patterns)
    ]

    assert wrong == []
    assert all(hints == hints.lower() for hints, _, _ in TABLES)
