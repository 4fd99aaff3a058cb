"""PURE. Renders a document as Block Kit.

Running text becomes `rich_text`, which Slack shows literally, so nothing that a person wrote can
become a mention or a link.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from bot.replies.document import (
    BlocksOnly,
    Items,
    Line,
    Link,
    Mention,
    Moment,
    Offer,
    Paragraph,
    Part,
    Piece,
    Small,
    Span,
    TextOnly,
)
from bot.replies.text import mrkdwn_line, plain_line

Block = Mapping[str, Any]
"""One Block Kit block, as JSON has it."""


def to_blocks(document: Sequence[Part]) -> list[Block]:
    """The document as blocks; consecutive running text shares one block."""
    blocks: list[Block] = []
    offers = 0
    visible = (part for part in document if not isinstance(part, TextOnly))
    for is_running_text, parts in groupby(visible, key=_is_running_text):
        if is_running_text:
            blocks.append({"type": "rich_text", "elements": list(_rich_text(parts))})
            continue
        for part in parts:
            if isinstance(part, Offer):
                offers += 1
                blocks.append(_section(part, offers))
            else:
                blocks.append(_small_or_rule(part))
    return blocks


def json_size(document: Sequence[Part]) -> int:
    """The characters of JSON that the blocks of a document take."""
    return len(json.dumps(to_blocks(document)))


def _is_running_text(part: Part) -> bool:
    return isinstance(part, Paragraph | Items | BlocksOnly)


def _section(offer: Offer, number: int) -> Block:
    if _has_markup(offer.line):
        text: Block = {"type": "plain_text", "text": plain_line(offer.line), "emoji": False}
    else:
        text = _mrkdwn(offer.line)
    return {"type": "section", "text": text, "accessory": offer.button.element(number)}


def _small_or_rule(part: Part) -> Block:
    if not isinstance(part, Small):
        return {"type": "divider"}
    if _has_markup(part.line):
        return {"type": "rich_text", "elements": [_rich_text_section(part.line)]}
    return {"type": "context", "elements": [_mrkdwn(part.line)]}


def _mrkdwn(line: Line) -> Block:
    return {"type": "mrkdwn", "text": mrkdwn_line(line), "verbatim": True}


_MARKUP = re.compile(r"`|(?<!\w)[*_~](?=\S)|:[a-z_][\w+-]*:|[\r\n]")


def _has_markup(line: Line) -> bool:
    """Whether mrkdwn would read a style, an emoji or a quotation in plain text, such as a name.

    mrkdwn cannot escape that, so such a line is not rendered as mrkdwn.
    """
    plain = (span.text for span in line if isinstance(span, Span) and span.style == "plain")
    return any(_MARKUP.search(text) for text in plain)


def _rich_text(parts: Iterable[Part]) -> Iterator[Block]:
    """Sections and lists; consecutive paragraphs are separated by a line break."""
    for is_list, group in groupby(parts, key=lambda part: isinstance(part, Items)):
        if is_list:
            yield from (_list(part) for part in group if isinstance(part, Items))
        else:
            lines = [part.line for part in group if isinstance(part, Paragraph | BlocksOnly)]
            yield _rich_text_section([span for line in lines for span in (*line, Span("\n"))][:-1])


def _list(items: Items) -> Block:
    return {
        "type": "rich_text_list",
        "style": "ordered" if items.numbered else "bullet",
        "elements": [_rich_text_section(line) for line in items.lines],
    }


def _rich_text_section(spans: Iterable[Piece]) -> Block:
    return {"type": "rich_text_section", "elements": [_element(span) for span in spans]}


def _element(span: Piece) -> Block:
    if isinstance(span, Moment):
        when = {"timestamp": span.seconds, "format": span.slack_format, "fallback": span.text}
        return {"type": "date", **when}
    if isinstance(span, Link):
        return {"type": "link", "url": span.url, "text": span.text}
    if isinstance(span, Mention):
        kind = "channel" if span.is_channel else "user"
        return {"type": kind, f"{kind}_id": span.text}
    style = {} if span.style == "plain" else {"style": {span.style: True}}
    return {"type": "text", "text": span.text, **style}
