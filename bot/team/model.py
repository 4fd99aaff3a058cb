"""The values of a team's knowledge: entries, proposals and questions.

PURE: ids, names and times are arguments. Every value belongs to a workspace, and times are in UTC.
An entry is a list of revisions to which revisions are only added; its version is their number.
A person whose data was deleted is None.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a workspace: Slack's user id, and the name in Slack's payload."""

    id: str
    name: str


Editors = tuple[Person | None, ...]
"""The people who changed a draft, in order; several changes in a row by one person count once."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person found out about a code: a cause, steps, the systems it applies to, a link.

    `printed_by` limits it to codes that IISSYNC printed; `PrintedBy.ANY` is every program.
    """

    code: StatusCode
    cause: str
    steps: tuple[str, ...] = ()
    applies_to: str = ""
    link: str = ""
    printed_by: PrintedBy = PrintedBy.ANY


class Origin(StrEnum):
    """How a revision was made."""

    PUBLISHED = "published"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Revision:
    """One published version of an entry: its text, its author and its approver.

    `editors` changed the author's draft before it was approved. `why` is the reviewer's reason.
    """

    version: int
    draft: Draft
    author: Person | None
    approver: Person | None
    at: datetime
    origin: Origin
    why: str = ""
    editors: Editors = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """Where an imported entry came from: its workspace and id there, the importer, and the time.

    The imported history itself does not mention the import.
    """

    workspace: str
    entry: str
    by: Person | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """What the team knows of one code: the newest revision, and the numbers of votes."""

    id: str
    workspace: str
    revision: Revision
    helped: int = 0
    did_not_help: int = 0
    imported: Imported | None = None

    @property
    def code(self) -> StatusCode:
        """The code that the entry explains."""
        return self.revision.draft.code

    @property
    def is_doubtful(self) -> bool:
        """Whether more people voted that it did not help than that it did."""
        return self.did_not_help > self.helped


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of one person on an entry: whether it helped."""

    person: str
    helped: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """An entry with all its revisions, the newest first, and its votes, sorted by voter."""

    entry: TeamEntry
    revisions: tuple[Revision, ...]
    votes: tuple[Vote, ...] = ()

    def version(self, number: int | None) -> Revision | None:
        """The revision of that version, if there is one."""
        return next((each for each in self.revisions if each.version == number), None)


def best_first(entries: Iterable[TeamEntry]) -> tuple[TeamEntry, ...]:
    """The entries of one code: those that helped most first, then the newer first."""
    return tuple(
        sorted(
            entries,
            key=lambda entry: (entry.did_not_help - entry.helped, -entry.revision.at.timestamp()),
        )
    )


class Decision(StrEnum):
    """The state of a proposal."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


class ProposalVersion(NamedTuple):
    """The version of a proposal that a reviewer saw, and decides on."""

    proposal: str
    version: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that waits for a reviewer's decision, or was decided.

    `entry` and `base` are the entry and the version that the draft changes, both None for a new
    entry. `version` counts the edits, from 1. `edited_by` is the last of the `editors`.
    """

    id: str
    workspace: str
    draft: Draft
    proposer: Person | None
    at: datetime
    entry: str | None = None
    base: int | None = None
    decision: Decision = Decision.OPEN
    decided_by: Person | None = None
    decided_at: datetime | None = None
    reason: str = ""
    edited_by: Person | None = None
    edited_at: datetime | None = None
    version: int = 1
    editors: Editors = ()

    @property
    def current_version(self) -> ProposalVersion:
        """The version that a reviewer who reads it now decides on."""
        return ProposalVersion(self.id, self.version)

    @property
    def last_author(self) -> Person | None:
        """The person who changed the text last."""
        return self.edited_by if self.edited_at else self.proposer

    def with_editor(self, person: Person) -> Editors:
        """The editors after one more edit by that person."""
        is_last = self.editors[-1:] == (person,)
        return self.editors if is_last else (*self.editors, person)


@dataclass(frozen=True, slots=True)
class Card:
    """The place of a proposal's review card in Slack.

    `reader` is the user id of the only reader, if the card is in a direct message.
    """

    channel: str
    ts: str
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One person's question about a code. `channel` and `thread_ts` are None for a DM."""

    code: StatusCode
    person: str
    at: datetime
    channel: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """The questions about one code: their number, the number of people, and the last time."""

    code: StatusCode
    times: int
    people: int
    last: datetime


class Act(StrEnum):
    """What a person did, or was refused, in the decision log.

    A version cannot read a log with an act that it does not know. So a new act is written from the
    version on that follows the one which adds it here; the same holds for `Decision` and `Origin`.
    `CONFIGURED` is never written: it is what a row of the settings says.
    """

    PROPOSED = "proposed"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"
    RESTORED = "restored"
    IMPORTED = "imported"
    REFUSED = "refused"
    CONFIGURED = "configured"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the decision log: who did what to which proposal or entry, and when.

    `version` is that of the proposal after it was proposed or edited, or when it was rejected, and
    otherwise that of the entry. `what` names a refused attempt, or the settings that were changed.
    No text of a person is in it.
    """

    act: Act
    person: Person | None
    at: datetime
    code: StatusCode | None = None
    proposal: str | None = None
    entry: str | None = None
    version: int | None = None
    what: str = ""


class ConflictError(Exception):
    """The proposal or the entry has changed since it was read; `now` is what it is now."""

    def __init__(self, now: Proposal | TeamEntry) -> None:
        what = "the proposal" if isinstance(now, Proposal) else "the entry"
        super().__init__(f"{what} has changed since it was read")
        self.now = now


class NotFoundError(LookupError):
    """The workspace has no proposal, entry or version of that name."""

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"there is no {what} {name!r}")
