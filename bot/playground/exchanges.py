"""What passed between Slack and the bot, as the page shows it behind the scenes. PURE."""

from collections.abc import Mapping, Sequence

from bot.playground.limits import faults_in_options, faults_in_view
from bot.playground.methods import METHODS
from bot.playground.model import Json
from bot.playground.record import Call, Delivery
from bot.playground.replies import faults_in_reply
from bot.playground.schema import Fault

_HIDDEN = ("token", "Authorization")


def exchange(number: int, told: Call | Delivery) -> Json:
    """A request and its response, with its time in milliseconds and the verdict on its limits."""
    if isinstance(told, Call):
        return {
            "number": number,
            "from": "bot",
            "name": told.method,
            "ms": _milliseconds(told.seconds),
            "outcome": str(told.response.get("error") or told.status or "the line was cut"),
            "well": told.response.get("ok") is True,
            "faults": list(map(str, _faults_in_call(told))),
            "request": _without_secrets(told.arguments),
            "response": told.response,
        }
    again = f" (attempt {told.attempt + 1})" if told.attempt else ""
    return {
        "number": number,
        "from": "slack",
        "name": _name(told) + again,
        "ms": _milliseconds(told.seconds),
        "outcome": told.problem or "acknowledged",
        "well": not told.problem,
        "faults": list(map(str, _faults_in_answer(told))),
        "request": _without_secrets(told.payload),
        "response": told.answer,
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _name(told: Delivery) -> str:
    """The event, the command or the interaction, as Slack's documentation calls it."""
    inner = told.payload.get("event", told.payload)
    return str(inner.get("command") or inner.get("subtype") or inner.get("type"))


def _faults_in_call(told: Call) -> Sequence[Fault]:
    if told.method == "response_url":
        return faults_in_reply(told.arguments)
    method = METHODS.get(told.method)
    given = method and all(told.arguments.get(need) for need in method.needs)
    return method.faults(told.arguments) if method and given else ()


def _faults_in_answer(told: Delivery) -> Sequence[Fault]:
    if not told.answer:
        return ()
    if told.kind == "slash_commands":
        return faults_in_reply(told.answer)
    if told.payload.get("type") == "block_suggestion":
        return faults_in_options(told.answer)
    return faults_in_view(told.answer["view"]) if "view" in told.answer else ()


def _without_secrets(payload: Mapping[str, object]) -> Json:
    return {name: value for name, value in payload.items() if name not in _HIDDEN}
