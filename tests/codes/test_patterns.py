from collections.abc import Sequence
from typing import NamedTuple

import pytest

from bot.codes.patterns import rows_by_hints


class Row(NamedTuple):
    hint: str
    hints: Sequence[str] = ()


OAK, ELM, FIR = Row("oak"), Row("tree", hints=("elm 5", "elm 64")), Row("fir 12")
rows_in = rows_by_hints((OAK, ELM, FIR))


@pytest.mark.parametrize("padding", ["", " " * 2000])
@pytest.mark.parametrize(
    ("low", "rows"),
    [
        ("an oak", [OAK]),
        ("a tree, an elm 5", [ELM]),
        ("a tree, an elm 6", []),
        ("a tree, an elm 64 or a fir 12", [ELM, FIR]),
        ("an elm 5, a fir 13", []),
    ],
)
def test_the_rows_of_a_text_are_those_whose_hints_it_has(
    low: str, rows: list[Row], padding: str
) -> None:
    assert list(rows_in(low + padding)) == rows
