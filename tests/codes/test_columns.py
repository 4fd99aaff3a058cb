"""Tables in which a column holds status codes, as their heads say."""

import pytest

from bot.codes.columns import open_head, rows_in
from bot.codes.extraction import Mode, extract_codes
from bot.codes.rules import PASTED, Notation

W3C = "#Fields: date cs-uri-stem sc-status sc-win32-status time-taken\n"


def cells(text: str) -> list[tuple[str, int]]:
    """Each code as it stands in the text, and its value."""
    codes = [code for row in rows_in(text) for code in row.codes]
    return [
        (text[code.start : code.start + len(code.written)], code.code.decimal) for code in codes
    ]


@pytest.mark.parametrize("mode", Mode)
def test_the_win32_status_in_a_web_servers_log_is_the_code(mode: Mode) -> None:
    text = f"{W3C}2026-11-28 /oak 500 64 1722\n2026-11-28 /elm 200 0 5\n"
    extraction = extract_codes(text, mode)

    assert [(found.written, found.why) for found in extraction.codes] == [
        ("64", "the column “sc-win32-status”")
    ]
    assert extraction.candidates == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{W3C}\n2026-11-28 /oak 500 53 5\r\n", [("53", 53)]),
        (f"{W3C}too few 53\n2026-11-28 /oak 500 64 5", [("64", 64)]),
        (f"{W3C}2026-11-28 /oak 500 64 5\n#Date: now\n2026-11-28 /oak 500 53 5\n", [("64", 64)]),
        (f"{W3C}2026-11-28 /oak 500 64 5\nsc-win32-status date\n53 x", [("64", 64), ("53", 53)]),
        ("> sc-status sc-win32-status\n500 64", [("64", 64)]),
        ('"sc-win32-status" here\n5 x', []),
        ("the_sc-win32-status is here\n5 x y", []),
    ],
)
def test_a_row_of_the_log_has_as_many_fields_as_its_head(
    text: str, found: list[tuple[str, int]]
) -> None:
    assert cells(text) == found


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (W3C, W3C),
        (f"{W3C}2026-11-28 /oak 500 64 5\n", W3C),
        (f"#Fields: sc-win32-status\n5\n{W3C}", W3C),
        (f"{W3C}2026-11-28 /oak 500 64 5\n#Date: now\n", ""),
        ("2026-11-28 /oak 500 64 5\n", ""),
        ("", ""),
    ],
)
def test_the_head_of_a_log_holds_until_another_comment(text: str, head: str) -> None:
    assert open_head(text) == head


@pytest.mark.parametrize("mark", ["\t", ",", ";", "|", " | ", ", "])
@pytest.mark.parametrize("mode", Mode)
def test_the_head_of_a_table_shows_which_column_has_codes(mark: str, mode: Mode) -> None:
    rows = (("Host", "Error Code", "Seen"), ("oak", "1722 ", "5"), ("elm ", " 53", "64"))
    extraction = extract_codes("\n".join(mark.join(row) for row in rows), mode)

    assert [found.written for found in extraction.codes] == ["1722", "53"]
    assert {found.why for found in extraction.codes} == {"the column “error code”"}


def test_columns_without_marks_are_aligned_with_their_heads() -> None:
    text = "Host     Error Code  Seen\noak tree 1722        5\n\telm     53          64\nash"

    assert cells(text) == [("1722", 1722), ("53", 53)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,hresult\nx,0x80070005\nx,-2147024891\n", 2 * [0x80070005]),
        ('a,hresult\nx,"-2,147,024,891"\nx,2.147.942.405\n', 2 * [0x80070005]),
        ("a,error code\nx,0\nx,none\nx,\nx,4294967296\nx,-2147483649\n", []),
        ("a,error code\nx,5,6\nx\n", []),
        ('"a","error code"\r\n"x, y","53"\r\n"z",64\r\n', [53, 64]),
        ('a,error code\n"x" y,53\n', [53]),
        ("a\terror code\tb\n\t53\t\n", [53]),
        ("a,error code\nx,53\n\nx,64\n", [53]),
        ("a,error code\nx,53\na,error code\nx,64\n", [53, 64]),
        ("a,exit code\nx,5\nx,-1\nx,1603\n", [1603]),
        ("hresult,exit code\n5,1603\n", [5, 1603]),
        ("error code\n5\n", []),
        ("a,the error code\nx,5\n", []),
        ("a  error code  b\nx  53          y\nz\n", [53]),
        ("a,error code", []),
    ],
)
def test_a_cell_of_the_column_is_a_code_if_its_number_can_be_one(
    text: str, found: list[int]
) -> None:
    assert [value for _, value in cells(text)] == found


def test_a_cell_without_a_code_is_a_region_so_that_no_other_finder_reads_it() -> None:
    text = "error, exit code\n5, 7\n6, 0x80070005\n"

    assert [text[row.start : row.end] for row in rows_in(text)] == ["7", "0x80070005"]


def test_a_code_in_a_table_has_its_notation() -> None:
    text = "a,error code\nx,0x5\nx,-2147024891\nx,53\n"
    notations = [code.notation for row in rows_in(text) for code in row.codes]

    assert notations == [Notation.HEX, Notation.SIGNED, Notation.DECIMAL]


def test_the_head_of_a_table_is_found_only_at_the_beginning_of_a_long_file() -> None:
    table = "a,error code\nx,53\n"

    assert cells(table + "\n" + " " * PASTED) == [("53", 53)]
    assert cells("-" * PASTED + "\n" + table) == []
