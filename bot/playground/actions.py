"""What a user does on the page: each action, from its JSON to its outcome."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from bot.playground.client import Client
from bot.playground.model import Json, Message, RefusedError, Shown, View
from bot.playground.schema import Check, Fault, any_object, boolean, record
from bot.playground.slack import Slack
from bot.playground.steps import Execution
from bot.playground.workspace import BOT

_LONGEST = 50_000
_STEP_SECONDS = 10.0
"""Seconds within which the bot should complete a workflow's step."""


class MalformedError(ValueError):
    """The request is malformed; the text says how."""


class GoneError(LookupError):
    """The message or form of an action no longer exists; the text says so."""


Perform: TypeAlias = Callable[[Slack, Client, Json], Awaitable[Json]]


async def perform(slack: Slack, body: object) -> Json:
    """The outcome of an action; raises MalformedError, GoneError, and Slack's RefusedError."""
    if not isinstance(body, dict):
        raise MalformedError("The body must be a JSON object.")
    request = {name: value for name, value in body.items() if value is not None}
    header = {name: request.pop(name, None) for name in ("action", "as")}
    _check(record({"action": _text, "as": _text}), header)
    if header["action"] not in ACTIONS:
        raise MalformedError(f"`action` must be one of {', '.join(ACTIONS)}.")
    client = person(slack, header["as"])
    action = ACTIONS[header["action"]]
    _check(action.check, request)
    return await action.perform(slack, client, request)


def _check(check: Check, request: Json) -> None:
    for fault in check(request, ""):
        pointer = fault.pointer.removeprefix("/")
        raise MalformedError(f"`{pointer}` {fault.text}." if pointer else f"{fault.text}.")


def person(slack: Slack, name: str) -> Client:
    """The client of the person with that id or name; raises MalformedError."""
    try:
        return slack.client(slack.workspace.user(name).id)
    except (LookupError, RefusedError):
        raise MalformedError("`as` must be a person of this workspace.") from None


async def _post(slack: Slack, me: Client, request: Json) -> Json:
    text, channel = request["text"].strip(), request["channel"]
    if not text:
        raise MalformedError("`text` is empty.")
    parent = _message(slack, me, channel, request["thread"]) if "thread" in request else None
    posted = await me.types(channel, text, thread=parent, phone=request.get("phone", False))
    if isinstance(posted, Shown):
        return _outcome(posted)
    where = slack.workspace.channel(channel)
    if f"<@{BOT.id}>" in posted.text and BOT.id not in where.members:
        words = f"@{BOT.name} is not in this channel, and hears nothing. Type /invite @{BOT.name}."
        me.sees_notice(where.id, words)
    return {"ts": posted.ts, "delivered": slack.is_delivered(posted)}


async def _edit(slack: Slack, me: Client, request: Json) -> Json:
    await me.edits(_own_message(slack, me, request), request["text"])
    return {}


async def _delete(slack: Slack, me: Client, request: Json) -> Json:
    me.deletes(_own_message(slack, me, request))
    return {}


async def _use(slack: Slack, me: Client, request: Json) -> Json:
    name = (request["block"], request["element"])
    return _outcome(await me.chooses(_place(slack, me, request["at"]), name, request.get("value")))


async def _suggest(slack: Slack, me: Client, request: Json) -> Json:
    name = (request["block"], request["element"])
    place = _place(slack, me, request["at"])
    return {"options": await me.suggestions(place, name, request["typed"])}


async def _shortcut(slack: Slack, me: Client, request: Json) -> Json:
    at = request.get("at")
    message = _message(slack, me, at["channel"], at["ts"]) if at else None
    return _outcome(await me.uses_shortcut(request["name"], message))


async def _step(slack: Slack, me: Client, request: Json) -> Json:
    """Run a workflow that sends a message to a step, and shows this user the outputs."""
    message = _message(slack, me, request["at"]["channel"], request["at"]["ts"])
    execution = me.starts_step(request["name"], text=message.text, channel=message.channel)
    known = slack.workspace.executions
    try:
        await slack.wait_for(lambda: known.get(execution).has_ended, _STEP_SECONDS)
    except TimeoutError:
        return {"problem": "The bot has not completed the step."}
    me.sees_notice(message.channel, _report(known.get(execution)))
    return {}


