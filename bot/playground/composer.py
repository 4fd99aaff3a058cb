"""What a user types -> what Slack posts: escaped text and a rich_text block. PURE."""

import re
from collections.abc import Callable

from bot.playground.model import Json
from bot.playground.mrkdwn import grouped

_TOKENS = re.compile(
    r"```(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?P<url>https?://[^\s<>|]+)"
    r"|(?<!\w)@(?P<user>\w[\w.-]*)"
    r"|(?<!\w)#(?P<channel>[a-z0-9][a-z0-9_-]*)"
    r"|(?<![\w.-])(?P<phone>\d{10})(?![\w.-])",
    re.DOTALL | re.ASCII,
)
_RANGES = ("channel", "here", "everyone")

Lookup = Callable[[str], str | None]


def escape(text: str) -> str:
    """The text with `& < >` as entities, as Slack sends it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Composer:
    """The message field: `user` and `channel` look up the id of a name.

    On a phone, a run of ten digits becomes a link to call that number, as in some clients.
    """

    def __init__(self, user: Lookup, channel: Lookup, *, phone: bool = False) -> None:
        self._user = user
        self._channel = channel
        self._phone = phone

    def compose(self, typed: str) -> tuple[str, list[Json]]:
        """The message's text, and its blocks."""
        parts = [self._part(token) for token in self._split(typed)]
        text = "".join(text for text, _ in parts)
        return text, [{"type": "rich_text", "elements": grouped([el for _, el in parts])}]

    def _split(self, typed: str) -> list[str | re.Match[str]]:
        tokens: list[str | re.Match[str]] = []
        end = 0
        for match in _TOKENS.finditer(typed):
            tokens += [typed[end : match.start()], match]
            end = match.end()
        return [token for token in (*tokens, typed[end:]) if token]

    def _part(self, token: str | re.Match[str]) -> tuple[str, Json]:
        if isinstance(token, str):
            return escape(token), {"type": "text", "text": token}
        kind = str(token.lastgroup)
        part: tuple[str, Json] | None = getattr(self, f"_{kind}_part")(token[kind])
        return part or self._part(token.group())

    def _block_part(self, code: str) -> tuple[str, Json]:
        inside = {"type": "text", "text": code.strip("\n")}
        block = {"type": "rich_text_preformatted", "elements": [inside]}
        return f"```{escape(code)}```", block

    def _code_part(self, code: str) -> tuple[str, Json]:
        return f"`{escape(code)}`", {"type": "text", "text": code, "style": {"code": True}}

    def _url_part(self, url: str) -> tuple[str, Json]:
        return f"<{escape(url)}>", {"type": "link", "url": url}

    def _user_part(self, name: str) -> tuple[str, Json] | None:
        if name in _RANGES:
            return f"<!{name}>", {"type": "broadcast", "range": name}
        user = self._user(name)
        return (f"<@{user}>", {"type": "user", "user_id": user}) if user else None

    def _channel_part(self, name: str) -> tuple[str, Json] | None:
        found = self._channel(name)
        return (f"<#{found}|{name}>", {"type": "channel", "channel_id": found}) if found else None

    def _phone_part(self, digits: str) -> tuple[str, Json] | None:
        link = {"type": "link", "url": f"tel:{digits}", "text": digits}
        return (f"<tel:{digits}|{digits}>", link) if self._phone else None
