"""The decision log in SQL. A line is written in the same transaction as the change it records.

The lines about settings are the rows of the settings.
"""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.codes.status_code import StatusCode
from bot.database.engine import Sql, reading, writing
from bot.team import tables
from bot.team.model import Act, LogEntry, Person
from bot.team.settings_store import delete_past, settings_log

_audit = tables.audit.c


class DecisionLog(Sql):
    """The part of the store for the decision log, and of attempts that were refused."""

    def decisions(self, workspace: str) -> list[LogEntry]:
        """Return the whole log of a workspace, the oldest first."""
        query = select(tables.audit).filter_by(workspace=workspace)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(_audit.at, _audit.id))
            settings = settings_log(connection, workspace)
            return sorted((*map(_log_entry, rows), *settings), key=attrgetter("at"))

    def record_refusal(self, workspace: str, person: str, what: str, at: datetime) -> None:
        """Store that an attempt was refused; `what` must not name a person."""
        refused = LogEntry(Act.REFUSED, Person(person, ""), at, what=what)
        with writing(self._engine) as connection:
            log_decisions(connection, workspace, [refused])

    def delete_refusals(self, now: datetime, days: int) -> int:
        """Delete the refused attempts that their workspaces keep no longer, as with questions."""
        refused = _audit.action == Act.REFUSED.value
        with writing(self._engine) as connection:
            return delete_past(connection, tables.audit, now, days, refused)


def log_decisions(connection: Connection, workspace: str, entries: Iterable[LogEntry]) -> None:
    """Add these lines to the log of the workspace."""
    rows = [
        {
            "workspace": workspace,
            "action": each.act.value,
            "person": each.person and each.person.id,
            "name": each.person and each.person.name,
            "at": each.at,
            "code": each.code and each.code.decimal,
            "proposal": each.proposal,
            "entry": each.entry,
            "version": each.version,
            "what": each.what,
        }
        for each in entries
    ]
    connection.execute(insert(tables.audit), rows)


def _log_entry(row: Row[Any]) -> LogEntry:
    return LogEntry(
        Act(row.action),
        None if row.person is None else Person(row.person, row.name or ""),
        row.at,
        None if row.code is None else StatusCode(row.code),
        row.proposal,
        row.entry,
        row.version,
        row.what,
    )
