"""The forms and cards of the team's knowledge: what one fills in, what a reviewer decides on."""

import json
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from bot.codes.status_code import StatusCode
from bot.guide.explain import title_of
from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Document, Paragraph, line, shortened
from bot.replies.errors import refusal_sentence
from bot.replies.reviews import (
    card_document,
    changed_document,
    is_shortened,
    proposed_document,
    restore_document,
)
from bot.replies.text import to_mrkdwn
from bot.slack.surfaces import button, view
from bot.team.model import (
    EVERY_ACTION,
    LONGEST_REASON,
    Action,
    ConflictError,
    Decision,
    Draft,
    DraftError,
    Field,
    Proposal,
    Revision,
    Seen,
    TeamEntry,
)
from bot.team.team import Form

PROPOSE = "propose"
EDIT = "edit_proposal"
APPROVE = "approve"
REJECT = "reject"
WHOLE_TEXT = "whole_text"
REASON = "reason"
RESTORE = "restore_version"
OPTION = 75
"""Characters of an option of a menu."""

_NEEDED = {Field.CODE, Field.CAUSE}


def draft_view(
    fields: Mapping[Field, str],
    form: Form,
    codes: Sequence[StatusCode] = (),
    notice: Document = (),
) -> dict[str, Any]:
    """The form in which one writes down what was found, filled in as far as it is known.

    It asks which of the `codes` it is about, where there are several. The notice stands above.
    """
    blocks = [*to_blocks(notice), *_inputs(fields, codes)]
    return _form(view(PROPOSE, labels.ADD, blocks, labels.PROPOSE), form._asdict())


def edit_view(fields: Mapping[Field, str], seen: Seen, notice: Document = ()) -> dict[str, Any]:
    """The same form for a reviewer who changes a proposal."""
    blocks = [*to_blocks(notice), *_inputs(fields)]
    return _form(view(EDIT, labels.EDIT_PROPOSAL, blocks, labels.SAVE), seen._asdict())


def _form(form: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {**form, "private_metadata": json.dumps(metadata)}


def _inputs(fields: Mapping[Field, str], codes: Sequence[StatusCode] = ()) -> list[Block]:
    return [_input(field, _element(field, fields.get(field, ""), codes)) for field in Field]


def fields_of(draft: Draft) -> dict[Field, str]:
    """A draft as it stands in the form."""
    return {
        Field.CODE: str(draft.code),
        Field.CAUSE: draft.cause,
        Field.STEPS: "\n".join(draft.steps),
        Field.APPLIES_TO: draft.applies_to,
        Field.LINK: draft.link,
        Field.PRINTED_BY: draft.printed_by.value,
    }


def _input(field: Field, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": field.value,
        "optional": field not in _NEEDED,
        "label": {"type": "plain_text", "text": labels.FIELDS[field].label},
        "element": element,
    }


def _element(field: Field, value: str, codes: Sequence[StatusCode]) -> Block:
    """What one fills in: a text, or a choice among the codes, or among what it holds for."""
    if field is Field.PRINTED_BY:
        return _choice(labels.CONTEXTS, value or next(iter(labels.CONTEXTS)))
    if field is Field.CODE and len(codes) > 1:
        return _choice({str(code): f"{code} {title_of(code)}" for code in codes}, "")
    label = labels.FIELDS[field]
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": label.multiline,
        "max_length": label.most,
        "placeholder": {"type": "plain_text", "text": label.hint},
    }
    return {**element, "initial_value": value} if value else element


def _choice(options: Mapping[str, str], chosen: str) -> Block:
    """A menu, with what is chosen at first, if anything is."""
    made = {
        value: {"text": {"type": "plain_text", "text": shortened(text, OPTION)}, "value": value}
        for value, text in options.items()
    }
    menu = {"type": "static_select", "action_id": "choice", "options": list(made.values())}
    return {**menu, "initial_option": made[chosen]} if chosen in made else menu


def typed_fields(submitted: Mapping[str, Any]) -> dict[Field, str]:
    """What was typed into the form, or chosen there."""
    values = submitted["state"]["values"]
    return {field: _typed(values.get(field.value) or {}) for field in Field}


def _typed(block: Mapping[str, Any]) -> str:
    if "choice" in block:
        return str((block["choice"]["selected_option"] or {}).get("value") or "")
    return str((block.get("text") or {}).get("value") or "")


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
    words = f"{why} {labels.STILL_HERE}"
    return {"response_action": "errors", "errors": {str(field): words}}


def proposed_again(
    fields: Mapping[Field, str], form: Form, why: Exception, person: str
) -> dict[str, Any]:
    """The form, not kept, as `person` goes on: from what the entry says now, if that is why."""
    if isinstance(why, ConflictError) and isinstance(why.now, TeamEntry):
        notice = changed_document(why.now, person, labels.PROPOSE_AGAIN)
        newer = form._replace(base=why.now.revision.version)
        return _update(draft_view(fields, newer, notice=notice))
    return not_saved(refusal_sentence(why, person))


