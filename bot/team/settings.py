"""PURE. Who reviews in a workspace, where, how long questions are kept, and what numbers mean."""

from dataclasses import dataclass, replace

from bot.codes.printed_by import PrintedBy
from bot.team.reviewers import Reviewers

MOST_REVIEWERS = 20
"""Reviewers that a workspace can choose: each is looked up in Slack while a person waits."""
KEPT_DAYS = range(1, 3651)
"""Days for which questions can be kept."""


NOBODY = Reviewers()


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """The settings of one workspace, or those of the operator for all.

    Without a `review_channel` cards go to each reviewer's direct message. `keep_days` of None is as
    long as the operator says. `context` is the program that a number is from if its text names
    none; without it the text alone decides. Each workspace of an organization keeps entries of its
    own if they are `separate`. `version` counts the changes; 0 is before the first.
    """

    reviewers: Reviewers = NOBODY
    review_channel: str | None = None
    keep_days: int | None = None
    version: int = 0
    context: PrintedBy | None = None
    separate: bool = False

    def is_same_as(self, other: "WorkspaceSettings") -> bool:
        """Whether the other version says the same."""
        return replace(self, version=other.version) == other


NOT_SET = WorkspaceSettings()


def in_force(operator: WorkspaceSettings, own: WorkspaceSettings | None) -> WorkspaceSettings:
    """The settings that hold in a workspace with its `own` ones, if it has chosen any.

    What the operator has set wins, as it did before workspaces could choose; only their days and
    their context are for the workspaces that choose none.
    """
    if own is None:
        return operator
    return WorkspaceSettings(
        operator.reviewers if operator.reviewers.ids else own.reviewers,
        operator.review_channel or own.review_channel,
        own.keep_days or operator.keep_days,
        own.version,
        own.context or operator.context,
        own.separate,
    )


def inherited(
    organization: WorkspaceSettings | None, own: WorkspaceSettings | None
) -> WorkspaceSettings | None:
    """What a workspace of an organization has chosen, and its organization where it has not."""
    if organization is None or own is None:
        return own or organization
    return WorkspaceSettings(
        own.reviewers if own.reviewers.ids else organization.reviewers,
        own.review_channel or organization.review_channel,
        own.keep_days or organization.keep_days,
        own.version,
        own.context or organization.context,
    )


def what_changed(before: WorkspaceSettings, after: WorkspaceSettings) -> str:
    """The settings that are not as before, and what they are now."""
    old, new = _parts(before), _parts(after)
    return ", ".join(now for now, then in zip(new, old, strict=True) if now != then)


def _parts(settings: WorkspaceSettings) -> tuple[str, ...]:
    days, channel = settings.keep_days, settings.review_channel
    return (
        f"reviewers {' '.join(sorted(settings.reviewers.ids)) or 'none'}",
        f"self-review {'on' if settings.reviewers.self_review else 'off'}",
        f"review channel {channel or 'none'}",
        f"questions kept {f'{days} days' if days else 'as long as the operator says'}",
        f"default context {settings.context or 'none'}",
        f"entries of {'each workspace' if settings.separate else 'the organization'}",
    )
