"""What becomes of an answer that came by response_url, or with the acknowledgement. PURE."""

from bot.playground.connection_tickets import ReplyTarget
from bot.playground.limits import faults_in_message
from bot.playground.methods import refuse
from bot.playground.model import Json, Message
from bot.playground.schema import Fault
from bot.playground.workspace import BOT, Workspace


def faults_in_reply(payload: Json) -> list[Fault]:
    """What is wrong with such an answer; one that only deletes needs no words."""
    return [] if payload.get("delete_original") else faults_in_message(payload, posted=False)


def reply(workspace: Workspace, where: ReplyTarget, payload: Json) -> Message | None:
    """The message that it made or changed, None when it deleted one; raises RefusedError.

    It needs no membership: the person who acted is there.
    """
    refuse(faults_in_reply(payload))
    original = workspace.message(where.channel, where.original)
    if original and payload.get("delete_original"):
        workspace.delete(original)
        return None
    if original and payload.get("replace_original"):
        return workspace.edit(original, payload.get("text", ""), payload)
    public = payload.get("response_type") == "in_channel"
    return workspace.post(
        workspace.channel(where.channel),
        BOT,
        payload.get("text", ""),
        blocks=payload.get("blocks"),
        thread_ts=payload.get("thread_ts"),
        metadata=payload.get("metadata"),
        ephemeral_to=None if public else where.user,
    )
