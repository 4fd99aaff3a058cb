"""Numbers that programs count for themselves, and texts that only look like them."""

import re

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.http_status import http_status_of, value_of_http_status
from bot.codes.numberings import NUMBERINGS, Numbering, as_printed, as_query
from bot.codes.patterns import has_hint
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode

KERBEROS, LDAP, IIS, TLS = PrintedBy.KERBEROS, PrintedBy.LDAP, PrintedBy.IIS, PrintedBy.TLS
SQL, INSTALLER, SERVICES = PrintedBy.SQL_SERVER, PrintedBy.INSTALLER, PrintedBy.SERVICES
DEVICES, ROBOCOPY = PrintedBy.DEVICES, PrintedBy.ROBOCOPY
ANY = PrintedBy.ANY
EXAMPLES = [
    (KERBEROS, "event 4768, result code 0x6", 6),
    (KERBEROS, "Kerberos error 0x25", 0x25),
    (KERBEROS, "KrbException: no oak in the Kerberos database (7)", 7),
    (KERBEROS, ">>>KRBError:\n\t error code is 7\n\t error Message is no oak", 7),
    (LDAP, "LDAP Result Code 49", 49),
    (LDAP, "the LDAP bind failed with error 49", 49),
    (LDAP, "ldap_bind: no oaks here (49)", 49),
    (LDAP, "result.code => 53\nresult.message => Unwilling to perform", 53),
    (LDAP, "an LDAP bind failed (49: Invalid credentials of the oak)", 49),
    (LDAP, "LDAPException(resultCode=32 (no such oak))", 32),
    (LDAP, "ldap3 says {'result': 50}", 50),
    (LDAP, "ErrorCode 81 \nErrorDescription Server Down", 81),
    (LDAP, "LDAPOperationsErrorResult - 1 - operationsError", 1),
    (LDAP, "An Active Directory error 0x52 occurred", 0x52),
    (LDAP, "Error <53>: ldap_simple_bind_s() failed", 53),
    (LDAP, "no oak at the LDAP server (ErrorCode: 0x51)", 0x51),
    (IIS, "HTTP Error 500.19 - of the oak", 500_019),
    (IIS, "the oak gives error 401.3 here", 401_003),
    (IIS, "IIS 503", 503_000),
    (IIS, "(403.14)", 403_014),
    (INSTALLER, "oak.msi: Error 1920. Service 'oak'", 1920),
    (INSTALLER, "Office installation Error 1406", 1406),
    (INSTALLER, "Ошибка 1402. Нет дуба: UNKNOWN\\Components\\8814", 1402),
    (INSTALLER, "DEBUG: Error 2503:  Called RunScript when not marked in progress.", 2503),
    (INSTALLER, "製品: Oak -- エラー 1401。キーを作成できませんでした。", 1401),
    (INSTALLER, "Error installing this package. The error code is 2738.", 2738),
    (INSTALLER, "Setup: Component error code:          1935", 1935),
    (INSTALLER, "msiexec failed with error 1723", 1723),
    (INSTALLER, "installer message 1706", 1706),
    (ROBOCOPY, "robocopy ended with exit code 8", 8),
    (ROBOCOPY, "we got errorlevel 16 from robocopy", 16),
    (TLS, "a schannel alert: 46", 46),
    (TLS, "The TLS protocol defined fatal error code is 70.", 70),
    (TLS, "it raised fatal(2) handshake_failure(40)", 40),
    (SQL, "Error: 18456, Severity: 14", 18456),
    (SQL, "Error Number:1205,State:51,Class:13", 1205),
    (SQL, "Msg 4060, Level 11", 4060),
    (SQL, "(Microsoft SQL Server, Error: 18456)", 18456),
    (SQL, "no oaks. [SQLSTATE 42000] (Error 3201)", 3201),
    (SQL, "no oaks. (4060) (SQLDriverConnect)", 4060),
    (SQL, "SQL Server error 547", 547),
    (SQL, "[Oak][ODBC Driver][SQL Server]no oaks (4060)", 4060),
    (SQL, "Native error: 18456, Message: [Oak][ODBC Driver][SQL Server]no", 18456),
    (SERVICES, "Service Control Manager, event 7031", 7031),
    (DEVICES, "This device cannot start. (Code 10)", 10),
    (DEVICES, "Device Manager shows code 43", 43),
    (DEVICES, "the adapter did not start (problem code: 0x1C)", 28),
    (DEVICES, "the device has problem code 28", 28),
    (ANY, "Run-time error '429':", 0x800A01AD),
    (ANY, "Error: 429 - ActiveX has no oaks", 0x800A01AD),
    (ANY, "0xC1900101 - 0x20017", 0x20017),
]


