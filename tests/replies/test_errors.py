"""What went wrong is said in plain words, with what to do."""

import pytest

from bot.replies.document import Document, Paragraph, line, to_mrkdwn
from bot.replies.errors import (
    not_shared,
    perhaps_shared,
    refused_there,
    shared_before,
    too_late,
    too_many,
    trouble,
    unexpected,
)
from bot.replies.reply import Reply

ANSWER = Reply((Paragraph(line("The share was full.")),))


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("not_in_channel", "I am not a member of that channel. Type there: `/invite @iissync`"),
        ("channel_not_found", "I am not a member of that channel. Type there: `/invite @iissync`"),
        ("is_archived", "That channel is archived: ask in another one."),
        ("missing_scope", "The app lacks a permission. Ask an administrator to install it again"),
        ("thread_not_found", "The message was deleted."),
        ("no_permission", "I am not a member of that channel. Type there: `/invite @iissync`"),
        ("restricted_action_thread_locked", "That thread is locked: ask outside of it."),
        ("a_new_word", "Slack says: a_new_word."),
    ],
)
def test_where_slack_took_no_answer_the_dm_says_why_and_what_it_was(
    refusal: str, words: str
) -> None:
    text = refused_there(ANSWER, refusal).text

    assert text.startswith(f"I could not answer where you asked me. {words}")
    assert text.endswith("The share was full.")


def test_where_an_administrator_has_to_act_the_dm_says_so() -> None:
    text = refused_there(ANSWER, "access_denied", needs_admin=True).text

    assert "Ask an administrator. Slack says: access_denied." in text
    assert text.endswith("The share was full.")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (refused_there(ANSWER, "msg_too_long"), "ask about less at a time."),
        (refused_there(ANSWER, "invalid_blocks", malformed=True), "Slack says: invalid_blocks."),
    ],
)
def test_an_answer_that_was_refused_for_itself_is_not_repeated(reply: Reply, words: str) -> None:
    assert reply.text.startswith("I could not answer where you asked me. ")
    assert reply.text.endswith(words)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (too_late("expired_url"), "This answer is too old for its buttons. Ask again."),
        (too_late("used_url"), "This answer is too old for its buttons. Ask again."),
        (too_late("exchanged_trigger_id"), "within three seconds only"),
        (too_late("no_service"), "This answer is too old for its buttons. Ask again."),
        (too_late("push_limit_reached"), "Close one, and try again."),
        (too_late("missing_scope", needs_admin=True), "Ask an administrator to install it again"),
        (too_late("ratelimited"), "Slack did not accept it just now. Try again."),
        (not_shared("expired_url"), "too old to be shared. Ask again"),
        (not_shared("invalid_blocks"), "Close this, and click again."),
        (
            not_shared("action_prohibited", needs_admin=True),
            "The answer was not shared. Ask an administrator. Slack says: action_prohibited.",
        ),
        (shared_before(), "You have already shared this answer."),
        (perhaps_shared(), "Slack did not confirm that it took the answer"),
        (unexpected("0a1b2c3d"), "Reference for your administrator: `0a1b2c3d`"),
        (too_many().document, "Ask this one again in a minute."),
        (trouble("It is gone.").document, "It is gone."),
    ],
)
def test_each_trouble_says_what_to_do(document: Document, words: str) -> None:
    assert words in to_mrkdwn(document)


def test_what_could_not_be_done_is_no_answer_to_share() -> None:
    assert (too_many().understood, too_many().codes) == (False, ())
