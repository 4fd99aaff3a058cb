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
        ("a_new_word", "Slack says: a_new_word."),
    ],
)
def test_where_slack_took_no_answer_the_dm_says_why_and_what_it_was(
    refusal: str, words: str
) -> None:
    text = refused_there(ANSWER, refusal).text

    assert text.startswith(f"I could not answer where you asked me. {words}")
    assert text.endswith("The share was full.")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (too_late("expired_url"), "This answer is too old for its buttons. Ask again."),
        (too_late("used_url"), "This answer is too old for its buttons. Ask again."),
        (too_late("exchanged_trigger_id"), "within three seconds only"),
        (too_late("ratelimited"), "Slack did not accept it just now. Try again."),
        (not_shared("expired_url"), "too old to be shared. Ask again"),
        (not_shared("invalid_blocks"), "Close this, and click again."),
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
