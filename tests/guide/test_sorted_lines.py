"""Packed lines are found by their beginning, wherever a block ends."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guide import sorted_lines
from bot.guide.sorted_lines import BLOCK, SortedLines, packed

WORDS = st.text(alphabet="ab é\u2028", max_size=4)


def lines_of(lines: list[str]) -> SortedLines:
    return SortedLines(packed("".join(f"{line}\n" for line in sorted(lines))))


@given(st.lists(WORDS, min_size=1), WORDS, st.integers(1, 12))
def test_every_line_with_a_beginning_is_found(lines: list[str], start: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sorted_lines, "BLOCK", block)
        packed_lines = lines_of(lines)

    found = [line for line in sorted(lines) if line.startswith(start)]

    assert list(packed_lines.all(start)) == found
    assert packed_lines.first(start) == (found or [""])[0]


def test_a_line_that_is_longer_than_a_block_is_found() -> None:
    long = f"key {'x' * 3 * BLOCK}"

    assert lines_of(["a", long, "z"]).first("key ") == long


def test_lines_take_a_fraction_of_their_size() -> None:
    chance = random.Random(1)
    lines = [f"key {number} {chance.random()} and what all say" for number in range(5000)]

    assert len(packed("\n".join(sorted(lines)))) < sum(map(len, lines)) / 2
