# ruff: noqa: E501 - a line of a snapshot is a line of a document
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.replies.block_kit import to_blocks
from bot.replies.document import (
    QUOTED,
    Button,
    Document,
    Items,
    Line,
    Link,
    Mention,
    Moment,
    Offer,
    Paragraph,
    Rule,
    Small,
    Span,
    TextOnly,
    bold,
    code,
    formatted,
    line,
    shortened,
    verbatim,
)
from bot.replies.text import escape, to_mrkdwn, to_plain
from tests.conftest import accepted_message, texts_in

HOSTILE = "<!channel> & <@U0ABC12345> <https://a.example|1722>"
EVERY_PART: Document = (
    Paragraph(line(code(1722), " ", bold("The RPC server is unavailable."))),
    Paragraph(line("Try `iissync TARGET` (our suggestion)")),
    Items((line("first"), line("second")), numbered=True),
    Items((line("a point of ", Link("A", "https://a")),)),
    Small(
        line("From ", Moment(1700000000, "14 Nov 2023 22:13 UTC"), ": “", verbatim(HOSTILE), "”")
    ),
    Rule(),
    Paragraph(line("The end & more.")),
    Small(
        line("See ", Link("Q224801 & more", "https://a.example/1"), ", ", Link("B", "https://b"))
    ),
    TextOnly(line("In text alone.")),
    Offer(line(code(1060), ": ", bold("The *nodes*.")), Button("show", "Steps", {"code": 1060})),
)


def test_a_document_as_blocks() -> None:
    blocks = to_blocks(EVERY_PART[:4])

    accepted_message({"text": "1722", "blocks": blocks})
    assert blocks == snapshot(
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "1722", "style": {"code": True}},
                            {"type": "text", "text": " "},
                            {
                                "type": "text",
                                "text": "The RPC server is unavailable.",
                                "style": {"bold": True},
                            },
                            {"type": "text", "text": "\n"},
                            {"type": "text", "text": "Try "},
                            {"type": "text", "text": "iissync TARGET", "style": {"code": True}},
                            {"type": "text", "text": " (our suggestion)"},
                        ],
                    },
                    {
                        "type": "rich_text_list",
                        "style": "ordered",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [{"type": "text", "text": "first"}],
                            },
                            {
                                "type": "rich_text_section",
                                "elements": [{"type": "text", "text": "second"}],
                            },
                        ],
                    },
                    {
                        "type": "rich_text_list",
                        "style": "bullet",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "text", "text": "a point of "},
                                    {"type": "link", "url": "https://a", "text": "A"},
                                ],
                            }
                        ],
                    },
                ],
            }
        ]
    )


def test_small_print_and_rules_are_blocks_of_their_own() -> None:
    blocks = to_blocks(EVERY_PART)

    accepted_message({"text": "1722", "blocks": blocks})
    assert [block["type"] for block in blocks] == [
        "rich_text", "context", "divider", "rich_text", "context", "section",
    ]  # fmt: skip


def test_a_page_is_a_link_in_slack_and_a_footnote_in_a_terminal() -> None:
    document = (Small(line(Link("A & B", "https://a"), ", ", Link("C", "https://c"))),)

    assert to_mrkdwn(document) == "<https://a|A &amp; B>, <https://c|C>"
    assert to_plain(document) == "A & B [1], C [2]\n[1] https://a\n[2] https://c"


def test_an_offer_is_a_line_with_a_button_at_its_side() -> None:
    (section,) = to_blocks(EVERY_PART[-1:])

    assert section["text"]["text"] == "`1060`: *The *nodes*.*"
    assert section["accessory"]["action_id"] == "show:1"


def test_an_offer_that_mrkdwn_would_change_is_plain_text() -> None:
    (section,) = to_blocks(
        (Offer(line("By ", verbatim("*ann*")), Button("show", "Show", {"code": 5})),)
    )

    accepted_message({"text": "x", "blocks": [section]})
    assert section["text"] == {"type": "plain_text", "text": "By *ann*", "emoji": False}


def test_a_line_that_a_button_replaces_is_only_in_the_text() -> None:
    assert "In text alone." in to_mrkdwn(EVERY_PART)
    assert "In text alone." not in str(to_blocks(EVERY_PART))


def test_a_command_has_backticks_in_a_terminal_and_a_number_has_none() -> None:
    document = (Paragraph(line("Run `net use` on `NODEB`.")),)

    assert to_plain(document) == "Run `net use` on NODEB."


def test_text_of_a_person_is_escaped_in_small_print() -> None:
    (quoted,) = texts_in(to_blocks(EVERY_PART[4:5]), "mrkdwn")

    assert quoted.endswith(f"“{escape(HOSTILE)}”")


def test_small_print_makes_no_links_of_a_persons_words() -> None:
    (block,) = to_blocks((Small(line("From: ", verbatim("https://a.example @here #general"))),))

    assert [element["verbatim"] for element in block["elements"]] == [True]


