import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.name_search import find_name, suggest_names
from tests.codes.known_names import ANY_LINE, spellings_of


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("WERR_ACCESS_DENIED", "ERROR_ACCESS_DENIED"),
        ("werr_file_not_found", "ERROR_FILE_NOT_FOUND"),
        ("NT_STATUS_ACCESS_DENIED", "STATUS_ACCESS_DENIED"),
    ],
)
def test_sambas_names_are_read_as_those_of_windows(written: str, name: str) -> None:
    assert spellings_of(find_name(written)) == [name]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("E_FAIL", 0x80004005),
        (" e_fail\n", 0x80004005),
        ("MTSERRPDFREADFAIL", 0x80110408),
        ("NT_STATUS_OBJECT_NAME_NOT_FOUND", 0xC0000034),
        ("comqcErrInvalidMessage", 0x80110650),
    ],
)
def test_a_name_is_found_in_any_case_and_as_samba_writes_it(text: str, value: int) -> None:
    assert [name.value for name in find_name(text)] == [value]


def test_a_name_with_two_values_in_two_headers_is_found_twice() -> None:
    assert [name.value for name in find_name("mtsErrCoReqCompInstalled")] == [
        0x80110410,
        0x80110435,
    ]


@pytest.mark.parametrize(
    "text", ["", "E_", "E_FAILED", "\u0131", "E_FA\u0131L", "80004005 H E_FAIL"]
)
def test_other_text_is_not_found_as_a_name(text: str) -> None:
    assert find_name(text) == ()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("mteErrObjectErrors", "mtsErrObjectErrors"),
        ("E_FAILED", "E_FAIL"),
        ("RPC_S_SERVER_UNAVAILBLE", "RPC_S_SERVER_UNAVAILABLE"),
        ("rpc_e_server_unavailable", "RPC_S_SERVER_UNAVAILABLE"),
        ("E_ACCESS_DENIED", "E_ACCESSDENIED"),
        ("NT_STATUS_ACESS_DENIED", "STATUS_ACCESS_DENIED"),
        ("ACCESS_DENIED", "ERROR_ACCESS_DENIED"),
        ("REGDB_E_CLASSNTOREG", "REGDB_E_CLASSNOTREG"),
    ],
)
def test_the_nearest_name_is_suggested_for_a_misspelt_one(text: str, nearest: str) -> None:
    assert spellings_of(suggest_names(text))[0] == nearest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "cluster",
        "status",
        "E_",
        "my_variable",
        "unavailable",
        "0x80004005",
        "\u00e9" * 9,
    ],
)
def test_nothing_is_suggested_for_text_that_resembles_no_name(text: str) -> None:
    assert suggest_names(text) == ()


def test_the_limit_of_suggested_names_applies() -> None:
    assert len(suggest_names("ERROR_FOO_NOT_FOUND")) == 3
    assert len(suggest_names("ERROR_FOO_NOT_FOUND", limit=1)) == 1


SHORTEST_MISSPELT = 4
"""Letters of the shortest word that is taken for a name."""


@given(ANY_LINE.filter(lambda line: len(line[11:]) >= SHORTEST_MISSPELT), st.data())
def test_a_name_without_one_of_its_letters_is_still_suggested(
    line: str, data: st.DataObject
) -> None:
    name = line[11:]
    gone = data.draw(st.integers(3, len(name) - 1)) if len(name) > 5 else len(name)

    assert name in spellings_of(suggest_names(name[:gone] + name[gone + 1 :], limit=30))
