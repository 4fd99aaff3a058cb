"""What workspaces set, in SQL. Each change is a row, which names who made it, and is never changed.

So the decision log shows the changes without a copy of them: an earlier version of the bot, which
knows no such act, reads its log as before.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, exists, insert, select

from bot.database.engine import Sql, writing
from bot.team import tables
from bot.team.change_numbers import lock_changes, next_change
from bot.team.draft_form import TEAM_CONTEXTS
from bot.team.model import Act, LogEntry, Person
from bot.team.reviewers import NotAllowedError, Reviewers
from bot.team.rows import person_columns
from bot.team.settings import NOT_SET, WorkspaceSettings, what_changed
from bot.workspaces.model import installation_of

_settings = tables.workspace_settings.c
CHANGED_MEANWHILE = "Somebody has changed the settings since you opened them. Open them again."


class SettingsStore(Sql):
    """The part of the store for the settings of workspaces."""

    def change_settings(
        self, workspace: str, settings: WorkspaceSettings, by: Person, at: datetime
    ) -> WorkspaceSettings:
        """Store the settings in place of those of the same version, and return them.

        What is in force already is not stored again. Raises `NotAllowedError` if the settings have
        another version by now.
        """
        with writing(self._engine) as connection:
            lock_changes(connection)
            before = _newest(connection, workspace)
            if settings.is_same_as(before):
                return before
            if settings.version != before.version:
                raise NotAllowedError(CHANGED_MEANWHILE)
            row = {
                "workspace": workspace,
                "version": before.version + 1,
                "reviewers": sorted(settings.reviewers.ids),
                "self_review": settings.reviewers.self_review,
                "review_channel": settings.review_channel,
                "keep_days": settings.keep_days,
                "context": settings.context,
                "separate": settings.separate,
                **person_columns("set_by", by),
                "at": at,
                "changed": next_change(connection),
            }
            connection.execute(insert(tables.workspace_settings).values(row))
            return _newest(connection, workspace)


def _newest(connection: Connection, workspace: str) -> WorkspaceSettings:
    theirs = select(tables.workspace_settings).filter_by(workspace=workspace)
    row = connection.execute(theirs.order_by(_settings.version.desc()).limit(1)).first()
    return _settings_of(row) if row else NOT_SET


def _settings_of(row: Row[Any]) -> WorkspaceSettings:
    reviewers = Reviewers(frozenset(row.reviewers), row.self_review)
    context = TEAM_CONTEXTS.get(row.context)
    return WorkspaceSettings(
        reviewers, row.review_channel, row.keep_days, row.version, context, row.separate
    )


def is_left_behind() -> ColumnElement[bool]:
    """The condition for settings of a workspace that was deleted since, by an older version.

    That version does not know their table.
    """
    deleted = tables.deleted_workspace.c
    later = deleted.workspace == _settings.workspace, deleted.changed > _settings.changed
    return exists().where(*later)


def settings_since(connection: Connection, number: int) -> Mapping[str, WorkspaceSettings]:
    """Return the settings of the workspaces that have changed them after that change."""
    changed = select(_settings.workspace).where(_settings.changed > number)
    theirs = select(tables.workspace_settings).where(
        _settings.workspace.in_(changed), ~is_left_behind()
    )
    rows = connection.execute(theirs.order_by(_settings.version))
    return {row.workspace: _settings_of(row) for row in rows}


def settings_log(connection: Connection, workspace: str) -> Iterator[LogEntry]:
    """Return a line of the decision log for each change of the settings, the oldest first."""
    theirs = select(tables.workspace_settings).filter_by(workspace=workspace)
    before = NOT_SET
    for row in connection.execute(theirs.order_by(_settings.version)):
        settings = _settings_of(row)
        by = None if row.set_by_id is None else Person(row.set_by_id, row.set_by_name or "")
        yield LogEntry(Act.CONFIGURED, by, row.at, what=what_changed(before, settings))
        before = settings


def delete_past(
    connection: Connection,
    table: Table,
    now: datetime,
    days: int,
    *conditions: ColumnElement[bool],
) -> int:
    """Delete the rows that are older than their workspace wants them kept; return their number.

    A workspace that has not said for how long keeps them as its organization does, and for `days`
    if that has not said either. Only rows that meet the conditions are deleted.
    """
    versions = select(_settings.workspace, _settings.keep_days).order_by(_settings.version)
    chosen = {row.workspace: row.keep_days for row in connection.execute(versions)}  # the newest
    least = min([days, *filter(None, chosen.values())])
    past = (*conditions, table.c.at < now - timedelta(days=least))
    deleted = 0
    for workspace in connection.scalars(select(table.c.workspace).where(*past).distinct()).all():
        kept = chosen.get(workspace) or chosen.get(installation_of(workspace)) or days
        theirs = table.c.workspace == workspace, table.c.at < now - timedelta(days=kept)
        deleted += connection.execute(delete(table).where(*conditions, *theirs)).rowcount
    return deleted
