"""PURE. The reply to one request, with all that a surface needs to show it."""

from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Button, Document
from bot.replies.text import to_mrkdwn, to_plain

COMMAND = "/iissync"
SHOW, ASK, ADD = "show", "ask", "add"
"""Actions of buttons: to show an explanation, to send a text as a question, to add a cause."""


class OldVersion(NamedTuple):
    """An old version of an entry, and the newest version at the time of the reply."""

    entry: str
    version: int
    expected: int


class ShownCode(NamedTuple):
    """A code in its context: what a button shows or shares.

    It is not `certain` if the question did not say what printed the code.
    """

    code: StatusCode
    printed_by: PrintedBy
    certain: bool = True

    def button(self, label: str) -> Button:
        """The button that shows the code."""
        content = {"code": self.code.decimal, "as": self.printed_by.value, "certain": self.certain}
        return Button(SHOW, label, content)


class Reply(NamedTuple):
    """A document, the codes that it is about, and whether the bot understood the request.

    `shown` has the codes that the reply explains, each in its context; `is_explained` says whether
    anything is known of the first one. `entries` has the ids of the
    team's entries in it, `changeable` those to which the reader may suggest a change, `restorable`
    the old versions that the reader may publish again; `home_link` opens the home tab, which shows
    the same. `paged` is the text that requests this
    reply if it has several pages, and `has_more` says that there is a next page. `offers` has
    buttons that show more, the most useful first. `takes_entries` says that the reader may add a
    cause, and `asks_back` that the reply asks for one.
    """

    document: Document
    codes: tuple[StatusCode, ...] = ()
    shown: tuple[ShownCode, ...] = ()
    understood: bool = True
    entries: tuple[str, ...] = ()
    restorable: tuple[OldVersion, ...] = ()
    changeable: tuple[str, ...] = ()
    home_link: str = ""
    paged: str | None = None
    has_more: bool = False
    offers: tuple[Button, ...] = ()
    takes_entries: bool = False
    asks_back: bool = False
    is_explained: bool = False

    @property
    def outcome(self) -> str:
        """What became of the question: `found`, `unknown`, or `none` if it is about no code."""
        if not (self.codes or self.shown):
            return "none"
        return "found" if self.is_explained else "unknown"

    @property
    def text(self) -> str:
        """The whole reply in mrkdwn."""
        return to_mrkdwn(self.document)

    @property
    def blocks(self) -> list[Block]:
        """The whole reply in Block Kit, without its buttons."""
        return to_blocks(self.document)

    @property
    def plain(self) -> str:
        """The whole reply as plain text."""
        return to_plain(self.document)


def ask_button(label: str, text: str) -> Button:
    """The button that asks `text` on behalf of the person who clicks it."""
    return Button(ASK, label, {"text": text})
