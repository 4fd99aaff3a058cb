"""Each fault in `faults.tsv` has a test that names its number: as `test_fault_34_…` or `fault 34`.

A test of several says `test_faults_40_and_41_…`.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROWS = Path(__file__).with_name("faults.tsv").read_text("utf-8").splitlines()
FAULTS = {int(number): words for number, words in (row.split("\t") for row in ROWS)}
LATER = {50: "there is no key: the one workspace's token comes with the settings"}
FUNCTION = re.compile(r"test_(?:fault_\d+|faults_\d+(?:_and_\d+)+|\d+)_(?!\d)")
ID = re.compile(r"fault \d+\b")


def names() -> Iterator[str]:
    """The name of each test, and each text that a test's id may be."""
    for path in sorted({*TESTS.rglob("test_*.py")} - {Path(__file__)}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def numbers_in(name: str) -> set[int]:
    """The numbers of the faults that a name says it is a test of."""
    found = FUNCTION.match(name) or ID.match(name)
    return {int(number) for number in re.findall(r"\d+", found[0])} if found else set()


@cache
def covered_faults() -> set[int]:
    """The numbers of all faults that have a test."""
    return set[int]().union(*map(numbers_in, names()))


@pytest.mark.parametrize("number", sorted(FAULTS.keys() - LATER.keys()))
def test_each_fault_has_a_test_of_its_number(number: int) -> None:
    assert number in covered_faults(), FAULTS[number]


def test_the_faults_are_numbered_without_gaps_and_no_postponed_one_has_a_test() -> None:
    assert list(FAULTS) == list(range(1, len(FAULTS) + 1))
    assert LATER.keys() <= FAULTS.keys() - covered_faults()


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("test_fault_36_hostile_texts_of_40_000_characters_have_an_answer", {36}),
        ("test_faults_40_and_41_a_button", {40, 41}),
        ("test_33_a_lost_line", {33}),
        ("fault 9: empty", {9}),
        ("test_of_3_at_once", set[int]()),
        ("test_40_000_characters", set[int]()),
        ("a fault 9", set[int]()),
    ],
)
def test_a_test_name_states_its_faults(name: str, numbers: set[int]) -> None:
    assert numbers_in(name) == numbers
