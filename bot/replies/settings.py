"""PURE. The texts about the settings of a workspace: on the home tab, and in the form."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from bot.replies import labels
from bot.replies.document import (
    Document,
    Items,
    Line,
    Mention,
    Paragraph,
    bold,
    counted,
    line,
)
from bot.team.settings import KEPT_DAYS, MOST_REVIEWERS, WorkspaceSettings

NO_ANSWER = "Slack did not answer in time, so nothing was saved. Try again."
TOO_MANY = f"At most {MOST_REVIEWERS} people."
NO_DAYS = f"A whole number from {KEPT_DAYS[0]} to {KEPT_DAYS[-1]}, or nothing."
_BY_OPERATOR = " (set by the operator)"


class NotAPerson(StrEnum):
    """Why somebody cannot review."""

    OTHER_COMPANY = "is not of this workspace"
    BOT = "is an app"
    GONE = "has left"
    GUEST = "is a guest"


class ChannelFault(StrEnum):
    """Why review cards cannot be posted in a channel."""

    UNKNOWN = "I do not see that channel. Invite me there: /invite @iissync"
    ARCHIVED = "That channel is archived. Choose another one."
    NOT_IN_IT = "I am not in that channel. Invite me there: /invite @iissync"
    SHARED = "Another company reads that channel. Choose another one."
    SHARED_WITHIN = "Other workspaces read that channel. Choose another one."


def reviewers_fault(people: Iterable[tuple[str, NotAPerson]]) -> str:
    """Who cannot review, and why; empty for nobody."""
    return " ".join(f"{name} cannot review: {name} {why}." for name, why in people)


def settings_document(settings: WorkspaceSettings, operator: WorkspaceSettings) -> Document:
    """What holds in a workspace, for those who can change what the operator has not set."""
    title = Paragraph(line(bold("Settings of this workspace")))
    return (title, Items(tuple(_lines(settings, operator))))


def _lines(settings: WorkspaceSettings, operator: WorkspaceSettings) -> Iterator[Line]:
    reviewers, channel = settings.reviewers, settings.review_channel
    by_operator = _BY_OPERATOR if operator.reviewers.ids else ""
    yield line("Reviewers: ", *_people(reviewers.ids), by_operator)
    place = Mention(channel, is_channel=True) if channel else "each reviewer's direct message"
    yield line("Review cards go to ", place, _BY_OPERATOR if operator.review_channel else "")
    own = "may" if reviewers.self_review else "may not"
    yield line(f"A single reviewer {own} approve their own words", by_operator)
    if settings.keep_days:
        yield line(f"Questions are kept for {counted(settings.keep_days, 'day')}")
    if settings.separate:
        yield line("Each workspace keeps entries of its own")
    if settings.context:
        context = labels.DEFAULT_CONTEXTS[settings.context]
        yield line("A number of which nothing says what printed it: ", bold(context))


def _people(ids: Iterable[str]) -> Sequence[str | Mention]:
    names = [piece for each in sorted(ids) for piece in (", ", Mention(each))][1:]
    return names or ["nobody yet, so nothing can be added"]


def operator_document(operator: WorkspaceSettings) -> Document:
    """The notice above the form: what it does not ask for, since the operator has set it."""
    fixed = [
        *(["the reviewers"] if operator.reviewers.ids else []),
        *(["the review channel"] if operator.review_channel else []),
    ]
    if not fixed:
        return ()
    return (Paragraph(line(f"Who runs me has set {' and '.join(fixed)} for all workspaces.")),)
