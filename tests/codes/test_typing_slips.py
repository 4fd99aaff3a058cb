from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.names import names_of
from bot.codes.status_code import StatusCode
from bot.codes.typing_slips import is_one_slip, near_known, near_misses, sign_lost
from bot.codes.values import DOCUMENTED

LONG_CODES = [StatusCode(value) for value in sorted(DOCUMENTED) if value >= 1000]
DIGITS = {"decimal": "0123456789", "signed": "0123456789", "hex": "0123456789ABCDEF"}

each_long_code = pytest.mark.parametrize("code", LONG_CODES, ids=str)
each_form = pytest.mark.parametrize("form", ["decimal", "signed", "hex"])


def written(code: StatusCode, form: str) -> str:
    return {"decimal": str(code), "signed": str(code.signed), "hex": code.hex[2:]}[form]


def slips(right: str, digits: str) -> Iterator[str]:
    """Every text that one slip of the hand makes of `right`; a sign in front is never hit."""
    for place in range(right.startswith("-"), len(right)):
        before, hit, after = right[:place], right[place], right[place + 1 :]
        yield before + after
        yield from (before + digit + after for digit in digits if digit != hit)
        yield from (before + digit + hit + after for digit in digits)
        yield before + after[:1] + hit + after[1:]
    yield from (right + digit for digit in digits)


@each_form
@each_long_code
def test_the_intended_code_is_offered_for_every_single_slip(code: StatusCode, form: str) -> None:
    right = written(code, form)
    wrong = {slip for slip in slips(right, DIGITS[form]) if slip != right}

    assert len(wrong) > 50
    assert [slip for slip in wrong if code not in near_misses(slip)] == []


@pytest.mark.parametrize("text", ["", "-", "1", "2148", "2148590000", "2841598792", "E_FAIL"])
def test_a_code_two_slips_away_is_not_offered(text: str) -> None:
    assert near_misses(text) == ()


def test_a_status_that_an_article_prints_with_a_digit_lost() -> None:
    assert [code.decimal for code in near_misses("214598801")] == [2148598801]


def test_short_codes_are_never_offered() -> None:
    assert not {0, 3, 64} & {code.decimal for n in range(1000) for code in near_misses(str(n))}


@given(st.text("01", max_size=6), st.text("01", max_size=6))
def test_one_slip_is_what_an_independent_generator_makes(written: str, meant: str) -> None:
    assert is_one_slip(written, meant) == (written != meant and written in {*slips(meant, "01")})


@each_form
@each_long_code
def test_a_code_is_no_slip_of_itself(code: StatusCode, form: str) -> None:
    assert not is_one_slip(written(code, form), written(code, form))


def values_near(digits: str) -> list[int]:
    return [code.decimal for code in near_known(digits)]


@pytest.mark.parametrize(
    ("digits", "nearest"),
    [
        ("800706BAA", 0x800706BA),
        ("8000706BA", 0x800706BA),
        ("80706BA", 0x800706BA),
        ("8007005", 0x80070005),
        ("C000005", 0xC0000005),
        ("C00000005", 0xC0000005),
        ("8004005", 0x80004005),
        ("800080005", 0x80080005),
    ],
)
def test_hex_of_seven_or_nine_digits_is_near_to_known_codes(digits: str, nearest: int) -> None:
    assert nearest in values_near(digits)
    assert len(values_near(digits)) <= 3


@pytest.mark.parametrize("digits", ["", "5", "800706BA", "80070", "800706BABA", "1234567", "0" * 9])
def test_hex_of_any_other_length_or_near_to_no_code_has_no_suggestions(digits: str) -> None:
    assert near_known(digits) == ()


def test_codes_that_wrap_a_win32_error_come_first() -> None:
    assert values_near("8007005")[0] >> 16 == 0x8007


@given(st.text("0123456789ABCDEF", min_size=7, max_size=9))
def test_codes_near_to_hex_are_one_slip_away_and_known(digits: str) -> None:
    for code in near_known(digits):
        wrapped = code.decimal >> 16 == 0x8007 and names_of(code.code)
        assert is_one_slip(digits, code.hex[2:])
        assert names_of(code.decimal) or wrapped


@pytest.mark.parametrize(
    ("number", "codes"),
    [(2147467259, [0x80004005]), (2146368504, [2148598792]), (1073741819, [0xC0000005])],
)
def test_a_signed_decimal_that_lost_its_minus_is_recognised(number: int, codes: list[int]) -> None:
    assert [code.decimal for code in sign_lost(number)] == codes


@pytest.mark.parametrize("number", [0, 1722, 2147483640, 2**31, 2**31 + 1, 2**32, 2**40])
def test_a_decimal_is_not_negated_if_that_is_no_known_code(number: int) -> None:
    assert sign_lost(number) == ()
