"""Counts the rows that a query reads from a database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor

Values = tuple[object, ...] | Mapping[str, object]


@contextmanager
def proposals_read() -> Iterator[list[int]]:
    """The number of rows of each query for proposals; each is run a second time to count them."""
    rows: list[int] = []

    def count(
        _: Connection, cursor: DBAPICursor, statement: str, values: Values, *__: object
    ) -> None:
        if "FROM proposal" in statement:
            again = cursor.connection.cursor()
            again.execute(statement, values)
            rows.append(len(again.fetchall()))

    event.listen(Engine, "after_cursor_execute", count)
    try:
        yield rows
    finally:
        event.remove(Engine, "after_cursor_execute", count)
