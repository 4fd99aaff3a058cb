import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Request, answer
from bot.slack.payloads.message import (
    Malformed,
    other_messages,
    own_text_of,
    passage_of,
    quoted_text,
    text_of,
    ts_in,
)
from tests.conftest import Json, Message
from tests.slack.alerts import ALERTS, Alert

PERSONS: Json = {"type": "message", "user": "U0ABC12345", "text": "1722", "ts": "1700000000.000100"}


def rich_text(*elements: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": list(elements)}]


def text(words: str) -> Json:
    return {"type": "text", "text": words}


# --- the text of a message


def test_the_blocks_of_a_message_do_not_repeat_its_text() -> None:
    blocks = rich_text({"type": "rich_text_section", "elements": [text("1722")]})

    assert text_of({**PERSONS, "blocks": blocks}) == "1722"


def test_a_rich_text_section_is_one_text_and_a_list_is_a_text_for_each_item() -> None:
    sections = [
        {"type": "rich_text_section", "elements": [text("error "), text("1722")]},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [text("1726")]},
                {"type": "rich_text_section", "elements": [text("1060")]},
            ],
        },
        {"type": "rich_text_preformatted", "elements": [text("Status: 3")]},
        {"type": "rich_text_quote", "elements": [text("64")]},
    ]

    assert text_of({"text": "", "blocks": rich_text(*sections)}) == (
        "error 1722\n1726\n1060\nStatus: 3\n64"
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "error 1722"}}, "error 1722"),
        (
            {"type": "section", "fields": [{"type": "mrkdwn", "text": t} for t in ("code", "3")]},
            "code\n3",
        ),
        ({"type": "header", "text": {"type": "plain_text", "text": "1722"}}, "1722"),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "1722"}]}, "1722"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "1722"}]]}, "1722"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "code"}, {"text": "1722"}]]},
            "code 1722",
        ),
        ({"type": "markdown", "text": "**error** 1722"}, "**error** 1722"),
        (
            {"type": "video", "title": text("The failure"), "description": text("error 1722")},
            "The failure\nerror 1722",
        ),
        ({"type": "actions", "elements": [{"type": "button", "text": text("Retry 5")}]}, ""),
        ({"type": "divider"}, ""),
    ],
)
def test_the_text_of_a_message_may_be_in_its_blocks(block: Json, expected: str) -> None:
    assert text_of({"text": "", "blocks": [block]}) == expected


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [
        ({"text": "error 1726"}, "1722\nerror 1726"),
        ({"title": "Alert", "pretext": "node B", "text": "1726"}, "1722\nnode B\nAlert\n1726"),
        ({"fallback": "error 1726", "text": "error 1726"}, "1722\nerror 1726"),
        ({"fields": [{"title": "Status", "value": "1726"}]}, "1722\nStatus: 1726"),
        ({"blocks": [{"type": "section", "text": text("1726")}]}, "1722\n1726"),
        ({"fallback": "1722"}, "1722"),
        ({"fallback": "error 1726"}, "1722\nerror 1726"),
        ({"fallback": "[no preview available]", "blocks": []}, "1722"),
        ({"title": "*1722*"}, "1722"),
        ({"text": "error 7", "footer": "v9.1.5"}, "1722\nerror 7"),
        ("no attachment", "1722"),
    ],
)
def test_attachments_add_what_the_text_does_not_contain(attachment: object, expected: str) -> None:
    assert text_of({**PERSONS, "attachments": [attachment]}) == expected


def test_the_blocks_of_an_app_add_to_its_text_and_those_of_a_person_do_not() -> None:
    blocks = [
        *rich_text({"type": "rich_text_section", "elements": [text("the error is 1726")]}),
        {"type": "section", "text": text("status 5")},
    ]
    alert = {"text": "An alert", "blocks": blocks}

    assert own_text_of({**alert, "bot_id": "B0ABC"}) == "An alert\nthe error is 1726\nstatus 5"
    assert own_text_of({**alert, "subtype": "bot_message"}).endswith("status 5")
    assert own_text_of(alert) == "An alert\nstatus 5"


