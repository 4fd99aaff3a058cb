"""PURE. Slack's objects, as payloads and the Web API's answers have them."""

from collections.abc import Mapping
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from bot.playground.model import (
    APP_ID,
    BOT_ID,
    OTHER_TEAM_ID,
    TEAM_ID,
    Channel,
    Json,
    Message,
    Upload,
    User,
    View,
)
from bot.playground.workspace import BOT, Workspace

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
