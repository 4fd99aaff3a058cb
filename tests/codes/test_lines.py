"""Which lines of a text written for others are looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.extraction import Mode, extract_codes
from bot.codes.lines import relevant_lines

LINES = [
    *("all is well", "took 1722 ms", "error 1722", "0x80070005", "E_FAIL", "exit code:", "5"),
    *("iissync nodeb", "İ error 53", "", "it failed with", "rc=64", "2026-11-28 12:02:03 GET /oak"),
]


def relevant(text: str) -> list[str]:
    return [text[start:end] for start, end in relevant_lines(text)]


@pytest.mark.parametrize(
    "line",
    [
        *("it says 0x80070005", "2148598792", "FFFFFFFF80110408", "an E_FAIL", "error 1722"),
        *("the exit code is 5", "rc=5", "Fehler 5", "エラー 5", "iissync nodeb"),
    ],
)
def test_a_line_with_a_code_or_a_word_for_one_is_relevant(line: str) -> None:
    assert relevant(f"all is well\n{line}\nall is well")[0] == f"{line}\n"


@pytest.mark.parametrize(
    "line",
    ["all is well", "it took 1722 ms", "no error here", "1722", "80 oaks, 5 errors", "0xFEED"],
)
def test_any_other_line_is_not_relevant(line: str) -> None:
    assert relevant(f"{line}\n{line}") == []


def test_the_line_that_continues_another_is_relevant() -> None:
    text = "the error:\n1722\nexit code =\n5\nrest\nlast"

    assert relevant(text) == ["the error:\n", "1722\n", "exit code =\n", "5\n"]


def test_a_line_to_be_continued_may_be_the_last() -> None:
    assert relevant("the error:") == ["the error:"]


def test_each_line_is_found_once() -> None:
    assert relevant("error 0x80070005, error 5 and E_FAIL") == [
        "error 0x80070005, error 5 and E_FAIL"
    ]
    assert relevant("the error:\nerror 5\nx") == ["the error:\n", "error 5\n"]


def test_a_capital_that_is_two_lower_case_letters_moves_no_line() -> None:
    assert relevant("İİİİ\nall is well\nerror 53\nx")[-1:] == ["error 53\n"]


@given(st.lists(st.sampled_from(LINES), max_size=9).map("\n".join))
def test_the_lines_are_in_order_without_overlaps(text: str) -> None:
    spans = list(relevant_lines(text))
    places = [place for span in spans for place in span]

    assert places == sorted(places)
    assert all(text[end - 1 : end] == "\n" or end == len(text) for _, end in spans)


@given(st.lists(st.sampled_from(LINES[:5]), min_size=1, max_size=9))
def test_strict_mode_finds_in_a_log_the_codes_of_its_lines(lines: list[str]) -> None:
    whole = {found.code for found in extract_codes("\n".join(lines), Mode.STRICT).codes}
    each = [extract_codes(line, Mode.STRICT).codes for line in lines]

    assert whole == {found.code for codes in each for found in codes}
