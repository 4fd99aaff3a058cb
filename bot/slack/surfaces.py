"""What a reply looks like in Slack: a message, an ephemeral answer with its buttons, a modal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.hits import AnyHit, Hit
from bot.replies import labels
from bot.replies.block_kit import Block, button_element, to_blocks
from bot.replies.document import Button, Document, Small, Span, line, shortened, verbatim
from bot.replies.paging import further_pages
from bot.replies.reply import ADD, COMMAND, Reply, ShownCode
from bot.replies.text import to_mrkdwn

SHARE = "share"
LOOK_UP = "look_up"
DECODE_MESSAGE = "decode_message"
VOTE = "vote"
RESTORE = "restore"
CHANGE = "change"
MORE = "more"
BACK = "back"
SUGGEST = "suggest"
SUGGESTED = 20
BUTTONS = 4
"""Buttons below an answer, at most."""
_OPTION_TEXT = 75
_WORDS_KEPT = 200
_CHANGED = 3
_RESTORED = 10
_CODES_SHARED = 100
_CODES_ADDED = 20
_QUESTION = {
    "type": "input",
    "block_id": "question",
    "optional": True,
    "label": {"type": "plain_text", "text": labels.CODE},
    "hint": {"type": "plain_text", "text": labels.CODE_HINT},
    "element": {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": 3000,
        "placeholder": {"type": "plain_text", "text": "2148598792"},
    },
}
_PICK = {
    "type": "input",
    "block_id": "pick",
    "optional": True,
    "label": {"type": "plain_text", "text": labels.PICK},
    "element": {
        "type": "external_select",
        "action_id": SUGGEST,
        "min_query_length": 2,
        "placeholder": {"type": "plain_text", "text": labels.PICK_HINT},
    },
}


def message(reply: Reply, page: int = 0) -> dict[str, Any]:
    """A reply that everyone may see."""
    buttons = [*_answer_buttons(reply), *_pages(reply, page)]
    return {"text": reply.text, "blocks": [*reply.blocks, *_buttons(buttons)]}


def plain_message(document: Document) -> dict[str, Any]:
    """A message that only says something."""
    return {"text": to_mrkdwn(document), "blocks": to_blocks(document)}


def ephemeral(reply: Reply, thread_ts: str | None = None, page: int = 0) -> dict[str, Any]:
    """A reply that only one person sees, with the button that shares it where it has codes."""
    share = [_share_button(reply, thread_ts)] if reply.shown else []
    answer = _answer_buttons(reply, share)
    buttons = [*answer, *_pages(reply, page), *_history_buttons(reply)]
    blocks = [*reply.blocks, *_buttons(buttons)]
    return {"response_type": "ephemeral", "text": reply.text, "blocks": blocks}


def other_page(reply: Reply, page: int, *, private: bool) -> dict[str, Any]:
    """Another page of what has several, in place of the one that was shown."""
    shown = ephemeral(reply, page=page) if private else message(reply, page)
    return {**shown, "replace_original": True}


def _buttons(buttons: Sequence[Block]) -> list[Block]:
    if not buttons:
        return []
    return [{"type": "actions", "block_id": "answer", "elements": list(buttons)}]


def button(action: str, text: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """A button that brings `value` back when it is pressed."""
    return button_element(Button(action, text, value))


def _share_button(reply: Reply, thread_ts: str | None) -> Block:
    codes = " ".join(f"{one.code}{_mark(one)}" for one in reply.shown[:_CODES_SHARED])
    text = labels.SHARE_IN_THREAD if thread_ts else labels.SHARE_IN_CHANNEL
    return button(SHARE, text, {"codes": codes, "thread": thread_ts})


def _answer_buttons(reply: Reply, share: Sequence[Block] = ()) -> list[Block]:
    """The row below an answer: what shows more, what shares it, votes, and adding a cause."""
    offers = [
        button_element(offer, _ROW + number) for number, offer in enumerate(reply.offers, start=1)
    ]
    votes = _votes(reply)
    added = (reply.codes or reply.asks_back) and reply.takes_entries and len(votes) < BUTTONS
    add = [_add_button(reply)] if added else []
    room = BUTTONS - len(votes) - len(add)
    return [*[*offers, *share][:room], *votes, *add]


_ROW = 100
"""Buttons of the row are numbered from here, those at the side of a line below it."""
_VOTED = 2
"""Entries below which there is room for votes."""


def _add_button(reply: Reply) -> Block:
    codes = " ".join(str(code) for code in reply.codes[:_CODES_ADDED])
    return button(ADD, labels.ADD, {"codes": codes})


def codes_to_add(value: str) -> list[StatusCode]:
    """The codes for one of which a cause is to be written down."""
    return [StatusCode(int(code)) for code in json.loads(value)["codes"].split()]


def what_to_show(value: str) -> ShownCode:
    """What a button shows."""
    content = json.loads(value)
    return ShownCode(StatusCode(content["code"]), PrintedBy(content["as"]), content["certain"])


def _votes(reply: Reply) -> list[Block]:
    """The buttons that vote on the team's entries shown."""
    several = len(reply.entries) > 1
    return [
        button(
            f"{VOTE}:{number}:{helped}",
            labels.numbered(text, number if several else None),
            {"entry": entry, "helped": helped},
        )
        for number, entry in enumerate(reply.entries[:_VOTED], start=1)
        for helped, text in ((True, labels.HELPED), (False, labels.DID_NOT_HELP))
    ]


