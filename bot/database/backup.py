"""Copies a SQLite database to a new file while bots read and write it.

For PostgreSQL, `pg_dump` does that; here is only its command.
"""

import os
import shlex
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from bot.database.engine import reading
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.folder import reason_and_advice
from bot.database.redaction import message_for, postgresql_place

_PAGES = 256
"""Pages that are copied at a time: 1 MiB, between two reports of the progress."""

Progress = Callable[[int, int], object]
"""Is called with the number of copied bytes, and of all bytes."""


class BackupError(Exception):
    """The backup could not be written; the message says why."""


def back_up(database: Engine, target: Path, progress: Progress) -> int:
    """Copy the database to a new file, which is complete and synced; return its size in bytes.

    The copy is the state of one moment. It is written beside the target, checked, and only then
    gets its name. An existing file is never replaced.

    Raises `BackupError` and `DatabaseUnavailable`; then there is no new file.
    """
    if os.path.lexists(target):
        raise BackupError(f"{target} exists already: name a new file")
    try:
        handle, name = tempfile.mkstemp(".partial", f".{target.name}.", target.absolute().parent)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {reason_and_advice(error)}") from None
    os.close(handle)
    partial = Path(name)
    try:
        _copy(database, partial, progress)
        _check(partial)
        _sync(partial)
        size = partial.stat().st_size
        _give_name(partial, target)
    except sqlite3.Error as error:
        raise BackupError(f"{target} cannot be written: {message_for(error)}") from None
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {reason_and_advice(error)}") from None
    finally:
        _remove(partial)
    return size


def _copy(database: Engine, partial: Path, progress: Progress) -> None:
    """Copy all pages within one transaction: otherwise each write would start the copy anew."""
    with reading(database) as connection, closing(sqlite3.connect(partial)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # `_sync` does it once
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        [(page,)] = source.execute("PRAGMA page_size").fetchall()
        source.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # the snapshot begins
        source.backup(
            copy,
            pages=_PAGES,
            progress=lambda _, left, total: progress((total - left) * page, total * page),
        )


def _check(partial: Path) -> None:
    """Raise `DatabaseUnavailable` if the copy is not whole. Makes no files beside it."""
    with closing(sqlite3.connect(f"{partial.as_uri()}?immutable=1", uri=True)) as copy:
        [(finding,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
    if finding != "ok":
        message = (
            "the database is damaged, so no backup was made: `python -m bot database check` says "
            "what is wrong; stop the bot, keep the file, and restore an earlier backup"
        )
        raise DatabaseUnavailable(message, Cause.DAMAGED)


def _sync(path: Path) -> None:
    """Return when the file, or the folder, is on the disk."""
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _give_name(partial: Path, target: Path) -> None:
    """Name the file, unless another one has taken the name."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise BackupError(f"{target} exists already: name a new file") from None
    except OSError:  # a file system without links, such as that of a USB stick
        if os.path.lexists(target):
            raise BackupError(f"{target} exists already: name a new file") from None
        partial.rename(target)
    with suppress(PermissionError):  # Windows syncs no folders
        _sync(target.absolute().parent)


def _remove(partial: Path) -> None:
    for path in (partial, partial.with_name(f"{partial.name}-journal")):
        path.unlink(missing_ok=True)


def pg_dump_command(database: Engine, target: str) -> str:
    """The command that backs a PostgreSQL database up; of its URL it has neither user nor password.

    Any part of a URL may be a secret that stands in the wrong place.
    """
    host, port, name = postgresql_place(database)
    options = {"format": "custom", "file": target, "host": host, "port": port, "username": "USER"}
    given = [f"--{option}={value}" for option, value in options.items() if value]
    return shlex.join(("pg_dump", *given, *filter(None, (name,))))
