"""Replies of the conversation, which Slack accepts."""

from bot.codes.sources import Passage
from bot.conversation import (
    Request,
    answer,
)
from bot.replies.reply import Reply
from tests.replies.accepted import accepted

OLD = Passage("node B: error 1722", 1700000000, "14 Nov 2023 22:13 UTC")
NEW = Passage("now it says 2148598792", 1700000600, "14 Nov 2023 22:23 UTC")


def reply_to(text: str, *thread: Passage, addressed_to_others: bool = False) -> Reply:
    """The reply to a text, which Slack accepts."""
    return accepted(answer(Request(text, thread, addressed_to_others=addressed_to_others)))


def codes_of(reply: Reply) -> list[int]:
    return [code.decimal for code in reply.codes]
