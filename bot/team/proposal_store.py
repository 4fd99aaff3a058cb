"""Proposals in SQL. The first decision on a version wins; a later one raises `ConflictError`."""

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.codes.status_code import StatusCode
from bot.database.columns import within
from bot.database.engine import Sql, reading, writing
from bot.team import tables
from bot.team.change_numbers import lock_changes, next_change
from bot.team.decision_log import log_decisions
from bot.team.draft_form import DraftError, Field
from bot.team.entry_store import get_entry, publish
from bot.team.model import (
    Act,
    Card,
    ConflictError,
    Decision,
    Draft,
    LogEntry,
    NotFoundError,
    Origin,
    Person,
    Proposal,
    ProposalVersion,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import NotAllowedError, own_text_refusal
from bot.team.rows import Columns, draft_columns, person_columns, proposal_columns, proposal_of

_proposal = tables.proposal.c


class ProposalStore(Sql):
    """The part of the store for proposals, from the draft to the decision."""

    def propose(self, workspace: str, proposal: Proposal) -> None:
        """Store a proposal, unless one of its id is stored already.

        Raises `NotFoundError` for an unknown entry, `DraftError` for another code than the entry's,
        and `ConflictError` with the entry if it has a newer version than the proposal changes.
        """
        with writing(self._engine) as connection:
            lock_changes(connection)
            if _find(connection, workspace, proposal.id) is None:
                _check_code(connection, workspace, proposal.entry, proposal.draft)
                _check_base(connection, workspace, proposal)
                row = proposal_columns(proposal) | {"workspace": workspace}
                connection.execute(insert(tables.proposal).values(**row))
                here = replace(proposal, workspace=workspace)
                _log(connection, Act.PROPOSED, here, proposal.proposer, proposal.at)

    def proposal_within(self, installation: str, proposal_id: str) -> Proposal | None:
        """Return the proposal of that id in whichever workspace of an installation it is."""
        query = select(tables.proposal).where(within(_proposal.workspace, installation))
        with reading(self._engine) as connection:
            row = connection.execute(query.filter_by(id=proposal_id)).first()
        return proposal_of(row) if row else None

    def open_proposals(
        self,
        workspace: str,
        code: StatusCode | None = None,
        proposer: str | None = None,
        limit: int | None = None,
    ) -> list[Proposal]:
        """Return the open proposals, the oldest first: all, or of one code, or of one person.

        Reads no more than `limit` rows.
        """
        query = select(tables.proposal).where(*_is_open(workspace))
        if code is not None:
            query = query.where(_proposal.code == code.decimal)
        if proposer is not None:
            query = query.where(_proposal.proposer_id == proposer)
        oldest = query.order_by(_proposal.at, _proposal.id).limit(limit)
        with reading(self._engine) as connection:
            return [proposal_of(row) for row in connection.execute(oldest)]

    def count_open(self, workspace: str) -> int:
        """Return the number of open proposals."""
        query = select(func.count()).where(*_is_open(workspace))
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def change_draft(
        self, workspace: str, seen: ProposalVersion, draft: Draft, by: Person, at: datetime
    ) -> Proposal:
        """Store another draft as the next version of the proposal, and return it.

        The same edit of the same version by the same person changes nothing the second time.

        Raises `NotFoundError`, `ConflictError` with the proposal if it is decided or has another
        version than the one seen, and `DraftError` for another code than that of its entry.
        """
        with writing(self._engine) as connection:
            lock_changes(connection)
            proposal = _get(connection, workspace, seen.proposal)
            _check_code(connection, workspace, proposal.entry, draft)
            if _is_repeated_edit(proposal, seen, draft, by):
                return proposal
            edited = {**person_columns("edited_by", by), "edited_at": at}
            version = {"version": seen.version + 1, "editors": proposal.with_editor(by)}
            columns = {"code": draft.code.decimal, **draft_columns(draft), **edited, **version}
            edited_proposal = _compare_and_set(connection, workspace, seen, columns)
            _log(connection, Act.EDITED, edited_proposal, by, at)
            return edited_proposal

    def approve(  # noqa: PLR0913 - who approves what, and when
        self,
        workspace: str,
        seen: ProposalVersion,
        reviewer: Person,
        at: datetime,
        new_entry_id: str,
        *,
        own: bool = False,
    ) -> TeamEntry:
        """Publish a proposal, as a new entry or as the next version of its entry.

        Raises `NotFoundError`; `ConflictError` with the proposal if it is decided or has another
        version than the one seen, and with the entry if that has a newer version than the proposal
        changes; and `NotAllowedError` for its proposer and its last editor, unless reviewers may
        approve their `own` text.
        """
        with writing(self._engine) as connection:
            change = next_change(connection)
            decided = _decided(Decision.APPROVED, reviewer, at, "")
            proposal = _compare_and_set(connection, workspace, seen, decided)
            if not own and (refusal := own_text_refusal(reviewer.id, proposal)):
                raise NotAllowedError(refusal)
            revision = Revision(
                (proposal.base or 0) + 1,
                proposal.draft,
                proposal.proposer,
                reviewer,
                at,
                Origin.PUBLISHED,
                editors=proposal.editors,
            )
            entry_id = proposal.entry or new_entry_id
            published = replace(proposal, entry=entry_id, version=revision.version)
            _log(connection, Act.APPROVED, published, reviewer, at)
            return publish(connection, workspace, entry_id, revision, change)

    def reject(
        self, workspace: str, seen: ProposalVersion, reviewer: Person, at: datetime, reason: str
    ) -> Proposal:
        """Reject the proposal, and return it.

        Raises `NotFoundError`, and `ConflictError` with the proposal if it is decided or has
        another version than the one seen.
        """
        with writing(self._engine) as connection:
            lock_changes(connection)
            decided = _decided(Decision.REJECTED, reviewer, at, reason)
            rejected = _compare_and_set(connection, workspace, seen, decided)
            _log(connection, Act.REJECTED, rejected, reviewer, at)
            return rejected

    def add_card(self, workspace: str, proposal_id: str, card: Card) -> None:
        """Store the place of a review card. Raises `NotFoundError`."""
        with writing(self._engine) as connection:
            lock_changes(connection)
            _get(connection, workspace, proposal_id)
            if card not in _cards(connection, workspace, proposal_id):
                row = {"workspace": workspace, "proposal": proposal_id, **asdict(card)}
                connection.execute(insert(tables.card).values(**row))

    def cards(self, workspace: str, proposal_id: str) -> list[Card]:
        """Return the places of the proposal's review cards."""
        with reading(self._engine) as connection:
            return _cards(connection, workspace, proposal_id)


def _log(
    connection: Connection, act: Act, proposal: Proposal, person: Person | None, at: datetime
) -> None:
    line = LogEntry(
        act, person, at, proposal.draft.code, proposal.id, proposal.entry, proposal.version
    )
    log_decisions(connection, proposal.workspace, [line])


def _is_open(workspace: str) -> tuple[ColumnElement[bool], ...]:
    return _proposal.workspace == workspace, _proposal.decision == Decision.OPEN.value


def _find(connection: Connection, workspace: str, proposal_id: str) -> Proposal | None:
    query = select(tables.proposal).filter_by(workspace=workspace, id=proposal_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else proposal_of(row)


def _get(connection: Connection, workspace: str, proposal_id: str) -> Proposal:
    proposal = _find(connection, workspace, proposal_id)
    if proposal is None:
        raise NotFoundError("proposal", proposal_id)
    return proposal


def _check_code(connection: Connection, workspace: str, entry_id: str | None, draft: Draft) -> None:
    """Raise `DraftError` if the draft is about another code than its entry."""
    if entry_id is None:
        return
    code = get_entry(connection, workspace, entry_id).code
    if draft.code != code:
        raise DraftError({Field.CODE: f"This entry is about {code}: its code cannot change."})


def _check_base(connection: Connection, workspace: str, proposal: Proposal) -> None:
    """Raise `ConflictError` if the entry has another version than the proposal changes."""
    if proposal.entry is not None:
        newest = get_entry(connection, workspace, proposal.entry)
        if newest.revision.version != proposal.base:
            raise ConflictError(newest)


def _is_repeated_edit(proposal: Proposal, seen: ProposalVersion, draft: Draft, by: Person) -> bool:
    """Whether the same person has submitted the same form before."""
    is_next = proposal.version == seen.version + 1 and proposal.decision is Decision.OPEN
    return is_next and (proposal.draft, proposal.last_author) == (draft, by)


def _decided(decision: Decision, reviewer: Person, at: datetime, reason: str) -> Columns:
    by = person_columns("decided_by", reviewer)
    return {"decision": decision.value, **by, "decided_at": at, "reason": reason}


def _compare_and_set(
    connection: Connection, workspace: str, seen: ProposalVersion, columns: Columns
) -> Proposal:
    """Change the proposal if it is open and has the version that was seen, and return it.

    Raises `NotFoundError`, and `ConflictError` with the proposal as it is.
    """
    unchanged = update(tables.proposal).where(
        *_is_open(workspace), _proposal.id == seen.proposal, _proposal.version == seen.version
    )
    count = connection.execute(unchanged.values(**columns)).rowcount
    proposal = _get(connection, workspace, seen.proposal)
    if not count:
        raise ConflictError(proposal)
    return proposal


def _cards(connection: Connection, workspace: str, proposal_id: str) -> list[Card]:
    query = select(tables.card).filter_by(workspace=workspace, proposal=proposal_id)
    cards = [Card(row.channel, row.ts, row.reader) for row in connection.execute(query)]
    return sorted(cards, key=lambda card: (card.channel, card.ts))
