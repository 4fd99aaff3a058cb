import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.name_search import find_name
from bot.codes.names import CACHE_SIZE, all_names_of, names_of, plain_bug_check
from tests.codes.known_names import ANY_LINE, LINES, spellings_of


def test_there_are_more_named_codes_than_err_exe_has() -> None:
    assert len({line[:8] for line in LINES}) == 25_935
    assert len({line[:10] for line in LINES}) == 27_865
    assert len(LINES) == 31_334


def test_every_line_is_a_value_a_table_and_a_name_in_order() -> None:
    assert all(
        re.fullmatch(r"[0-9A-F]{8} [WHNMCBJKLTRDEP] [A-Za-z]\w+", line, re.ASCII) for line in LINES
    )
    assert [line[:8] for line in LINES] == sorted(line[:8] for line in LINES)
    assert len(set(LINES)) == len(LINES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ERROR_INVALID_CONFIG_VALUE", 0x00000207),
        ("FVE_E_AAD_SERVER_FAIL_BACKOFF", 0x80310112),
        ("FVE_E_AAD_SERVER_FAIL_RETRY_AFTER", 0x80310111),
        ("FVE_E_DEVICE_NOT_JOINED", 0x80310110),
        ("SQLITE_E_IOERR_AUTH", 0x87AF1C0A),
        ("SQLITE_E_IOERR_VNODE", 0x87AF1B0A),
        ("STATUS_INVALID_CONFIG_VALUE", 0xC00004E1),
        ("STATUS_VOLUME_UPGRADE_NOT_NEEDED", 0x400004D9),
        ("STATUS_VOLUME_UPGRADE_PENDING", 0x400004DA),
    ],
)
def test_where_the_packages_differ_win32more_is_right(name: str, value: int) -> None:
    assert [found.value for found in find_name(name)] == [value]


def test_names_txt_is_not_read_before_the_first_look_up() -> None:
    code = "from bot.codes import names; print(names._file)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout

    assert printed.split() == [b"[]"]


@pytest.mark.parametrize(
    ("value", "first"),
    [
        (0, ["ERROR_SUCCESS"]),
        (5, ["ERROR_ACCESS_DENIED", "RPC_S_ACCESS_DENIED"]),
        (1722, ["RPC_S_SERVER_UNAVAILABLE"]),
        (2221, ["NERR_UserNotFound"]),
        (10061, ["WSAECONNREFUSED"]),
        (0x80004005, ["E_FAIL"]),
        (0x80070005, ["E_ACCESSDENIED"]),
        (0x80040154, ["REGDB_E_CLASSNOTREG"]),
        (0x80240001, ["WU_E_NO_SERVICE"]),
        (0x80042301, ["VSS_E_BAD_STATE"]),
        (0x80040E00, ["DB_E_BADACCESSORHANDLE"]),
        (0x80338000, ["ERROR_WSMAN_RESOURCE_NOT_FOUND"]),
        (0x80041003, ["WBEM_E_ACCESS_DENIED"]),
        (0x80110408, ["COMADMIN_E_APP_FILE_READFAIL", "mtsErrPDFReadFail", "E_MTS_PDFREADFAIL"]),
        (0x80110410, ["COMADMIN_E_INVALIDUSERIDS", "mtsErrInvalidUserids"]),
        (0x80110405, ["mtsErrDownloadFailed", "E_MTS_DOWNLOADFAILED"]),
        (0xC0000005, ["STATUS_ACCESS_VIOLATION", "EXCEPTION_ACCESS_VIOLATION"]),
    ],
)
def test_the_most_usual_name_comes_first(value: int, first: list[str]) -> None:
    assert spellings_of(names_of(value))[: len(first)] == first


def test_a_name_has_its_table() -> None:
    tables = [name.table for value in (5, 0x80110405, 0x80110436) for name in names_of(value)]

    assert tables == ["Win32", "Win32", "bug check", "MTS", "MTS", "COM+", "COM+"]
    assert [names_of(value)[0].table for value in (0x80004005, 0xC0000005)] == [
        "HRESULT",
        "NTSTATUS",
    ]


@pytest.mark.parametrize(
    ("value", "table", "name"),
    [
        (51, "LDAP", "LDAP_BUSY"),
        (13, "Configuration Manager", "CR_NO_SUCH_DEVNODE"),
        (10, "Device Manager", "CM_PROB_FAILED_START"),
        (5, "API", "SE_ERR_ACCESSDENIED"),
        (1004, "ESE", "JET_wrnColumnNull"),
        (25, "Kerberos", "KDC_ERR_PREAUTH_REQUIRED"),
        (116, "TLS alert", "TLS1_ALERT_CERTIFICATE_REQUIRED"),
        (4, "API", "ER_OS_ERROR"),
        (0xFFFFFC06, "ESE", "JET_errReadVerifyFailure"),
        (0xC0001B58, "event", "EVENT_SERVICE_START_FAILED"),
    ],
)
def test_names_of_a_programs_own_numbers_make_no_status_codes(
    value: int, table: str, name: str
) -> None:
    assert (table, name) in [(found.table, found.name) for found in all_names_of(value)]
    assert name not in spellings_of(names_of(value))
    assert [found.value for found in find_name(name)] == [value]


