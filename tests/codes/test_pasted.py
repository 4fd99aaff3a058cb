"""Texts as people paste them, one a row, with the codes that are to be found: the main one first.

`trials.tsv` holds texts of public threads, `pasted.tsv` texts of our own in shapes that were met in
the thread or page named beside each, and `checked.tsv` further ones, collected to check the rules
by. `.github/PERFORMANCE.md` has how many came out right before any rule was changed for them.
Between them are our own neighbours of those that did not. A `?` marks a code that may be offered or
found, but need not be; `-` says that there is none.

What is `missed` is known to come out wrong: letters in a short number that was read off a screen, a
blank behind the sign of a small number, a warning whose code is in its second line, the number that
the user expected instead, two games, a console's own number, five texts whose main failure only
their meaning shows, and two small codes: what a tool did not expect, and a 1 in broken French.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.codes.extraction import extract_codes

PERFORMANCE = Path(__file__).parents[2] / ".github" / "PERFORMANCE.md"
TABLES = ("trials.tsv", "pasted.tsv", "checked.tsv")
ALLOWED = 0.03
"""The part of a table that may come out wrong."""


class Row(NamedTuple):
    """A text, its codes with the main one first, and what may be found besides."""

    text: str
    codes: tuple[str, ...]
    doubtful: frozenset[str]
    missed: bool

    @property
    def is_right(self) -> bool:
        """Whether what is found are the codes, the main one first, and nothing else."""
        found = [f"{each.code.decimal:08X}" for each in extract_codes(self.text).codes]
        sure = [code for code in found if code not in self.doubtful]
        return sorted(sure) == sorted(self.codes) and sure[:1] == list(self.codes[:1])


def rows(name: str) -> Iterator[Row]:
    """The rows of a table."""
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for line in content.rstrip("\n").split("\n")[1:]:
        text, codes, *_, last = line.split("\t")
        all_codes = [code for code in codes.split() if code != "-"]
        sure = tuple(code for code in all_codes if not code.startswith("?"))
        doubtful = frozenset(code[1:] for code in all_codes if code.startswith("?"))
        yield Row(_unescaped(text), sure, doubtful, last == "missed")


def _unescaped(text: str) -> str:
    r"""The text itself: `\n` is a line break, `\t` a tab, `\\` a backslash."""
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\t", "\t") for part in parts)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", TABLES)
def test_pasted_texts_are_read_right_except_for_known_misses(name: str) -> None:
    table = list(rows(name))

    assert [row.text for row in table if not row.is_right] == [
        row.text for row in table if row.missed
    ]
    assert missed(table) <= ALLOWED


def test_performance_shows_how_many_come_out_right() -> None:
    table = [row for name in TABLES for row in rows(name)]
    right = sum(not row.missed for row in table)  # as the test above finds

    shown = f"of all {len(table)} that the tests hold today, {right}."
    assert shown in PERFORMANCE.read_text("utf-8").replace("\n", " ")


def missed(table: Sequence[Row]) -> float:
    """The part of a table's rows that come out wrong."""
    return sum(row.missed for row in table) / len(table)
