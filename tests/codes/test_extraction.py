# ruff: noqa: RUF001 - characters that look like others stand here on purpose
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.extraction import MOST_TOKENS, Extraction, Mode, extract_codes, is_only_codes
from bot.codes.status_code import StatusCode, StatusCodeError
from bot.guide.data import all_documented
from bot.guide.explain import explain
from tests.codes.test_typing_slips import slips

EIGHT_DIGITS = range(8 * 10**7, 10**8)  # these are as well an HRESULT in bare hex
ANY_CODE = st.sampled_from(list(all_documented())) | st.builds(
    StatusCode, st.integers(0, 2**32 - 1).filter(lambda value: value not in EIGHT_DIGITS)
)
READFAIL = 2148598792


def codes_in(text: str, mode: Mode = Mode.LENIENT) -> list[int]:
    return [found.code.decimal for found in extract_codes(text, mode).codes]


def candidates_in(text: str) -> list[tuple[str, list[int]]]:
    return [
        (candidate.written, [code.decimal for code in candidate.did_you_mean])
        for candidate in extract_codes(text).candidates
    ]


def takes_in(findings: Extraction) -> Iterator[tuple[str, int]]:
    """How and where each code and each candidate is written."""
    yield from ((found.written, found.start) for found in findings.codes)
    yield from ((candidate.written, candidate.start) for candidate in findings.candidates)


# --- spellings


