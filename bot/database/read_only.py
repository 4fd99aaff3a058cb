"""Reads a SQLite file beside which no write-ahead log can be made.

So it is on a disk that is mounted read-only, and in a folder that this user may not write. SQLite
then refuses even to read, unless it is told that the file never changes. Whether that was true is
checked after each transaction.
"""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.database.errors import Cause, DatabaseUnavailable

FROZEN = "frozen"
"""The key in the `info` of a connection for the `State` of a file that is not to change."""


class State(NamedTuple):
    """What shows that a file was written, its log too: times are in nanoseconds, sizes in bytes."""

    changed: int
    size: int
    log_size: int


def has_no_log(connection: DBAPIConnection) -> bool:
    """Whether nothing can be read, as SQLite can neither open a write-ahead log nor make one."""
    assert isinstance(connection, sqlite3.Connection)
    try:
        connection.execute("PRAGMA schema_version").fetchall()
    except sqlite3.Error as error:  # of the others, the first statement says what is wrong
        code = error.sqlite_errorcode
        return code & 0xFF == sqlite3.SQLITE_CANTOPEN or code == sqlite3.SQLITE_READONLY_DIRECTORY
    return False


def freeze(path: Path, log: Path) -> State:
    """The state of a file that is to be read without its log.

    Raises `DatabaseUnavailable` if the log holds changes: they would be missing.
    """
    state = _state(path, log)
    if state.log_size:
        message = (
            f"{path} is read-only, and its latest changes are in {log.name}, which cannot be read "
            "there"
        )
        advice = (
            "copy both files to one folder that can be written, and set DATABASE_URL to the copy"
        )
        raise DatabaseUnavailable(message, Cause.READ_ONLY, advice)
    return state


def check_unchanged(path: Path, log: Path, known: State) -> None:
    """Raise `DatabaseUnavailable` if the file was written since: what was read may be of both."""
    if _state(path, log) != known:
        raise DatabaseUnavailable(f"{path} was changed while it was read: try again")


def _state(path: Path, log: Path) -> State:
    """The state of the files; of one that is missing or cannot be read, zeros."""
    return State(*_written(path), _written(log)[1])


def _written(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
