"""Makes engines for SQLite and PostgreSQL, set so that no committed transaction is lost.

SQLAlchemy's errors do not leave this room: they become `DatabaseUnavailable`, with a message from
`redaction`.
"""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    QueuePool,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError, StatementError

from bot.database.columns import storable
from bot.database.errors import DatabaseUnavailable
from bot.database.file import SqliteFile
from bot.database.folder import unopened
from bot.database.redaction import name_of, unavailable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

log = logging.getLogger(__name__)

SQLITE_TIMEOUT = 10  # seconds to wait for another writer; a write takes some milliseconds
_EMPTYING_TIMEOUT = 0.2  # seconds to wait for readers before the log is emptied: writers wait too
_EMPTYING = Lock()  # SQLite does not wait for another thread that empties the log: it says busy
POOL = 5
POSTGRESQL_TIMEOUT = 5  # seconds to connect, for a pooled connection, and for a statement
IDLE_TIMEOUT = 15  # seconds after which a frozen replica loses the locks of its transaction
DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
MEMORY = {None, "", ":memory:"}
_MOST_PORT = 65535
_USER = re.compile(r"[^:/]*(?::[^@]*)?@")
"""A user and a password, as SQLAlchemy parses them."""
_NO_URL = (
    "this is not the URL of a database: is the password encoded? "
    "Write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, [ as %5B. Is the port a number?"
)


class UrlError(ValueError):
    """DATABASE_URL cannot be used; the message says why, and quotes nothing of it."""


def engine(url: str, *, may_create: bool = True) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`, which has not connected yet.

    The first connection creates the file of SQLite if there is none, if it `may_create` one.
    Raises `UrlError` for another URL, or if its driver is not installed.
    """
    parsed = _parsed(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed, may_create=may_create)
        return _postgresql(parsed)
    except (ArgumentError, ValueError):
        raise UrlError("a host or a port is malformed, or a file has a host") from None


def _parsed(url: str) -> URL:
    """The parsed URL, with the driver that the bot uses. Raises `UrlError`."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: the port is no number
        raise UrlError(_NO_URL) from None
    name = parsed.get_backend_name()
    if name not in DRIVERS:
        raise UrlError(f"{name!r} is neither sqlite nor postgresql+psycopg")
    if unquote(url) != storable(unquote(url)):
        raise UrlError("it holds a character that no database takes")
    if name == "postgresql":
        _check_unambiguous(url, parsed)
    elif parsed.query:
        raise UrlError("sqlite takes no options after the name of the file")
    return parsed.set(drivername=f"{name}+{DRIVERS[name]}")


def _check_unambiguous(url: str, parsed: URL) -> None:
    """Raise `UrlError` if a part of the password could be read as the host, which is logged."""
    rest = url.partition("://")[2]
    user = _USER.match(rest)
    if "@" in rest[user.end() if user else 0 :] or (user and "?" in user[0]):
        raise UrlError(
            "an @ or a ? stands where none may: "
            "write them as %40 and %3F in a user, a password or a parameter"
        )
    if parsed.port is not None and not 1 <= parsed.port <= _MOST_PORT:
        raise UrlError(f"the port must be a number from 1 to {_MOST_PORT}")
    if not parsed.query.keys() <= _postgresql_parameters():
        raise UrlError(
            "it has a parameter that PostgreSQL does not know: write & as %26 in a value, and see "
            "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"
        )


def _postgresql_parameters() -> set[str]:
    """The names of PostgreSQL's connection parameters. Raises `UrlError` without the driver."""
    try:
        from psycopg import pq  # noqa: PLC0415 - SQLite needs no psycopg
    except ImportError as error:
        raise UrlError("PostgreSQL needs psycopg: in a clone, pip install '.[postgres]'") from error
    return {option.keyword.decode() for option in pq.Conninfo.get_defaults()}


def _sqlite(url: URL, *, may_create: bool) -> Engine:
    is_file = url.database not in MEMORY
    if is_file:
        url = url.set(database=str(Path(str(url.database)).absolute()))
    # A database in memory has one connection, which the threads use in turn.
    size = POOL if is_file else 1
    made = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=SQLITE_TIMEOUT,
        hide_parameters=True,
        connect_args={"timeout": SQLITE_TIMEOUT, "check_same_thread": False},
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    if is_file:
        SqliteFile(Path(str(url.database)), POOL, may_create=may_create).watch(made)
    return made


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own, untyped
    connection.isolation_level = None  # `_begin_sqlite` begins the transactions
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: each commit is synced to the disk. With NORMAL, a power cut would lose the last ones:
    # jobs whose events were acknowledged, which Slack does not send again, and answers as sent.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten in the file
    connection.execute(
        "PRAGMA cache_size = -256"
    )  # KiB for each connection: the system caches the file too


def _begin_sqlite(connection: Connection) -> None:
    """Lock the database at once for a write: a later lock could fail without waiting."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    session = {
        "statement_timeout": f"{POSTGRESQL_TIMEOUT}s",
        "idle_in_transaction_session_timeout": f"{IDLE_TIMEOUT}s",
        "timezone": "UTC",
    }
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=POSTGRESQL_TIMEOUT,
        hide_parameters=True,
        connect_args={
            "client_encoding": "utf8",  # in a database of SQL_ASCII the driver would give bytes
            "connect_timeout": POSTGRESQL_TIMEOUT,
            "tcp_user_timeout": POSTGRESQL_TIMEOUT * 1000,
            "keepalives_idle": POSTGRESQL_TIMEOUT,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        },
    )


class Sql:
    """The base of the stores: they run SQL on an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _insert_into(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert in the dialect of the database, which may be told to ignore a conflict."""
        if self._engine.dialect.name == "sqlite":
            from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - only one is needed

            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - takes 20 ms

        return postgresql.insert(table)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read-only transaction, which sees one state of the database."""
    snapshot = {"isolation_level": "REPEATABLE READ"}  # SQLite's default
    options = snapshot if engine.dialect.name == "postgresql" else {}
    with (
        translated(engine),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, and rolled back after an exception."""
    with (
        translated(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


def empty_log(engine: Engine) -> None:
    """Empty SQLite's write-ahead log, in which deleted rows stay until others take their place.

    Call it after the transaction that deletes. Raises `DatabaseUnavailable`. PostgreSQL needs
    nothing. While anything reads, the log has to stay, which is logged as a warning.
    """
    if engine.dialect.name != "sqlite":
        return
    with _EMPTYING, translated(engine), engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        try:  # not by SQLAlchemy, which would begin a transaction
            driver.execute(f"PRAGMA busy_timeout = {_EMPTYING_TIMEOUT * 1000:.0f}")
            is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            driver.execute(f"PRAGMA busy_timeout = {SQLITE_TIMEOUT * 1000:.0f}")
        except sqlite3.Error as error:
            connection.invalidate()
            raise _unavailable(engine, error) from error
    if is_busy:
        log.warning("%s-wal still holds deleted rows: it is being read", name_of(engine))


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Raise SQLAlchemy's errors as `DatabaseUnavailable`."""
    try:
        yield
    except DBAPIError as error:
        raise _unavailable(engine, error.orig) from error
    except StatementError as error:  # a value of a wrong type: a bug
        raise error.orig or error from error
    except SQLAlchemyError as error:
        raise _unavailable(engine, error) from error


def _unavailable(engine: Engine, cause: BaseException | None) -> DatabaseUnavailable:
    if engine.dialect.name == "sqlite":
        return unopened(name_of(engine), str(engine.url.database), cause)
    return unavailable(name_of(engine), cause)
