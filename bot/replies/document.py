"""PURE. What the bot says before it has a form, and its forms: Block Kit, mrkdwn, plain text.

All are made from the same lines, so that what a screen reader hears (Slack's top-level `text`) is
what the eye sees. What a person wrote is a span like any other: in blocks it is `rich_text`, which
Slack shows literally; in mrkdwn it is escaped.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

Block = Mapping[str, Any]
"""One Block Kit block, as JSON has it."""

Style = Literal["plain", "bold", "code", "strike"]


class Span(NamedTuple):
    """Some text in one style."""

    text: str
    style: Style = "plain"


class Moment(NamedTuple):
    """A moment, shown in the reader's own time zone: seconds since 1970, and how UTC writes it.

    `is_day` leaves the time of day out.
    """

    seconds: int
    text: str
    is_day: bool = False

    @property
    def form(self) -> str:
        """How Slack is to write it."""
        return "{date_short_pretty}" if self.is_day else "{date_short_pretty} {time}"


class Link(NamedTuple):
    """A page, by what it is called: the project's own words, or the address as it was written."""

    text: str
    url: str


Line = tuple[Span | Moment | Link, ...]


class Paragraph(NamedTuple):
    """One line of running text."""

    line: Line


class Items(NamedTuple):
    """A list, numbered where the order matters."""

    lines: tuple[Line, ...]
    numbered: bool = False


class Small(NamedTuple):
    """What stands in small print: sources, and where a code was found."""

    line: Line


class Rule(NamedTuple):
    """A line between two answers."""


class Button(NamedTuple):
    """A button: what it is for, what it says, and what it brings back when it is pressed."""

    action: str
    label: str
    value: Mapping[str, Any]

    def element(self, number: int | None = None) -> dict[str, Any]:
        """The button as Block Kit has it; the number tells it from others of its action."""
        return {
            "type": "button",
            "action_id": self.action if number is None else f"{self.action}:{number}",
            "text": {"type": "plain_text", "text": self.label},
            "value": json.dumps(self.value),
        }


class Offer(NamedTuple):
    """A line of the bot's own words with a button at its side, which shows more of what it says."""

    line: Line
    button: Button


class TextOnly(NamedTuple):
    """A line that blocks leave out, since a button there says it."""

    line: Line


class BlocksOnly(NamedTuple):
    """A line for the eye alone: text leaves it out, as it would be noise to whoever hears it."""

    line: Line


Part = Paragraph | Items | Small | Rule | Offer | TextOnly | BlocksOnly
Document = tuple[Part, ...]


def counted(number: int, one: str, several: str = "") -> str:
    """A number and what it counts; `several` where the plural is not `one` and an s."""
    return f"{number} {one}" if number == 1 else f"{number} {several or f'{one}s'}"


def line(*pieces: str | Span | Moment | Link) -> Line:
    """A line of the bot's own words: in a string, `backticks` mark code and nothing else does."""
    return tuple(
        span
        for piece in pieces
        for span in (_marked(piece) if isinstance(piece, str) else (piece,))
        if span.text  # Slack takes no empty text
    )


def bold(text: str) -> Span:
    """`text` in bold."""
    return Span(text, "bold")


def code(text: object) -> Span:
    """`text` as code, so that no client makes a phone link of a number."""
    return Span(str(text), "code")


def said(text: str) -> Span:
    """What a person wrote, to be shown to the letter."""
    return Span(text)


def struck(text: str) -> Span:
    """`text` that was taken out."""
    return Span(text, "strike")


_WRITTEN = re.compile(
    r"(?<!`)`(?P<code>[^`\n]+)`(?!`)"
    r"|(?<![<\w])(?P<url>https?://[^\s<>|\"`]+[^\s<>|\"`.,;:!?)\]}'])"
)
"""What stands in marks of Slack's own, such as `<https://a|b>`, is nothing but letters."""


def as_written(text: str) -> Line:
    """What a person wrote, to the letter, but for `code` and addresses, which are shown as such."""
    pieces: list[Span | Link] = []
    end = 0
    for match in _WRITTEN.finditer(text):
        pieces.append(Span(text[end : match.start()]))
        url = match["url"]
        pieces.append(Link(url, url) if url else Span(match["code"], "code"))
        end = match.end()
    return line(*pieces, Span(text[end:]))


def _marked(text: str) -> Iterator[Span]:
    for index, piece in enumerate(text.split("`")):
        if piece:
            yield Span(piece, "code" if index % 2 else "plain")


# Block Kit


def to_blocks(document: Sequence[Part]) -> list[Block]:
    """The document as Block Kit blocks; parts that belong together share one block."""
    blocks: list[Block] = []
    offers = 0
    shown = (part for part in document if not isinstance(part, TextOnly))
    for kind, parts in groupby(shown, key=_kind):
        if kind == "rich_text":
            blocks.append({"type": kind, "elements": list(_rich_text(parts))})
            continue
        for part in parts:
            if isinstance(part, Offer):
                offers += 1
                blocks.append(_section(part, offers))
            else:
                blocks.append(_plain_block(part))
    return blocks


def _kind(part: Part) -> str:
    return "rich_text" if isinstance(part, Paragraph | Items | BlocksOnly) else "other"


