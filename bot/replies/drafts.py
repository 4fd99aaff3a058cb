"""PURE. A draft or a version of a team's entry: what it says, who wrote it, and when.

Text that a person wrote has spans of its own and is shown verbatim. It never mixes with what
Microsoft documents.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from bot.codes.printed_by import PrintedBy
from bot.replies.block_kit import json_size
from bot.replies.document import (
    Items,
    Line,
    Moment,
    Paragraph,
    Part,
    Small,
    Span,
    counted,
    formatted,
    line,
    shortened,
    verbatim,
)
from bot.team.model import Draft, Editors, Origin, Person, Revision

LONGEST_NAME = 80
"""Characters of a name, as many as Slack allows."""
EDITORS_NAMED = 3
"""The last editors of a draft are named; earlier ones are counted."""
FORGOTTEN = "somebody"


def draft_parts(lead: Line, draft: Draft) -> tuple[Part, ...]:
    """Everything that a draft says; the cause follows the `lead`."""
    return (Paragraph((*lead, *formatted(draft.cause))), *_details(draft))


def _details(draft: Draft) -> Iterator[Part]:
    if draft.printed_by is PrintedBy.IISSYNC:
        yield Paragraph(line("Holds where IISSYNC printed the code."))
    if draft.steps:
        yield Items(tuple(map(formatted, draft.steps)), numbered=True)
    if draft.applies_to:
        yield Paragraph(line("Applies to: ", *formatted(draft.applies_to)))
    if draft.link:
        yield Paragraph(line("Link: ", *formatted(draft.link)))


def fitted_parts(lead: Line, draft: Draft, room: int, hint: Line = ()) -> tuple[Part, ...]:
    """What a draft says in `room` characters of JSON; the `hint` says where the whole text is."""
    fitted, whole = fitted_draft(lead, draft, room)
    note = () if whole else (Small(line("Shortened.", *hint)),)
    return (*draft_parts(lead, fitted), *note)


def fitted_draft(lead: Line, draft: Draft, room: int) -> tuple[Draft, bool]:
    """A draft, cut if it takes more than `room` characters of JSON; and whether it is whole."""
    if json_size(draft_parts(lead, draft)) <= room:
        return draft, True
    cause = first_of(draft.cause, room // 2)
    short = replace(draft, cause=cause, steps=(), applies_to="", link="")
    for step in draft.steps:
        longer = replace(short, steps=(*short.steps, step))
        if json_size(draft_parts(lead, longer)) > room:
            break
        short = longer
    return short, False


def first_of(text: str, room: int) -> str:
    """As much of the text as takes `room` characters of JSON, where most letters take six."""
    sizes = list(accumulate(len(json.dumps(letter)) - len('""') for letter in text))
    fitting = bisect_right(sizes, room)
    return text if fitting == len(text) else f"{text[:fitting]}…"


def authors(revision: Revision) -> Iterator[str | Span]:
    """The author of a revision, and the editors before its approval."""
    yield from ("by ", name_of(revision.author))
    yield from edited(revision.editors, ", edited")


def edited(editors: Editors, lead: str) -> Iterator[str | Span]:
    """The editors of a draft in their order, after the `lead`; nothing if there is none."""
    earlier = len(editors) - EDITORS_NAMED
    if earlier > 0:
        lead = f"{lead} {counted(earlier, 'time')}, then"
    for number, editor in enumerate(editors[-EDITORS_NAMED:]):
        yield from (", then by " if number else f"{lead} by ", name_of(editor))


def published(revision: Revision) -> str:
    """The verb for how a revision was published."""
    return "approved" if revision.origin is Origin.PUBLISHED else "restored"


def name_of(person: Person | None) -> Span:
    """The name of a person; None is a person whose data were deleted."""
    return verbatim(shortened(person.name, LONGEST_NAME) if person else FORGOTTEN)


def moment(at: datetime) -> Moment:
    """A moment, which Slack shows in the reader's own time zone."""
    return Moment(int(at.timestamp()), f"{at:%d %b %Y %H:%M} UTC")


def day(at: datetime) -> Moment:
    """The day of a moment."""
    return Moment(int(at.timestamp()), f"{at.day} {at:%b %Y}", is_day=True)
