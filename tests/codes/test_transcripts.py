"""What IISSYNC printed on a console, however the console came into the text."""

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.rules import Notation
from bot.codes.transcripts import printed_by_iissync

BROKEN = "iissync node-b-of-the\n-long-name\n"


def printed(text: str) -> list[tuple[str, int]]:
    regions = list(printed_by_iissync(text))
    return [(text[each.start : each.end], each.codes[0].code.decimal) for each in regions]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("C:\\oak>iissync nodeb\n5", [5]),
        ("C:\\oak>IISSYNC.EXE NODEB NODEC\n\n2148598792\n\nC:\\oak>", [2148598792]),
        ("PS C:\\oak> iissync nodeb\n-2146368504\nPS C:\\oak> ", [2148598792]),
        ("$ iissync nodeb\n0x80110408\n$ ", [2148598792]),
        ("> iissync nodeb\n> 64\n", [64]),
        ("iissync nodeb\n5C:\\oak>", [5]),
        ("iissync nodeb\nC:\\oak>echo %errorlevel%\n64", [64]),
        ("iissync nodeb\nIt went wrong somewhere\n$? \n64", [64]),
        ("iissync nodeb\nIt went wrong somewhere\n64", []),
        (f"{BROKEN}64", [64]),
        (f"{BROKEN}two\nthree\n64", []),
        ("iissync nodeb\nC:\\oak>dir\n64", []),
        ("iissync nodeb\n4294967296\n64", [64]),
        ("iissync nodeb\n64 keys\n", []),
        ("iissync nodeb\n3\nC:\\oak>iissync nodec\n5\n", [3, 5]),
        ("iissync nodeb\niissync\n5\n", [5]),
        ("iissync: 64", []),
        ("iissync a b c d e f g h i\n64", []),
        ("iissync nodeb\n" + "\\\n" * 50 + "64", []),
        ("iissync nodeb", []),
    ],
)
def test_the_number_below_the_command_is_what_iissync_printed(text: str, values: list[int]) -> None:
    assert [value for _, value in printed(text)] == values


@pytest.mark.parametrize("mode", Mode)
def test_both_modes_find_the_number_that_iissync_printed(mode: Mode) -> None:
    (found,) = extract_codes("C:\\oak>iissync nodeb\n\n3\n\nC:\\oak>", mode).codes

    assert (found.written, found.start) == ("3", 22)
    assert found.why == "IISSYNC prints it on a line of its own"


@pytest.mark.parametrize(
    ("written", "notation"), [("0x80110408", Notation.HEX), ("-2146368504", Notation.DECIMAL)]
)
def test_what_iissync_printed_has_its_notation(written: str, notation: Notation) -> None:
    (region,) = printed_by_iissync(f"iissync nodeb\n{written}\n")

    assert [code.notation for code in region.codes] == [notation]


def test_hex_that_iissync_printed_is_no_code_beside_the_one_that_wraps_it() -> None:
    codes = extract_codes("iissync nodeb\n0x5\nand then 0x80070005").codes

    assert [found.written for found in codes] == ["0x80070005"]


def test_a_number_in_a_quotation_is_found_at_its_position() -> None:
    assert printed("> > iissync nodeb\n> >   1722  \n") == [("1722", 1722)]
