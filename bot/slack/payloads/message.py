"""PURE. The text of a Slack message, wherever its payload holds it.

A person's client derives `text` from what was typed, and sends the same as `rich_text`. The `text`
of an app may be only a summary of its blocks, or empty. What a message forwards, quotes or unfurls
is in its attachments, as is what older integrations post.
Sources: https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/messaging/formatting-message-text; for the fields of forwarded messages
slackapi/node-slack-sdk, `MessageAttachment`, and what its users report.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.codes.normalise import normalised
from bot.codes.sources import Passage

_LONGEST_ID = 255
_ONE_TEXT = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
_TEXTS = ("pretext", "title", "text", "value")
_NESTED = (
    *("pretext", "title", "text", "description", "fields", "elements", "blocks", "accessory"),
    *("rows", "message"),
)
_CONTROLS = ("actions", "context_actions", "input")
"""Blocks to interact with, which hold no text of the message."""
_NO_PREVIEW = "[no preview available]"
"""The fallback that Slack gives to an attachment with blocks."""


class Malformed(ValueError):
    """A payload that is not from Slack, or has an unknown shape."""


def id_in(part: Mapping[str, Any], field: str) -> str:
    """The id in a field. Raises `Malformed`."""
    value = part.get(field)
    if not (isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_ID):
        raise Malformed(f"an event without its {field}")
    return value


def ts_in(part: Mapping[str, Any], field: str) -> str:
    """The timestamp in a field. Raises `Malformed`."""
    value = id_in(part, field)
    if not re.fullmatch(r"[0-9]{1,12}\.[0-9]{1,9}", value):
        raise Malformed(f"an event without its {field}")
    return value


def text_of(message: Mapping[str, Any]) -> str:
    """The whole text of a message: its own, and what its attachments add."""
    return "\n".join(_distinct((*_own(message), *_attached(message))))


def own_text_of(message: Mapping[str, Any]) -> str:
    """What the author wrote: the text, and what the blocks add."""
    texts = tuple(_own(message))
    return "\n".join(_distinct(texts)) if len(texts) > 1 else "".join(texts)


def quoted_text(message: Mapping[str, Any]) -> str:
    """What a message forwards, quotes or unfurls, unless its own text repeats it."""
    if not message.get("attachments"):
        return ""
    own = tuple(_distinct(_own(message)))
    return "\n".join(tuple(_distinct((*own, *_attached(message))))[len(own) :])


def _own(message: Mapping[str, Any]) -> Iterator[str]:
    text = message.get("text")
    if isinstance(text, str) and text:
        yield text
    blocks = message.get("blocks")
    if text and isinstance(blocks, list) and not _is_by_app(message):
        blocks = [block for block in blocks if not _is_rich_text(block)]
    yield from _texts(blocks)


def _is_by_app(message: Mapping[str, Any]) -> bool:
    return bool(message.get("bot_id")) or message.get("subtype") == "bot_message"


def _is_rich_text(block: object) -> bool:
    return isinstance(block, Mapping) and block.get("type") == "rich_text"


def _attached(message: Mapping[str, Any]) -> Iterator[str]:
    attachments = message.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, Mapping):
            yield from _texts_of_attachment(attachment)


def _texts_of_attachment(attachment: Mapping[str, Any]) -> Iterator[str]:
    """The text of an attachment. A forwarded message is in `text` and again in `message_blocks`."""
    texts = tuple(_texts(attachment)) or tuple(_texts(attachment.get("message_blocks")))
    yield from texts
    fallback = attachment.get("fallback")
    if not texts and isinstance(fallback, str) and fallback != _NO_PREVIEW:
        yield fallback


def _texts(part: object) -> Iterator[str]:
    """Every text below `part`, in reading order. A rich_text section is one text, as is a row."""
    if isinstance(part, list):
        for child in part:
            yield from _row(child) if isinstance(child, list) else _texts(child)
    elif isinstance(part, Mapping):
        kind = part.get("type")
        if kind in _ONE_TEXT:
            yield "".join(_texts(part.get("elements")))
        elif "value" in part and isinstance(part.get("title"), str):
            yield ": ".join(_strings(part, ("title", "value")))
        elif kind not in _CONTROLS:
            yield from _texts_of(part)


def _row(cells: list[object]) -> Iterator[str]:
    """The row of a table as one text, so that a number stays beside its name."""
    yield " ".join(text for cell in cells for text in _texts(cell))


def _texts_of(part: Mapping[str, Any]) -> Iterator[str]:
    if part.get("type") == "link" and not part.get("text"):
        yield str(part.get("url") or "").removeprefix("tel:")
    yield from _strings(part, _TEXTS)
    for name in _NESTED:
        if not isinstance(part.get(name), str):
            yield from _texts(part.get(name))


def _strings(part: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if isinstance(part.get(name), str) and part[name]:
            yield part[name]


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    """The texts without those that repeat an earlier one or a part of the first.

    Texts are compared in their normalised form, as Slack writes the same text in several ways.
    """
    first, seen = "", {""}
    for text in texts:
        plain = " ".join(normalised(text).split())
        if plain not in seen and f" {plain} " not in first:
            first = first or f" {plain} "
            seen.add(plain)
            yield text


def other_messages(
    messages: Sequence[Mapping[str, Any]], question_ts: str, bot: str
) -> tuple[Mapping[str, Any], ...]:
    """A thread's messages, newest first, without the question, the bot's own and Slack's."""
    return tuple(
        message
        for message in reversed(messages)
        if message["ts"] != question_ts
        and message.get("user") != bot
        and message.get("subtype") != "assistant_app_thread"
    )


def passage_of(message: Mapping[str, Any]) -> Passage:
    """The text of a message, and when it was written."""
    seconds = int(float(message["ts"]))
    written = datetime.fromtimestamp(seconds, UTC)
    return Passage(text_of(message), seconds, f"{written:%d %b %Y %H:%M} UTC")
