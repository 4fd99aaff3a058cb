import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from functools import partial
from importlib.resources import files
from io import BufferedReader, BytesIO, RawIOBase, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.cli.decode import check_guide, decode_input, decode_texts, search_command, show_guide
from bot.codes.log_reader import BLOCK, opened
from bot.guide.figures import figures
from tests.conftest import Json

READFAIL: Json = {
    "codes": [
        {
            "written": "2148598792",
            "decimal": 2148598792,
            "signed": -2146368504,
            "hex": "0x80110408",
            "names": ["COMADMIN_E_APP_FILE_READFAIL", "mtsErrPDFReadFail"],
            "family": "IISSYNC status",
            "source": "documented",
            "meaning": "The two nodes have a communications problem.",
            "causes": ["Possibly an IP address conflict."],
            "steps": [
                (
                    "See that every IP address, on both nodes and in the IIS resource group, is "
                    "valid and that all are in one subnet."
                ),
                "Run IISSYNC again, from the good node: it overwrites the target.",
            ],
            "warnings": [],
            "sources": [
                {
                    "title": "Deciphering IISSYNC Status Codes",
                    "url": "https://jeffpar.github.io/kbarchive/kb/224/Q224801/",
                },
                {
                    "title": "How to Install IIS 4.0 onto a Single Node of MSCS 1.0",
                    "url": "https://jeffpar.github.io/kbarchive/kb/241/Q241573/",
                },
            ],
            "undocumented": [],
            "parameters": [],
            "context": {"taken": "iissync", "why": "only a number was sent"},
            "did_you_mean": [],
        }
    ],
    "candidates": [],
}


def printed_by(*texts: str, source: bytes = b"", as_json: bool = False) -> tuple[int, str]:
    out = StringIO()
    if texts:
        status = decode_texts(texts, out, as_json=as_json)
    else:
        options = {"as_json": as_json, "by_line": False}
        status = decode_input(BytesIO(source), out, lambda: None, **options)
    return status, out.getvalue()


def decoded(*texts: str, source: str = "") -> tuple[int, str]:
    return printed_by(*texts, source=source.encode())


def as_json(*texts: str, source: str = "") -> Json:
    printed: Json = json.loads(printed_by(*texts, source=source.encode(), as_json=True)[1])
    return printed


def promised(printed: Json) -> Json:
    """What is printed of what is promised: later versions may add fields, and names at the end."""
    (code,), names = printed["codes"], READFAIL["codes"][0]["names"]
    kept = {name: code[name] for name in READFAIL["codes"][0]}
    return {
        "codes": [{**kept, "names": code["names"][: len(names)]}],
        "candidates": printed["candidates"],
    }


class RawBytes(RawIOBase):
    """Bytes as a pipe gives them."""

    def __init__(self, content: bytes) -> None:
        self.source = BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # as BufferedReader calls it
        return self.source.readinto(buffer)


UNHEARD = 2.0
"""Seconds after which a person types once more what had no effect."""


def on_a_terminal(command: str, typed: str = "") -> str:
    """What a person sees who runs that on a terminal, and types that once it asks for input."""
    child, terminal = pty.fork()
    if child == 0:
        termios.tcsetwinsize(0, (24, 80))
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests may ignore it
        os.execv("/bin/sh", ["sh", "-c", command])
    seen, quiet = b"", True
    with contextlib.suppress(OSError):  # how Linux tells that the other end is closed
        while True:
            asked = bool(typed) and b"Ctrl-D" in seen
            if asked and quiet:  # a Ctrl-C that comes just before Python reads is heard by nobody
                os.write(terminal, typed.encode())
            quiet = asked and not select.select([terminal], [], [], UNHEARD)[0]
            if quiet:
                continue
            more = os.read(terminal, 4096)
            if not more:
                break
            seen += more
            quiet = not asked
    os.close(terminal)
    os.waitpid(child, 0)
    return seen.decode("utf-8", "replace")


def python(*arguments: str, source: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], input=source, capture_output=True, text=True, check=False
    )


# --- as text


def test_a_code_is_explained() -> None:
    status, text = decoded("2148598792")

    assert status == 0
    assert text.startswith("2148598792: The two nodes have a communications problem.\n")
    assert text.endswith("/Q241573/\n")


def test_several_texts_are_one_text() -> None:
    assert decoded("error", "1722") == decoded("error 1722")


def test_without_a_text_standard_input_is_read() -> None:
    assert decoded(source="Status: 2148598792\n") == decoded("2148598792")


@pytest.mark.parametrize("text", ["hello", " ", "10.0.0.1"])
def test_where_nothing_is_found_it_says_what_to_give(text: str) -> None:
    assert decoded(text) == (
        1,
        "No status code found. Give the number that IISSYNC or Windows printed.\n",
    )


