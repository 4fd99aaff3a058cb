"""Upgrades the schema of the database, one process at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from bot.database.engine import MEMORY, engine, reading, translated
from bot.database.errors import DatabaseUnavailable
from bot.database.redaction import message_for, name_of

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x11550C  # the bot's advisory lock in a PostgreSQL database
LONGEST = 120  # seconds to wait for another process that upgrades the database


class NewerDatabaseError(Exception):
    """A newer version of the bot has upgraded the database."""


def upgraded_engine(url: str) -> Engine:
    """An engine whose database has the current schema.

    Raises `UrlError`, `NewerDatabaseError` and `DatabaseUnavailable`.
    """
    made = engine(url)
    upgrade(made)
    return made


@contextmanager
def opened_database(url: str) -> Iterator[Engine]:
    """The same for as long as the context lasts; its connections are closed afterwards."""
    database = upgraded_engine(url)
    try:
        yield database
    finally:
        database.dispose()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Upgrade the database to the current schema, if it has an older one.

    Raises `NewerDatabaseError` and `DatabaseUnavailable`.
    """
    if _known_version(engine) == _scripts().get_current_head():
        return
    lock = _sqlite_lock if engine.dialect.name == "sqlite" else _postgresql_lock
    with translated(engine), lock(engine):
        _known_version(engine)  # the process that had the lock may have been a newer version
        with engine.connect().execution_options(writes=True) as connection:
            _prepare(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, to)


def is_current(engine: Engine) -> bool:
    """Whether the schema is the current one. Raises `DatabaseUnavailable`."""
    return _version(engine) == _scripts().get_current_head()


def schema_versions(engine: Engine) -> tuple[str | None, str | None]:
    """The version of the schema, None if there is none, and the current one.

    Raises `NewerDatabaseError` and `DatabaseUnavailable`.
    """
    return _known_version(engine), _scripts().get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _version(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _known_version(engine: Engine) -> str | None:
    """The version of the schema. Raises `NewerDatabaseError` if this bot does not know it."""
    version = _version(engine)
    if version not in {None, *(script.revision for script in _scripts().walk_revisions())}:
        raise NewerDatabaseError(
            f"The database is of a newer version of the bot (its schema is {version!r}): "
            "install that version, or use another database."
        )
    return version


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
        raise DatabaseUnavailable(f"{name_of(engine)}.lock: {message_for(error)}") from error


@contextmanager
def _postgresql_lock(engine: Engine) -> Iterator[None]:
    """Take an advisory lock on a separate connection, so that no migration can release it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        connection.exec_driver_sql(f"SET statement_timeout = '{LONGEST}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        yield
