"""PURE. The texts of the home tab."""

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
    shortened,
    verbatim,
)
from bot.replies.drafts import authors, edited, moment
from bot.replies.search_results import CAUSE, hit_offer
from bot.replies.statistics import add_button, asked_line, stats_reply
from bot.team.model import Proposal, QuestionCount, TeamEntry


def hits_document(words: str, hits: Sequence[AnyHit]) -> Document:
    """The results of a search in the guide and the team's entries, the best first."""
    if not hits:
        return (Paragraph(line("I know no code for “", verbatim(words), "”.")),)
    return tuple(map(hit_offer, hits))


def waiting_document(mine: Sequence[Proposal], *, more_to_review: int) -> Document:
    """The part below the review cards: how many more there are, and the reader's own proposals."""
    parts: list[Part] = []
    if more_to_review > 0:  # proposals may have been decided before all were counted
        more = counted(more_to_review, "more proposal")
        parts.append(Paragraph(line(f"To review: {more}.")))
    if mine:
        parts.append(Paragraph(line(bold("What you proposed"))))
        parts.append(Items(tuple(map(_proposal, mine))))
    return tuple(parts)


def unanswered_document(unknown: Sequence[QuestionCount], *, takes_entries: bool) -> Document:
    """The codes without a known cause that the team asked recently, with buttons to add one."""
    if not unknown:
        return ()
    lead = Paragraph(line(bold("Asked lately, and nobody knows the cause")))
    if not takes_entries:
        return (lead, Items(tuple(map(asked_line, unknown))))
    return (lead, *(Offer(asked_line(each), add_button(each.code)) for each in unknown))


def news_document(
    latest: Sequence[TeamEntry], asked: Sequence[QuestionCount], *, out_of_reach: bool
) -> Document:
    """The team's latest entries and the codes that are asked most.

    A notice comes first if the database is `out_of_reach`, that is, unavailable.
    """
    parts: list[Part] = []
    if out_of_reach:
        words = "I cannot reach the team's database, so this may be incomplete."
        parts.append(Paragraph(line(words)))
    parts.append(Paragraph(line(bold("Latest entries of your team"))))
    if latest:
        parts.append(Items(tuple(map(_entry, latest))))
    else:
        parts.append(Paragraph(line("None yet. Write down what you find: `/iissync add CODE`")))
    if asked:
        parts += stats_reply(asked).document
    return tuple(parts)


def _proposal(proposal: Proposal) -> Line:
    cause = verbatim(shortened(proposal.draft.cause, CAUSE))
    changed = edited(proposal.editors, ", edited")
    return line(code(proposal.draft.code), " ", cause, *changed, ", waiting for review")


def _entry(entry: TeamEntry) -> Line:
    cause = verbatim(shortened(entry.revision.draft.cause, CAUSE))
    at, by = moment(entry.revision.at), authors(entry.revision)
    return line(code(entry.code), f" {title_of(entry.code)} ", cause, " (", *by, ", ", at, ")")
