"""Which of a text's codes comes first. Each sign has an example here; one without it fails."""

import re

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.names import names_of
from bot.codes.ranking import (
    MANY,
    SIGNS,
    WRAPPERS,
    Order,
    RankSign,
    counts_of_log,
    harmlessness,
    is_wrapper,
)

ROW = "2026-11-28 12:02:03 10.0.0.5 GET /oak.asp - 80"
EXAMPLES = [
    (SIGNS[0].after, "error 53, ignored by the oak\nerror 64 came\n"),
    (SIGNS[1].before, "ignoring an old error 53\nerror 64 came\n"),
    (SIGNS[2].before, "exited after error 53\nerror 64 came\n"),
    (SIGNS[3].before, "rolled back after error 53\nexited with error 64 came\n"),
    (SIGNS[4].before, "ERROR_CODE: (NTSTATUS) 0xc0000005 - no\nBUGCHECK_STR:  0x1E_c0000005"),
    (SIGNS[5].after, "80090304: LdapErr: DSID-0C09, x\nerror 64 came"),
    (SIGNS[6].before, "INFO it had error 53\nerror 64 came"),
    (SIGNS[7].after, "0xc8000408 (ESE: -1032)\n-1018 JET_errReadVerifyFailure"),
    (SIGNS[8].before, "primary error 53 came\nSecondary error value:\n64 is the oak's"),
    (SIGNS[9].before, "Returned status: 0. GetLastError() returned: 127\nerror 64 came"),
    (SIGNS[10].before, "error 53 came\nsubstatus: 0xC0000064 is the oak's"),
    (SIGNS[11].before, "error 53 came\ncomment: no such oak, data 52e, v1db1"),
    (SIGNS[12].before, "error 53 came\nMsg:[CreateFile: 0x80070020]"),
    (SIGNS[13].before, "error 53 came because of error 64 came"),
    (SIGNS[14].before, "error 53 came with reason: 0x80070020"),
    (SIGNS[15].before, "(-2147352567, 'no', (0, None, 'oak', 0, -2147467259), None)"),
    (SIGNS[16].before, "error 53 came\nthe adapter (problem code: 0x1F, ntstatus: 0xC0000022): no"),
    (SIGNS[17].before, "error 53 came\nan unrecoverable error -1018"),
    (SIGNS[18].after, "error 53 came\nerror -1018. It is unrecoverable."),
    (SIGNS[19].before, "NetpOak: the name: 0x2554\nNetpDoDomainJoin: status: 0x54b"),
    (SIGNS[20].before, f"{ROW} bo 10.0.0.9 Oak/1.0 401 2 5 15\n{ROW} - OAK2 Oak/1.0 500 0 64 15"),
    (SIGNS[21].before, f"{ROW} - 10.0.0.9 Oak/1.0 401 1 53 15\n{ROW} - OAK2 Oak/1.0 500 0 64 15"),
    (SIGNS[22].before, "The call to LoadLibrary(oak) failed, Win32 error 0n2\nerror 64 came"),
    (SIGNS[23].before, "the update page shows error 53\nerror 64 came"),
    (SIGNS[24].before, "it could not start: error 53\nerror 64 came"),
    (SIGNS[25].before, "taking a screenshot failed: error 53\nerror 64 came"),
    (SIGNS[26].before, "Unable to determine presence of driver package. Error = 53\nerror 64 came"),
    (SIGNS[27].before, "{_VERIFY_OAK exit(0x800b0100)}\n!!! the oak is not valid. Error = 64"),
    (SIGNS[28].before, "error 53 came\nthe oak failed with the following error: it had error 64"),
]
MOVED = [
    *("64", "64", "64", "64", "0x1E", "64", "64", "-1018", "64", "64"),
    *("0xC0000064", "52e", "0x80070020"),
    *("64", "0x80070020", "-2147467259", "0xC0000022", "-1018", "-1018", "0x54b", "64", "64", "64"),
    *("64", "64", "64", "64", "64", "64"),
]


