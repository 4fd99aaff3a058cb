"""Opens the file of a SQLite database, and watches it: nothing is written to a deleted file.

A deleted file exists until it is closed. Until then writes to it succeed, but they are lost when
the process ends. With a write-ahead log SQLite does not check this. So it is checked here before
each transaction, and again before each commit.
"""

import logging
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.read_only import FROZEN, check_unchanged, freeze, has_no_log

log = logging.getLogger(__name__)

_OPTION = "file"
"""The execution option of an engine that is its `SqliteFile`."""


def reopen(engine: Engine) -> bool:
    """Use the file that replaced the engine's file, if any; return whether it is another file.

    Raises `DatabaseUnavailable` if the file was deleted or replaced, and no file is there now.
    """
    file = engine.get_execution_options().get(_OPTION)
    return file is not None and file.reopen(engine)


def check_not_deleted(path: Path) -> None:
    """Raise `DatabaseUnavailable` if a database was deleted or moved without its log.

    A bot that starts with an empty file then would show none of the team's entries, and SQLite
    would delete the log, which has the last changes.
    """
    log_file = _log_of(path)
    if _identity(path) is None and _identity(log_file) is not None:
        advice = (
            "put the file back, or restore a backup; to begin with an empty database, delete "
            f"{log_file.name}"
        )
        message = f"{path} is gone, but its {log_file.name} is there"
        raise DatabaseUnavailable(message, Cause.GONE, advice)


def _log_of(path: Path) -> Path:
    """SQLite's write-ahead log, beside the file."""
    return path.with_name(f"{path.name}-wal")


def _create(path: Path) -> None:
    """Create an empty file that only its owner may read; SQLite gives its own files these rights.

    If there is a file, or none can be created, SQLite finds that out.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


class _Identity(NamedTuple):
    """The identity of a file, whatever its name is."""

    device: int
    inode: int


_NO_FILE = _Identity(-1, -1)


def _identity(path: Path) -> _Identity | None:
    """The identity of the file at the path; None if there is none, or it cannot be read."""
    try:
        status = path.stat()
    except OSError:
        return None
    return _Identity(status.st_dev, status.st_ino)


class SqliteFile:
    """The database file at `path`, and SQLite's files beside it: the log and its index.

    If one of them is no longer the file that was opened, nothing is read or written until `reopen`
    finds a file there. Committed transactions are moved from the log into the opened file, wherever
    it is now. The bot never creates a new file in its place: it would be empty, and nobody would
    notice.
    """

    def __init__(self, path: Path, most_connections: int, *, may_create: bool = True) -> None:
        self._path = path
        self._may_create = may_create
        self._log = _log_of(path)
        self._index = path.with_name(f"{path.name}-shm")
        self._most_connections = most_connections
        self._connections = 0
        self._was_replaced = False
        self._opened: dict[Path, _Identity | None] = {}

    def watch(self, engine: Engine) -> None:
        """Check every connection of the engine."""
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "checkout", self._check_out)
        event.listen(engine, "commit", self._check_commit)
        event.listen(engine, "checkin", self._check_in)
        event.listen(engine, "close", self._closed)
        engine.update_execution_options(**{_OPTION: self})

    def reopen(self, engine: Engine) -> bool:
        """Use the file that is at the path now; return whether it is another file.

        Does nothing if the file was not replaced. Raises `DatabaseUnavailable` if there is no file.
        """
        if not self._was_replaced:
            return False
        self._close_all(engine)
        found = _identity(self._path)
        if found is None:
            advice = "put it back, or restore a backup; the bot continues with it"
            raise DatabaseUnavailable(f"{self._path} is gone", Cause.GONE, advice)
        is_another = found != self._opened[self._path]
        if not self._is_as_opened():
            self._rename_old(self._index, *([self._log] if is_another else []))
        self._opened = {self._path: found}
        self._was_replaced = False
        suffix = ", which is another file" if is_another else ""
        log.warning("%s is used again%s", self._path, suffix)
        return is_another

    def _close_all(self, engine: Engine) -> None:
        """Close all connections: one process cannot lock two logs of the same name."""
        for _ in range(self._most_connections):
            with suppress(DatabaseUnavailable):  # `_check_out` raises it, and the pool closes it
                engine.connect().close()
        if self._connections:
            message = f"{self._path} was deleted or replaced, and is still in use"
            raise DatabaseUnavailable(message, Cause.GONE)

    def _rename_old(self, *beside: Path) -> None:
        """Rename files that belong to the old database: SQLite would use them for the new one."""
        for path in beside:
            if _identity(path) == self._opened.get(path, _NO_FILE):
                try:
                    path.replace(path.with_name(f"{path.name}.old"))
                except OSError as error:
                    raise DatabaseUnavailable(f"{path}, of another file: {error}") from error

    # SQLAlchemy's events

    def _connect(
        self,
        dialect: Dialect,
        entry: ConnectionPoolEntry,
        _: list[str],
        options: dict[str, object],
    ) -> DBAPIConnection:
        """Open a connection; at most the first one may create the file."""
        if self._was_replaced:
            raise self._unavailable()
        if not self._opened:
            check_not_deleted(self._path)
        mode = "rwc" if self._may_create and not self._opened else "rw"
        if mode == "rwc":
            _create(self._path)
        uri = self._path.as_uri()
        entry.info.pop(FROZEN, None)
        connection = dialect.connect(f"{uri}?mode={mode}", uri=True, **options)
        if has_no_log(connection):
            connection.close()
            entry.info[FROZEN] = freeze(self._path, self._log)
            connection = dialect.connect(f"{uri}?mode=ro&immutable=1", uri=True, **options)
        self._connections += 1
        self._opened.setdefault(self._path, _identity(self._path))
        return connection

    def _check_out(self, connection: sqlite3.Connection, *_: object) -> None:
        if self._was_replaced or not self._is_as_opened():
            self._stop_writing(connection)
            raise self._unavailable()

    def _check_commit(self, connection: Connection) -> None:
        if self._was_replaced or not self._is_as_opened():
            raise self._unavailable()
        if FROZEN in connection.info:
            check_unchanged(self._path, self._log, connection.info[FROZEN])
        for beside in (self._log, self._index):
            if beside not in self._opened and (found := _identity(beside)):
                self._opened[beside] = found

    def _check_in(self, _: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        if FROZEN in entry.info:
            entry.invalidate()  # the next one finds out whether the file can be written by then

    def _closed(self, _: DBAPIConnection, __: ConnectionPoolEntry) -> None:
        """Forget the log and its index: SQLite deletes them with the last connection."""
        self._connections -= 1
        if not self._connections and not self._was_replaced:
            self._opened = {self._path: self._opened[self._path]}

    def _is_as_opened(self) -> bool:
        opened = self._opened.copy()  # another thread may open a connection meanwhile
        return all(_identity(path) == known for path, known in opened.items())

    def _stop_writing(self, connection: sqlite3.Connection) -> None:
        """Have committed transactions moved from the log into the opened file, if possible."""
        if not self._was_replaced:
            self._was_replaced = True
            log.error("%s was deleted or replaced: nothing more is written to it", self._path)
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _unavailable(self) -> DatabaseUnavailable:
        message = f"{self._path} was deleted or replaced while it was open"
        return DatabaseUnavailable(message, Cause.GONE)
