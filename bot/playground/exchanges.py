"""What passed between Slack and the bot, as the page shows it behind the scenes. PURE."""

from collections.abc import Mapping, Sequence

from bot.playground.app_replies import faults_in_reply
from bot.playground.limits import faults_in_options, faults_in_view
from bot.playground.methods import METHODS
from bot.playground.model import Json
from bot.playground.record import Call, Delivery
from bot.playground.schema import Fault

_HIDDEN = ("token", "Authorization")


def exchange(number: int, request: Call | Delivery) -> Json:
    """A request and its response, with its time in milliseconds and the verdict on its limits."""
    if isinstance(request, Call):
        return {
            "number": number,
            "from": "bot",
            "name": request.method,
            "ms": _milliseconds(request.seconds),
            "outcome": str(request.response.get("error") or request.status or "the line was cut"),
            "well": request.response.get("ok") is True,
            "faults": list(map(str, _faults_in_call(request))),
            "request": _without_secrets(request.arguments),
            "response": request.response,
        }
    again = f" (attempt {request.attempt + 1})" if request.attempt else ""
    return {
        "number": number,
        "from": "slack",
        "name": _name(request) + again,
        "ms": _milliseconds(request.seconds),
        "outcome": request.problem or "acknowledged",
        "well": not request.problem,
        "faults": list(map(str, _faults_in_answer(request))),
        "request": _without_secrets(request.payload),
        "response": request.answer,
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _name(request: Delivery) -> str:
    """The event, the command or the interaction, as Slack's documentation calls it."""
    inner = request.payload.get("event", request.payload)
    return str(inner.get("command") or inner.get("subtype") or inner.get("type"))


def _faults_in_call(request: Call) -> Sequence[Fault]:
    if request.method == "response_url":
        return faults_in_reply(request.arguments)
    method = METHODS.get(request.method)
    given = method and all(request.arguments.get(need) for need in method.needs)
    return method.faults(request.arguments) if method and given else ()


def _faults_in_answer(request: Delivery) -> Sequence[Fault]:
    if not request.answer:
        return ()
    if request.kind == "slash_commands":
        return faults_in_reply(request.answer)
    if request.payload.get("type") == "block_suggestion":
        return faults_in_options(request.answer)
    return faults_in_view(request.answer["view"]) if "view" in request.answer else ()


def _without_secrets(payload: Mapping[str, object]) -> Json:
    return {name: value for name, value in payload.items() if name not in _HIDDEN}
