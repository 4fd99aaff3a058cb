"""What a Slack message says, wherever its payload holds it. PURE.

A person's client makes `text` of what was typed, and sends it as `rich_text` besides. An app may
say in `text` no more than a summary of its blocks, or nothing. What a message forwards, quotes or
unfurls stands in its attachments, as does what older integrations post.
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

_LONGEST_NAME = 255
_ONE_TEXT = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
_TEXTS = ("pretext", "title", "text", "value")
_NESTED = (
    *("pretext", "title", "text", "description", "fields", "elements", "blocks", "accessory"),
    *("rows", "message"),
)
_UNSAID = ("actions", "context_actions", "input")
"""Blocks that say nothing, since they are there to be used."""
_NO_PREVIEW = "[no preview available]"
"""The fallback that Slack gives to an attachment of blocks."""


class Malformed(ValueError):
    """An event that is not of Slack's making, or of a shape that is not known."""


def named(part: Mapping[str, Any], field: str) -> str:
    """The name that stands in a field, such as an id. Raises `Malformed`."""
    value = part.get(field)
    if not (isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_NAME):
        raise Malformed(f"an event without its {field}")
    return value


def ts_of(part: Mapping[str, Any], field: str) -> str:
    """The time stamp that stands in a field. Raises `Malformed`."""
    value = named(part, field)
    if not re.fullmatch(r"[0-9]{1,12}\.[0-9]{1,9}", value):
        raise Malformed(f"an event without its {field}")
    return value


def text_of(message: Mapping[str, Any]) -> str:
    """All that a message says: its own words, and what its attachments add."""
    return "\n".join(_once((*_own(message), *_attached(message))))


def own_text_of(message: Mapping[str, Any]) -> str:
    """What its author wrote: the text, and what its blocks say besides."""
    pieces = tuple(_own(message))
    return "\n".join(_once(pieces)) if len(pieces) > 1 else "".join(pieces)


def quoted_in(message: Mapping[str, Any]) -> str:
    """What a message forwards, quotes or unfurls, where its own words do not say it."""
    if not message.get("attachments"):
        return ""
    own = tuple(_once(_own(message)))
    return "\n".join(tuple(_once((*own, *_attached(message))))[len(own) :])


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
    """What an attachment says; what it forwards stands in `text` and again in `message_blocks`."""
    said = tuple(_texts(attachment)) or tuple(_texts(attachment.get("message_blocks")))
    yield from said
    fallback = attachment.get("fallback")
    if not said and isinstance(fallback, str) and fallback != _NO_PREVIEW:
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
        elif kind not in _UNSAID:
            yield from _texts_of(part)


def _row(cells: list[object]) -> Iterator[str]:
    """The row of a table, so that a number stands beside what it is called."""
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


def _once(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces that are not told before, or within the first, however Slack writes them."""
    lead, told = "", {""}
    for piece in pieces:
        plain = " ".join(normalised(piece).split())
        if plain not in told and f" {plain} " not in lead:
            lead = lead or f" {plain} "
            told.add(plain)
            yield piece


def others_of(
    messages: Sequence[Mapping[str, Any]], asked_in: str, bot: str
) -> tuple[Mapping[str, Any], ...]:
    """A thread's messages, newest first, without the bot's own and the one that asks."""
    return tuple(
        message
        for message in reversed(messages)
        if message["ts"] != asked_in and message.get("user") != bot
    )


def passages(messages: Iterable[Mapping[str, Any]]) -> tuple[Passage, ...]:
    """What messages say, and when they were written."""
    return tuple(_passage(message) for message in messages)


def _passage(message: Mapping[str, Any]) -> Passage:
    seconds = int(float(message["ts"]))
    written = datetime.fromtimestamp(seconds, UTC)
    return Passage(text_of(message), seconds, f"{written:%d %b %Y %H:%M} UTC")
