"""PURE. Renders a document as text: Slack's mrkdwn, or plain text for a terminal."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.replies.document import (
    BlocksOnly,
    Items,
    Line,
    Link,
    Mention,
    Moment,
    Part,
    Piece,
    Rule,
    Span,
    Style,
)

_MARKS: Mapping[Style, str] = {"plain": "", "bold": "*", "code": "`", "strike": "~"}


def to_mrkdwn(document: Sequence[Part]) -> str:
    """The whole document in Slack's mrkdwn, for screen readers and notifications."""
    return _text(document, mrkdwn_line)


def to_plain(document: Sequence[Part]) -> str:
    """The whole document as plain text; the addresses of links follow as footnotes."""
    footnotes: dict[str, int] = {}
    text = _text(document, lambda line: plain_line(line, footnotes))
    return "\n".join([text, *(f"[{number}] {url}" for url, number in footnotes.items())])


def mrkdwn_line(line: Line) -> str:
    """One line in mrkdwn; text that a person wrote is escaped."""
    return "".join(map(_mrkdwn, line))


def _mrkdwn(span: Piece) -> str:
    if isinstance(span, Moment):
        return f"<!date^{span.seconds}^{span.slack_format}|{span.text}>"
    if isinstance(span, Link):
        return f"<{escape(span.url)}|{escape(span.text)}>"
    if isinstance(span, Mention):
        return f"<{'#' if span.is_channel else '@'}{span.text}>"
    text = escape(span.text)
    mark = _MARKS[span.style]
    if span.style == "code":
        text = text.replace("`", "'")
    inner = text.strip()  # Slack ignores a mark that does not touch the text
    return text.replace(inner, f"{mark}{inner}{mark}", 1) if inner else text


def escape(text: str) -> str:
    """`text` with the three characters escaped that Slack reads as control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_line(line: Line, footnotes: dict[str, int] | None = None) -> str:
    """One line of plain text; the number of each linked address is added to `footnotes`."""
    numbers = {} if footnotes is None else footnotes
    return "".join(_plain(span, numbers) for span in line)


def _plain(span: Piece, footnotes: dict[str, int]) -> str:
    if isinstance(span, Link) and span.text != span.url:
        return f"{span.text} [{footnotes.setdefault(span.url, len(footnotes) + 1)}]"
    is_command = isinstance(span, Span) and span.style == "code" and " " in span.text
    return f"`{span.text}`" if is_command else span.text


def _text(document: Sequence[Part], write: Callable[[Line], str]) -> str:
    return "\n".join(text for part in document for text in part_lines(part, write))


def part_lines(part: Part, write: Callable[[Line], str]) -> Iterator[str]:
    """The lines of a part of a document, as `write` writes them, with their bullets or numbers."""
    match part:
        case BlocksOnly():
            return
        case Rule():
            yield ""
        case Items(lines, numbered):
            for number, line in enumerate(lines, 1):
                yield f"{number}. {write(line)}" if numbered else f"• {write(line)}"
        case _:
            yield write(part.line)