def test_a_doubt_is_told_but_is_no_code() -> None:
    status, text = decoded("214598801")

    assert status == 1
    assert "Did you mean 2148598801" in text


def test_plain_text_has_no_marks_of_slack() -> None:
    text = decoded("2147500037")[1]

    assert "*" not in text
    assert "&gt;" not in text


# --- as JSON


def test_json_has_exactly_what_is_promised() -> None:
    assert promised(as_json("2148598792")) == READFAIL


def test_json_of_an_unknown_code_has_its_neighbours_and_no_cause() -> None:
    (code,) = as_json("2148598790")["codes"]

    assert code["source"] == "unknown"
    assert (code["meaning"], code["causes"], code["names"]) == (None, [], [])
    assert code["steps"]
    assert code["did_you_mean"] == [2148598785, 2148598792, 2148598794, 2148598797]


def test_json_of_a_code_without_a_documented_cause_has_none_and_labels_our_steps() -> None:
    (code,) = as_json("1726")["codes"]

    assert code["causes"] == []
    assert code["steps"] == code["undocumented"] != []


def test_json_has_every_cause_the_likeliest_first() -> None:
    first, second = as_json("2148007941")["codes"][0]["causes"]

    assert "Local Administration" in first
    assert "COM+ catalog" in second


def test_json_has_the_warning() -> None:
    assert "deletes packages" in as_json("0x80004005")["codes"][0]["warnings"][0]


def test_json_tells_what_else_the_number_means_and_which_was_taken() -> None:
    (code,) = as_json("System.IO.IOException: error 0x80004005")["codes"]
    (iissync,) = [each for each in code["other_readings"] if each["printed_by"] == "iissync"]

    assert (code["source"], code["context"]["taken"]) == ("guide", "any")
    assert iissync["meaning"] == "MTS replication is not configured."
    assert iissync["source"] == "documented"


def test_json_of_a_bug_check_has_its_parameters() -> None:
    (code,) = as_json("*** STOP: 0x0000007B (0xF7C5A524,0xC0000034,0x0,0x0)")["codes"]

    assert code["written"] == "0x0000007B"
    assert code["context"]["taken"] == "bug check"
    assert code["parameters"] == ["0xF7C5A524", "0xC0000034", "0x0", "0x0"]
    assert ["ERROR_INVALID_NAME"] in [one["names"][:1] for one in code["other_readings"]] or any(
        one["printed_by"] == "any" for one in code["other_readings"]
    )


SCHEMA = json.loads(files("bot.replies").joinpath("decode.schema.json").read_text("utf-8"))
EVERY_KIND = [
    *("2148598792", "1726", "0x80070005", "0x80049999", "12345678", "0x887A0005", "E_FAIL", "123"),
    *("0x1722", "214598801", "99999999999", "0xC0000005 (3221225477)", "hello", "", "0x800706BA"),
    "*** STOP: 0x0000007B (0xF7C5A524,0xC0000034,0x0,0x0)",
    "error 5, error 1722, 0x80070643 and 0xE0434352",
]


@pytest.mark.parametrize("text", EVERY_KIND)
def test_json_is_as_its_schema_says(text: str) -> None:
    Draft202012Validator(SCHEMA).validate(as_json(text))


@given(st.integers(0, 2**32 - 1), st.text(max_size=30))
def test_json_of_any_code_in_any_text_is_as_its_schema_says(value: int, text: str) -> None:
    Draft202012Validator(SCHEMA).validate(as_json(f"error 0x{value:08X} {text}"))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_json_has_doubts_apart() -> None:
    assert as_json("214598801") == {
        "codes": [],
        "candidates": [{"written": "214598801", "did_you_mean": [2148598801]}],
        "foreign": [],
    }


def test_json_of_nothing_is_empty() -> None:
    assert as_json("hello") == {"codes": [], "candidates": [], "foreign": []}


# --- words


def test_words_that_are_no_code_are_searched_for() -> None:
    status, text = decoded("rpc", "unavailable")

    assert status == 1
    assert "1722 The RPC server is unavailable." in text


def test_a_search_prints_a_page_and_how_to_see_the_next() -> None:
    out = StringIO()
    status = search_command(["0x8011*"], out, page=2, as_json=False)

    assert status == 0
    assert out.getvalue().count("\n0x8011") == 10
    assert out.getvalue().endswith("More: --page 3\n")


def test_a_search_for_what_is_not_there_ends_with_1() -> None:
    out = StringIO()

    assert search_command(["zzzz"], out, page=1, as_json=False) == 1
    assert "I know no code for “zzzz”." in out.getvalue()


