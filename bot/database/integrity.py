"""Checks what a database guarantees by itself: whole pages, and references to rows that exist."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, func, inspect, literal_column, select, table

from bot.database.engine import reading

_LARGEST = 32 * 1024 * 1024
"""Bytes that are read at a start: that takes a fraction of a second."""
_MOST_DAMAGED = 20
"""Findings of damage that are reported: a damaged file has thousands."""


def storage_findings(connection: Connection) -> Iterator[str]:
    """What is wrong with the database, as sentences.

    Raises an error of SQLAlchemy if a part of it cannot be read at all.
    """
    if connection.dialect.name == "sqlite":
        yield from _damage(connection)
        yield from _broken_references(connection)
    else:
        _read_every_row(connection)


def is_damaged(engine: Engine) -> bool:
    """Whether the pages of a SQLite file are not whole, as far as that is found out in a moment.

    A file that is too large for that is not read. Raises `DatabaseUnavailable` if a part of it
    cannot be read at all.
    """
    with reading(engine) as connection:
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("page_count", "page_size")
        )
        if pages * size > _LARGEST:
            return False
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    return bool(found != "ok")


def _damage(connection: Connection) -> Iterator[str]:
    """What SQLite's own check finds: https://sqlite.org/pragma.html#pragma_integrity_check."""
    for (found,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_DAMAGED})"):
        for line in found.splitlines():
            if line != "ok" and not line.startswith("***"):  # a heading: "*** in database main ***"
                yield f"The file is damaged: {line}. Restore a backup."


def _broken_references(connection: Connection) -> Iterator[str]:
    """Rows without the row that they belong to, which other programs may have left."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    for (child, parent), count in Counter((row[0], row[2]) for row in rows).items():
        rows_belong = "row belongs" if count == 1 else "rows belong"
        yield f"{count} {rows_belong} to no {parent}, in the table {child}."


def _read_every_row(connection: Connection) -> None:
    """Have PostgreSQL read all columns, as it checks pages then. It checks references by itself."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    count = select(func.count(literal_column("whole::text")))
    for name in inspect(connection).get_table_names():
        connection.execute(count.select_from(table(name).alias("whole")))
