"""Messages, views and acknowledgements as text for a terminal. PURE."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.cli.terminal import visible
from bot.playground.model import Json, Message, Shown, View
from bot.playground.mrkdwn import paragraphs

_WIDTH = 78
_INDENT = "  "
_BULLETS = "•◦▪"
_INLINE = {"emoji": ":{name}:", "broadcast": "@{range}", "date": "{fallback}"}


class Renderer:
    """A terminal of that width; `names` are the names of user and channel ids."""

    def __init__(self, names: Mapping[str, str], width: int = _WIDTH) -> None:
        self._names = names
        self._width = width - len(_INDENT)

    def message(self, message: Message) -> str:
        """A message with its author, and who else sees it."""
        notes = [
            "only visible to you" if message.ephemeral_to else "",
            "in the thread" if message.is_reply else "",
            "edited" if message.edited_ts else "",
        ]
        noted = ", ".join(filter(None, notes))
        name = self._names.get(message.user, message.user)
        body = self.blocks(message.blocks) or [*self._paragraphs(paragraphs(message.text))]
        return _framed(name + (f" ({noted})" if noted else ""), body)

    def view(self, view: View) -> str:
        """A modal or a home tab, with the errors of its fields."""
        errors = [f"! {_harmless(error)}" for error in view.errors.values()]
        submit = view.content.get("submit")
        button = [self._button({"text": submit})] if submit else []
        title = _harmless(view.title) or "Home"
        return _framed(f"[{title}]", [*self.blocks(view.blocks), *errors, *button])

    def shown(self, shown: Shown) -> str:
        """What a user sees after an action; empty for nothing."""
        if shown.message:
            return self.message(shown.message)
        return _framed("Slack", self._wrapped(_harmless(shown.text))) if shown.text else ""

    def blocks(self, blocks: Sequence[Json]) -> list[str]:
        """The lines of these blocks."""
        return [line for block in blocks for line in self._block(block)]

    def _block(self, block: Json) -> Iterator[str]:
        render = getattr(self, f"_show_{block['type']}", None)
        if render is None:
            yield f"[{_harmless(block['type'])}: not shown in a terminal]"
        else:
            yield from render(block)

    def _text(self, text: Mapping[str, Any]) -> str:
        """The text of a mrkdwn or plain_text object, without its marks."""
        content = str(text["text"])
        if text["type"] != "mrkdwn":
            return _harmless(content)
        lines = (self._line(each["elements"]) for each in paragraphs(content))
        return "\n".join(line.removesuffix("\n") for line in lines)

    def _lines(self, text: Mapping[str, Any]) -> Iterator[str]:
        """The lines of a mrkdwn or plain_text object, with its quotes and code apart."""
        if text["type"] == "mrkdwn":
            yield from self._paragraphs(paragraphs(text["text"]))
        else:
            yield from self._wrapped(_harmless(text["text"]))

    def _wrapped(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """The text in lines, of which the first begins with `first`, the others with `rest`."""
        lines: list[str] = []
        for line in text.split("\n"):
            lines += textwrap.wrap(
                line,
                self._width,
                initial_indent=rest if lines else first,
                subsequent_indent=rest,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]
        return lines

    def _show_header(self, block: Json) -> Iterator[str]:
        lines = self._wrapped(self._text(block["text"]))
        yield from lines
        yield "─" * max(map(len, lines))

    def _show_section(self, block: Json) -> Iterator[str]:
        if "text" in block:
            yield from self._lines(block["text"])
        for field in block.get("fields", ()):
            yield from self._wrapped(" ".join(self._text(field).split("\n")))
        if "accessory" in block:
            yield self._button(block["accessory"])

    def _show_context(self, block: Json) -> Iterator[str]:
        parts = [
            self._button(part) if part["type"] == "image" else self._text(part)
            for part in block["elements"]
        ]
        yield from self._wrapped("  ".join(parts))

    def _show_divider(self, _block: Json) -> Iterator[str]:
        yield "─" * min(self._width, 40)

    def _show_actions(self, block: Json) -> Iterator[str]:
        yield from self._wrapped("  ".join(map(self._button, block["elements"])))

    def _button(self, element: Json) -> str:
        text = element.get("text") or element.get("placeholder") or {}
        label = text.get("text") or element.get("alt_text") or element["type"]
        return f"[{_harmless(label)}]"

    def _show_input(self, block: Json) -> Iterator[str]:
        element = block["element"]
        typed = _harmless(element.get("initial_value") or "").replace("\n", " ⏎ ")
        field = f"[{typed}]" if typed else self._button(element)
        yield from self._wrapped(f"{self._text(block['label'])}: {field}")
        if "hint" in block:
            yield from self._wrapped(self._text(block["hint"]))

    def _show_image(self, block: Json) -> Iterator[str]:
        yield self._button(block)

    def _show_alert(self, block: Json) -> Iterator[str]:
        yield from self._wrapped(self._text(block["text"]), "! ", "  ")

    def _show_markdown(self, block: Json) -> Iterator[str]:
        yield from _harmless(block["text"]).split("\n")

    def _show_table(self, block: Json) -> Iterator[str]:
        for row in block["rows"]:
            yield " | ".join(map(self._cell, row))

    def _cell(self, cell: Json) -> str:
        if cell["type"] == "rich_text":
            return " ".join(self._show_rich_text(cell))
        return _harmless(str(cell.get("text", cell.get("value"))))

    def _show_rich_text(self, block: Json) -> Iterator[str]:
        yield from self._paragraphs(block["elements"])

    def _paragraphs(self, elements: Sequence[Json]) -> Iterator[str]:
        for element in elements:
            if element["type"] == "rich_text_list":
                yield from self._list(element)
                continue
            text = self._line(element["elements"])
            if element["type"] == "rich_text_preformatted":
                yield from (f"    {line}" for line in text.split("\n"))
            elif element["type"] == "rich_text_quote":
                yield from self._wrapped(text, "│ ", "│ ")
            else:
                yield from self._wrapped(text.removesuffix("\n"))

    def _list(self, element: Json) -> Iterator[str]:
        indent = int(element.get("indent", 0))
        bullet = _BULLETS[indent % len(_BULLETS)]
        for number, item in enumerate(element["elements"], int(element.get("offset", 0)) + 1):
            mark = f"{number}. " if element["style"] == "ordered" else f"{bullet} "
            first = "   " * indent + mark
            yield from self._wrapped(self._line(item["elements"]), first, " " * len(first))

    def _line(self, parts: Sequence[Json]) -> str:
        return _harmless("".join(map(self._inline, parts)))

    def _inline(self, part: Json) -> str:
        kind = part["type"]
        if kind == "text":
            text = str(part["text"])
            return f"`{text}`" if part.get("style", {}).get("code") else text
        if kind == "link":
            return _link(part["url"], part.get("text"))
        if kind in ("user", "channel"):
            found = part[f"{kind}_id"]
            name = self._names.get(found) or part.get("text") or found
            return ("@" if kind == "user" else "#") + str(name).lstrip("@#")
        template = _INLINE.get(kind, f"[{kind}]")
        return template.format(**{"fallback": part.get("timestamp"), **part})


def _link(address: str, label: str | None) -> str:
    """The label of a link, and its address unless the label says it."""
    if not label or label == address:
        return address
    return label if address.startswith(("tel:", "mailto:")) else f"{label} ({address})"


def _harmless(text: str) -> str:
    """The text with each control character as its escape: none reaches the terminal."""
    return visible(text.replace("\r\n", "\n").replace("\t", "    "))


def _framed(title: str, body: Sequence[str]) -> str:
    return "\n".join([title, *((_INDENT + line).rstrip() for line in body)])
