"""What a person does on the page: each act, from its typed values to what comes of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.playground.app_client import Shown
from bot.playground.client import Client
from bot.playground.model import Json, Message, RefusedError, View
from bot.playground.request_reader import MalformedError, RequestReader
from bot.playground.slack import Slack
from bot.playground.workspace import BOT


class GoneError(LookupError):
    """What the act is about is no longer there; its text says so."""


Act: TypeAlias = Callable[[Slack, Client, RequestReader], Awaitable[Json]]


async def act(slack: Slack, request: RequestReader) -> Json:
    """What comes of it; raises MalformedError, GoneError, and the RefusedError of Slack."""
    name = request.text("act")
    if name not in ACTS:
        raise MalformedError(f"`act` must be one of {', '.join(ACTS)}.")
    return await ACTS[name](slack, person(slack, request.text("as")), request)


def person(slack: Slack, name: str) -> Client:
    """Who goes by that id or name; raises MalformedError for nobody."""
    try:
        return slack.client(slack.workspace.user(name).id)
    except (LookupError, RefusedError):
        raise MalformedError("`as` must be a person of this workspace.") from None


async def _say(slack: Slack, me: Client, request: RequestReader) -> Json:
    text = request.text("text").strip()
    if not text:
        raise MalformedError("`text` is empty.")
    thread = request.text_or_none("thread")
    channel = request.text("channel")
    below = _message(slack, me, channel, thread) if thread else None
    done = await me.types(channel, text, thread=below, phone=request.flag("phone"))
    if isinstance(done, Shown):
        return _shown(done)
    where = slack.workspace.channel(channel)
    if f"<@{BOT.id}>" in done.text and BOT.id not in where.members:
        words = f"@{BOT.name} is not in this channel, and hears nothing. Type /invite @{BOT.name}."
        me.is_told(where, words)
    return {"ts": done.ts, "hears": slack.hears(done)}


async def _edit(slack: Slack, me: Client, request: RequestReader) -> Json:
    await me.edits(_own(slack, me, request), request.text("text"))
    return {}


async def _delete(slack: Slack, me: Client, request: RequestReader) -> Json:
    me.deletes(_own(slack, me, request))
    return {}


async def _use(slack: Slack, me: Client, request: RequestReader) -> Json:
    name = (request.text("block"), request.text("element"))
    return _shown(await me.hand.uses(_place(slack, me, request), name, request.given("value")))


async def _suggest(slack: Slack, me: Client, request: RequestReader) -> Json:
    name = (request.text("block"), request.text("element"))
    found = await me.hand.suggestions(_place(slack, me, request), name, request.text("typed"))
    return {"options": found}


async def _shortcut(slack: Slack, me: Client, request: RequestReader) -> Json:
    at = request.part("at") if request.fields.get("at") is not None else None
    said = _message(slack, me, at.text("channel"), at.text("ts")) if at else None
    return _shown(await me.uses_shortcut(request.text("name"), said))


async def _submit(_slack: Slack, me: Client, request: RequestReader) -> Json:
    shown = await me.submits(_view(me, request.text("view")), request.values("values"))
    return {} if shown.error == "incomplete" else _shown(shown)  # the form itself says what lacks


async def _close(_slack: Slack, me: Client, request: RequestReader) -> Json:
    return _shown(await me.closes(_view(me, request.text("view"))))


async def _home(_slack: Slack, me: Client, request: RequestReader) -> Json:
    await me.opens_home("messages" if request.flag("messages") else "home")
    return {}


ACTS: Mapping[str, Act] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "use": _use,
    "suggest": _suggest,
    "shortcut": _shortcut,
    "submit": _submit,
    "close": _close,
    "home": _home,
}


def _shown(shown: Shown) -> Json:
    """Slack's own words, where no message tells them."""
    return {"problem": shown.text} if shown.error and not shown.message else {}


def _place(slack: Slack, me: Client, request: RequestReader) -> Message | View:
    at = request.part("at")
    if "view" in at.fields:
        return _view(me, at.text("view"))
    return _message(slack, me, at.text("channel"), at.text("ts"))


def _view(me: Client, view_id: str) -> View:
    for view in filter(None, (me.view, me.home)):
        if view.id == view_id:
            return view
    raise GoneError("That form is no longer open.")


def _own(slack: Slack, me: Client, request: RequestReader) -> Message:
    said = _message(slack, me, request.text("channel"), request.text("ts"))
    if said.user != me.id:
        raise GoneError("That message is not yours.")
    return said


def _message(slack: Slack, me: Client, channel: str, ts: str) -> Message:
    said = slack.workspace.message(channel, ts)
    if said is None or said not in slack.workspace.seen_by(me.id, channel):
        raise GoneError("That message is no longer there.")
    return said
