"""The form in which users propose a cause and reviewers edit it, and how it is parsed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.codes.status_code import StatusCode
from bot.guide.explain import title_of
from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Document, Paragraph, line
from bot.replies.errors import refusal_sentence
from bot.replies.reviews import changed_document, proposed_document
from bot.slack.payloads import inputs
from bot.slack.payloads.surfaces import Payload, input_error, modal, note
from bot.team.draft_form import DraftError, Field
from bot.team.model import ConflictError, Decision, Draft, Proposal, ProposalVersion, TeamEntry
from bot.team.team import Form

PROPOSE = "propose"
EDIT = "edit_proposal"

_REQUIRED = {Field.CODE, Field.CAUSE}


# The form of a proposal


def draft_view(
    fields: Mapping[Field, str],
    form: Form,
    codes: Sequence[StatusCode] = (),
    notice: Document = (),
) -> Payload:
    """The form in which a user writes down a cause, with the values of `fields`.

    If there are several `codes`, the user chooses one. The notice is above the form.
    """
    blocks = [*to_blocks(notice), *_inputs(fields, codes)]
    view = modal(PROPOSE, labels.ADD, blocks, labels.PROPOSE)
    return with_metadata(view, form._asdict())


def edit_view(fields: Mapping[Field, str], seen: ProposalVersion, notice: Document = ()) -> Payload:
    """The same form for a reviewer who edits a proposal."""
    blocks = [*to_blocks(notice), *_inputs(fields)]
    view = modal(EDIT, labels.EDIT_PROPOSAL, blocks, labels.SAVE)
    return with_metadata(view, seen._asdict())


def with_metadata(view: Payload, metadata: Mapping[str, Any]) -> Payload:
    """The view, with what `metadata_of` returns when it is submitted."""
    return {**view, "private_metadata": json.dumps(metadata)}


def _inputs(fields: Mapping[Field, str], codes: Sequence[StatusCode] = ()) -> list[Block]:
    return [
        inputs.field(
            field.value,
            labels.FIELDS[field].label,
            _element(field, fields.get(field, ""), codes),
            optional=field not in _REQUIRED,
        )
        for field in Field
    ]


def fields_of(draft: Draft) -> dict[Field, str]:
    """The values of the form for a draft."""
    return {
        Field.CODE: str(draft.code),
        Field.CAUSE: draft.cause,
        Field.STEPS: "\n".join(draft.steps),
        Field.APPLIES_TO: draft.applies_to,
        Field.LINK: draft.link,
        Field.PRINTED_BY: draft.printed_by.value,
    }


def _element(field: Field, value: str, codes: Sequence[StatusCode]) -> Block:
    """A text input, or a menu of the codes, or of what may have printed the code."""
    if field is Field.PRINTED_BY:
        return inputs.menu(labels.CONTEXTS, value or next(iter(labels.CONTEXTS)))
    if field is Field.CODE and len(codes) > 1:
        return inputs.menu({str(code): f"{code} {title_of(code)}" for code in codes}, "")
    label = labels.FIELDS[field]
    return inputs.text_input(label.most, value, placeholder=label.hint, multiline=label.multiline)


def proposed_view(proposal: Proposal) -> Payload:
    """Replaces the form once the proposal is stored."""
    return note(proposed_document(proposal), labels.ADD)


# What is submitted


def typed_fields(submitted: Mapping[str, Any]) -> dict[Field, str]:
    """The values of the form as submitted; empty for an empty input."""
    return {
        field: inputs.typed(submitted, field.value) or inputs.chosen(submitted, field.value)
        for field in Field
    }


def metadata_of(submitted: Mapping[str, Any]) -> dict[str, Any]:
    """What the view has stored in itself when it was opened."""
    content: dict[str, Any] = json.loads(submitted["private_metadata"] or "{}")
    return content


def seen_in(content: Mapping[str, Any]) -> ProposalVersion:
    """The proposal of a button or a form; version 0 for old buttons, which named none."""
    return ProposalVersion(str(content["proposal"]), int(content.get("version", 0)))


# Why it is refused


def draft_errors(error: DraftError) -> Payload:
    """Shows each error at its input."""
    errors = {field.value: fault for field, fault in error.faults.items()}
    return {"response_action": "errors", "errors": errors}


def proposal_refused(
    fields: Mapping[Field, str], form: Form, error: Exception, user: str
) -> Payload:
    """The response if a proposal was not stored.

    If the entry was changed meanwhile, the form stays with the user's values, and shows the change.
    """
    if isinstance(error, ConflictError) and isinstance(error.now, TeamEntry):
        notice = changed_document(error.now, user, labels.PROPOSE_AGAIN)
        newer = form._replace(base=error.now.revision.version)
        return update(draft_view(fields, newer, notice=notice))
    return not_saved(error, user)


def edit_refused(fields: Mapping[Field, str], error: Exception, user: str) -> Payload:
    """The same for the edit of a proposal."""
    if now := still_open(error):
        notice = changed_document(now, user, labels.SAVE_AGAIN)
        return update(edit_view(fields, now.current_version, notice))
    return not_saved(error, user)


def still_open(error: Exception) -> Proposal | None:
    """The open proposal that was edited meanwhile, if that is the error."""
    now = error.now if isinstance(error, ConflictError) else None
    return now if isinstance(now, Proposal) and now.decision is Decision.OPEN else None


def update(view: Payload) -> Payload:
    """The response to a submitted view that shows another one in its place."""
    return {"response_action": "update", "view": view}


def refused(title: str, error: Exception, user: str) -> Payload:
    """Shows an error in place of the submitted view."""
    return update(note((Paragraph(line(refusal_sentence(error, user))),), title))


def not_saved(error: Exception, user: str, field: str = Field.CAUSE) -> Payload:
    """Shows an error at a field. The form stays open with the user's values."""
    return input_error(str(field), f"{refusal_sentence(error, user)} {labels.STILL_HERE}")
