import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.context import Context
from bot.codes.names import FIRST_ESE, all_names_of, names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode, StatusCodeError
from bot.guide.data import all_documented, documented, entry_of
from bot.guide.entry import Provenance
from bot.guide.explain import Explanation, explain, knows_cause, title_of
from tests.codes.test_typing_slips import DIGITS, each_form, each_long_code, slips, written

IISSYNC = Context(PrintedBy.IISSYNC, "the text names IISSYNC")
PROGRAM = Context(PrintedBy.ANY, "the text names sc")
STOPPED = Context(PrintedBy.BUG_CHECK, "the text says that Windows stopped")
ANY_CODE = st.integers(0, 2**32 - 1).map(StatusCode)


def told(value: int, context: Context | None = None, written: str = "") -> Explanation:
    return explain(StatusCode(value), *([context] if context else []), written=written)


# --- which entry answers


@pytest.mark.parametrize("code", all_documented(), ids=str)
def test_a_bare_number_is_answered_as_iissync_s(code: StatusCode) -> None:
    explanation = explain(code)

    assert explanation.entry == documented(code)
    assert explanation.did_you_mean == ()


@pytest.mark.parametrize("code", [1060, 2147500037, 2148007941, 0x80110408])
def test_what_another_program_printed_is_answered_for_windows_and_offers_iissync_s(
    code: int,
) -> None:
    explanation = told(code, PROGRAM)

    assert explanation.entry == entry_of(StatusCode(code))
    assert explanation.elsewhere == documented(StatusCode(code))


def test_what_iissync_printed_offers_what_it_means_elsewhere() -> None:
    assert told(1060, IISSYNC).elsewhere == entry_of(StatusCode(1060))


def test_a_code_that_nothing_else_names_is_iissync_s_whoever_printed_it() -> None:
    explanation = told(2148599041, PROGRAM)

    assert explanation.entry.provenance is Provenance.DOCUMENTED
    assert explanation.elsewhere is None


def test_success_offers_no_other_meaning() -> None:
    assert told(0).elsewhere is None


def test_a_documented_code_without_steps_brings_our_suggestion() -> None:
    explanation = told(1726)

    assert explanation.entry.causes == explanation.entry.steps == ()
    assert explanation.suggestion
    assert explanation.suggestion.steps


def test_a_bare_number_that_no_article_has_is_answered_by_the_guide_first() -> None:
    explanation = told(0x80070005)

    assert explanation.entry.printed_by is PrintedBy.ANY
    assert explanation.elsewhere
    assert explanation.elsewhere.printed_by is PrintedBy.IISSYNC


def test_where_iissync_surely_printed_it_our_suggestion_for_iissync_is_first() -> None:
    explanation = told(5, IISSYNC)

    assert explanation.entry.printed_by is PrintedBy.IISSYNC
    assert explanation.elsewhere == entry_of(StatusCode(5))


def test_the_two_readings_of_123_are_told_apart_by_what_printed_it() -> None:
    win32, stop = told(123), told(123, STOPPED)

    assert win32.entry == entry_of(StatusCode(123))
    assert win32.others == (stop.entry,)
    assert stop.entry == entry_of(StatusCode(123), PrintedBy.BUG_CHECK)
    assert stop.others == (win32.entry,)


def test_a_bug_check_that_has_no_entry_is_known_by_its_name() -> None:
    bare = next(
        value
        for value in range(1, 0x1000)
        if any(name.table == "bug check" for name in names_of(value))
        and not entry_of(StatusCode(value), PrintedBy.BUG_CHECK)
    )
    entry = told(bare, STOPPED).entry

    assert (entry.provenance, entry.family.key) == (Provenance.NAMES, "bug-check")


def test_an_error_of_ese_without_an_entry_is_known_by_its_name() -> None:
    bare = next(
        value
        for value in range(FIRST_ESE, 2**32)
        if any(name.table == "ESE" for name in all_names_of(value))
        and not entry_of(StatusCode(value))
    )

    assert told(bare).entry.family.key == "ese"
    assert told(bare).entry.provenance is Provenance.NAMES


def test_an_error_of_ese_has_its_name() -> None:
    explanation = told(0xFFFFFC06)

    assert explanation.entry.family.key == "ese"
    assert explanation.names == ("JET_errReadVerifyFailure",)


def test_a_seldom_bug_check_is_no_second_reading() -> None:
    assert told(5).others == ()


# --- what is wrapped


def test_a_bare_hresult_that_wraps_a_documented_number_is_answered_for_windows() -> None:
    explanation = told(0x80070003)

    assert explanation.entry.meaning == told(3, PROGRAM).entry.meaning
    assert explanation.elsewhere == documented(StatusCode(3))


def test_0x800706ba_is_answered_by_what_it_wraps() -> None:
    iissync, elsewhere = told(0x800706BA, IISSYNC), told(0x800706BA, PROGRAM)

    assert iissync.entry == documented(StatusCode(1722))
    assert elsewhere.entry.meaning == told(1722, PROGRAM).entry.meaning
    assert iissync.wraps
    assert iissync.wraps.code == StatusCode(1722)


@pytest.mark.parametrize(
    "code", [code for code in all_documented() if code.is_plain_win32 and code.decimal], ids=str
)
def test_each_documented_win32_error_is_known_wrapped_too(code: StatusCode) -> None:
    assert told(0x80070000 + code.decimal, IISSYNC).entry == documented(code)


def test_a_failure_that_wraps_no_error_is_no_success() -> None:
    assert told(0x80070000, IISSYNC).entry.provenance is Provenance.UNKNOWN


