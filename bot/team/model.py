"""What a team learns of a code, and how it becomes known: drafted, proposed, reviewed, published.

PURE: ids, names and times are arguments. Every value belongs to a workspace, and times are in UTC.
An entry is a list of revisions that only grows; its version is the number of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode, StatusCodeError

LONGEST_CAUSE = 2000
LONGEST_STEP = 300
MOST_STEPS = 20
LONGEST_STEPS = 3000  # as many as an input of Slack's takes
LONGEST_PLACE = 100
LONGEST_LINK = 500
LONGEST_REASON = 500


class Field(StrEnum):
    """The fields of the form in which one writes down what was found."""

    CODE = "code"
    CAUSE = "cause"
    STEPS = "steps"
    APPLIES_TO = "applies_to"
    LINK = "link"
    PRINTED_BY = "printed_by"


class DraftError(ValueError):
    """What was typed cannot be kept as it is; `faults` says for each field what is wrong."""

    def __init__(self, faults: Mapping[Field, str]) -> None:
        super().__init__("; ".join(f"{field.value}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of a workspace: Slack's user id, and the name that Slack's payloads gave."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person found out about a code: a cause, steps, where it applies, a link.

    `printed_by` says for which question it holds: IISSYNC's, or that of any program.
    """

    code: StatusCode
    cause: str
    steps: tuple[str, ...] = ()
    applies_to: str = ""
    link: str = ""
    printed_by: PrintedBy = PrintedBy.ANY

    @classmethod
    def typed(cls, fields: Mapping[Field, str]) -> "Draft":
        """The draft that was typed, one step a line. Raises `DraftError` for what is wrong."""
        faults: dict[Field, str] = {}
        text = {field: (fields.get(field) or "").strip() for field in Field}
        code = _code(text[Field.CODE], faults)
        if not text[Field.CAUSE]:
            faults[Field.CAUSE] = "Say what the cause is."
        _limit(text, Field.CAUSE, LONGEST_CAUSE, faults)
        _limit(text, Field.APPLIES_TO, LONGEST_PLACE, faults)
        _limit(text, Field.LINK, LONGEST_LINK, faults)
        steps = tuple(line.strip() for line in text[Field.STEPS].splitlines() if line.strip())
        if len(steps) > MOST_STEPS:
            faults[Field.STEPS] = f"At most {MOST_STEPS} steps: these are {len(steps)}."
        elif any(len(step) > LONGEST_STEP for step in steps):
            faults[Field.STEPS] = f"A step has at most {LONGEST_STEP} characters."
        elif len("\n".join(steps)) > LONGEST_STEPS:
            faults[Field.STEPS] = f"All steps together have at most {LONGEST_STEPS} characters."
        if text[Field.LINK] and not re.fullmatch(r"https?://[^\s<>|]+", text[Field.LINK]):
            faults[Field.LINK] = "A link begins with https:// and has no blanks."
        printed_by = _printed_by(text[Field.PRINTED_BY], faults)
        if faults or code is None:
            raise DraftError(faults)
        applies_to, link = text[Field.APPLIES_TO], text[Field.LINK]
        return cls(code, text[Field.CAUSE], steps, applies_to, link, printed_by)


def _printed_by(text: str, faults: dict[Field, str]) -> PrintedBy:
    """What the draft holds for; any program where nothing is chosen."""
    if text in TEAM_CONTEXTS:
        return TEAM_CONTEXTS[text]
    if text:
        faults[Field.PRINTED_BY] = f"{text[:30]!r} is neither {' nor '.join(TEAM_CONTEXTS)}."
    return PrintedBy.ANY


TEAM_CONTEXTS = {each.value: each for each in (PrintedBy.ANY, PrintedBy.IISSYNC)}
"""What a team's entry may hold for, by the word that is kept."""


def _code(text: str, faults: dict[Field, str]) -> StatusCode | None:
    if not text:
        faults[Field.CODE] = "Say which status code it is."
        return None
    try:
        return StatusCode.parse(text)
    except StatusCodeError as error:
        faults[Field.CODE] = f"{error}."
        return None


def _limit(text: Mapping[Field, str], field: Field, most: int, faults: dict[Field, str]) -> None:
    if len(text[field]) > most:
        faults[field] = f"At most {most} characters: these are {len(text[field])}."


class Origin(StrEnum):
    """How a revision came to be."""

    PUBLISHED = "published"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Revision:
    """One published version of an entry: what it says, who wrote and who approved it, and when.

    `author` wrote it first, and `editors` changed it after one another before it was approved, the
    last of them last. `why` is the reviewer's word for it. Who was forgotten is None.
    """

    version: int
    draft: Draft
    author: Person | None
    approver: Person | None
    at: datetime
    origin: Origin
    why: str = ""
    editors: "Editors" = ()


Editors = tuple[Person | None, ...]
"""Who changed a draft, each as often as they did after somebody else; None once forgotten."""


