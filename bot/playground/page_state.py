"""What one user sees of the workspace, as JSON for the page. PURE."""

from collections.abc import Mapping
from dataclasses import asdict

from bot.playground.manifest import Manifest
from bot.playground.model import AssistantThread, Json, Message, User, View
from bot.playground.record import Call, Delivery, Record
from bot.playground.workspace import BOT, PEOPLE, Change, Workspace

_MOST_EXCHANGES = 300
_SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot", is_bot=True)
_SECRETS = ("token", "bot_access_token", "Authorization")


def state(workspace: Workspace, record: Record, manifest: Manifest, me: User) -> Json:
    """Everything that the page of this user starts with."""
    channels = [channel for channel in workspace.channels if me.id in channel.members]
    modal, home = workspace.views.top(me.id), workspace.views.home(me.id)
    first = max(0, len(record.exchanges) - _MOST_EXCHANGES)
    return {
        "kind": "state",
        "me": me.id,
        "bot": BOT.id,
        "users": [asdict(user) for user in (*workspace.users.values(), _SLACKBOT)],
        "people": [_person(workspace, user) for user in PEOPLE],
        "channels": [{"id": each.id, "name": each.name, "kind": each.kind} for each in channels],
        "messages": [
            asdict(message)
            for channel in channels
            for message in workspace.seen_by(me.id, channel.id)
        ],
        "assistant": [
            asdict(thread)
            for channel in channels
            if channel.kind == "im"
            for thread in workspace.assistant.threads(channel.id)
        ],
        "modal": modal and _view(modal),
        "home": home and _view(home),
        "commands": [*manifest.commands.values()],
        "shortcuts": manifest.shortcuts,
        "steps": [{"id": step["callback_id"], "name": step["title"]} for step in manifest.steps],
        "exchanges": [exchange(*each) for each in enumerate(record.exchanges[first:], first)],
    }


def _person(workspace: Workspace, user: User) -> Json:
    """A user to act as; `latest` is the ts of the bot's last direct message to them."""
    dm = workspace.channel(user.id).id
    latest = [message.ts for message in workspace.messages(dm) if message.by_bot]
    return {"id": user.id, "title": user.title, "dm": dm, "latest": latest[-1] if latest else ""}


def update(workspace: Workspace, change: Change, me: User) -> Json | None:
    """What a change means to this user; None: nothing."""
    subject = change.subject
    if isinstance(subject, Message):
        return _message_update(workspace, change.kind, subject, me)
    if isinstance(subject, AssistantThread):
        is_mine = me.id in workspace.channel(subject.channel).members
        return {"kind": "assistant", "thread": asdict(subject)} if is_mine else None
    if subject.user != me.id:
        return None
    if subject.content["type"] == "home":
        return {"kind": "home", "view": _view(subject)}
    top = workspace.views.top(me.id)
    return {"kind": "modal", "view": top and _view(top)}


def _message_update(workspace: Workspace, kind: str, message: Message, me: User) -> Json | None:
    if workspace.can_see(me.id, message):
        if kind == "message_deleted":
            return {"kind": "deleted", "channel": message.channel, "ts": message.ts}
        return {"kind": "message", "message": asdict(message)}
    channel = workspace.channel(message.channel)
    if channel.kind == "im" and message.by_bot:
        [other] = channel.members - {BOT.id}
        return {"kind": "person", "id": other, "latest": message.ts}
    return None


def _view(view: View) -> Json:
    """A modal or a home tab, with the errors beside its fields."""
    return {**view.content, "id": view.id, "hash": view.hash, "errors": dict(view.errors)}


def exchange(number: int, exchanged: Call | Delivery) -> Json:
    """A request with its response, its time in milliseconds, and the limits that it breaks."""
    is_call = isinstance(exchanged, Call)
    return {
        "number": number,
        "from": "bot" if is_call else "slack",
        "ms": round(exchanged.seconds * 1000, 1),
        "faults": list(map(str, exchanged.faults)),
        **(_call(exchanged) if isinstance(exchanged, Call) else _delivery(exchanged)),
    }


def _call(call: Call) -> Json:
    outcome = call.response.get("error") or call.status
    return {
        "name": call.method,
        "outcome": str(outcome),
        "ok": call.response.get("ok") is True,
        "request": _without_secrets(call.arguments),
        "response": call.response,
    }


def _delivery(delivery: Delivery) -> Json:
    inner = delivery.payload.get("event", delivery.payload)
    name = inner.get("command") or inner.get("subtype") or inner.get("type")
    attempt = f" (attempt {delivery.attempt + 1})" if delivery.attempt else ""
    return {
        "name": f"{name}{attempt}",
        "outcome": delivery.problem or "acknowledged",
        "ok": not delivery.problem,
        "request": _without_secrets(delivery.payload),
        "response": delivery.answer,
    }


def _without_secrets(payload: Mapping[str, object]) -> Json:
    return {
        name: _without_secrets(value) if isinstance(value, Mapping) else value
        for name, value in payload.items()
        if name not in _SECRETS
    }
