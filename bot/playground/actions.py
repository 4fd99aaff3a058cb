"""What a person does on the page: each act, from its typed values to what comes of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.playground.demo_data import Shown
from bot.playground.model import Json, Message, RefusedError, View
from bot.playground.slack import Slack
from bot.playground.told import MalformedError, Told
from bot.playground.user import Person
from bot.playground.workspace import BOT


class GoneError(LookupError):
    """What the act is about is no longer there; its text says so."""


Act: TypeAlias = Callable[[Slack, Person, Told], Awaitable[Json]]


async def act(slack: Slack, told: Told) -> Json:
    """What comes of it; raises MalformedError, GoneError, and the RefusedError of Slack."""
    name = told.text("act")
    if name not in ACTS:
        raise MalformedError(f"`act` must be one of {', '.join(ACTS)}.")
    return await ACTS[name](slack, person(slack, told.text("as")), told)


def person(slack: Slack, name: str) -> Person:
    """Who goes by that id or name; raises MalformedError for nobody."""
    try:
        return slack.person(slack.workspace.user(name).id)
    except (LookupError, RefusedError):
        raise MalformedError("`as` must be a person of this workspace.") from None


async def _say(slack: Slack, me: Person, told: Told) -> Json:
    text = told.text("text").strip()
    if not text:
        raise MalformedError("`text` is empty.")
    thread = told.text_or_none("thread")
    channel = told.text("channel")
    below = _message(slack, me, channel, thread) if thread else None
    done = await me.types(channel, text, thread=below, phone=told.flag("phone"))
    if isinstance(done, Shown):
        return _shown(done)
    where = slack.workspace.channel(channel)
    if f"<@{BOT.id}>" in done.text and BOT.id not in where.members:
        words = f"@{BOT.name} is not in this channel, and hears nothing. Type /invite @{BOT.name}."
        me.is_told(where, words)
    return {"ts": done.ts, "hears": slack.hears(done)}


async def _edit(slack: Slack, me: Person, told: Told) -> Json:
    await me.edits(_own(slack, me, told), told.text("text"))
    return {}


async def _delete(slack: Slack, me: Person, told: Told) -> Json:
    me.deletes(_own(slack, me, told))
    return {}


async def _use(slack: Slack, me: Person, told: Told) -> Json:
    name = (told.text("block"), told.text("element"))
    return _shown(await me.hand.uses(_place(slack, me, told), name, told.given("value")))


async def _suggest(slack: Slack, me: Person, told: Told) -> Json:
    name = (told.text("block"), told.text("element"))
    found = await me.hand.suggestions(_place(slack, me, told), name, told.text("typed"))
    return {"options": found}


async def _shortcut(slack: Slack, me: Person, told: Told) -> Json:
    at = told.part("at") if told.fields.get("at") is not None else None
    said = _message(slack, me, at.text("channel"), at.text("ts")) if at else None
    return _shown(await me.uses_shortcut(told.text("name"), said))


async def _submit(_slack: Slack, me: Person, told: Told) -> Json:
    shown = await me.submits(_view(me, told.text("view")), told.values("values"))
    return {} if shown.error == "incomplete" else _shown(shown)  # the form itself says what lacks


async def _close(_slack: Slack, me: Person, told: Told) -> Json:
    return _shown(await me.closes(_view(me, told.text("view"))))


async def _home(_slack: Slack, me: Person, told: Told) -> Json:
    await me.opens_home("messages" if told.flag("messages") else "home")
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


def _place(slack: Slack, me: Person, told: Told) -> Message | View:
    at = told.part("at")
    if "view" in at.fields:
        return _view(me, at.text("view"))
    return _message(slack, me, at.text("channel"), at.text("ts"))


def _view(me: Person, view_id: str) -> View:
    for view in filter(None, (me.view, me.home)):
        if view.id == view_id:
            return view
    raise GoneError("That form is no longer open.")


def _own(slack: Slack, me: Person, told: Told) -> Message:
    said = _message(slack, me, told.text("channel"), told.text("ts"))
    if said.user != me.id:
        raise GoneError("That message is not yours.")
    return said


def _message(slack: Slack, me: Person, channel: str, ts: str) -> Message:
    said = slack.workspace.message(channel, ts)
    if said is None or said not in slack.workspace.seen_by(me.id, channel):
        raise GoneError("That message is no longer there.")
    return said
