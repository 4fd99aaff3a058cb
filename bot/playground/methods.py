"""The methods of the Web API, and answers to a response_url: what each does in the workspace.

PURE. Each returns its answer's fields, and raises RefusedError as Slack refuses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.playground import assistant_methods as assistant
from bot.playground import conversation_methods as conversations
from bot.playground import objects
from bot.playground.limits import faults_in_message, faults_in_reply, faults_in_view, refuse
from bot.playground.model import BOT_ID, TEAM_ID, Arguments, Channel, Json, Message, RefusedError
from bot.playground.schema import Check, Fault, items, record, string
from bot.playground.tickets import Ticket
from bot.playground.workspace import BOT, Workspace

FILES_READ = "files:read"
"""The scope that reading files needs."""
USERS_READ = "users:read"
"""The scope that reading users needs."""
STRUCTURED = frozenset({"blocks", "attachments", "metadata", "outputs", "prompts", "view"})
"""The arguments that are JSON."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its function, its required arguments, its check, and the kind of its token."""

    run: Callable[[Workspace, Arguments], Json]
    required: tuple[str, ...] = ()
    check: Callable[[Arguments], list[Fault]] = lambda _: []
    token: str = "bot"  # noqa: S105 - a kind of token, not one

    def faults(self, arguments: Arguments) -> list[Fault]:
        """What breaks Slack's limits; nothing in a malformed call."""
        return [] if self.malformed(arguments) else self.check(arguments)

    def malformed(self, arguments: Arguments) -> RefusedError | None:
        """Slack's refusal of a call that lacks arguments, or has other text in place of JSON."""
        missing = [each for each in self.required if not arguments.get(each)]
        if missing:
            messages = [f"[ERROR] missing required field: {each}" for each in missing]
            return RefusedError("invalid_arguments", messages)
        for field in STRUCTURED & arguments.keys():
            if not isinstance(arguments[field], dict | list):
                error = "invalid_blocks_format" if field == "blocks" else "invalid_arguments"
                return RefusedError(error, [f"[ERROR] must provide JSON [json-pointer:/{field}]"])
        return None