def test_a_search_for_programs_prints_a_list_of_hits_the_best_first() -> None:
    schema = json.loads((files("bot.replies") / "search.schema.json").read_text("utf-8"))
    for words in ("access denied", "kerberos", "0x8011*", "REGDB_E_READREGDB"):
        out = StringIO()
        assert search_command([words], out, page=1, as_json=True) == 0
        hits = json.loads(out.getvalue())
        Draft202012Validator(schema).validate(hits)
        assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)

    family = json.loads(printed("kerberos"))[0]
    assert (family["code"], family["family"]) == (None, "Kerberos error")
    code = json.loads(printed("access denied"))[0]
    assert (code["code"], code["hex"], code["decimal"]) == ("5", "0x00000005", 5)
    assert "ERROR_ACCESS_DENIED" in code["names"]
    assert code["sources"]


def printed(words: str) -> str:
    out = StringIO()
    search_command([words], out, page=1, as_json=True)
    return out.getvalue()


def test_a_search_for_programs_that_finds_nothing_is_an_empty_list() -> None:
    out = StringIO()

    assert search_command(["xyzzyx"], out, page=1, as_json=True) == 1
    assert out.getvalue() == "[]\n"


# --- logs

PLAIN = "2026-11-23 10:40:07 INFO copied 133 keys in 250 ms\n"
FAILED = "2026-11-23 10:40:09 ERROR replicating to target failed, error code 2148007941\n"


def log(*, lines: int) -> str:
    """A log longer than a question, with one failure in each thousand lines."""
    return "".join(FAILED if n % 1000 == 999 else PLAIN for n in range(lines))


def test_a_long_input_is_a_log_that_is_summed_up() -> None:
    status, text = decoded(source=log(lines=5000))

    assert status == 0
    assert text.startswith("In 5 lines, lines 1000 to 5000:\n2148007941: No Administrator")
    assert text.count("2148007941: No Administrator") == 1


def test_a_log_as_json_is_one_object() -> None:
    assert [code["decimal"] for code in as_json(source=log(lines=5000))["codes"]] == [2148007941]


def test_a_summary_counts_the_codes_and_has_the_most_frequent_first() -> None:
    failures = "oak: error 53\n" + "oak: error 1726\n" * 3 + "oak: error 64, ignored\n"
    status, text = decoded(source=PLAIN * 1000 + failures)
    places = [text.find(f"\n{code}: ") for code in (1726, 53, 64)]

    assert status == 0
    assert text.startswith("3 codes, the most frequent first.\n\nIn 3 lines, lines 1002 to 1004:\n")
    assert -1 < places[0] < min(places[1:])


def test_json_of_a_log_has_the_most_frequent_code_first() -> None:
    failures = "oak: error 53\n" + "oak: error 1726\n" * 3

    assert [code["decimal"] for code in as_json(source=PLAIN * 1000 + failures)["codes"]] == [
        1726,
        53,
    ]


def test_a_number_of_another_product_is_told_but_is_no_code() -> None:
    status, text = decoded("ORA-12154")

    assert status == 1
    assert text == "ORA-12154 is an error of Oracle's. It is no status code of Windows.\n"


def test_json_has_the_numbers_of_other_products_apart() -> None:
    assert as_json("ORA-12154") == {
        "codes": [],
        "candidates": [],
        "foreign": [{"written": "ORA-12154", "what": "an error of Oracle's"}],
    }


def test_a_log_without_a_code_says_so() -> None:
    assert decoded(source=PLAIN * 2000) == (1, "No status code found.\n")


def test_with_lines_each_line_with_codes_is_an_object() -> None:
    out, calls = StringIO(), list[int]()
    source = BytesIO(f"{PLAIN}{FAILED}error 5, 5 (0x5) and error 53\n{PLAIN}".encode())
    progress = partial(calls.append, 1)
    status = decode_input(source, out, progress, as_json=True, by_line=True)
    printed = [json.loads(line) for line in out.getvalue().splitlines()]

    assert status == 0
    assert [(line["line"], [c["decimal"] for c in line["codes"]]) for line in printed] == [
        (2, [2148007941]),
        (3, [5, 53]),
    ]
    assert all(line["candidates"] == [] for line in printed)
    assert len(calls) == 2


def test_lines_are_counted_over_blocks_and_however_long_they_are() -> None:
    source = "x" * (2 * BLOCK + 10) + "\n" + PLAIN * 10_000 + FAILED
    text = decoded(source=source)[1]

    assert text.startswith("In 1 line, line 10002:")


def test_a_line_of_many_blocks_counts_once() -> None:
    assert decoded(source="error 1722; " * 60_000)[1].startswith("In 1 line, line 1:")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_byte_order_mark_says_is_believed(encoding: str) -> None:
    read = opened(BufferedReader(RawBytes("error 1722 später".encode(encoding)))).read()

    assert read == "error 1722 später"


