"""Deletes everything of a workspace, such as one that has removed the bot."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.database.columns import within
from bot.jobs.tables import job
from bot.team import tables
from bot.team.change_numbers import next_change
from bot.team.settings_store import is_left_behind
from bot.workspaces.tables import workspace as installed

TABLES = (
    tables.card,
    tables.vote,
    tables.proposal,
    tables.revision,
    tables.entry,
    tables.question,
    tables.audit,
    tables.workspace_settings,
    job,
)
"""In the order of their references."""


def delete_workspace(connection: Connection, workspace: str) -> int:
    """Delete all rows of a workspace, and its token; returns their number.

    With an organization go its workspaces that keep entries of their own. Replicas learn of it by
    the number of the change, and forget its entries and settings.
    """
    change = next_change(connection)
    count = sum(
        connection.execute(delete(table).where(within(table.c.workspace, workspace))).rowcount
        for table in TABLES
    )
    count += connection.execute(delete(installed).filter_by(id=workspace)).rowcount
    known = tables.deleted_workspace
    connection.execute(delete(known).where(within(known.c.workspace, workspace)))
    deleted = {"workspace": workspace, "changed": change}
    connection.execute(insert(tables.deleted_workspace).values(deleted))
    return count


def delete_removed(connection: Connection, before: datetime) -> dict[str, int]:
    """Delete everything of the workspaces that removed the bot before that time.

    Returns the number of rows of each, by its id. Of those that an older version has deleted, the
    settings are deleted.
    """
    connection.execute(delete(tables.workspace_settings).where(is_left_behind()))
    removed = select(installed.c.id).where(installed.c.removed_at < before)
    workspaces = list(connection.scalars(removed.order_by(installed.c.id).with_for_update()))
    return {each: delete_workspace(connection, each) for each in workspaces}
