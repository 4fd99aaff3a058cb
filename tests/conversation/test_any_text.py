# ruff: noqa: RUF001 - characters that look like others are here on purpose
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.sources import Passage
from bot.conversation import (
    Request,
    answer,
)
from bot.guide.data import all_documented
from bot.replies.text import escape
from tests.conversation.replies import NEW, reply_to
from tests.replies.accepted import controls_in

BIG = "2147500037 2148598801 2148007941 2148599041 2148598794"
UNKNOWN = "2148598786 2148598787 2148598788 2148598789 2148598790"
MISTYPED = "214859880 214859881 214859882 214859885 214859888 214859872 214859874 214859875"
DOCUMENTED = " ".join(map(str, all_documented()))


@pytest.mark.parametrize(
    "text",
    [
        f"{BIG} {DOCUMENTED}",
        f"{BIG} {DOCUMENTED} {MISTYPED}",
        f"{UNKNOWN} {DOCUMENTED} {MISTYPED}",
        f"{UNKNOWN} {MISTYPED}",
    ],
)
def test_slack_accepts_the_answer_to_many_codes(text: str) -> None:
    assert reply_to(text).codes


HOSTILE = ["<!channel>", "<!here|x>", "<@U0ABC12345>", "<#C0123456789|ops>", "<", ">", "|", "`"]
HOSTILE += ["&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "<https://a.example|1722>", "*", "_"]
HOSTILE += ["＜!channel＞", "<\u200b!channel>", "<tel:<!channel>|1722>", "</>", "&", "-", "\n"]
HOSTILE += ["<!date^1700000000^{date}^https://a.example|x>", "99999999999", "214598801", "error "]
HOSTILE += [" ", "help", "hlep", *map(str, all_documented())]
hostile_text = st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join)
any_text = st.text(max_size=300) | hostile_text


def leaves(part: object) -> list[str]:
    """Every text of a rich_text, in order."""
    if isinstance(part, Mapping):
        own = [part["text"]] if part.get("type") == "text" else []
        return [*own, *(text for child in part.values() for text in leaves(child))]
    return [text for child in part for text in leaves(child)] if isinstance(part, list) else []


@given(any_text, st.booleans())
def test_any_text_has_a_reply_that_slack_accepts(text: str, addressed_to_others: bool) -> None:  # noqa: FBT001 - drawn
    assert reply_to(text, addressed_to_others=addressed_to_others).plain


@given(any_text)
def test_any_thread_has_a_reply_that_slack_accepts(text: str) -> None:
    assert reply_to("why?", Passage(text, 1700000000, "14 Nov 2023 22:13 UTC"), NEW).plain


@given(hostile_text)
def test_no_text_of_a_person_mentions_or_links(text: str) -> None:
    assert controls_in(reply_to(text)) == []
    assert (
        controls_in(reply_to("why?", Passage(text, 1700000000, "14 Nov 2023 22:13 UTC"), NEW)) == []
    )
    assert controls_in(answer(Request("why?", thread_error=text))) == []


@given(hostile_text)
def test_the_text_for_screen_readers_has_everything_that_the_blocks_show(text: str) -> None:
    reply = reply_to(text)
    text_only = reply.text.replace("`", "'")

    assert [
        shown
        for shown in leaves(reply.blocks)
        if escape(shown.strip()).replace("`", "'") not in text_only
    ] == []


@pytest.mark.parametrize("text", ["1 " * 20_000, "error 1722 " * 3_000, "<" * 40_000, "x" * 40_000])
def test_40_000_characters_have_a_reply_that_slack_accepts(text: str) -> None:
    assert reply_to(text).plain
    assert reply_to("why?", Passage(text, 1700000000, "then"), NEW).codes
