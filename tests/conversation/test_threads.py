import pytest

from bot.codes.sources import Passage
from bot.conversation import (
    LONGEST_QUESTION,
    Request,
    answer,
)
from tests.conversation.replies import NEW, OLD, codes_of, reply_to


@pytest.mark.parametrize("text", ["", "<@U0ABC12345>", "<@U0ABC12345> what is this?", "and now"])
def test_a_question_without_a_code_wants_the_thread(text: str) -> None:
    assert Request(text).wants_thread


@pytest.mark.parametrize("text", ["1722", "<@U0ABC12345> help", "list", "214598801"])
def test_a_question_that_has_an_answer_does_not_want_the_thread(text: str) -> None:
    assert not Request(text).wants_thread


def test_a_reply_about_a_thread_has_its_codes_in_order_with_their_messages() -> None:
    reply = reply_to("<@U0ABC12345>", NEW, OLD)

    assert codes_of(reply) == [2148598792, 1722]
    assert "From the message of 14 Nov 2023 22:23 UTC: “now it says 2148598792”" in reply.plain
    assert "1722: The RPC server is unavailable" in reply.plain


def test_a_code_that_a_thread_names_twice_is_answered_from_the_newest_message() -> None:
    again = Passage("again error 1722", 1700000900, "14 Nov 2023 22:28 UTC")
    reply = reply_to("why?", again, OLD)

    assert codes_of(reply) == [1722]
    assert "“again error 1722”" in reply.plain


def test_a_message_of_a_thread_that_is_only_a_number_is_a_code() -> None:
    assert codes_of(reply_to("why?", Passage("3", 1700000000, "then"))) == [3]


def test_a_number_within_a_message_of_a_thread_is_no_code() -> None:
    reply = reply_to("why?", Passage("we rebooted 3 nodes at 17:22", 1700000000, "then"))

    assert not reply.understood


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2 nodes gave 1722 today", [1722]),  # short, and the code is documented
        ("2 nodes gave 1326 today", []),
        ("rebooted. " * 41 + "2 nodes gave 1722 today", []),
        ("rebooted. " * 41 + "node B: error 1722", [1722]),
        ("1326", [1326]),
        ("node B printed E_FAIL", [2147500037]),
    ],
)
def test_a_long_message_of_a_thread_needs_more_certain_codes_than_a_short_one(
    text: str, codes: list[int]
) -> None:
    assert codes_of(reply_to("why?", Passage(text, 1700000000, "then"))) == codes


def test_codes_in_the_question_go_before_the_thread() -> None:
    assert codes_of(reply_to("1726", OLD)) == [1726]


def test_a_thread_without_codes_is_answered_with_usage() -> None:
    reply = reply_to("what now", Passage("hello", 1700000000, "then"))

    assert "I found no status code in “what now”." in reply.plain


def test_a_reply_says_if_the_thread_could_not_be_read() -> None:
    reply = answer(Request("what now", thread_error="missing_scope"))

    assert "I could not read this thread. Slack says: missing_scope." in reply.plain


@pytest.mark.parametrize(
    ("text", "says_so"),
    [
        ("what is this access denied about", True),  # several hits
        ("why is that: the rpc server is unavailable", True),  # one, but it speaks of the thread
        ("rpc server unavailable", False),
    ],
)
def test_hits_for_words_about_a_thread_say_too_that_it_could_not_be_read(
    text: str, *, says_so: bool
) -> None:
    reply = answer(Request(text, thread_error="ratelimited"))

    assert reply.understood
    assert ("I could not read this thread: Slack limits" in reply.plain) == says_so


@pytest.mark.parametrize("text", ["search rpc", "0x8011*", "search"])
def test_a_search_does_not_want_the_thread(text: str) -> None:
    assert not Request(text).wants_thread


def test_a_short_message_to_others_is_read_leniently() -> None:
    assert codes_of(reply_to("3", addressed_to_others=True)) == [3]


def test_a_long_message_to_others_has_only_certain_codes() -> None:
    talk = "we moved 1722 mails and then rebooted. " * 12 + "It says error 1726."

    assert len(talk) > LONGEST_QUESTION
    assert codes_of(reply_to(talk, addressed_to_others=True)) == [1726]


def test_a_message_to_others_gives_no_commands() -> None:
    assert not reply_to("help", addressed_to_others=True).understood
