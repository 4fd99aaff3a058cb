"""Proposals in SQL: whoever decides first has decided."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from typing_extensions import override

from bot.codes.status_code import StatusCode
from bot.database.engine import Sql, reading, writing
from bot.team import tables
from bot.team.change_numbers import hold, next_change
from bot.team.entries import entry, publish
from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    Draft,
    DraftError,
    Field,
    Origin,
    Person,
    Proposal,
    Revision,
    Seen,
    TeamEntry,
)
from bot.team.rows import Columns, draft_columns, person_columns, proposal_columns, proposal_of
from bot.team.store import NotThere, ProposalStore

_proposal = tables.proposal.c


class Proposals(Sql, ProposalStore):
    """The part of the store that holds proposals."""

    @override
    def propose(self, workspace: str, proposal: Proposal) -> None:
        with writing(self._engine) as connection:
            hold(connection)
            if _find(connection, workspace, proposal.id) is None:
                _check_code(connection, workspace, proposal.entry, proposal.draft)
                _check_base(connection, workspace, proposal)
                row = proposal_columns(proposal) | {"workspace": workspace}
                connection.execute(insert(tables.proposal).values(**row))

    @override
    def proposal(self, workspace: str, proposal_id: str) -> Proposal | None:
        with reading(self._engine) as connection:
            return _find(connection, workspace, proposal_id)

    @override
    def open_proposals(
        self,
        workspace: str,
        code: StatusCode | None = None,
        proposer: str | None = None,
        limit: int | None = None,
    ) -> list[Proposal]:
        query = select(tables.proposal).where(*_not_decided(workspace))
        if code is not None:
            query = query.where(_proposal.code == code.decimal)
        if proposer is not None:
            query = query.where(_proposal.proposer_id == proposer)
        oldest = query.order_by(_proposal.at, _proposal.id).limit(limit)
        with reading(self._engine) as connection:
            return [proposal_of(row) for row in connection.execute(oldest)]

    @override
    def count_open(self, workspace: str) -> int:
        query = select(func.count()).where(*_not_decided(workspace))
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one()

    @override
    def change_draft(
        self, workspace: str, seen: Seen, draft: Draft, by: Person, at: datetime
    ) -> Proposal:
        with writing(self._engine) as connection:
            hold(connection)
            proposal = _get(connection, workspace, seen.proposal)
            _check_code(connection, workspace, proposal.entry, draft)
            if _is_done(proposal, seen, draft, by):
                return proposal
            edited = {**person_columns("edited_by", by), "edited_at": at}
            authors = {"version": seen.version + 1, "editors": proposal.with_editor(by)}
            columns = {"code": draft.code.decimal, **draft_columns(draft), **edited, **authors}
            return _compare_and_set(connection, workspace, seen, columns)

    @override
    def approve(
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
        with writing(self._engine) as connection:
            change = next_change(connection)
            decided = _decided(Decision.APPROVED, reviewer, at, why)
            proposal = _compare_and_set(connection, workspace, seen, decided)
            if not own:
                proposal.check_not_own(reviewer.id)
            revision = Revision(
                (proposal.base or 0) + 1,
                proposal.draft,
                proposal.proposer,
                reviewer,
                at,
                Origin.PUBLISHED,
                why,
                proposal.editors,
            )
            return publish(connection, workspace, proposal.entry or new_entry_id, revision, change)

    @override
    def reject(
        self, workspace: str, seen: Seen, reviewer: Person, at: datetime, reason: str
    ) -> Proposal:
        with writing(self._engine) as connection:
            hold(connection)
            decided = _decided(Decision.REJECTED, reviewer, at, reason)
            return _compare_and_set(connection, workspace, seen, decided)

    @override
    def add_card(self, workspace: str, proposal_id: str, card: Card) -> None:
        with writing(self._engine) as connection:
            hold(connection)
            _get(connection, workspace, proposal_id)
            if card not in _cards(connection, workspace, proposal_id):
                row = {"workspace": workspace, "proposal": proposal_id}
                values = {**row, **asdict(card)}
                connection.execute(insert(tables.card).values(**values))

    @override
    def cards(self, workspace: str, proposal_id: str) -> list[Card]:
        with reading(self._engine) as connection:
            return _cards(connection, workspace, proposal_id)


def _not_decided(workspace: str) -> tuple[ColumnElement[bool], ...]:
    return _proposal.workspace == workspace, _proposal.decision == Decision.OPEN.value


def _find(connection: Connection, workspace: str, proposal_id: str) -> Proposal | None:
    query = select(tables.proposal).filter_by(workspace=workspace, id=proposal_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else proposal_of(row)


def _get(connection: Connection, workspace: str, proposal_id: str) -> Proposal:
    proposal = _find(connection, workspace, proposal_id)
    if proposal is None:
        raise NotThere("proposal", proposal_id)
    return proposal


def _check_code(connection: Connection, workspace: str, entry_id: str | None, draft: Draft) -> None:
    if entry_id is None:
        return
    code = entry(connection, workspace, entry_id).code
    if draft.code != code:
        raise DraftError({Field.CODE: f"This entry is about {code}: its code cannot change."})


def _check_base(connection: Connection, workspace: str, proposal: Proposal) -> None:
    """Raise `ConflictError` where the entry is no longer what the proposal was made from."""
    if proposal.entry is not None:
        newest = entry(connection, workspace, proposal.entry)
        if newest.revision.version != proposal.base:
            raise ConflictError(newest)


def _is_done(proposal: Proposal, seen: Seen, draft: Draft, by: Person) -> bool:
    """Whether the proposal says so already, by the same person: the form was submitted again."""
    next_one = proposal.version == seen.version + 1 and proposal.decision is Decision.OPEN
    return next_one and (proposal.draft, proposal.last_author) == (draft, by)


def _decided(decision: Decision, reviewer: Person, at: datetime, reason: str) -> Columns:
    by = person_columns("decided_by", reviewer)
    return {"decision": decision.value, **by, "decided_at": at, "reason": reason}


def _compare_and_set(
    connection: Connection, workspace: str, seen: Seen, columns: Columns
) -> Proposal:
    """The proposal, changed, if it is open and still the version that was seen.

    Raises `NotThere`, and `ConflictError` with the proposal as it is.
    """
    this = update(tables.proposal).where(
        *_not_decided(workspace), _proposal.id == seen.proposal, _proposal.version == seen.version
    )
    changed = connection.execute(this.values(**columns)).rowcount
    now = _get(connection, workspace, seen.proposal)
    if not changed:
        raise ConflictError(now)
    return now


def _cards(connection: Connection, workspace: str, proposal_id: str) -> list[Card]:
    query = select(tables.card).filter_by(workspace=workspace, proposal=proposal_id)
    cards = [Card(row.channel, row.ts, row.reader) for row in connection.execute(query)]
    return sorted(cards, key=lambda card: (card.channel, card.ts))
