"""Block Kit as Slack documents it: a table of every block and element, and their limits. PURE.

Blocks that the bot has no use for (video, file, call...) are known by name; their fields are not
checked.
"""

from collections.abc import Mapping
from typing import TypeAlias

from bot.playground.schema import (
    Check,
    anything,
    boolean,
    choice,
    integer,
    items,
    record,
    string,
    tagged,
)

Checks: TypeAlias = Mapping[str, Check]

IDENTIFIER = string(255)
IDENTIFIERS = items(IDENTIFIER, 1000, 0)
URL = string(3000)


def _plain(most: int) -> Checks:
    return {"plain_text": record({"text": string(most)}, emoji=boolean)}


def _mrkdwn(most: int) -> Checks:
    return {"mrkdwn": record({"text": string(most)}, verbatim=boolean)}


def plain_text(most: int) -> Check:
    """A plain_text object of at most that many characters."""
    return tagged(_plain(most))


def any_text(most: int) -> Check:
    """A plain_text or mrkdwn object of at most that many characters."""
    return tagged({**_plain(most), **_mrkdwn(most)})


CONFIRM = record(
    {"title": plain_text(100), "text": any_text(300)},
    confirm=plain_text(30),
    deny=plain_text(30),
    style=choice("primary", "danger"),
)
OPTION = record({"text": any_text(75), "value": string(150)}, description=any_text(75), url=URL)
OPTIONS = items(OPTION, 100)
OPTION_GROUPS = items(record({"label": plain_text(75), "options": OPTIONS}), 100)
FEW_OPTIONS = items(OPTION, 10)

ACTION: Checks = {"action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": boolean}
FIELD: Checks = {**ACTION, "placeholder": plain_text(150)}
TEXT_FIELD: Checks = {
    "action_id": IDENTIFIER,
    "focus_on_load": boolean,
    "placeholder": plain_text(150),
    "dispatch_action_config": anything,
}
LABEL: Checks = {"accessibility_label": string(75)}
IMAGE_SOURCE: Checks = {"image_url": URL, "slack_file": anything}
IMAGE_SOURCES = tuple(IMAGE_SOURCE)
IMAGE = record({"alt_text": string(2000)}, IMAGE_SOURCES, **IMAGE_SOURCE)


CONVERSATION_FILTER = record(
    None,
    ("include", "exclude_external_shared_channels", "exclude_bot_users"),
    include=items(choice("im", "mpim", "private", "public"), 4),
    exclude_external_shared_channels=boolean,
    exclude_bot_users=boolean,
)
RESPONSE_URL: Checks = {"response_url_enabled": boolean}


def _selects(
    kind: str,
    initial: str,
    first: Check,
    several: Check,
    single: Checks | None = None,
    **more: Check,
) -> Checks:
    """A select menu of that kind, and the one of which several options can be selected.

    `more` are other fields of both, `single` of the first alone.
    """
    one_of = ("options", "option_groups") if "options" in more else ()
    one = {**FIELD, **more, initial: first, **(single or {})}
    many = {**FIELD, **more, f"{initial}s": several, "max_selected_items": integer}
    return {kind: record(None, one_of, **one), f"multi_{kind}": record(None, one_of, **many)}


SELECTS: Checks = {
    **_selects(
        "static_select",
        "initial_option",
        OPTION,
        OPTIONS,
        options=OPTIONS,
        option_groups=OPTION_GROUPS,
    ),
    **_selects("external_select", "initial_option", OPTION, OPTIONS, min_query_length=integer),
    **_selects("users_select", "initial_user", IDENTIFIER, IDENTIFIERS),
    **_selects(
        "conversations_select",
        "initial_conversation",
        IDENTIFIER,
        IDENTIFIERS,
        RESPONSE_URL,
        default_to_current_conversation=boolean,
        filter=CONVERSATION_FILTER,
    ),
    **_selects("channels_select", "initial_channel", anything, anything, RESPONSE_URL),
}
CHOOSERS: Checks = {
    **SELECTS,
    "checkboxes": record({"options": FEW_OPTIONS}, **ACTION, initial_options=FEW_OPTIONS),
    "radio_buttons": record({"options": FEW_OPTIONS}, **ACTION, initial_option=OPTION),
    "datepicker": record(**FIELD, initial_date=string(10, 10)),
    "timepicker": record(**FIELD, initial_time=string(5, 5), timezone=anything),
    "datetimepicker": record(**ACTION, initial_date_time=integer),
}
INPUTS: Checks = {
    **CHOOSERS,
    "plain_text_input": record(
        **TEXT_FIELD,
        initial_value=string(3000),
        multiline=boolean,
        min_length=integer,
        max_length=integer,
    ),
    "email_text_input": record(**TEXT_FIELD, initial_value=anything),
    "url_text_input": record(**TEXT_FIELD, initial_value=anything),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        **TEXT_FIELD,
        initial_value=anything,
        min_value=anything,
        max_value=anything,
    ),
    "rich_text_input": record(**TEXT_FIELD, initial_value=anything),
    "file_input": record(action_id=IDENTIFIER, filetypes=anything, max_files=integer),
}
BUTTONS: Checks = {
    "button": record(
        {"text": plain_text(75)},
        **LABEL,
        action_id=IDENTIFIER,
        confirm=CONFIRM,
        value=string(2000),
        url=URL,
        style=choice("primary", "danger"),
    ),
    "workflow_button": record({"text": plain_text(75), "workflow": anything}, **ACTION),
    "overflow": record({"options": items(OPTION, 5)}, **ACTION),
}
FEEDBACK = record({"text": plain_text(75), "value": string(2000)}, **LABEL)
CONTEXT_ACTIONS: Checks = {
    "feedback_buttons": record(
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, action_id=IDENTIFIER
    ),
    "icon_button": record(
        {"icon": choice("trash"), "text": plain_text(75)},
        **ACTION,
        **LABEL,
        value=string(2000),
        visible_to_user_ids=anything,
    ),
}

