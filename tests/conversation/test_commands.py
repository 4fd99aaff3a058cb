import pytest

from bot.codes.status_code import StatusCode
from bot.conversation import (
    Request,
    team_command,
)
from bot.replies.small_talk import help_reply
from bot.replies.team_entries import list_reply
from tests.conversation.replies import NEW, OLD, codes_of, reply_to

READFAIL = 2148598792


@pytest.mark.parametrize(
    "text", ["help", "Help!", " HELP. ", "?", "usage", "<@U0ABC12345> help me", "can you help me?"]
)
def test_every_way_to_ask_for_help_works(text: str) -> None:
    assert reply_to(text) == help_reply()


@pytest.mark.parametrize("text", ["list", "List", "<@U0ABC12345> list "])
def test_every_way_to_ask_for_the_list_works(text: str) -> None:
    assert reply_to(text) == list_reply((), 0)


@pytest.mark.parametrize(
    ("text", "command"), [("hlep", "help"), ("lst", "list"), ("serach", "search")]
)
def test_a_misspelled_command_suggests_the_nearest(text: str, command: str) -> None:
    assert f"Did you mean `/iissync {command}`?" in reply_to(text).plain


@pytest.mark.parametrize(
    ("text", "what", "code"),
    [
        ("add 2148598792", "add", READFAIL),
        ("<@U0ABC12345> ADD `0x80110408`", "add", READFAIL),
        ("add", "add", None),
        ("add the share is full", "add", None),
        ("history 1722", "history", 1722),
        ("History E_FAIL", "history", 2147500037),
        ("unknown", "unknown", None),
        ("Stats", "stats", None),
    ],
)
def test_a_team_command_has_a_kind_and_a_code(text: str, what: str, code: int | None) -> None:
    assert team_command(text) == (what, None if code is None else StatusCode(code))
    assert not Request(text).wants_thread


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1722",
        "help",
        "unknown error 5",
        "stats of today",
        "adding",
        "add to this: now it is 1722",
    ],
)
def test_other_texts_are_no_team_command(text: str) -> None:
    assert team_command(text) is None


@pytest.mark.parametrize(
    ("text", "nearest"), [("unknwon", "unknown"), ("stat", "stats"), ("histroy", "history")]
)
def test_a_misspelled_team_command_suggests_the_nearest(text: str, nearest: str) -> None:
    assert f"Did you mean `/iissync {nearest}`?" in reply_to(text).plain


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "<@U0ABC12345> thx", "that fixed it"])
def test_thanks_are_answered_in_one_line_and_ask_back(text: str) -> None:
    reply = reply_to(text, NEW, OLD)

    assert reply.plain == "Glad it helped. What was it, finally?"
    assert reply.asks_back
    assert not Request(text).wants_thread


@pytest.mark.parametrize("text", ["hi", "Hello there!", "who are you?", "test"])
def test_a_greeting_is_answered_in_two_lines(text: str) -> None:
    assert len(reply_to(text).plain) < 200


def test_thanks_with_a_code_are_a_question() -> None:
    assert codes_of(reply_to("thanks, and 1722?")) == [1722]


@pytest.mark.parametrize("text", ["ok", "Good job!", "never mind", "see you later"])
def test_an_acknowledgement_gets_one_line(text: str) -> None:
    reply = reply_to(text)

    assert reply.understood
    assert len(reply.plain.splitlines()) == 1
