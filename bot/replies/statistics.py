"""PURE. What the team asks: codes without a known cause, and the codes that are asked most."""

from collections.abc import Iterator, Sequence

from bot.codes.status_code import StatusCode
from bot.guide.explain import title_of
from bot.replies import labels
from bot.replies.document import (
    BlocksOnly,
    Button,
    Line,
    Offer,
    Paragraph,
    Part,
    TextOnly,
    bold,
    code,
    counted,
    line,
)
from bot.replies.drafts import moment
from bot.replies.paging import page_of
from bot.replies.reply import ADD, COMMAND, Reply
from bot.team.model import QuestionCount

PAGE = 10
LONGEST_BAR = 20


def unknown_reply(asked: Sequence[QuestionCount], number: int = 0) -> Reply:
    """A page of the codes without a known cause that were asked, with buttons to add one."""
    if not asked:
        return Reply((Paragraph(line("Every code that was asked for has a known cause.")),))
    page = page_of(asked, number, PAGE)
    return Reply(
        (
            Paragraph(line(bold("Asked for, and nobody knows the cause"))),
            *(Offer(asked_line(each), add_button(each.code)) for each in page.items),
            TextOnly(line("Found one? ", code(f"{COMMAND} add CODE"))),
        ),
        paged="unknown",
        has_more=page.has_more,
    )


def add_button(*codes: StatusCode) -> Button:
    """The button that opens the form to add a cause of one of the codes."""
    return Button(ADD, labels.ADD, {"codes": " ".join(map(str, codes))})


def asked_line(asked: QuestionCount) -> Line:
    """A code that was asked: how often, by how many people, and when last."""
    times = "Asked once" if asked.times == 1 else f"Asked {asked.times} times"
    people = "one person" if asked.people == 1 else f"{asked.people} people"
    words = f" {title_of(asked.code)} {times}, by {people}, last "
    return line(code(asked.code), words, moment(asked.last))


def stats_reply(asked: Sequence[QuestionCount], number: int = 0) -> Reply:
    """A page of the codes that were asked most in the last 30 days, as numbers and as a chart."""
    if not asked:
        return Reply((Paragraph(line("Nobody has asked for a code in the last 30 days.")),))
    most, page = max(each.times for each in asked), page_of(asked, number, PAGE)
    return Reply(
        (
            Paragraph(line(bold("Most asked in the last 30 days"))),
            *(part for each in page.items for part in _bar(each, most)),
        ),
        paged="stats",
        has_more=page.has_more,
    )


def _bar(asked: QuestionCount, most: int) -> Iterator[Part]:
    """How often a code was asked, as a number and as a bar that screen readers do not get."""
    times = counted(asked.times, "time")
    yield Paragraph(line(code(asked.code), f" {title_of(asked.code)} Asked {times}."))
    yield BlocksOnly(line("█" * max(1, round(LONGEST_BAR * asked.times / most))))