@pytest.mark.parametrize(
    "text",
    [
        "2148598792",
        "-2146368504",
        "0x80110408",
        "0X80110408",
        "0x80110408L",
        "0xFFFFFFFF80110408",
        "0x0000000080110408",
        "&H80110408",
        "&H80110408&",
        "80110408h",
        "80110408",
        "error 80110408",
        "code: 80110408",
        "status=80110408.",
        "hr=0x80110408;",
        "IISSYNC returned 2148598792.",
        "%%2148598792",
        "what is 2148598792?",
        "Status\n2148598792\n",
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert codes_in(text) == [READFAIL]


@pytest.mark.parametrize(
    "text",
    [
        "<tel:2148598792|2148598792>",
        "<tel:2148598792>",
        "&lt;2148598792&gt;",
        "`2148598792`",
        "```2148598792```",
        "*2148598792*",
        "_2148598792_",
        "~2148598792~",
        "“2148598792”",
        "‘-2146368504’",
        "„2148598792“",
        "２１４８５９８７９２",
        "０ｘ８０１１０４０８",
        "–2146368504",
        "−2146368504",
        "\u00a02148598792\u00a0",
        "2148598792\u200b",
        "<@U0ABC12345> 2148598792",
    ],
)
def test_a_code_is_found_whatever_slack_and_keyboards_do_to_it(text: str) -> None:
    assert codes_in(text) == [READFAIL]


@pytest.mark.parametrize("letter", ["A", "a"])
def test_bare_hex_is_found_beside_a_word(letter: str) -> None:
    assert codes_in(f"error 8011040{letter}") == [2148598794]


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
def test_two_forms_that_disagree_are_each_taken_at_their_word(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1722 1726", [1722, 1726]),
        ("1722, 1726 and 1060", [1722, 1726, 1060]),
        ("2148598792 or 2148598794", [2148598792, 2148598794]),
        ("error 3, 64 & 1060", [3, 64, 1060]),
        ("0x80110408/0x8011040A", [2148598792, 2148598794]),
        ("1726 1722 1726", [1726, 1722]),
        ("3 0 64", [3, 0, 64]),
    ],
)
def test_each_code_of_a_list_is_found_once_and_in_order(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


# --- what is no code


@pytest.mark.parametrize(
    "text",
    [
        "<@U0ABC12345> hello",
        "<#C0123456789|ops>",
        "U0ABC12345",
        "C0123456789",
        "at 17:22",
        "17:22:06.453",
        "2024-01-15",
        "2024-01-15T17:22:06Z",
        "15/01/2024",
        "1/15/24",
        "10.0.0.1",
        "192.168.17.22:1722",
        "10.17.22.0/24",
        "<mailto:a1722@b.example|a1722@b.example>",
        "https://a.example/kb/1722",
        "4.0.1381",
        "v5.0.2195",
        "KB224801",
        "Q224801",
        "KB 224801",
        "Q 224801",
        "article 224801",
        "{12345678-1234-1234-1234-123456789012}",
        "S-1-5-21-1722-1726-1060",
        "00:1b:44:11:3a:b7",
        "port 1722",
        "line 1722",
        "pid 1722",
        "build 1722",
        "1722 ms",
        "took 1722 seconds",
        "1722%",
        "1,722",
        "1_722",
        "node1722",
        "+1 214 859 8792",
        "+2148598792",
        "HTTP 404",
        "retries: 3",
        "commit 8011040a8011040a",
        "WAIT_FLAG_X: 1722",
        "0x",
        "",
        " ",
        "😀",
        "١٧٢٢",
        "１７：２２",
        "see 64 files",
        "it copied 3 packages",
        "we had 3 outages",
        "there were 64 in the list",
    ],
)
def test_what_only_looks_like_a_number_is_no_code(text: str) -> None:
    assert (codes_in(text), candidates_in(text)) == ([], [])


@pytest.mark.parametrize("id_", ["U0ABC12345", "C0123456789", "W012A3CDE", "D0G9QPY56"])
def test_a_code_beside_an_id_is_still_found(id_: str) -> None:
    assert codes_in(f"<@{id_}> 1722 {id_}") == [1722]


# --- pairs


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
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_of_a_pair_that_is_one_code_or_a_slip_of_it_the_known_half_is_trusted(
    text: str, code: int, mode: Mode
) -> None:
    findings = extract_codes(f"error {text}", mode)

    assert [found.code.decimal for found in findings.codes] == [code]
    assert (len(findings.codes), findings.candidates) == (1, ())
    assert "two forms" in findings.codes[0].why or "beside it" in findings.codes[0].why


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


def test_a_pair_of_which_neither_half_is_known_is_one_doubt() -> None:
    assert candidates_in("21485987922 (801104088)") == [("21485987922 (801104088", [2148598792])]


# --- lists, names, and the first of two joined by a dash


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
def test_what_continues_a_list_of_codes_is_a_code(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes
    assert codes_in(text, Mode.STRICT) == codes


@pytest.mark.parametrize(
    ("text", "asked", "overheard"),
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
def test_names_are_codes(text: str, asked: list[int], overheard: list[int]) -> None:
    assert codes_in(text) == asked
    assert codes_in(text, Mode.STRICT) in (asked, overheard)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("E_FAILED", 0x80004005),
        ("mteErrObjectErrors", 0x80110401),
        ("we get RPC_S_SERVER_UNAVAILBLE", 1722),
        ("REGDB_E_CLASSNTOREG!", 0x80040154),
    ],
)
def test_a_misspelt_name_is_a_doubt_with_the_nearest(text: str, meant: int) -> None:
    ((_, offered),) = candidates_in(text)

    assert offered[0] == meant
    assert codes_in(text) == []
    assert extract_codes(text, Mode.STRICT).candidates == ()


def test_of_a_text_full_of_misspelt_names_none_is_looked_into() -> None:
    assert candidates_in("E_FAILED E_POINTR E_ABORTT E_HANDEL") == []


# --- what the words around a number leave of it


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("eax=c0000005", [0xC0000005]),
        ("eax=801104fe", []),
        ("the stop args (0x8BADF00D, 0xC0000005)", [0xC0000005]),
        ("line 2147500037", [2147500037]),
        ("line 1722", []),
        ("the port 1722, the error 1726", [1726]),
        ("flags 0x80004005", []),
        ("hkey=0x80004005", []),
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_a_number_that_is_called_something_else_is_a_code_only_if_it_looks_like_one(
    text: str, codes: list[int], mode: Mode
) -> None:
    assert codes_in(text, mode) == codes


# --- texts of very many numbers


def test_who_is_asked_reads_so_many_numbers_and_says_that_there_are_more() -> None:
    findings = extract_codes("7 " * (MOST_TOKENS + 1) + "error 1722")

    assert not findings.complete
    assert 1722 not in [found.code.decimal for found in findings.codes]


def test_who_overhears_reads_so_many_numbers_of_each_line() -> None:
    text = ("error 7 " * (MOST_TOKENS + 1) + "error 1722\n") + "error 1726"
    findings = extract_codes(text, Mode.STRICT)

    assert findings.complete
    assert [found.code.decimal for found in findings.codes] == [7, 1726]


def test_a_text_with_few_numbers_is_read_whole() -> None:
    assert extract_codes("7 " * (MOST_TOKENS - 1)).complete


# --- small numbers


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
def test_success_and_a_plain_failure_are_no_codes_but_of_iissync(text: str) -> None:
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


@pytest.mark.parametrize("text", ["1722", "3 0 64", "is it 1722 or 1726?", "what does 5 mean"])
def test_a_text_of_numbers_and_filling_words_asks_for_the_numbers(text: str) -> None:
    assert is_only_codes(text)


@pytest.mark.parametrize(
    "text", ["", "help", "3 nodes are down", "1722 " * 100, "room 3", "10.0.0.1", "ошибка 3"]
)
def test_a_text_of_other_words_does_not_ask_for_numbers(text: str) -> None:
    assert not is_only_codes(text)


# --- IIS 5.0's own output (Q310412, Q214783)


def test_the_counts_in_iis_5s_output_are_no_codes_and_its_wrong_hex_is_not_trusted() -> None:
    text = (
        "Source : 133, scanned, Targets : (133,5), Error replicating to target (NODEB): "
        "Server Execution Failed error code 2148007941 ( 800800005 )"
    )

    assert codes_in(text) == codes_in(text, Mode.STRICT) == [2148007941]
    assert extract_codes(text).codes[0].why == "the form beside it is a slip of it"


def test_iis_5s_error_64_is_one_code() -> None:
    assert codes_in("Error code 64 (00000040)") == [64]


# --- candidates


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("214598801", ("214598801", [2148598801])),  # so an article prints it (Q243342)
        ("Status: 214598801 again", ("214598801", [2148598801])),
        ("21485998792", ("21485998792", [2148598792])),
        ("99999999999", ("99999999999", [])),
        ("-2147483649", ("-2147483649", [])),
        ("0x180110408", ("0x180110408", [2148598792])),
    ],
)
def test_what_is_no_code_as_it_stands_is_a_doubt_with_what_it_may_mean(
    text: str, candidate: tuple[str, list[int]]
) -> None:
    assert candidates_in(text) == [candidate]
    assert codes_in(text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0x8O110408", [2148598792]),
        ("error 2l48598792", [2148598792]),
        ("2I485987O2", []),
        ("0x8oIIO4O8", [2148598792]),
        ("99999999OO", []),
        ("8O110408", [2148598792]),
    ],
)
def test_letters_typed_for_digits_are_a_doubt_with_what_they_look_like(
    text: str, meant: list[int]
) -> None:
    findings = extract_codes(text)
    (candidate,) = findings.candidates

    assert findings.codes == ()
    assert [code.decimal for code in candidate.did_you_mean][: len(meant)] == meant


