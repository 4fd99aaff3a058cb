"""Deletes a person's data from every table that can hold it."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, tuple_, update

from bot.database.columns import within
from bot.jobs.model import State
from bot.jobs.tables import job
from bot.team import tables
from bot.team.change_numbers import next_change
from bot.team.entry_store import count_votes
from bot.team.rows import Columns, person_columns
from bot.workspaces.tables import workspace as installed

_entry, _vote = tables.entry.c, tables.vote.c


class _Place(NamedTuple):
    """A column with the ids of people, and what its row holds once the person is forgotten.

    `entry` is the column of the id of the entry that this changes, None if it changes none.
    """

    table: Table
    column: str
    cleared: Columns
    entry: str | None = None


def _role(table: Table, role: str, entry: str | None = None) -> _Place:
    return _Place(table, f"{role}_id", person_columns(role, None), entry)


_PLACES = (
    _role(tables.revision, "author", "entry"),
    _role(tables.revision, "approver", "entry"),
    _role(tables.entry, "imported_by", "id"),
    _role(tables.proposal, "proposer"),
    _role(tables.proposal, "decided_by"),
    _role(tables.proposal, "edited_by"),
    _role(tables.workspace_settings, "set_by"),
    _Place(tables.audit, "person", {"person": None, "name": None}),
    _Place(tables.card, "reader", {"reader": None}),
    _Place(job, "user_id", {"user_id": None}),  # a finished one keeps its key: it is not repeated
)
"""Where a person is named in rows that stay."""


def forget_person(connection: Connection, person: str, workspace: str | None) -> int:
    """Delete the person's data in one workspace or in all; return the number of changed rows."""
    change = next_change(connection)
    return (
        _delete_rows(connection, person, workspace)
        + _forget_votes(connection, person, workspace, change)
        + _forget_names(connection, person, workspace, change)
        + _forget_editors(connection, person, workspace, change)
        + _forget_installer(connection, person, workspace)
        + _forget_reviewer(connection, person, workspace, change)
    )


def _delete_rows(connection: Connection, person: str, workspace: str | None) -> int:
    """Delete the person's questions and unfinished jobs."""
    questions = delete(tables.question).where(*_of(tables.question, "person", person, workspace))
    theirs = _of(job, "user_id", person, workspace)
    unfinished = delete(job).where(*theirs, job.c.state != State.DONE)
    return connection.execute(questions).rowcount + connection.execute(unfinished).rowcount


def _forget_votes(connection: Connection, person: str, workspace: str | None, change: int) -> int:
    theirs = _of(tables.vote, "person", person, workspace)
    voted = connection.execute(select(_vote.workspace, _vote.entry).where(*theirs)).all()
    connection.execute(delete(tables.vote).where(*theirs))
    for its_workspace, entry_id in voted:
        count_votes(connection, its_workspace, entry_id, change)
    return len(voted)


def _forget_names(connection: Connection, person: str, workspace: str | None, change: int) -> int:
    count = 0
    for table, column, cleared, entry in _PLACES:
        theirs = _of(table, column, person, workspace)
        if entry:
            named = select(table.c.workspace, table.c[entry]).where(*theirs)
            _mark_changed(connection, tuple_(_entry.workspace, _entry.id).in_(named), change)
        count += connection.execute(update(table).where(*theirs).values(cleared)).rowcount
    return count


def _forget_editors(connection: Connection, person: str, workspace: str | None, change: int) -> int:
    """Remove the person from the lists of editors: JSON, so each edited draft is read."""
    count = 0
    for table in (tables.proposal, tables.revision):
        everywhere = select(table).where(table.c.editors != ())
        edited = everywhere.where(*_in(table, workspace))
        for row in connection.execute(edited).all():
            left = tuple(each and (None if each.id == person else each) for each in row.editors)
            if left == row.editors:
                continue
            its_key = [column == getattr(row, column.name) for column in table.primary_key]
            connection.execute(update(table).where(*its_key).values(editors=left))
            if table is tables.revision:
                its_entry = and_(_entry.workspace == row.workspace, _entry.id == row.entry)
                _mark_changed(connection, its_entry, change)
            count += 1
    return count


def _forget_installer(connection: Connection, person: str, workspace: str | None) -> int:
    theirs = [installed.c.installed_by == person]
    if workspace is not None:
        theirs.append(installed.c.id == workspace)
    return connection.execute(update(installed).where(*theirs).values(installed_by="")).rowcount


def _forget_reviewer(
    connection: Connection, person: str, workspace: str | None, change: int
) -> int:
    """Remove the person from the lists of reviewers: JSON, so each list is read."""
    settings = tables.workspace_settings
    everywhere = select(settings)
    lists = everywhere.where(*_in(settings, workspace))
    with_person = [row for row in connection.execute(lists) if person in row.reviewers]
    for row in with_person:
        left = [each for each in row.reviewers if each != person]
        its_key = {"workspace": row.workspace, "version": row.version}
        fewer = update(settings).filter_by(**its_key).values(reviewers=left, changed=change)
        connection.execute(fewer)
    return len(with_person)


def _mark_changed(connection: Connection, entries: ColumnElement[bool], change: int) -> None:
    connection.execute(update(tables.entry).where(entries).values(changed=change))


def _of(table: Table, column: str, person: str, workspace: str | None) -> list[ColumnElement[bool]]:
    """The condition for rows of that person, in one workspace or in all."""
    return [table.c[column] == person, *_in(table, workspace)]


def _in(table: Table, workspace: str | None) -> list[ColumnElement[bool]]:
    """The condition for rows of one workspace, or none for all."""
    return [] if workspace is None else [within(table.c.workspace, workspace)]
