"""PURE. Answers to questions: codes that were found, searches, help.

What an article documents, what a number means in Windows generally, and what this project suggests
are told apart in words wherever they stand.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.codes.detection import Candidate
from bot.codes.extraction import MOST_TOKENS
from bot.guide.entry import Provenance
from bot.guide.explain import title_of
from bot.replies.document import (
    Document,
    Items,
    Line,
    Paragraph,
    Part,
    Small,
    bold,
    code,
    counted,
    line,
    said,
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
from bot.replies.reply import COMMAND, Reply

if TYPE_CHECKING:
    from bot.guide.search import Hit

LISTED = 20
CANDIDATES = 5
PAGE = 10
"""Hits of a search shown at a time."""
ROOM = 11_000
"""Characters of JSON that all blocks of a message may take; Slack refuses some over 12,000."""


def answer_reply(
    answered: Sequence[Answered],
    candidates: Sequence[Candidate] = (),
    *,
    complete: bool = True,
    whole: bool = False,
    newest_first: bool = False,
) -> Reply:
    """The answer to a question with codes: the one that explains most, then a line for each other.

    With `newest_first` the order is kept, as of a thread. `whole` folds nothing of the first away.
    Not `complete` where the text holds more than was read.
    """
    ordered = list(answered) if newest_first else sorted(answered, key=_explains_less)
    documents: Iterator[Document] = (
        tuple(_parts(ordered, candidates, listed, complete=complete, whole=whole))
        for listed in (LISTED, 8, 3)
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


def _explains_less(answered: Answered) -> tuple[bool, int]:
    """What sorts the codes of one text: those of which more is known come first."""
    entry = answered.explanation.entry
    rank = {Provenance.NAMES: 2, Provenance.UNKNOWN: 3}.get(entry.provenance, 0)
    return not answered.team, rank + (rank == 0 and not entry.steps)


def _parts(
    answered: Sequence[Answered],
    candidates: Sequence[Candidate],
    listed: int,
    *,
    complete: bool,
    whole: bool,
) -> Iterator[Part]:
    for one in answered[:1]:
        yield from explanation_parts(one, whole=whole)
    others = answered[1:]
    yield from (one_line(one, answered[0]) for one in others[:listed])
    if len(others) > listed:
        yield Paragraph(line(f"… and {counted(len(others) - listed, 'more code')}."))
    yield from _not_read(candidates, min(CANDIDATES, listed), complete=complete)


def _fits(document: Document) -> bool:
    return len(json.dumps(to_blocks(document))) <= ROOM


def _not_read(candidates: Sequence[Candidate], shown: int, *, complete: bool) -> Iterator[Part]:
    """What could not be read as it stands."""
    yield from (Paragraph(_candidate(candidate)) for candidate in candidates[:shown])
    if len(candidates) > shown:
        more = counted(len(candidates) - shown, "more number")
        yield Paragraph(line(f"I found no status code in {more}."))
    if not complete:
        words = f"I read the first {MOST_TOKENS} numbers of it. Send the rest in another message."
        yield Paragraph(line(words))


def _candidate(candidate: Candidate) -> Line:
    written = code(shortened(candidate.written))
    if not candidate.did_you_mean:
        return line(written, " is not a status code: it does not fit in 32 bits.")
    near = [
        piece
        for status in candidate.did_you_mean
        for piece in (
            ", or ",
            code(written_as(candidate.written, status)),
            f" ({title_of(status).rstrip('.')})",
        )
    ]
    return line(written, " is not a status code as it stands. Did you mean ", *near[1:], "?")


def usage_reply(text: str, suggestion: str | None = None, unread: str | None = None) -> Reply:
    """What to do instead, for a question in which nothing was understood.

    `unread` is Slack's word for why the thread could not be read.
    """
    parts: list[Part] = []
    if text:
        parts.append(Paragraph(line("I found no status code in “", said(shortened(text)), "”.")))
    if suggestion:
        parts.append(Paragraph(line("Did you mean ", code(f"{COMMAND} {suggestion}"), "?")))
    if unread:
        words = ("I could not read this thread. Slack says: ", code(unread), ".")
        parts.append(Paragraph(line(*words)))
    parts += [
        Paragraph(line("Send me a number that IISSYNC or Windows printed:")),
        Items(
            (
                line(f"`{COMMAND} 2148598792`: only you see the answer"),
                line("`@iissync 1722`: everyone in the thread sees it"),
                line(f"`{COMMAND} help`: what else I can do"),
            )
        ),
    ]
    return Reply(tuple(parts), understood=False)


def search_reply(words: str, hits: "Sequence[Hit]", ask: str = f"{COMMAND} CODE") -> Reply:
    """A page of what a search found; more than `PAGE` hits say that there is a next page.

    `ask` tells how to ask for all that is known of a code.
    """
    shown = shortened(words)
    if not shown:
        example = line("Say what to search for, such as ", code(f"{COMMAND} search rpc"), ".")
        return Reply((Paragraph(example),), understood=False)
    if not hits:
        return Reply(
            (
                Paragraph(line("I know no code for “", said(shown), "”.")),
                Paragraph(line("Try fewer words, or the beginning of one.")),
            ),
            understood=False,
        )
    return Reply(
        (
            Paragraph(line(bold("Codes for "), "“", said(shown), "”")),
            Items(tuple(_hit(hit) for hit in hits[:PAGE])),
            Small(line("To see causes and steps: ", code(ask))),
        ),
        searched=words,
        has_more=len(hits) > PAGE,
    )


def _hit(hit: "Hit") -> Line:
    in_hex = hit.name and not hit.code.is_plain_win32 and not hit.printed_by.counts_its_own
    name = (" ", code(hit.name)) if hit.name else ()
    return line(code(hit.code.hex if in_hex else hit.asked), *name, f" {hit.meaning}")


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
                    line("“Decode status codes” in a message's ⋮ menu: that message's codes"),
                    line("“Look up a status code” among the shortcuts: a form to type one into"),
                    line(f"`{COMMAND} search WORDS`: codes by name, meaning, cause or article"),
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
