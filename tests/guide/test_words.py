import pytest

from bot.guide.words import LONGEST, is_chat, is_sentence, standing_for, tells_trouble, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RPC  Server", ["rpc", "server"]),
        ("the server isn't there", ["server", "not"]),
        ("cannot sign in", ["not", "logon"]),
        ("can't log on", ["not", "logon"]),
        ("path_not_found", ["path", "not", "found"]),
        ("mtsErrPDFReadFail", ["mts", "pdf", "read", "fail"]),
        ("accès refusé", ["accès", "refusé"]),
        ("\uff32\uff30\uff23", ["rpc"]),
        ("見つかり", ["見つ", "つか", "かり"]),
        ("xxxxx 0x80070005 a", []),
        ("what is the error code", []),
        ("\U0001e900", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_that_say_something(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_word_is_cut_where_no_name_is_so_long() -> None:
    assert words_of("ab" * LONGEST) == [("ab" * LONGEST)[:LONGEST]]


@pytest.mark.parametrize(
    ("word", "other"), [("login", "logon"), ("the", ""), ("kerberos", None), ("bsod", "bluescreen")]
)
def test_a_word_may_stand_for_another(word: str, other: str | None) -> None:
    assert standing_for(word) == other


@pytest.mark.parametrize(
    ("text", "trouble"),
    [("access denied", True), ("unreachable host", True), ("deploy an app", False), ("", False)],
)
def test_trouble_is_told_by_a_word(text: str, trouble: bool) -> None:  # noqa: FBT001 - a column of the table
    assert tells_trouble(text) == trouble


def test_a_sentence_has_words_that_tie_others_together_and_chat_has_its_own() -> None:
    assert is_sentence("the server")
    assert not is_sentence("server stopped")
    assert is_chat("lunch tomorrow")
    assert not is_chat("server stopped")
