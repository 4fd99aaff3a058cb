"""`from bot import decode`: the library."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from typing import assert_type

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot import Decoded, PrintedBy, Provenance, decode
from bot.decoding import LONGEST_QUESTION
from tests.cli.decoding import as_json, decoded
from tests.cli.test_logs import FAILED, PLAIN, log
from tests.test_cost import imported_by

TEXTS = [
    *("2148598792", "error 1722 and 0x80070005", "0x80049999", "214598801", "ORA-12154", "hello"),
    *("rpc unavailable", "seen 53 while mapping a drive", "", "*** STOP: 0x0000007B (0x1,0x2,0,0)"),
]


@pytest.mark.parametrize("text", [*TEXTS, log(lines=3000), PLAIN * 2000])
def test_a_text_has_the_json_of_the_command_line(text: str) -> None:
    assert decode(text).to_json() == as_json(source=text)


@pytest.mark.parametrize("text", ["2148598792", *TEXTS[2:]])
def test_a_text_has_the_answer_of_the_command_line(text: str) -> None:
    assert decode(text).answer == decoded(text)[1].removesuffix("\n")


def test_a_log_has_the_summary_of_the_command_line() -> None:
    text = PLAIN * 1000 + FAILED + "oak: error 53\n"

    assert decode(text).answer == decoded(source=text)[1].rstrip()
    assert decode(PLAIN * 2000).answer == "No status code found."


def test_the_longest_question_is_read_as_one_and_a_longer_text_as_a_log() -> None:
    question = "1722".rjust(LONGEST_QUESTION)

    assert [code.decimal for code in decode(question).codes] == [1722]
    assert decode(f" {question}").codes == ()


def test_a_strict_text_has_only_what_is_certainly_a_code() -> None:
    assert decode("214598801", strict=True) == Decoded(
        codes=(), candidates=(), foreign=(), answer="No status code found."
    )
    [code] = decode("214598801: failed with error 0x80070005", strict=True).codes
    assert (code.written, code.source) == ("0x80070005", Provenance.GUIDE)


def test_a_result_says_whose_word_it_is_and_what_printed_the_number() -> None:
    [code] = decode("2148598792").codes

    assert code.source is Provenance.DOCUMENTED
    assert code.context.taken is PrintedBy.IISSYNC
    assert [page.url[:8] for page in code.sources] == ["https://"] * 2


@given(st.text(max_size=60), st.booleans())
def test_any_text_has_a_result(text: str, strict: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    found = decode(text, strict=strict)

    assert found.answer
    assert {found: 1}[pickle.loads(pickle.dumps(found))] == 1


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        decode("1722").codes[0].meaning = "mine"  # type: ignore[misc] # that is the point


def test_threads_may_decode_at_once() -> None:
    texts = [f"error 0x8007{number:04X}" for number in range(64)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(decode, texts)) == [decode(text) for text in texts]


def test_every_public_name_can_be_imported_and_no_other() -> None:
    assert all(getattr(bot, name).__name__ == name for name in bot.__all__)
    with pytest.raises(ImportError, match="cannot import name 'encode'"):
        from bot import encode  # type: ignore[attr-defined] # noqa: F401, PLC0415 - that is the point


def test_importing_bot_imports_nothing_else() -> None:
    assert imported_by("import bot") == ["bot"]


def test_decoding_opens_no_socket_and_no_database() -> None:
    modules = imported_by("from bot import decode; decode('error 1722')")

    assert {"socket", "sqlite3", "ssl", "asyncio", "bot.cli"}.isdisjoint(modules)


def test_a_type_checker_knows_the_types_of_a_result() -> None:
    [code] = assert_type(decode("1722"), Decoded).codes

    assert_type(code.sources[0].url, str)
    assert_type(code.meaning, str | None)
    assert_type(code.context.taken, PrintedBy)
