"""The actions of users with the responses shown to them, and the final state. PURE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.team.model import History, Proposal


class Outcome(StrEnum):
    """The result shown to the user; UNKNOWN if none or no certain one was shown."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A form was submitted; no two proposals have the same cause."""

    id: str
    cause: str
    person: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Approved:
    """A review card's Approve was clicked."""

    proposal: str
    person: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Restored:
    """An old version was to follow the one that was `expected` to be the newest."""

    entry: str
    version: int
    expected: int
    person: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Voted:
    """A vote was given."""

    entry: str
    person: str
    helped: bool
    outcome: Outcome


Act = Proposed | Approved | Restored | Voted
Post = tuple[str, str]
"""A message of the bot: the channel, and the key that it carries."""


@dataclass(frozen=True, slots=True)
class Activity:
    """All actions in order, with their outcomes; questions by their keys."""

    acts: list[Act] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FinalState:
    """The final state; `notices` are the channels of messages to a person's id."""

    proposals: Mapping[str, Proposal]
    histories: Sequence[History]
    posts: Sequence[Post]
    dead: Sequence[str] = ()
    notices: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
