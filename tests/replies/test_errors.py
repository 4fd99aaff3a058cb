"""What went wrong is said in plain words, with what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.replies.document import Document, Paragraph, line
from bot.replies.errors import (
    already_shared,
    answer_waits,
    error_reply,
    interaction_failed,
    rate_limited,
    refusal_sentence,
    refused_reply,
    sharing_failed,
    sharing_unconfirmed,
    unexpected_error,
)
from bot.replies.reply import Reply
from bot.replies.text import to_mrkdwn
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
def test_a_refused_answer_is_repeated_in_the_dm_with_the_reason(refusal: str, words: str) -> None:
    text = refused_reply(ANSWER, refusal).text

    assert text.startswith(f"I could not answer where you asked me. {words}")
    assert text.endswith("The share was full.")


def test_the_dm_says_if_an_administrator_has_to_act() -> None:
    text = refused_reply(ANSWER, "access_denied", needs_admin=True).text

    assert "Ask an administrator. Slack says: access_denied." in text
    assert text.endswith("The share was full.")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: refused_reply(ANSWER, "msg_too_long"), "ask about less at a time."),
        (
            lambda: refused_reply(ANSWER, "invalid_blocks", malformed=True),
            "Slack says: invalid_blocks.",
        ),
    ],
)
def test_an_answer_that_was_refused_for_itself_is_not_repeated(
    make: Callable[[], Reply], words: str
) -> None:
    reply = make()

    assert reply.text.startswith("I could not answer where you asked me. ")
    assert reply.text.endswith(words)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: interaction_failed("expired_url"),
            "This answer is too old for its buttons. Ask again.",
        ),
        (
            lambda: interaction_failed("used_url"),
            "This answer is too old for its buttons. Ask again.",
        ),
        (lambda: interaction_failed("exchanged_trigger_id"), "within three seconds only"),
        (
            lambda: interaction_failed("no_service"),
            "This answer is too old for its buttons. Ask again.",
        ),
        (lambda: interaction_failed("push_limit_reached"), "Close one, and try again."),
        (
            lambda: interaction_failed("missing_scope", needs_admin=True),
            "Ask an administrator to install it again",
        ),
        (lambda: interaction_failed("ratelimited"), "Slack did not accept it just now. Try again."),
        (lambda: sharing_failed("expired_url"), "too old to be shared. Ask again"),
        (lambda: sharing_failed("invalid_blocks"), "Close this, and click again."),
        (
            lambda: sharing_failed("action_prohibited", needs_admin=True),
            "The answer was not shared. Ask an administrator. Slack says: action_prohibited.",
        ),
        (already_shared, "You have already shared this answer."),
        (sharing_unconfirmed, "Slack did not confirm that it took the answer"),
        (lambda: unexpected_error("0a1b2c3d"), "Reference for your administrator: `0a1b2c3d`"),
        (lambda: answer_waits(41.7), "answer in about 42 seconds. If you can't wait, send me"),
        (lambda: rate_limited().document, "Ask this one again in a minute."),
        (lambda: error_reply("It is gone.").document, "It is gone."),
    ],
)
def test_each_error_message_says_what_to_do(make: Callable[[], Document], words: str) -> None:
    assert words in to_mrkdwn(make())


def test_an_error_message_cannot_be_shared() -> None:
    assert (rate_limited().understood, rate_limited().codes) == (False, ())


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
def test_fault_66_a_conflict_names_the_person_who_was_faster(why: Exception, words: str) -> None:
    assert refusal_sentence(why, ANN.id).startswith(words)
