"""PURE. Answers to words: what a search found, a family of codes, and what to ask instead."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.codes.numberings import as_printed
from bot.guide.entry import Family
from bot.guide.hits import AnyHit, FamilyHit
from bot.replies.answers import SHOW_IT, alone, answer_reply
from bot.replies.document import (
    Document,
    Items,
    Offer,
    Paragraph,
    Part,
    Small,
    TextOnly,
    bold,
    code,
    counted,
    line,
    said,
)
from bot.replies.explanation import Answered, shortened
from bot.replies.reply import COMMAND, Reply, Shown, asking

if TYPE_CHECKING:
    from bot.guide.family import Member

PAGE = 10
"""Hits of a search shown at a time."""
NEAR = 3
"""What else may be meant that an answer offers."""
CAUSE = 100
"""Characters of a team's cause in a list."""
EXAMPLES = ("2148598792", "search access denied")
ASK_IT = "Ask"


def usage_reply(
    text: str,
    suggestion: str | None = None,
    unread: str | None = None,
    near: Sequence[AnyHit] = (),
) -> Reply:
    """What to do instead, for a question in which nothing was understood.

    `suggestion` is a command that may be meant, `near` is what comes nearest to the words. `unread`
    is Slack's word for why the thread could not be read.
    """
    parts: list[Part] = []
    if text:
        parts.append(Paragraph(line("I found no status code in “", said(shortened(text)), "”.")))
    if suggestion:
        words = line("Did you mean ", code(f"{COMMAND} {suggestion}"), "?")
        parts.append(Offer(words, asking(ASK_IT, suggestion)))
    if unread:
        words = line("I could not read this thread. Slack says: ", code(unread), ".")
        parts.append(Paragraph(words))
    if near:
        parts.append(Paragraph(line("What comes nearest:")))
        parts += [found_offer(hit) for hit in near[:NEAR]]
    parts.append(Paragraph(line("Send me a number that Windows printed, or words of its message:")))
    parts += [Offer(line(code(example)), asking(ASK_IT, example)) for example in EXAMPLES]
    return Reply(tuple(parts), understood=False)


def search_reply(words: str, hits: Sequence[AnyHit], ask: str = f"{COMMAND} CODE") -> Reply:
    """A page of what a search found; more than `PAGE` hits say that there is a next page.

    Each hit has a button that shows it; `ask` tells how to ask for it where there are no buttons.
    """
    shown = shortened(words)
    if not shown:
        example = line("Say what to search for, such as ", code(f"{COMMAND} search rpc"), ".")
        return Reply((Paragraph(example),), understood=False)
    if not hits:
        return Reply(
            (
                Paragraph(line("I know no code for “", said(shown), "”.")),
                Paragraph(line("Try fewer words, or other ones of the message.")),
            ),
            understood=False,
        )
    return Reply(
        (
            Paragraph(line(bold("Codes for "), "“", said(shown), "”")),
            *(found_offer(hit) for hit in hits[:PAGE]),
            TextOnly(line("To see causes and steps: ", code(ask))),
        ),
        paged=f"search {words}",
        has_more=len(hits) > PAGE,
    )


def words_reply(first: Answered, others: Sequence[AnyHit]) -> Reply:
    """The answer to a question in words: the code that fits best, then what else may be meant."""
    reply = answer_reply([first])
    if not others:
        return reply
    lead = Paragraph(line(bold("Or did you mean")))
    near = [found_offer(hit) for hit in others[:NEAR]]
    return reply._replace(document=(*reply.document, lead, *near))


def family_reply(family: Family, members: "Sequence[Member]", page: int) -> Reply:
    """A page of a family: what it is, where to look, and its codes, the most asked first."""
    start = page * PAGE
    parts: list[Part] = [Paragraph(line(bold(family.title), f": {counted(len(members), 'code')}"))]
    if not page:
        parts += [Paragraph(line(family.about))] if family.about else []
        parts += [Items(tuple(map(line, family.look)), numbered=True)] if family.look else []
    for code_, entry in members[start : start + PAGE]:
        written = as_printed(code_, entry.printed_by)
        meaning = entry.meaning.text if entry.meaning else ""
        shows = Shown(code_, entry.printed_by).button(SHOW_IT)
        parts.append(Offer(line(code(written), f" {meaning}"), shows))
    return Reply(
        tuple(parts),
        paged=f"family {family.key}",
        has_more=len(members) > start + PAGE,
    )


def further_pages(reply: Reply) -> Document:
    """How to see the other pages of a reply where no button turns them."""
    if not reply.has_more or not reply.paged:
        return ()
    return (Small(line("There are more: ", code(f"{COMMAND} {shortened(reply.paged)}"))),)


def families_reply(families: Sequence[Family], page: int) -> Reply:
    """A page of all families, each with a button that shows its codes."""
    start = page * PAGE
    shown = [found_offer(FamilyHit(family)) for family in families[start : start + PAGE]]
    lead = Paragraph(line(bold("Kinds of codes")))
    more = len(families) > start + PAGE
    return Reply((lead, *shown), paged="family", has_more=more)


def found_offer(hit: "AnyHit") -> Offer:
    """A line for what a search found, with the button that shows it."""
    if isinstance(hit, FamilyHit):
        words = line(bold(hit.family.title), ": all codes of this kind")
        return Offer(words, asking(SHOW_IT, f"family {hit.family.key}"))
    own = hit.printed_by.counts_its_own
    button = (Shown(hit.code, hit.printed_by) if own else alone(hit.code)).button(SHOW_IT)
    if hit.is_team:
        cause = said(shortened(hit.meaning, CAUSE))
        return Offer(line(code(hit.asked), " Your team: ", cause), button)
    name = (" ", code(hit.name)) if hit.name else ()
    return Offer(line(code(hit.asked), *name, f" {hit.meaning}"), button)