def _section(offer: Offer, number: int) -> Block:
    if _is_marked(offer.line):  # of a person: to the letter
        text: Block = {"type": "plain_text", "text": _plain_line(offer.line), "emoji": False}
    else:
        text = {"type": "mrkdwn", "text": _mrkdwn_line(offer.line), "verbatim": True}
    return {"type": "section", "text": text, "accessory": offer.button.element(number)}


def _plain_line(line: Line) -> str:
    return "".join(_plain(span, {}) for span in line)


def _plain_block(part: Part) -> Block:
    if isinstance(part, Small) and _is_marked(part.line):
        section = {"type": "rich_text_section", "elements": [_element(span) for span in part.line]}
        return {"type": "rich_text", "elements": [section]}
    if isinstance(part, Small):
        text = {"type": "mrkdwn", "text": _mrkdwn_line(part.line), "verbatim": True}
        return {"type": "context", "elements": [text]}
    return {"type": "divider"}


_MARKED = re.compile(r"`|(?<!\w)[*_~](?=\S)|:[a-z_][\w+-]*:|[\r\n]")


def _is_marked(line: Line) -> bool:
    """Whether a name or the like holds what mrkdwn would make a style, an emoji or a quotation.

    Nothing escapes that in small print, so such a line is shown in letters of the usual size.
    """
    plain = (span.text for span in line if isinstance(span, Span) and span.style == "plain")
    return any(_MARKED.search(text) for text in plain)


def _rich_text(parts: Iterable[Part]) -> Iterator[Block]:
    """Sections and lists; two paragraphs in a row are parted by a line break."""
    for is_list, group in groupby(parts, key=lambda part: isinstance(part, Items)):
        if not is_list:
            lines = [part.line for part in group if isinstance(part, Paragraph | BlocksOnly)]
            spread = [span for line in lines for span in (*line, Span("\n"))][:-1]
            yield {"type": "rich_text_section", "elements": [_element(span) for span in spread]}
        else:
            yield from (_list(part) for part in group if isinstance(part, Items))


def _list(items: Items) -> Block:
    return {
        "type": "rich_text_list",
        "style": "ordered" if items.numbered else "bullet",
        "elements": [
            {"type": "rich_text_section", "elements": [_element(span) for span in line]}
            for line in items.lines
        ],
    }


def _element(span: Span | Moment | Link) -> Block:
    if isinstance(span, Moment):
        when = {"timestamp": span.seconds, "format": span.form, "fallback": span.text}
        return {"type": "date", **when}
    if isinstance(span, Link):
        return {"type": "link", "url": span.url, "text": span.text}
    style = {} if span.style == "plain" else {"style": {span.style: True}}
    return {"type": "text", "text": span.text, **style}


# mrkdwn

_MARKS: Mapping[Style, str] = {"plain": "", "bold": "*", "code": "`", "strike": "~"}


def to_mrkdwn(document: Sequence[Part]) -> str:
    """The document as one text of Slack's mrkdwn, whole, for screen readers and notifications."""
    return _text(document, _mrkdwn_line)


def _mrkdwn_line(line: Line) -> str:
    return "".join(_mrkdwn(span) for span in line)


def _mrkdwn(span: Span | Moment | Link) -> str:
    if isinstance(span, Moment):
        return f"<!date^{span.seconds}^{span.form}|{span.text}>"
    if isinstance(span, Link):
        return f"<{escape(span.url)}|{escape(span.text)}>"
    text = escape(span.text)
    mark = _MARKS[span.style]
    if span.style == "code":
        text = text.replace("`", "'")
    inner = text.strip()  # a mark counts only where it touches the text
    return text.replace(inner, f"{mark}{inner}{mark}", 1) if inner else text


def escape(text: str) -> str:
    """`text` with the three characters escaped that Slack reads as control."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# Plain text


def to_plain(document: Sequence[Part]) -> str:
    """The document as plain text, for a terminal; the addresses of pages stand at its end."""
    pages: dict[str, int] = {}

    def write(line: Line) -> str:
        return "".join(_plain(span, pages) for span in line)

    text = _text(document, write)
    return "\n".join([text, *(f"[{number}] {url}" for url, number in pages.items())])


def _plain(span: Span | Moment | Link, pages: dict[str, int]) -> str:
    if isinstance(span, Link) and span.text != span.url:
        return f"{span.text} [{pages.setdefault(span.url, len(pages) + 1)}]"
    is_command = isinstance(span, Span) and span.style == "code" and " " in span.text
    return f"`{span.text}`" if is_command else span.text


def _text(document: Sequence[Part], write: Callable[[Line], str]) -> str:
    return "\n".join(text for part in document for text in _lines(part, write))


def _lines(part: Part, write: Callable[[Line], str]) -> Iterator[str]:
    match part:
        case Paragraph(line) | Small(line) | TextOnly(line) | Offer(line):
            yield write(line)
        case Items(lines, numbered):
            for number, line in enumerate(lines, 1):
                yield f"{number}. {write(line)}" if numbered else f"• {write(line)}"
        case Rule():
            yield ""
        case _:  # for the eye alone
            return