def test_text_of_a_person_is_verbatim_in_running_text() -> None:
    blocks = to_blocks((Paragraph(line(verbatim(HOSTILE))),))

    assert list(texts_in(blocks, "text")) == [HOSTILE]


def test_a_document_as_mrkdwn() -> None:
    assert to_mrkdwn(EVERY_PART) == snapshot("""\
`1722` *The RPC server is unavailable.*
Try `iissync TARGET` (our suggestion)
1. first
2. second
• a point of <https://a|A>
From <!date^1700000000^{date_short_pretty} {time}|14 Nov 2023 22:13 UTC>: “&lt;!channel&gt; &amp; &lt;@U0ABC12345&gt; &lt;https://a.example|1722&gt;”

The end &amp; more.
See <https://a.example/1|Q224801 &amp; more>, <https://b|B>
In text alone.
`1060`: *The *nodes*.*\
""")


def test_a_document_as_plain_text() -> None:
    assert to_plain(EVERY_PART) == snapshot("""\
1722 The RPC server is unavailable.
Try `iissync TARGET` (our suggestion)
1. first
2. second
• a point of A [1]
From 14 Nov 2023 22:13 UTC: “<!channel> & <@U0ABC12345> <https://a.example|1722>”

The end & more.
See Q224801 & more [2], B [3]
In text alone.
1060: The *nodes*.
[1] https://a
[2] https://a.example/1
[3] https://b\
""")


def test_a_moment_in_rich_text_is_shown_in_the_readers_own_time_zone() -> None:
    blocks = to_blocks((Paragraph((Moment(1700000000, "14 Nov 2023"),)),))

    accepted_message({"text": "then", "blocks": blocks})
    assert blocks[0]["elements"][0]["elements"] == snapshot(
        [
            {
                "type": "date",
                "timestamp": 1700000000,
                "format": "{date_short_pretty} {time}",
                "fallback": "14 Nov 2023",
            }
        ]
    )


def test_backticks_in_the_bots_own_words_mark_code() -> None:
    assert line("`a` and `b`") == (Span("a", "code"), Span(" and "), Span("b", "code"))


def test_backticks_in_a_persons_words_mark_nothing() -> None:
    assert line(verbatim("`a`")) == (Span("`a`"),)


def test_a_backtick_within_code_does_not_end_it() -> None:
    assert to_mrkdwn((Paragraph(line(code("17`22"))),)) == "`17'22`"


@given(st.text())
def test_escaped_text_has_no_control_characters_and_can_be_unescaped(text: str) -> None:
    escaped = escape(text)
    unescaped = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    assert not re.search("[<>]|&(?!amp;|lt;|gt;)", escaped)
    assert unescaped == text


@given(st.lists(st.text(), min_size=1))
def test_plain_text_has_a_line_for_each_paragraph(texts: list[str]) -> None:
    document = tuple(Paragraph(line(verbatim(text))) for text in texts)

    assert to_plain(document) == "\n".join(texts)


@pytest.mark.parametrize("name", ["*ann*", "_ann_", "~ann~", "`ann`", ":tada:", "ann\n> said"])
def test_small_print_that_mrkdwn_would_change_is_verbatim(name: str) -> None:
    (block,) = to_blocks((Small(line("By ", verbatim(name))),))

    accepted_message({"text": "x", "blocks": [block]})
    assert [e["text"] for e in block["elements"][0]["elements"]] == ["By ", name]


def test_people_and_channels_are_shown_by_their_names() -> None:
    document = (Paragraph(line("Ask ", Mention("U1"), " in ", Mention("C1", is_channel=True))),)
    (block,) = to_blocks(document)

    assert block["elements"][0]["elements"][1::2] == [
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
    ]
    assert to_mrkdwn(document) == "Ask <@U1> in <#C1>"
    assert to_plain(document) == "Ask U1 in C1"


@pytest.mark.parametrize("name", ["ann", "a_b", "2*3", "it's 10:40:05", "* ann"])
def test_other_small_print_is_small(name: str) -> None:
    (block,) = to_blocks((Small(line("By ", verbatim(name), code("1*2*"))),))

    assert block["type"] == "context"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("run `iisreset` first", line("run ", code("iisreset"), " first")),
        (
            "see https://a.b/c?d=1.",
            line("see ", Link("https://a.b/c?d=1", "https://a.b/c?d=1"), "."),
        ),
        ("(http://a.b)", line("(", Link("http://a.b", "http://a.b"), ")")),
        ("<!channel> javascript:x @here", (Span("<!channel> javascript:x @here"),)),
        ("a ` b", (Span("a ` b"),)),
    ],
)
def test_code_and_addresses_in_text_of_people_are_formatted(text: str, shown: Line) -> None:
    assert formatted(text) == shown


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("one\n two\t three ", "one two three"),
        ("x" * QUOTED, "x" * QUOTED),
        ("x" * QUOTED + "y", "x" * (QUOTED - 1) + "…"),
    ],
)
def test_a_quotation_is_one_line_and_cut_visibly(text: str, quoted: str) -> None:
    assert shortened(text) == quoted
