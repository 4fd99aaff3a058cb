"""PURE. Answers to questions: codes that were found, searches, help.

What an article documents, what a number means in Windows generally, and what this project suggests
are told apart in words wherever they stand.
"""

import json
from collections.abc import Iterator, Sequence

from bot.codes.detection import Candidate
from bot.codes.extraction import MOST_TOKENS, Extraction
from bot.codes.ranking import Order
from bot.codes.regions import Foreign
from bot.codes.status_code import StatusCode
from bot.guide.entry import Provenance
from bot.guide.explain import ASKED_ALONE, title_of
from bot.replies.document import (
    Document,
    Items,
    Link,
    Offer,
    Paragraph,
    Part,
    bold,
    code,
    counted,
    line,
    to_blocks,
)
from bot.replies.explanation import (
    Answered,
    explanation_parts,
    offers_of,
    one_line,
    shortened,
    written_as,
)
from bot.replies.reply import COMMAND, Reply, Shown

SHOW_IT = "Show"
LISTED = 20
CANDIDATES = 5
FOREIGN = 3
ROOM = 11_000
"""Characters of JSON that all blocks of a message may take; Slack refuses some over 12,000."""


def answer_reply(
    answered: Sequence[Answered],
    extraction: Extraction | None = None,
    *,
    whole: bool = False,
    in_order: bool = False,
) -> Reply:
    """The answer to a question with codes: the first of them explained, then a line for each other.

    The `extraction` is that of the text that was asked about: what it could not read is told, too,
    and its order counts; where it tells none, what explains most comes first. With `in_order`
    the order is kept, as of a thread. `whole` folds nothing of the first away.
    """
    keeps = in_order or (extraction is not None and extraction.order is not Order.TEXT)
    ordered = sorted(answered, key=_is_unknown if keeps else _explains_less)
    ordered = list(answered) if in_order else ordered
    documents: Iterator[Document] = (
        tuple(_parts(ordered, extraction, listed, whole=whole)) for listed in (LISTED, 8, 3)
    )
    document = next(filter(_fits, documents))
    first = ordered[:1]
    words = [word for one in first for word in one.team]
    return Reply(
        document,
        tuple(one.explanation.code for one in ordered if one.is_status_code),
        tuple(one.shown for one in ordered),
        entries=tuple(word.id for word in (words if whole else words[:1])),
        offers=() if whole else tuple(offer for one in first for offer in offers_of(one)),
    )


def _is_unknown(answered: Answered) -> bool:
    """What sorts the codes of a text that tells which of them is the failure."""
    return answered.explanation.entry.provenance is Provenance.UNKNOWN


def _explains_less(answered: Answered) -> tuple[bool, int]:
    """What sorts the codes of one text: those of which more is known come first."""
    entry = answered.explanation.entry
    rank = {Provenance.NAMES: 2, Provenance.UNKNOWN: 3}.get(entry.provenance, 0)
    return not answered.team, rank + (rank == 0 and not entry.steps)


def _parts(
    answered: Sequence[Answered], extraction: Extraction | None, listed: int, *, whole: bool
) -> Iterator[Part]:
    for one in answered[:1]:
        yield from explanation_parts(one, whole=whole)
    others = answered[1:]
    if extraction and extraction.order is Order.COUNT:
        places = counted(len(extraction.occurrences), "place")
        words = (
            f"{counted(len(answered), 'code')} in {places} of this text, the most frequent first."
        )
        yield Paragraph(line(words))
    yield from (one_line(one, answered[0]) for one in others[:listed])
    if len(others) > listed:
        yield Paragraph(line(f"… and {counted(len(others) - listed, 'more code')}."))
    if extraction:
        yield from _foreign(extraction.foreign)
        shown = min(CANDIDATES, listed)
        yield from _not_read(extraction.candidates, shown, complete=extraction.complete)


def _foreign(numbers: Sequence[Foreign]) -> Iterator[Part]:
    """What the numbers of other products are: each once, the first few."""
    for written, what in list({(each.written, each.what): None for each in numbers})[:FOREIGN]:
        words = f" is {what}. It is no status code of Windows."
        yield Paragraph(line(code(shortened(written)), words))


def _fits(document: Document) -> bool:
    return len(json.dumps(to_blocks(document))) <= ROOM


def _not_read(candidates: Sequence[Candidate], shown: int, *, complete: bool) -> Iterator[Part]:
    """What could not be read as it stands."""
    for number, candidate in enumerate(candidates[:shown]):
        yield from _candidate(candidate, first=not number)
    if len(candidates) > shown:
        more = counted(len(candidates) - shown, "more number")
        yield Paragraph(line(f"I found no status code in {more}."))
    if not complete:
        words = f"I read the first {MOST_TOKENS} numbers of it. Send the rest in another message."
        yield Paragraph(line(words))


def _candidate(candidate: Candidate, *, first: bool) -> Iterator[Part]:
    """What may have been meant by something that is no code, with a button that shows it.

    Each of several has one for the `first` such number alone, as there is not room for more.
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
        yield Offer((*start, *line(meant, "? ", title_of(status))), alone(status).button(SHOW_IT))


def alone(status: StatusCode) -> Shown:
    """A code as it is shown to whoever sends its number and nothing else."""
    return Shown(status, ASKED_ALONE.printed_by, ASKED_ALONE.certain)


def repeated_reply(reply: Reply, link: str) -> Reply:
    """Where a reply stands that was given before in the same thread, and what it says first."""
    words = line("I explained it earlier in this thread: ", Link("the answer above", link), ".")
    again = Offer(words, reply.shown[0].button(SHOW_IT))
    return reply._replace(document=(reply.document[0], again), offers=(), entries=(), shown=())


def help_reply() -> Reply:
    """All that people can do, on one screen."""
    return Reply(
        (
            Paragraph(line(bold("I explain the status codes of IISSYNC and of Windows."))),
            Items(
                (
                    line(
                        f"`{COMMAND} 2148598792`: what it means, why, what to do; only you see it"
                    ),
                    line("`@iissync 1722`: the same for everyone, in the thread"),
                    line("`@iissync` in a thread: explains the codes in the thread"),
                    line("a direct message with a code, or with a whole console output"),
                    line("a .txt, .log, .csv or .xml file shared with a mention: read up to 10 MB"),
                    line("“Decode status codes” in a message's ⋮ menu: that message's codes"),
                    line("“Look up a status code” among the shortcuts: a form to type one into"),
                    line(f"`{COMMAND} search WORDS`: codes by words of a message or a name"),
                    line(f"`{COMMAND} family KERBEROS`: the codes of a kind; `family` lists them"),
                    line(f"`{COMMAND} list`: every documented code, and those of your team"),
                    line(f"`{COMMAND} add CODE`: write down what you found; a reviewer checks it"),
                    line(f"`{COMMAND} history CODE`: what your team wrote, every version"),
                    line(
                        f"`{COMMAND} unknown`, `{COMMAND} stats`: unexplained and most asked codes"
                    ),
                )
            ),
            Paragraph(
                line(
                    "Codes may be decimal (`2148598792`), signed (`-2146368504`), hex "
                    "(`0x80110408`) or names (`E_FAIL`), several at once, in any text. If IISSYNC "
                    "printed it, you get what Microsoft documents for IISSYNC, else what it means "
                    "in Windows."
                )
            ),
            Paragraph(
                line(
                    "IISSYNC hangs and prints nothing? On IIS 5.0 with SSL, install the server "
                    "certificate on the other node too (Q288207)."
                )
            ),
        )
    )
