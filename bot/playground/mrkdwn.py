"""Slack's mrkdwn as the elements of a rich_text block. PURE.

Users and channels have the label that the text gives them, as `text`: Slack's own elements do not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.playground.model import Json

_QUOTES = re.compile(r"((?:^&gt; ?.*(?:\n|$))+)", re.MULTILINE)
_QUOTE = re.compile(r"^&gt; ?", re.MULTILINE)
_CODE = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)
_CONTROL = re.compile(r"<([^<>\n]+)>")
_SECONDS = re.compile(r"[0-9]{1,11}")
_STYLES = {"*": "bold", "_": "italic", "~": "strike"}
# Nothing is read inside code, so a private character stands for it until all else has been read.
_STAND_IN = 0xF0000
_STAND_INS = re.compile("([\U000f0000-\U000ffffd])")


def unescape(text: str) -> str:
    """The text without entities for `& < >`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def paragraphs(text: str) -> list[Json]:
    """A mrkdwn text as the elements of a rich_text block: sections, quotes and code."""
    found: list[Json] = []
    for number, part in enumerate(_QUOTES.split(text)):
        if number % 2:
            quoted = _QUOTE.sub("", part).removesuffix("\n")
            found += grouped(_inline(quoted), "rich_text_quote")
        else:
            found += grouped(_inline(part))
    return found


def grouped(parts: Sequence[Json], kind: str = "rich_text_section") -> list[Json]:
    """The parts of lines in elements of that kind; code of several lines stands between them."""
    found: list[Json] = []
    for part in parts:
        if part["type"] == "rich_text_preformatted":
            found.append(part)
            continue
        if not found or found[-1]["type"] != kind:
            found.append({"type": kind, "elements": []})
        found[-1]["elements"].append(part)
    return found


def _inline(text: str) -> list[Json]:
    codes: list[Json] = []

    def keep(code: re.Match[str]) -> str:
        codes.append(_code(code[0]))
        return chr(_STAND_IN + len(codes) - 1)

    return list(_marked(_CODE.sub(keep, _STAND_INS.sub("", text)), codes, {}))


def _code(source: str) -> Json:
    if not source.startswith("```"):
        return {"type": "text", "text": unescape(source[1:-1]), "style": {"code": True}}
    inside = {"type": "text", "text": unescape(source[3:-3]).removeprefix("\n")}
    return {"type": "rich_text_preformatted", "elements": [inside]}


def _marked(text: str, codes: Sequence[Json], style: Mapping[str, bool]) -> Iterator[Json]:
    """The parts of a text in that style; each mark changes it once, so this is at most 3 deep."""
    marks = "".join(mark for mark, name in _STYLES.items() if name not in style)
    end = 0
    for marked in re.finditer(_marked_by(marks), text) if marks else ():
        yield from _unmarked(text[end : marked.start()], codes, style)
        yield from _marked(marked[2], codes, {**style, _STYLES[marked[1]]: True})
        end = marked.end()
    yield from _unmarked(text[end:], codes, style)


def _marked_by(marks: str) -> str:
    """What such a mark encloses; the bound keeps a text of nothing but marks from taking long."""
    return rf"(?<![A-Za-z0-9_*~])([{marks}])(?=\S)([^\n]{{0,3000}}?\S)\1(?![A-Za-z0-9_*~])"


def _unmarked(text: str, codes: Sequence[Json], style: Mapping[str, bool]) -> Iterator[Json]:
    for number, part in enumerate(_CONTROL.split(text)):
        if number % 2:
            yield _styled(_control(part), style)
            continue
        for piece in filter(None, _STAND_INS.split(part)):
            code = codes[ord(piece) - _STAND_IN] if _STAND_INS.fullmatch(piece) else None
            yield _styled(code or {"type": "text", "text": unescape(piece)}, style)


def _styled(part: Json, style: Mapping[str, bool]) -> Json:
    if not style or part["type"] == "rich_text_preformatted":
        return part
    return {**part, "style": {**part.get("style", {}), **style}}


def _control(inside: str) -> Json:
    """What stands between `<` and `>`: a user, a channel, a range of users, a date or a link."""
    target, _, label = map(unescape, inside.partition("|"))
    named = {"text": label} if label else {}
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:], **named}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:], **named}
    if target.startswith("!date^"):
        return _date(target.split("^")[1:], label)
    if target.startswith("!"):
        name = label or target[1:].partition("^")[0]
        return {"type": "broadcast", "range": name.removeprefix("@")}
    return {"type": "link", "url": target, **named}


def _date(parts: Sequence[str], label: str) -> Json:
    """A date, from its seconds, its format and maybe a link; without them its label."""
    if len(parts) == 1 or not _SECONDS.fullmatch(parts[0]):
        return {"type": "text", "text": label}
    date = {"type": "date", "timestamp": int(parts[0]), "format": parts[1], "fallback": label}
    return {**date, "url": parts[2]} if parts[2:] else date
