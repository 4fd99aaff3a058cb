"""The methods of the Web API that an assistant uses: prompts, titles and statuses. PURE."""

from bot.playground.assistant import AGENT, ROOT, SCOPE
from bot.playground.model import Arguments, Json, Message, RefusedError
from bot.playground.workspace import Workspace


def set_prompts(workspace: Workspace, arguments: Arguments) -> Json:
    """Show prompts in a thread of the pane; of an agent in its messages tab, without a thread."""
    _check_scope(workspace)
    channel = workspace.channel(arguments["channel_id"]).id
    ts = arguments.get("thread_ts") or ""
    if workspace.assistant.feature.view == AGENT:
        if ts:  # Slack documents that the call then fails silently
            return {}
    else:
        ts = _root(workspace, channel, ts).ts
    heading, prompts = arguments.get("title", ""), arguments["prompts"]
    workspace.assistant.show(channel, ts, heading=heading, prompts=prompts)
    return {}


def set_title(workspace: Workspace, arguments: Arguments) -> Json:
    """Give a thread a title; in the pane, Slack's own message above it shows the title, too."""
    _check_scope(workspace)
    channel, title = workspace.channel(arguments["channel_id"]).id, arguments["title"]
    root = _root(workspace, channel, arguments["thread_ts"])
    workspace.assistant.show(channel, root.ts, title=title)
    if root.extra.get("subtype") == ROOT:
        workspace.edit(root, title, {})
    return {}


def set_status(workspace: Workspace, arguments: Arguments) -> Json:
    """Show a status in a thread; an empty one removes the status that is shown."""
    channel = workspace.channel(arguments["channel_id"]).id
    root = _root(workspace, channel, arguments["thread_ts"])
    workspace.assistant.show(channel, root.ts, status=arguments.get("status", ""))
    return {}


def _check_scope(workspace: Workspace) -> None:
    granted = workspace.scopes_granted
    if granted is None or SCOPE not in granted - workspace.scopes_lacking:
        raise RefusedError("missing_scope")


def _root(workspace: Workspace, channel: str, ts: str) -> Message:
    """The first message of a thread; raises RefusedError."""
    root = workspace.message(channel, ts)
    if root is None or not workspace.assistant.feature.view:
        raise RefusedError("invalid_thread_ts")
    return root
