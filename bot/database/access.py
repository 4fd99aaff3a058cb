"""Checks whether the bot can use its database, and changes nothing in it."""

import os
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import Engine, inspect

from bot.database.engine import MEMORY, UrlError, engine, reading, writing
from bot.database.errors import DatabaseUnavailable
from bot.database.file import check_not_deleted
from bot.database.folder import reason_and_advice
from bot.database.integrity import is_damaged
from bot.database.redaction import name_of
from bot.database.schema import check_encoding
from bot.database.schema_version import BEFORE_UPGRADE, UPGRADE, SchemaError, version_of
from bot.database.write_check import write
from bot.findings import Finding, error, misconfigured, right, warning

ABOUT = "database"
_ROOM = 1024 * 1024
"""Bytes for an empty database, its log and the index of that."""
_DAMAGED = (
    "the file is damaged, as `python -m bot database check` says in full: stop the bot, keep the "
    "file, and restore a backup"
)
_MAY_CREATE = """
    SELECT current_setting('transaction_read_only') = 'off'
    AND coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
"""


def check_access(url: str) -> Finding:
    """Whether the database of this URL is of a known kind, reachable, writable and not too new."""
    try:
        database = engine(url)
    except UrlError as wrong:
        return misconfigured(ABOUT, f"DATABASE_URL: {wrong}")
    try:
        return _of_file(database) or _of_schema(database)
    except (DatabaseUnavailable, SchemaError) as wrong:
        return error(ABOUT, str(wrong))
    finally:
        database.dispose()


def _of_file(database: Engine) -> Finding | None:
    """The finding for SQLite without a file, which is not created here; None if there is one.

    Raises `DatabaseUnavailable` if the file was deleted.
    """
    if database.dialect.name != "sqlite":
        return None
    name, path = name_of(database), database.url.database
    if path is None or path in MEMORY:
        return warning(ABOUT, f"{name}: everything is lost when the bot stops")
    try:
        if Path(path).exists():
            return None
        check_not_deleted(Path(path))
    except OSError as wrong:
        return _cannot_be_written(database, wrong)
    text = "there is no such file yet; `run` creates it"
    return _without_room(database) or right(ABOUT, f"{name}: {text}")


def _without_room(database: Engine) -> Finding | None:
    """The finding for a folder in which a database could not be written; None if it could."""
    try:
        with TemporaryFile(dir=Path(str(database.url.database)).parent) as file:
            file.write(bytes(_ROOM))
            file.flush()
            os.fsync(file.fileno())  # some disks notice only then that they are full
    except OSError as wrong:
        return _cannot_be_written(database, wrong)
    return None


def _cannot_be_written(database: Engine, wrong: OSError) -> Finding:
    text = f"no file can be found or created there: {reason_and_advice(wrong)}"
    return error(ABOUT, f"{name_of(database)}: {text}")


def _of_schema(database: Engine) -> Finding:
    """The finding for a database that can be reached. Raises what `check_access` reports."""
    name, version = name_of(database), version_of(database)
    check_encoding(database)
    if version.number is None:
        return _of_empty(database)
    write(database)
    if database.dialect.name == "sqlite" and is_damaged(database):
        return error(ABOUT, f"{name}: {_DAMAGED}")
    if version.is_compatible:
        text = "writable, upgraded by a newer version of the bot, with which this one can work"
        return right(ABOUT, f"{name}: {text}")
    if not version.is_current:
        text = f"it {version.as_older}: {BEFORE_UPGRADE} `run` upgrades it, or `{UPGRADE}`"
        return warning(ABOUT, f"{name}: {text}")
    return right(ABOUT, f"{name}: writable, with the current schema, {version.number!r}")


def _of_empty(database: Engine) -> Finding:
    """The finding for a database in which the bot has no tables yet."""
    name = name_of(database)
    with reading(database) as connection:
        is_empty = not inspect(connection).get_table_names()
        if database.dialect.name == "postgresql":
            may_create = connection.exec_driver_sql(_MAY_CREATE).scalar_one()
            if not may_create:
                text = "this user may not create the bot's tables in it: let the user own it"
                return error(ABOUT, f"{name}: {text}")
    with writing(database) as connection:
        connection.rollback()  # a commit would write the first page of an empty file
    if database.dialect.name == "sqlite" and (without_room := _without_room(database)):
        return without_room
    if not is_empty:
        text = "it holds tables, but none of the bot's: is it the right one? `run` adds the bot's"
        return warning(ABOUT, f"{name}: {text}")
    return right(ABOUT, f"{name}: it is empty; `run` creates the tables")
