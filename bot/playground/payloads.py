"""The payloads in which Slack tells a bot what people did, with all the fields that Slack sends.

PURE.
"""

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
TEAM = {"id": TEAM_ID, "domain": TEAM_DOMAIN}
_ENTERPRISE = {"is_enterprise_install": False, "enterprise": None}
_SLASH_NAMES = {"im": "directmessage", "group": "privategroup"}


def user(who: User) -> Json:
    """The user in an interaction."""
    return {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team}


def channel(where: Channel) -> Json:
    """The channel in an interaction."""
    return {"id": where.id, "name": _SLASH_NAMES.get(where.kind, where.name)}


def conversation(where: Channel) -> Json:
    """The channel as `conversations.info` tells of it."""
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
        "is_member": BOT.id in where.members,
    }


def message(workspace: Workspace, said: Message, *, metadata: bool = False) -> Json:
    """The message as the Web API and interactions hold it."""
    request: Json = {"type": "message", "user": said.user, "ts": said.ts}
    if said.by_bot:
        request |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": _bot_profile()}
    else:
        request["client_msg_id"] = said.client_msg_id
    request |= {"text": said.text, "team": _team_of(workspace, said)}
    if said.blocks:
        request["blocks"] = list(said.blocks)
    if said.edited_ts:
        request["edited"] = {"user": said.user, "ts": said.edited_ts}
    if metadata and said.metadata is not None:
        request["metadata"] = said.metadata
    return {**request, **_thread(workspace, said), **said.extra}


def _team_of(workspace: Workspace, said: Message) -> str:
    author = workspace.users.get(said.user)
    return author.team if author else TEAM_ID


def _bot_profile() -> Json:
    return {
        "id": BOT_ID,
        "deleted": False,
        "name": BOT.name,
        "updated": 1_700_000_000,
        "app_id": APP_ID,
        "icons": {},
        "team_id": TEAM_ID,
    }


def _thread(workspace: Workspace, said: Message) -> Json:
    if said.is_reply:
        parent = workspace.message(said.channel, said.thread_ts)
        of = {"parent_user_id": parent.user} if parent else {}
        return {"thread_ts": said.thread_ts, **of}
    replies = workspace.thread(said.channel, said.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": said.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def file(upload: Upload, origin: str) -> Json:
    """The file as messages and `files.info` tell of it."""
    ending = upload.name.rpartition(".")[2].lower()
    mimetype = "text/plain" if ending in {"log", "txt"} else guess_type(upload.name)[0]
    address = f"{origin}/files-pri/{TEAM_ID}-{upload.id}"
    name = quote(upload.name, safe="")
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.name,
        "mimetype": mimetype or "application/octet-stream",
        "filetype": {"txt": "text", "log": "text"}.get(ending, ending or "binary"),
        "user": upload.user,
        "size": len(upload.content),
        "mode": "hosted",
        "is_external": False,
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        **upload.as_told,
    }


def file_of_another_company(upload: Upload) -> Json:
    """The file as a message in a shared channel tells of it: `files.info` tells the rest."""
    return {
        "id": upload.id,
        "mode": "file_access",
        "file_access": "check_file_info",
        "created": 0,
        "timestamp": 0,
        "user": "",
    }


def view(seen: View, state: Mapping[str, Any] | None = None) -> Json:
    """The view as the Web API and interactions hold it."""
    content = {"private_metadata": "", "callback_id": "", "external_id": "", **seen.content}
    if content["type"] == "modal":
        modal: Json = {"clear_on_close": False, "notify_on_close": False, "close": None}
        content = {**modal, "submit": None, **content}
    return {
        "id": seen.id,
        "team_id": TEAM_ID,
        **content,
        "state": {"values": dict(state or {})},
        "hash": seen.hash,
        "previous_view_id": seen.previous_id,
        "root_view_id": seen.root_id,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }


def event(workspace: Workspace, inner: Json, at: float) -> Json:
    """The event_callback around an event.

    In a channel that two companies share, the outer team is the other one: which installation it is
    sent to stands in `authorizations` alone.
    """
    shared = "channel" in inner and workspace.channel(inner["channel"]).is_shared
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
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": workspace.new_id("4-"),
    }


def message_event(workspace: Workspace, said: Message, where: Channel) -> Json:
    """A message, as a `message` event."""
    at = said.edited_ts or said.ts
    placed = {"channel": where.id, "event_ts": at, "channel_type": where.kind}
    request = message(workspace, said, metadata=True)
    hidden = ("reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked")
    kept = {name: value for name, value in request.items() if name not in (*hidden, "subscribed")}
    shares = {"subtype": "file_share"} if said.extra.get("files") else {}
    return {**shares, **kept, **placed}


def mention_event(workspace: Workspace, said: Message, where: Channel) -> Json:
    """A message that names the bot, as an `app_mention` event."""
    request = message_event(workspace, said, where)
    del request["channel_type"]
    if said.extra.get("files"):
        request.pop("subtype", None)
    team = request["team"]
    if team != TEAM_ID:  # `team` is then the one that the event is sent to
        request |= {"team": TEAM_ID, "user_team": team, "source_team": team}
        request["user_profile"] = {"team": team}
    return {**request, "type": "app_mention"}


def changed_event(workspace: Workspace, new: Message, old: Message, where: Channel) -> Json:
    """An edit, as a `message` event of subtype message_changed."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message(workspace, new),
        "previous_message": message(workspace, old),
        "channel": where.id,
        "hidden": True,
        "ts": new.edited_ts,
        "event_ts": new.edited_ts,
        "channel_type": where.kind,
    }


def deleted_event(old: Message, where: Channel, ts: str) -> Json:
    """A deletion, as a `message` event of subtype message_deleted."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "deleted_ts": old.ts,
        "channel": where.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": where.kind,
    }


def home_event(who: User, where: Channel, tab: str, seen: View | None, ts: str) -> Json:
    """`app_home_opened`: a person looks at the bot's home or messages tab."""
    opened = {"type": "app_home_opened", "user": who.id, "channel": where.id, "tab": tab}
    return {**opened, "event_ts": ts, **({"view": view(seen)} if seen else {})}


def command(who: User, where: Channel, name: str, text: str, **links: str) -> Json:
    """A slash command's fields, all of them text, as in a form; `links` are its answer's ways."""
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
        **links,
    }


def interaction(kind: str, who: User, **more: Any) -> Json:  # noqa: ANN401 - each kind's own fields
    """What a person did with a button, a menu, a shortcut or a modal.

    A modal is submitted in the person's own workspace, whichever the app is installed in.
    """
    known = {"type": kind, "user": user(who), "api_app_id": APP_ID, "token": VERIFICATION_TOKEN}
    submitted = kind in ("view_submission", "view_closed")
    team = {"id": who.team, "domain": "other"} if submitted and who.team != TEAM_ID else TEAM
    return {**known, "team": team, **_ENTERPRISE, **more}


def in_message(workspace: Workspace, said: Message, where: Channel) -> Json:
    """Where an interaction happened: in a message. An ephemeral one is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": said.ts,
        "channel_id": said.channel,
        "is_ephemeral": said.ephemeral_to is not None,
    }
    if said.thread_ts:
        container["thread_ts"] = said.thread_ts
    place: Json = {"container": container, "channel": channel(where)}
    if said.ephemeral_to is None:
        place["message"] = message(workspace, said, metadata=True)
    return place


def in_view(seen: View, state: Mapping[str, Any] | None = None) -> Json:
    """Where an interaction happened: in a view."""
    return {"container": {"type": "view", "view_id": seen.id}, "view": view(seen, state)}
