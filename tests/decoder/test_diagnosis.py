import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decoder.advice import ADVICE
from bot.decoder.catalogue import CATALOGUE
from bot.decoder.diagnosis import decode
from bot.decoder.names import names_of
from bot.decoder.status_code import StatusCode, StatusCodeError
from tests.decoder.test_slips import DIGITS, each_form, each_long_code, slips, written


@pytest.mark.parametrize("code", CATALOGUE, ids=str)
def test_a_documented_code_is_taken_at_its_word(code: StatusCode) -> None:
    diagnosis = decode(code)

    assert diagnosis.entry is CATALOGUE[code]
    assert (diagnosis.source, diagnosis.did_you_mean) == ("iissync", ())


def test_a_documented_code_has_the_names_of_windows_and_then_of_mts() -> None:
    diagnosis = decode(StatusCode(2148598792))

    assert diagnosis.names[:2] == ("COMADMIN_E_APP_FILE_READFAIL", "mtsErrPDFReadFail")


def test_an_unknown_code_has_no_entry_and_offers_its_neighbours_in_order() -> None:
    diagnosis = decode(StatusCode(2148598790))

    assert (diagnosis.entry, diagnosis.source) == (None, "unknown")
    assert [code.decimal for code in diagnosis.did_you_mean] == [
        2148598785, 2148598792, 2148598794, 2148598797,
    ]  # fmt: skip


@given(st.integers(0, 2**32 - 1).map(StatusCode))
def test_every_code_has_a_diagnosis_that_never_corrects_it(code: StatusCode) -> None:
    diagnosis = decode(code)

    assert diagnosis.code == code
    assert code not in diagnosis.did_you_mean
    assert set(diagnosis.did_you_mean) <= set(CATALOGUE)


@each_form
@each_long_code
def test_an_undocumented_code_one_slip_away_keeps_its_value_and_offers_the_other(
    code: StatusCode, form: str
) -> None:
    prefix = "0x" if form == "hex" else ""
    for slip in slips(written(code, form), DIGITS[form]):
        try:
            asked = StatusCode.parse(prefix + slip)
        except StatusCodeError:
            continue
        diagnosis = decode(asked)
        assert diagnosis.code == asked
        if diagnosis.source == "unknown" and not diagnosis.wrapped and written(asked, form) == slip:
            assert code in diagnosis.did_you_mean


def test_a_code_that_windows_knows_is_no_slip_of_another() -> None:
    diagnosis = decode(StatusCode(0x80004002))

    assert (diagnosis.source, diagnosis.did_you_mean) == ("windows", ())


def test_among_the_codes_of_mts_too_a_known_one_is_no_slip() -> None:
    diagnosis = decode(StatusCode(0x80110409))

    assert (diagnosis.source, diagnosis.did_you_mean) == ("windows", ())


@given(st.integers(0, 2**32 - 1) | st.integers(0x80110400, 0x801104FF))
def test_only_a_code_without_any_name_may_be_a_slip(value: int) -> None:
    diagnosis = decode(StatusCode(value))

    assert not (diagnosis.did_you_mean and (diagnosis.names or diagnosis.entry))


# --- codes that wrap a documented one


def test_0x800706ba_wraps_1722_and_brings_its_entry() -> None:
    diagnosis = decode(StatusCode(0x800706BA))

    assert diagnosis.entry is None
    assert diagnosis.wrapped is CATALOGUE[StatusCode(1722)]
    assert (diagnosis.advice, diagnosis.did_you_mean) == (None, ())


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code.is_plain_win32], ids=str)
def test_each_documented_win32_error_is_known_wrapped_too(code: StatusCode) -> None:
    diagnosis = decode(StatusCode(0x80070000 + code.decimal))

    assert diagnosis.wrapped is CATALOGUE[code]


def test_a_documented_code_wraps_nothing() -> None:
    assert [code for code in CATALOGUE if decode(code).wrapped] == []


# --- our own advice


@given(st.sampled_from(sorted(ADVICE)) | st.integers(0, 2**32 - 1))
def test_there_is_advice_only_where_no_cause_is_documented(value: int) -> None:
    diagnosis = decode(StatusCode(value))
    known = diagnosis.entry or diagnosis.wrapped

    assert diagnosis.advice is None or known is None or not known.causes


@pytest.mark.parametrize("value", ADVICE)
def test_every_advice_is_reached_by_its_own_code(value: int) -> None:
    assert decode(StatusCode(value)).advice is ADVICE[value]


@pytest.mark.parametrize("value", [value for value in ADVICE if value < 2**16])
def test_the_advice_for_a_win32_error_is_given_for_the_hresult_that_wraps_it(value: int) -> None:
    assert decode(StatusCode(0x80070000 + value)).advice == ADVICE[value]


def test_where_we_would_be_guessing_there_is_no_advice() -> None:
    assert decode(StatusCode(0x80041003)).advice is None
    assert decode(StatusCode(0x8BADF00D)).advice is None


@given(st.integers(0, 2**32 - 1))
def test_a_code_is_explained_by_iissync_by_windows_or_by_nobody(value: int) -> None:
    diagnosis = decode(StatusCode(value))

    assert (diagnosis.source == "iissync") == (diagnosis.entry is not None)
    assert (diagnosis.source == "unknown") == (not diagnosis.entry and not diagnosis.names)
    assert {name.name for name in names_of(value)} <= set(diagnosis.names)
