"""The file of a SQLite database, in which nothing is written once it has lost its name.

A file that is deleted or replaced lives on for as long as it is open, and all that is written to it
until then is gone with the process. With a write-ahead log SQLite does not look; so it is looked
before each transaction, and once more before it is committed.
"""

import logging
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.database.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

FILE = "file"
"""The option of an engine that is its `SqliteFile`."""


class _Identity(NamedTuple):
    """Which file it is, whatever its name."""

    device: int
    number: int


class SqliteFile:
    """The file at `path`, and what SQLite puts beside it: the log and its index.

    Once one of them is another than was opened, nothing more is read or written, until `reopen`
    finds a file there. What was committed goes from the log into the file that was open, wherever
    that is now. No file is made in its place: that would be one in which the team has learnt
    nothing, and nobody would be told.
    """

    def __init__(self, path: Path, connections: int) -> None:
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._index = path.with_name(f"{path.name}-shm")
        self._most = connections
        self._open = 0
        self._lost = False
        self._opened: dict[Path, _Identity | None] = {}

    def watch(self, engine: Engine) -> None:
        """See to it that all connections of the engine are to this file."""
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "checkout", self._check_out)
        event.listen(engine, "commit", self._check_commit)
        event.listen(engine, "close", self._closed)
        engine.update_execution_options(**{FILE: self})

    def reopen(self, engine: Engine) -> bool:
        """Use what is at the path now, if the file was lost; whether it is another.

        Raises `DatabaseUnavailable` while there is nothing.
        """
        if not self._lost:
            return False
        self._close_all(engine)
        found = _identity(self._path)
        if found is None:
            raise DatabaseUnavailable(f"{self._path} is gone: put it back, or restart the bot")
        another = found != self._opened[self._path]
        if not self._is_as_opened():
            self._put_aside(self._index, *([self._log] if another else []))
        self._opened = {self._path: found}
        self._lost = False
        log.warning("%s is used again%s", self._path, ", which is another file" if another else "")
        return another

    def _close_all(self, engine: Engine) -> None:
        """Close all connections: SQLite's locks don't bear two logs of one name in one process."""
        for _ in range(self._most):
            with suppress(DatabaseUnavailable):  # by which the pool closes what it would hand out
                engine.connect().close()
        if self._open:
            raise DatabaseUnavailable(f"{self._path} was lost, and is still in use")

    def _put_aside(self, *beside: Path) -> None:
        """Rename what belongs to the file of before: it would be read as the new one's."""
        for each in beside:
            if _identity(each) == self._opened.get(each, _NOTHING):
                try:
                    each.replace(each.with_name(f"{each.name}.old"))
                except OSError as error:
                    raise DatabaseUnavailable(f"{each}, of another file: {error}") from error

    # What SQLAlchemy tells

    def _connect(
        self, dialect: Dialect, _: object, arguments: list[str], options: dict[str, object]
    ) -> DBAPIConnection:
        """Open a connection; only the first of all may make the file."""
        if self._lost:
            raise self._unavailable()
        mode = "rw" if self._opened else "rwc"
        arguments[:] = [f"{self._path.as_uri()}?mode={mode}"]
        connection = dialect.connect(*arguments, uri=True, **options)
        self._open += 1
        self._opened.setdefault(self._path, _identity(self._path))
        return connection

    def _check_out(self, connection: sqlite3.Connection, *_: object) -> None:
        if self._lost or not self._is_as_opened():
            self._lose(connection)
            raise self._unavailable()

    def _check_commit(self, _: Connection) -> None:
        if self._lost or not self._is_as_opened():
            raise self._unavailable()
        for beside in (self._log, self._index):
            if beside not in self._opened and (found := _identity(beside)):
                self._opened[beside] = found

    def _closed(self, _: DBAPIConnection, __: ConnectionPoolEntry) -> None:
        """With the last connection SQLite removes what is beside the file."""
        self._open -= 1
        if not self._open and not self._lost:
            self._opened = {self._path: self._opened[self._path]}

    def _is_as_opened(self) -> bool:
        opened = self._opened.copy()  # another thread may open a connection meanwhile
        return all(_identity(path) == known for path, known in opened.items())

    def _lose(self, connection: sqlite3.Connection) -> None:
        """Have what was committed written from the log into the file that is open, if it can be."""
        if not self._lost:
            self._lost = True
            log.error("%s was deleted or replaced: nothing more is written to it", self._path)
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _unavailable(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"{self._path} was deleted or replaced while it was open")


_NOTHING = _Identity(-1, -1)


def _identity(path: Path) -> _Identity | None:
    """Which file is at the path, if one can be found there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _Identity(found.st_dev, found.st_ino)


def reopened(engine: Engine) -> bool:
    """Whether the database is another from now on: its file was lost, and there is another.

    Raises `DatabaseUnavailable` where it was lost and there is none.
    """
    file = engine.get_execution_options().get(FILE)
    return file is not None and file.reopen(engine)
