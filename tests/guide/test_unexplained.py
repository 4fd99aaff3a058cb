"""Codes without an entry, and without an explanation."""

import pytest

from bot.codes.status_code import StatusCode, StatusCodeError
from bot.guide.entry import Provenance
from bot.guide.explain import explain
from tests.codes.test_typing_slips import DIGITS, each_form, each_long_code, slips, written
from tests.guide.explanations import explained


@pytest.mark.parametrize(
    ("value", "family"),
    [
        (0x80049999, "facility-4"),
        (0x8024FFF1, "facility-36"),
        (0x87FF0001, "hresult"),
        (0xC0009999, "ntstatus"),
        (0xE0001234, "customer"),
        (0x8007BB80, "win32"),
        (12345678, "no-status"),
        (48_000, "win32"),
    ],
)
def test_an_unknown_code_has_a_family_with_steps(value: int, family: str) -> None:
    entry = explained(value).entry

    assert (entry.provenance, entry.family.key) == (Provenance.UNKNOWN, family)
    assert entry.family.about
    assert entry.steps


def test_a_code_with_only_a_name_says_who_defines_it() -> None:
    entry = explained(0x887C0002).entry

    assert entry.provenance is Provenance.NAMES
    assert entry.meaning
    text = entry.meaning.text
    assert text == "Windows calls it D3D11_ERROR_FILE_NOT_FOUND: D3D11 file not found."


def test_a_wrapped_ntstatus_that_is_only_named_is_of_its_family() -> None:
    entry = explained(0xD0000009).entry

    assert (entry.names, entry.family.key) == (("STATUS_BAD_INITIAL_STACK",), "ntstatus")


def test_an_unknown_code_suggests_its_neighbours_in_order() -> None:
    explanation = explained(2148598790)

    assert explanation.entry.provenance is Provenance.UNKNOWN
    assert [code.decimal for code in explanation.did_you_mean] == [
        2148598785, 2148598792, 2148598794, 2148598797,
    ]  # fmt: skip


@each_form
@each_long_code
def test_an_unknown_code_one_typing_slip_away_is_not_corrected_but_suggests_the_other(
    code: StatusCode, form: str
) -> None:
    prefix = "0x" if form == "hex" else ""
    for slip in slips(written(code, form), DIGITS[form]):
        try:
            asked = StatusCode.parse(prefix + slip)
        except StatusCodeError:
            continue
        explanation = explain(asked)
        assert explanation.code == asked
        unknown = explanation.entry.provenance is Provenance.UNKNOWN
        if unknown and written(asked, form) == slip:
            assert code in explanation.did_you_mean


@pytest.mark.parametrize("value", [0x80004002, 0x80110409])
def test_a_code_of_windows_is_no_typing_slip_of_another(value: int) -> None:
    assert explained(value).did_you_mean == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0x1722", [1722]), ("0x1060", [1060]), ("0x9998", []), ("0x6BA", []), ("0x2", [])],
)
def test_hex_with_decimal_digits_suggests_the_known_decimal_code(
    written: str, meant: list[int]
) -> None:
    explanation = explained(int(written, 16), written=written)

    assert [code.decimal for code in explanation.did_you_mean] == meant
