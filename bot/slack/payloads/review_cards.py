"""The card on which a reviewer decides on a proposal, and the modal that asks for a reason."""

from collections.abc import Container, Mapping
from typing import Any

from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Button, Document
from bot.replies.reviews import card_document, changed_document, is_shortened
from bot.slack.payloads import inputs
from bot.slack.payloads.forms import EDIT, not_saved, still_open, update, with_metadata
from bot.slack.payloads.surfaces import Payload, modal, plain_message
from bot.team.draft_form import LONGEST_REASON
from bot.team.model import Decision, Draft, Proposal, ProposalVersion
from bot.team.reviewers import EVERY_ACTION, Action

APPROVE = "approve"
REJECT = "reject"
WHOLE_TEXT = "whole_text"
_REASON = "reason"


def card(
    proposal: Proposal,
    others: int,
    allowed: Container[Action] = EVERY_ACTION,
    base: Draft | None = None,
) -> Payload:
    """The review card. Until it is decided, it has the buttons that its reader may use.

    `others` is the number of other open proposals for its code, `base` the draft that it changes.
    """
    payload = plain_message(card_document(proposal, others, allowed, base))
    buttons = _review_buttons(proposal, allowed) if proposal.decision is Decision.OPEN else []
    if buttons:
        payload["blocks"].append({"type": "actions", "block_id": "review", "elements": buttons})
    return payload


def _review_buttons(proposal: Proposal, allowed: Container[Action]) -> list[Block]:
    value = proposal.current_version._asdict()
    approve = {**Button(APPROVE, labels.APPROVE, value).element(), "style": "primary"}
    reject = Button(REJECT, labels.REJECT, value).element()
    edit = Button(EDIT, labels.EDIT, value).element()
    every = ((Action.APPROVE, approve), (Action.REJECT, reject), (Action.EDIT, edit))
    buttons: list[Block] = [each for action, each in every if action in allowed]
    if buttons and edit not in buttons and is_shortened(proposal):
        buttons.append(Button(WHOLE_TEXT, labels.WHOLE_TEXT, value).element())
    return buttons


def reject_view(seen: ProposalVersion, reason: str = "", notice: Document = ()) -> Payload:
    """The modal that asks a reviewer for the reason."""
    reason_input = inputs.field(
        _REASON,
        labels.REASON,
        inputs.text_input(LONGEST_REASON, reason, multiline=True),
        labels.REASON_HINT,
    )
    blocks = [*to_blocks(notice), reason_input]
    view = modal(REJECT, labels.REJECT_PROPOSAL, blocks, submit=labels.REJECT)
    return with_metadata(view, seen._asdict())


def typed_reason(submitted: Mapping[str, Any]) -> str:
    """The reason as submitted."""
    return inputs.typed(submitted, _REASON).strip()


def rejection_refused(reason: str, error: Exception, user: str) -> Payload:
    """The response if a proposal was not rejected.

    If it was edited meanwhile, the modal stays with the reason, and shows the new draft.
    """
    if now := still_open(error):
        notice = changed_document(now, user, labels.REJECT_AGAIN)
        return update(reject_view(now.current_version, reason, notice))
    return not_saved(error, user, _REASON)
