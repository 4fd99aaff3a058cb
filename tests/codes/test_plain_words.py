import re

import pytest
from hypothesis import given

from bot.codes.plain_words import are_words_of, in_plain_words
from tests.codes.known_names import ANY_LINE


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("the file cannot be found", "ERROR_FILE_NOT_FOUND", True),
        ("no file was found", "ERROR_FILE_NOT_FOUND", True),
        ("the file was found", "ERROR_FILE_NOT_FOUND", False),
        ("it exists already", "ERROR_ALREADY_EXISTS", True),
        ("it is busy", "ERROR_BUSY", False),
    ],
)
def test_a_sentence_has_the_words_of_a_name(text: str, name: str, *, says: bool) -> None:
    assert are_words_of(text, name) == says


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ERROR_SERVICE_DOES_NOT_EXIST", "service does not exist"),
        ("mtsErrPDFReadFail", "PDF read fail"),
        ("E_MTS_PDFREADFAIL", "PDF read fail"),
        ("COMADMIN_E_APP_FILE_READFAIL", "app file read fail"),
        ("mtsErrCLSIDOrIIDMismatch", "CLSID or IID mismatch"),
        ("RPC_S_SERVER_UNAVAILABLE", "RPC server unavailable"),
        ("REGDB_E_CLASSNOTREG", "class not registered"),
        ("E_ACCESSDENIED", "access denied"),
        ("STG_E_ACCESSDENIED", "storage access denied"),
        ("WSAECONNREFUSED", "connection refused"),
        ("NERR_UserNotFound", "user not found"),
        ("VSS_E_BAD_STATE", "VSS bad state"),
        ("S_OK", "OK"),
        ("NO_ERROR", "no error"),
        ("ERROR_", "error"),
        ("", ""),
        ("ERROR_" + "NOT" * 20, "not" * 20),
    ],
)
def test_a_name_in_plain_words(name: str, words: str) -> None:
    assert in_plain_words(name) == words


@given(ANY_LINE)
def test_every_name_has_plain_words(line: str) -> None:
    assert re.fullmatch(r"\S+( \S+)*", in_plain_words(line[11:]))