def _report(ended: Execution) -> str:
    """What a workflow could post of an execution that has ended."""
    titles = {name: each["title"] for name, each in ended.step["output_parameters"].items()}
    outputs = (ended.outputs or {}).items()
    return "\n".join(f"*{titles[name]}:* {text}" for name, text in outputs) or ended.error


async def _submit(_slack: Slack, me: Client, request: Json) -> Json:
    values = {name: value for name, value in request["values"].items() if value is not None}
    shown = await me.submits(_view(me, request["view"]), values)
    return {} if shown.error == "incomplete" else _outcome(shown)  # the form shows what is missing


async def _close(_slack: Slack, me: Client, request: Json) -> Json:
    return _outcome(await me.closes(_view(me, request["view"])))


async def _home(_slack: Slack, me: Client, request: Json) -> Json:
    await me.opens_home("messages" if request.get("messages") else "home")
    return {}


def _text(value: object, at: str) -> Iterator[Fault]:
    if not isinstance(value, str) or len(value) > _LONGEST:
        yield Fault(at, f"must be a text of at most {_LONGEST} characters")
    elif not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        yield Fault(at, "holds half a character")


def _value(value: object, at: str) -> Iterator[Fault]:
    """What is given to a menu or a field."""
    texts = value if isinstance(value, list) else [value]
    if value is not None and not all(isinstance(each, str) for each in texts):
        yield Fault(at, "must be a text, a list of texts, or null")


def _values(value: object, at: str) -> Iterator[Fault]:
    yield from any_object(value, at)
    for name, given in value.items() if isinstance(value, dict) else ():
        yield from _value(given, f"{at}/{name}")


def _at(value: object, at: str) -> Iterator[Fault]:
    """The place of an element: a view or a message."""
    in_view = isinstance(value, dict) and "view" in value
    yield from record(_VIEW if in_view else _MESSAGE)(value, at)


class Action(NamedTuple):
    """An action: the check of its request, and its function."""

    check: Check
    perform: Perform


_MESSAGE: Mapping[str, Check] = {"channel": _text, "ts": _text}
_VIEW: Mapping[str, Check] = {"view": _text}
_ELEMENT: Mapping[str, Check] = {"at": _at, "block": _text, "element": _text}
ACTIONS: Mapping[str, Action] = {
    "post": Action(record({"channel": _text, "text": _text}, thread=_text, phone=boolean), _post),
    "edit": Action(record({**_MESSAGE, "text": _text}), _edit),
    "delete": Action(record(_MESSAGE), _delete),
    "use": Action(record(_ELEMENT, value=_value), _use),
    "suggest": Action(record({**_ELEMENT, "typed": _text}), _suggest),
    "shortcut": Action(record({"name": _text}, at=record(_MESSAGE)), _shortcut),
    "step": Action(record({"name": _text, "at": record(_MESSAGE)}), _step),
    "submit": Action(record({**_VIEW, "values": _values}), _submit),
    "close": Action(record(_VIEW), _close),
    "home": Action(record(messages=boolean), _home),
}


def _outcome(shown: Shown) -> Json:
    """Slack's text about a failure, unless a message shows it."""
    return {"problem": shown.text} if shown.error and not shown.message else {}


def _place(slack: Slack, me: Client, at: Json) -> Message | View:
    if "view" in at:
        return _view(me, at["view"])
    return _message(slack, me, at["channel"], at["ts"])


def _view(me: Client, view_id: str) -> View:
    for view in filter(None, (me.view, me.home)):
        if view.id == view_id:
            return view
    raise GoneError("That form is no longer open.")


def _own_message(slack: Slack, me: Client, request: Json) -> Message:
    message = _message(slack, me, request["channel"], request["ts"])
    if message.user != me.id:
        raise GoneError("That message is not yours.")
    return message


def _message(slack: Slack, me: Client, channel: str, ts: str) -> Message:
    message = slack.workspace.message(channel, ts)
    if message is None or not slack.workspace.can_see(me.id, message):
        raise GoneError("That message is no longer there.")
    return message
