"""The team's knowledge at work: asks the store in threads, and answers from a snapshot.

The clock and the ids come in as functions; nothing here knows Slack or SQL.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.guide.explain import knows_cause
from bot.team.entry_index import EntryIndex, EntryIndexes
from bot.team.model import (
    Action,
    Asked,
    Card,
    ConflictError,
    Decision,
    Draft,
    History,
    NotAllowedError,
    Person,
    Proposal,
    Question,
    Reviewers,
    Revision,
    Seen,
    TeamEntry,
)
from bot.team.snapshot import NO_SHELVES, Shelves, Snapshot, all_entries, entries_of
from bot.team.store import NotThere, Store

T = TypeVar("T")
log = logging.getLogger(__name__)

REFRESH = 1.5
"""Seconds between looks at what other replicas have changed."""
PATIENCE = 1.8
"""Seconds that a person who waits for an acknowledgement gives the database."""
STATS_DAYS = 30
STATS_SHOWN = 50


class Form(NamedTuple):
    """A form that was opened: the id of the proposal it makes, and what it is to change."""

    id: str
    entry: str | None = None
    base: int | None = None


class Published(NamedTuple):
    """What a publication makes: the proposal as it is decided, and the entry."""

    proposal: Proposal
    entry: TeamEntry


class WorkspaceNotes(NamedTuple):
    """What one workspace knew at one moment, at hand without a query.

    `out_of_reach` says that the database could not be reached the last time; `takes_entries`, that
    there is somebody to review what is written down; `withheld`, that the team's entries are not
    for whoever reads the answer.
    """

    shelves: Shelves
    out_of_reach: bool
    takes_entries: bool = True
    withheld: bool = False
    indexes: EntryIndexes | None = None

    @property
    def searchable(self) -> EntryIndex | None:
        """What finds the entries by their words; None where there are none."""
        return self.indexes.of(self.shelves) if self.indexes and self.shelves else None

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries of a code, the best first."""
        return entries_of(self.shelves, code)

    def all(self) -> tuple[TeamEntry, ...]:
        """Every entry."""
        return all_entries(self.shelves)

    def are(self, others: "WorkspaceNotes") -> bool:
        """Whether these are the very same, so that an answer is."""
        same = (self.out_of_reach, self.withheld) == (others.out_of_reach, others.withheld)
        return self.shelves is others.shelves and same


WITHHELD = WorkspaceNotes(NO_SHELVES, out_of_reach=False, takes_entries=False, withheld=True)
"""What is at hand where another company reads the answer: nothing of the team's."""


@asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    """All that is asked of the database within must be answered while a person waits."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError:
        raise DatabaseUnavailable("the database does not answer") from None


class Team:
    """What teams know, workspace by workspace."""

    def __init__(
        self,
        store: Store,
        reviewers: Reviewers,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.reviewers = reviewers
        self.snapshot = Snapshot()
        self._store = store
        self.now = now
        self._new_id = new_id
        self._lost = False
        self._indexes = EntryIndexes()

    # Without a query

    def new_form(self, changed: TeamEntry | None = None) -> Form:
        """A form in which something is proposed: a new entry, or a change of one."""
        if changed is None:
            return Form(self._new_id())
        return Form(self._new_id(), changed.id, changed.revision.version)

    def notes(self, workspace: str) -> "WorkspaceNotes":
        """What one workspace knows."""
        shelves = self.snapshot.shelves(workspace)
        takes_entries, stale = bool(self.reviewers.ids), self.snapshot.stale
        return WorkspaceNotes(shelves, stale, takes_entries, indexes=self._indexes)

    @property
    def out_of_reach(self) -> bool:
        """Whether the database could not be reached the last time."""
        return self.snapshot.stale

    async def refresh(self) -> None:
        """See what has changed."""
        await asyncio.to_thread(self.snapshot.refresh, self._store)
        if self.snapshot.stale:
            self.lost("it does not answer")
        elif self._lost:
            self._lost = False
            log.info("the team's database is in reach again")

    def lost(self, why: str) -> None:
        """The database is out of reach: that is told once, until it is back."""
        self.snapshot.stale = True
        if not self._lost:
            self._lost = True
            log.warning("the team's database is out of reach, decoding goes on: %s", why)

    async def _ask(self, question: Callable[..., T], *arguments: object, **named: object) -> T:
        """Ask the store in a thread. Raises `DatabaseUnavailable` when it takes too long."""
        async with _patience():
            return await asyncio.to_thread(question, *arguments, **named)

    # Proposals

    async def propose(
        self,
        workspace: str,
        draft: Draft,
        proposer: Person,
        form: Form | None = None,
    ) -> Proposal:
        """Keep a proposal for a new entry, or for the one that the form was opened for.

        A form that is submitted again makes no second proposal.

        Raises `NotAllowedError` where there is no reviewer to decide on it, `NotThere`,
        `DraftError` for another code than the entry's, and `ConflictError` where that has changed
        since the form was opened.
        """
        if not self.reviewers.ids:
            raise NotAllowedError("No reviewer is set: ask the administrator to set REVIEWERS.")
        made, entry, base = form or self.new_form()
        proposal = Proposal(made, workspace, draft, proposer, self.now(), entry, base)
        await self._ask(self._store.propose, workspace, proposal)
        return proposal

    async def proposal(self, workspace: str, proposal_id: str) -> Proposal | None:
        """The proposal of that id in that workspace."""
        return await self._ask(self._store.proposal, workspace, proposal_id)

    async def others_open(self, proposal: Proposal) -> int:
        """How many other proposals for the same code wait."""
        waiting = await self.open_proposals(proposal.workspace, proposal.draft.code)
        return sum(other.id != proposal.id for other in waiting)

    async def open_proposals(
        self,
        workspace: str,
        code: StatusCode | None = None,
        proposer: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Proposal]:
        """The proposals that wait for a decision, the oldest first; `limit` of them at most."""
        return await self._ask(self._store.open_proposals, workspace, code, proposer, limit)

    async def count_open(self, workspace: str) -> int:
        """How many proposals wait for a decision."""
        return await self._ask(self._store.count_open, workspace)

    async def base_of(self, proposal: Proposal) -> Draft | None:
        """What the version of an entry says that a proposal is to change; None for a new entry."""
        if proposal.entry is None:
            return None
        histories = await self.history(proposal.workspace, proposal.draft.code)
        changed = _version_of(histories, proposal.entry, proposal.base)
        return changed.draft if changed else None

    async def add_card(self, proposal: Proposal, card: Card) -> None:
        """Remember where a review card stands."""
        await self._ask(self._store.add_card, proposal.workspace, proposal.id, card)

    async def cards(self, proposal: Proposal) -> Sequence[Card]:
        """Where the cards of a proposal stand."""
        return await self._ask(self._store.cards, proposal.workspace, proposal.id)

    async def approve(self, workspace: str, seen: Seen, reviewer: Person) -> Published:
        """Publish a proposal as the reviewer saw it.

        Raises `NotAllowedError`, or `ConflictError` where it was edited since, or decided, or the
        entry that it follows has changed.
        """
        proposal = await self.to_decide(workspace, seen.proposal, reviewer, Action.APPROVE)
        entry = await self._ask(
            self._store.approve,
            workspace,
            seen,
            reviewer,
            self.now(),
            self._new_id(),
            own=self.reviewers.review_themselves,
        )
        await self.refresh()
        decided = replace(
            proposal,
            decision=Decision.APPROVED,
            decided_by=reviewer,
            decided_at=entry.revision.at,
        )
        return Published(decided, entry)

    async def waiting(self, workspace: str, code: StatusCode) -> tuple[Question, ...]:
        """Who asked for that code in vain, and was not told of its cause yet."""
        return tuple(await self._ask(self._store.waiting, workspace, code))

    async def told(self, workspace: str, questions: Sequence[Question]) -> None:
        """Remember that these people were told."""
        await self._ask(self._store.told, workspace, questions)

    async def reject(self, workspace: str, seen: Seen, reviewer: Person, reason: str) -> Proposal:
        """Reject a proposal as the reviewer saw it. Raises `NotAllowedError` or `ConflictError`."""
        async with _patience():
            await self.to_decide(workspace, seen.proposal, reviewer, Action.REJECT)
            return await self._ask(
                self._store.reject, workspace, seen, reviewer, self.now(), reason
            )

    async def change_draft(
        self, workspace: str, seen: Seen, draft: Draft, reviewer: Person
    ) -> Proposal:
        """Change what a proposal says, in place of the version that the reviewer saw.

        Raises `NotAllowedError`, or `ConflictError` where it was edited since, or decided.
        """
        async with _patience():
            await self.to_decide(workspace, seen.proposal, reviewer, Action.EDIT)
            return await self._ask(
                self._store.change_draft, workspace, seen, draft, reviewer, self.now()
            )

    async def to_decide(
        self, workspace: str, proposal_id: str, person: Person, action: Action
    ) -> Proposal:
        """The open proposal, if `person` may do that with it; a refusal is recorded.

        Raises `NotAllowedError`, or `ConflictError` where it is decided.
        """
        proposal = await self.proposal(workspace, proposal_id)
        why = self._refusal(proposal, person, action)
        if proposal is None or why:
            await self._refused(workspace, person.id, f"decide on proposal {proposal_id}")
            raise NotAllowedError(why)
        if proposal.decision is not Decision.OPEN:
            raise ConflictError(proposal)
        return proposal

    def _refusal(self, proposal: Proposal | None, person: Person, action: Action) -> str:
        """Why `person` may not, in words for that person; empty where they may."""
        if proposal is None:
            return "There is no such proposal in this workspace."
        try:
            self.reviewers.check(person.id, proposal, action)
        except NotAllowedError as refusal:
            return str(refusal)
        return ""

    async def _refused(self, workspace: str, person: str, what: str) -> None:
        """Keep that somebody tried what only an old or a forged button offers."""
        await self._ask(self._store.refuse, workspace, person, what, self.now())

    # Entries

    async def vote(
        self, workspace: str, entry_id: str, person: str, *, helped: bool
    ) -> tuple[TeamEntry, bool]:
        """Count a person's vote, which may be changed; and whether it made the entry doubtful."""
        before = next((e for e in self.notes(workspace).all() if e.id == entry_id), None)
        try:
            entry = await self._ask(
                self._store.vote, workspace, entry_id, person, helped, self.now()
            )
        except NotThere:
            await self._refused(workspace, person, f"vote on {entry_id}")
            raise
        await self.refresh()
        return entry, entry.doubtful and not (before and before.doubtful)

    async def history(self, workspace: str, code: StatusCode) -> Sequence[History]:
        """Every revision of every entry of a code."""
        return await self._ask(self._store.history, workspace, code)

    async def to_restore(
        self, workspace: str, entry_id: str, version: int, expected: int, reviewer: Person
    ) -> tuple[TeamEntry, Revision]:
        """The entry, and the old version that may be published anew; a refusal is recorded.

        Raises `NotAllowedError`, `NotThere`, or `ConflictError` where the entry is no longer of the
        version that was expected.
        """
        what = f"restore {entry_id} version {version}"
        await self._check_may_restore(workspace, reviewer, what)
        entry = next((one for one in self.notes(workspace).all() if one.id == entry_id), None)
        histories = await self.history(workspace, entry.code) if entry else ()
        old = _version_of(histories, entry_id, version)
        if entry is None or old is None:
            await self._refused(workspace, reviewer.id, what)
            raise NotThere("version", f"{version} of {entry_id}")
        if entry.revision.version != expected:
            raise ConflictError(entry)
        return entry, old

    async def restore(
        self, workspace: str, entry_id: str, version: int, expected: int, reviewer: Person
    ) -> TeamEntry:
        """Publish an old version anew. Raises `NotAllowedError` or `ConflictError`."""
        what = f"restore {entry_id} version {version}"
        await self._check_may_restore(workspace, reviewer, what)
        try:
            entry = await self._ask(
                self._store.restore, workspace, entry_id, version, reviewer, self.now(), expected
            )
        except NotThere:
            await self._refused(workspace, reviewer.id, what)
            raise
        await self.refresh()
        return entry

    async def _check_may_restore(self, workspace: str, reviewer: Person, what: str) -> None:
        if reviewer.id not in self.reviewers.ids:
            await self._refused(workspace, reviewer.id, what)
            raise NotAllowedError("You are not a reviewer (or no longer one).")

    # Questions

    async def asked(self, workspace: str, *questions: Question) -> None:
        """Remember who asked what; where that cannot be kept, the answer does not suffer."""
        codes = {question.code for question in questions}
        with_cause = {code for code in codes if self._has_cause(workspace, code)}
        try:
            for known in {code in with_cause for code in codes}:
                some = (each for each in questions if (each.code in with_cause) is known)
                await asyncio.to_thread(self._store.asked, workspace, *some, known=known)
        except DatabaseUnavailable as why:
            log.warning("questions could not be counted: %s", why)

    def _has_cause(self, workspace: str, code: StatusCode) -> bool:
        return bool(self.notes(workspace).of(code)) or knows_cause(code)

    async def unknown(self, workspace: str) -> tuple[Asked, ...]:
        """Codes that were asked for and still have no known cause."""
        asked = await self._ask(self._store.unknown, workspace)
        return tuple(each for each in asked if not self._has_cause(workspace, each.code))

    async def most_asked(self, workspace: str) -> Sequence[Asked]:
        """The codes most asked for of late."""
        since = self.now() - timedelta(days=STATS_DAYS)
        return await self._ask(self._store.most_asked, workspace, since, STATS_SHOWN)

    async def expire(self, days: int) -> None:
        """Forget questions older than that."""
        try:
            await asyncio.to_thread(self._store.expire, self.now() - timedelta(days=days))
        except DatabaseUnavailable as why:
            log.warning("old questions could not be forgotten: %s", why)


def _version_of(histories: Sequence[History], entry: str, version: int | None) -> Revision | None:
    """That version of that entry."""
    revisions = (
        one for history in histories if history.entry.id == entry for one in history.revisions
    )
    return next((one for one in revisions if one.version == version), None)
