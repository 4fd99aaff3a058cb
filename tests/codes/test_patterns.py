"""What the hints of the tables' rows save, and that no row is missed for them."""

import re
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.codes import foreign, foreign_traces, forms, numberings
from bot.codes.patterns import has_hint, rows_by_hints
from bot.codes.phrases import PHRASES


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
LETTERS = st.characters(exclude_characters="\u0130\u0131\u017f", exclude_categories=["Cs"])
"""All but the Turkish letters i and the long s, which match i and s if case does not matter."""


@pytest.mark.exhaustive
@pytest.mark.parametrize(("hints", "patterns", "flags"), [row for row in TABLES if row[0]])
# Eight of each row at each run. Some patterns look around, and refuse most of what is drawn.
@settings(max_examples=8, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_text_without_the_hints_of_a_row_does_not_match_it(
    hints: str, patterns: tuple[str, ...], flags: re.RegexFlag, data: st.DataObject
) -> None:
    matched = (re.compile(pattern, flags) for pattern in patterns if pattern)
    text = " ".join(data.draw(st.from_regex(each, alphabet=LETTERS)) for each in matched)

    assert hints == hints.lower()
    assert has_hint(hints, text.lower())
