"""The methods of the Web API that read conversations: channels, members and messages. PURE."""

import base64
from collections.abc import Sequence

from bot.playground import objects
from bot.playground.model import Arguments, Channel, Json, Message, RefusedError
from bot.playground.workspace import BOT, Workspace


def readable_channel(workspace: Workspace, name: str) -> Channel:
    """The channel, if the bot is a member; raises RefusedError."""
    channel = workspace.channel(name)
    if BOT.id not in channel.members:
        hidden = channel.kind == "group"
        raise RefusedError("channel_not_found" if hidden else "not_in_channel")
    return channel


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """The channel; a public one even if the bot is not a member."""
    channel = workspace.channel(arguments["channel"])
    if channel.kind != "channel":
        channel = readable_channel(workspace, channel.id)
    return {"channel": objects.conversation(channel)}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    """The members of a channel; of a public one even if the bot is not a member."""
    channel = workspace.channel(info(workspace, arguments)["channel"]["id"])
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def of_user(workspace: Workspace, arguments: Arguments) -> Json:
    """The channels that the bot shares with a user, or its own; for an unknown user none."""
    shared = {arguments.get("user", BOT.id), BOT.id}
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {kinds.get(each) for each in arguments.get("types", "public_channel").split(",")}
    found = [each for each in workspace.channels if each.kind in wanted and shared <= each.members]
    return {"channels": [objects.conversation(channel) for channel in found]}


def history(workspace: Workspace, arguments: Arguments) -> Json:
    """The messages of the channel itself, newest first."""
    channel = readable_channel(workspace, arguments["channel"])
    found = [m for m in workspace.messages(channel.id) if not m.is_reply]
    return _page(workspace, [m for m in reversed(found) if _in_window(m, arguments)], arguments)


def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """The parent, then the replies, oldest first."""
    channel = readable_channel(workspace, arguments["channel"])
    named = workspace.message(channel.id, arguments["ts"])
    if named is None or named.ephemeral_to:
        raise RefusedError("thread_not_found")
    root = named.thread_ts or named.ts
    replies = [m for m in workspace.thread(channel.id, root) if _in_window(m, arguments)]
    parent = workspace.message(channel.id, root)
    return _page(workspace, [*filter(None, (parent,)), *replies], arguments)


def _in_window(message: Message, arguments: Arguments) -> bool:
    oldest, latest = arguments.get("oldest", "0"), arguments.get("latest", "99999999999")
    if arguments.get("inclusive") and message.ts in (oldest, latest):
        return True
    return float(oldest) < float(message.ts) < float(latest)


def _page(workspace: Workspace, found: Sequence[Message], arguments: Arguments) -> Json:
    start, limit = _start(arguments.get("cursor", "")), int(arguments.get("limit") or 100)
    if not 0 < limit < 1000:  # noqa: PLR2004 - Slack's range
        raise RefusedError("invalid_limit")
    metadata = bool(arguments.get("include_all_metadata"))
    end = start + limit
    page: Json = {
        "messages": [objects.message(workspace, m, metadata=metadata) for m in found[start:end]],
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
