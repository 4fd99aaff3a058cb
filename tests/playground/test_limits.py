"""What Slack refuses, in its words and with its pointers."""

# ruff: noqa: E501 - a row of a table is one line

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk

from bot.playground.limits import (
    faults_in_message,
    faults_in_options,
    faults_in_view,
)
from bot.playground.model import Json
from bot.playground.schema import Fault
from tests.playground.blocks import (
    actions,
    button,
    line,
    mrkdwn,
    option,
    plain,
    rich,
    section,
    text,
)

DIVIDER: Json = {"type": "divider"}
ITEM = line(
    text("1722", code=True),
    {"type": "link", "url": "https://learn.example"},
    {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "then"},
    {"type": "broadcast", "range": "here"},
)
RICH = rich(
    {"type": "rich_text_list", "style": "ordered", "elements": [ITEM]},
    {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U1"}]},
    {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "tada"}]},
)


def select(**more: object) -> Json:
    return actions({"type": "static_select", **more})


def found(blocks: object) -> list[str]:
    faults = faults_in_message({"text": "x", "blocks": blocks}, posted=False)
    return [f"{fault.pointer} {fault.text}" for fault in faults]


GOOD = [
    [],
    [section("x"), DIVIDER, RICH],
    [{"type": "section", "fields": [mrkdwn("x")] * 10}],
    [{"type": "context", "elements": [mrkdwn("x"), plain("y")]}],
    [{"type": "section", "text": plain("x"), "accessory": button(action_id="a")}],
    [actions(button(action_id="a", confirm={"title": plain("t"), "text": mrkdwn("x")}))],
    [select(options=[option("a")], action_id="s")],
    [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}, RICH]]}],
    [{"type": "markdown", "text": "# x"}],
    [{"type": "image", "alt_text": "x", "image_url": "https://x.example/a.png"}],
]
BAD: list[tuple[object, str]] = [
    ("x", "/blocks must be an array"),
    (["x"], "/blocks/0 must provide an object"),
    ([{}], "/blocks/0 missing required field: type"),
    ([{"type": 3}], "/blocks/0/type unsupported type: 3"),
    ([{"type": "foo"}], "/blocks/0/type unsupported type: foo"),
    ([DIVIDER] * 51, "/blocks no more than 50 items allowed"),
    ([section("x" * 3001)], "/blocks/0/text/text must be less than 3001 characters"),
    ([section("")], "/blocks/0/text/text must be more than 0 characters"),
    ([{"type": "section"}], "/blocks/0 must define either `text` or `fields`"),
    ([{"type": "section", "text": {"type": "mrkdwn"}}], "/blocks/0/text missing required field: text"),
    (
        [{"type": "section", "text": {"type": "mrkdwn", "text": 3}}],
        "/blocks/0/text/text must be a string",
    ),
    (
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "/blocks/0/fields/0/text must be less than 2001 characters",
    ),
    ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "/blocks/0/fields no more than 10 items allowed"),
    ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text must be less than 151 characters"),
    ([{"type": "header", "text": mrkdwn("x")}], "/blocks/0/text/type unsupported type: mrkdwn"),
    ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "/blocks/0/elements no more than 10 items allowed"),
    ([actions(*[button()] * 26)], "/blocks/0/elements no more than 25 items allowed"),
    ([actions()], "/blocks/0/elements no less than 1 items allowed"),
    ([actions(button("x" * 76))], "/blocks/0/elements/0/text/text must be less than 76 characters"),
    ([actions(button(value="x" * 2001))], "/blocks/0/elements/0/value must be less than 2001 characters"),
    ([actions(button(action_id="x" * 256))], "/blocks/0/elements/0/action_id must be less than 256 characters"),
    (
        [actions(button(style="blue"))],
        "/blocks/0/elements/0/style must be a valid enum value: one of primary, danger",
    ),
    ([actions("x")], "/blocks/0/elements/0 must provide an object"),  # type: ignore[arg-type]  # on purpose
    (
        [actions(button(action_id="a"), button(action_id="a"))],
        '/blocks/0/elements/1/action_id `action_id` "a" already exists for another element',
    ),
    (
        [{**DIVIDER, "block_id": "b"}, {**DIVIDER, "block_id": "b"}],
        '/blocks/1/block_id `block_id` "b" already exists for another block',
    ),
    ([{**DIVIDER, "block_id": "x" * 256}], "/blocks/0/block_id must be less than 256 characters"),
    ([{**DIVIDER, "colour": "red"}], "/blocks/0 invalid additional property: colour"),
    ([select(options=[option("x" * 76)])], "/blocks/0/elements/0/options/0/text/text must be less than 76 characters"),
    ([select(options=[option("x")] * 101)], "/blocks/0/elements/0/options no more than 100 items allowed"),
    ([select()], "/blocks/0/elements/0 must define either `options` or `option_groups`"),
    (
        [actions({"type": "conversations_select", "filter": {}})],
        "/blocks/0/elements/0/filter must define either `include` or `exclude_external_shared_channels` or `exclude_bot_users`",
    ),
    (
        [actions({"type": "conversations_select", "filter": {"include": ["dm"]}})],
        "/blocks/0/elements/0/filter/include/0 must be a valid enum value: one of im, mpim, private, public",
    ),
    ([actions({"type": "multi_users_select", "initial_users": "U1"})], "/blocks/0/elements/0/initial_users must be an array"),
    ([{"type": "alert", "text": mrkdwn("x")}], "/blocks/0/type unsupported type: alert"),
    ([{"type": "image", "image_url": "u", "alt_text": "x" * 2001}], "/blocks/0/alt_text must be less than 2001 characters"),
    ([rich({"type": "p"})], "/blocks/0/elements/0/type unsupported type: p"),
    (
        [rich({"type": "rich_text_list", "style": "roman", "elements": [line()]})],
        "/blocks/0/elements/0/style must be a valid enum value: one of ordered, bullet",
    ),
    (
        [rich(line(text("")))],
        "/blocks/0/elements/0/elements/0/text must be more than 0 characters",
    ),
    (
        [rich(line({"type": "text", "text": "x", "style": {"bold": "yes"}}))],
        "/blocks/0/elements/0/elements/0/style/bold must be a boolean",
    ),
    (
        [rich({"type": "rich_text_quote", "elements": [], "border": True})],
        "/blocks/0/elements/0/border must be an integer",
    ),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "/blocks only one table allowed"),
]  # fmt: skip