def test_a_documented_code_wraps_nothing() -> None:
    assert [code for code in all_documented() if explain(code).wraps] == []


# --- what nobody explains


@pytest.mark.parametrize(
    ("value", "family"),
    [
        (0x80049999, "facility-4"),
        (0x8024FFF1, "facility-36"),
        (0x87FF0001, "hresult"),
        (0xC0009999, "ntstatus"),
        (0xE0001234, "customer"),
        (12345678, "no-status"),
        (48_000, "win32"),
    ],
)
def test_an_unknown_code_has_its_family_and_where_to_look(value: int, family: str) -> None:
    entry = told(value).entry

    assert (entry.provenance, entry.family.key) == (Provenance.UNKNOWN, family)
    assert entry.family.about
    assert entry.steps


def test_a_name_alone_is_said_with_whose_it_is() -> None:
    entry = told(0x887A0005).entry

    assert entry.provenance is Provenance.NAMES
    assert entry.meaning
    assert entry.meaning.text == "Windows calls it DXGI_ERROR_DEVICE_REMOVED: DXGI device removed."


def test_an_unknown_code_offers_its_neighbours_in_order() -> None:
    explanation = told(2148598790)

    assert explanation.entry.provenance is Provenance.UNKNOWN
    assert [code.decimal for code in explanation.did_you_mean] == [
        2148598785, 2148598792, 2148598794, 2148598797,
    ]  # fmt: skip


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
        explanation = explain(asked)
        assert explanation.code == asked
        unknown = explanation.entry.provenance is Provenance.UNKNOWN
        if unknown and written(asked, form) == slip:
            assert code in explanation.did_you_mean


@pytest.mark.parametrize("value", [0x80004002, 0x80110409])
def test_a_code_that_windows_knows_is_no_slip_of_another(value: int) -> None:
    assert told(value).did_you_mean == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0x1722", [1722]), ("0x1060", [1060]), ("0x9998", []), ("0x6BA", []), ("0x2", [])],
)
def test_hex_of_decimal_digits_offers_the_decimal_that_is_known(
    written: str, meant: list[int]
) -> None:
    explanation = told(int(written, 16), written=written)

    assert [code.decimal for code in explanation.did_you_mean] == meant


# --- total


@given(ANY_CODE, st.sampled_from([IISSYNC, PROGRAM, STOPPED]))
def test_every_code_has_an_explanation_that_never_corrects_it(
    code: StatusCode, context: Context
) -> None:
    explanation = explain(code, context)

    assert explanation.code == code
    assert code not in explanation.did_you_mean
    assert explanation.entry.codes
    assert explanation.entry.family.title


@given(ANY_CODE)
def test_a_code_with_a_name_is_never_unknown(code: StatusCode) -> None:
    explanation = explain(code, PROGRAM)

    named = any(name.table != "bug check" for name in names_of(code.decimal))
    assert not (named and explanation.entry.provenance is Provenance.UNKNOWN)


@pytest.mark.parametrize(
    ("value", "known"),
    [(0, True), (1060, True), (0x80070005, True), (1726, True), (0x80049999, False)],
)
def test_a_cause_is_known_where_the_guide_or_an_article_has_one(value: int, *, known: bool) -> None:
    assert knows_cause(StatusCode(value)) is known


def test_a_list_shows_what_a_code_means_in_one_line() -> None:
    assert title_of(StatusCode(1060)) == "The two nodes have a communications problem."
    assert title_of(StatusCode(0x80049999)) == "No meaning of it is known."


@pytest.mark.parametrize(
    ("value", "family"),
    [
        (0x800F0AFF, "servicing"),
        (0x800F02FE, "facility-15"),
        (0xC190FFFF, "windows-setup"),
        (0xC037FFFF, "hyper-v"),
        (0xC004FFF1, "activation"),
        (0x800423EE, "vss"),
        (0x800903FE, "sspi"),
    ],
)
def test_a_code_without_an_entry_has_the_steps_of_its_family(value: int, family: str) -> None:
    entry = told(value).entry

    assert (entry.family.key, entry.provenance) == (family, Provenance.UNKNOWN)
    assert entry.steps


# --- what programs count for themselves

KERBEROS = Context(PrintedBy.KERBEROS, "the text says what printed it")


def test_the_number_of_a_program_is_answered_by_that_program_s_entry() -> None:
    kerberos = told(0x18, KERBEROS)

    assert kerberos.entry == entry_of(StatusCode(0x18), PrintedBy.KERBEROS)
    assert (kerberos.entry.family.key, kerberos.interpretations) == ("kerberos", ())
    assert told(0x18, PROGRAM).entry.family.key != "kerberos"


def test_a_number_that_a_program_does_not_explain_has_the_family_s_steps() -> None:
    unknown = told(0x5F, KERBEROS).entry

    assert (unknown.provenance, unknown.family.key) == (Provenance.UNKNOWN, "kerberos")
    assert unknown.steps


def test_a_number_alone_is_whose_it_is_asked_for_most() -> None:
    asked = told(0x18, written="0x18")

    assert asked.entry.printed_by is PrintedBy.KERBEROS
    assert [other.family.key for other in asked.others] == ["bug-check", "win32"]
    assert told(0x18, written="24").entry.printed_by is not PrintedBy.KERBEROS


@pytest.mark.parametrize("printed_by", [each for each in PrintedBy if each.counts_its_own])
def test_each_program_that_counts_its_own_has_a_family(printed_by: PrintedBy) -> None:
    family = told(0x7FFF, Context(printed_by, "so")).entry.family

    assert family.title
    assert family.look