def _auth_test(_workspace: Workspace, _arguments: Arguments) -> Json:
    return {
        "url": "https://playground.slack.com/",
        "team": "Playground",
        "user": BOT.name,
        "team_id": TEAM_ID,
        "user_id": BOT.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def _api_test(_workspace: Workspace, arguments: Arguments) -> Json:
    """The arguments, returned; with `error` among them, that error."""
    echo = {"args": dict(arguments)} if arguments else {}
    return {"ok": False, "error": arguments["error"], **echo} if "error" in arguments else echo


def _post(workspace: Workspace, channel: Channel, arguments: Arguments, **more: Any) -> Message:  # noqa: ANN401 - Message's own fields
    text, blocks = arguments.get("text", ""), arguments.get("blocks")
    return workspace.post(channel, BOT, text, blocks=blocks, **more)


def _post_message(workspace: Workspace, arguments: Arguments) -> Json:
    channel = conversations.readable_channel(workspace, arguments["channel"])
    thread_ts, metadata = _thread(workspace, channel, arguments), arguments.get("metadata")
    posted = _post(workspace, channel, arguments, thread_ts=thread_ts, metadata=metadata)
    return _posted(workspace, posted)


def _posted(workspace: Workspace, message: Message) -> Json:
    payload = objects.message(workspace, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": payload}


def _post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    channel, user = (
        conversations.readable_channel(workspace, arguments["channel"]),
        arguments["user"],
    )
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    thread_ts = _thread(workspace, channel, arguments)
    posted = _post(workspace, channel, arguments, thread_ts=thread_ts, ephemeral_to=user)
    return {"message_ts": posted.ts}


def _thread(workspace: Workspace, channel: Channel, arguments: Arguments) -> str | None:
    """The ts of the thread's parent; `thread_ts` may also be that of a reply."""
    ts = arguments.get("thread_ts")
    if not ts:
        return None
    found = workspace.message(channel.id, ts)
    if found is None:
        raise RefusedError("thread_not_found")
    return found.thread_ts or found.ts


def _own_message(workspace: Workspace, arguments: Arguments, refusal: str) -> Message:
    """A public message that the bot posted; raises RefusedError, `refusal` for one of another."""
    channel = conversations.readable_channel(workspace, arguments["channel"])
    message = workspace.message(channel.id, arguments["ts"])
    if message is None or message.ephemeral_to:
        raise RefusedError("message_not_found")
    if message.user != BOT.id:
        raise RefusedError(refusal)
    return message


def _update(workspace: Workspace, arguments: Arguments) -> Json:
    message = _own_message(workspace, arguments, "cant_update_message")
    # Without `blocks`, Slack keeps the old ones only where no text is given either.
    edited = workspace.edit(message, arguments.get("text", ""), arguments)
    return {**_posted(workspace, edited), "text": edited.text}


def _delete(workspace: Workspace, arguments: Arguments) -> Json:
    message = _own_message(workspace, arguments, "cant_delete_message")
    workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def _get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    channel = conversations.readable_channel(workspace, arguments["channel"])
    ts = str(arguments["message_ts"])
    message = workspace.message(channel.id, ts)
    if message is None:
        raise RefusedError("message_not_found")
    link = f"https://playground.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    return {"channel": channel.id, "permalink": f"{link}{thread}"}


def _open_view(workspace: Workspace, arguments: Arguments) -> Json:
    ticket = workspace.triggers.use(arguments["trigger_id"])
    return {"view": objects.view(workspace.views.open(ticket.user, arguments["view"]))}


def _push_view(workspace: Workspace, arguments: Arguments) -> Json:
    """A modal on top of the one in which the user acted."""
    ticket = workspace.triggers.use(arguments["trigger_id"])
    if ticket.place is None:
        raise RefusedError("not_found")
    return {"view": objects.view(workspace.views.push(ticket.user, arguments["view"]))}


def _update_view(workspace: Workspace, arguments: Arguments) -> Json:
    view_id = arguments.get("view_id") or arguments.get("external_id")
    view = workspace.views.update(view_id, arguments["view"], arguments.get("hash"))
    return {"view": objects.view(view)}


def _publish_view(workspace: Workspace, arguments: Arguments) -> Json:
    user = workspace.user(arguments["user_id"])
    if arguments["view"]["type"] != "home":
        refuse([Fault("/view", "must be a home view", "invalid_arguments")])
    view = workspace.views.publish(user.id, arguments["view"], arguments.get("hash"))
    return {"view": objects.view(view)}


def _file_info(workspace: Workspace, arguments: Arguments) -> Json:
    if FILES_READ in workspace.scopes_lacking:
        raise RefusedError("missing_scope")
    upload = workspace.uploads.get(arguments["file"])
    if upload is None:
        raise RefusedError("file_not_found")
    return {"file": objects.file(upload, workspace.origin())}


def _user_info(workspace: Workspace, arguments: Arguments) -> Json:
    """The user, by the id alone."""
    if USERS_READ in workspace.scopes_lacking:
        raise RefusedError("missing_scope")
    found = workspace.users.get(arguments["user"])
    if found is None:
        raise RefusedError("user_not_found")
    return {"user": objects.user(found)}


def _complete_success(workspace: Workspace, arguments: Arguments) -> Json:
    workspace.executions.complete(arguments["function_execution_id"], arguments.get("outputs", {}))
    return {}


def _complete_error(workspace: Workspace, arguments: Arguments) -> Json:
    workspace.executions.fail(arguments["function_execution_id"], arguments["error"])
    return {}


def _in_message(arguments: Arguments) -> list[Fault]:
    return faults_in_message(arguments, posted=False)


def _in_view(arguments: Arguments) -> list[Fault]:
    return faults_in_view(arguments["view"])


def _argument(name: str, check: Check) -> Callable[[Arguments], list[Fault]]:
    """The check of the argument of that name."""

    def faults(arguments: Arguments) -> list[Fault]:
        found = check(arguments[name], f"/{name}")
        return [replace(fault, error="invalid_arguments") for fault in found]

    return faults


METHODS: Mapping[str, Method] = {
    "api.test": Method(_api_test, token=""),
    "assistant.threads.setStatus": Method(assistant.set_status, ("channel_id", "thread_ts")),
    "assistant.threads.setSuggestedPrompts": Method(
        assistant.set_prompts,
        ("channel_id", "prompts"),
        _argument("prompts", items(record({"title": string(255), "message": string(4000)}), 4)),
    ),
    "assistant.threads.setTitle": Method(
        assistant.set_title,
        ("channel_id", "thread_ts", "title"),
        _argument("title", string(200)),
    ),
    "auth.test": Method(_auth_test),
    "chat.delete": Method(_delete, ("channel", "ts")),
    "chat.getPermalink": Method(_get_permalink, ("channel", "message_ts")),
    "chat.postEphemeral": Method(_post_ephemeral, ("channel", "user"), _in_message),
    "chat.postMessage": Method(_post_message, ("channel",), faults_in_message),
    "chat.update": Method(_update, ("channel", "ts"), _in_message),
    "conversations.history": Method(conversations.history, ("channel",)),
    "conversations.info": Method(conversations.info, ("channel",)),
    "conversations.members": Method(conversations.members, ("channel",)),
    "conversations.replies": Method(conversations.replies, ("channel", "ts")),
    "files.info": Method(_file_info, ("file",)),
    "functions.completeError": Method(_complete_error, ("function_execution_id", "error")),
    "functions.completeSuccess": Method(_complete_success, ("function_execution_id",)),
    "users.conversations": Method(conversations.of_user),
    "users.info": Method(_user_info, ("user",)),
    "views.open": Method(_open_view, ("trigger_id", "view"), _in_view),
    "views.publish": Method(_publish_view, ("user_id", "view"), _in_view),
    "views.push": Method(_push_view, ("trigger_id", "view"), _in_view),
    "views.update": Method(_update_view, ("view",), _in_view),
}


def reply(workspace: Workspace, ticket: Ticket, payload: Json) -> Message | None:
    """Post, replace or delete a message as an acknowledgement or a response_url demands.

    The bot need not be a member of the channel. Returns the message, None if it is deleted; raises
    RefusedError.
    """
    refuse(faults_in_reply(payload))
    channel = workspace.channel(ticket.place or "")
    original = workspace.message(channel.id, ticket.original)
    if original and payload.get("delete_original"):
        workspace.delete(original)
        return None
    if original and payload.get("replace_original"):
        return workspace.edit(original, payload.get("text", ""), payload)
    public = payload.get("response_type") == "in_channel"
    return _post(
        workspace,
        channel,
        payload,
        thread_ts=payload.get("thread_ts"),
        metadata=payload.get("metadata"),
        ephemeral_to=None if public else ticket.user,
    )