@pytest.mark.parametrize("blocks", GOOD)
def test_valid_blocks_have_no_fault(blocks: object) -> None:
    assert found(blocks) == []


@pytest.mark.parametrize(("blocks", "fault"), BAD)
def test_invalid_blocks_have_a_fault_with_its_pointer(blocks: object, fault: str) -> None:
    assert fault in found(blocks)


def test_a_fault_has_slacks_format() -> None:
    fault = Fault("/blocks/0/text/text", "must be less than 3001 characters")

    assert (
        str(fault) == "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    )


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": 3}, "invalid_arguments"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "", "blocks": [DIVIDER]}, ""),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": 1}}, "invalid_metadata_format"),
        ({"text": "x", "attachments": [{"blocks": [section("")]}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
    ],
)  # fmt: skip
def test_a_message_is_refused_with_the_right_error(payload: Json, error: str) -> None:
    assert [fault.error for fault in faults_in_message(payload)] == [error]


def test_only_posted_blocks_have_a_size_limit() -> None:
    payload = {"text": "x", "blocks": [section("x" * 2900)] * 5}

    assert faults_in_message(payload, posted=False) == []


def test_metadata_with_any_payload_passes() -> None:
    metadata = {"event_type": "answered", "event_payload": {"ts": "1.2", "n": 3}}

    assert faults_in_message({"text": "x", "metadata": metadata}) == []


INPUT: Json = {"type": "input", "label": plain("Code"), "element": {"type": "plain_text_input"}}
MODAL: Json = {"type": "modal", "title": plain("Look up"), "blocks": [section("x")]}
VIEWS: list[tuple[Json, str]] = [
    ({}, "/view missing required field: type"),
    ({"type": "modal", "blocks": [DIVIDER]}, "/view missing required field: title"),
    ({**MODAL, "title": plain("x" * 25)}, "/view/title/text must be less than 25 characters"),
    ({**MODAL, "blocks": [INPUT]}, "/view missing required field: submit"),
    ({**MODAL, "blocks": [DIVIDER] * 101}, "/view/blocks no more than 100 items allowed"),
    ({**MODAL, "blocks": "x"}, "/view/blocks must be an array"),
    ({**MODAL, "private_metadata": "x" * 3001}, "/view/private_metadata must be less than 3001 characters"),
    ({**MODAL, "blocks": [{"type": "markdown", "text": "x"}]}, "/view/blocks/0/type unsupported type: markdown"),
    ({"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]}, "/view/blocks/0/type unsupported type: alert"),
    ({"type": "home", "blocks": [DIVIDER], "title": plain("x")}, "/view invalid additional property: title"),
]  # fmt: skip


@pytest.mark.parametrize(("view", "fault"), VIEWS)
def test_an_invalid_view_has_a_fault_with_its_pointer(view: Json, fault: str) -> None:
    assert fault in [f"{each.pointer} {each.text}" for each in faults_in_view(view)]


@pytest.mark.parametrize(
    "view",
    [
        MODAL,
        {**MODAL, "blocks": [{"type": "alert", "text": plain("x")}]},
        {**MODAL, "blocks": [INPUT], "submit": plain("Go"), "callback_id": "c"},
        {"type": "home", "blocks": [INPUT, *[DIVIDER] * 99]},
    ],
)
def test_a_valid_view_has_no_fault(view: Json) -> None:
    assert faults_in_view(view) == []


def test_options_are_checked() -> None:
    assert faults_in_options({"options": []}) == []
    assert faults_in_options({"options": [option("x" * 76)]})[0].pointer == "/options/0/text/text"


def test_the_blocks_of_slack_sdk_have_no_fault() -> None:
    blocks = [
        sdk.SectionBlock(text="x", accessory=sdk.ButtonElement(text="Go", action_id="go")),
        sdk.InputBlock(label="Code", element=sdk.PlainTextInputElement(action_id="code")),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="x")]),
    ]

    assert found([block.to_dict() for block in blocks]) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "block_id", "action_id", "fields"])
            | st.text(max_size=3),
            inner | st.sampled_from(["section", "actions", "rich_text", "mrkdwn", "table"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_the_checker_never_raises(blocks: object) -> None:
    faults_in_message({"text": "x", "blocks": blocks, "metadata": blocks})
    faults_in_view({"type": "modal", "blocks": blocks})
