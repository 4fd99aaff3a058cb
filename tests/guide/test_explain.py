import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.context import Context
from bot.codes.extraction import extract_codes
from bot.codes.names import FIRST_ESE, all_names_of, names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented, documented, entry_of
from bot.guide.entry import Provenance
from bot.guide.explain import explain, explain_found, knows_cause, title_of
from tests.guide.explanations import ANY_CODE, IISSYNC, PROGRAM, STOPPED, explained

_BOTH = [
    value
    for value in range(1600, 1800)
    if entry_of(StatusCode(value), PrintedBy.INSTALLER) and names_of(value)
]
"""Numbers that are both a message of the Windows Installer and a Win32 error."""


@pytest.mark.parametrize("code", all_documented(), ids=str)
def test_a_number_alone_gets_the_documented_entry(code: StatusCode) -> None:
    explanation = explain(code)

    assert explanation.entry == documented(code)
    assert explanation.did_you_mean == ()


@pytest.mark.parametrize("code", [1060, 2147500037, 2148007941, 0x80110408])
def test_the_number_of_another_program_gets_the_windows_entry_first(
    code: int,
) -> None:
    explanation = explained(code, PROGRAM)

    assert explanation.entry == entry_of(StatusCode(code))
    assert explanation.elsewhere == documented(StatusCode(code))


def test_the_number_of_iissync_gets_the_windows_entry_second() -> None:
    assert explained(1060, IISSYNC).elsewhere == entry_of(StatusCode(1060))


def test_a_code_without_a_windows_entry_gets_the_documented_one_for_any_program() -> None:
    explanation = explained(2148599041, PROGRAM)

    assert explanation.entry.provenance is Provenance.DOCUMENTED
    assert explanation.elsewhere is None


def test_success_has_no_other_meaning() -> None:
    assert explained(0).elsewhere is None


def test_a_documented_code_without_steps_has_our_suggestion() -> None:
    explanation = explained(1726)

    assert explanation.entry.causes == explanation.entry.steps == ()
    assert explanation.suggestion
    assert explanation.suggestion.steps


def test_an_undocumented_number_alone_gets_the_windows_entry_first() -> None:
    explanation = explained(0x80070005)

    assert explanation.entry.printed_by is PrintedBy.ANY
    assert explanation.elsewhere
    assert explanation.elsewhere.printed_by is PrintedBy.IISSYNC


def test_an_undocumented_number_that_iissync_printed_gets_our_suggestion_first() -> None:
    explanation = explained(5, IISSYNC)

    assert explanation.entry.printed_by is PrintedBy.IISSYNC
    assert explanation.elsewhere == entry_of(StatusCode(5))


def test_the_context_decides_between_the_two_readings_of_123() -> None:
    win32, stop = explained(123), explained(123, STOPPED)

    assert win32.entry == entry_of(StatusCode(123))
    assert win32.others == (stop.entry,)
    assert stop.entry == entry_of(StatusCode(123), PrintedBy.BUG_CHECK)
    assert stop.others == (win32.entry,)
    kinds = ["Win32 error", "bug check"]
    assert [one.kind for one in win32.interpretations] == kinds
    assert [one.kind for one in stop.interpretations] == kinds[::-1]


@pytest.mark.parametrize("value", [0x0A, 0x7E, 0x7F, 0x8E, 0x9F, 0xD1])
def test_a_bug_check_of_a_small_dump_is_explained_like_the_plain_one(value: int) -> None:
    flagged, plain = explained(0x10000000 + value, STOPPED), explained(value, STOPPED)

    assert flagged.entry.causes == plain.entry.causes != ()
    assert flagged.code in flagged.entry.codes
    assert flagged.others == ()


def test_a_bug_check_that_has_no_entry_is_known_by_its_name() -> None:
    bare = next(
        value
        for value in range(1, 0x1000)
        if any(name.table == "bug check" for name in names_of(value))
        and not entry_of(StatusCode(value), PrintedBy.BUG_CHECK)
    )
    entry = explained(bare, STOPPED).entry

    assert (entry.provenance, entry.family.key) == (Provenance.NAMES, "bug-check")


