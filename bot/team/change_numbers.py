"""The lock for all writers of entries and proposals, and the number of each change."""

from sqlalchemy import Connection, select, update

from bot.team import tables

_sequence = tables.change.c.sequence


def lock_changes(connection: Connection) -> int:
    """Wait until no other transaction writes entries or proposals; return the latest number.

    SQLite has one writer anyway. On PostgreSQL, the counter's row is locked until the commit.
    """
    return int(connection.execute(select(_sequence).with_for_update()).scalar_one())


def next_change(connection: Connection) -> int:
    """Take the same lock, increment the counter, and return the number of this change."""
    number = lock_changes(connection) + 1
    connection.execute(update(tables.change).values(sequence=number))
    return number


def latest_change(connection: Connection) -> int:
    """Return the number of the latest committed change of any entry of any workspace."""
    return connection.execute(select(_sequence)).scalar() or 0
