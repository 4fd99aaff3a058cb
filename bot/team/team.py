"""The team's knowledge for the edges: calls the store in threads, and answers from a snapshot.

The clock and the ids come in as functions; nothing here knows Slack or SQL.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, NoReturn

from bot.codes.status_code import StatusCode
from bot.team.deadline import deadline, query
from bot.team.entry_index import EntryIndexes
from bot.team.live_snapshot import LiveSnapshot
from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    Draft,
    History,
    NotFoundError,
    Person,
    Proposal,
    ProposalVersion,
    Revision,
    TeamEntry,
)
from bot.team.notes import WorkspaceNotes
from bot.team.questions import Questions
from bot.team.reviewers import NO_REVIEWER, Action, NoReviewersError, NotAllowedError, Reviewers
from bot.team.settings import WorkspaceSettings
from bot.team.sql_store import SqlStore
from bot.team.team_settings import TeamSettings

REFRESH = 1.5
"""Seconds between two checks for changes by other replicas."""


class Form(NamedTuple):
    """An open form: the id of its future proposal, and the entry and version that it changes."""

    id: str
    entry: str | None = None
    base: int | None = None


class Team:
    """The knowledge of the teams of all workspaces, for which the `operator` may set something.

    Every coroutine raises `DatabaseUnavailable` if the database does not answer in time.
    """

    def __init__(
        self,
        store: SqlStore,
        operator: WorkspaceSettings,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.snapshot = LiveSnapshot(store)
        self.now = now
        self.settings = TeamSettings(store, self.snapshot, operator, now)
        self.questions = Questions(store, self.snapshot, now)
        self._store = store
        self._new_id = new_id
        self._indexes = EntryIndexes()

    # Without a query

    def new_form(self, changed: TeamEntry | None = None) -> Form:
        """A form for a new entry, or for a change of one."""
        if changed is None:
            return Form(self._new_id())
        return Form(self._new_id(), changed.id, changed.revision.version)

    def notes(self, workspace: str) -> WorkspaceNotes:
        """What is known in one workspace."""
        settings = self.settings.of(workspace)
        return WorkspaceNotes(
            self.snapshot.entries(workspace),
            self.is_unavailable,
            takes_entries=bool(settings.reviewers.ids),
            default_context=settings.context,
            indexes=self._indexes,
        )

    def reviewers(self, workspace: str) -> Reviewers:
        """Who decides on the proposals of a workspace."""
        return self.settings.of(workspace).reviewers

    @property
    def is_unavailable(self) -> bool:
        """Whether the last query for changes failed."""
        return self.snapshot.is_stale

    async def refresh(self) -> None:
        """Read the changes that other replicas made."""
        await self.snapshot.update()

    # Proposals

    async def propose(
        self, workspace: str, draft: Draft, proposer: Person, form: Form | None = None
    ) -> Proposal:
        """Store a proposal for a new entry, or for the entry that the form changes.

        A form that is submitted twice makes one proposal.

        Raises `NoReviewersError`, `NotFoundError`, `DraftError` for another
        code than the entry's, and `ConflictError` if the entry has changed since the form was
        opened.
        """
        if not self.reviewers(workspace).ids:
            await self._raise_without_reviewers()
        proposal_id, entry, base = form or self.new_form()
        proposal = Proposal(proposal_id, workspace, draft, proposer, self.now(), entry, base)
        await query(self._store.propose, workspace, proposal)
        return proposal

    async def _raise_without_reviewers(self) -> NoReturn:
        """Raise that there are none, or that the database may know of some."""
        if self.is_unavailable:
            await query(self._store.latest_change)
        raise NoReviewersError

    async def proposal(self, workspace: str, proposal_id: str) -> Proposal | None:
        """Return the proposal of that id, if the workspace has one."""
        return await query(self._store.proposal, workspace, proposal_id)

    async def open_proposals(
        self,
        workspace: str,
        code: StatusCode | None = None,
        proposer: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Proposal]:
        """Return at most `limit` open proposals, the oldest first."""
        return await query(self._store.open_proposals, workspace, code, proposer, limit)

    async def count_open(self, workspace: str) -> int:
        """Return the number of open proposals."""
        return await query(self._store.count_open, workspace)

    async def count_others(self, proposal: Proposal) -> int:
        """Return the number of other open proposals for the same code."""
        same_code = await self.open_proposals(proposal.workspace, proposal.draft.code)
        return sum(other.id != proposal.id for other in same_code)

    async def base_of(self, proposal: Proposal) -> Draft | None:
        """Return the text that the proposal changes; None if it is for a new entry."""
        if proposal.entry is None:
            return None
        revision = await self._revision(
            proposal.workspace, proposal.draft.code, proposal.entry, proposal.base
        )
        return revision.draft if revision else None

    async def add_card(self, proposal: Proposal, card: Card) -> None:
        """Store the place of a review card."""
        await query(self._store.add_card, proposal.workspace, proposal.id, card)

    async def cards(self, proposal: Proposal) -> Sequence[Card]:
        """Return the places of the proposal's review cards."""
        return await query(self._store.cards, proposal.workspace, proposal.id)

    async def approve(self, workspace: str, seen: ProposalVersion, reviewer: Person) -> TeamEntry:
        """Publish the version of a proposal that the reviewer saw, and return the entry.

        Raises `NotAllowedError`, or `ConflictError` if it was edited or decided since, or its entry
        was changed.
        """
        await self.check_decision(workspace, seen.proposal, reviewer, Action.APPROVE)
        entry = await query(
            self._store.approve,
            workspace,
            seen,
            reviewer,
            self.now(),
            self._new_id(),
            own=self.reviewers(workspace).may_approve_own,
        )
        await self.refresh()
        return entry

    async def reject(
        self, workspace: str, seen: ProposalVersion, reviewer: Person, reason: str
    ) -> Proposal:
        """Reject the version that the reviewer saw. Raises as `approve` does."""
        async with deadline():
            await self.check_decision(workspace, seen.proposal, reviewer, Action.REJECT)
            return await query(self._store.reject, workspace, seen, reviewer, self.now(), reason)

    async def change_draft(
        self, workspace: str, seen: ProposalVersion, draft: Draft, reviewer: Person
    ) -> Proposal:
        """Replace the version that the reviewer saw by another draft. Raises as `approve` does."""
        async with deadline():
            await self.check_decision(workspace, seen.proposal, reviewer, Action.EDIT)
            return await query(
                self._store.change_draft, workspace, seen, draft, reviewer, self.now()
            )

    async def check_decision(
        self, workspace: str, proposal_id: str, person: Person, action: Action
    ) -> Proposal:
        """Return the open proposal, if `person` may take that action; a refusal is recorded.

        Raises `NotAllowedError`, or `ConflictError` if it is decided.
        """
        proposal = await self.proposal(workspace, proposal_id)
        refusal = (
            self.reviewers(workspace).refusal(person.id, proposal, action)
            if proposal
            else "There is no such proposal in this workspace."
        )
        if proposal is None or refusal:
            await self._record_refusal(workspace, person.id, f"decide on proposal {proposal_id}")
            raise NotAllowedError(refusal)
        if proposal.decision is not Decision.OPEN:
            raise ConflictError(proposal)
        return proposal

    async def _record_refusal(self, workspace: str, person: str, what: str) -> None:
        """Record an attempt that only an outdated or a forged button offers."""
        await query(self._store.record_refusal, workspace, person, what, self.now())

    # Entries

    def entry(self, workspace: str, entry_id: str) -> TeamEntry | None:
        """The entry of that id in the snapshot, if there is one."""
        return next((each for each in self.notes(workspace).all() if each.id == entry_id), None)

    async def vote(
        self, workspace: str, entry_id: str, person: str, *, helped: bool
    ) -> tuple[TeamEntry, bool]:
        """Store a vote; return the entry, and whether this vote made it doubtful.

        Raises `NotFoundError`; that is recorded.
        """
        before = self.entry(workspace, entry_id)
        try:
            entry = await query(
                self._store.vote, workspace, entry_id, person, helped=helped, at=self.now()
            )
        except NotFoundError:
            await self._record_refusal(workspace, person, f"vote on {entry_id}")
            raise
        await self.refresh()
        return entry, entry.is_doubtful and not (before and before.is_doubtful)

    async def history(self, workspace: str, code: StatusCode) -> Sequence[History]:
        """Return every revision of every entry of a code."""
        return await query(self._store.history, workspace, code)

    async def _revision(
        self, workspace: str, code: StatusCode, entry_id: str, version: int | None
    ) -> Revision | None:
        histories = await self.history(workspace, code)
        history = next((each for each in histories if each.entry.id == entry_id), None)
        return history.version(version) if history else None

    async def check_restore(
        self, workspace: str, entry_id: str, version: int, expected: int, reviewer: Person
    ) -> tuple[TeamEntry, Revision]:
        """Return the entry, and the old version to restore; a refusal is recorded.

        Raises `NotAllowedError`, `NotFoundError`, or `ConflictError` if the entry has another
        version than the expected one.
        """
        what = f"restore {entry_id} version {version}"
        await self._check_is_reviewer(workspace, reviewer, what)
        entry = self.entry(workspace, entry_id)
        old = await self._revision(workspace, entry.code, entry_id, version) if entry else None
        if entry is None or old is None:
            await self._record_refusal(workspace, reviewer.id, what)
            raise NotFoundError("version", f"{version} of {entry_id}")
        if entry.revision.version != expected:
            raise ConflictError(entry)
        return entry, old

    async def restore(
        self, workspace: str, entry_id: str, version: int, expected: int, reviewer: Person
    ) -> TeamEntry:
        """Publish an old version again. Raises as `check_restore` does."""
        what = f"restore {entry_id} version {version}"
        await self._check_is_reviewer(workspace, reviewer, what)
        try:
            entry = await query(
                self._store.restore, workspace, entry_id, version, reviewer, self.now(), expected
            )
        except NotFoundError:
            await self._record_refusal(workspace, reviewer.id, what)
            raise
        await self.refresh()
        return entry

    async def _check_is_reviewer(self, workspace: str, person: Person, what: str) -> None:
        if person.id not in self.reviewers(workspace).ids:
            await self._record_refusal(workspace, person.id, what)
            raise NotAllowedError(NO_REVIEWER)