VISUAL_BASIC = [
    ("the oak's VBA error #1004 (no range)", 0x800A03EC),
    ("Laufzeitfehler '13': Typen", 0x800A000D),
    ("Erreur d'exécution '1004' : oak", 0x800A03EC),
    ("el error '1004' en tiempo de ejecución", 0x800A03EC),
    ("Error en tiempo de ejecución '9'", 0x800A0009),
    ("Erro em tempo de execução '91'", 0x800A005B),
    ("Errore di run-time '1004'", 0x800A03EC),
    ("実行時エラー '1004': 樫", 0x800A03EC),
    ("运行时错误 '91'", 0x800A005B),
    ("執行階段錯誤 '13'", 0x800A000D),
]


def numbered(text: str) -> list[tuple[str, PrintedBy | None, int]]:
    found = extract_codes(text).numbered
    return [(each.written, each.printed_by, each.code.decimal) for each in found]


@pytest.mark.parametrize(
    ("text", "written", "printed_by", "value"),
    [
        ("Failure Code:\t\t0x18\nPre-Authentication Type:\t2", "0x18", KERBEROS, 0x18),
        ("event 4768, result code 0x6", "0x6", KERBEROS, 6),
        ("EventCode=4771 Failure_Code=0x18", "0x18", KERBEROS, 0x18),
        ("EventCode=4768\nResult Code=0x17", "0x17", KERBEROS, 0x17),
        ("event 4770, FailureCode: 0x1B", "0x1B", KERBEROS, 0x1B),
        ("Kerberos error 0x25", "0x25", KERBEROS, 0x25),
        ("from the KDC: KRB Error: (7) no oak", "7", KERBEROS, 7),
        ('LDAP Result Code 49 "Invalid Credentials"', "49", LDAP, 49),
        ("ldap_bind: Invalid credentials (49)", "49", LDAP, 49),
        ("Error <49>: ldap_simple_bind_s() failed", "49", LDAP, 49),
        ("HTTP Error 500.19 - Internal Server Error", "500.19", IIS, 500_019),
        ("what is 403.14", None, None, None),
        ("403.14", "403.14", IIS, 403_014),
        ("IIS gives error 401.3 here", "401.3", IIS, 401_003),
        ("setup says: Error 1920. Service 'X' failed to start.", "1920", INSTALLER, 1920),
        (
            "Error 1722. There is a problem with this Windows Installer package",
            "1722",
            INSTALLER,
            1722,
        ),
        ("Error 1606. Could not access network location X", "1606", INSTALLER, 1606),
        ("error 1714 while uninstalling Oak", "1714", INSTALLER, 1714),
        ("msiexec /i oak.msi\nerror 1723", "1723", INSTALLER, 1723),
        ("the MSI fails with 1722: a program it ran has failed", "1722", INSTALLER, 1722),
        ("robocopy ended with exit code 8", "8", ROBOCOPY, 8),
        ("The TLS protocol defined fatal alert code is 40.", "40", TLS, 40),
        ("Error: 18456, Severity: 14, State: 8.", "18456", SQL, 18456),
        ("Msg 4060, Level 11, State 1", "4060", SQL, 4060),
        ("(Microsoft SQL Server, Error: 18456)", "18456", SQL, 18456),
        ("Source: Service Control Manager Event ID: 7031", "7031", SERVICES, 7031),
        ("Error 7009 (from the Service Control Manager)", "7009", SERVICES, 7009),
        ("This device cannot start. (Code 10)", "10", DEVICES, 10),
        ("Device Manager shows code 43", "43", DEVICES, 43),
        ("Run-time error '429':", "429", PrintedBy.ANY, 0x800A01AD),
        ("KDC_ERR_PREAUTH_FAILED", "KDC_ERR_PREAUTH_FAILED", KERBEROS, 0x18),
        ("it says LDAP_INVALID_CREDENTIALS.", "LDAP_INVALID_CREDENTIALS", LDAP, 49),
        ("0xC1900101 - 0x20017", "0x20017", PrintedBy.ANY, 0x20017),
        ("0xC1900101-0x4000D: it failed", "0x4000D", PrintedBy.ANY, 0x4000D),
    ],
)
def test_a_text_shows_which_program_printed_a_number(
    text: str, written: str | None, printed_by: PrintedBy | None, value: int | None
) -> None:
    assert numbered(text) == ([(written, printed_by, value)] if written else [])


@pytest.mark.parametrize(
    "text",
    [
        "event id 7039",
        "HTTP Status 401",
        "Error 1326. Logon failure",
        "msiexec: error 1722 (The RPC server is unavailable.)",
        "error 1723 after the setup of the node",
        "(Microsoft SQL Server, Error: 64)",
        "(Microsoft SQL Server, Error: 10060)",
        "setsockopt will fail with runtime error 10042 (WSAENOPROTOOPT).",
        "version 10.0.19041.1, 500.100 apples",
        "kerberos encryption type 0x12345",
        "an alert was raised 40 times",
        "ldap on port 636",
        "LDAP bind: error 0x5",
        "an oak_tree(40) and an alert",
        "[Microsoft][ODBC Driver 17 for SQL Server]TCP Provider: it refused (10061)",
        "[Oak][ODBC Driver][SQL Server]no oaks (53)",
        "Native error: 10061, Message: [Microsoft][ODBC Driver 17 for SQL Server]no",
    ],
)
def test_a_text_that_names_no_program_has_no_own_numbers(text: str) -> None:
    assert numbered(text) == []


