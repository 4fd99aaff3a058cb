"""The form for the settings of a workspace, and what is submitted in it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Button
from bot.replies.settings import NO_DAYS, TOO_MANY, operator_document
from bot.slack.payloads import inputs
from bot.slack.payloads.forms import with_metadata
from bot.slack.payloads.inputs import submitted_in
from bot.slack.payloads.surfaces import Payload, modal
from bot.team.draft_form import TEAM_CONTEXTS
from bot.team.reviewers import Reviewers
from bot.team.settings import KEPT_DAYS, MOST_REVIEWERS, WorkspaceSettings

CHANGE = "change_settings"
"""The button that opens the form, and the form."""
REVIEWERS, SELF_REVIEW, CHANNEL, DAYS = "reviewers", "self_review", "review_channel", "keep_days"
CONTEXT, SEPARATE = "context", "separate"
_INPUT = "input"


def change_button() -> Block:
    """The button that opens the form."""
    return Button(CHANGE, labels.CHANGE_SETTINGS, {}).element()


def settings_view(
    own: WorkspaceSettings, operator: WorkspaceSettings, *, of_organization: bool = False
) -> Payload:
    """The form with what the workspace itself has set, without what the operator has set.

    What it has from others would become its own, and stay when they change it. For an organization
    it also asks whose the entries are.
    """
    blocks = [*to_blocks(operator_document(operator)), *_inputs(own, operator)]
    if of_organization:
        blocks.append(_field(SEPARATE, labels.ENTRIES, _separate(own), labels.ENTRIES_HINT))
    view = modal(CHANGE, labels.SETTINGS_TITLE, blocks, labels.SAVE)
    return with_metadata(view, {"version": own.version})


def _inputs(own: WorkspaceSettings, operator: WorkspaceSettings) -> Iterator[Block]:
    if not operator.reviewers.ids:
        people = _people(own.reviewers)
        yield _field(REVIEWERS, labels.REVIEWERS, people, labels.REVIEWERS_HINT)
        yield _field(SELF_REVIEW, labels.SELF_REVIEW, _self_review(own.reviewers))
    if not operator.review_channel:
        channel = _channel(own.review_channel)
        yield _field(CHANNEL, labels.REVIEW_CHANNEL, channel, labels.REVIEW_CHANNEL_HINT)
    yield _field(DAYS, labels.KEEP_DAYS, _days(own), labels.keep_days_hint(operator.keep_days))
    yield _field(CONTEXT, labels.CONTEXT, _context(own, operator), labels.CONTEXT_HINT)


def _field(name: str, label: str, element: Block, hint: str = "") -> Block:
    return inputs.field(name, label, {**element, "action_id": _INPUT}, hint, optional=True)


def _people(reviewers: Reviewers) -> Block:
    return {
        "type": "multi_users_select",
        "placeholder": inputs.plain_text(labels.CHOOSE_PEOPLE),
        "max_selected_items": MOST_REVIEWERS,
        **({"initial_users": sorted(reviewers.ids)} if reviewers.ids else {}),
    }


def _self_review(reviewers: Reviewers) -> Block:
    return _checkbox(SELF_REVIEW, labels.SELF_REVIEW_OPTION, is_on=reviewers.self_review)


def _separate(own: WorkspaceSettings) -> Block:
    return _checkbox(SEPARATE, labels.ENTRIES_OPTION, is_on=own.separate)


def _checkbox(value: str, text: str, *, is_on: bool) -> Block:
    option = inputs.option(value, text)
    initial = {"initial_options": [option]} if is_on else {}
    return {"type": "checkboxes", "options": [option], **initial}


def _channel(channel: str | None) -> Block:
    initial = {"initial_conversation": channel} if channel else {}
    return {
        "type": "conversations_select",
        "placeholder": inputs.plain_text(labels.CHOOSE_CHANNEL),
        "default_to_current_conversation": False,
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
        **initial,
    }


def _days(own: WorkspaceSettings) -> Block:
    initial = {"initial_value": str(own.keep_days)} if own.keep_days else {}
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(KEPT_DAYS[0]),
        "max_value": str(KEPT_DAYS[-1]),
        **initial,
    }


def _context(own: WorkspaceSettings, operator: WorkspaceSettings) -> Block:
    return inputs.menu(labels.default_contexts(operator.context), own.context or labels.NO_CONTEXT)


class Submitted(NamedTuple):
    """What a person has submitted, in place of the settings of that version; faults by field."""

    settings: WorkspaceSettings
    faults: Mapping[str, str]


def submitted(
    view: Mapping[str, Any],
    version: int,
    own: WorkspaceSettings,
    operator: WorkspaceSettings,
    *,
    of_organization: bool = False,
) -> Submitted:
    """The submitted settings. What the operator has set stays as the workspace's `own`.

    Whose the entries are is only asked `of_organization`.
    """
    people = frozenset(submitted_in(view, REVIEWERS, "selected_users") or ())
    reviewers = Reviewers(people, bool(submitted_in(view, SELF_REVIEW, "selected_options")))
    channel = submitted_in(view, CHANNEL, "selected_conversation") or None
    days, faults = _parsed_days(inputs.typed(view, DAYS))
    if len(people) > MOST_REVIEWERS:
        faults = {**faults, REVIEWERS: TOO_MANY}
    settings = WorkspaceSettings(
        own.reviewers if operator.reviewers.ids else reviewers,
        own.review_channel if operator.review_channel else channel,
        days,
        version,
        TEAM_CONTEXTS.get(inputs.chosen(view, CONTEXT)),
        of_organization and bool(submitted_in(view, SEPARATE, "selected_options")),
    )
    return Submitted(settings, faults)


def _parsed_days(text: str) -> tuple[int | None, Mapping[str, str]]:
    if not text:
        return None, {}
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(KEPT_DAYS[-1]))
    if is_number and int(text) in KEPT_DAYS:
        return int(text), {}
    return None, {DAYS: NO_DAYS}