def test_an_error_of_ese_without_an_entry_is_known_by_its_name() -> None:
    bare = next(
        value
        for value in range(FIRST_ESE, 2**32)
        if any(name.table == "ESE" for name in all_names_of(value))
        and not entry_of(StatusCode(value))
    )

    assert explained(bare).entry.family.key == "ese"
    assert explained(bare).entry.provenance is Provenance.NAMES


def test_an_error_of_ese_has_its_name() -> None:
    explanation = explained(0xFFFFFC06)

    assert explanation.entry.family.key == "ese"
    assert explanation.names == ("JET_errReadVerifyFailure",)


def test_a_rare_bug_check_is_no_second_reading() -> None:
    assert explained(5).others == ()


def test_an_hresult_alone_that_wraps_a_documented_number_gets_the_windows_entry() -> None:
    explanation = explained(0x80070003)

    assert explanation.entry.meaning == explained(3, PROGRAM).entry.meaning
    assert explanation.elsewhere == documented(StatusCode(3))


def test_0x800706ba_gets_the_entry_of_the_code_that_it_wraps() -> None:
    iissync, elsewhere = explained(0x800706BA, IISSYNC), explained(0x800706BA, PROGRAM)

    assert iissync.entry == documented(StatusCode(1722))
    assert elsewhere.entry.meaning == explained(1722, PROGRAM).entry.meaning
    assert iissync.wraps
    assert iissync.wraps.code == StatusCode(1722)


@pytest.mark.parametrize(
    "code", [code for code in all_documented() if code.is_plain_win32 and code.decimal], ids=str
)
def test_each_documented_win32_error_is_known_wrapped_too(code: StatusCode) -> None:
    assert explained(0x80070000 + code.decimal, IISSYNC).entry == documented(code)


def test_a_failure_that_wraps_no_error_is_no_success() -> None:
    assert explained(0x80070000, IISSYNC).entry.provenance is Provenance.UNKNOWN


def test_a_documented_code_wraps_nothing() -> None:
    assert [code for code in all_documented() if explain(code).wraps] == []


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
def test_a_cause_is_known_if_the_guide_or_an_article_has_one(value: int, *, known: bool) -> None:
    assert knows_cause(StatusCode(value)) is known


def test_a_title_is_the_meaning_in_one_line() -> None:
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
    entry = explained(value).entry

    assert (entry.family.key, entry.provenance) == (family, Provenance.UNKNOWN)
    assert entry.steps


KERBEROS = Context(PrintedBy.KERBEROS, "the text says what printed it")


def test_a_program_s_own_number_gets_that_program_s_entry() -> None:
    kerberos = explained(0x18, KERBEROS)

    assert kerberos.entry == entry_of(StatusCode(0x18), PrintedBy.KERBEROS)
    assert (kerberos.entry.family.key, kerberos.interpretations) == ("kerberos", ())
    assert explained(0x18, PROGRAM).entry.family.key != "kerberos"


def test_an_unknown_number_of_a_program_has_the_steps_of_its_family() -> None:
    unknown = explained(0x5F, KERBEROS).entry

    assert (unknown.provenance, unknown.family.key) == (Provenance.UNKNOWN, "kerberos")
    assert unknown.steps


