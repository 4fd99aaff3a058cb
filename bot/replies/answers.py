"""PURE. Answers to questions with codes.

They state whether an article documents something, whether it holds for Windows in general, or
whether it is this project's suggestion.
"""

from collections.abc import Iterator, Sequence

from bot.codes.detection import Candidate
from bot.codes.extraction import MOST_TOKENS, Extraction
from bot.codes.found import Foreign, Found
from bot.codes.ranking import Order
from bot.codes.status_code import StatusCode
from bot.guide.entry import Provenance
from bot.guide.explain import NUMBER_ALONE, title_of
from bot.replies.answered_code import AnsweredCode
from bot.replies.block_kit import json_size
from bot.replies.document import (
    Document,
    Link,
    Offer,
    Paragraph,
    Part,
    code,
    counted,
    line,
    shortened,
)
from bot.replies.explanation import explanation_parts, offers_of, one_line
from bot.replies.other_meanings import written_as
from bot.replies.reply import Reply, ShownCode

SHOW_IT = "Show"
LISTED = 20
CANDIDATES = 5
FOREIGN = 3
ROOM = 11_000
"""Characters of JSON for all blocks of a message; Slack refuses some messages over 12,000."""


def answer_reply(
    answered: Sequence[AnsweredCode],
    extraction: Extraction | None = None,
    *,
    whole: bool = False,
    in_order: bool = False,
) -> Reply:
    """The answer to a question with codes: the first code explained, and a line for each other.

    `extraction` is that of the question: the answer also reports what the extraction could not
    read, and follows its order. Without such an order the best explained code comes first, unless
    the codes are `in_order`, as those of a thread. A `whole` answer leaves out nothing of the first
    code.
    """
    has_order = in_order or (extraction is not None and extraction.order is not Order.TEXT)
    ordered = sorted(answered, key=_is_unknown if has_order else _lack_of_explanation)
    ordered = list(answered) if in_order else ordered
    documents: Iterator[Document] = (
        tuple(_parts(ordered, extraction, listed, whole=whole)) for listed in (LISTED, 8, 3)
    )
    first = ordered[:1]
    entries = [entry for one in first for entry in one.team]
    return Reply(
        next(document for document in documents if json_size(document) <= ROOM),
        tuple(one.explanation.code for one in ordered if one.is_status_code),
        tuple(one.shown for one in ordered),
        entries=tuple(entry.id for entry in (entries if whole else entries[:1])),
        offers=() if whole else tuple(offer for one in first for offer in offers_of(one)),
        is_explained=any(one.team or not _is_unknown(one) for one in first),
    )


def _is_unknown(answered: AnsweredCode) -> bool:
    """The sort key for a text that says which of its codes is the main failure."""
    return answered.explanation.entry.provenance is Provenance.UNKNOWN


def _lack_of_explanation(answered: AnsweredCode) -> tuple[bool, int]:
    """The sort key for other texts: it is lower the more is known of a code."""
    entry = answered.explanation.entry
    rank = {Provenance.NAMES: 2, Provenance.UNKNOWN: 3}.get(entry.provenance, 0)
    return not answered.team, rank + (rank == 0 and not entry.steps)


def _parts(
    answered: Sequence[AnsweredCode], extraction: Extraction | None, listed: int, *, whole: bool
) -> Iterator[Part]:
    for one in answered[:1]:
        yield from explanation_parts(one, whole=whole)
    others = answered[1:]
    if extraction and extraction.order is Order.COUNT:
        places = counted(len(extraction.occurrences), "place")
        codes = counted(len(answered), "code")
        yield Paragraph(line(f"{codes} in {places} of this text, the most frequent first."))
    yield from (one_line(one, answered[0]) for one in others[:listed])
    if len(others) > listed:
        yield Paragraph(line(f"… and {counted(len(others) - listed, 'more code')}."))
    if extraction:
        yield from _foreign(extraction.foreign)
        shown = min(CANDIDATES, listed)
        yield from _unread(extraction.candidates, shown, complete=extraction.complete)


def _foreign(numbers: Sequence[Foreign]) -> Iterator[Part]:
    """What the first few numbers of other products are, each once."""
    for written, what in list({(each.written, each.what): None for each in numbers})[:FOREIGN]:
        words = f" is {what}. It is no status code of Windows."
        yield Paragraph(line(code(shortened(written)), words))


def _unread(candidates: Sequence[Candidate], shown: int, *, complete: bool) -> Iterator[Part]:
    """The numbers of the text that are no codes, and how much of the text was not read."""
    for number, candidate in enumerate(candidates[:shown]):
        yield from _candidate(candidate, first=not number)
    if len(candidates) > shown:
        more = counted(len(candidates) - shown, "more number")
        yield Paragraph(line(f"I found no status code in {more}."))
    if not complete:
        words = f"I read the first {MOST_TOKENS} numbers of it. Send the rest in another message."
        yield Paragraph(line(words))


def _candidate(candidate: Candidate, *, first: bool) -> Iterator[Part]:
    """A number that is no code, with a button for each code that may have been meant.

    Only the `first` such number has room for more than one button.
    """
    written = code(shortened(candidate.written))
    near = candidate.did_you_mean
    if not near:
        yield Paragraph(line(written, " is not a status code: it does not fit in 32 bits."))
        return
    lead = " is not a status code as it stands. Did you mean "
    for number, status in enumerate(near if first else near[:1]):
        meant = code(written_as(candidate.written, status))
        start = line("Or ") if number else line(written, lead)
        button = shown_alone(status).button(SHOW_IT)
        yield Offer((*start, *line(meant, "? ", title_of(status))), button)


def with_doubtful(reply: Reply, number: Found | None) -> Reply:
    """The reply, with an offer to explain the number of the question that may be a code or not."""
    if number is None:
        return reply
    written, asked = code(number.written), code(f"error {number.written}")
    lead = line("I can't tell whether ", written, " is a status code. If it is one, send ", asked)
    button = shown_alone(number.code).button(SHOW_IT)
    offer = Offer((*lead, *line(": ", title_of(number.code))), button)
    first = len(reply.document) if reply.understood else 1
    return reply._replace(document=(*reply.document[:first], offer, *reply.document[first:]))


def shown_alone(status: StatusCode) -> ShownCode:
    """A code as the bot shows it to a person who sends nothing but its number."""
    return ShownCode(status, NUMBER_ALONE.printed_by, NUMBER_ALONE.certain)


def repeated_reply(reply: Reply, link: str) -> Reply:
    """A reference to a reply that was given earlier in the same thread, with its first line."""
    words = line("I explained it earlier in this thread: ", Link("the answer above", link), ".")
    again = Offer(words, reply.shown[0].button(SHOW_IT))
    return reply._replace(document=(reply.document[0], again), offers=(), entries=(), shown=())
