from collections import Counter
from itertools import islice

import pytest

from bot.guide.search import search
from bot.guide.words import (
    LONGEST,
    SYNONYMS,
    is_chat,
    is_sentence,
    reports_failure,
    standing_for,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RPC  Server", ["rpc", "server"]),
        ("the server isn't there", ["server", "not"]),
        ("cannot sign in", ["not", "logon"]),
        ("can't log on", ["not", "logon"]),
        ("path_not_found", ["path", "not", "found"]),
        ("mtsErrPDFReadFail", ["mts", "pdf", "read", "fail"]),
        ("déjà ouvert", ["déjà", "ouvert"]),
        ("\uff32\uff30\uff23", ["rpc"]),
        ("見つかり", ["見つ", "つか", "かり"]),
        ("見 見つ", ["見つ"]),
        ("xxxxx 0x80070005 a", []),
        ("what is the error code", []),
        ("\U0001e900", []),
        ("", []),
    ],
)
def test_a_text_is_split_into_words_with_a_meaning(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_word_is_cut_after_the_longest_part_of_a_name() -> None:
    assert words_of("ab" * LONGEST) == [("ab" * LONGEST)[:LONGEST]]


@pytest.mark.parametrize(
    ("word", "other"), [("login", "logon"), ("the", ""), ("kerberos", None), ("bsod", "bluescreen")]
)
def test_a_word_may_have_a_synonym(word: str, other: str | None) -> None:
    assert standing_for(word) == other


@pytest.mark.parametrize(
    ("text", "is_failure"),
    [("access denied", True), ("unreachable host", True), ("deploy an app", False), ("", False)],
)
def test_a_word_reports_a_failure(text: str, is_failure: bool) -> None:  # noqa: FBT001 - a column of the table
    assert reports_failure(text) == is_failure


def same_words() -> list[tuple[str, list[str]]]:
    """Each word that stands for others, and those."""
    lines = (line for line in SYNONYMS.read_text("utf-8").splitlines() if line[:1].isalpha())
    parts = (line.partition(":") for line in lines)
    return [(head, [other.strip() for other in others.split(",")]) for head, _, others in parts]


def test_no_word_has_two_synonyms_and_no_synonym_has_another() -> None:
    others = [other for _, group in same_words() for other in group]

    assert [each for each, times in Counter(others).items() if times > 1] == []
    assert {head for head, _ in same_words()} & {*others} == set()


@pytest.mark.exhaustive
def test_a_misspelling_of_any_synonym_can_be_searched() -> None:
    slips = [other[:-1] for _, group in same_words() for other in group]

    assert all(isinstance(list(islice(search(f"{slip} failed"), 1)), list) for slip in slips)


def test_sentences_and_chat_have_words_of_their_own() -> None:
    assert is_sentence("the server")
    assert not is_sentence("server stopped")
    assert is_chat("lunch tomorrow")
    assert not is_chat("server stopped")