def edited_again(fields: Mapping[Field, str], why: Exception, person: str) -> dict[str, Any]:
    """The same of a form in which a proposal was changed that somebody has changed meanwhile."""
    if now := _still_open(why):
        notice = changed_document(now, person, labels.SAVE_AGAIN)
        return _update(edit_view(fields, now.seen, notice))
    return not_saved(refusal_sentence(why, person))


def rejected_again(reason: str, why: Exception, person: str) -> dict[str, Any]:
    """The same of a reason for which such a proposal was rejected."""
    if now := _still_open(why):
        notice = changed_document(now, person, labels.REJECT_AGAIN)
        return _update(reject_view(now.seen, reason, notice))
    return not_saved(refusal_sentence(why, person), REASON)


def _still_open(why: Exception) -> Proposal | None:
    """The proposal that somebody changed and nobody decided on, where that is why."""
    now = why.now if isinstance(why, ConflictError) else None
    return now if isinstance(now, Proposal) and now.decision is Decision.OPEN else None


def _update(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": shown}


def seen_in(content: Mapping[str, Any]) -> Seen:
    """What a button or a form is about; 0 is no version, as of buttons from before there were."""
    return Seen(str(content["proposal"]), int(content.get("version", 0)))


def proposed_view(proposal: Proposal) -> dict[str, Any]:
    """What stands in place of the form once the proposal is kept."""
    return view("note", labels.ADD, to_blocks(proposed_document(proposal)))


# Cards


def card(
    proposal: Proposal,
    others: int,
    allowed: Container[Action] = EVERY_ACTION,
    base: Draft | None = None,
) -> dict[str, Any]:
    """The review card, with the buttons that its reader may use; none once it is decided.

    `base` is what the entry says that is to be changed.
    """
    document = card_document(proposal, others, allowed, base)
    blocks = to_blocks(document)
    buttons = _review_buttons(proposal, allowed) if proposal.decision is Decision.OPEN else []
    if buttons:
        blocks.append({"type": "actions", "block_id": "review", "elements": buttons})
    return {"text": to_mrkdwn(document), "blocks": blocks}


def _review_buttons(proposal: Proposal, allowed: Container[Action]) -> list[Block]:
    value = proposal.seen._asdict()
    approve = {**button(APPROVE, labels.APPROVE, value), "style": "primary"}
    reject = button(REJECT, labels.REJECT, value)
    edit = button(EDIT, labels.EDIT, value)
    every = ((Action.APPROVE, approve), (Action.REJECT, reject), (Action.EDIT, edit))
    buttons: list[Block] = [each for action, each in every if action in allowed]
    if buttons and edit not in buttons and is_shortened(proposal):
        buttons.append(button(WHOLE_TEXT, labels.WHOLE_TEXT, value))
    return buttons


def reject_view(seen: Seen, reason: str = "", notice: Document = ()) -> dict[str, Any]:
    """The modal that asks a reviewer for the reason."""
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": LONGEST_REASON,
    }
    if reason:
        element["initial_value"] = reason
    asked = {
        "type": "input",
        "block_id": REASON,
        "label": {"type": "plain_text", "text": labels.REASON},
        "hint": {"type": "plain_text", "text": labels.REASON_HINT},
        "element": element,
    }
    blocks = [*to_blocks(notice), asked]
    form = view(REJECT, labels.REJECT_PROPOSAL, blocks, submit=labels.REJECT)
    return _form(form, seen._asdict())


def restore_view(now: TeamEntry, old: Revision, response_url: str) -> dict[str, Any]:
    """The modal that asks whether an old version is to be published anew, and says what changes."""
    content = Restoring(now.id, old.version, now.revision.version, response_url)
    blocks = to_blocks(restore_document(now, old))
    form = view(RESTORE, labels.RESTORE_TITLE, blocks, submit=labels.RESTORE)
    return _form(form, content._asdict())


class Restoring(NamedTuple):
    """Which version is to be published anew in place of which, and where to show the history."""

    entry: str
    version: int
    expected: int
    response_url: str


def restoring(submitted: Mapping[str, Any]) -> Restoring:
    """What such a modal asked for."""
    return Restoring(**metadata_of(submitted))


def not_restored(why: Exception, person: str) -> dict[str, Any]:
    """What stands in place of the modal where the version was not published anew."""
    words = Paragraph(line(refusal_sentence(why, person)))
    return _update(view("note", labels.RESTORE_TITLE, to_blocks((words,))))


def typed_reason(submitted: Mapping[str, Any]) -> str:
    """The reason that was typed."""
    return str(submitted["state"]["values"][REASON]["text"]["value"] or "").strip()
