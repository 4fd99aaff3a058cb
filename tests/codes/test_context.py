"""What printed a number: printed_by.tsv has public texts with one of IISSYNC's eighteen numbers."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.context import (
    IISSYNC_SIGNS,
    PROGRAM_SIGNS,
    Context,
    context_of,
)
from bot.codes.extraction import extract_codes, is_only_codes
from bot.codes.printed_by import PrintedBy


def contexts(text: str, *thread: str) -> dict[int, Context]:
    extraction = extract_codes(text)
    alone = is_only_codes(text)
    return {
        found.code.decimal: context_of(extraction.text, found, is_only_codes=alone, thread=thread)
        for found in extraction.codes
    }


def context(text: str, *thread: str) -> Context:
    (only,) = contexts(text, *thread).values()
    return only


def rows() -> Iterator[ParameterSet]:
    path = Path(__file__).with_name("printed_by.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
            text = row["text"].replace("\\n", "\n").replace("\\t", "\t")
            printed_by = {"iissync": PrintedBy.IISSYNC, "windows": PrintedBy.ANY}[row["printed_by"]]
            yield pytest.param(text, int(row["code"]), printed_by, id=f"{number}-{row['code']}")


@pytest.mark.parametrize(("text", "code", "printed_by"), list(rows()))
def test_a_public_text_shows_what_printed_its_number(
    text: str, code: int, printed_by: PrintedBy
) -> None:
    assert contexts(text)[code].printed_by is printed_by


@pytest.mark.parametrize(
    "text",
    ["1060", "what does 0x80004005 mean?", "error 1722", "iissync: 3", "got 64 from iissync"],
)
def test_a_bare_number_and_a_number_beside_iissync_are_iissyncs(text: str) -> None:
    assert context(text).printed_by is PrintedBy.IISSYNC


@pytest.mark.parametrize("text", ["E_FAIL", "REGDB_E_CLASSNOTREG", "what is E_FAIL"])
def test_a_name_alone_is_a_question_about_windows(text: str) -> None:
    assert context(text) == Context(PrintedBy.ANY, "you asked by name")


def test_a_number_on_its_own_line_after_the_command_is_iissyncs() -> None:
    for text in ("C:\\inetsrv> iissync NODEB\n64", "PS C:\\> .\\iissync.exe NODEB NODEC\n\n3\n"):
        assert context(text).printed_by is PrintedBy.IISSYNC


def test_a_name_that_iissync_printed_is_iissyncs() -> None:
    assert context("iissync says E_FAIL").printed_by is PrintedBy.IISSYNC


@pytest.mark.parametrize(
    "text",
    [
        "0x0000007B",
        "STOP: 0x7B",
        "blue screen with 0x9F",
        "CRITICAL_PROCESS_DIED",
        "minidump says error 0xD1",
        "the minidump has 0x1000009F",
        "0x1000009F",
        "minidump: error 0x10000003",
    ],
)
def test_a_stop_code_is_a_bug_check(text: str) -> None:
    assert context(text).printed_by is PrintedBy.BUG_CHECK


@pytest.mark.parametrize("text", ["error 123", "0x00000005", "printer error 0x0000011b", "0x7B"])
def test_a_number_is_no_bug_check_unless_the_text_shows_that_windows_stopped(text: str) -> None:
    assert context(text).printed_by is not PrintedBy.BUG_CHECK


@pytest.mark.parametrize(
    ("text", "printed_by"),
    [
        ("after iissync I ran sc query: [SC] OpenService FAILED 1060", PrintedBy.ANY),
        ("iissync worked, but msiexec failed with error 5", PrintedBy.ANY),
        ("IISSYNC (IIS 4) and Outlook error 64", PrintedBy.ANY),
        ("sc query is fine, but iissync says 1060", PrintedBy.IISSYNC),
        ("After the blue screen IISSYNC fails with error 0x40", PrintedBy.IISSYNC),
        ("stop code 0x7b, then error 0x5 from iissync", PrintedBy.IISSYNC),
        ("IISSYNC could not stop the service: 0x5", PrintedBy.IISSYNC),
        ("Blue screen yesterday, and now error 0x5 at start", PrintedBy.ANY),
    ],
)
def test_the_nearest_of_several_signs_in_a_line_counts(text: str, printed_by: PrintedBy) -> None:
    *_, last = contexts(text).values()

    assert last.printed_by is printed_by


def test_the_line_with_the_number_outweighs_the_rest_of_the_text() -> None:
    text = "iissync NODEB\n2147500037\nmeanwhile sc query W3SVC says FAILED 1060"

    assert {code: each.printed_by for code, each in contexts(text).items()} == {
        2147500037: PrintedBy.IISSYNC,
        1060: PrintedBy.ANY,
    }


def test_a_thread_about_iissync_is_the_context_of_its_messages() -> None:
    said = "on the server we then see error 1722 again"

    assert context(said).printed_by is PrintedBy.ANY
    assert context(said, "iissync failed last night").printed_by is PrintedBy.IISSYNC
    assert context("error 0x0000007B", "iissync failed").printed_by is PrintedBy.IISSYNC


def test_the_reason_quotes_the_text() -> None:
    assert context("[WinError 3] no such path").why == "“[WinError 3]” belongs to another program"
    assert context("metabase error 3").why == "the text says “metabase”"


@given(st.text(max_size=80))
def test_any_text_has_a_context_for_each_of_its_codes(text: str) -> None:
    assert all(each.why for each in contexts(f"{text} 0x80004005 {text}").values())


@pytest.mark.parametrize(
    "sign", [*IISSYNC_SIGNS, *PROGRAM_SIGNS], ids=lambda sign: sign.pattern[:30]
)
def test_a_reason_is_one_line_of_words(sign: object) -> None:
    assert "\n" not in str(sign)
