"""What a Slack message says, wherever its payload holds it."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.conversation import Passage

_LONGEST_NAME = 255
_TEXTS = ("text", "title", "pretext", "fallback", "value")
_NESTED = ("text", "title", "fields", "elements", "blocks", "accessory", "rows")


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
    """The message's text; its blocks where it has none; and what its attachments add."""
    text = str(message.get("text") or "") or "\n".join(_texts(message.get("blocks")))
    attached = [piece for piece in _texts(message.get("attachments")) if piece not in text]
    return "\n".join(filter(None, (text, *dict.fromkeys(attached))))


def _texts(part: object) -> Iterator[str]:
    """Every text below `part`, in reading order. A rich_text section is one text."""
    if isinstance(part, list):
        for child in part:
            yield from _texts(child)
    elif isinstance(part, Mapping):
        if part.get("type") in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
            yield "".join(_texts(part.get("elements")))
            return
        if part.get("type") == "link" and not part.get("text"):
            yield str(part.get("url") or "").removeprefix("tel:")
        for name in _TEXTS:
            if isinstance(part.get(name), str) and part[name]:
                yield part[name]
        for name in _NESTED:
            if not isinstance(part.get(name), str):
                yield from _texts(part.get(name))


def passages(messages: list[Mapping[str, Any]], asked_in: str, bot: str) -> tuple[Passage, ...]:
    """A thread's messages, newest first, without the bot's own and the one that asks."""
    return tuple(
        _passage(message)
        for message in reversed(messages)
        if message["ts"] != asked_in and message.get("user") != bot
    )


def _passage(message: Mapping[str, Any]) -> Passage:
    seconds = int(float(message["ts"]))
    written = datetime.fromtimestamp(seconds, UTC)
    return Passage(text_of(message), seconds, f"{written:%d %b %Y %H:%M} UTC")