FORWARDED: Json = {
    "is_share": True,
    "is_msg_unfurl": True,
    "from_url": "https://acme.slack.com/archives/C0ABC/p1700000000000100",
    "author_id": "U0DEF12345",
    "channel_id": "C0ABC",
    "ts": "1700000000.000100",
    "fallback": "[November 14th, 2023 10:13 PM] dora: error 1726",
    "text": "error 1726",
    "message_blocks": [
        {
            "team": "T0ABC",
            "channel": "C0ABC",
            "ts": "1700000000.000100",
            "message": {
                "blocks": rich_text(
                    {"type": "rich_text_section", "elements": [text("error 1726 on node B")]}
                )
            },
        }
    ],
}
"""A forwarded message, as Slack attaches it to the message that forwards it."""


def test_a_forwarded_message_is_read_once_and_separately() -> None:
    message = {**PERSONS, "text": "look", "attachments": [FORWARDED]}

    assert (own_text_of(message), quoted_text(message)) == ("look", "error 1726")
    assert text_of(message) == "look\nerror 1726"


def test_a_forwarded_message_may_have_only_blocks() -> None:
    assert quoted_text({"attachments": [{**FORWARDED, "text": ""}]}) == "error 1726 on node B"


@pytest.mark.parametrize("alert", ALERTS, ids=[alert.app for alert in ALERTS])
def test_the_alerts_of_other_apps_are_read(alert: Alert) -> None:
    read = answer(Request("", (passage_of({**alert.message, "ts": "1.0"}),)))

    assert [code.hex for code in read.codes] == list(alert.codes)
    for words in alert.says:
        assert text_of(alert.message).count(words) == 1


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ({"url": "tel:2148598792", "text": "2148598792"}, "error 2148598792"),
        ({"url": "tel:2148598792"}, "error 2148598792"),
        ({"url": "https://a.example/?hr=80110408"}, "error https://a.example/?hr=80110408"),
    ],
)
def test_a_link_has_its_text_or_else_its_url(link: Json, expected: str) -> None:
    section = {"type": "rich_text_section", "elements": [text("error "), {"type": "link", **link}]}

    assert text_of({"text": "", "blocks": rich_text(section)}) == expected


@pytest.mark.parametrize("nothing", [{}, {"text": None}, {"text": "", "blocks": None}])
def test_an_empty_message_has_no_text(nothing: Json) -> None:
    assert text_of(nothing) == ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "elements", "fields", "title", "url", "value", "rows", "type"]
            ),
            inner,
        )
    ),
    max_leaves=10,
)


@given(json_values, json_values)
def test_any_blocks_and_attachments_can_be_read(blocks: object, attachments: object) -> None:
    assert isinstance(text_of({"blocks": blocks, "attachments": attachments}), str)


# --- threads


def test_a_thread_is_read_in_order_without_the_bot_slack_and_the_question() -> None:
    root = {"subtype": "assistant_app_thread", "text": "Chats from 2024-09-28"}
    thread: list[Message] = [
        {**PERSONS, **root, "ts": "1699999999.000100"},
        {**PERSONS, "text": "error 1722", "ts": "1700000000.000100"},
        {**PERSONS, "text": "I decoded 1722", "ts": "1700000001.000100", "user": "U0BOT00000"},
        {**PERSONS, "text": "and 1726", "ts": "1700000600.000100"},
        {**PERSONS, "text": "@iissync ?", "ts": "1700000700.000100"},
    ]
    read = other_messages(thread, "1700000700.000100", "U0BOT00000")

    assert [passage_of(message).text for message in read] == ["and 1726", "error 1722"]


def test_a_passage_has_the_time_at_which_it_was_written_in_utc() -> None:
    passage = passage_of(PERSONS)

    assert (passage.seconds, passage.utc) == (1700000000, "14 Nov 2023 22:13 UTC")


def test_the_messages_of_other_bots_in_a_thread_are_read() -> None:
    alert = {"subtype": "bot_message", "bot_id": "B0ABC", "text": "error 1722", "ts": "1.0"}

    (read,) = other_messages([alert], "2.0", "U0BOT00000")

    assert passage_of(read).text == "error 1722"


@pytest.mark.parametrize("ts", [None, 5, "", "1700000000", "now.1", "1.2.3", "\uff19.1", "1" * 300])
def test_a_malformed_timestamp_is_rejected(ts: object) -> None:
    with pytest.raises(Malformed, match="without its ts"):
        ts_in({"ts": ts}, "ts")
