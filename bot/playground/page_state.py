"""What one user sees of the workspace, by key, and its JSON for the page. PURE."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.playground.manifest import Manifest
from bot.playground.model import AssistantThread, Json, Message, User, View
from bot.playground.mrkdwn import paragraphs
from bot.playground.record import Call, Delivery, Record
from bot.playground.workspace import BOT, PEOPLE, Workspace

_MOST_EXCHANGES = 300
_SLACKBOT = User("USLACKBOT", "slackbot", "Slackbot", is_bot=True)
_SECRETS = ("token", "bot_access_token", "Authorization")


def seen(workspace: Workspace, record: Record, manifest: Manifest, me: User) -> dict[str, object]:
    """Everything that this user sees: `me`, `modal`, `messages/C1/12.3`, and so on.

    Values are compared to find what has changed, and only then made into JSON, by `as_json`.
    """
    channels = [channel for channel in workspace.channels if me.id in channel.members]
    modal, home = workspace.views.top(me.id), workspace.views.home(me.id)
    first = max(0, len(record.exchanges) - _MOST_EXCHANGES)
    return {
        "me": me.id,
        "bot": BOT.id,
        "people": [_person(workspace, user) for user in PEOPLE],
        "channels": [{"id": each.id, "name": each.name, "kind": each.kind} for each in channels],
        "commands": [*manifest.commands.values()],
        "shortcuts": manifest.shortcuts,
        "steps": [{"id": step["callback_id"], "name": step["title"]} for step in manifest.steps],
        **({"modal": modal} if modal else {}),
        **({"home": home} if home else {}),
        **{f"users/{user.id}": user for user in (*workspace.users.values(), _SLACKBOT)},
        **{
            f"messages/{channel.id}/{message.ts}": message
            for channel in channels
            for message in workspace.seen_by(me.id, channel.id)
        },
        **{
            f"assistant/{channel.id}/{thread.ts}": thread
            for channel in channels
            if channel.kind == "im"
            for thread in workspace.assistant.threads(channel.id)
        },
        **{
            f"exchanges/{number}": exchange
            for number, exchange in enumerate(record.exchanges[first:], first)
        },
    }


def changed(before: Mapping[str, object], now: Mapping[str, object]) -> Json:
    """What differs between two values of `seen`, as JSON; null for what is gone."""
    new = {key: as_json(value) for key, value in now.items() if before.get(key) != value}
    return {**new, **dict.fromkeys(before.keys() - now.keys())}


def as_json(value: object) -> object:
    """A value of `seen` as the page reads it."""
    if isinstance(value, Call | Delivery):
        return exchange(value)
    if isinstance(value, View):
        return _view(value)
    if isinstance(value, Message):
        plain = asdict(replace(value, blocks=()))  # asdict would copy all of the blocks
        words = _read({"type": "mrkdwn", "text": value.text})
        return {**plain, "words": words, "blocks": _read(value.blocks)}
    return asdict(value) if isinstance(value, User | AssistantThread) else value


def _person(workspace: Workspace, user: User) -> Json:
    """A user to act as; `latest` is the ts of the bot's last direct message to them."""
    dm = workspace.channel(user.id).id
    latest = [message.ts for message in workspace.messages(dm) if message.by_bot]
    return {"id": user.id, "title": user.title, "dm": dm, "latest": latest[-1] if latest else ""}


def _view(view: View) -> Json:
    """A modal or a home tab, with the errors beside its fields."""
    content: Json = _read(view.content)
    return {**content, "id": view.id, "hash": view.hash, "errors": dict(view.errors)}


def _read(content: Any) -> Any:  # noqa: ANN401 - any part of blocks, which it returns
    """The content, in which mrkdwn also has `elements`, those of a rich_text block."""
    if isinstance(content, list | tuple):
        return [_read(each) for each in content]
    if not isinstance(content, dict):
        return content
    read = {name: _read(each) for name, each in content.items()}
    is_mrkdwn = content.get("type") == "mrkdwn" and isinstance(content.get("text"), str)
    return {**read, "elements": paragraphs(content["text"])} if is_mrkdwn else read


def exchange(exchanged: Call | Delivery) -> Json:
    """A request with its response, its time in milliseconds, and the limits that it breaks."""
    is_call = isinstance(exchanged, Call)
    return {
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
