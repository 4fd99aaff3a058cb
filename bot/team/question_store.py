"""Questions in SQL. No message texts are stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    distinct,
    false,
    func,
    insert,
    select,
    update,
)

from bot.codes.status_code import StatusCode
from bot.database.columns import within
from bot.database.engine import Sql, reading, writing
from bot.team import tables
from bot.team.model import Question, QuestionCount
from bot.team.rows import question_of
from bot.team.settings_store import delete_past

_question = tables.question.c


class QuestionStore(Sql):
    """The part of the store for questions."""

    def record_questions(self, workspace: str, *questions: Question, known: bool) -> None:
        """Store questions about codes whose causes were `known` at that time, or not."""
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

    def unknown_codes(self, workspace: str) -> list[QuestionCount]:
        """Count the questions asked while their cause was unknown; the most frequent code first."""
        where = [_question.workspace == workspace, _question.known == false()]
        with reading(self._engine) as connection:
            return _counts(connection, where)

    def most_asked(self, workspace: str, since: datetime, limit: int) -> list[QuestionCount]:
        """Count all questions since then; the most frequent code first."""
        where = [_question.workspace == workspace, _question.at >= since]
        with reading(self._engine) as connection:
            return _counts(connection, where, limit)

    def unanswered(self, workspace: str, code: StatusCode) -> list[Question]:
        """Return the last question of each person to notify when the cause is known, by time."""
        query = select(tables.question).where(_is_unanswered(workspace, code))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_question.at, _question.id)).all()
        last = {row.person: question_of(row) for row in rows}
        return sorted(last.values(), key=lambda question: question.at)

    def mark_notified(self, workspace: str, questions: Sequence[Question]) -> None:
        """Record that the people were notified: for these and their earlier questions."""
        with writing(self._engine) as connection:
            for question in questions:
                theirs = and_(_question.person == question.person, _question.at <= question.at)
                unanswered = _is_unanswered(workspace, question.code)
                notified = update(tables.question).where(unanswered, theirs).values(notified=True)
                connection.execute(notified)

    def delete_questions(self, now: datetime, days: int) -> int:
        """Delete the questions that their workspaces keep no longer; return their number.

        `days` is for the workspaces that have not said for how long.
        """
        with writing(self._engine) as connection:
            return delete_past(connection, tables.question, now, days)


def _is_unanswered(workspace: str, code: StatusCode) -> ColumnElement[bool]:
    """The condition for questions whose cause was unknown, and is not yet reported."""
    return and_(
        within(_question.workspace, workspace),  # an organization's entry is for all of them
        _question.code == code.decimal,
        _question.known == false(),
        _question.notified == false(),
    )


def _counts(
    connection: Connection, where: Sequence[ColumnElement[bool]], limit: int | None = None
) -> list[QuestionCount]:
    times = func.count().label("times")
    last = func.max(_question.at).label("last")
    people = func.count(distinct(_question.person))
    query = select(_question.code, times, people, last).where(*where).group_by(_question.code)
    order = (times.desc(), last.desc(), _question.code)
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [QuestionCount(StatusCode(code), *counts) for code, *counts in rows]
