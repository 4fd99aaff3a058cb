"""Entries, proposals and histories of a team."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.codes.status_code import StatusCode
from bot.replies.document import (
    Document,
)
from bot.replies.reply import Reply
from bot.team.draft_form import LONGEST_CAUSE, LONGEST_PLACE, LONGEST_STEP
from bot.team.model import (
    Decision,
    Draft,
    History,
    Origin,
    Person,
    Proposal,
    QuestionCount,
    Revision,
    TeamEntry,
)
from bot.team.notes import NO_NOTES, WorkspaceNotes

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
UTC_NOW = "23 Nov 2026 07:00 UTC"
CODE, DOCUMENTED = StatusCode(0x8BAD0000), StatusCode(2148598792)
ANN, BOB = Person("U1", "ann"), Person("U2", "bob")
HOSTILE = "<!channel> <@U0ABC12345> <https://a.example|click> `x` *b* & _i_"
DRAFT = Draft(CODE, "The share is full.", ("Empty it.", "Run it again."), "IIS 4.0", "https://a.b")
EVIL = Draft(CODE, HOSTILE, (HOSTILE,), HOSTILE, "https://a.example/&x")


def revision(version: int = 1, draft: Draft = DRAFT, origin: Origin = Origin.PUBLISHED) -> Revision:
    return Revision(version, draft, ANN, BOB, NOW, origin)


def entry(name: str = "e1", draft: Draft = DRAFT, votes: tuple[int, int] = (0, 0)) -> TeamEntry:
    return TeamEntry(name, "T1", revision(draft=draft), *votes)


def history(versions: int, name: str = "e1") -> History:
    in_order = tuple(revision(number) for number in range(versions, 0, -1))
    return History(entry(name), in_order)


def proposal(draft: Draft = DRAFT) -> Proposal:
    return Proposal("p1", "T1", draft, ANN, NOW)


def decided(decision: Decision, reason: str = "") -> Proposal:
    return replace(proposal(), decision=decision, decided_by=BOB, decided_at=NOW, reason=reason)


def plain(document: Document) -> str:
    return Reply(document).plain


def notes_with(*entries: TeamEntry) -> WorkspaceNotes:
    return NO_NOTES._replace(entries=NO_NOTES.entries.updated(entries))


LONGEST = [
    Draft(CODE, letter * LONGEST_CAUSE, (letter * LONGEST_STEP,) * steps, letter * LONGEST_PLACE)
    for letter in "x世🔧<"
    for steps in (0, 10)
]


def asked(times: int, people: int = 1, code: StatusCode = CODE) -> QuestionCount:
    return QuestionCount(code, times, people, NOW)


EVE = Person("U3", "eve")


def edited_proposal(*editors: Person | None, draft: Draft = DRAFT) -> Proposal:
    """A proposal of ann's that these edited one after another."""
    return replace(
        proposal(draft),
        edited_by=editors[-1],
        edited_at=NOW,
        version=1 + len(editors),
        editors=editors,
    )
