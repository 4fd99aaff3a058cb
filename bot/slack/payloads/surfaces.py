"""Replies and documents as payloads for Slack: public and ephemeral messages, and modals."""

from collections.abc import Sequence
from typing import Any

from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Document, Small, Span, line, verbatim
from bot.replies.reply import COMMAND, Reply
from bot.replies.text import to_mrkdwn
from bot.slack.payloads.buttons import answer_row, history_buttons, page_buttons, share_button
from bot.slack.payloads.inputs import plain_text

Payload = dict[str, Any]


def message(reply: Reply, page: int = 0) -> Payload:
    """A reply for everyone in the channel."""
    buttons = [*answer_row(reply), *page_buttons(reply, page)]
    return {"text": reply.text, "blocks": [*reply.blocks, *_actions(buttons)]}


def plain_message(document: Document) -> Payload:
    """A message without buttons."""
    return {"text": to_mrkdwn(document), "blocks": to_blocks(document)}


def ephemeral(reply: Reply, thread_ts: str | None = None, page: int = 0) -> Payload:
    """A reply that only one user sees, with a button that shares it if it explains a code."""
    share = [share_button(reply, thread_ts)] if reply.shown else []
    buttons = [
        *answer_row(reply, share),
        *page_buttons(reply, page),
        *history_buttons(reply),
    ]
    blocks = [*reply.blocks, *_actions(buttons)]
    return {"response_type": "ephemeral", "text": reply.text, "blocks": blocks}


def _actions(buttons: Sequence[Block]) -> list[Block]:
    if not buttons:
        return []
    return [{"type": "actions", "block_id": "answer", "elements": list(buttons)}]


def other_page(reply: Reply, page: int, *, private: bool) -> Payload:
    """A page of a reply, which replaces the page that was shown."""
    payload = ephemeral(reply, page=page) if private else message(reply, page)
    return {**payload, "replace_original": True}


def shared(reply: Reply, by: str, thread_ts: str | None) -> Payload:
    """A reply that a user has shared with everyone, with the name of that user."""
    payload = message(_with_note(reply, "Shared by ", verbatim(by)))
    thread = {"thread_ts": thread_ts} if thread_ts else {}
    return {"response_type": "in_channel", "replace_original": False, **payload, **thread}


def already_shared(reply: Reply, *, left_out: bool = False) -> Payload:
    """Replaces an ephemeral answer that its user has shared: the same without the button.

    `left_out`: the others see it without the team's entries.
    """
    note = labels.SHARED_WITHOUT_ENTRIES if left_out else labels.SHARED
    payload = message(_with_note(reply, note))
    return {"response_type": "ephemeral", "replace_original": True, **payload}


def _with_note(reply: Reply, *words: str | Span) -> Reply:
    return reply._replace(document=(*reply.document, Small(line(*words))))


def note(document: Document, title: str = COMMAND.lstrip("/")) -> Payload:
    """A modal without inputs."""
    return modal("note", title, to_blocks(document))


def modal(
    callback_id: str, title: str, blocks: Sequence[Block], submit: str | None = None
) -> Payload:
    """A modal; `submit` is the label of the button that submits it."""
    view: Payload = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title),
        "close": plain_text(labels.CLOSE),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain_text(submit)
    return view


def input_error(block_id: str, text: str) -> Payload:
    """The response to a submitted modal that shows an error at an input."""
    return {"response_action": "errors", "errors": {block_id: text}}