def written(text: str, mode: Mode = Mode.LENIENT) -> list[str]:
    return [found.written for found in extract_codes(text, mode).codes]


def order_of(text: str) -> Order:
    return extract_codes(text).order


def test_every_sign_has_an_example() -> None:
    assert [pattern for pattern, _ in EXAMPLES] == [sign.before or sign.after for sign in SIGNS]


@pytest.mark.parametrize(
    ("sign", "text", "first"),
    [(sign, text, first) for sign, (_, text), first in zip(SIGNS, EXAMPLES, MOVED, strict=True)],
)
def test_a_sign_moves_a_code(sign: RankSign, text: str, first: str) -> None:
    extraction = extract_codes(text)

    assert re.search(sign.before.removesuffix("$") + sign.after, text, re.IGNORECASE)
    assert extraction.codes[0].written == first
    assert [found.written for found in extraction.occurrences][1] == first
    assert extraction.order is Order.MAIN_FIRST


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    "words",
    [
        *("ignored", "retrying", "a non-fatal one", "as expected", "skipping it", "harmless"),
        *("will be retried", "continuing", "translated to success", "it is permissible"),
        *("a non-critical one", "not an error here", "this is normal", "may be legitimate"),
        *("benign", "can be safely ignored", "that is by design"),
    ],
)
def test_a_failure_that_was_recovered_from_comes_last(words: str, mode: Mode) -> None:
    assert written(f"error 1722: {words}\nerror 1726\n", mode) == ["1726", "1722"]


@pytest.mark.parametrize(
    "words", ["Rollback of", "the setup ended with", "it exited with", "Overall", "exit code"]
)
def test_a_consequence_comes_behind_its_cause(words: str) -> None:
    assert written(f"{words} error 1722\nerror 1726\n") == ["1726", "1722"]


def test_a_failure_that_ansible_ignores_comes_last() -> None:
    assert written("fatal: error 1722\n...ignoring\nfatal: error 1726\n") == ["1726", "1722"]


@pytest.mark.parametrize(
    "below",
    [
        "Waiting 30 seconds... Retrying...",
        "The oak is in use.\nWaiting 30 seconds... Retrying...",
        "Es wird 30 Sekunden gewartet... Wiederholen...",
    ],
)
def test_a_failure_that_robocopy_retries_comes_last(below: str) -> None:
    assert written(f"ERROR 1722 of oak\n{below}\nERROR 1726 of elm\n") == ["1726", "1722"]


def test_words_behind_another_code_in_a_line_belong_to_that_code() -> None:
    assert written("error 1722 and error 1726 was ignored\nerror 53") == ["1722", "53", "1726"]
    assert written("error 1722: oak (1722) was ignored\nerror 53") == ["53", "1722"]
    assert written("errors 1722, 1726 were ignored\nerror 53") == ["53", "1722", "1726"]


@pytest.mark.parametrize(
    "below", ["This is expected.", "\nThis script is marked as ignore on failure.", "(fine so far)"]
)
def test_a_failure_that_the_next_line_calls_harmless_comes_last(below: str) -> None:
    assert written(f"error 1722 of oak\n{below}\nerror 1726 of elm\n") == ["1726", "1722"]


@pytest.mark.parametrize("below", ["This is expected after error 53", "it is an oak"])
def test_a_line_with_a_number_or_other_words_moves_no_code_above_it(below: str) -> None:
    assert written(f"error 1722 of oak\n{below}\nerror 1726 of elm\n")[0] == "1722"


def test_a_line_that_ends_with_a_colon_belongs_to_the_code_below_it() -> None:
    text = "an INFO value:\nthe error 1722\nan INFO value:\n0x8007052E\n"

    assert written(f"INFO:\n0x80070005\n{text}") == ["1722", "0x80070005", "0x8007052E"]


