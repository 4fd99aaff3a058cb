# ruff: noqa: RUF001 - full-width and other digits are intended here
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode, StatusCodeError

ANY_VALUE = st.integers(0, 2**32 - 1)


def bits(value: int, first: int, last: int) -> int:
    """The bits of a 32-bit value as a diagram of [MS-ERREF] counts them: 0 is the leftmost."""
    return int(f"{value:032b}"[first : last + 1], 2)


@pytest.mark.parametrize(
    ("decimal", "signed", "hexadecimal"),
    [
        (0, 0, "0x00000000"),
        (1722, 1722, "0x000006BA"),
        (2**31 - 1, 2147483647, "0x7FFFFFFF"),
        (2**31, -2147483648, "0x80000000"),
        (2147500037, -2147467259, "0x80004005"),
        (2148598792, -2146368504, "0x80110408"),
        (2**32 - 1, -1, "0xFFFFFFFF"),
    ],
)
def test_a_code_has_three_forms(decimal: int, signed: int, hexadecimal: str) -> None:
    code = StatusCode(decimal)

    assert (str(code), code.signed, code.hex) == (str(decimal), signed, hexadecimal)


@given(ANY_VALUE)
def test_the_signed_and_hex_forms_are_those_of_the_same_four_bytes(value: int) -> None:
    four_bytes = struct.pack(">I", value)

    assert StatusCode(value).signed == struct.unpack(">i", four_bytes)[0]
    assert StatusCode(value).hex == "0x" + four_bytes.hex().upper()


@given(ANY_VALUE)
def test_severity_facility_and_code_are_the_bits_of_ms_erref(value: int) -> None:
    code = StatusCode(value)

    assert code.failed == (bits(value, 0, 0) == 1)
    assert code.facility_number == bits(value, 5, 15)
    assert code.code == bits(value, 16, 31)
    assert code.is_plain_win32 == (bits(value, 0, 15) == 0)


@given(ANY_VALUE)
def test_every_form_of_a_code_reads_back_as_that_code(value: int) -> None:
    code = StatusCode(value)
    written = (str(value), str(code.signed), code.hex, code.hex.lower(), f"&H{value:X}&")

    assert {StatusCode.parse(form) for form in written} == {code}


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("2148598792", 2148598792),
        ("  2148598792\n", 2148598792),
        ("-1", 0xFFFFFFFF),
        ("-0", 0),
        ("0X6ba", 1722),
        ("0x80110408UL", 0x80110408),
        ("&h80110408", 0x80110408),
        ("0n1722", 1722),
        ("0N-2146368504", 0x80110408),
        ("8011040a", 0x8011040A),
        ("80110408", 80110408),  # no letter among its digits: a decimal number
        ("00000000001722", 1722),
        ("２１４８５９８７９２", 2148598792),
        ("０ｘ６ＢＡ", 1722),
        ("–2146368504", 2148598792),  # an en dash
        ("<tel:2148598792|2148598792>", 2148598792),
    ],
)
def test_a_code_is_made_from_text(text: str, decimal: int) -> None:
    assert StatusCode.parse(text).decimal == decimal


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0x", "-", "x", "6ba", "1722 1726", "1_722", "1,722", "1722.0", "+1722", "--1"),
        *(
            "-0x1",
            "-0n1",
            "0n",
            "0n6ba",
            "٣",
            "१७२२",
            "¹",
            "0xG",
            "8011040A1",
            "E_FAIL",
            "1e9",
            "😀",
        ),
    ],
)
def test_text_that_is_no_number_is_refused_and_shown(text: str) -> None:
    with pytest.raises(StatusCodeError) as refused:
        StatusCode.parse(text)

    assert str(refused.value) == f"{text!r} is not a number that a status code is written as"


@pytest.mark.parametrize(
    "text", ["4294967296", "99999999999", "-2147483649", "0x180110408", "9" * 40]
)
def test_a_number_over_32_bits_is_refused_and_shown(text: str) -> None:
    with pytest.raises(StatusCodeError) as refused:
        StatusCode.parse(text)

    assert str(refused.value) == f"{text!r} does not fit in 32 bits"


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_value_outside_of_32_bits_is_no_code(number: int) -> None:
    with pytest.raises(StatusCodeError, match=f"^{number} does not fit in 32 bits$"):
        StatusCode(number)


@pytest.mark.parametrize("number", [-(2**31) - 1, 2**32])
def test_a_number_outside_of_32_bits_is_no_code(number: int) -> None:
    with pytest.raises(StatusCodeError, match=f"^'{number}' does not fit in 32 bits$"):
        StatusCode.parse(str(number))


def test_an_error_shows_only_the_beginning_of_a_long_text() -> None:
    with pytest.raises(StatusCodeError) as refused:
        StatusCode.parse("error " * 1000)

    assert "'error error" in str(refused.value)
    assert len(str(refused.value)) < 120


@given(st.text())
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        assert 0 <= StatusCode.parse(text).decimal < 2**32
    except StatusCodeError as refused:
        assert str(refused)  # noqa: PT017 - both ends are right; only another error is wrong


def test_codes_sort_by_their_unsigned_value() -> None:
    codes = [StatusCode.parse(text) for text in ("-1", "1722", "0x80004005", "3")]

    assert [str(code) for code in sorted(codes)] == ["3", "1722", "2147500037", "4294967295"]


def test_equal_codes_are_one_key() -> None:
    assert len({StatusCode(2148598792), StatusCode.parse("0x80110408")}) == 1