@pytest.mark.parametrize(("text", "value"), VISUAL_BASIC)
def test_visual_basic_has_words_for_an_error_at_run_time_in_many_languages(
    text: str, value: int
) -> None:
    assert [(printed_by, read) for _, printed_by, read in numbered(text)] == [(ANY, value)]
    assert extract_codes(text).codes == ()


def test_a_programs_own_number_is_no_status_code() -> None:
    extraction = extract_codes("Kerberos error 0x18, then 0x80070005")

    assert [found.written for found in extraction.codes] == ["0x80070005"]
    assert [found.written for found in extraction.answerable] == ["0x80070005", "0x18"]


@pytest.mark.parametrize(
    "text",
    [
        *(text for _, text, _ in EXAMPLES),
        *(text for text, _ in VISUAL_BASIC),
        "LDAP: error code 53 - no oak",
        "Kerberos Result Code: 0x12",
        "The TLS protocol defined fatal alert code is 20.",
        "the oak's VBA error #1722 (no oak)",
        "the driver did not start, problem code: 0x1F",
        "LDAPException: error in resultCode=32",
    ],
)
def test_strict_mode_ignores_own_numbers(text: str) -> None:
    line = " ".join(text.split())  # of a text in several lines, each is read by itself
    numbers = {number for _, _, number in numbered(line)}
    strict = extract_codes(f"all is well\n{line}\nerror 1618", Mode.STRICT)

    assert numbers
    assert strict.numbered == ()
    assert not numbers & {code.code.decimal for code in strict.codes}
    assert strict.codes


def test_the_same_digits_are_found_once() -> None:
    [one] = numbered("kerberos: failure code 0x18 in 4771")

    assert one == ("0x18", KERBEROS, 0x18)


def test_every_form_has_an_example() -> None:
    assert [printed_by for printed_by, _, _ in EXAMPLES] == [form.printed_by for form in NUMBERINGS]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [(form, *example[1:]) for form, example in zip(NUMBERINGS, EXAMPLES, strict=True)],
    ids=[example[1] for example in EXAMPLES],
)
def test_a_form_has_the_number_of_its_program(form: Numbering, text: str, value: int) -> None:
    assert re.search(form.pattern, text, re.IGNORECASE)
    assert re.search(form.proof, text, re.IGNORECASE)
    assert has_hint(form.hints, text.lower())
    assert [(printed_by, read) for _, printed_by, read in numbered(text)] == [
        (form.printed_by, value)
    ]


@pytest.mark.parametrize(("written", "value"), [("401.3", 401_003), ("503", 503_000)])
def test_an_http_status_round_trips_as_one_number(written: str, value: int) -> None:
    assert value_of_http_status(written) == value
    assert http_status_of(value) == written


@pytest.mark.parametrize("written", ["", "999", "401.", "401.3.1", "abc"])
def test_any_other_text_is_refused_as_an_http_status(written: str) -> None:
    with pytest.raises(ValueError, match="is no HTTP status"):
        value_of_http_status(written)


@pytest.mark.parametrize(
    ("value", "printed_by", "written"),
    [
        (0x18, KERBEROS, "0x18"),
        (401_003, IIS, "401.3"),
        (0x7B, PrintedBy.BUG_CHECK, "0x0000007B"),
        (0x80070005, PrintedBy.ANY, "0x80070005"),
        (5, PrintedBy.ANY, "5"),
        (0x80110501, PrintedBy.IISSYNC, "2148599041"),
        (7031, SERVICES, "7031"),
    ],
)
def test_a_code_is_written_as_its_program_prints_it(
    value: int, printed_by: PrintedBy, written: str
) -> None:
    assert as_printed(StatusCode(value), printed_by) == written


@pytest.mark.parametrize(
    ("value", "printed_by"),
    [
        (0x18, KERBEROS),
        (49, LDAP),
        (401_003, IIS),
        (503_000, IIS),
        (1920, INSTALLER),
        (8, ROBOCOPY),
        (40, TLS),
        (1205, SQL),
        (18456, SQL),
        (7031, SERVICES),
        (43, DEVICES),
    ],
)
def test_the_query_for_an_own_number_finds_it(value: int, printed_by: PrintedBy) -> None:
    [(_, read, read_value)] = numbered(as_query(StatusCode(value), printed_by))

    assert (read, read_value) == (printed_by, value)


def test_the_query_for_a_bug_check_finds_it() -> None:
    extraction = extract_codes(as_query(StatusCode(0x7B), PrintedBy.BUG_CHECK))

    assert [found.code.decimal for found in extraction.codes] == [0x7B]
