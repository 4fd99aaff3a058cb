"""What a store of team knowledge promises, whichever database it is in. PURE: no SQL here.

Each method is one transaction and blocks: call it in a thread. Ids, names and times come in as
arguments. Nothing is read or written across workspaces but where no workspace is given. Each may
raise `DatabaseUnavailable`; then nothing was written, or, if the line broke during the commit
itself, all of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.codes.status_code import StatusCode
from bot.team.model import (
    Asked,
    Audit,
    Card,
    Draft,
    History,
    Person,
    Proposal,
    Question,
    Seen,
    TeamEntry,
)


class NotThere(LookupError):
    """The workspace has no proposal, entry or version of that name."""

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"there is no {what} {name!r}")


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: how many entries are new, were continued, or were there already.

    Those set apart were changed differently on both sides: they came in as entries of their own.
    """

    added: int = 0
    continued: int = 0
    unchanged: int = 0
    apart: int = 0


class ProposalStore(Protocol):
    """Proposals, from the draft to the decision."""

    def propose(self, workspace: str, proposal: Proposal) -> None:
        """Keep a proposal; one that is there already, by its id, stays as it is.

        Raises `NotThere` for an unknown entry, `DraftError` for another code than the entry's, and
        `ConflictError` with the entry if it has a newer version than the proposal starts from.
        """
        ...

    def proposal(self, workspace: str, proposal_id: str) -> Proposal | None:
        """The proposal of that id."""
        ...

    def open_proposals(
        self,
        workspace: str,
        code: StatusCode | None = None,
        proposer: str | None = None,
        limit: int | None = None,
    ) -> list[Proposal]:
        """Those not yet decided, the oldest first: all, or of one code, or of one person.

        No more than `limit` of them are read.
        """
        ...

    def count_open(self, workspace: str) -> int:
        """How many are not yet decided."""
        ...

    def change_draft(
        self, workspace: str, seen: Seen, draft: Draft, by: Person, at: datetime
    ) -> Proposal:
        """The proposal with another draft, as its next version; it says who edited it.

        What the same person has changed to the same draft just before stays as it is.

        Raises `NotThere`, `ConflictError` with the proposal if it is decided or another version
        than the one seen, `DraftError` for another code than that of the entry it follows.
        """
        ...

    def approve(  # noqa: PLR0913, PLR0917 - who, what, when and why
        self,
        workspace: str,
        seen: Seen,
        reviewer: Person,
        at: datetime,
        new_entry_id: str,
        why: str = "",
        *,
        own: bool = False,
    ) -> TeamEntry:
        """Publish a proposal, as a new entry or as the next version of the one it follows.

        Raises `NotThere`; `ConflictError` with the proposal if it is decided or another version
        than the one seen, and with the entry if that has a newer version than the proposal started
        from; and, unless reviewers may approve their `own` words, `NotAllowedError` for who
        proposed it or last changed it.
        """
        ...

    def reject(
        self, workspace: str, seen: Seen, reviewer: Person, at: datetime, reason: str
    ) -> Proposal:
        """The proposal, rejected.

        Raises `NotThere`, and `ConflictError` with the proposal if it is decided or another version
        than the one seen.
        """
        ...

    def add_card(self, workspace: str, proposal_id: str, card: Card) -> None:
        """Keep where a review card stands; raises `NotThere`."""
        ...

    def cards(self, workspace: str, proposal_id: str) -> list[Card]:
        """Where the proposal's review cards stand."""
        ...


class EntryStore(Protocol):
    """What is published, version by version, and what people say of it."""

    def entries(self, workspace: str) -> tuple[TeamEntry, ...]:
        """All entries, by code."""
        ...

    def history(self, workspace: str, code: StatusCode | None = None) -> tuple[History, ...]:
        """The entries of a code, or of every code, each with all its revisions and votes."""
        ...

    def restore(  # noqa: PLR0913, PLR0917 - who, what, when and why
        self,
        workspace: str,
        entry_id: str,
        version: int,
        reviewer: Person,
        at: datetime,
        expected_version: int,
        why: str = "",
    ) -> TeamEntry:
        """The entry with an old version published anew; `why` defaults to naming that version.

        Raises `NotThere`, and `ConflictError` with the entry if its newest version is not the
        expected one.
        """
        ...

    def vote(
        self,
        workspace: str,
        entry_id: str,
        person: str,
        helped: bool,  # noqa: FBT001 - a value that is kept, no switch
        at: datetime,
    ) -> TeamEntry:
        """The entry with the person's vote, which takes the place of an earlier one of theirs.

        Raises `NotThere`.
        """
        ...

    def take_in(
        self,
        workspace: str,
        histories: Iterable[History],
        by: Person,
        at: datetime,
        new_id: Callable[[], str],
    ) -> Report:
        """Take in histories of another store, all or none; those known already stay as they are."""
        ...

    def sequence(self) -> int:
        """The number of the latest change of any entry of any workspace."""
        ...

    def changes_since(self, sequence: int) -> tuple[int, list[TeamEntry]]:
        """The number of the latest change, and the entries changed after the given one."""
        ...


class QuestionStore(Protocol):
    """Who asked, who waits, what was refused, and how a person is forgotten."""

    def asked(self, workspace: str, *questions: Question, known: bool) -> None:
        """Keep who asked about codes, and whether their causes were known then."""
        ...

    def unknown(self, workspace: str, since: datetime | None = None) -> list[Asked]:
        """The codes asked for while their cause was unknown, the most asked first."""
        ...

    def most_asked(self, workspace: str, since: datetime, limit: int) -> list[Asked]:
        """The codes asked for, known or not, the most asked first."""
        ...

    def waiting(self, workspace: str, code: StatusCode) -> list[Question]:
        """The last question of each person who asked in vain and was not told, by time."""
        ...

    def told(self, workspace: str, questions: Sequence[Question]) -> None:
        """Mark these people as told, for these questions and their earlier ones on the code."""
        ...

    def refuse(self, workspace: str, person: str, what: str, at: datetime) -> None:
        """Keep that an attempt was refused; `what` should name no person."""
        ...

    def audits(self, workspace: str) -> list[Audit]:
        """The refused attempts, the latest first."""
        ...

    def forget(self, person: str, workspace: str | None = None) -> int:
        """Remove a person's traces, in one workspace or in all; how many there were.

        Questions and votes go; proposals, revisions, imports and audits lose the name.
        """
        ...

    def expire(self, before: datetime) -> int:
        """Remove older questions, in all workspaces; how many there were."""
        ...


class Store(ProposalStore, EntryStore, QuestionStore, Protocol):
    """All of it."""
