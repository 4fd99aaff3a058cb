"""PURE. What the bot says to one request, with all that a surface needs to show it."""

from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies.document import Block, Button, Document, to_blocks, to_mrkdwn, to_plain

COMMAND = "/iissync"
SHOW, ASK, ADD = "show", "ask", "add"
"""Actions of buttons: to show an explanation, to ask a text, to write down a cause."""


class OldVersion(NamedTuple):
    """An old version of an entry, and the newest at the time it was shown."""

    entry: str
    version: int
    expected: int


class Reply(NamedTuple):
    """What the bot says to one request, the codes that it is about, and whether it understood.

    `shown` are the codes that it explains, each as what is taken to have printed it. `entries` are
    the ids of the team's entries that it shows, `changeable` those to which a change may be
    proposed, `restorable` the old versions that the reader may publish anew. `paged` is the text
    that asks for this reply, of which there are pages, and `has_more` says that it has another one.
    `offers` are buttons that show more of what is said, the most useful first. `takes_entries` says
    that the reader may write down a cause, and `asks_back` that the reply asks for one.
    """

    document: Document
    codes: tuple[StatusCode, ...] = ()
    shown: "tuple[Shown, ...]" = ()
    understood: bool = True
    entries: tuple[str, ...] = ()
    restorable: tuple[OldVersion, ...] = ()
    changeable: tuple[str, ...] = ()
    paged: str | None = None
    has_more: bool = False
    offers: tuple[Button, ...] = ()
    takes_entries: bool = False
    asks_back: bool = False

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


def asking(label: str, text: str) -> Button:
    """The button that asks a text in the place of whoever presses it."""
    return Button(ASK, label, {"text": text})


class Shown(NamedTuple):
    """A code as what printed it: what a button shows, or shares.

    Not `certain` where the question did not tell what printed it.
    """

    code: StatusCode
    printed_by: PrintedBy
    certain: bool = True

    def button(self, label: str) -> Button:
        """The button that shows it."""
        content = {"code": self.code.decimal, "as": self.printed_by.value, "certain": self.certain}
        return Button(SHOW, label, content)
