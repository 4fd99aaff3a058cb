"""What Slack accepts of a reply, and what it would read as control characters."""

import re
from functools import cache

from bot.guide.data import all_entries
from bot.replies.reply import Reply
from tests.conftest import accepted_message, texts_in

_OURS = r"<!date\^\d+\^{date_short_pretty}(?: {time})?\|[\w: ]*>"
_THEIRS = r"<(https?://[^>|]*)\|\1>"


def accepted(reply: Reply) -> Reply:
    """The reply, which Slack accepts; fails the test if it would not."""
    accepted_message({"text": reply.text, "blocks": reply.blocks})
    return reply


def controls_in(reply: Reply, *, with_links: bool = False) -> list[str]:
    """What Slack would read as control characters, except the bot's own dates and sources.

    An address that a person wrote may be a link to the same address if the reply is `with_links`.
    """
    texts = "\n".join([reply.text, *texts_in(reply.blocks, "mrkdwn")])
    ours = f"{_OURS}|{_THEIRS}" if with_links else _OURS
    others = re.sub(r"<(https?://[^>|]*)\|[^>]*>", _unless_a_source, re.sub(ours, "", texts))
    return re.findall("[<>]|&(?!amp;|lt;|gt;)", others)


def _unless_a_source(link: re.Match[str]) -> str:
    return "" if link[1].replace("&amp;", "&") in _sources() else link[0]


@cache
def _sources() -> frozenset[str]:
    """The addresses of all sources of the guide."""
    return frozenset(source.url for entry in all_entries() for source in entry.references)
