"""PURE. The rules of review: what a person may do with a proposal."""

from dataclasses import dataclass
from enum import StrEnum

from bot.team.model import Proposal


class Action(StrEnum):
    """What a reviewer can do with a proposal."""

    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"


EVERY_ACTION = frozenset(Action)
NO_REVIEWER = "You are not a reviewer (or no longer one)."
NO_ADMINISTRATOR = "Only an admin or an owner of the workspace can change its settings."
NO_REVIEWERS = (
    "There is no reviewer yet. An administrator of the workspace chooses some in my home tab, or "
    "who runs me sets REVIEWERS."
)
NO_REVIEWERS_WITHOUT_SCOPE = (
    "There is no reviewer yet. An administrator could choose some in my home tab if the app were "
    "installed again with the permission users:read, or who runs me sets REVIEWERS."
)


class NotAllowedError(Exception):
    """The person may not do that; the message explains why, and is for that person."""


class NoReviewersError(NotAllowedError):
    """Nobody could decide on a proposal, so none is taken."""

    def __init__(self, why: str = NO_REVIEWERS) -> None:
        super().__init__(why)


def own_text_refusal(person: str, proposal: Proposal, action: Action = Action.APPROVE) -> str:
    """The message why `person` may not decide on their own text; empty if it is not their own."""
    if proposal.proposer is not None and person == proposal.proposer.id:
        return "You proposed this yourself: somebody else must decide."
    author = proposal.last_author
    if action is Action.APPROVE and author is not None and person == author.id:
        return "You changed its words last: somebody else must approve it."
    return ""


@dataclass(frozen=True, slots=True)
class Reviewers:
    """The user ids of the reviewers. With `self_review`, a single one may decide on their own."""

    ids: frozenset[str] = frozenset()
    self_review: bool = False

    @property
    def may_approve_own(self) -> bool:
        """Whether there is a single reviewer, who may decide on their own proposals."""
        return self.self_review and len(self.ids) == 1

    def allowed(self, person: str, proposal: Proposal) -> frozenset[Action]:
        """The actions that `person` may take on `proposal`."""
        return frozenset(action for action in Action if not self.refusal(person, proposal, action))

    def refusal(self, person: str, proposal: Proposal, action: Action) -> str:
        """The message why `person` may not take that action on `proposal`; empty if they may."""
        if person not in self.ids:
            return NO_REVIEWER
        if self.may_approve_own:
            return ""
        if action is not Action.EDIT:
            return own_text_refusal(person, proposal, action)
        proposer = proposal.proposer.id if proposal.proposer else None
        if person == proposer or self.ids - {person, proposer}:
            return ""
        return "If you changed it, nobody could approve it. Reject it, and say what to change."
