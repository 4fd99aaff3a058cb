"""The exchanges between Slack and the bot, as the page shows them."""

import pytest

from bot.playground.model import Json
from bot.playground.page_state import exchange
from bot.playground.record import Call, Delivery
from tests.playground.blocks import option
from tests.playground.tiny_bot import words

BROKEN: Json = {"type": "modal", "blocks": []}
OPTION = option("x" * 76)


def delivered(kind: str, payload: Json, answer: Json, problem: str = "") -> Json:
    return exchange(Delivery(kind, payload, 0, problem, 0.0123, answer))


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"type": "event_callback", "event": {"type": "app_mention"}}, "app_mention"),
        (
            {"event": {"type": "message", "subtype": "message_changed"}},
            "message_changed",
        ),
        ({"command": "/iissync"}, "/iissync"),
        ({"type": "view_submission"}, "view_submission"),
    ],
)
def test_a_delivery_has_the_name_of_its_payload(payload: Json, name: str) -> None:
    answer = delivered("events_api", payload, {})

    assert (answer["name"], answer["from"], answer["ms"], answer["faults"]) == (
        name,
        "slack",
        12.3,
        [],
    )


def test_a_redelivery_shows_its_attempt() -> None:
    answer = exchange(Delivery("events_api", {"type": "x"}, 1, "operation_timeout", 3.0, {}))

    assert (answer["name"], answer["outcome"], answer["ok"]) == (
        "x (attempt 2)",
        "operation_timeout",
        False,
    )


@pytest.mark.parametrize(
    ("kind", "payload", "answer", "faults"),
    [
        ("slash_commands", {"command": "/x"}, {"text": "hi"}, 0),
        ("slash_commands", {"command": "/x"}, {"blocks": [{}]}, 2),
        ("interactive", {"type": "block_suggestion"}, {"options": [OPTION]}, 1),
        ("interactive", {"type": "view_submission"}, {"view": BROKEN}, 2),
        ("interactive", {"type": "view_submission"}, {"view": words("well")}, 0),
        ("interactive", {"type": "view_submission"}, {"response_action": "clear"}, 0),
    ],
)
def test_an_answer_is_checked_by_slacks_limits(
    kind: str, payload: Json, answer: Json, faults: int
) -> None:
    assert len(delivered(kind, payload, answer)["faults"]) == faults


@pytest.mark.parametrize(
    ("method", "arguments", "faults"),
    [
        ("chat.postMessage", {"channel": "C1", "text": "x" * 40_001}, 1),
        ("chat.postMessage", {"text": "nowhere"}, 0),
        ("response_url", {"text": ""}, 1),
        ("auth.test", {}, 0),
        ("made.up", {}, 0),
    ],
)
def test_a_call_is_checked_by_slacks_limits(method: str, arguments: Json, faults: int) -> None:
    answer = exchange(Call(method, arguments, 200, {"ok": True}, 0.001))

    assert (len(answer["faults"]), answer["ok"], answer["ms"]) == (faults, True, 1.0)


@pytest.mark.parametrize(
    ("status", "response", "outcome"),
    [
        (200, {"ok": False, "error": "not_in_channel"}, "not_in_channel"),
        (429, {"body": None}, "429"),
    ],
)
def test_a_failed_call_shows_its_error(status: int, response: Json, outcome: str) -> None:
    answer = exchange(Call("chat.postMessage", {}, status, response))

    assert (answer["outcome"], answer["ok"]) == (outcome, False)
