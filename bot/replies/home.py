"""PURE. The words of the home tab."""

from collections.abc import Sequence

from bot.guide.explain import title_of
from bot.guide.hits import AnyHit
from bot.replies.document import (
    Document,
    Items,
    Line,
    Offer,
    Paragraph,
    Part,
    bold,
    code,
    counted,
    line,
    said,
)
from bot.replies.explanation import shortened
from bot.replies.found import CAUSE, found_offer
from bot.replies.team import adds, asked_line, authors, edited, moment, stats_reply
from bot.team.model import Proposal, QuestionCount, TeamEntry


def hits_document(words: str, hits: Sequence[AnyHit]) -> Document:
    """What a search found: the guide's codes and the team's entries, as they fit."""
    if not hits:
        return (Paragraph(line("I know no code for “", said(words), "”.")),)
    return tuple(found_offer(hit) for hit in hits)


def waiting_document(mine: Sequence[Proposal], *, more_to_review: int) -> Document:
    """What stands below the review cards: how many more wait, and what I wait for myself."""
    parts: list[Part] = []
    if more_to_review > 0:  # those shown may have been decided before all were counted
        more = counted(more_to_review, "more proposal")
        parts.append(Paragraph(line(f"To review: {more}.")))
    if mine:
        parts.append(Paragraph(line(bold("What you proposed"))))
        parts.append(Items(tuple(_proposal(proposal) for proposal in mine)))
    return tuple(parts)


def unanswered_document(unknown: Sequence[QuestionCount], *, takes_entries: bool) -> Document:
    """What the team asked lately and nobody knows, with a button for each to write it down."""
    if not unknown:
        return ()
    lead = Paragraph(line(bold("Asked lately, and nobody knows the cause")))
    if not takes_entries:
        return (lead, Items(tuple(asked_line(each) for each in unknown)))
    return (lead, *(Offer(asked_line(each), adds(each.code)) for each in unknown))


def news_document(
    latest: Sequence[TeamEntry], asked: Sequence[QuestionCount], *, out_of_reach: bool
) -> Document:
    """What is new, and what is asked most."""
    parts: list[Part] = []
    if out_of_reach:
        words = "I cannot reach the team's database, so this may be incomplete."
        parts.append(Paragraph(line(words)))
    parts.append(Paragraph(line(bold("Latest entries of your team"))))
    if latest:
        parts.append(Items(tuple(_entry(entry) for entry in latest)))
    else:
        parts.append(Paragraph(line("None yet. Write down what you find: `/iissync add CODE`")))
    if asked:
        parts += stats_reply(asked).document
    return tuple(parts)


def _proposal(proposal: Proposal) -> Line:
    cause = said(shortened(proposal.draft.cause, CAUSE))
    changed = edited(proposal.editors, ", edited")
    return line(code(proposal.draft.code), " ", cause, *changed, ", waiting for review")


def _entry(entry: TeamEntry) -> Line:
    cause = said(shortened(entry.revision.draft.cause, CAUSE))
    at = moment(entry.revision.at)
    by = authors(entry.revision)
    return line(code(entry.code), f" {title_of(entry.code)} ", cause, " (", *by, ", ", at, ")")
