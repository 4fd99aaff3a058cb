"""PURE. The words of the home tab."""

from collections.abc import Sequence

from bot.guide.explain import title_of
from bot.guide.search import Hit
from bot.knowledge.model import Asked, Proposal, TeamEntry
from bot.replies.document import (
    Document,
    Items,
    Line,
    Paragraph,
    Part,
    bold,
    code,
    counted,
    line,
    said,
)
from bot.replies.explanation import shortened
from bot.replies.team import authors, edited, moment, stats_reply

_CAUSE = 100
"""Characters of a cause in a list."""


def hits_document(words: str, hits: Sequence[Hit], own_hits: Sequence[TeamEntry]) -> Document:
    """What a search found: the team's entries first."""
    found = [
        *(_entry(entry) for entry in own_hits),
        *(line(code(hit.asked), f" {hit.name or hit.meaning}") for hit in hits),
    ]
    if not found:
        return (Paragraph(line("I know no code for “", said(words), "”.")),)
    return (Items(tuple(found)),)


def home_document(
    mine: Sequence[Proposal],
    latest: Sequence[TeamEntry],
    asked: Sequence[Asked],
    *,
    more_to_review: int,
    out_of_reach: bool,
) -> Document:
    """What stands below the search and the review cards."""
    parts: list[Part] = []
    if out_of_reach:
        words = "I cannot reach the team's database, so this may be incomplete."
        parts.append(Paragraph(line(words)))
    if more_to_review > 0:  # those shown may have been decided before all were counted
        more = counted(more_to_review, "more proposal")
        parts.append(Paragraph(line(f"To review: {more}.")))
    if mine:
        parts.append(Paragraph(line(bold("What you proposed"))))
        parts.append(Items(tuple(_proposal(proposal) for proposal in mine)))
    parts.append(Paragraph(line(bold("Latest entries of your team"))))
    if latest:
        parts.append(Items(tuple(_entry(entry) for entry in latest)))
    else:
        parts.append(Paragraph(line("None yet. Write down what you find: `/iissync add CODE`")))
    if asked:
        parts += stats_reply(asked).document
    return tuple(parts)


def _proposal(proposal: Proposal) -> Line:
    cause = said(shortened(proposal.draft.cause, _CAUSE))
    changed = edited(proposal.editors, ", edited")
    return line(code(proposal.draft.code), " ", cause, *changed, ", waiting for review")


def _entry(entry: TeamEntry) -> Line:
    cause = said(shortened(entry.revision.draft.cause, _CAUSE))
    at = moment(entry.revision.at)
    by = authors(entry.revision)
    return line(code(entry.code), f" {title_of(entry.code)} ", cause, " (", *by, ", ", at, ")")
