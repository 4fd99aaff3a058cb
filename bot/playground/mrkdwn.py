"""Slack's mrkdwn as plain text for a terminal, without control characters. PURE."""

import re
from collections.abc import Mapping

from bot.cli.terminal import visible

_CONTROL = re.compile(r"<([^<>\n]*)>")
_CODE = re.compile(r"(```.+?```|`[^`\n]+`)", re.DOTALL)
_MARKED = re.compile(r"(?<![\w*~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*~])")


def harmless(text: str) -> str:
    """The text with each control character as its escape: none reaches the terminal."""
    return visible(text.replace("\r\n", "\n").replace("\t", "    "))


def unescape(text: str) -> str:
    """The text without entities for `& < >`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def to_text(text: str, names: Mapping[str, str]) -> str:
    """The text that a user reads: links with addresses, names for ids, no entities, no marks."""
    parts = _CODE.split(text)
    parts[::2] = [_MARKED.sub(r"\2", part) for part in parts[::2]]
    return harmless("".join(_without_controls(part, names) for part in parts))


def _without_controls(text: str, names: Mapping[str, str]) -> str:
    parts = _CONTROL.split(text)
    parts[::2] = map(unescape, parts[::2])
    parts[1::2] = [_control(part, names) for part in parts[1::2]]
    return "".join(parts)


def _control(inside: str, names: Mapping[str, str]) -> str:
    target, _, label = map(unescape, inside.partition("|"))
    if target.startswith(("@", "#")):
        name = names.get(target[1:]) or label or target[1:]
        return target[0] + name.lstrip("@#")
    if target.startswith("!"):
        return label or f"@{target[1:].split('^')[0]}"
    if target.startswith(("tel:", "mailto:")) and label:
        return label
    return link(target, label)


def link(address: str, label: str | None) -> str:
    """The label of a link, and its address."""
    return f"{label} ({address})" if label and label != address else address
