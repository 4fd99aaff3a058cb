"""Questions and refused attempts in SQL, and how a person is forgotten. No message texts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    distinct,
    false,
    func,
    insert,
    select,
    tuple_,
    update,
)
from typing_extensions import override

from bot.codes.status_code import StatusCode
from bot.database.engine import Sql, reading, writing
from bot.jobs.model import State
from bot.jobs.tables import job
from bot.team import tables
from bot.team.change_numbers import next_change
from bot.team.entries import recount
from bot.team.model import Asked, Audit, Question
from bot.team.rows import person_columns, question_of
from bot.team.store import QuestionStore

_question, _entry, _vote = tables.question.c, tables.entry.c, tables.vote.c

NAMED = (
    (tables.revision, "author", "entry"),
    (tables.revision, "approver", "entry"),
    (tables.entry, "imported_by", "id"),
    (tables.proposal, "proposer", None),
    (tables.proposal, "decided_by", None),
    (tables.proposal, "edited_by", None),
)


class Questions(Sql, QuestionStore):
    """The part of the store that holds who asked."""

    @override
    def asked(self, workspace: str, *questions: Question, known: bool) -> None:
        rows = [
            {
                "workspace": workspace,
                "code": question.code.decimal,
                "person": question.person,
                "at": question.at,
                "channel": question.channel,
                "thread_ts": question.thread_ts,
                "known": known,
            }
            for question in questions
        ]
        with writing(self._engine) as connection:
            connection.execute(insert(tables.question), rows)

    @override
    def unknown(self, workspace: str, since: datetime | None = None) -> list[Asked]:
        where = [_question.workspace == workspace, _question.known == false()]
        if since is not None:
            where.append(_question.at >= since)
        with reading(self._engine) as connection:
            return _counted(connection, where)

    @override
    def most_asked(self, workspace: str, since: datetime, limit: int) -> list[Asked]:
        where = [_question.workspace == workspace, _question.at >= since]
        with reading(self._engine) as connection:
            return _counted(connection, where, limit)

    @override
    def waiting(self, workspace: str, code: StatusCode) -> list[Question]:
        query = select(tables.question).where(_waits(workspace, code))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_question.at, _question.id)).all()
        last = {row.person: question_of(row) for row in rows}
        return sorted(last.values(), key=lambda question: question.at)

    @override
    def told(self, workspace: str, questions: Sequence[Question]) -> None:
        with writing(self._engine) as connection:
            for question in questions:
                theirs = and_(_question.person == question.person, _question.at <= question.at)
                waiting = _waits(workspace, question.code)
                connection.execute(update(tables.question).where(waiting, theirs).values(told=True))

    @override
    def refuse(self, workspace: str, person: str, what: str, at: datetime) -> None:
        row = {"workspace": workspace, "person": person, "what": what, "at": at}
        with writing(self._engine) as connection:
            connection.execute(insert(tables.audit).values(**row))

    @override
    def audits(self, workspace: str) -> list[Audit]:
        query = select(tables.audit).filter_by(workspace=workspace)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(tables.audit.c.id.desc()))
            return [Audit(row.person, row.what, row.at) for row in rows]

    @override
    def forget(self, person: str, workspace: str | None = None) -> int:
        with writing(self._engine) as connection:
            change = next_change(connection)
            return (
                _forget_questions(connection, person, workspace)
                + _forget_jobs(connection, person, workspace)
                + _forget_votes(connection, person, workspace, change)
                + _forget_names(connection, person, workspace, change)
                + _forget_editors(connection, person, workspace, change)
                + _forget_readers(connection, person, workspace)
            )

    @override
    def expire(self, before: datetime) -> int:
        with writing(self._engine) as connection:
            return connection.execute(delete(tables.question).where(_question.at < before)).rowcount


def _waits(workspace: str, code: StatusCode) -> ColumnElement[bool]:
    return and_(
        _question.workspace == workspace,
        _question.code == code.decimal,
        _question.known == false(),
        _question.told == false(),
    )


def _counted(
    connection: Connection, where: Sequence[ColumnElement[bool]], limit: int | None = None
) -> list[Asked]:
    times = func.count().label("times")
    last = func.max(_question.at).label("last")
    people = func.count(distinct(_question.person))
    query = select(_question.code, times, people, last).where(*where).group_by(_question.code)
    order = (times.desc(), last.desc(), _question.code)
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [Asked(StatusCode(code), *counts) for code, *counts in rows]


def _forget_questions(connection: Connection, person: str, workspace: str | None) -> int:
    asked = delete(tables.question).where(*_of(tables.question, "person", person, workspace))
    refused = update(tables.audit).where(*_of(tables.audit, "person", person, workspace))
    return (
        connection.execute(asked).rowcount
        + connection.execute(refused.values(person=None)).rowcount
    )


def _forget_jobs(connection: Connection, person: str, workspace: str | None) -> int:
    """What is done keeps its key, so that it is not done again; what is not done goes."""
    theirs = _of(job, "user_id", person, workspace)
    open_ = job.c.state != State.DONE
    gone = connection.execute(delete(job).where(*theirs, open_)).rowcount
    nobody = update(job).where(*theirs).values(user_id=None)
    return gone + connection.execute(nobody).rowcount


def _forget_votes(connection: Connection, person: str, workspace: str | None, change: int) -> int:
    theirs = _of(tables.vote, "person", person, workspace)
    rows = connection.execute(select(_vote.workspace, _vote.entry).where(*theirs)).all()
    connection.execute(delete(tables.vote).where(*theirs))
    for place, entry_id in rows:
        recount(connection, place, entry_id, change)
    return len(rows)


def _forget_names(connection: Connection, person: str, workspace: str | None, change: int) -> int:
    forgotten = 0
    for table, role, entry_column in NAMED:
        theirs = _of(table, f"{role}_id", person, workspace)
        if entry_column:
            here = select(table.c.workspace, table.c[entry_column]).where(*theirs)
            _mark_changed(connection, tuple_(_entry.workspace, _entry.id).in_(here), change)
        nobody = update(table).where(*theirs).values(person_columns(role, None))
        forgotten += connection.execute(nobody).rowcount
    return forgotten


def _forget_editors(connection: Connection, person: str, workspace: str | None, change: int) -> int:
    """Few drafts were edited, so all of those are looked through."""
    forgotten = 0
    for table, of_entry in ((tables.proposal, False), (tables.revision, True)):
        everywhere = select(table).where(table.c.editors != ())
        edited = everywhere if workspace is None else everywhere.filter_by(workspace=workspace)
        for row in connection.execute(edited).all():
            left = tuple(one and (None if one.id == person else one) for one in row.editors)
            if left == row.editors:
                continue
            same = [column == getattr(row, column.name) for column in table.primary_key]
            connection.execute(update(table).where(*same).values(editors=left))
            if of_entry:
                its = and_(_entry.workspace == row.workspace, _entry.id == row.entry)
                _mark_changed(connection, its, change)
            forgotten += 1
    return forgotten


def _forget_readers(connection: Connection, person: str, workspace: str | None) -> int:
    nobody = update(tables.card).where(*_of(tables.card, "reader", person, workspace))
    return connection.execute(nobody.values(reader=None)).rowcount


def _mark_changed(connection: Connection, which: ColumnElement[bool], change: int) -> None:
    connection.execute(update(tables.entry).where(which).values(changed=change))


def _of(table: Table, column: str, person: str, workspace: str | None) -> list[ColumnElement[bool]]:
    """That a row's person is this one, in a workspace or in any."""
    where = [table.c[column] == person]
    return where if workspace is None else [*where, table.c.workspace == workspace]
