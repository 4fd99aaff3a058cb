import json
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from bot.slack.payloads.forms import EDIT, metadata_of, seen_in
from bot.slack.payloads.review_cards import (
    APPROVE,
    REJECT,
    card,
    reject_view,
    rejection_refused,
    typed_reason,
)
from bot.team.draft_form import LONGEST_REASON
from bot.team.model import ConflictError, Decision, Draft, Person, ProposalVersion
from bot.team.reviewers import Action, NotAllowedError
from tests.conftest import accepted_message, accepted_view, texts_in
from tests.slack.answers import buttons_in, labels_in
from tests.slack.proposals import DRAFT, EDITED, NOW, OPEN, any_draft, submitted

LONG = replace(DRAFT, steps=("世" * 300,) * 10)


def test_an_open_card_has_buttons_for_the_decision() -> None:
    buttons = buttons_in(accepted_message(card(OPEN, 0)))

    assert [(button["action_id"], button["text"]["text"]) for button in buttons] == [
        (APPROVE, "Approve"),
        (REJECT, "Reject"),
        (EDIT, "Edit"),
    ]
    assert [json.loads(button["value"]) for button in buttons] == [
        {"proposal": "p1", "version": 1}
    ] * 3


@pytest.mark.parametrize(
    ("allowed", "draft", "labels"),
    [
        ({Action.REJECT, Action.EDIT}, DRAFT, ["Reject", "Edit"]),
        ({Action.APPROVE, Action.REJECT}, DRAFT, ["Approve", "Reject"]),
        ({Action.APPROVE, Action.REJECT}, LONG, ["Approve", "Reject", "Whole text"]),
        ({Action.EDIT}, LONG, ["Edit"]),
        (set[Action](), LONG, []),
    ],
)
def test_fault_57_a_card_has_the_buttons_that_its_reader_may_use(
    allowed: Collection[Action], draft: Draft, labels: Sequence[str]
) -> None:
    payload = accepted_message(card(replace(OPEN, draft=draft), 0, allowed), posted=False)

    assert labels_in(payload) == labels


def test_a_card_shows_a_draft_literally() -> None:
    payload = accepted_message(card(OPEN, 0))

    assert DRAFT.cause in set(texts_in(payload["blocks"], "text"))
    assert "&lt;!channel&gt; is full." in payload["text"]


@pytest.mark.parametrize("decision", [Decision.APPROVED, Decision.REJECTED])
def test_a_decided_card_has_no_buttons(decision: Decision) -> None:
    done = replace(OPEN, decision=decision, decided_by=Person("U2", "bob"), decided_at=NOW)
    payload = accepted_message(card(done, 0))

    assert buttons_in(payload) == []
    assert f"{decision.value.capitalize()} by* bob, " in payload["text"]


def test_a_rejection_asks_for_its_reason() -> None:
    view = accepted_view(reject_view(OPEN.current_version))
    (block,) = view["blocks"]
    back = submitted(view, {block["block_id"]: "  Not so. "})

    assert block["element"]["max_length"] == LONGEST_REASON
    assert (typed_reason(back), metadata_of(back)) == ("Not so.", OPEN.current_version._asdict())


def test_a_missing_reason_is_empty() -> None:
    assert typed_reason(submitted(reject_view(OPEN.current_version), {"reason": None})) == ""


def test_fault_66_the_rejection_of_an_edited_proposal_keeps_its_reason() -> None:
    answer = rejection_refused("Not so.", ConflictError(EDITED), "U9")
    view = accepted_view(answer["view"])

    assert view["blocks"][-1]["element"]["initial_value"] == "Not so."
    assert seen_in(metadata_of(view)) == ProposalVersion("p1", 2)


@pytest.mark.parametrize(
    "why",
    [
        ConflictError(replace(OPEN, decision=Decision.REJECTED, decided_at=NOW)),
        NotAllowedError("You are not a reviewer."),
    ],
)
def test_a_refused_rejection_is_shown_at_the_reason(why: Exception) -> None:
    response = rejection_refused("No.", why, "U9")

    assert response["response_action"] == "errors"
    assert [*response["errors"]] == ["reason"]


@given(any_draft)
def test_slack_accepts_the_card_and_the_rejection_of_any_draft(draft: Draft) -> None:
    changed = ConflictError(replace(EDITED, draft=draft))

    accepted_message(card(replace(OPEN, draft=draft), 3), posted=False)
    accepted_view(rejection_refused("x" * LONGEST_REASON, changed, "U9")["view"])
