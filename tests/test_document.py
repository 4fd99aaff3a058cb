# ruff: noqa: E501 - a line of a snapshot is a line of a document
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.document import (
    Document,
    Items,
    Moment,
    Paragraph,
    Rule,
    Small,
    Span,
    bold,
    code,
    escape,
    italic,
    line,
    said,
    to_blocks,
    to_mrkdwn,
    to_plain,
)
from tests.conftest import accepted_message, texts_in

HOSTILE = "<!channel> & <@U0ABC12345> <https://a.example|1722>"
EVERY_PART: Document = (
    Paragraph(line(code(1722), " ", bold("The RPC server is unavailable."))),
    Paragraph(line("Try `iissync TARGET` ", italic("(our suggestion)"))),
    Items((line("first"), line("second")), numbered=True),
    Items((line("a point"),)),
    Small(line("From ", Moment(1700000000, "14 Nov 2023 22:13 UTC"), ": “", said(HOSTILE), "”")),
    Rule(),
    Paragraph(line("The end & more.")),
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
                            {"type": "text", "text": " "},
                            {"type": "text", "text": "(our suggestion)", "style": {"italic": True}},
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
                                "elements": [{"type": "text", "text": "a point"}],
                            }
                        ],
                    },
                ],
            }
        ]
    )


def test_small_print_and_rules_stand_between_the_texts() -> None:
    blocks = to_blocks(EVERY_PART)

    accepted_message({"text": "1722", "blocks": blocks})
    assert [block["type"] for block in blocks] == ["rich_text", "context", "divider", "rich_text"]


def test_what_a_person_wrote_is_escaped_in_small_print() -> None:
    (quoted,) = texts_in(to_blocks(EVERY_PART[4:5]), "mrkdwn")

    assert quoted.endswith(f"“{escape(HOSTILE)}”")


def test_small_print_makes_no_links_of_a_persons_words() -> None:
    (block,) = to_blocks((Small(line("From: ", said("https://a.example @here #general"))),))

    assert [element["verbatim"] for element in block["elements"]] == [True]


def test_what_a_person_wrote_is_shown_to_the_letter_in_running_text() -> None:
    blocks = to_blocks((Paragraph(line(said(HOSTILE))),))

    assert list(texts_in(blocks, "text")) == [HOSTILE]


def test_a_document_as_mrkdwn() -> None:
    assert to_mrkdwn(EVERY_PART) == snapshot("""\
`1722` *The RPC server is unavailable.*
Try `iissync TARGET` _(our suggestion)_
1. first
2. second
• a point
From <!date^1700000000^{date_short_pretty} {time}|14 Nov 2023 22:13 UTC>: “&lt;!channel&gt; &amp; &lt;@U0ABC12345&gt; &lt;https://a.example|1722&gt;”

The end &amp; more.\
""")


def test_a_document_as_plain_text() -> None:
    assert to_plain(EVERY_PART) == snapshot("""\
1722 The RPC server is unavailable.
Try iissync TARGET (our suggestion)
1. first
2. second
• a point
From 14 Nov 2023 22:13 UTC: “<!channel> & <@U0ABC12345> <https://a.example|1722>”

The end & more.\
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
    assert line(said("`a`")) == (Span("`a`"),)


def test_a_backtick_within_code_does_not_end_it() -> None:
    assert to_mrkdwn((Paragraph(line(code("17`22"))),)) == "`17'22`"


@given(st.text())
def test_escaped_text_holds_no_control_character_and_reads_as_before(text: str) -> None:
    escaped = escape(text)
    unescaped = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    assert not re.search("[<>]|&(?!amp;|lt;|gt;)", escaped)
    assert unescaped == text


@given(st.lists(st.text(), min_size=1))
def test_plain_text_is_what_was_said_line_by_line(texts: list[str]) -> None:
    document = tuple(Paragraph(line(said(text))) for text in texts)

    assert to_plain(document) == "\n".join(texts)


@pytest.mark.parametrize("name", ["*ann*", "_ann_", "~ann~", "`ann`", ":tada:", "ann\n> said"])
def test_small_print_that_mrkdwn_would_change_is_shown_to_the_letter(name: str) -> None:
    (block,) = to_blocks((Small(line("By ", said(name))),))

    accepted_message({"text": "x", "blocks": [block]})
    assert [e["text"] for e in block["elements"][0]["elements"]] == ["By ", name]


@pytest.mark.parametrize("name", ["ann", "a_b", "2*3", "it's 10:40:05", "* ann"])
def test_other_small_print_is_small(name: str) -> None:
    (block,) = to_blocks((Small(line("By ", said(name), code("1*2*"))),))

    assert block["type"] == "context"
