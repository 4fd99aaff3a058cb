"""What a reply looks like in Slack: a message, an ephemeral answer with its button, a modal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.document import Block, Document, Paragraph, Small, line, said, to_blocks
from bot.reply import COMMAND, Reply

SHARE = "share"
LOOK_UP = "look_up"
DECODE_MESSAGE = "decode_message"
_CODES_SHARED = 100
_INPUT = {
    "type": "input",
    "block_id": "question",
    "label": {"type": "plain_text", "text": "Status code"},
    "hint": {
        "type": "plain_text",
        "text": "Decimal, signed or hex, several at once, or a whole console output.",
    },
    "element": {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": 3000,
        "placeholder": {"type": "plain_text", "text": "2148598792"},
    },
}


def message(reply: Reply) -> dict[str, Any]:
    """A reply that everyone may see."""
    return {"text": reply.text, "blocks": reply.blocks}


def ephemeral(reply: Reply, thread_ts: str | None = None) -> dict[str, Any]:
    """A reply that only one person sees, with the button that shares it where it has codes."""
    blocks = reply.blocks
    if reply.codes:
        blocks = [*blocks, _share_button(reply, thread_ts)]
    return {"response_type": "ephemeral", "text": reply.text, "blocks": blocks}


def _share_button(reply: Reply, thread_ts: str | None) -> Block:
    codes = " ".join(str(code) for code in reply.codes[:_CODES_SHARED])
    return {
        "type": "actions",
        "block_id": "answer",
        "elements": [
            {
                "type": "button",
                "action_id": SHARE,
                "text": {
                    "type": "plain_text",
                    "text": "Share in thread" if thread_ts else "Share in channel",
                },
                "value": json.dumps({"codes": codes, "thread": thread_ts}),
            }
        ],
    }


def what_to_share(value: str) -> tuple[str, str | None]:
    """The codes, as text, and the thread that a share button's value names."""
    content = json.loads(value)
    return content["codes"], content["thread"]


def shared(reply: Reply, by: str, thread_ts: str | None) -> dict[str, Any]:
    """A reply shared for all, and who shared it."""
    content = _with_note(reply, "Shared by ", by)
    where = {"thread_ts": thread_ts} if thread_ts else {}
    return {"response_type": "in_channel", "replace_original": False, **message(content), **where}


def already_shared(reply: Reply) -> dict[str, Any]:
    """What stands in place of an ephemeral answer once it is shared: the same without a button."""
    content = _with_note(reply, "You shared this.", "")
    return {"response_type": "ephemeral", "replace_original": True, **message(content)}


def _with_note(reply: Reply, words: str, name: str) -> Reply:
    return Reply((*reply.document, Small(line(words, said(name)))), reply.codes)


def look_up_view() -> Block:
    """The modal in which one types a code."""
    return _view(LOOK_UP, "Look up a status code", [_INPUT], submit="Decode")


def looked_up_view(reply: Reply) -> dict[str, Any]:
    """The same modal with the answer, and the input again for the next one."""
    blocks: list[Block] = [_INPUT, {"type": "divider"}, *reply.blocks]
    return _view(LOOK_UP, "Look up a status code", blocks, submit="Decode")


def typed(view: Mapping[str, Any]) -> str:
    """What was typed into the modal."""
    return view["state"]["values"]["question"]["text"]["value"] or ""


def input_error(reply: Reply) -> dict[str, Any]:
    """What is wrong with the input, said at the input."""
    return {"response_action": "errors", "errors": {"question": reply.plain.partition("\n")[0]}}


def note_view(*words: str) -> Block:
    """A modal that only says something."""
    document: Document = tuple(Paragraph(line(text)) for text in words)
    return _view("note", COMMAND.lstrip("/"), to_blocks(document))


def _view(
    callback_id: str, title: str, blocks: Sequence[Block], submit: str | None = None
) -> dict[str, Any]:
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = {"type": "plain_text", "text": submit}
    return view
