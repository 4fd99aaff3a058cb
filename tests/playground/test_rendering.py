"""The text that a user reads in a terminal, without control characters."""

# ruff: noqa: E501 - a row of a table is one line

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.model import Json, Message, Shown, View
from bot.playground.rendering import Renderer
from tests.playground.blocks import actions, button, line, mrkdwn, plain, rich, section, text

NAMES = {"UBOT": "iissync", "UANA": "ana", "C1": "general"}


def lines(*blocks: Json) -> list[str]:
    return Renderer(NAMES, width=42).blocks(blocks)


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<@UANA> in <#C1|general> and <#C2|other>", "@ana in #general and #other"),
        ("<@U9|zed> <@U9>", "@zed @U9"),
        ("<!here> <!subteam^S1|@ops> <!date^1^{date}|then>", "@here @ops then"),
        ("<https://x.example|docs> <https://x.example>", "docs (https://x.example) https://x.example"),
        ("<tel:1722|1722> <mailto:a@b|a@b>", "1722 a@b"),
        ("a &lt;b&gt; &amp;lt;", "a <b> &lt;"),
        ("*bold* _italic_ ~gone~ 2*3*4 snake_case_word", "bold italic gone 2*3*4 snake_case_word"),
        ("`*code* &lt;` and ```*more*```", "`*code* <` and\n    *more*"),
        ("so:\n&gt; said\nnot", "so:\n│ said\nnot"),
        ("\x1b[31mred\x07 \x7f\x85\u202e\ttab\r\nend", "\\x1b[31mred\\x07 \\x7f\\x85\\u202e    tab\nend"),
        ("👩\u200d🔧", "👩\u200d🔧"),
    ],
)  # fmt: skip
def test_mrkdwn_becomes_plain_text(sent: str, seen: str) -> None:
    assert "\n".join(Renderer(NAMES, width=200).blocks([section(sent)])) == seen


@given(st.text())
def test_no_control_character_reaches_the_terminal(hostile: str) -> None:
    shown = Renderer({}).message(Message("1.2", "C1", "U1", hostile))

    assert not any(ord(char) < 32 and char != "\n" for char in shown)
    assert "\x7f" not in shown
    shown.encode()


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ({"type": "header", "text": plain("1722")}, ["1722", "────"]),
        (section("*a*\n\nb"), ["a", "", "b"]),
        ({"type": "section", "text": plain("*a*")}, ["*a*"]),
        ({"type": "section", "fields": [mrkdwn("*Hex*\n0x6BA")]}, ["Hex 0x6BA"]),
        (
            section("x", accessory=button("Go")),
            ["x", "[Go]"],
        ),
        (
            section("x", accessory={"type": "image", "alt_text": "cat"}),
            ["x", "[cat]"],
        ),
        ({"type": "context", "elements": [mrkdwn("a"), {"type": "image", "alt_text": "b"}]}, ["a  [b]"]),
        ({"type": "divider"}, ["─" * 40]),
        (actions(button("Go"), {"type": "datepicker"}), ["[Go]  [datepicker]"]),
        ({"type": "image", "alt_text": "cat"}, ["[cat]"]),
        ({"type": "alert", "text": mrkdwn("Stop")}, ["! Stop"]),
        ({"type": "markdown", "text": "# a\nb"}, ["# a", "b"]),
        ({"type": "video"}, ["[video: not shown in a terminal]"]),
        (
            {"type": "input", "label": plain("Code"), "hint": plain("any"), "element": {"type": "plain_text_input", "placeholder": plain("1722")}},
            ["Code: [1722]", "any"],
        ),
        ({"type": "input", "label": plain("Code"), "element": {"type": "plain_text_input"}}, ["Code: [plain_text_input]"]),
        (
            {"type": "input", "label": plain("Steps"), "element": {"type": "plain_text_input", "initial_value": "One.\nTwo."}},
            ["Steps: [One. ⏎ Two.]"],
        ),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 3}, rich(line(text("b")))]]},
            ["a | 3 | b"],
        ),
    ],
)  # fmt: skip
def test_a_block_is_shown(block: Json, shown: list[str]) -> None:
    assert lines(block) == shown


def test_lists_have_numbers_and_hanging_indents() -> None:
    steps = [line(text("Ping the other node, and wait for it")), line(text("Try again"))]
    ordered = {"type": "rich_text_list", "style": "ordered", "elements": steps, "offset": 1}
    nested = {"type": "rich_text_list", "style": "bullet", "elements": steps[1:], "indent": 1}

    assert Renderer({}, width=22).blocks([rich(ordered, nested)]) == [
        "2. Ping the other",
        "   node, and wait",
        "   for it",
        "3. Try again",
        "   ◦ Try again",
    ]


def test_rich_text_is_shown() -> None:
    parts = [
        text("1722", code=True),
        {"type": "link", "url": "https://x.example", "text": "docs"},
        {"type": "link", "url": "u"},
        {"type": "user", "user_id": "UANA"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "tada"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 7},
        {"type": "color", "value": "#fff"},
    ]
    shown = Renderer(NAMES).blocks([rich(line(*parts))])

    assert shown == ["`1722`docs (https://x.example)u@ana#general:tada:@here7[color]"]


def test_quotes_and_code_keep_their_shape() -> None:
    quote = {"type": "rich_text_quote", "elements": [text("said")]}
    code = {"type": "rich_text_preformatted", "elements": [text("a  b\n  c")]}

    assert lines(rich(quote, code)) == ["│ said", "    a  b", "      c"]


def test_a_message_shows_who_sees_it_and_where() -> None:
    message = Message(
        "1.2", "C1", "UBOT", "RPC", thread_ts="1.1", ephemeral_to="UANA", edited_ts="1.3"
    )

    shown = Renderer(NAMES).message(message)

    assert shown == "iissync (only visible to you, in the thread, edited)\n  RPC"


def test_a_long_word_is_not_broken() -> None:
    shown = Renderer({}, width=10).message(Message("1", "C1", "U1", "https://x.example/a/b/c d"))

    assert shown == "U1\n  https://x.example/a/b/c\n  d"


def test_a_form_shows_its_errors_and_its_button() -> None:
    content = {"title": plain("Look up"), "blocks": [], "submit": plain("Go")}
    view = View("V1", "UANA", content, "h", "V1", errors={"code": "No code"})

    assert Renderer({}).view(view) == "[Look up]\n  ! No code\n  [Go]"
    assert Renderer({}).view(View("V1", "U", {"blocks": []}, "h", "V1")) == "[Home]"


def test_an_acknowledgement_is_shown() -> None:
    renderer = Renderer(NAMES)
    message = Message("1.2", "C1", "UBOT", "RPC")

    assert renderer.shown(Shown("RPC", message)) == "iissync\n  RPC"
    assert renderer.shown(Shown("failed", error="x")) == "Slack\n  failed"
    assert renderer.shown(Shown()) == ""