@pytest.mark.parametrize("text", ["0x8O110408", "error 2l48598792"])
def test_of_letters_typed_for_digits_who_overhears_says_nothing(text: str) -> None:
    findings = extract_codes(text, Mode.STRICT)

    assert (findings.codes, findings.candidates) == ((), ())


@given(st.integers(2**31, 2**32 - 1))
def test_signed_hex_is_the_number_that_its_minus_makes(value: int) -> None:
    (found,) = extract_codes(f"error -0x{2**32 - value:X}").codes

    assert found.code.decimal == value


def test_signed_hex_below_32_bits_is_no_code() -> None:
    assert extract_codes("error -0x80000001").codes == ()


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("text", ["Error0x80110408", "error0x80110408 on node B"])
def test_hex_glued_to_the_word_error_is_a_code(text: str, mode: Mode) -> None:
    assert [found.code.decimal for found in extract_codes(text, mode).codes] == [2148598792]


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


@pytest.mark.parametrize("text", ["214598801", "99999999999", "error 21485998792"])
def test_what_is_overheard_brings_no_doubts(text: str) -> None:
    findings = extract_codes(text, Mode.STRICT)

    assert (findings.codes, findings.candidates) == ((), ())


@pytest.mark.parametrize(
    "code", [code for code in all_documented() if code.decimal >= 10**9], ids=str
)
@pytest.mark.parametrize("form", ["{}", "error {}", "`{}`"])
def test_no_slip_of_the_hand_is_ever_corrected_silently(code: StatusCode, form: str) -> None:
    for slip in slips(str(code), "0123456789"):
        if slip == str(code):
            continue
        found = extract_codes(form.format(slip))
        for detected_one in found.codes:
            assert detected_one.code == StatusCode.parse(slip)
        offered = [near for candidate in found.candidates for near in candidate.did_you_mean]
        offered += [near for one in found.codes for near in explain(one.code).did_you_mean]
        assert code in offered or codes_in(slip)[:1] == [int(slip)]


# --- words before a number, and behind it


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
    ],
)
def test_the_systems_words_before_a_number_make_it_a_code(text: str, codes: list[int]) -> None:
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
def test_a_small_negative_number_is_a_code_where_it_is_eses(text: str, codes: list[int]) -> None:
    assert codes_in(text, Mode.STRICT) == codes


