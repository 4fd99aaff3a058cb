"""Messages, views and acknowledgements as the text that a person would read in a terminal. PURE."""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.playground import mrkdwn
from bot.playground.app_client import Shown
from bot.playground.model import Json, Message, View
from bot.playground.rich_text import paragraphs

_WIDTH = 78
_INDENT = "  "


class Renderer:
    """A terminal of that width; `names` are what ids of users and channels stand for."""

    def __init__(self, names: Mapping[str, str], width: int = _WIDTH) -> None:
        self._names = names
        self._width = width - len(_INDENT)
        self._blocks: Mapping[str, Callable[[Json], Iterator[str]]] = {
            "actions": self._actions,
            "alert": self._alert,
            "context": self._context,
            "divider": self._divider,
            "header": self._header,
            "image": self._image,
            "input": self._input,
            "markdown": self._markdown,
            "rich_text": self._rich_text,
            "section": self._section,
            "table": self._table,
        }

    def message(self, message: Message) -> str:
        """Who said what, and who else sees it."""
        notes = [
            "only visible to you" if message.ephemeral_to else "",
            "in the thread" if message.is_reply else "",
            "edited" if message.edited_ts else "",
        ]
        noted = ", ".join(filter(None, notes))
        name = self._names.get(message.user, message.user)
        body = self.blocks(message.blocks) or self._wrapped(self._read(message.text))
        return _framed(name + (f" ({noted})" if noted else ""), body)

    def view(self, view: View) -> str:
        """A modal or a home tab, with the errors beside its fields."""
        errors = [f"! {mrkdwn.harmless(error)}" for error in view.errors.values()]
        submit = view.content.get("submit")
        button = [self._button({"text": submit})] if submit else []
        title = mrkdwn.harmless(view.title) or "Home"
        return _framed(f"[{title}]", [*self.blocks(view.blocks), *errors, *button])

    def shown(self, shown: Shown) -> str:
        """What a person sees after acting."""
        if shown.message:
            return self.message(shown.message)
        return _framed("Slack", self._wrapped(mrkdwn.harmless(shown.text))) if shown.text else ""

    def blocks(self, blocks: Sequence[Json]) -> list[str]:
        """The lines of some blocks."""
        return [line for block in blocks for line in self._block(block)]

    def _block(self, block: Json) -> Iterator[str]:
        render = self._blocks.get(block["type"])
        if render is None:
            yield f"[{mrkdwn.harmless(block['type'])}: not shown in a terminal]"
        else:
            yield from render(block)

    def _read(self, text: str) -> str:
        return mrkdwn.read(text, self._names)

    def _words(self, text: Mapping[str, Any]) -> str:
        words = str(text["text"])
        return self._read(words) if text["type"] == "mrkdwn" else mrkdwn.harmless(words)

    def _wrapped(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """The text in lines; `first` and `rest` begin them."""
        lines: list[str] = []
        for line in text.split("\n"):
            lines += textwrap.wrap(
                line,
                self._width,
                initial_indent=first if not lines else (rest or ""),
                subsequent_indent=rest or "",
                break_long_words=False,
                break_on_hyphens=False,
            ) or [""]
        return lines

    def _header(self, block: Json) -> Iterator[str]:
        lines = self._wrapped(self._words(block["text"]))
        yield from lines
        yield "─" * max(map(len, lines))

    def _section(self, block: Json) -> Iterator[str]:
        if "text" in block:
            yield from self._wrapped(self._words(block["text"]))
        for field in block.get("fields", ()):
            yield from self._wrapped(" ".join(self._words(field).split("\n")))
        if "accessory" in block:
            yield self._button(block["accessory"])

    def _context(self, block: Json) -> Iterator[str]:
        yield from self._wrapped("  ".join(map(self._small, block["elements"])))

    def _small(self, element: Json) -> str:
        image = element["type"] == "image"
        return f"[{mrkdwn.harmless(element['alt_text'])}]" if image else self._words(element)

    def _divider(self, _block: Json) -> Iterator[str]:
        yield "─" * min(self._width, 40)

    def _actions(self, block: Json) -> Iterator[str]:
        yield from self._wrapped("  ".join(map(self._button, block["elements"])))

    def _button(self, element: Json) -> str:
        if element.get("type") == "image":
            return self._small(element)
        words = element.get("text") or element.get("placeholder")
        return f"[{mrkdwn.harmless(words['text']) if words else element['type']}]"

    def _input(self, block: Json) -> Iterator[str]:
        element = block["element"]
        typed = mrkdwn.harmless(element.get("initial_value") or "").replace("\n", " ⏎ ")
        field = f"[{typed}]" if typed else self._button(element)
        yield from self._wrapped(f"{self._words(block['label'])}: {field}")
        if "hint" in block:
            yield from self._wrapped(self._words(block["hint"]))

    def _image(self, block: Json) -> Iterator[str]:
        yield f"[{mrkdwn.harmless(block['alt_text'])}]"

    def _alert(self, block: Json) -> Iterator[str]:
        yield from self._wrapped(self._words(block["text"]), "! ", "  ")

    def _markdown(self, block: Json) -> Iterator[str]:
        yield from mrkdwn.harmless(block["text"]).split("\n")

    def _table(self, block: Json) -> Iterator[str]:
        for row in block["rows"]:
            yield " | ".join(map(self._cell, row))

    def _cell(self, cell: Json) -> str:
        if cell["type"] == "rich_text":
            return " ".join(self._rich_text(cell))
        return mrkdwn.harmless(str(cell.get("text", cell.get("value"))))

    def _rich_text(self, block: Json) -> Iterator[str]:
        for text, first, rest, kept in paragraphs(block["elements"], self._names):
            words = mrkdwn.harmless(text)
            if kept:
                yield from (first + line for line in words.split("\n"))
            else:
                yield from self._wrapped(words, first, rest)


def _framed(title: str, body: Sequence[str]) -> str:
    return "\n".join([title, *((_INDENT + line).rstrip() for line in body)])
