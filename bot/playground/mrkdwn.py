"""Slack's mrkdwn as a person reads it in a terminal, which no character of it can command. PURE."""

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
    """The text with `& < >` again."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read(text: str, names: Mapping[str, str]) -> str:
    """What a person reads: links with their addresses, names for ids, no escapes and no marks."""
    pieces = _CODE.split(text)
    plain = [_controls(_unmarked(piece), names) for piece in pieces[::2]]
    codes = [_controls(piece, names) for piece in pieces[1::2]]
    mixed = [*(piece for pair in zip(plain, codes, strict=False) for piece in pair), plain[-1]]
    return harmless("".join(mixed))


def _unmarked(text: str) -> str:
    return _MARKED.sub(r"\2", text)


def _controls(text: str, names: Mapping[str, str]) -> str:
    pieces = _CONTROL.split(text)
    request = [
        _control(piece, names) if odd % 2 else unescape(piece) for odd, piece in enumerate(pieces)
    ]
    return "".join(request)


def _control(inside: str, names: Mapping[str, str]) -> str:
    target, _, label = map(unescape, inside.partition("|"))
    if target.startswith(("@", "#")):
        name = names.get(target[1:]) or label or target[1:]
        return target[0] + name.lstrip("@#")
    if target.startswith("!"):
        return label or f"@{target[1:].split('^')[0]}"
    if not label or label == target:
        return target
    return label if target.startswith(("tel:", "mailto:")) else f"{label} ({target})"
