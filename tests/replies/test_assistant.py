"""What Slack's assistant shows: prompts that work, and titles without markup."""

import pytest

from bot.conversation import Request, answer
from bot.replies.assistant import LONGEST_TITLE, PROMPTS, greeting, title_of_thread
from bot.replies.text import to_plain


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.title)
def test_each_prompt_is_answered_with_a_code(prompt: tuple[str, str]) -> None:
    _, message = prompt
    reply = answer(Request(message))

    assert reply.understood
    assert reply.outcome == "found"


def test_the_greeting_says_what_to_send() -> None:
    assert "Send me a number, or what a program printed." in to_plain(greeting())


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("it says 1722 again", "1722: The RPC server is unavailable."),
        ("why   does\nit hang?", "why does it hang?"),
        ("*why* does <@U0ANA00001> `it` hang", "why does it hang"),
        ("see <https://example.com/a|the page>", "see https://example.com/a the page"),
        ("&lt;!channel&gt; help me", "!channel help me"),
        ("", ""),
        ("<@U0ANA00001>", ""),
    ],
)
def test_the_title_is_the_code_or_the_first_words(question: str, title: str) -> None:
    assert title_of_thread(question, answer(Request(question))) == title


def test_a_long_title_is_cut() -> None:
    question = "nobody knows " * 20
    title = title_of_thread(question, answer(Request(question)))

    assert len(title) <= LONGEST_TITLE
    assert title.endswith("…")
