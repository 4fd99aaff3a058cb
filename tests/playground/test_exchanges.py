"""What the page shows behind the scenes."""

from typing import Any

import pytest

from bot.playground.page_state import exchange
from bot.playground.record import Call, Delivery
from tests.playground.tiny_bot import words

Json = dict[str, Any]
BROKEN: Json = {"type": "modal", "blocks": []}
OPTION: Json = {"text": {"type": "plain_text", "text": "x" * 76}, "value": "x"}


def delivered(kind: str, payload: Json, answer: Json, problem: str = "") -> Json:
    return exchange(0, Delivery(kind, payload, 0, problem, 0.0123, answer))


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
def test_a_delivery_goes_by_its_name(payload: Json, name: str) -> None:
    told = delivered("events_api", payload, {})

    assert (told["name"], told["from"], told["ms"], told["faults"]) == (name, "slack", 12.3, [])


def test_another_attempt_is_counted() -> None:
    told = exchange(3, Delivery("events_api", {"type": "x"}, 1, "operation_timeout", 3.0, {}))

    assert (told["name"], told["outcome"], told["ok"]) == (
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
def test_an_answer_is_held_to_slacks_limits(
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
def test_a_call_is_held_to_slacks_limits(method: str, arguments: Json, faults: int) -> None:
    told = exchange(0, Call(method, arguments, 200, {"ok": True}, 0.001))

    assert (len(told["faults"]), told["ok"], told["ms"]) == (faults, True, 1.0)


@pytest.mark.parametrize(
    ("status", "response", "outcome"),
    [
        (200, {"ok": False, "error": "not_in_channel"}, "not_in_channel"),
        (429, {"body": None}, "429"),
        (0, {}, "the connection was cut"),
    ],
)
def test_a_failed_call_says_how(status: int, response: Json, outcome: str) -> None:
    told = exchange(0, Call("chat.postMessage", {}, status, response))

    assert (told["outcome"], told["ok"]) == (outcome, False)
