"""PURE. A document: what the bot writes, before it is rendered as Block Kit, mrkdwn or plain text.

A document is a sequence of parts, and most parts consist of lines. All renderings are made from the
same lines, so a screen reader, which reads Slack's top-level `text`, gets what the blocks show.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

QUOTED = 80
"""Characters of a quotation."""

Style = Literal["plain", "bold", "code", "strike"]


class Span(NamedTuple):
    """Text in one style."""

    text: str
    style: Style = "plain"


class Moment(NamedTuple):
    """A moment in seconds since 1970, and the text that shows it in UTC.

    Slack shows it in the reader's own time zone. `is_day` leaves out the time of day.
    """

    seconds: int
    text: str
    is_day: bool = False

    @property
    def slack_format(self) -> str:
        """The format of the moment, as Slack's dates have it."""
        return "{date_short_pretty}" if self.is_day else "{date_short_pretty} {time}"


class Link(NamedTuple):
    """A link: its text, and the address of the page."""

    text: str
    url: str


class Mention(NamedTuple):
    """A person or a channel by its id, which Slack shows by its name.

    In a message it would notify the person, so it is only for the home tab and modals.
    """

    text: str
    is_channel: bool = False


Piece = Span | Moment | Link | Mention
Line = tuple[Piece, ...]


class Paragraph(NamedTuple):
    """One line of running text."""

    line: Line


class Items(NamedTuple):
    """A list. It is numbered if the order matters."""

    lines: tuple[Line, ...]
    numbered: bool = False


class Small(NamedTuple):
    """A line of small print, such as the sources of an answer."""

    line: Line


class Rule(NamedTuple):
    """A horizontal rule between two answers."""


class Button(NamedTuple):
    """A button: its action, its label, and the value that Slack returns when it is clicked."""

    action: str
    label: str
    value: Mapping[str, Any]

    def element(self, number: int | None = None) -> dict[str, Any]:
        """The button in Block Kit; `number` distinguishes it from others with the same action."""
        return {
            "type": "button",
            "action_id": self.action if number is None else f"{self.action}:{number}",
            "text": {"type": "plain_text", "text": self.label},
            "value": json.dumps(self.value),
        }


class Offer(NamedTuple):
    """A line with a button beside it that shows more about the line."""

    line: Line
    button: Button


class TextOnly(NamedTuple):
    """A line that blocks leave out, because a button replaces it there."""

    line: Line


class BlocksOnly(NamedTuple):
    """A line that texts leave out, because a screen reader could make nothing of it."""

    line: Line


Part = Paragraph | Items | Small | Rule | Offer | TextOnly | BlocksOnly
Document = tuple[Part, ...]


def counted(number: int, one: str, several: str = "") -> str:
    """A number and what it counts; `several` is the plural, if that is not `one` and an s."""
    return f"{number} {one}" if number == 1 else f"{number} {several or f'{one}s'}"


def shortened(text: str, most: int = QUOTED) -> str:
    """`text` on one line, cut with an ellipsis if it has more than `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def line(*pieces: str | Piece) -> Line:
    """A line of the bot's own words. `Backticks` mark code; there is no other markup."""
    return tuple(
        span
        for piece in pieces
        for span in (_marked(piece) if isinstance(piece, str) else (piece,))
        if span.text  # Slack accepts no empty text
    )


def _marked(text: str) -> Iterator[Span]:
    for index, piece in enumerate(text.split("`")):
        if piece:
            yield Span(piece, "code" if index % 2 else "plain")


def bold(text: str) -> Span:
    """`text` in bold."""
    return Span(text, "bold")


def code(text: object) -> Span:
    """`text` as code, so that no client turns a number into a phone link."""
    return Span(str(text), "code")


def struck(text: str) -> Span:
    """`text` struck through, as it is removed."""
    return Span(text, "strike")


def verbatim(text: str) -> Span:
    """Text that a person wrote, shown exactly as written."""
    return Span(text)


_CODE_OR_URL = re.compile(
    r"(?<!`)`(?P<code>[^`\n]+)`(?!`)"
    r"|(?<![<\w])(?P<url>https?://[^\s<>|\"`]+[^\s<>|\"`.,;:!?)\]}'])"
)
"""It finds nothing in Slack's own markup, such as `<https://a|b>`, which stays verbatim."""


def formatted(text: str) -> Line:
    """Text that a person wrote, verbatim except that `code` and addresses are formatted."""
    pieces: list[Span | Link] = []
    end = 0
    for match in _CODE_OR_URL.finditer(text):
        pieces.append(verbatim(text[end : match.start()]))
        url = match["url"]
        pieces.append(Link(url, url) if url else code(match["code"]))
        end = match.end()
    return line(*pieces, verbatim(text[end:]))