def test_what_is_no_text_is_read_as_far_as_it_goes() -> None:
    assert printed_by(source=b"erreur \xe9\x00\xff 1722")[0] == 0


# --- as a process


def test_a_pipe_that_is_closed_early_is_no_error_to_look_at() -> None:
    command = f"{sys.executable} -m bot decode 2147500037 | true"
    ended = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)

    assert ended.stderr == ""


def test_a_terminal_of_few_letters_shows_what_it_can() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "decode", "2147500037"],
        env={"PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )

    assert b"? Running IISSYNC now deletes" in ended.stdout


def test_lines_and_a_text_do_not_go_together() -> None:
    ended = python("-m", "bot", "decode", "--lines", "1722")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "--lines reads standard input: give no TEXT with it\n"


@pytest.mark.parametrize(("words", "page"), [("zzzz", 2), ("rpc", 9999)])
def test_a_page_behind_the_last_is_told_and_is_nothing_found(words: str, page: int) -> None:
    out = StringIO()

    assert search_command([words], out, page, as_json=False) == 1
    assert out.getvalue() == f"There is no page {page}.\n"


@pytest.mark.parametrize("page", ["0", "x", "-1", "99999"])
def test_a_page_that_is_none_is_refused(page: str) -> None:
    assert python("-m", "bot", "search", "rpc", "--page", page).returncode == 2


def test_a_search_is_a_command() -> None:
    first = python("-m", "bot", "search", "metabase")
    second = python("-m", "bot", "search", "rpc", "--page", "2")

    assert first.stdout.startswith("Codes for “metabase”\nIIS metabase error: ")
    assert second.stdout.endswith("More: --page 3\n")


def test_on_a_terminal_a_bar_shows_how_far_a_log_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    path.write_text(log(lines=60_000))
    seen = on_a_terminal(f"{sys.executable} -m bot decode < {path}")

    assert "In 60 lines" in seen
    assert "%|" in seen


def test_on_a_terminal_it_says_how_to_end_the_input() -> None:
    assert "press Ctrl-D" in on_a_terminal(f"{sys.executable} -m bot decode", typed="1722\n\x04")


def test_an_interrupt_ends_it_without_a_traceback() -> None:
    seen = on_a_terminal(f"{sys.executable} -m bot decode", typed="\x03")

    assert "Traceback" not in seen


@pytest.mark.parametrize("written", ["-2146368504,", "-0x7FEEFBF8", "(-2146368504)"])
def test_a_signed_code_is_no_option_however_it_is_written(written: str) -> None:
    assert python("-m", "bot", "decode", written, "--json").returncode == 0


def test_after_two_dashes_everything_is_text() -> None:
    assert python("-m", "bot", "decode", "--", "-1").stdout.startswith("-1: ")


def test_a_process_prints_json_and_ends_with_0() -> None:
    ended = python("-m", "bot", "decode", "--json", "2148598792")

    assert promised(json.loads(ended.stdout)) == READFAIL
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_process_reads_standard_input_and_ends_with_1_where_it_finds_nothing() -> None:
    ended = python("-m", "bot", "decode", source="zebra\n")

    assert ended.stdout.startswith("No status code found.")
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_process_reads_a_signed_code_that_begins_with_a_dash() -> None:
    ended = python("-m", "bot", "decode", "-2146368504")

    assert (ended.returncode, ended.stdout[:11]) == (0, "-2146368504")


def test_misuse_ends_with_2_and_says_why() -> None:
    ended = python("-m", "bot", "decode", "--jason", "1722")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "unrecognized arguments: --jason" in ended.stderr


def test_decoding_imports_neither_bolt_nor_sockets_nor_dotenv() -> None:
    ended = python("-X", "importtime", "-m", "bot", "decode", "2148598792")
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.split("\n")
    }

    assert "bot" in imported
    assert imported.isdisjoint({"slack_bolt", "slack_sdk", "aiohttp", "dotenv", "asyncio"})


# --- the guide


def test_the_guide_says_what_it_holds() -> None:
    out = StringIO()

    assert show_guide(out) == 0
    assert out.getvalue().rstrip() == figures()


def test_a_sound_guide_has_no_fault() -> None:
    out = StringIO()

    assert check_guide(out) == 0
    assert re.fullmatch(r"No fault in [\d,]+ entries\.\n", out.getvalue())


def test_a_fault_of_the_guide_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "win32.toml").write_text('[family]\nkey = "nowhere"\n', "utf-8")
    out = StringIO()

    assert check_guide(out, tmp_path) == 1
    assert out.getvalue() == "win32.toml: there is no family 'nowhere'\n"


def test_where_there_are_no_data_files_it_says_where_they_are(tmp_path: Path) -> None:
    out = StringIO()

    assert check_guide(out, tmp_path / "none") == 1
    assert "stand in a checkout" in out.getvalue()
