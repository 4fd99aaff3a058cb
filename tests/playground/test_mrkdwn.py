"""Slack's mrkdwn as rich text: marks, code, quotes, links, and what only looks like them."""

# ruff: noqa: E501 - a row of a table is one line

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.model import Json
from bot.playground.mrkdwn import paragraphs
from tests.playground.blocks import line, text


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a &lt;b&gt; &amp;lt;", [text("a <b> &lt;")]),
        ("*b* 2*3*4 a_b_c", [text("b", bold=True), text(" 2*3*4 a_b_c")]),
        ("*a _b_*", [text("a ", bold=True), text("b", bold=True, italic=True)]),
        ("*a *b* c*", [text("a *b", bold=True), text(" c*")]),
        ("*`c`* ~`*d*`~", [text("c", code=True, bold=True), text(" "), text("*d*", code=True, strike=True)]),
        ("*<@U1|zed>*", [{"type": "user", "user_id": "U1", "text": "zed", "style": {"bold": True}}]),
        ("<#C1>", [{"type": "channel", "channel_id": "C1"}]),
        ("<!subteam^S1|@ops><!here>", [{"type": "broadcast", "range": "ops"}, {"type": "broadcast", "range": "here"}]),
        ("<https://x.example?a&amp;b|docs>", [{"type": "link", "url": "https://x.example?a&b", "text": "docs"}]),
        ("<!date^7^{date}|then>", [{"type": "date", "timestamp": 7, "format": "{date}", "fallback": "then"}]),
        ("<!date^7^{date}^https://x.example|then>", [{"type": "date", "timestamp": 7, "format": "{date}", "fallback": "then", "url": "https://x.example"}]),
        ("<!date^7|then>", [text("then")]),
        ("<!date^soon^{date}|then>", [text("then")]),
        ("\U000f0000`a`", [text("a", code=True)]),
    ],
)  # fmt: skip
def test_a_line_is_read_as_slack_reads_it(source: str, parts: list[Json]) -> None:
    assert paragraphs(source) == [line(*parts)]


def test_quotes_and_code_are_paragraphs_of_their_own() -> None:
    code = {"type": "rich_text_preformatted", "elements": [text("x\n  *y*")]}
    quote = {"type": "rich_text_quote", "elements": [text("said\nso")]}

    assert paragraphs("a *```\nx\n  *y*```*\n&gt; said\n&gt;so\nb") == [
        line(text("a ")),
        code,
        line(text("\n")),
        quote,
        line(text("b")),
    ]


ODD = ["&gt; ", "```", "`", "*", "_", "~", "<", ">", "|", "@", "#", "!date^", "^", "\n", " ", "a"]


@given(st.lists(st.sampled_from(ODD)).map("".join))
def test_any_text_is_read(odd: str) -> None:
    kinds = {each["type"] for each in paragraphs(odd)}

    assert kinds <= {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
