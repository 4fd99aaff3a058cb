"""The schema of the database: brought to what this code needs, by one process at a time."""

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

from bot.database.engine import MEMORY, reading, translated
from bot.database.errors import DatabaseUnavailable
from bot.database.redaction import name_of, words_of

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x11550C  # this bot's own among the advisory locks of a PostgreSQL database
LONGEST = 120  # seconds to wait for another process that upgrades


class NewerDatabase(Exception):
    """The database was upgraded by a newer version of the bot, which this one cannot serve."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to the schema of this code; changes nothing if it is there already.

    Raises `NewerDatabase` and `DatabaseUnavailable`.
    """
    if _found(engine) == _scripts().get_current_head():
        return
    lock = _sqlite_lock if engine.dialect.name == "sqlite" else _postgresql_lock
    with translated(engine), lock(engine):
        _found(engine)  # by now, the process that had the lock may have been a newer one
        with engine.connect().execution_options(writes=True) as connection:
            _prepare(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, to)


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one this code needs. Raises `DatabaseUnavailable`."""
    return _version(engine) == _scripts().get_current_head()


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


def _found(engine: Engine) -> str | None:
    version = _version(engine)
    if version not in {None, *(script.revision for script in _scripts().walk_revisions())}:
        raise NewerDatabase(
            f"The database is of a newer version of the bot (its schema is {version!r}): "
            "install that version, or use another database."
        )
    return version


def _prepare(connection: Connection) -> None:
    """Outside of any transaction, set what the steps need."""
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA journal_mode = WAL")  # stays with the file
    else:
        connection.detach()  # so that the setting goes with the connection
        driver.execute("SET statement_timeout = 0")
        driver.commit()


@contextmanager
def _sqlite_lock(engine: Engine) -> Iterator[None]:
    """An empty database beside the database, locked: the same on every system, gone with us."""
    if engine.url.database in MEMORY:
        yield
        return
    path = f"{engine.url.database}.lock"
    try:
        with closing(sqlite3.connect(path, LONGEST, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.Error as error:
        raise DatabaseUnavailable(f"{name_of(engine)}.lock: {words_of(error)}") from error


@contextmanager
def _postgresql_lock(engine: Engine) -> Iterator[None]:
    """An advisory lock of a connection of its own, which no step's end or failure gives up."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        connection.exec_driver_sql(f"SET statement_timeout = '{LONGEST}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        yield
