"""The buttons below an answer: which there are, and how to parse their values.

A click may come from a message of an older version of the bot, so its values are still parsed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies import labels
from bot.replies.block_kit import Block
from bot.replies.document import Button
from bot.replies.reply import Reply, ShownCode
from bot.replies.statistics import add_button

Value = Mapping[str, Any]
"""What the value of a button holds as JSON."""

SHARE = "share"
VOTE = "vote"
RESTORE = "restore"
CHANGE = "change"
OPEN_HOME = "open_home"
MORE = "more"
BACK = "back"
IN_A_ROW = 4
"""Buttons in the row below an answer, at most."""
_FIRST_IN_ROW = 100
"""The row's first button has the next number. Buttons beside a line are numbered from 1."""
_LONGEST_PAGED = 200
_ENTRIES_VOTED_ON = 2
_CHANGES = 3
_RESTORES = 10
_CODES_SHARED = 100
_CODES_ADDED = 20


def pattern(action: str) -> re.Pattern[str]:
    """Matches the ids of an action, which may end in a number."""
    return re.compile(f"^{action}(:|$)")


def answer_row(reply: Reply, share: Sequence[Block] = ()) -> list[Block]:
    """The row below an answer: to show more, to share it, to vote, and to add a cause.

    If they are more than `IN_A_ROW`, the least useful offers are left out first, then the button
    that shares.
    """
    offers = [
        offer.element(number) for number, offer in enumerate(reply.offers, start=_FIRST_IN_ROW + 1)
    ]
    votes = _votes(reply)
    can_add = (reply.codes or reply.asks_back) and reply.takes_entries and len(votes) < IN_A_ROW
    add = [add_button(*reply.codes[:_CODES_ADDED]).element()] if can_add else []
    left = IN_A_ROW - len(votes) - len(add)
    shown = share[:left]
    return [*offers[: left - len(shown)], *shown, *votes, *add]


def _votes(reply: Reply) -> list[Block]:
    several = len(reply.entries) > 1
    return [
        Button(
            f"{VOTE}:{number}:{helped}",
            labels.numbered(text, number if several else None),
            {"entry": entry, "helped": helped},
        ).element()
        for number, entry in enumerate(reply.entries[:_ENTRIES_VOTED_ON], start=1)
        for helped, text in ((True, labels.HELPED), (False, labels.DID_NOT_HELP))
    ]


def parse_codes(value: Value) -> list[StatusCode]:
    """The codes to one of which the button `ADD` adds a cause."""
    return [StatusCode(int(code)) for code in value["codes"].split()]


def parse_shown(value: Value) -> ShownCode:
    """The code that the button `SHOW` shows."""
    return ShownCode(StatusCode(value["code"]), PrintedBy(value["as"]), value["certain"])


# Entries in a history


def history_buttons(reply: Reply) -> list[Block]:
    """The buttons below a history: to open it in the home tab, to propose a change, to restore."""
    several = reply.changeable if len(reply.changeable) > 1 else ()
    number_of = {entry: number for number, entry in enumerate(several, start=1)}
    changeable = reply.changeable[:_CHANGES] if reply.takes_entries else ()
    changes = [
        Button(
            f"{CHANGE}:{number}",
            labels.numbered(labels.SUGGEST_CHANGE, number_of.get(entry)),
            {"entry": entry},
        )
        for number, entry in enumerate(changeable)
    ]
    restores = [
        Button(
            f"{RESTORE}:{number}",
            labels.numbered(labels.restore(old.version), number_of.get(old.entry)),
            {"entry": old.entry, "version": old.version, "expected": old.expected},
        )
        for number, old in enumerate(reply.restorable[:_RESTORES])
    ]
    return [*_home_button(reply), *(each.element() for each in (*changes, *restores))]


def _home_button(reply: Reply) -> Iterator[Block]:
    if reply.home_link:
        label = {"type": "plain_text", "text": labels.OPEN_HOME}
        yield {"type": "button", "action_id": OPEN_HOME, "text": label, "url": reply.home_link}


# Pages


def page_buttons(reply: Reply, page: int) -> list[Block]:
    """The buttons to the previous and the next page; none if the text does not fit in a value."""
    text = reply.paged
    if text is None or len(text) > _LONGEST_PAGED:
        return []
    back = Button(BACK, labels.BACK, {"text": text, "page": page - 1})
    more = Button(MORE, labels.MORE, {"text": text, "page": page + 1})
    shown = [*([back] if page else []), *([more] if reply.has_more else [])]
    return [each.element() for each in shown]


def parse_page(value: Value) -> tuple[str, int]:
    """The text whose answer has pages, and the number of the page, from 0.

    Older versions of the bot stored the words of a search instead, and no words for the list.
    """
    words = value.get("words")
    older = f"search {words}" if words else "list"
    return value.get("text", older), value["page"]


# Sharing


_LETTERS = {
    "w": PrintedBy.ANY,
    "i": PrintedBy.IISSYNC,
    "s": PrintedBy.BUG_CHECK,
    "k": PrintedBy.KERBEROS,
    "l": PrintedBy.LDAP,
    "h": PrintedBy.IIS,
    "m": PrintedBy.INSTALLER,
    "r": PrintedBy.ROBOCOPY,
    "t": PrintedBy.TLS,
    "q": PrintedBy.SQL_SERVER,
    "e": PrintedBy.SERVICES,
    "d": PrintedBy.DEVICES,
}
_LETTER_OF = {printed_by: letter for letter, printed_by in _LETTERS.items()}


def share_button(reply: Reply, thread_ts: str | None) -> Block:
    """The button that shares an answer, in its thread if it has one.

    A letter after each code says what printed it. No letter: it is uncertain.
    """
    codes = " ".join(_with_letter(shown) for shown in reply.shown[:_CODES_SHARED])
    text = labels.SHARE_IN_THREAD if thread_ts else labels.SHARE_IN_CHANNEL
    return Button(SHARE, text, {"codes": codes, "thread": thread_ts}).element()


def _with_letter(shown: ShownCode) -> str:
    is_uncertain = shown.printed_by is PrintedBy.IISSYNC and not shown.certain
    return f"{shown.code}{'' if is_uncertain else _LETTER_OF[shown.printed_by]}"


def parse_share(value: Value) -> tuple[list[ShownCode], str | None]:
    """The codes that the button `SHARE` shares, and the ts of the thread or None."""
    return [_parse_letter(each) for each in value["codes"].split()], value["thread"]


def _parse_letter(text: str) -> ShownCode:
    code = StatusCode(int(text.rstrip("".join(_LETTERS))))
    letter = text[-1:]
    return ShownCode(code, _LETTERS.get(letter, PrintedBy.IISSYNC), certain=letter in _LETTERS)