@pytest.mark.parametrize(
    ("written", "value", "first", "others"),
    [
        ("0x18", 0x18, PrintedBy.KERBEROS, ["bug-check", "win32"]),
        ("24", 24, PrintedBy.ANY, ["bug-check"]),
        ("0X7B", 0x7B, PrintedBy.ANY, ["bug-check"]),
        ("0x133", 0x133, PrintedBy.BUG_CHECK, ["win32"]),
        ("0xEF", 0xEF, PrintedBy.BUG_CHECK, []),
        ("239", 239, PrintedBy.ANY, ["bug-check"]),
        ("18456", 18456, PrintedBy.SQL_SERVER, []),
        ("9002", 9002, PrintedBy.ANY, ["sql-server"]),
        ("7031", 7031, PrintedBy.SERVICES, []),
        ("7", 7, PrintedBy.ANY, []),
    ],
)
def test_a_number_alone_gets_the_entry_of_the_likeliest_program(
    written: str, value: int, first: PrintedBy, others: list[str]
) -> None:
    asked = explained(value, written=written)

    assert asked.entry.printed_by is first
    assert [other.family.key for other in asked.others] == others
    assert asked.context.certain is False


@pytest.mark.parametrize("value", _BOTH)
def test_a_number_alone_of_rpc_or_msiexec_is_a_win32_error_first(value: int) -> None:
    assert explained(value, written=str(value)).entry.printed_by is not PrintedBy.INSTALLER


@pytest.mark.parametrize("value", _BOTH)
def test_a_number_of_rpc_or_msiexec_is_a_message_of_the_installer_where_the_text_shows_it(
    value: int,
) -> None:
    for text in (
        f"Error {value}. There is a problem with this Windows Installer package.",
        f"Windows Installer error {value}",
        f"msiexec /i oak.msi: error {value}",
    ):
        [one] = extract_codes(text).answerable
        entry = explain_found(one, text, is_only_codes=False).entry
        assert entry == entry_of(StatusCode(value), PrintedBy.INSTALLER)


@pytest.mark.parametrize(
    ("name", "family", "kinds"),
    [
        ("KERNEL_SECURITY_CHECK_FAILURE", "bug-check", ["bug check"]),
        ("critical_process_died", "bug-check", ["bug check"]),
        ("stop: driver power state failure", "bug-check", ["bug check"]),
        ("ERROR_INVALID_NAME", "win32", ["Win32 error"]),
        ("RPC_S_SERVER_TOO_BUSY", "win32-network", ["Win32 error"]),
        ("STATUS_PENDING", "ntstatus", ["NTSTATUS"]),
        ("STATUS_TIMEOUT", "win32", ["NTSTATUS"]),
        ("S_FALSE", "success", ["success HRESULT"]),
        ("DBG_EXCEPTION_NOT_HANDLED", "ntstatus", ["NTSTATUS"]),
        ("STATUS_DEVICE_POWERED_OFF", "ntstatus", ["NTSTATUS"]),
        ("E_ACCESSDENIED", "win32", ["wrapped Win32 error", "HRESULT"]),
        ("ERROR_VHD_METADATA_FULL", "hyper-v", ["Win32 error"]),
        ("KDC_ERR_PREAUTH_FAILED", "kerberos", []),
    ],
)
def test_a_name_has_the_meaning_of_its_own_table_alone(
    name: str, family: str, kinds: list[str]
) -> None:
    [found] = extract_codes(name).answerable
    asked = explain_found(found, name, is_only_codes=True)

    assert asked.entry.family.key == family
    assert [one.kind for one in asked.interpretations] == kinds
    assert asked.others == ()


def test_a_name_that_only_another_table_explains_is_known_by_itself_alone() -> None:
    [found] = extract_codes("STATUS_WAIT_3").answerable
    asked = explain_found(found, "STATUS_WAIT_3", is_only_codes=True)

    assert asked.entry.names == ("STATUS_WAIT_3",)
    assert (asked.elsewhere, asked.suggestion, asked.has_advice) == (None, None, False)


def test_a_named_program_is_not_doubted_for_a_likelier_one() -> None:
    assert explained(0x18, PROGRAM, "0x18").entry == entry_of(StatusCode(0x18))


@pytest.mark.parametrize("printed_by", [each for each in PrintedBy if each.counts_its_own])
def test_each_program_with_its_own_numbers_has_a_family(printed_by: PrintedBy) -> None:
    family = explained(0x7FFF, Context(printed_by, "so")).entry.family

    assert family.title
    assert family.look
