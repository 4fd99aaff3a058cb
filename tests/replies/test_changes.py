import pytest

from bot.replies.changes import changes, difference
from bot.replies.document import (
    bold,
    line,
    struck,
)
from bot.replies.reply import Reply
from bot.replies.reviews import (
    card_document,
    restore_document,
)
from bot.team.model import Draft, TeamEntry
from tests.replies.accepted import accepted
from tests.replies.team_data import CODE, LONGEST, entry, plain, proposal, revision


def draft_of(cause: str, *steps: str) -> Draft:
    return Draft(CODE, cause, steps)


def test_a_card_of_a_change_shows_the_old_and_the_new_text() -> None:
    base = draft_of("The share is full.", "Empty it.")
    wanted = proposal(draft_of("The share is nearly full.", "Empty it.", "Ask Ben."))
    text = plain(card_document(wanted, 0, base=base))

    assert "Cause, until now: The share is full." in text
    assert "Cause, changed to: The share is nearly full." in text
    assert "Steps, until now: 1. Empty it." in text
    assert "Steps, changed to: 1. Empty it. 2. Ask Ben." in text
    assert "Applies to" not in text


def test_removed_words_are_struck_and_added_words_are_bold() -> None:
    gone, come = difference("the old share", "the new share")

    assert gone == line("the ", struck("old"), " share")
    assert come == line("the ", bold("new"), " share")


def test_an_empty_field_is_shown_as_nothing() -> None:
    text = plain(tuple(changes(draft_of("a"), draft_of("a", "b"))))

    assert text == "Steps, until now: nothing\nSteps, changed to: 1. b"


@pytest.mark.parametrize("draft", LONGEST)
def test_a_change_without_room_is_shown_as_the_new_text(draft: Draft) -> None:
    accepted(Reply(card_document(proposal(draft), 3, base=draft_of("x"))))
    accepted(Reply(restore_document(entry(draft=draft_of("x")), revision(1, draft))))


def test_a_restore_shows_what_changes() -> None:
    now = TeamEntry("e", "T1", revision(2, draft_of("new")))

    assert plain(restore_document(now, revision(1, draft_of("old")))) == (
        f"For {CODE}: version 1 will be published anew, in place of version 2.\n"
        "Cause, until now: new\nCause, changed to: old"
    )
    assert "Both say the same." in plain(restore_document(now, revision(1, draft_of("new"))))
