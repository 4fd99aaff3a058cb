"""PURE. Answers to words: search results, families of codes, and what to ask instead."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.codes.numberings import as_printed
from bot.guide.entry import Family
from bot.guide.hits import PAGE, AnyHit, FamilyHit
from bot.replies.answered_code import AnsweredCode
from bot.replies.answers import SHOW_IT, answer_reply, shown_alone
from bot.replies.document import (
    Items,
    Offer,
    Paragraph,
    Part,
    TextOnly,
    bold,
    code,
    counted,
    line,
    shortened,
    verbatim,
)
from bot.replies.paging import page_of
from bot.replies.reply import COMMAND, Reply, ShownCode, ask_button

if TYPE_CHECKING:
    from bot.guide.family import Member

NEAR = 3
"""Suggestions in an answer."""
CAUSE = 100
"""Characters of a team's cause in a list."""
EXAMPLES = ("2148598792", "search access denied")
ASK_IT = "Ask"
_LIMITED = {"ratelimited", "rate_limited"}


def usage_reply(
    text: str,
    suggestion: str | None = None,
    thread_error: str | None = None,
    near: Sequence[AnyHit] = (),
) -> Reply:
    """What to ask instead of a question that the bot did not understand.

    `suggestion` is the command that may have been meant, and `near` has the hits nearest to the
    question. `thread_error` is Slack's error if the thread could not be read.
    """
    parts: list[Part] = []
    if text:
        quote = verbatim(shortened(text))
        parts.append(Paragraph(line("I found no status code in “", quote, "”.")))
    if suggestion:
        words = line("Did you mean ", code(f"{COMMAND} {suggestion}"), "?")
        parts.append(Offer(words, ask_button(ASK_IT, suggestion)))
    if thread_error:
        parts.append(_thread_not_read(thread_error))
    if near:
        parts.append(Paragraph(line("What comes nearest:")))
        parts += map(hit_offer, near[:NEAR])
    parts.append(Paragraph(line("Send me a number that Windows printed, or words of its message:")))
    parts += [Offer(line(code(example)), ask_button(ASK_IT, example)) for example in EXAMPLES]
    return Reply(tuple(parts), understood=False)


def _thread_not_read(error: str) -> Paragraph:
    if error not in _LIMITED:
        return Paragraph(line("I could not read this thread. Slack says: ", code(error), "."))
    return Paragraph(
        line(
            "I could not read this thread: Slack limits how often I may. Mention me again in a "
            "minute, or send me what Windows printed: I answer that at once."
        )
    )


def with_thread_error(reply: Reply, error: str | None) -> Reply:
    """The reply, and that the thread could not be read, with Slack's error, if there is one."""
    if error is None:
        return reply
    return reply._replace(document=(*reply.document, _thread_not_read(error)))


def search_reply(words: str, hits: Sequence[AnyHit], ask: str = f"{COMMAND} CODE") -> Reply:
    """A page of search results; there is a next page if there are more than `PAGE` hits.

    Each hit has a button that shows it; `ask` is the command for it where there are no buttons.
    """
    shown = shortened(words)
    if not shown:
        example = line("Say what to search for, such as ", code(f"{COMMAND} search rpc"), ".")
        return Reply((Paragraph(example),), understood=False)
    if not hits:
        return Reply(
            (
                Paragraph(line("I know no code for “", verbatim(shown), "”.")),
                Paragraph(line("Try fewer words, or other ones of the message.")),
            ),
            understood=False,
        )
    return Reply(
        (
            Paragraph(line(bold("Codes for "), "“", verbatim(shown), "”")),
            *map(hit_offer, hits[:PAGE]),
            TextOnly(line("To see causes and steps: ", code(ask))),
        ),
        paged=f"search {words}",
        has_more=len(hits) > PAGE,
    )


def words_reply(first: AnsweredCode, others: Sequence[AnyHit]) -> Reply:
    """The answer to a question in words: the best code, then others that may be meant."""
    reply = answer_reply([first])
    if not others:
        return reply
    lead = Paragraph(line(bold("Or did you mean")))
    return reply._replace(document=(*reply.document, lead, *map(hit_offer, others[:NEAR])))


def family_reply(family: Family, members: "Sequence[Member]", number: int) -> Reply:
    """A page of the codes of a family; the first page also says what to know about the family."""
    parts: list[Part] = [Paragraph(line(bold(family.title), f": {counted(len(members), 'code')}"))]
    if not number:
        parts += [Paragraph(line(family.about))] if family.about else []
        parts += [Items(tuple(map(line, family.look)), numbered=True)] if family.look else []
    page = page_of(members, number, PAGE)
    for status, entry in page.items:
        written = as_printed(status, entry.printed_by)
        button = ShownCode(status, entry.printed_by).button(SHOW_IT)
        parts.append(Offer(line(code(written), f" {entry.says}"), button))
    return Reply(tuple(parts), paged=f"family {family.key}", has_more=page.has_more)


def families_reply(families: Sequence[Family], number: int) -> Reply:
    """A page of all families, each with a button that shows its codes."""
    page = page_of(families, number, PAGE)
    shown = [hit_offer(FamilyHit(family)) for family in page.items]
    lead = Paragraph(line(bold("Kinds of codes")))
    return Reply((lead, *shown), paged="family", has_more=page.has_more)


def hit_offer(hit: AnyHit) -> Offer:
    """A hit in one line, with the button that shows it."""
    if isinstance(hit, FamilyHit):
        words = line(bold(hit.family.title), ": all codes of this kind")
        return Offer(words, ask_button(SHOW_IT, f"family {hit.family.key}"))
    own = hit.printed_by.counts_its_own
    shown = ShownCode(hit.code, hit.printed_by) if own else shown_alone(hit.code)
    button = shown.button(SHOW_IT)
    if hit.is_team:
        cause = verbatim(shortened(hit.meaning, CAUSE))
        return Offer(line(code(hit.asked), " Your team: ", cause), button)
    name = (" ", code(hit.name)) if hit.name else ()
    return Offer(line(code(hit.asked), *name, f" {hit.meaning}"), button)
