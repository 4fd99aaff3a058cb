"""What went wrong is said in plain words, with what to do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.replies.document import Document, Paragraph, line, to_mrkdwn
from bot.replies.errors import (
    not_shared,
    perhaps_shared,
    refusal_sentence,
    refused_there,
    shared_before,
    too_late,
    too_many,
    trouble,
    unexpected,
)
from bot.replies.reply import Reply
from bot.team.model import (
    ConflictError,
    Decision,
    Draft,
    NotFoundError,
    Origin,
    Person,
    Proposal,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import NotAllowedError

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ANN, BOB = Person("U1", "ann"), Person("U2", "bob")
OPEN = Proposal("p1", "T1", Draft(StatusCode(5), "It is full."), ANN, NOW)
EDITED = replace(OPEN, edited_by=BOB, edited_at=NOW, version=2, editors=(BOB,))
REJECTED = replace(OPEN, decision=Decision.REJECTED, decided_by=BOB, decided_at=NOW)
ENTRY = TeamEntry("e1", "T1", Revision(2, OPEN.draft, ANN, BOB, NOW, Origin.PUBLISHED))
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


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (ConflictError(OPEN), "That was an old card. Read the new one before you decide."),
        (ConflictError(EDITED), "It was edited since you saw it, by bob. Read it again"),
        (
            ConflictError(replace(EDITED, edited_by=None)),
            "It was edited since you saw it, by somebody. Read it again",
        ),
        (
            ConflictError(replace(EDITED, edited_by=ANN)),
            "It was edited since you saw it, by you. Read it again",
        ),
        (ConflictError(REJECTED), "bob was faster: it is rejected."),
        (ConflictError(replace(REJECTED, decided_by=ANN)), "You have already rejected it."),
        (
            ConflictError(ENTRY),
            "The entry has changed since: bob published version 2. Begin again from that version.",
        ),
        (NotFoundError("entry", "e9"), "That is no longer there."),
        (DatabaseUnavailable("locked"), "The team's database is out of reach."),
        (NotAllowedError("You are not a reviewer."), "You are not a reviewer."),
    ],
)
def test_fault_66_whoever_was_too_late_is_told_who_was_faster(why: Exception, words: str) -> None:
    assert refusal_sentence(why, ANN.id).startswith(words)
