"""Answers for the tests of their payloads, and the buttons in these."""

from bot.codes.status_code import StatusCode
from bot.guide.explain import explain
from bot.replies.answers import answer_reply
from bot.replies.explanation import Answered
from bot.replies.reply import Reply
from tests.conftest import Json

THREAD = "1700000000.000100"


def reply_to(*codes: int) -> Reply:
    answered = [Answered(str(code), explain(StatusCode(code))) for code in codes]
    return answer_reply(answered, in_order=True)._replace(takes_entries=True)


def buttons_in(payload: Json) -> list[Json]:
    """The buttons below a message or in a view, without those beside a line."""
    rows = [block for block in payload["blocks"] if block["type"] == "actions"]
    return [button for row in rows for button in row["elements"]]


def labels_in(payload: Json) -> list[str]:
    return [button["text"]["text"] for button in buttons_in(payload)]


def share_button_in(payload: Json) -> Json | None:
    shares = [button for button in buttons_in(payload) if button["action_id"] == "share"]
    return shares[0] if shares else None
