"""The forms and cards of the team's knowledge: what one fills in, what a reviewer decides on."""

import json
from collections.abc import Mapping
from typing import Any

from bot.document import (
    Block,
    to_blocks,
    to_mrkdwn,
)
from bot.knowledge.model import (
    LONGEST_CAUSE,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_STEPS,
    MOST_STEPS,
    Decision,
    Draft,
    DraftError,
    Field,
    Proposal,
)
from bot.knowledge.team import Form
from bot.slack.surfaces import button, view
from bot.team_reply import card_document, proposed_document

PROPOSE = "propose"
EDIT = "edit_proposal"
APPROVE = "approve"
REJECT = "reject"
REASON = "reason"

_LABELS = {
    Field.CODE: ("Status code", "As IISSYNC printed it", 40, False),
    Field.CAUSE: ("Cause", "Why it happens", LONGEST_CAUSE, True),
    Field.STEPS: ("Steps", f"What to do, one a line, at most {MOST_STEPS}", LONGEST_STEPS, True),
    Field.APPLIES_TO: ("Applies to", "Such as IIS 4.0, or node B alone", LONGEST_PLACE, False),
    Field.LINK: ("Link", "https://…", LONGEST_LINK, False),
}
_NEEDED = {Field.CODE, Field.CAUSE}


def draft_view(fields: Mapping[Field, str], form: Form) -> dict[str, Any]:
    """The form in which one writes down what was found, filled in as far as it is known."""
    return _form(PROPOSE, "Add what you found", "Propose", fields, form._asdict())


def edit_view(fields: Mapping[Field, str], metadata: Mapping[str, str]) -> dict[str, Any]:
    """The same form for a reviewer who changes a proposal."""
    return _form(EDIT, "Edit the proposal", "Save", fields, metadata)


def _form(
    callback_id: str,
    title: str,
    submit: str,
    fields: Mapping[Field, str],
    metadata: Mapping[str, Any],
) -> dict[str, Any]:
    blocks = [_input(field, fields.get(field, "")) for field in Field]
    form = view(callback_id, title, blocks, submit)
    return {**form, "private_metadata": json.dumps(metadata)}


def fields_of(draft: Draft) -> dict[Field, str]:
    """A draft as it stands in the form."""
    return {
        Field.CODE: str(draft.code),
        Field.CAUSE: draft.cause,
        Field.STEPS: "\n".join(draft.steps),
        Field.APPLIES_TO: draft.applies_to,
        Field.LINK: draft.link,
    }


def _input(field: Field, value: str) -> Block:
    label, hint, most, multiline = _LABELS[field]
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": multiline,
        "max_length": most,
        "placeholder": {"type": "plain_text", "text": hint},
    }
    if value:
        element["initial_value"] = value
    return {
        "type": "input",
        "block_id": field.value,
        "optional": field not in _NEEDED,
        "label": {"type": "plain_text", "text": label},
        "element": element,
    }


def typed_fields(submitted: Mapping[str, Any]) -> dict[Field, str]:
    """What was typed into the form."""
    values = submitted["state"]["values"]
    return {field: values[field.value]["text"]["value"] or "" for field in Field}


def metadata_of(submitted: Mapping[str, Any]) -> dict[str, Any]:
    """What the form was opened for."""
    content: dict[str, Any] = json.loads(submitted["private_metadata"] or "{}")
    return content


def draft_errors(error: DraftError) -> dict[str, Any]:
    """What is wrong, said at the field where it is."""
    errors = {field.value: fault for field, fault in error.faults.items()}
    return {"response_action": "errors", "errors": errors}


def not_saved(why: str, field: str = Field.CAUSE) -> dict[str, Any]:
    """That the form could not be kept: it stays open, with all that was typed."""
    words = f"{why} What you typed is still here."
    return {"response_action": "errors", "errors": {str(field): words}}


def proposed_view(proposal: Proposal) -> dict[str, Any]:
    """What stands in place of the form once the proposal is kept."""
    return view("note", "Add what you found", to_blocks(proposed_document(proposal)))


# Cards


def card(proposal: Proposal, others: int) -> dict[str, Any]:
    """The review card; its buttons are gone once it is decided."""
    document = card_document(proposal, others)
    blocks = to_blocks(document)
    if proposal.decision is Decision.OPEN:
        value = {"proposal": proposal.id}
        approve = button(APPROVE, "Approve", {**value, "edition": proposal.edition})
        buttons = [
            {**approve, "style": "primary"},
            button(REJECT, "Reject", value),
            button(EDIT, "Edit", value),
        ]
        blocks.append({"type": "actions", "block_id": "review", "elements": buttons})
    return {"text": to_mrkdwn(document), "blocks": blocks}


def reject_view(proposal: str) -> dict[str, Any]:
    """The modal that asks a reviewer for the reason."""
    element = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": LONGEST_REASON,
    }
    reason = {
        "type": "input",
        "block_id": REASON,
        "label": {"type": "plain_text", "text": "Reason"},
        "hint": {"type": "plain_text", "text": "The proposer reads it."},
        "element": element,
    }
    form = view(REJECT, "Reject the proposal", [reason], submit="Reject")
    return {**form, "private_metadata": json.dumps({"proposal": proposal})}


def typed_reason(submitted: Mapping[str, Any]) -> str:
    """The reason that was typed."""
    return str(submitted["state"]["values"][REASON]["text"]["value"] or "").strip()
