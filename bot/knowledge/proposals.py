"""Proposals in SQL: whoever decides first has decided."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from typing_extensions import override

from bot.codes.status_code import StatusCode
from bot.knowledge import tables
from bot.knowledge.engine import Sql, reading, writing
from bot.knowledge.entries import entry, publish
from bot.knowledge.model import (
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
    TeamEntry,
)
from bot.knowledge.numbering import hold, next_change
from bot.knowledge.rows import Columns, draft_columns, person_columns, proposal_columns, proposal_of
from bot.knowledge.store import NotThere, ProposalStore

_proposal = tables.proposal.c


class Proposals(Sql, ProposalStore):
    """The part of the store that holds proposals."""

    @override
    def propose(self, workspace: str, proposal: Proposal) -> None:
        with writing(self._engine) as connection:
            hold(connection)
            if _find(connection, workspace, proposal.id) is None:
                _check_code(connection, workspace, proposal.entry, proposal.draft)
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
        self, workspace: str, proposal_id: str, draft: Draft, by: Person, at: datetime
    ) -> Proposal:
        with writing(self._engine) as connection:
            hold(connection)
            proposal = _open(connection, workspace, proposal_id)
            _check_code(connection, workspace, proposal.entry, draft)
            edited = {**person_columns("edited_by", by), "edited_at": at}
            columns = {"code": draft.code.decimal, **draft_columns(draft), **edited}
            return _change(connection, workspace, proposal_id, columns)

    @override
    def approve(
        self,
        workspace: str,
        proposal_id: str,
        reviewer: Person,
        at: datetime,
        new_entry_id: str,
        why: str = "",
    ) -> TeamEntry:
        with writing(self._engine) as connection:
            change = next_change(connection)
            proposal = _open(connection, workspace, proposal_id)
            base, entry_id = 0, new_entry_id
            if proposal.entry is not None:
                entry_id = proposal.entry
                base = entry(connection, workspace, entry_id).revision.version
                if base != proposal.base:
                    raise ConflictError
            revision = Revision(
                base + 1, proposal.draft, proposal.proposer, reviewer, at, Origin.PUBLISHED, why
            )
            publish(connection, workspace, entry_id, revision, change)
            decided = _decided(Decision.APPROVED, reviewer, at, why)
            _change(connection, workspace, proposal_id, decided)
            return entry(connection, workspace, entry_id)

    @override
    def reject(
        self, workspace: str, proposal_id: str, reviewer: Person, at: datetime, reason: str
    ) -> Proposal:
        with writing(self._engine) as connection:
            hold(connection)
            _open(connection, workspace, proposal_id)
            decided = _decided(Decision.REJECTED, reviewer, at, reason)
            return _change(connection, workspace, proposal_id, decided)

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


def _open(connection: Connection, workspace: str, proposal_id: str) -> Proposal:
    proposal = _get(connection, workspace, proposal_id)
    if proposal.decision is not Decision.OPEN:
        raise ConflictError(proposal)
    return proposal


def _check_code(connection: Connection, workspace: str, entry_id: str | None, draft: Draft) -> None:
    if entry_id is None:
        return
    code = entry(connection, workspace, entry_id).code
    if draft.code != code:
        raise DraftError({Field.CODE: f"This entry is about {code}: its code cannot change."})


def _decided(decision: Decision, reviewer: Person, at: datetime, reason: str) -> Columns:
    by = person_columns("decided_by", reviewer)
    return {"decision": decision.value, **by, "decided_at": at, "reason": reason}


def _change(connection: Connection, workspace: str, proposal_id: str, columns: Columns) -> Proposal:
    this = update(tables.proposal).filter_by(workspace=workspace, id=proposal_id)
    connection.execute(this.values(**columns))
    return _get(connection, workspace, proposal_id)


def _cards(connection: Connection, workspace: str, proposal_id: str) -> list[Card]:
    query = select(tables.card).filter_by(workspace=workspace, proposal=proposal_id)
    cards = [Card(row.channel, row.ts, row.for_proposer) for row in connection.execute(query)]
    return sorted(cards, key=lambda card: (card.channel, card.ts))
