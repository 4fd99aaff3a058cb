"""Upgrades the schema of the database, one process at a time."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from bot.database.engine import MEMORY, engine, reading, translated
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.folder import unopened
from bot.database.redaction import name_of
from bot.database.schema_version import SchemaVersion, check_version, version_of

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x11550C  # the bot's advisory lock in a PostgreSQL database
_ENCODING = "UTF8"
LONGEST = 120  # seconds to wait for another process that upgrades the database

log = logging.getLogger(__name__)


@contextmanager
def opened_database(url: str) -> Iterator[Engine]:
    """An engine for a database that exists and needs no upgrade; it is closed at the end.

    Creates and changes nothing. Raises `UrlError`, `SchemaError` and `DatabaseUnavailable`.
    """
    database = engine(url, may_create=False)
    try:
        check_version(database)
        yield database
    finally:
        database.dispose()


def upgrade(engine: Engine, to: str = "head") -> str | None:
    """Upgrade the database to the current schema, if it has an older one or none.

    Returns the version that it had, None if it was empty. Raises `SchemaError` if it is too new,
    and `DatabaseUnavailable`.
    """
    before = version_of(engine)
    if before.is_compatible:
        log.info("a newer version of the bot has upgraded the database; this one works with it")
    if before.is_current or before.is_compatible:
        return before.number
    if before.number is None:
        check_encoding(engine)
    lock = _sqlite_lock if engine.dialect.name == "sqlite" else _postgresql_lock
    with translated(engine), lock(engine):
        found = version_of(engine)
        if found.is_current or found.is_compatible:  # the process that had the lock upgraded it
            return before.number
        with engine.connect().execution_options(writes=True) as connection:
            _prepare(connection)
            _run_migrations(connection, to)
        _log_upgrade(engine, found)
    return before.number


def config() -> "Config":
    """Alembic's configuration."""
    from alembic.config import Config  # noqa: PLC0415 - most starts upgrade nothing

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def _run_migrations(connection: Connection, to: str) -> None:
    """Run the migrations that the database does not have yet, up to the one called `to`."""
    from alembic import command  # noqa: PLC0415 - most starts upgrade nothing

    alembic = config()
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, to)


def check_encoding(engine: Engine) -> None:
    """Raise `DatabaseUnavailable` if it is one of PostgreSQL that was made for less than all texts.

    In SQL_ASCII the server does not know where a character ends; the others lack characters.
    """
    if engine.dialect.name != "postgresql":
        return
    with reading(engine) as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != _ENCODING:
        raise DatabaseUnavailable(
            f"{name_of(engine)}: its encoding is {encoding}, which does not hold all that people "
            "write",
            Cause.REFUSED,
            f"make it anew, with ENCODING '{_ENCODING}'",
        )


def _log_upgrade(engine: Engine, before: SchemaVersion) -> None:
    name, after = name_of(engine), version_of(engine).number
    if before.number is None:
        log.info("%s was created, with the schema %r", name, after)
    else:
        log.info("%s was upgraded from the schema %r to %r", name, before.number, after)


def _prepare(connection: Connection) -> None:
    """Set the options for the migrations, outside of any transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA journal_mode = WAL")  # the file keeps this mode
    else:
        connection.detach()  # so that the pool does not reuse a connection with this setting
        driver.execute("SET statement_timeout = 0")
        driver.commit()


@contextmanager
def _sqlite_lock(engine: Engine) -> Iterator[None]:
    """Lock an empty database beside the database: every system unlocks it when the process ends."""
    if engine.url.database in MEMORY:
        yield
        return
    path = f"{engine.url.database}.lock"
    try:
        with closing(sqlite3.connect(path, LONGEST, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.Error as error:
        cannot_open = error.sqlite_errorcode == sqlite3.SQLITE_CANTOPEN  # the folder is read-only
        cause = Cause.READ_ONLY if cannot_open else None
        raise unopened(f"{name_of(engine)}.lock", path, error, cause) from error


@contextmanager
def _postgresql_lock(engine: Engine) -> Iterator[None]:
    """Take an advisory lock on a separate connection, so that no migration can release it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        connection.exec_driver_sql(f"SET statement_timeout = '{LONGEST}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        yield
