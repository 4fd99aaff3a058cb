"""Which token of a text is a code, in lenient and in strict mode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.extraction import Mode, extract_codes
from bot.codes.status_code import StatusCode
from tests.codes.extracted import READFAIL, codes_in


@pytest.mark.parametrize(
    "text",
    [
        "2148598792 (0x80110408)",
        "0x80110408 (2148598792)",
        "-2146368504 (80110408)",
        "2148598792 / -2146368504",
        "2148598792 = 0x80110408",
        "2148598792, hex 80110408",
        "2146368504 (80110408)",  # the sign was lost
        "2148598792 0x80110408 -2146368504",
        "2148598792\n2148598792",
    ],
)
def test_the_forms_of_one_code_side_by_side_are_one_code(text: str) -> None:
    assert codes_in(text) == [READFAIL]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2148007941 (8008005)", [2148007941]),
        ("1722 (0x6BE)", [1722, 1726]),
        ("2148598792-1722", [2148598792]),
    ],
)
def test_two_forms_that_disagree_are_two_codes(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E_FAIL (0x80004005)", 0x80004005),
        ("0x80004005 (E_FAIL)", 0x80004005),
        ("-2147467259 (0x80004005)", 0x80004005),
        ("2147467259 (80004005)", 0x80004005),  # the sign was lost
        ("0x800706BA (RPC_S_SERVER_UNAVAILABLE)", 0x800706BA),  # the name of what it wraps
        ("2148598792 (8011048)", 2148598792),  # the other half lost a digit
        ("0x8011048, 2148598792", 2148598792),
        ("-2146368504 (0x8011408)", 2148598792),
        ("214859879 (80110408)", 2148598792),
        ("KERNEL_SECURITY_CHECK_FAILURE (139)", 0x139),
        ("139 (KERNEL_SECURITY_CHECK_FAILURE)", 0x139),
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_a_pair_is_its_known_half_if_the_other_is_the_same_code_or_a_slip_of_it(
    text: str, code: int, mode: Mode
) -> None:
    extraction = extract_codes(f"error {text}", mode)

    assert [found.code.decimal for found in extraction.codes] == [code]
    assert (len(extraction.codes), extraction.candidates) == (1, ())
    assert "two forms" in extraction.codes[0].why or "beside it" in extraction.codes[0].why


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("error 5 (0x80070006)", [5, 0x80070006]),
        ("2148598792 (0x80004005)", [2148598792, 0x80004005]),
        ("E_FAIL / E_ACCESSDENIED", [0x80004005, 0x80070005]),
        ("error 1722 (0x6BA) on port 135 (0x87)", [1722]),
    ],
)
def test_a_pair_of_two_codes_is_two_codes(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


def test_a_number_after_a_code_and_a_dash_is_its_detail_and_what_follows_is_not() -> None:
    assert codes_in("error 87 - 5, error 1722") == [87, 1722]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("error 5, 53 and 64", [5, 53, 64]),
        ("codes: 5; 53; 64", [5, 53, 64]),
        ("0x80070005, 0x80070035 or 64", [0x80070005, 0x80070035, 64]),
        ("Fehler 5 und 53", [5, 53]),
        ("error 5, 53 nodes", [5]),
        ("error 5-53", [5]),
    ],
)
def test_a_number_that_continues_a_list_of_codes_is_a_code(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes
    assert codes_in(text, Mode.STRICT) == codes


@pytest.mark.parametrize(
    ("text", "lenient", "strict"),
    [
        ("E_FAIL", [0x80004005], [0x80004005]),
        ("what is e_fail?", [0x80004005], []),
        ("NT_STATUS_ACCESS_DENIED", [0xC0000022], [0xC0000022]),
        ("node B: mtsErrPDFReadFail", [2148598792], [2148598792]),
        ("WSAECONNREFUSED on node B", [10061], []),
        ("it said ERROR_SUCCESS", [0], []),
        ("snake_case_of_ours", [], []),
    ],
)
def test_names_are_codes(text: str, lenient: list[int], strict: list[int]) -> None:
    assert codes_in(text) == lenient
    assert codes_in(text, Mode.STRICT) in (lenient, strict)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("eax=c0000005", [0xC0000005]),
        ("eax=801104fe", []),
        ("the stop args (0x8BADF00D, 0xC0000005)", [0xC0000005]),
        ("line 2147500037", [2147500037]),
        ("line 1722", []),
        ("Teams: caa7000a", [0xCAA7000A]),
        ("commit caa7f00a", []),
        ("the port 1722, the error 1726", [1726]),
        ("flags 0x80004005", []),
        ("hkey=0x80004005", []),
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_a_number_called_something_else_is_a_code_only_if_it_looks_like_one(
    text: str, codes: list[int], mode: Mode
) -> None:
    assert codes_in(text, mode) == codes


@pytest.mark.parametrize("small", [0, 3, 64])
@pytest.mark.parametrize(
    "question",
    ["{}", "{}.", "{}?", "({})", "`{}`", "“{}”", "{} please", "what is {}?", "<@U0ABC12345> {}"],
)
def test_a_small_number_alone_is_a_code(question: str, small: int) -> None:
    assert codes_in(question.format(small)) == [small]


@pytest.mark.parametrize("small", [0, 3, 64])
@pytest.mark.parametrize(
    "question",
    ["status {}", "node B ended with error {}", "the exit code was {}, again", "rc={} on node B"],
)
def test_a_small_number_that_is_called_a_code_is_one(question: str, small: int) -> None:
    assert codes_in(question.format(small)) == [small]
    if small or "node" in question:
        assert codes_in(question.format(small), Mode.STRICT) == [small]


@pytest.mark.parametrize(
    "text",
    [
        "0 skipped",
        "it ended with errors: 0",
        "0 of 5 nodes",
        "status 0 of the handler, and nothing else in this log that would tell more",
        "the service is exiting with return code 0, as it was told by the script",
        "exit code: 4294967295 of one step, status 0 of the next, -1 of the last",
    ],
)
def test_plain_success_and_failure_are_codes_of_iissync_alone(text: str) -> None:
    assert codes_in(text, Mode.STRICT) == []


@pytest.mark.parametrize("mode", Mode)
def test_the_0_of_iissync_is_a_code(mode: Mode) -> None:
    assert codes_in("IISSYNC ended at last, after an hour of work, with status 0", mode) == [0]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2 nodes gave 1722", [1722]),
        ("after 5 minutes on 2 nodes: 1060!", [1060]),
        ("the run of 1722 in 2024 at 17:06 was node 3's", [1722]),
        ("we rebooted 3 nodes, then error 5", [5]),
        ("the 64 MB node printed 0x80110408", [2148598792]),
    ],
)
def test_in_prose_a_code_is_long_and_documented_or_called_one(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


def test_the_counts_in_iis_5s_output_are_no_codes_and_its_wrong_hex_is_not_trusted() -> None:
    text = (
        "Source : 133, scanned, Targets : (133,5), Error replicating to target (NODEB): "
        "Server Execution Failed error code 2148007941 ( 800800005 )"
    )

    assert codes_in(text) == codes_in(text, Mode.STRICT) == [2148007941]
    assert extract_codes(text).codes[0].why == "the form beside it is a slip of it"


def test_iis_5s_error_64_is_one_code() -> None:
    assert codes_in("Error code 64 (00000040)") == [64]


@pytest.mark.parametrize("number", [100, 404, 500, 599])
@pytest.mark.parametrize("text", ["error: GET /a.asp {}", "error {} GET /a.asp"])
def test_the_status_of_a_request_is_no_code(text: str, number: int) -> None:
    assert extract_codes(text.format(number)).codes == ()


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_a_line_is_judged_the_same_after_one_that_differs_in_its_digits(digits: list[int]) -> None:
    a, b, c, d = digits
    text = f"2026-11-2{a} 10:4{b} node{c} error 17{d}2"
    alone = extract_codes(text, Mode.STRICT).codes
    after = extract_codes(f"2000-03-17 17:22 node8 error 1060\n{text}", Mode.STRICT).codes

    assert {found.code for found in after} == {found.code for found in alone} | {StatusCode(1060)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the oak says: the system cannot find the file specified. (2)", [2]),
        ("no such luck, file cannot be found [2]", [2]),
        ("oak: the handle is invalid: errno 6", [6]),
        ("the oak cannot be found (2)", []),
        ("the file cannot be found 2", []),
        ("oak said access (5)", []),
        ("the file was found at (0x20000)", []),
        ('it may be 1224 - "The requested operation cannot use a user-mapped file."', [1224]),
        ("7 oaks fall by 5 (Access is denied.) or 3", [5]),
        ('7 oaks are 1224 - "The oak is large."', []),
    ],
)
def test_a_system_message_before_a_number_makes_it_a_code(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2 nodes have 1722 oaks", []),
        ("2 nodes have 1722 today", [1722]),
        ("2 nodes have 1722 it says", [1722]),
        ("2 nodes have 1722 Oaks", [1722]),
        ("2 nodes have 1722.", [1722]),
        ("2 nodes have 0x80070005, 3 pending", [0x80070005]),
        ("2 nodes have 0x80070005, 3", [0x80070005, 3]),
    ],
)
def test_a_number_before_a_noun_counts_something(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [("error -1018 in the oak", [0xFFFFFC06]), ("error -1017 in the oak", [0xFFFFFC07])]
    + [(f"error {number} in the oak", []) for number in (-99, -12345, -4097)],
)
def test_a_small_negative_number_is_a_code_if_ese_uses_it(text: str, codes: list[int]) -> None:
    assert codes_in(text, Mode.STRICT) == codes


@pytest.mark.parametrize(
    ("text", "lenient", "strict"),
    [
        ("3", [3], []),
        ("1722", [1722], []),
        ("2148598792", [2148598792], [2148598792]),
        ("-2146368504", [2148598792], [2148598792]),
        ("2 nodes, 1722", [1722], []),
        ("failed 3 times, 1722", [1722], []),
        ("in the log stands -1999999999 today", [2294967297], []),
        ("error 00000005 on node B", [5], [5]),
        ("error 007 on node B", [], []),
        ("0x6BA", [1722], []),
        ("-5", [0xFFFFFFFB], []),
        ("what about -17220000000?", [], []),
        ("it hangs, 0x57", [0x57], []),
        ("since 1999", [], []),
        ("error 1722 on node B", [1722], [1722]),
        ("12345", [12345], []),
    ],
)
def test_strict_mode_finds_only_certain_codes(
    text: str, lenient: list[int], strict: list[int]
) -> None:
    assert codes_in(text) == lenient
    assert codes_in(text, Mode.STRICT) == strict


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("on build: KERNEL_SECURITY_CHECK_FAILURE, 26 % of it", [0x139]),
        ("the build: MEMORY_MANAGEMENT_OF_OAKS", []),
        ("the build: FILE_SYSTEM", []),
    ],
)
def test_a_name_of_many_words_is_a_code_after_any_word(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


def test_a_word_for_a_code_of_windows_has_no_other_kind() -> None:
    assert codes_in('msg="OpenKey failed" gle=5') == [5]
    assert codes_in('msg="OpenKey failed" code=5') == []


@pytest.mark.parametrize("text", ["it is 0x100000D1, we see", "what of 0x1000009F?"])
def test_the_only_number_may_be_the_bug_check_of_a_small_dump(text: str) -> None:
    assert codes_in(text) == [int(text.partition("0x")[2][:8], 16)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the oak has 267011", [267011]),
        ("is it 267011?", [267011]),
        ("an oak-267011 fell", []),
        ("oak | 267011", []),
        ("267011 oaks", []),
        ("267011 OakTree", []),
    ],
)
def test_the_only_number_with_a_name_is_a_code_unless_it_counts_or_is_part_of_something(
    text: str, codes: list[int]
) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("7 oaks have 0xD00002FE", [0xD00002FE]),  # the NTSTATUS 0xC00002FE
        ("7 oaks have 0xD0009999", []),
        ("the oak shows 0x8007EA61 beside 60001", [0x8007EA61]),
        ("the oak shows 0x8007EA61 beside 60002", []),
    ],
)
def test_a_value_may_wrap_another_that_has_a_name_or_is_beside_it(
    text: str, codes: list[int]
) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("7 oaks are cut. 0x4b8 : An oak has fallen.", [0x4B8]),
        ("7 oaks are cut 0x4b8 : An oak has fallen.", []),
        ("7 oaks are cut. 0xFEFE : An oak has fallen.", []),
    ],
)
def test_hex_with_a_name_is_a_code_where_it_begins_a_sentence_and_is_explained(
    text: str, codes: list[int]
) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize("mode", Mode)
def test_a_decimal_number_that_no_table_has_is_no_code_although_it_is_called_one(
    mode: Mode,
) -> None:
    text = "It has logged the error 112 and the object (OAK); configuration of node, code 7391."

    assert [found.written for found in extract_codes(text, mode).codes] == ["112"]