def test_words_in_another_line_move_no_code() -> None:
    text = "all that is ignored\nerror 1722\nignored, too\nerror 1726\n"

    assert (written(text), order_of(text)) == (["1722", "1726"], Order.TEXT)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("oak: error 1722 ---> error 1726", ["1726", "1722"]),
        ("error 1722\nCaused by: error 1726\nCaused by: error 53", ["53", "1726", "1722"]),
        (
            "oak: 0x80070005 ---> error 53\n--- End of inner exception ---\nerror 64",
            ["53", "0x80070005", "64"],
        ),
        ("oak: error 0x80131500, error 1722", ["1722", "0x80131500"]),
        ("oak: error 1722 ---> 0x80004005", ["1722", "0x80004005"]),
        ("oak: HResult=0x80131524 error 126", ["126", "0x80131524"]),
        ("oak: exit code 1603, then 0x80004004", ["1603", "0x80004004"]),
        ("oak: error 3010, error 1722", ["1722", "3010"]),
        ("oak: error 1722, error 1726", ["1722", "1726"]),
    ],
)
def test_the_innermost_specific_code_comes_first(text: str, codes: list[str]) -> None:
    assert written(text) == codes


def test_the_occurrence_nearest_to_the_main_failure_counts() -> None:
    text = "error 1722 was ignored\nerror 1726\nlast: error 1722\n"
    (first, second) = extract_codes(text).codes

    assert (first.written, second.written) == ("1726", "1722")
    assert second.start == text.rindex("1722")


def test_only_the_first_occurrences_of_a_code_are_rated() -> None:
    text = "error 1722 was ignored\n" * 9 + "error 1722\nerror 1726\n"

    assert written(text) == ["1726", "1722"]


@pytest.mark.parametrize("value", sorted(WRAPPERS))
def test_a_wrapper_is_the_more_harmless_of_two(value: int) -> None:
    assert is_wrapper(value)
    assert harmlessness(value) > harmlessness(5)
    assert names_of(value) or value >= 0x80000000 or value in {0x643, 0x652}


@pytest.mark.parametrize("value", [0x80131515, 0x80131604, 0x80131904])
def test_a_dotnet_exception_is_a_wrapper(value: int) -> None:
    assert is_wrapper(value)
    assert not is_wrapper(value + 0x10000)


@pytest.mark.parametrize(("value", "level"), [(0, 2), (3010, 2), (60_000, 1), (5, 0), (1 << 31, 0)])
def test_codes_that_are_no_failures_are_harmless(value: int, level: int) -> None:
    assert harmlessness(value) == level


def log(*codes: int, more: str = "") -> str:
    return "".join(f"oak: error {code}{more}\n" for code in codes)


def test_many_codes_with_repetitions_make_a_log_ordered_by_count() -> None:
    text = log(53, 64, 1722, 1726, 1722, 1722, 64)
    extraction = extract_codes(text)

    assert written(text) == ["1722", "64", "53", "1726"]
    assert extraction.order is Order.COUNT
    assert len(extraction.occurrences) == 7


def test_in_a_log_failures_that_were_recovered_from_come_last_however_frequent() -> None:
    text = log(1722, 1722, 1722, more=", ignored") + log(53, 64, 1726, 64)

    assert written(text) == ["64", "53", "1726", "1722"]


def test_in_a_log_harmless_codes_come_behind_their_equals() -> None:
    assert written(log(3010, 53, 64, 1722, 1722)) == ["1722", "53", "64", "3010"]


@pytest.mark.parametrize(
    ("codes", "is_log"),
    [([53, 64, 1722, 1726], False), ([53, 64, 64, 64], False), ([53, 64, 1722, 1726, 53], True)],
)
def test_a_log_has_many_codes_and_repetitions(codes: list[int], *, is_log: bool) -> None:
    extraction = extract_codes(log(*codes))

    assert (counts_of_log(extraction.occurrences) is not None) == is_log
    assert (extraction.order is Order.COUNT) == is_log
    assert MANY == 4


def test_the_codes_of_a_question_are_in_the_order_of_the_text() -> None:
    extraction = extract_codes("0x80131500 1722 0x80131500 53 64 3010")

    assert written(extraction.text) == ["0x80131500", "1722", "53", "64", "3010"]
    assert extraction.order is Order.TEXT
