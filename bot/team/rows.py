"""Converts rows into values of the model, and values into columns of rows."""

from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, func, select

from bot.codes.status_code import StatusCode
from bot.team import tables
from bot.team.draft_form import TEAM_CONTEXTS
from bot.team.model import (
    Decision,
    Draft,
    Imported,
    Origin,
    Person,
    Proposal,
    Question,
    Revision,
    TeamEntry,
    Vote,
)

Columns = dict[str, Any]

_entry, _revision, _vote = tables.entry.c, tables.revision.c, tables.vote.c

REVISIONS = (
    _revision.version,
    _entry.code,
    _revision.cause,
    _revision.steps,
    _revision.applies_to,
    _revision.link,
    _revision.printed_by,
    _revision.author_id,
    _revision.author_name,
    _revision.approver_id,
    _revision.approver_name,
    _revision.at,
    _revision.origin,
    _revision.why,
    _revision.editors,
)
ENTRIES = (
    _entry.id,
    _entry.workspace,
    _entry.helped,
    _entry.did_not_help,
    _entry.source_workspace,
    _entry.source_id,
    _entry.imported_by_id,
    _entry.imported_by_name,
    _entry.imported_at,
)
_ORIGINS = {origin.value: origin for origin in Origin}


def select_entries() -> Select[Any]:
    """The query for `entries_of`: each entry with its newest revision."""
    newest = and_(
        _revision.workspace == _entry.workspace,
        _revision.entry == _entry.id,
        _revision.version == _entry.version,
    )
    return select(*ENTRIES, *REVISIONS).join_from(tables.entry, tables.revision, newest)


def select_revisions() -> Select[Any]:
    """The query for every revision: an entry's id, then the columns for `revision_of`."""
    same = and_(_revision.workspace == _entry.workspace, _revision.entry == _entry.id)
    return select(_entry.id, *REVISIONS).join_from(tables.entry, tables.revision, same)


def counted_votes(*, helped: bool) -> ScalarSelect[int]:
    """The number of votes for or against an entry, for a statement about entries."""
    votes = select(func.count()).where(
        _vote.workspace == _entry.workspace, _vote.entry == _entry.id, _vote.helped.is_(helped)
    )
    return votes.correlate(tables.entry).scalar_subquery()


class People(dict[tuple[str | None, str | None], Person | None]):
    """A cache of persons: there are few, and many rows name them."""

    def __missing__(self, key: tuple[str | None, str | None]) -> Person | None:
        """The person of that id and name; None without an id."""
        self[key] = None if key[0] is None else Person(key[0], key[1] or "")
        return self[key]


def entries_of(rows: Iterable[Sequence[Any]]) -> Iterator[TeamEntry]:
    """The entries in the rows of `select_entries`."""
    people = People()
    for name, workspace, helped, did_not, source, source_id, by, by_name, at, *rest in rows:
        # The ids are nearly always equal. Sharing one saves memory: all entries stay in memory.
        source_id = name if source_id == name else source_id  # noqa: PLW2901 - an equal value
        imported = Imported(intern(source), source_id, people[by, by_name], at) if at else None
        newest = revision_of(rest, people)
        yield TeamEntry(name, intern(workspace), newest, helped, did_not, imported)


def revision_of(columns: Iterable[Any], people: People) -> Revision:
    """The revision in the columns `REVISIONS`."""
    (
        version,
        code,
        cause,
        steps,
        applies_to,
        link,
        printed_by,
        author,
        author_name,
        approver,
        approver_name,
        at,
        origin,
        why,
        editors,
    ) = columns
    context = TEAM_CONTEXTS[printed_by]
    draft = Draft(StatusCode(code), cause, steps, intern(applies_to), intern(link), context)
    author, approver = people[author, author_name], people[approver, approver_name]
    return Revision(version, draft, author, approver, at, _ORIGINS[origin], why, editors)


def revision_columns(workspace: str, entry_id: str, revision: Revision) -> Columns:
    """The columns of the table of revisions."""
    return {
        "workspace": workspace,
        "entry": entry_id,
        "version": revision.version,
        **draft_columns(revision.draft),
        **person_columns("author", revision.author),
        **person_columns("approver", revision.approver),
        "at": revision.at,
        "origin": revision.origin.value,
        "why": revision.why,
        "editors": revision.editors,
    }


def draft_columns(draft: Draft) -> Columns:
    """The columns of a draft, except for its code."""
    return {
        "cause": draft.cause,
        "steps": draft.steps,
        "applies_to": draft.applies_to,
        "link": draft.link,
        "printed_by": draft.printed_by.value,
    }


def person_columns(role: str, person: Person | None) -> Columns:
    """The two columns of a person in a role; both are null for None."""
    return {
        f"{role}_id": person.id if person else None,
        f"{role}_name": person.name if person else None,
    }


def proposal_of(row: Row[Any]) -> Proposal:
    """The proposal in a row of the table of proposals."""
    people = People()
    return Proposal(
        id=row.id,
        workspace=row.workspace,
        draft=Draft(
            StatusCode(row.code),
            row.cause,
            row.steps,
            row.applies_to,
            row.link,
            TEAM_CONTEXTS[row.printed_by],
        ),
        proposer=people[row.proposer_id, row.proposer_name],
        at=row.at,
        entry=row.entry,
        base=row.base,
        decision=Decision(row.decision),
        decided_by=people[row.decided_by_id, row.decided_by_name],
        decided_at=row.decided_at,
        reason=row.reason,
        edited_by=people[row.edited_by_id, row.edited_by_name],
        edited_at=row.edited_at,
        version=row.version,
        editors=row.editors,
    )


def proposal_columns(proposal: Proposal) -> Columns:
    """The columns of the table of proposals."""
    return {
        "id": proposal.id,
        "workspace": proposal.workspace,
        "code": proposal.draft.code.decimal,
        **draft_columns(proposal.draft),
        **person_columns("proposer", proposal.proposer),
        "at": proposal.at,
        "entry": proposal.entry,
        "base": proposal.base,
        "decision": proposal.decision.value,
        **person_columns("decided_by", proposal.decided_by),
        "decided_at": proposal.decided_at,
        "reason": proposal.reason,
        **person_columns("edited_by", proposal.edited_by),
        "edited_at": proposal.edited_at,
        "version": proposal.version,
        "editors": proposal.editors,
    }


def question_of(row: Row[Any]) -> Question:
    """The question in a row of the table of questions."""
    return Question(StatusCode(row.code), row.person, row.at, row.channel, row.thread_ts)


def vote_of(row: Row[Any]) -> Vote:
    """The vote in a row of the table of votes."""
    return Vote(row.person, row.helped, row.at)


def vote_columns(workspace: str, entry_id: str, vote: Vote) -> Columns:
    """The columns of the table of votes."""
    return {
        "workspace": workspace,
        "entry": entry_id,
        "person": vote.person,
        "helped": vote.helped,
        "at": vote.at,
    }
