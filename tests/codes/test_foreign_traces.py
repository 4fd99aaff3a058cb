"""Each form of another product's number has an example here; a row without one fails."""

import re

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.foreign_traces import TRACES, Trace, traces_in
from bot.codes.patterns import has_hint

EXAMPLES = [
    "OAK_BUSY (error code 5)",
    "error 5 (OAK_BUSY)",
    "code: 13, codeName: 'OakFell'",
    "oak error: code = 5 desc = no oaks",
    "it fell (Code: 190, Subcode: 463)",
    '{"error": {"code": 17, "message": "no oaks"}}',
    "{ code: 50013, method: 'PUT' }",
    "<Error><Code>1013</Code></Error>",
    "code: 1006, reason: no oaks",
    "the oak's fault: Error=(507), Description=(no oaks)",
    "Error code = UnknownOak (0x000003EB)",
    "OakError[50013]",
    "Error Code: 1175. You are using the wrong oak",
    "oak error code 259, SQLSTATE 42S02",
    "Roblox gives error code 267",
    "make: *** [oak] Error 2",
    "code=exited, status=203/EXEC",
    "oak error 13 in /opt/oak/bin",
]


def numbers_in(text: str) -> list[tuple[str, str]]:
    found = [region.foreign for region in traces_in(text) if region.foreign]
    return [(each.written, each.what) for each in found]


@pytest.mark.parametrize(
    ("trace", "text"),
    list(zip(TRACES, EXAMPLES, strict=True)),
    ids=[trace.pattern for trace in TRACES],
)
def test_a_number_of_another_product_is_recognised_by_its_form(trace: Trace, text: str) -> None:
    extraction = extract_codes(text)

    assert trace.what in {what for _, what in numbers_in(text)}
    assert re.search(trace.pattern, text, re.MULTILINE)
    assert has_hint(trace.hints, text.lower())
    assert (extraction.codes, extraction.candidates) == ((), ())
    assert extraction.foreign
    assert extract_codes(text, Mode.STRICT).codes == ()


@pytest.mark.parametrize(
    "text",
    [
        "ORA-12154: no oaks\n{ errorNum: 12154 }",
        "AADSTS50126: no oaks, error_codes [50126]",
        "550 5.7.1 no oaks\nbut got code 550",
        "%OAK-3-713902: no elms, error 713902",
        "Informix error -908 code 908",
    ],
)
def test_a_products_number_that_is_repeated_alone_is_no_code(text: str) -> None:
    extraction = extract_codes(text)

    assert (extraction.codes, extraction.candidates) == ((), ())
    assert extraction.foreign


def test_the_code_of_an_answer_in_xml_may_be_an_attribute() -> None:
    assert ("1013", "the code of an answer in XML") in numbers_in('oak code="1013" elm="1"')


@pytest.mark.parametrize("text", ["OAK_LOG: showOak(20)", "openOak (53) of OAK_LOG"])
def test_a_number_in_brackets_right_after_a_function_is_no_other_products(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ERROR_ACCESS_DENIED (5)", 5),
        ("error 5 (ERROR_ACCESS_DENIED)", 5),
        ("error 9 (ERROR_OF_THE_OAK)", 9),
        ('{"code": 1326, "message": "The user name or password is incorrect."}', 1326),
        ('{"code": 5, "message": "Access is denied"}', 5),
        ('{"code": 2, "file": "D:\\\\oak.txt"}', 2),
        ('{"code": 5, "message": "\u62d2\u7edd\u8bbf\u95ee"}', 5),
        ("Error 1205: Unable to open the network connection profile.", 1205),
        ("Error 5: Unable to write the oak", 5),
        ("PC-1722 shows error 1722", 1722),
        ("error 1722 (OAK_JOB)", 1722),
        ("<ErrorCode>1722</ErrorCode>", 1722),
        ("error code: 12029, text: ERROR_WINHTTP_CANNOT_CONNECT", 12029),
    ],
)
def test_a_number_that_may_be_of_windows_is_no_other_products(text: str, code: int) -> None:
    extraction = extract_codes(text)

    assert numbers_in(text) == []
    assert code in [found.code.decimal for found in extraction.codes]
