"""Block Kit as Slack documents it: a table of every block and element, and their limits.

PURE. Blocks the bot has no use for (video, file, call) are known by name, and not looked into.
"""

from collections.abc import Mapping

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

IDENTIFIER = string(255)
URL = string(3000)


def _plain_kind(most: int) -> dict[str, Check]:
    return {"plain_text": record({"text": string(most)}, {"emoji": boolean})}


def plain_text(most: int) -> Check:
    """A plain_text object of at most that many characters."""
    return tagged(_plain_kind(most))


def any_text(most: int) -> Check:
    """A plain_text or mrkdwn object of at most that many characters."""
    mrkdwn = record({"text": string(most)}, {"verbatim": boolean})
    return tagged({**_plain_kind(most), "mrkdwn": mrkdwn})


CONFIRM = record(
    {"title": plain_text(100), "text": any_text(300)},
    {"confirm": plain_text(30), "deny": plain_text(30), "style": choice("primary", "danger")},
)
OPTION = record(
    {"text": any_text(75), "value": string(150)},
    {"description": any_text(75), "url": URL},
)
OPTIONS = items(OPTION, 100)
OPTION_GROUPS = items(record({"label": plain_text(75), "options": OPTIONS}), 100)

ACTION: Mapping[str, Check] = {
    "action_id": IDENTIFIER,
    "confirm": CONFIRM,
    "focus_on_load": boolean,
}
FIELD: Mapping[str, Check] = {**ACTION, "placeholder": plain_text(150)}
TYPED: Mapping[str, Check] = {
    "action_id": IDENTIFIER,
    "focus_on_load": boolean,
    "placeholder": plain_text(150),
    "dispatch_action_config": anything,
}
CHOSEN: Mapping[str, Check] = {
    **FIELD,
    "options": OPTIONS,
    "option_groups": OPTION_GROUPS,
    "initial_option": OPTION,
}
MANY: Mapping[str, Check] = {
    **{name: check for name, check in CHOSEN.items() if name != "initial_option"},
    "initial_options": OPTIONS,
    "max_selected_items": integer,
}

IMAGE = record(
    {"alt_text": string(2000)},
    {"image_url": URL, "slack_file": anything},
    one_of=("image_url", "slack_file"),
)
BUTTON = record(
    {"text": plain_text(75)},
    {
        "action_id": IDENTIFIER,
        "confirm": CONFIRM,
        "value": string(2000),
        "url": URL,
        "style": choice("primary", "danger"),
        "accessibility_label": string(75),
    },
)
SELECTS: Mapping[str, Check] = {
    "static_select": record({}, CHOSEN, one_of=("options", "option_groups")),
    "external_select": record({}, {**FIELD, "initial_option": OPTION, "min_query_length": integer}),
    "users_select": record({}, {**FIELD, "initial_user": anything}),
    "conversations_select": record(
        {},
        {
            **FIELD,
            "initial_conversation": anything,
            "default_to_current_conversation": boolean,
            "filter": anything,
            "response_url_enabled": boolean,
        },
    ),
    "channels_select": record(
        {}, {**FIELD, "initial_channel": anything, "response_url_enabled": boolean}
    ),
    "multi_static_select": record({}, MANY, one_of=("options", "option_groups")),
    "multi_external_select": record(
        {},
        {
            **FIELD,
            "initial_options": OPTIONS,
            "min_query_length": integer,
            "max_selected_items": integer,
        },
    ),
    "multi_users_select": record(
        {}, {**FIELD, "initial_users": anything, "max_selected_items": integer}
    ),
    "multi_conversations_select": record(
        {},
        {
            **FIELD,
            "initial_conversations": anything,
            "default_to_current_conversation": boolean,
            "filter": anything,
            "max_selected_items": integer,
        },
    ),
    "multi_channels_select": record(
        {}, {**FIELD, "initial_channels": anything, "max_selected_items": integer}
    ),
}
CHOOSERS: Mapping[str, Check] = {
    **SELECTS,
    "checkboxes": record(
        {"options": items(OPTION, 10)}, {**ACTION, "initial_options": items(OPTION, 10)}
    ),
    "radio_buttons": record({"options": items(OPTION, 10)}, {**ACTION, "initial_option": OPTION}),
    "datepicker": record({}, {**FIELD, "initial_date": string(10, 10)}),
    "timepicker": record({}, {**FIELD, "initial_time": string(5, 5), "timezone": anything}),
    "datetimepicker": record({}, {**ACTION, "initial_date_time": integer}),
}
INPUTS: Mapping[str, Check] = {
    **CHOOSERS,
    "plain_text_input": record(
        {},
        {
            **TYPED,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer,
            "max_length": integer,
        },
    ),
    "email_text_input": record({}, {**TYPED, "initial_value": anything}),
    "url_text_input": record({}, {**TYPED, "initial_value": anything}),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        {**TYPED, "initial_value": anything, "min_value": anything, "max_value": anything},
    ),
    "rich_text_input": record({}, {**TYPED, "initial_value": anything}),
    "file_input": record(
        {}, {"action_id": IDENTIFIER, "filetypes": anything, "max_files": integer}
    ),
}
PRESSED: Mapping[str, Check] = {
    "button": BUTTON,
    "workflow_button": record({"text": plain_text(75), "workflow": anything}, ACTION),
    "overflow": record({"options": items(OPTION, 5)}, ACTION),
}
FEEDBACK = record(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)}
)
CONTEXT_ACTIONS: Mapping[str, Check] = {
    "feedback_buttons": record(
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {"action_id": IDENTIFIER}
    ),
    "icon_button": record(
        {"icon": choice("trash"), "text": plain_text(75)},
        {
            **ACTION,
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": anything,
        },
    ),
}

