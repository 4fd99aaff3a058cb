import subprocess
import sys
from io import BufferedReader, BytesIO, RawIOBase

import pytest

from bot.codes.log_reader import opened
from tests.cli.decoding import decoded, printed_by
from tests.cli.processes import bot, bot_in_shell, on_a_terminal


class RawBytes(RawIOBase):
    """A pipe with these bytes."""

    def __init__(self, content: bytes) -> None:
        self.source = BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # as BufferedReader calls it
        return self.source.readinto(buffer)


def test_a_code_is_explained() -> None:
    status, text = decoded("2148598792")

    assert status == 0
    assert text.startswith("2148598792: The two nodes have a communications problem.\n")
    assert text.endswith("/Q241573/\n")


def test_without_a_text_standard_input_is_read() -> None:
    assert decoded(source="Status: 2148598792\n") == decoded("2148598792")


@pytest.mark.parametrize("text", ["hello", " ", "10.0.0.1"])
def test_a_text_without_a_code_gets_a_hint(text: str) -> None:
    assert decoded(text) == (
        1,
        "No status code found. Give the number that IISSYNC or Windows printed.\n",
    )


def test_an_uncertain_candidate_is_shown_but_is_no_code() -> None:
    status, text = decoded("214598801")

    assert status == 1
    assert "Did you mean 2148598801" in text


def test_plain_text_has_no_markup_of_slack() -> None:
    text = decoded("2147500037")[1]

    assert "*" not in text
    assert "&gt;" not in text


def test_a_number_of_another_product_is_shown_but_is_no_code() -> None:
    status, text = decoded("ORA-12154")

    assert status == 1
    assert text == "ORA-12154 is an error of Oracle's. It is no status code of Windows.\n"


def test_words_without_a_code_are_searched_for() -> None:
    status, text = decoded("rpc unavailable")

    assert status == 1
    assert "1722 The RPC server is unavailable." in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_selects_the_encoding(encoding: str) -> None:
    read = opened(BufferedReader(RawBytes("error 1722 später".encode(encoding)))).read()

    assert read == "error 1722 später"


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert printed_by(source=b"erreur \xe9\x00\xff 1722")[0] == 0


# As a process


def test_several_texts_are_one_text() -> None:
    assert bot("decode", "error", "1722").stdout == decoded("error 1722")[1]


def test_a_pipe_that_is_closed_early_is_no_visible_error() -> None:
    assert bot_in_shell("decode 2147500037 | true").stderr == ""


def test_lines_with_a_text_is_an_error() -> None:
    ended = bot("decode", "--lines", "1722")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "--lines reads standard input: give no TEXT with it\n"


def test_on_a_terminal_a_hint_says_how_to_end_the_input() -> None:
    assert "press Ctrl-D" in on_a_terminal(f"{sys.executable} -m bot decode", typed="1722\n\x04")


def test_an_interrupt_shows_no_traceback() -> None:
    seen = on_a_terminal(f"{sys.executable} -m bot decode", typed="\x03")

    assert "Traceback" not in seen


@pytest.mark.parametrize("written", ["-2146368504,", "-0x7FEEFBF8", "(-2146368504)"])
def test_a_signed_code_is_not_an_option(written: str) -> None:
    assert bot("decode", written, "--json").returncode == 0


def test_after_two_dashes_everything_is_text() -> None:
    assert bot("decode", "--", "-1").stdout.startswith("-1: ")


def test_standard_input_without_a_code_returns_1() -> None:
    ended = bot("decode", source="zebra\n")

    assert ended.stdout.startswith("No status code found.")
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_code_may_begin_with_a_dash() -> None:
    ended = bot("decode", "-2146368504")

    assert (ended.returncode, ended.stdout[:11]) == (0, "-2146368504")


def test_an_unknown_option_returns_2_and_is_named() -> None:
    ended = bot("decode", "--jason", "1722")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "unrecognized arguments: --jason" in ended.stderr


def test_decoding_imports_neither_bolt_nor_sockets_nor_dotenv() -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "decode", "2148598792"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.split("\n")
    }

    assert "bot" in imported
    assert imported.isdisjoint({"slack_bolt", "slack_sdk", "aiohttp", "dotenv", "asyncio"})
