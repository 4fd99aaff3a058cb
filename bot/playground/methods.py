"""The methods of the Web API, each from its arguments to the answer, in Slack's words.

PURE: over the workspace only. A refusal is raised.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground import conversations, payloads
from bot.playground.conversations import readable
from bot.playground.limits import faults_in_message, faults_in_view
from bot.playground.model import BOT_ID, TEAM_ID, Channel, Json, Message, RefusedError
from bot.playground.schema import Fault
from bot.playground.workspace import BOT, Workspace

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what must be given, what it sends that has limits, and what it does."""

    act: Callable[[Workspace, Arguments], Json]
    needs: tuple[str, ...] = ()
    faults: Callable[[Arguments], list[Fault]] = lambda _: []
    token: str = "bot"  # noqa: S105 - a kind of token, not one


def refuse(faults: Sequence[Fault]) -> None:
    """Raise Slack's refusal, if these faults are worth one."""
    errors = [fault.error for fault in faults if fault.error]
    if errors:
        same = [str(fault) for fault in faults if fault.error == errors[0]]
        raise RefusedError(errors[0], same)


def auth_test(_workspace: Workspace, _arguments: Arguments) -> Json:
    """Who the bot is."""
    return {
        "url": "https://playground.slack.com/",
        "team": "Playground",
        "user": BOT.name,
        "team_id": TEAM_ID,
        "user_id": BOT.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(_workspace: Workspace, arguments: Arguments) -> Json:
    """The arguments, back; with `error` among them, that error."""
    request = {"args": dict(arguments)} if arguments else {}
    return (
        {"ok": False, "error": arguments["error"], **request} if "error" in arguments else request
    )


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.postMessage."""
    channel = readable(workspace, arguments["channel"])
    message = workspace.post(
        channel,
        BOT,
        arguments.get("text", ""),
        blocks=arguments.get("blocks"),
        thread_ts=_thread(workspace, channel, arguments),
        metadata=arguments.get("metadata"),
    )
    request = payloads.message(workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": request}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.getPermalink."""
    channel = readable(workspace, arguments["channel"])
    ts = str(arguments["message_ts"])
    message = workspace.message(channel.id, ts)
    if message is None:
        raise RefusedError("message_not_found")
    link = f"https://playground.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    below = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    return {"channel": channel.id, "permalink": f"{link}{below}"}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.postEphemeral."""
    channel = readable(workspace, arguments["channel"])
    if arguments["user"] not in channel.members:
        raise RefusedError("user_not_in_channel")
    message = workspace.post(
        channel,
        BOT,
        arguments.get("text", ""),
        blocks=arguments.get("blocks"),
        thread_ts=_thread(workspace, channel, arguments),
        ephemeral_to=arguments["user"],
    )
    return {"message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.update: only what the bot itself posted for all."""
    channel = readable(workspace, arguments["channel"])
    message = workspace.message(channel.id, arguments["ts"])
    if message is None or message.ephemeral_to:
        raise RefusedError("message_not_found")
    if message.user != BOT.id:
        raise RefusedError("cant_update_message")
    # Without `blocks`, Slack keeps the old ones only where no text is given either.
    edited = workspace.edit(message, arguments.get("text", ""), arguments)
    request = payloads.message(workspace, edited, metadata=True)
    return {"channel": channel.id, "ts": edited.ts, "text": edited.text, "message": request}


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.delete: only what the bot itself posted for all."""
    channel = readable(workspace, arguments["channel"])
    message = workspace.message(channel.id, arguments["ts"])
    if message is None or message.ephemeral_to:
        raise RefusedError("message_not_found")
    if message.user != BOT.id:
        raise RefusedError("cant_delete_message")
    workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def _thread(workspace: Workspace, channel: Channel, arguments: Arguments) -> str | None:
    """The thread's first message; a reply's own ts leads there as well."""
    named = arguments.get("thread_ts")
    if not named:
        return None
    found: Message | None = workspace.message(channel.id, named)
    if found is None:
        raise RefusedError("thread_not_found")
    return found.thread_ts or found.ts


def open_view(workspace: Workspace, arguments: Arguments) -> Json:
    """views.open: for whoever's trigger it is."""
    user, _ = workspace.triggers.take(arguments["trigger_id"])
    return {"view": payloads.view(workspace.views.open(user, arguments["view"]))}


def push_view(workspace: Workspace, arguments: Arguments) -> Json:
    """views.push: on top of the modal in which the person acted."""
    user, below = workspace.triggers.take(arguments["trigger_id"])
    if below is None:
        raise RefusedError("not_found")
    return {"view": payloads.view(workspace.views.push(user, arguments["view"]))}


def update_view(workspace: Workspace, arguments: Arguments) -> Json:
    """views.update: by view_id or external_id, of that hash if one is given."""
    named = arguments.get("view_id") or arguments.get("external_id")
    view = workspace.views.update(named, arguments["view"], arguments.get("hash"))
    return {"view": payloads.view(view)}


def publish_view(workspace: Workspace, arguments: Arguments) -> Json:
    """views.publish: a person's home tab."""
    user = workspace.user(arguments["user_id"])
    if arguments["view"]["type"] != "home":
        raise RefusedError(
            "invalid_arguments", ["[ERROR] must be a home view [json-pointer:/view]"]
        )
    view = workspace.views.publish(user.id, arguments["view"], arguments.get("hash"))
    return {"view": payloads.view(view)}


def file_info(workspace: Workspace, arguments: Arguments) -> Json:
    """files.info: with the scope alone."""
    if "files:read" in workspace.scopes_lacking:
        raise RefusedError("missing_scope")
    upload = workspace.uploads.get(arguments["file"])
    if upload is None:
        raise RefusedError("file_not_found")
    return {"file": payloads.file(upload, workspace.origin())}


def _in_message(arguments: Arguments) -> list[Fault]:
    return faults_in_message(arguments, posted=False)


def _in_view(arguments: Arguments) -> list[Fault]:
    return faults_in_view(arguments["view"])


METHODS: Mapping[str, Method] = {
    "api.test": Method(api_test, token=""),
    "auth.test": Method(auth_test),
    "chat.delete": Method(delete, ("channel", "ts")),
    "chat.postEphemeral": Method(post_ephemeral, ("channel", "user"), _in_message),
    "chat.postMessage": Method(post_message, ("channel",), faults_in_message),
    "chat.update": Method(update, ("channel", "ts"), _in_message),
    "conversations.history": Method(conversations.history, ("channel",)),
    "chat.getPermalink": Method(get_permalink, ("channel", "message_ts")),
    "conversations.info": Method(conversations.info, ("channel",)),
    "conversations.replies": Method(conversations.replies, ("channel", "ts")),
    "files.info": Method(file_info, ("file",)),
    "views.open": Method(open_view, ("trigger_id", "view"), _in_view),
    "views.publish": Method(publish_view, ("user_id", "view"), _in_view),
    "views.push": Method(push_view, ("trigger_id", "view"), _in_view),
    "views.update": Method(update_view, ("view",), _in_view),
}