STYLES = ("bold", "italic", "strike", "code", "underline")
STYLE: Checks = {"style": record(**dict.fromkeys(STYLES, boolean))}
INLINE: Checks = {
    "text": record({"text": string(12_000)}, **STYLE),
    "link": record({"url": URL}, **STYLE, text=string(12_000), unsafe=boolean),
    "user": record({"user_id": string(255)}, **STYLE),
    "channel": record({"channel_id": string(255)}, **STYLE),
    "usergroup": record({"usergroup_id": string(255)}, **STYLE),
    "team": record({"team_id": string(255)}, **STYLE),
    "emoji": record({"name": string(255)}, **STYLE, unicode=anything, url=anything),
    "broadcast": record({"range": choice("here", "channel", "everyone")}, **STYLE),
    "color": record({"value": string(255)}, **STYLE),
    "date": record(
        {"timestamp": integer, "format": string(255)}, **STYLE, url=URL, fallback=string(255)
    ),
}
LINE: Checks = {"elements": items(tagged(INLINE), 1000, 0)}
SECTION: Checks = {"rich_text_section": record(LINE)}
PARAGRAPHS: Checks = {
    **SECTION,
    "rich_text_quote": record(LINE, border=integer),
    "rich_text_preformatted": record(LINE, border=integer, language=string(255)),
    "rich_text_list": record(
        {"style": choice("ordered", "bullet"), "elements": items(tagged(SECTION), 1000)},
        indent=integer,
        offset=integer,
        border=integer,
    ),
}


def _block(
    required: Checks | None = None, one_of: tuple[str, ...] = (), /, **optional: Check
) -> Check:
    return record(required, one_of, block_id=IDENTIFIER, **optional)


RICH_TEXT = _block({"elements": items(tagged(PARAGRAPHS), 1000)})
CELL = tagged(
    {
        "raw_text": record({"text": string(3000, 0)}),
        "raw_number": record({"value": anything}, text=anything),
        "rich_text": RICH_TEXT,
    }
)
SMALL = tagged({"image": IMAGE, **_plain(3000), **_mrkdwn(3000)})
UNCHECKED = (
    "call", "card", "carousel", "container", "data_table", "data_visualization", "file", "plan",
    "task_card", "video",
)  # fmt: skip
BLOCKS: Checks = {
    **dict.fromkeys(UNCHECKED, anything),
    "actions": _block({"elements": items(tagged({**CHOOSERS, **BUTTONS}), 25)}),
    "alert": _block(
        {"text": any_text(3000)}, level=choice("default", "info", "warning", "error", "success")
    ),
    "context": _block({"elements": items(SMALL, 10)}),
    "context_actions": _block({"elements": items(tagged(CONTEXT_ACTIONS), 5)}),
    "divider": _block(),
    "header": _block({"text": plain_text(150)}),
    "image": _block(
        {"alt_text": string(2000)}, IMAGE_SOURCES, **IMAGE_SOURCE, title=plain_text(2000)
    ),
    "input": _block(
        {"label": plain_text(2000), "element": tagged(INPUTS)},
        hint=plain_text(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "markdown": _block({"text": string(12_000)}),
    "rich_text": RICH_TEXT,
    "section": _block(
        None,
        ("text", "fields"),
        text=any_text(3000),
        fields=items(any_text(2000), 10),
        accessory=tagged({**CHOOSERS, **BUTTONS, "image": IMAGE}),
        expand=boolean,
    ),
    "table": _block({"rows": items(items(CELL, 20), 100)}, column_settings=items(anything, 20)),
}
MESSAGES_ONLY = frozenset(
    {
        "markdown", "context_actions", "data_visualization", "container", "table", "file",
        "card", "carousel", "data_table", "plan", "task_card",
    }
)  # fmt: skip
MODALS_ONLY = frozenset({"alert"})