@dataclass(frozen=True, slots=True)
class Imported:
    """That an entry came, or came on, by an import: from where, by whom (unless forgotten), when.

    It stands beside the history, which is the one that was imported.
    """

    workspace: str
    entry: str
    by: Person | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """What the team knows of one code: the newest revision, and how often it helped."""

    id: str
    workspace: str
    revision: Revision
    helped: int = 0
    did_not_help: int = 0
    imported: Imported | None = None

    @property
    def code(self) -> StatusCode:
        """The code it is about."""
        return self.revision.draft.code

    @property
    def doubtful(self) -> bool:
        """Whether more people say that it did not help than that it did."""
        return self.did_not_help > self.helped


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person said of an entry: that it helped, or that it did not."""

    person: str
    helped: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """An entry with all its revisions, the newest first, and its votes in the order of voters."""

    entry: TeamEntry
    revisions: tuple[Revision, ...]
    votes: tuple[Vote, ...] = ()


def best_first(entries: Sequence[TeamEntry]) -> tuple[TeamEntry, ...]:
    """Entries of one code, those that help most first, then the newer."""
    return tuple(
        sorted(
            entries,
            key=lambda entry: (entry.did_not_help - entry.helped, -entry.revision.at.timestamp()),
        )
    )


class Decision(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


class Action(StrEnum):
    """What a reviewer can do with a proposal."""

    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"


EVERY_ACTION = frozenset(Action)


class Seen(NamedTuple):
    """Which version of which proposal somebody saw, and acts on."""

    proposal: str
    version: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that waits for a reviewer, or was decided.

    `entry` and `base` name the entry and the version that it is to follow, both None for a new one.
    `version` counts the drafts: 1 is the proposer's. `edited_by` is who last changed it, and
    `editors` all who did. Who was forgotten is None.
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
    def seen(self) -> Seen:
        """What somebody acts on who sees it as it is."""
        return Seen(self.id, self.version)

    @property
    def last_author(self) -> Person | None:
        """Who last changed its words."""
        return self.edited_by if self.edited_at else self.proposer

    def with_editor(self, person: Person) -> Editors:
        """Its editors, once that person has changed it."""
        goes_on = self.editors[-1:] == (person,)
        return self.editors if goes_on else (*self.editors, person)

    def check_not_own(self, person: str, action: Action = Action.APPROVE) -> None:
        """Raise `NotAllowedError` where the words that `person` would decide on are their own."""
        if self.proposer is not None and person == self.proposer.id:
            raise NotAllowedError("You proposed this yourself: somebody else must decide.")
        author = self.last_author
        if action is Action.APPROVE and author is not None and person == author.id:
            raise NotAllowedError("You changed its words last: somebody else must approve it.")


@dataclass(frozen=True, slots=True)
class Card:
    """Where a proposal's review card stands in Slack.

    `reader` is the user id of whoever it is for alone, in their direct messages.
    """

    channel: str
    ts: str
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """That someone asked about a code, and where to reach them: a thread, or None for a DM."""

    code: StatusCode
    person: str
    at: datetime
    channel: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a code was asked for, by how many people, and when last."""

    code: StatusCode
    times: int
    people: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Audit:
    """An attempt that was refused: by whom (None once forgotten), what, and when."""

    person: str | None
    what: str
    at: datetime


class ConflictError(Exception):
    """Someone else was faster; `now` is what they made of the proposal, or of the entry."""

    def __init__(self, now: Proposal | TeamEntry) -> None:
        what = "the proposal" if isinstance(now, Proposal) else "the entry"
        super().__init__(f"{what} is no longer as it was seen")
        self.now = now


class NotAllowedError(Exception):
    """The person may not do that; the message says why, in words for that person."""


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Who may decide on proposals, by user id; with `self_review`, a single one on their own."""

    ids: frozenset[str] = frozenset()
    self_review: bool = False

    def allowed(self, person: str, proposal: Proposal) -> frozenset[Action]:
        """What `person` may do with `proposal`."""
        return frozenset(action for action in Action if self._may(person, proposal, action))

    def _may(self, person: str, proposal: Proposal, action: Action) -> bool:
        try:
            self.check(person, proposal, action)
        except NotAllowedError:
            return False
        return True

    def check(self, person: str, proposal: Proposal, action: Action) -> None:
        """Raise `NotAllowedError` where `person` may not do that with `proposal`."""
        if person not in self.ids:
            raise NotAllowedError("You are not a reviewer (or no longer one).")
        if self.review_themselves:
            return
        if action is not Action.EDIT:
            proposal.check_not_own(person, action)
            return
        proposer = proposal.proposer.id if proposal.proposer else None
        if person != proposer and not self.ids - {person, proposer}:
            raise NotAllowedError(
                "If you changed it, nobody could approve it. Reject it, and say what to change."
            )

    @property
    def review_themselves(self) -> bool:
        """Whether there is a single reviewer, who may decide on their own."""
        return self.self_review and len(self.ids) == 1
