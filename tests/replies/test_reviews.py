from collections.abc import Collection
from dataclasses import replace

import pytest

from bot.codes.printed_by import PrintedBy
from bot.conversation import Request, answer
from bot.replies.drafts import FORGOTTEN
from bot.replies.reply import Reply
from bot.replies.reviews import (
    card_document,
    changed_document,
    decided_reply,
    doubtful_document,
    is_shortened,
    proposed_document,
    published_reply,
    whole_document,
)
from bot.team.draft_form import LONGEST_STEP
from bot.team.model import Decision, Draft, Person, Proposal, TeamEntry
from bot.team.reviewers import EVERY_ACTION, Action
from tests.replies.accepted import accepted
from tests.replies.team_data import (
    BOB,
    CODE,
    DOCUMENTED,
    DRAFT,
    EVE,
    LONGEST,
    UTC_NOW,
    decided,
    edited_proposal,
    entry,
    notes_with,
    plain,
    proposal,
)


def test_a_card_shows_the_proposal_and_the_proposer() -> None:
    assert plain(card_document(proposal(), 0)).splitlines() == [
        f"Proposed for {CODE} No meaning of it is known.",
        "Cause: The share is full.",
        "1. Empty it.",
        "2. Run it again.",
        "Applies to: IIS 4.0",
        "Link: https://a.b",
        f"Proposed by ann, {UTC_NOW}.",
    ]


def test_a_card_says_if_the_code_is_documented_or_has_other_proposals() -> None:
    text = plain(card_document(proposal(replace(DRAFT, code=DOCUMENTED)), 2))

    assert text.splitlines()[-2:] == [
        "Microsoft documents this code for IISSYNC; that text stays as it is.",
        "Other open proposals for this code: 2.",
    ]


@pytest.mark.parametrize(
    ("editors", "words"),
    [
        ((BOB,), "Edited by bob"),
        ((BOB, None, EVE), f"Edited by bob, then by {FORGOTTEN}, then by eve"),
        ((BOB, EVE, BOB, EVE), "Edited 1 time, then by eve, then by bob, then by eve"),
        ((BOB, EVE) * 500, "Edited 997 times, then by eve, then by bob, then by eve"),
    ],
)
def test_fault_57_a_card_names_the_editors_in_order(
    editors: tuple[Person | None, ...], words: str
) -> None:
    made = edited_proposal(*editors)

    assert plain(card_document(made, 0)).splitlines()[-1] == f"{words}, {UTC_NOW}."
    assert accepted(decided_reply(made)).plain.endswith(f"{words}, {UTC_NOW}.")


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (EVERY_ACTION, "Proposed by ann"),
        ({Action.EDIT}, "You proposed this, so another reviewer decides on it."),
        (
            {Action.EDIT, Action.REJECT},
            "You changed its words last, so another reviewer approves it.",
        ),
        ({Action.APPROVE, Action.REJECT}, "Proposed by ann"),
        (set[Action](), "Proposed by ann"),
    ],
)
def test_fault_57_a_card_says_why_its_reader_may_not_approve(
    allowed: Collection[Action], words: str
) -> None:
    assert plain(card_document(proposal(), 0, allowed)).splitlines()[-1].startswith(words)


@pytest.mark.parametrize(
    ("allowed", "button"), [(EVERY_ACTION, "Edit"), ({Action.REJECT}, "Whole text")]
)
def test_a_shortened_card_names_the_button_for_the_whole_text(
    allowed: Collection[Action], button: str
) -> None:
    long = proposal(replace(DRAFT, steps=("世" * LONGEST_STEP,) * 10))

    assert f"“{button}” shows the whole text." in plain(card_document(long, 0, allowed))
    assert is_shortened(long)
    assert not is_shortened(proposal())
    assert plain(whole_document(long)).count("世" * LONGEST_STEP) == 10


@pytest.mark.parametrize(
    ("now", "person", "words"),
    [
        (edited_proposal(BOB), EVE, f"⚠️ Meanwhile bob changed this proposal, {UTC_NOW}."),
        (edited_proposal(BOB), BOB, f"⚠️ Meanwhile you changed this proposal, {UTC_NOW}."),
        (edited_proposal(None), BOB, f"⚠️ Meanwhile {FORGOTTEN} changed this proposal, {UTC_NOW}."),
        (proposal(), BOB, "⚠️ Meanwhile ann changed this proposal."),
        (entry(), EVE, "⚠️ Meanwhile bob approved version 1 of this entry, by ann."),
    ],
)
def test_fault_66_a_conflict_shows_who_changed_the_text_and_the_new_text(
    now: Proposal | TeamEntry, person: Person, words: str
) -> None:
    lines = plain(changed_document(now, person.id, "Go on.")).splitlines()

    assert lines[:2] == [words, "It now says: The share is full."]
    assert lines[-1] == "What you typed is below. Go on."


@pytest.mark.parametrize("draft", LONGEST)
def test_fault_66_the_longest_changed_text_is_shortened(draft: Draft) -> None:
    notice = accepted(Reply(changed_document(edited_proposal(BOB, draft=draft), "U3", "Go on.")))

    assert "Go on." in notice.plain


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (decided(Decision.APPROVED), f"✅ Approved by bob, {UTC_NOW}."),
        (decided(Decision.REJECTED, "Not so."), f"❌ Rejected by bob, {UTC_NOW}: Not so."),
        (
            replace(decided(Decision.REJECTED), decided_by=None, decided_at=None),
            f"❌ Rejected by {FORGOTTEN}.",
        ),
    ],
)
def test_a_decided_card_has_the_decision_and_the_reviewer(made: Proposal, words: str) -> None:
    assert plain(card_document(made, 0)).splitlines()[-1] == words
    assert accepted(decided_reply(made)).plain == f"Your proposal for {CODE}:\n{words}"


def test_the_proposer_reads_what_happens_next() -> None:
    assert plain(proposed_document(proposal())) == (
        f"Thank you. Your proposal for {CODE} is saved.\n"
        "A reviewer decides on it, and I will let you know."
    )


def test_people_who_asked_earlier_get_the_whole_answer() -> None:
    found = answer(Request(str(CODE)), notes_with(entry()))
    reply = accepted(published_reply(CODE, found))

    assert reply.plain == (f"You asked about {CODE}. Your team has found a cause:\n{found.plain}")
    assert (reply.codes, reply.entries) == ((CODE,), ("e1",))


def test_reviewers_read_how_to_improve_an_entry_that_does_not_help() -> None:
    assert plain(doubtful_document(entry(votes=(1, 2)))).splitlines() == [
        f"For {CODE} this helped 1 of 3 who voted:",
        "The share is full.",
        f"To look at it and mend it: `/iissync history {CODE}`",
    ]


def test_a_card_says_in_which_context_the_entry_holds() -> None:
    for_iissync = replace(DRAFT, printed_by=PrintedBy.IISSYNC)

    assert "Holds where IISSYNC printed the code." in plain(card_document(proposal(for_iissync), 0))


@pytest.mark.parametrize("draft", LONGEST)
def test_the_longest_draft_has_a_card_and_a_warning(draft: Draft) -> None:
    accepted(Reply(card_document(proposal(draft), 3)))
    accepted(Reply(doubtful_document(entry(draft=draft))))
