"""PURE. Pages of a long reply."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.replies.document import Document, Small, code, line, shortened
from bot.replies.reply import COMMAND, Reply

Item = TypeVar("Item")


class Page(NamedTuple, Generic[Item]):
    """The items of one page, and whether there is a next page."""

    items: Sequence[Item]
    has_more: bool


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """The page with that number, counted from 0.

    It is the last page if there are fewer: the items may have become fewer since the page before.
    """
    start = max(0, min(number, (len(items) - 1) // size)) * size
    return Page(items[start : start + size], len(items) > start + size)


def further_pages(reply: Reply) -> Document:
    """How to get the other pages of a reply where there are no buttons to turn them."""
    if not reply.has_more or not reply.paged:
        return ()
    return (Small(line("There are more: ", code(f"{COMMAND} {shortened(reply.paged)}"))),)
