"""What one person sees of the workspace, as JSON for the page. PURE."""

from typing import Any

from bot.playground.exchanges import exchange
from bot.playground.manifest import Manifest
from bot.playground.model import Channel, Json, Message, User, View
from bot.playground.record import Record
from bot.playground.workspace import BOT, PEOPLE, Change, Workspace

_MOST_EXCHANGES = 300
_SLACKBOT = {"id": "USLACKBOT", "name": "slackbot", "real_name": "Slackbot", "bot": True}


def everything(workspace: Workspace, record: Record, manifest: Manifest, me: User) -> Json:
    """All that the page of this person begins with."""
    channels = [channel for channel in workspace.channels if me.id in channel.members]
    modal, home = workspace.views.top(me.id), workspace.views.home(me.id)
    first = max(0, len(record.exchanges) - _MOST_EXCHANGES)
    latest = enumerate(record.exchanges[first:], first)
    return {
        "kind": "state",
        "me": me.id,
        "bot": BOT.id,
        "users": [*map(_user, workspace.users.values()), _SLACKBOT],
        "people": [_person(workspace, user) for user in PEOPLE],
        "channels": [_channel(channel) for channel in channels],
        "messages": [
            message(said) for channel in channels for said in workspace.seen_by(me.id, channel.id)
        ],
        "modal": modal and view(modal),
        "home": home and view(home),
        "commands": [dict(command) for command in manifest.commands.values()],
        "shortcuts": [{"name": each.name, "type": each.kind} for each in manifest.shortcuts],
        "exchanges": [exchange(number, request) for number, request in latest],
    }


def news_of(workspace: Workspace, change: Change, me: User) -> Json | None:
    """What a change is to this person; None: nothing."""
    subject = change.subject
    if isinstance(subject, Message):
        return _message_news(workspace, change.kind, subject, me)
    if subject.user != me.id:
        return None
    if subject.content["type"] == "home":
        return {"kind": "home", "view": view(subject)}
    top = workspace.views.top(me.id)
    return {"kind": "modal", "view": top and view(top)}


def _message_news(workspace: Workspace, kind: str, said: Message, me: User) -> Json | None:
    channel = workspace.channel(said.channel)
    if me.id in channel.members and said.ephemeral_to in (None, me.id):
        if kind == "message_deleted":
            return {"kind": "gone", "channel": said.channel, "ts": said.ts}
        return {"kind": "message", "message": message(said)}
    if channel.kind == "im" and said.by_bot:
        [other] = channel.members - {BOT.id}
        return {"kind": "person", "id": other, "latest": said.ts}
    return None


def message(said: Message) -> Json:
    """A message; `thread` is the ts of the message that it stands below."""
    return {
        "ts": said.ts,
        "channel": said.channel,
        "user": said.user,
        "text": said.text,
        "blocks": list(said.blocks),
        "thread": said.thread_ts if said.is_reply else None,
        "ephemeral": said.ephemeral_to is not None,
        "edited": said.edited_ts is not None,
    }


def view(seen: View) -> Json:
    """A modal or a home tab, with the errors beside its fields."""
    content: dict[str, Any] = {
        name: seen.content[name]
        for name in ("type", "title", "submit", "close", "blocks")
        if name in seen.content
    }
    return {"id": seen.id, "hash": seen.hash, "errors": dict(seen.errors), **content}


def _user(user: User) -> Json:
    return {"id": user.id, "name": user.name, "real_name": user.real_name, "bot": user.is_bot}


def _person(workspace: Workspace, user: User) -> Json:
    """Someone to speak as; `latest` is the ts of what the bot last wrote to them alone."""
    dm = workspace.channel(user.id).id
    latest = [said.ts for said in workspace.messages(dm) if said.by_bot]
    return {"id": user.id, "title": user.title, "dm": dm, "latest": latest[-1] if latest else ""}


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name, "kind": channel.kind}