def _history_buttons(reply: Reply) -> list[Block]:
    """The buttons under a history: to propose a change, and to publish an old version anew."""
    several = reply.changeable if len(reply.changeable) > 1 else ()
    place_of = {entry: place for place, entry in enumerate(several, start=1)}
    changes = [
        button(
            f"{CHANGE}:{number}",
            labels.numbered(labels.SUGGEST_CHANGE, place_of.get(entry)),
            {"entry": entry},
        )
        for number, entry in enumerate(reply.changeable[:_CHANGED] if reply.takes_entries else ())
    ]
    return changes + [
        button(
            f"{RESTORE}:{number}",
            labels.numbered(labels.restore(one.version), place_of.get(one.entry)),
            {"entry": one.entry, "version": one.version, "expected": one.expected},
        )
        for number, one in enumerate(reply.restorable[:_RESTORED])
    ]


def _pages(reply: Reply, page: int) -> list[Block]:
    """The buttons that turn the pages of what has several."""
    if reply.paged is None:
        return []
    asked = reply.paged
    if len(asked) > _WORDS_KEPT:  # a button has no room for it
        return []
    back = [button(BACK, labels.BACK, {"text": asked, "page": page - 1})] if page else []
    further = {"text": asked, "page": page + 1}
    more = [button(MORE, labels.MORE, further)] if reply.has_more else []
    return [*back, *more]


_MARKS = {
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
_OF = {printed_by: mark for mark, printed_by in _MARKS.items()}


def _mark(shown: ShownCode) -> str:
    """What tells in a share button's value what printed a code; nothing where that is open."""
    is_open = shown.printed_by is PrintedBy.IISSYNC and not shown.certain
    return "" if is_open else _OF[shown.printed_by]


def _marked(text: str) -> ShownCode:
    code = StatusCode(int(text.rstrip("".join(_MARKS))))
    mark = text[-1:]
    return ShownCode(code, _MARKS.get(mark, PrintedBy.IISSYNC), certain=mark in _MARKS)


def what_to_share(value: str) -> tuple[list[ShownCode], str | None]:
    """The codes, as what printed them, and the thread that a share button's value names."""
    content = json.loads(value)
    return [_marked(each) for each in content["codes"].split()], content["thread"]


def which_page(value: str) -> tuple[str, int]:
    """The text that is asked, and the page, that a button's value names.

    Older versions of the bot put the words of a search there, or none for the list.
    """
    content = json.loads(value)
    words = content.get("words")
    older = f"search {words}" if words else "list"
    return content.get("text", older), content["page"]


def what_to_ask(value: str) -> str:
    """The text that a button asks in the place of whoever presses it."""
    return str(json.loads(value)["text"])


def shared(reply: Reply, by: str, thread_ts: str | None) -> dict[str, Any]:
    """A reply shared for all, and who shared it."""
    content = _with_note(reply, "Shared by ", verbatim(by))
    where = {"thread_ts": thread_ts} if thread_ts else {}
    return {"response_type": "in_channel", "replace_original": False, **message(content), **where}


def already_shared(reply: Reply, *, left_out: bool = False) -> dict[str, Any]:
    """What stands in place of an ephemeral answer once it is shared: the same without a button.

    `left_out` says that others see it without what the team wrote.
    """
    note = labels.SHARED_WITHOUT_ENTRIES if left_out else labels.SHARED
    content = _with_note(reply, note)
    return {"response_type": "ephemeral", "replace_original": True, **message(content)}


def shown(reply: Reply, thread_ts: str | None = None) -> dict[str, Any]:
    """What a button shows to who pressed it, beneath what it stands in."""
    return {"replace_original": False, **ephemeral(reply, thread_ts)}


def _with_note(reply: Reply, *words: str | Span) -> Reply:
    return reply._replace(document=(*reply.document, Small(line(*words))))


def look_up_view(reply: Reply | None = None) -> dict[str, Any]:
    """The modal in which one types or picks a code; with a reply, that one below the form."""
    blocks: list[Block] = [_QUESTION, _PICK]
    if reply:
        blocks += [{"type": "divider"}, *reply.blocks]
        blocks += to_blocks(further_pages(reply))
    return view(LOOK_UP, labels.LOOK_UP, blocks, submit=labels.DECODE)


def typed(view: Mapping[str, Any]) -> str:
    """What was typed into the modal, and what was picked."""
    values = view["state"]["values"]
    picked = values["pick"][SUGGEST]["selected_option"]
    return " ".join(filter(None, (values["question"]["text"]["value"], picked and picked["value"])))


def suggestions(hits: Iterable[AnyHit]) -> dict[str, Any]:
    """The options that are offered as one types."""
    codes = (hit for hit in hits if isinstance(hit, Hit))
    return {
        "options": [
            {
                "text": {"type": "plain_text", "text": shortened(_option(hit), _OPTION_TEXT)},
                "value": hit.asked,
            }
            for hit in islice(codes, SUGGESTED)
        ]
    }


def _option(hit: Hit) -> str:
    whose = "Your team: " if hit.is_team else ""
    return f"{hit.asked} {whose}{hit.name or hit.meaning}"


def input_error(reply: Reply) -> dict[str, Any]:
    """What is wrong with the input, said at the input."""
    return {"response_action": "errors", "errors": {"question": reply.plain.partition("\n")[0]}}


def nothing_typed() -> dict[str, Any]:
    """What is wrong with an empty form."""
    return {"response_action": "errors", "errors": {"question": labels.NOTHING_TYPED}}


def note(document: Document) -> dict[str, Any]:
    """A modal that only says something."""
    return view("note", COMMAND.lstrip("/"), to_blocks(document))


def view(
    callback_id: str, title: str, blocks: Sequence[Block], submit: str | None = None
) -> dict[str, Any]:
    """A modal."""
    content: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": labels.CLOSE},
        "blocks": list(blocks),
    }
    if submit:
        content["submit"] = {"type": "plain_text", "text": submit}
    return content
