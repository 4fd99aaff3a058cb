"""The team's knowledge for the edges: calls the store in threads, and answers from a snapshot.

The clock and the ids come in as functions; nothing here knows Slack or SQL.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, NoReturn

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.team.deadline import deadline, query
from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    Draft,
    Person,
    Proposal,
    ProposalVersion,
    TeamEntry,
)
from bot.team.published import PublishedEntries
from bot.team.questions import Questions
from bot.team.reviewers import Action, NoReviewersError, NotAllowedError
from bot.team.settings import WorkspaceSettings
from bot.team.sql_store import SqlStore
from bot.workspaces.model import installation_of, is_organization

REFRESH = 1.5
"""Seconds between two checks for changes by other replicas."""


class Form(NamedTuple):
    """An open form: the id of its future proposal, and the entry and version that it changes."""

    id: str
    entry: str | None = None
    base: int | None = None


class Team(PublishedEntries):
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
        super().__init__(store, operator, now)
        self.questions = Questions(store, self.snapshot, now)
        self._new_id = new_id

    # Without a query

    def new_form(self, changed: TeamEntry | None = None) -> Form:
        """A form for a new entry, or for a change of one."""
        if changed is None:
            return Form(self._new_id())
        return Form(self._new_id(), changed.id, changed.revision.version)

    # Proposals

    async def propose(
        self, workspace: str, draft: Draft, proposer: Person, form: Form | None = None
    ) -> Proposal:
        """Store a proposal for a new entry, or for the entry that the form changes.

        A form that is submitted twice makes one proposal.

        Raises `NoReviewersError`, `NotFoundError`, `DraftError` for another code than the entry's,
        and `ConflictError` if the entry has changed since the form was opened.
        """
        if is_organization(workspace) and not self.snapshot.was_read:
            raise DatabaseUnavailable("whether its workspaces are kept apart was not read yet")
        proposal_id, entry, base = form or self.new_form()
        owner = self.owner(workspace, entry)
        if not self.reviewers(owner).ids:
            await self._raise_without_reviewers()
        proposal = Proposal(proposal_id, owner, draft, proposer, self.now(), entry, base)
        await query(self._store.propose, owner, proposal)
        return proposal

    async def _raise_without_reviewers(self) -> NoReturn:
        """Raise that there are none, or that the database may know of some."""
        if self.is_unavailable:
            await query(self._store.latest_change)
        raise NoReviewersError

    async def proposal(self, workspace: str, proposal_id: str) -> Proposal | None:
        """Return the proposal of that id, if the workspace has one.

        It may be another workspace's of the same organization, whose reviewers are not always seen
        to act in it.
        """
        return await query(self._store.proposal_within, installation_of(workspace), proposal_id)

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
        proposal = await self.check_decision(workspace, seen.proposal, reviewer, Action.APPROVE)
        entry = await query(
            self._store.approve,
            proposal.workspace,
            seen,
            reviewer,
            self.now(),
            self._new_id(),
            own=self.reviewers(proposal.workspace).may_approve_own,
        )
        await self.refresh()
        return entry

    async def reject(
        self, workspace: str, seen: ProposalVersion, reviewer: Person, reason: str
    ) -> Proposal:
        """Reject the version that the reviewer saw. Raises as `approve` does."""
        async with deadline():
            proposal = await self.check_decision(workspace, seen.proposal, reviewer, Action.REJECT)
            return await query(
                self._store.reject, proposal.workspace, seen, reviewer, self.now(), reason
            )

    async def change_draft(
        self, workspace: str, seen: ProposalVersion, draft: Draft, reviewer: Person
    ) -> Proposal:
        """Replace the version that the reviewer saw by another draft. Raises as `approve` does."""
        async with deadline():
            proposal = await self.check_decision(workspace, seen.proposal, reviewer, Action.EDIT)
            return await query(
                self._store.change_draft, proposal.workspace, seen, draft, reviewer, self.now()
            )

    async def check_decision(
        self, workspace: str, proposal_id: str, person: Person, action: Action
    ) -> Proposal:
        """Return the open proposal, if `person` may take that action; a refusal is recorded.

        Raises `NotAllowedError`, or `ConflictError` if it is decided.
        """
        proposal = await self.proposal(workspace, proposal_id)
        refusal = (
            self.reviewers(proposal.workspace).refusal(person.id, proposal, action)
            if proposal
            else "There is no such proposal in this workspace."
        )
        if proposal is None or refusal:
            await self._record_refusal(workspace, person.id, f"decide on proposal {proposal_id}")
            raise NotAllowedError(refusal)
        if proposal.decision is not Decision.OPEN:
            raise ConflictError(proposal)
        return proposal
