"""The one lock of whoever writes entries or proposals, and the number of each change."""

from sqlalchemy import Connection, select, update

from bot.team import tables

_sequence = tables.change.c.sequence


def hold(connection: Connection) -> int:
    """Wait until nobody else writes entries or proposals; the number of the latest change.

    SQLite has one writer anyway; on PostgreSQL, the row of the counter is held until the commit.
    """
    return int(connection.execute(select(_sequence).with_for_update()).scalar_one())


def next_change(connection: Connection) -> int:
    """The same, and count up: the number of the change that this transaction makes."""
    number = hold(connection) + 1
    connection.execute(update(tables.change).values(sequence=number))
    return number
