import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Request, answer
from bot.slack.message import (
    Malformed,
    others_of,
    own_text_of,
    passages,
    quoted_in,
    text_of,
    ts_of,
)
from tests.conftest import Json, Message
from tests.slack.alerts import ALERTS, Alert

PERSONS: Json = {"type": "message", "user": "U0ABC12345", "text": "1722", "ts": "1700000000.000100"}


def rich_text(*elements: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": list(elements)}]


def text(words: str) -> Json:
    return {"type": "text", "text": words}


# --- what it says


def test_a_message_says_its_text_and_not_its_blocks_again() -> None:
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
    ("block", "says"),
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
def test_a_message_without_text_says_what_its_blocks_say(block: Json, says: str) -> None:
    assert text_of({"text": "", "blocks": [block]}) == says


@pytest.mark.parametrize(
    ("attachment", "says"),
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
def test_attachments_add_what_the_text_does_not_say(attachment: object, says: str) -> None:
    assert text_of({**PERSONS, "attachments": [attachment]}) == says


def test_an_apps_blocks_say_more_than_its_text_and_a_persons_do_not() -> None:
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
"""A message that was forwarded, as Slack attaches it to the one that forwards it."""


def test_what_a_message_forwards_is_told_once_and_apart_from_its_own_words() -> None:
    message = {**PERSONS, "text": "look", "attachments": [FORWARDED]}

    assert (own_text_of(message), quoted_in(message)) == ("look", "error 1726")
    assert text_of(message) == "look\nerror 1726"


def test_what_is_forwarded_may_stand_in_its_blocks_alone() -> None:
    assert quoted_in({"attachments": [{**FORWARDED, "text": ""}]}) == "error 1726 on node B"


@pytest.mark.parametrize("alert", ALERTS, ids=[alert.app for alert in ALERTS])
def test_what_an_alert_bot_posts_is_read(alert: Alert) -> None:
    read = answer(Request("", passages([{**alert.message, "ts": "1.0"}])))

    assert [code.hex for code in read.codes] == list(alert.codes)
    for words in alert.says:
        assert text_of(alert.message).count(words) == 1


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"url": "tel:2148598792", "text": "2148598792"}, "error 2148598792"),
        ({"url": "tel:2148598792"}, "error 2148598792"),
        ({"url": "https://a.example/?hr=80110408"}, "error https://a.example/?hr=80110408"),
    ],
)
def test_a_link_says_its_text_or_else_its_address(link: Json, says: str) -> None:
    section = {"type": "rich_text_section", "elements": [text("error "), {"type": "link", **link}]}

    assert text_of({"text": "", "blocks": rich_text(section)}) == says


@pytest.mark.parametrize("nothing", [{}, {"text": None}, {"text": "", "blocks": None}])
def test_an_empty_message_says_nothing(nothing: Json) -> None:
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


def test_a_thread_is_read_in_order_without_the_bot_and_the_question() -> None:
    thread: list[Message] = [
        {**PERSONS, "text": "error 1722", "ts": "1700000000.000100"},
        {**PERSONS, "text": "I decoded 1722", "ts": "1700000001.000100", "user": "U0BOT00000"},
        {**PERSONS, "text": "and 1726", "ts": "1700000600.000100"},
        {**PERSONS, "text": "@iissync ?", "ts": "1700000700.000100"},
    ]
    read = passages(others_of(thread, "1700000700.000100", "U0BOT00000"))

    assert [passage.text for passage in read] == ["and 1726", "error 1722"]


def test_a_passage_says_when_it_was_written_as_utc_writes_it() -> None:
    (passage,) = passages([PERSONS])

    assert (passage.seconds, passage.utc) == (1700000000, "14 Nov 2023 22:13 UTC")


def test_what_another_bot_wrote_into_a_thread_is_read() -> None:
    alert = {"subtype": "bot_message", "bot_id": "B0ABC", "text": "error 1722", "ts": "1.0"}

    assert [passage.text for passage in passages(others_of([alert], "2.0", "U0BOT00000"))] == [
        "error 1722"
    ]


@pytest.mark.parametrize("ts", [None, 5, "", "1700000000", "now.1", "1.2.3", "\uff19.1", "1" * 300])
def test_what_is_no_time_stamp_is_malformed(ts: object) -> None:
    with pytest.raises(Malformed, match="without its ts"):
        ts_of({"ts": ts}, "ts")
