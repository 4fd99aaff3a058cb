"""The payloads that Slack sends to a bot, and parts of the Web API's answers. PURE."""

from collections.abc import Mapping
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from bot.playground.model import (
    APP_ID,
    BOT_ID,
    OTHER_TEAM_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    Channel,
    Json,
    Message,
    Upload,
    User,
    View,
)
from bot.playground.workspace import BOT, Workspace

# Slack still sends it; nothing may rely on it.
VERIFICATION_TOKEN = "playground-verification"  # noqa: S105 - made up, and of no use
_TEAM = {"id": TEAM_ID, "domain": TEAM_DOMAIN}
_CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup"}
_BOT_PROFILE = {
    "id": BOT_ID,
    "deleted": False,
    "name": BOT.name,
    "updated": 1_700_000_000,
    "app_id": APP_ID,
    "icons": {},
    "team_id": TEAM_ID,
}
_REPLY_COUNTS = (
    "reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked", "subscribed",
)  # fmt: skip


def channel(where: Channel) -> Json:
    """The channel in an interaction."""
    return {"id": where.id, "name": _CHANNEL_NAMES.get(where.kind, where.name)}


def conversation(where: Channel) -> Json:
    """The channel in the answer to `conversations.info`."""
    return {
        "id": where.id,
        "name": where.name,
        "is_channel": where.kind == "channel",
        "is_group": where.kind == "group",
        "is_im": where.kind == "im",
        "is_private": where.kind != "channel",
        "is_archived": False,
        "is_shared": where.is_shared,
        "is_ext_shared": where.is_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": TEAM_ID,
        "shared_team_ids": [TEAM_ID, *([OTHER_TEAM_ID] if where.is_shared else [])],
        "is_member": BOT.id in where.members,
    }


def user(person: User) -> Json:
    """The user in the answer to `users.info`."""
    return {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": False,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
    }


def message(workspace: Workspace, shown: Message, *, metadata: bool = False) -> Json:
    """The message in interactions and in the Web API's answers."""
    author = workspace.users.get(shown.user)
    payload: Json = {"type": "message", "user": shown.user, "ts": shown.ts, "text": shown.text}
    payload["team"] = author.team if author else TEAM_ID
    if shown.by_bot:
        payload |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": _BOT_PROFILE}
    else:
        payload["client_msg_id"] = shown.client_msg_id
    if shown.blocks:
        payload["blocks"] = list(shown.blocks)
    if shown.edited_ts:
        payload["edited"] = {"user": shown.user, "ts": shown.edited_ts}
    if metadata and shown.metadata is not None:
        payload["metadata"] = shown.metadata
    return {**payload, **_thread(workspace, shown), **shown.extra}


def _thread(workspace: Workspace, shown: Message) -> Json:
    if shown.is_reply:
        parent = workspace.message(shown.channel, shown.thread_ts)
        author = {"parent_user_id": parent.user} if parent else {}
        return {"thread_ts": shown.thread_ts, **author}
    replies = workspace.thread(shown.channel, shown.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": shown.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def file(upload: Upload, origin: str) -> Json:
    """The file object of messages and `files.info`."""
    extension = upload.name.rpartition(".")[2].lower()
    mimetype = "text/plain" if extension in {"log", "txt"} else guess_type(upload.name)[0]
    address = f"{origin}/files-pri/{TEAM_ID}-{upload.id}"
    name = quote(upload.name, safe="")
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.name,
        "mimetype": mimetype or "application/octet-stream",
        "filetype": {"txt": "text", "log": "text"}.get(extension, extension or "binary"),
        "user": upload.user,
        "size": len(upload.content),
        "mode": "hosted",
        "is_external": False,
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        **upload.overrides,
    }


def file_of_another_company(upload: Upload) -> Json:
    """The file object of a message in a shared channel; `files.info` has the full one."""
    return {
        "id": upload.id,
        "mode": "file_access",
        "file_access": "check_file_info",
        "created": 0,
        "timestamp": 0,
        "user": "",
    }


def view(shown: View, state: Mapping[str, Any] | None = None) -> Json:
    """The view in interactions and in the Web API's answers."""
    defaults: Json = {"private_metadata": "", "callback_id": "", "external_id": ""}
    if shown.content["type"] == "modal":
        defaults |= {"clear_on_close": False, "notify_on_close": False}
        defaults |= {"close": None, "submit": None}
    return {
        "id": shown.id,
        "team_id": TEAM_ID,
        **defaults,
        **shown.content,
        "state": {"values": dict(state or {})},
        "hash": shown.hash,
        "previous_view_id": shown.previous_id,
        "root_view_id": shown.root_id,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }


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
    payload = message(workspace, posted, metadata=True)
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
    versions = {"message": message(workspace, new), "previous_message": message(workspace, old)}
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
    return {**opened, "event_ts": ts, **({"view": view(shown)} if shown else {})}


def command(who: User, where: Channel, name: str, text: str, **more: str) -> Json:
    """A slash command's form fields, all of them text."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": where.id,
        "channel_name": channel(where)["name"],
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
    place: Json = {"container": container, "channel": channel(where)}
    if shown.ephemeral_to is None:
        place["message"] = message(workspace, shown, metadata=True)
    return place


def in_view(shown: View, state: Mapping[str, Any] | None = None) -> Json:
    """The place of an interaction in a view."""
    return {"container": {"type": "view", "view_id": shown.id}, "view": view(shown, state)}
