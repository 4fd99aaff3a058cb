"""Rich text in words: paragraphs, quotes, code and lists, with their numbers. PURE."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.playground.model import Json

# The words; what begins the first line and the others; whether lines and spaces stay as they are.
Paragraph: TypeAlias = tuple[str, str, str, bool]
_BULLETS = "•◦▪"


def paragraphs(elements: Sequence[Json], names: Mapping[str, str]) -> Iterator[Paragraph]:
    """The paragraphs of a rich_text block; `names` are what ids stand for."""
    for element in elements:
        kind, inside = element["type"], element["elements"]
        if kind == "rich_text_list":
            yield from _list(element, names)
        elif kind == "rich_text_quote":
            yield line(inside, names), "│ ", "│ ", False
        elif kind == "rich_text_preformatted":
            yield line(inside, names), "    ", "", True
        else:
            yield line(inside, names).removesuffix("\n"), "", "", False


def _list(element: Json, names: Mapping[str, str]) -> Iterator[Paragraph]:
    indent = int(element.get("indent", 0))
    begin = int(element.get("offset", 0)) + 1
    for number, section in enumerate(element["elements"], begin):
        ordered = element["style"] == "ordered"
        mark = f"{number}. " if ordered else f"{_BULLETS[indent % len(_BULLETS)]} "
        first = "   " * indent + mark
        yield line(section["elements"], names), first, " " * len(first), False


def line(parts: Sequence[Json], names: Mapping[str, str]) -> str:
    """The words of a line."""
    return "".join(_part(part, names) for part in parts)


def _part(part: Json, names: Mapping[str, str]) -> str:
    kind = part["type"]
    if kind == "text":
        text = str(part["text"])
        return f"`{text}`" if part.get("style", {}).get("code") else text
    if kind == "link":
        label, url = part.get("text"), part["url"]
        return f"{label} ({url})" if label and label != url else str(url)
    if kind == "user":
        return f"@{names.get(part['user_id'], part['user_id'])}"
    if kind == "channel":
        return f"#{names.get(part['channel_id'], part['channel_id'])}"
    words = {"emoji": ":{name}:", "broadcast": "@{range}", "date": "{fallback}"}
    return words.get(kind, f"[{kind}]").format(**{"fallback": part.get("timestamp"), **part})