@pytest.mark.parametrize(
    ("name", "is_code"),
    [
        ("E_FAIL", True),
        ("JET_errReadVerifyFailure", True),
        ("JET_wrnColumnNull", False),
        ("LDAP_BUSY", False),
        ("EVENT_SERVICE_START_FAILED", False),
    ],
)
def test_a_name_says_whether_its_value_alone_is_a_status_code(name: str, *, is_code: bool) -> None:
    assert [found.is_code for found in find_name(name)] == [is_code]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0x80131500, "COR_E_EXCEPTION"),
        (0x800A0E7A, "adErrProviderNotFound"),
        (0x800A0BBC, "E_DAO_DatabaseNotFound"),
        (0x80005000, "E_ADS_BAD_PATHNAME"),
        (0x80040119, "MAPI_E_EXTENDED_ERROR"),
        (0x8876086C, "D3DERR_INVALIDCALL"),
        (0x887601C2, "DDERR_SURFACELOST"),
        (0x89C50107, "LOCALDB_ERROR_UNKNOWN_INSTANCE"),
        (0x80041002, "wbemErrNotFound"),
        (0x800007D0, "PDH_CSTATUS_NO_MACHINE"),
        (0xC0012010, "NDIS_STATUS_TAPI_INVALDEVICECLASS"),
    ],
)
def test_names_from_debians_headers_are_known(value: int, name: str) -> None:
    assert name in spellings_of(names_of(value))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0x8A150011, "APPINSTALLER_CLI_ERROR_INSTALLER_HASH_MISMATCH"),
        (0x800F0831, "CBS_E_STORE_CORRUPTION"),
        (0x80508023, "ERROR_MP_THREAT_NOT_FOUND"),
        (0xC1900208, "MOSETUP_E_COMPAT_INSTALLREQ_BLOCK"),
        (0x8004B895, "MSPR_E_CONTENT_ENABLING_ACTION_REQUIRED"),
        (0x86000002, "CFGMGR_E_NODENOTFOUND"),
        (0x80040302, "WSL_E_DISTRO_NOT_FOUND"),
        (0x800A138F, "JSERR_NeedObject"),
        (0x80D02002, "DO_E_DOWNLOAD_NO_PROGRESS"),
        (0xEFFF0056, "ISDSC_INVALID_PARAMETER"),
        (0xE0434352, "EXCEPTION_COMPLUS"),
        (0x406D1388, "MS_VC_EXCEPTION"),
    ],
)
def test_names_from_documents_are_known(value: int, name: str) -> None:
    assert name in spellings_of(names_of(value))


@given(st.integers(0, 2**32 - 1))
def test_every_name_of_a_value_has_that_value(value: int) -> None:
    assert all(name.value == value for name in names_of(value))


@given(ANY_LINE)
def test_each_line_of_the_file_is_found_by_value_and_by_name(line: str) -> None:
    value, name = int(line[:8], 16), line[11:]

    assert name in spellings_of(all_names_of(value))
    assert value in [found.value for found in find_name(name.swapcase())]


def test_an_unknown_value_has_no_name() -> None:
    assert names_of(0x8BADF00D) == names_of(2**32 - 1) == names_of(2**40) == ()


@pytest.mark.parametrize(
    ("value", "plain", "names"),
    [
        (0x100000D1, 0xD1, ["DRIVER_IRQL_NOT_LESS_OR_EQUAL"]),
        (0x1000009F, 0x9F, ["DRIVER_POWER_STATE_FAILURE"]),
        (0x1000007E, 0x7E, ["SYSTEM_THREAD_EXCEPTION_NOT_HANDLED_M"]),
        (0x10000000, 0, []),
        (0x10000FF9, 0xFF9, []),
        (0x100010D1, 0x100010D1, []),
        (0xD1, 0xD1, ["DRIVER_IRQL_NOT_LESS_OR_EQUAL"]),
    ],
)
def test_a_bug_check_of_a_small_dump_is_named_like_the_plain_one(
    value: int, plain: int, names: list[str]
) -> None:
    assert plain_bug_check(value) == plain
    assert [name.name for name in names_of(value) if name.table == "bug check"] == names


def test_the_cache_of_names_is_bounded() -> None:
    cached = names_of(5)
    assert names_of(5) is cached
    for value in range(6, 6 + CACHE_SIZE):
        names_of(value)

    assert names_of(5) is not cached