STYLE = {
    "style": record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
}
INLINE: Mapping[str, Check] = {
    "text": record({"text": string(12_000)}, STYLE),
    "link": record({"url": URL}, {**STYLE, "text": string(12_000), "unsafe": boolean}),
    "user": record({"user_id": string(255)}, STYLE),
    "channel": record({"channel_id": string(255)}, STYLE),
    "usergroup": record({"usergroup_id": string(255)}, STYLE),
    "team": record({"team_id": string(255)}, STYLE),
    "emoji": record({"name": string(255)}, {**STYLE, "unicode": anything, "url": anything}),
    "broadcast": record({"range": choice("here", "channel", "everyone")}, STYLE),
    "color": record({"value": string(255)}, STYLE),
    "date": record(
        {"timestamp": integer, "format": string(255)},
        {**STYLE, "url": URL, "fallback": string(255)},
    ),
}
LINE = items(tagged(INLINE), 1000, 0)
SECTION = record({"elements": LINE})
PARAGRAPHS: Mapping[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_quote": record({"elements": LINE}, {"border": integer}),
    "rich_text_preformatted": record(
        {"elements": LINE}, {"border": integer, "language": string(255)}
    ),
    "rich_text_list": record(
        {
            "style": choice("ordered", "bullet"),
            "elements": items(tagged({"rich_text_section": SECTION}), 1000),
        },
        {"indent": integer, "offset": integer, "border": integer},
    ),
}


def _block(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    one_of: tuple[str, ...] = (),
) -> Check:
    return record(required, {"block_id": IDENTIFIER, **(optional or {})}, one_of)


RICH_TEXT = _block({"elements": items(tagged(PARAGRAPHS), 1000)})
CELL = tagged(
    {
        "raw_text": record({"text": string(3000, 0)}),
        "raw_number": record({"value": anything}, {"text": anything}),
        "rich_text": RICH_TEXT,
    }
)
BLOCKS: Mapping[str, Check] = {
    "actions": _block({"elements": items(tagged({**CHOOSERS, **PRESSED}), 25)}),
    "alert": _block(
        {"text": any_text(3000)},
        {"level": choice("default", "info", "warning", "error", "success")},
    ),
    "call": anything,
    "card": anything,
    "carousel": anything,
    "container": anything,
    "context": _block(
        {
            "elements": items(
                tagged(
                    {
                        "image": IMAGE,
                        **_plain_kind(3000),
                        "mrkdwn": record({"text": string(3000)}, {"verbatim": boolean}),
                    }
                ),
                10,
            )
        }
    ),
    "context_actions": _block({"elements": items(tagged(CONTEXT_ACTIONS), 5)}),
    "data_table": anything,
    "data_visualization": anything,
    "divider": _block({}),
    "file": anything,
    "header": _block({"text": plain_text(150)}),
    "image": _block(
        {"alt_text": string(2000)},
        {"image_url": URL, "slack_file": anything, "title": plain_text(2000)},
        one_of=("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain_text(2000), "element": tagged(INPUTS)},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": _block({"text": string(12_000)}),
    "plan": anything,
    "rich_text": RICH_TEXT,
    "section": _block(
        {},
        {
            "text": any_text(3000),
            "fields": items(any_text(2000), 10),
            "accessory": tagged({**CHOOSERS, **PRESSED, "image": IMAGE}),
            "expand": boolean,
        },
        one_of=("text", "fields"),
    ),
    "table": _block(
        {"rows": items(items(CELL, 20), 100)}, {"column_settings": items(anything, 20)}
    ),
    "task_card": anything,
    "video": anything,
}
MESSAGES_ONLY = frozenset(
    {
        "markdown", "context_actions", "data_visualization", "container", "table", "file",
        "card", "carousel", "data_table", "plan", "task_card",
    }
)  # fmt: skip
MODALS_ONLY = frozenset({"alert"})
