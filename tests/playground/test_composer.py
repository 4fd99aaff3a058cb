"""The messages that Slack makes of typed lines."""

import pytest

from bot.playground.composer import Composer

USERS = {"iissync": "UBOT", "ana": "UANA"}
CHANNELS = {"general": "C1"}


def compose(typed: str, *, phone: bool = False) -> str:
    text, _ = Composer(USERS.get, CHANNELS.get, phone=phone).compose(typed)
    return text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@iissync 1722", "<@UBOT> 1722"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("see #general, not #nowhere", "see <#C1|general>, not #nowhere"),
        ("mail me@ana or @nobody", "mail me@ana or @nobody"),
        ("@here and @channel", "<!here> and <!channel>"),
        ("https://x.example/?a=1&b=2", "<https://x.example/?a=1&amp;b=2>"),
        ("`a<b` and ```c\nd```", "`a&lt;b` and ```c\nd```"),
        ("call 2148598792", "call 2148598792"),
    ],
)
def test_a_line_becomes_slacks_text(typed: str, text: str) -> None:
    assert compose(typed) == text


def test_a_phone_makes_links_of_ten_digits() -> None:
    assert compose("got 2148598792", phone=True) == "got <tel:2148598792|2148598792>"


def test_a_rich_text_block_accompanies_the_text() -> None:
    _, [block] = Composer(USERS.get, CHANNELS.get).compose("@ana `1722` ```log```then")

    assert [element["type"] for element in block["elements"]] == [
        "rich_text_section",
        "rich_text_preformatted",
        "rich_text_section",
    ]
    assert [part["type"] for part in block["elements"][0]["elements"]] == [
        "user",
        "text",
        "text",
        "text",
    ]