# --- both ears


@pytest.mark.parametrize(
    ("text", "asked", "overheard"),
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
def test_who_overhears_takes_only_what_is_surely_a_code(
    text: str, asked: list[int], overheard: list[int]
) -> None:
    assert codes_in(text) == asked
    assert codes_in(text, Mode.STRICT) == overheard


# --- positions


@pytest.mark.parametrize(
    "text",
    [
        "node B: 2148598792 and -2146368502, then error 1722",
        "<@U0ABC12345> `0x80110408` &amp; “1726”",
        "２１４８５９８７９２ 99999999999",
    ],
)
def test_what_is_found_stands_where_it_is_said_to_stand(text: str) -> None:
    findings = extract_codes(text)

    assert findings.codes
    for written, start in takes_in(findings):
        assert findings.text[start:].startswith(written)


def test_a_code_says_how_it_was_written_and_why_it_is_taken_for_one() -> None:
    found = extract_codes("error 0x6ba").codes[0]

    assert (found.written, found.start) == ("0x6ba", 6)
    assert found.why


def test_a_sign_and_digits_that_a_line_wrap_parted_are_written_on_one_line() -> None:
    assert [found.written for found in extract_codes("error -\n2146368504").codes] == [
        "- 2146368504"
    ]


# --- any text


def spellings(code: StatusCode) -> Iterable[str]:
    yield str(code)
    yield code.hex
    yield code.hex.lower()
    yield f"`{code}`"
    yield f"<tel:{code}|{code}>"
    yield f"error {code}"
    yield "".join(chr(ord(digit) + 0xFEE0) for digit in str(code))
    if code.signed < 0:
        yield str(code.signed)
        yield f"status: {code.signed}."
        yield f"{code} ({code.hex})"


def is_taken_at_its_word(form: str, code: StatusCode) -> bool:
    """Whether a form is that code; one that may be a slip of another may be a candidate instead."""
    findings = extract_codes(form)
    if findings.codes:
        return [found.code for found in findings.codes] == [code]
    return [bool(candidate.did_you_mean) for candidate in findings.candidates] == [True]


@given(ANY_CODE)
def test_any_code_in_any_of_its_forms_alone_is_found(code: StatusCode) -> None:
    assert [form for form in spellings(code) if not is_taken_at_its_word(form, code)] == []


@given(ANY_CODE.filter(lambda code: code.is_plain_win32 or code.failed))
def test_any_code_that_is_built_like_one_is_no_doubt(code: StatusCode) -> None:
    assert [form for form in spellings(code) if codes_in(form) != [code.decimal]] == []


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    for mode in Mode:
        findings = extract_codes(text, mode)
        starts = [found.start for found in findings.codes]

        assert starts == sorted(starts)
        assert len({found.code for found in findings.codes}) == len(findings.codes)


FRAGMENTS = ["-", "0x", "&H", "<tel:", "|", ">", "%", " ", "\n", "(", ")", ",", ".", ":", "/"]
FRAGMENTS += ["error ", "code ", "hex ", "2148598792", "80110408", "8011040", "800800005", "abcdef"]
FRAGMENTS += ["1722", "3", "64", "0", "2147467259", "80004005", "99999999999", "_", "h", "+"]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.sampled_from(Mode))
def test_any_heap_of_numbers_has_an_answer(text: str, mode: Mode) -> None:
    findings = extract_codes(text, mode)

    for written, start in takes_in(findings):
        assert findings.text[start:].startswith(written.split()[0])


PIECES = ["1", "-", "0x", "f", "1 ", "1,", "1.", "1:", "<tel:", "&amp;", "<", "a://", "_1", "１"]
PIECES += ["(1", "1-1-", "S-1-", "-\n", "code 1722 ", "error ", "<http://a|", "1722(", "isbn 1 "]
PIECES += ["error 5 ", "E_FAILX "]


@pytest.mark.parametrize("token", PIECES)
def test_fault_36_hostile_texts_of_40_000_characters_have_an_answer(token: str) -> None:
    hostile = (token * 40_000)[:40_000]

    assert extract_codes(hostile).candidates is not None
    assert extract_codes(hostile, Mode.STRICT).candidates == ()


def test_a_code_at_the_end_of_a_long_text_is_found() -> None:
    assert codes_in("all quiet on the cluster. " * 1500 + "Status: 2148598792") == [READFAIL]


def test_no_number_is_read_that_int_refuses() -> None:
    with pytest.raises(StatusCodeError):
        StatusCode.parse("1" * 40_000)

    assert codes_in("1" * 40_000) == []
