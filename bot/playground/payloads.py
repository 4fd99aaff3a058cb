"""PURE. The payloads that Slack sends to a bot."""

from collections.abc import Mapping
from typing import Any

from bot.playground import objects
from bot.playground.model import (
    APP_ID,
    OTHER_TEAM_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    Channel,
    Json,
    Message,
    User,
    View,
)
from bot.playground.workspace import BOT, Workspace

# Slack still sends it; nothing may rely on it.
VERIFICATION_TOKEN = "playground-verification"  # noqa: S105 - made up, and of no use
_TEAM = {"id": TEAM_ID, "domain": TEAM_DOMAIN}
_REPLY_COUNTS = (
    "reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked", "subscribed",
)  # fmt: skip


def event(workspace: Workspace, inner: Json, at: float) -> Json:
    """The event_callback around an event.

    In a channel that two companies share, the outer team is the other one: only `authorizations`
    names the installation that the event is sent to.
    """
    shared = "channel" in inner and workspace.channel(inner["channel"]).is_shared
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": OTHER_TEAM_ID if shared else TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event_context": workspace.new_id("4-"),
    }


def message_event(workspace: Workspace, posted: Message, where: Channel) -> Json:
    """The `message` event of a message."""
    payload = objects.message(workspace, posted, metadata=True)
    fields = {name: value for name, value in payload.items() if name not in _REPLY_COUNTS}
    subtype = {"subtype": "file_share"} if posted.extra.get("files") else {}
    return {**subtype, **fields, **_in_channel(where, posted.edited_ts or posted.ts)}


def _in_channel(where: Channel, event_ts: str | None) -> Json:
    return {"channel": where.id, "event_ts": event_ts, "channel_type": where.kind}


def mention_event(workspace: Workspace, posted: Message, where: Channel) -> Json:
    """The `app_mention` event of a message that mentions the bot."""
    payload = message_event(workspace, posted, where)
    del payload["channel_type"]
    if posted.extra.get("files"):
        payload.pop("subtype", None)
    team = payload["team"]
    if team != TEAM_ID:  # `team` is then the one that the event is sent to
        payload |= {"team": TEAM_ID, "user_team": team, "source_team": team}
        payload["user_profile"] = {"team": team}
    return {**payload, "type": "app_mention"}


def changed_event(workspace: Workspace, new: Message, old: Message, where: Channel) -> Json:
    """The `message` event of an edit, of subtype message_changed."""
    versions = {
        "message": objects.message(workspace, new),
        "previous_message": objects.message(workspace, old),
    }
    return _hidden_event("message_changed", where, new.edited_ts, versions)


def deleted_event(old: Message, where: Channel, ts: str) -> Json:
    """The `message` event of a deletion, of subtype message_deleted."""
    return _hidden_event("message_deleted", where, ts, {"deleted_ts": old.ts})


def _hidden_event(subtype: str, where: Channel, ts: str | None, fields: Json) -> Json:
    kind = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts}
    return {**kind, **fields, **_in_channel(where, ts)}


def home_event(who: User, where: Channel, tab: str, shown: View | None, ts: str) -> Json:
    """`app_home_opened`: a user opened the bot's home or messages tab."""
    opened = {"type": "app_home_opened", "user": who.id, "channel": where.id, "tab": tab}
    return {**opened, "event_ts": ts, **({"view": objects.view(shown)} if shown else {})}


def command(who: User, where: Channel, name: str, text: str, **more: str) -> Json:
    """A slash command's form fields, all of them text."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": where.id,
        "channel_name": objects.channel(where)["name"],
        "user_id": who.id,
        "user_name": who.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        **more,
    }


def interaction(kind: str, who: User, **more: Any) -> Json:  # noqa: ANN401 - each kind's own fields
    """What a user did with a button, a menu, a shortcut or a modal.

    A modal is submitted in the user's own workspace, wherever the app is installed.
    """
    from_a_modal = kind in ("view_submission", "view_closed")
    other_team = {"id": who.team, "domain": "other"}
    return {
        "type": kind,
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": other_team if from_a_modal and who.team != TEAM_ID else _TEAM,
        "is_enterprise_install": False,
        "enterprise": None,
        **more,
    }


def in_message(workspace: Workspace, shown: Message, where: Channel) -> Json:
    """The place of an interaction in a message; an ephemeral message is not included."""
    container: Json = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": shown.channel,
        "is_ephemeral": shown.ephemeral_to is not None,
    }
    if shown.thread_ts:
        container["thread_ts"] = shown.thread_ts
    place: Json = {"container": container, "channel": objects.channel(where)}
    if shown.ephemeral_to is None:
        place["message"] = objects.message(workspace, shown, metadata=True)
    return place


def in_view(shown: View, state: Mapping[str, Any] | None = None) -> Json:
    """The place of an interaction in a view."""
    return {"container": {"type": "view", "view_id": shown.id}, "view": objects.view(shown, state)}
