"""How the Web API reads a channel: windows of time, and pages with a cursor. PURE."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground import payloads
from bot.playground.model import Channel, Json, Message, RefusedError
from bot.playground.workspace import BOT, Workspace


def readable(workspace: Workspace, name: str) -> Channel:
    """The channel, if the bot may read it and write there; raises RefusedError."""
    channel = workspace.channel(name)
    if BOT.id not in channel.members:
        hidden = channel.kind == "group"
        raise RefusedError("channel_not_found" if hidden else "not_in_channel")
    return channel


def info(workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
    """conversations.info: what the bot may know of a channel; of a public one, in it or not."""
    channel = workspace.channel(arguments["channel"])
    if channel.kind != "channel":
        channel = readable(workspace, channel.id)
    return {"channel": payloads.conversation(channel)}


def history(workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
    """conversations.history: what stands in the channel itself, newest first."""
    channel = readable(workspace, arguments["channel"])
    known = [m for m in workspace.messages(channel.id) if not m.is_reply]
    return _page(workspace, [m for m in reversed(known) if _in_window(m, arguments)], arguments)


def replies(workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
    """conversations.replies: the parent, then the replies, oldest first."""
    channel = readable(workspace, arguments["channel"])
    named = workspace.message(channel.id, arguments["ts"])
    if named is None or named.ephemeral_to:
        raise RefusedError("thread_not_found")
    root = named.thread_ts or named.ts
    below = [m for m in workspace.thread(channel.id, root) if _in_window(m, arguments)]
    parent = workspace.message(channel.id, root)
    return _page(workspace, [*filter(None, (parent,)), *below], arguments)


def _in_window(message: Message, arguments: Mapping[str, Any]) -> bool:
    oldest, latest = arguments.get("oldest", "0"), arguments.get("latest", "99999999999")
    if arguments.get("inclusive") and message.ts in (oldest, latest):
        return True
    return float(oldest) < float(message.ts) < float(latest)


def _page(workspace: Workspace, found: Sequence[Message], arguments: Mapping[str, Any]) -> Json:
    start, limit = _start(arguments.get("cursor", "")), int(arguments.get("limit") or 100)
    if not 0 < limit < 1000:  # noqa: PLR2004 - Slack's range
        raise RefusedError("invalid_limit")
    metadata = bool(arguments.get("include_all_metadata"))
    end = start + limit
    page: Json = {
        "messages": [payloads.message(workspace, m, metadata=metadata) for m in found[start:end]],
        "has_more": end < len(found),
    }
    if page["has_more"]:
        cursor = base64.b64encode(f"next_ts:{end}".encode()).decode()
        page["response_metadata"] = {"next_cursor": cursor}
    return page


def _start(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next_ts:")) if cursor else 0
    except ValueError:
        raise RefusedError("invalid_cursor") from None
