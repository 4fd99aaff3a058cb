"""The way to the database: SQLite or PostgreSQL, each set so that what is committed stays.

Nothing of SQLAlchemy's errors leaves this room: whatever fails is `DatabaseUnavailable`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    QueuePool,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError, StatementError

from bot.knowledge.file import SqliteFile
from bot.knowledge.store import DatabaseUnavailable

SQLITE_WAITS = 10  # seconds for another writer: a write takes some milliseconds
POOL = 5
POSTGRESQL_WAITS = 5  # seconds to connect, for a connection of the pool, and for one statement
PAUSED = 15  # seconds after which a frozen replica gives up the locks of its transaction
DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
MEMORY = {None, "", ":memory:"}


class UrlError(ValueError):
    """DATABASE_URL is one that this bot cannot use, and why."""


def engine(url: str) -> Engine:
    """The engine for `sqlite:///path` or `postgresql+psycopg://…`; connects to nothing yet.

    Raises `UrlError` for another URL, or where the driver for it is not installed.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number
        raise UrlError("this is not the URL of a database: is the password encoded?") from None
    name = parsed.get_backend_name()
    if name not in DRIVERS:
        raise UrlError(f"{name!r} is neither sqlite nor postgresql+psycopg")
    parsed = parsed.set(drivername=f"{name}+{DRIVERS[name]}")
    if name == "sqlite" and parsed.query:
        raise UrlError("sqlite takes no options after the name of the file")
    if name == "sqlite":
        return _sqlite(parsed)
    try:
        return _postgresql(parsed)
    except ModuleNotFoundError as error:
        raise UrlError('PostgreSQL needs psycopg: pip install "iissync-bot[postgres]"') from error


def _sqlite(url: URL) -> Engine:
    # In memory there is one connection, which one thread after the other may have.
    size = 1 if url.database in MEMORY else POOL
    made = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=SQLITE_WAITS,
        hide_parameters=True,
        connect_args={"timeout": SQLITE_WAITS, "check_same_thread": False},
    )
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    if url.database and url.database not in MEMORY:
        SqliteFile(Path(url.database).absolute(), POOL).watch(made)
    return made


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own, untyped
    connection.isolation_level = None  # transactions begin as `_begin_sqlite` says
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -256")  # KiB of each connection: the system keeps more


def _begin_sqlite(connection: Connection) -> None:
    """A write takes its lock at once: taken later, it could fail without waiting."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    session = {
        "statement_timeout": f"{POSTGRESQL_WAITS}s",
        "idle_in_transaction_session_timeout": f"{PAUSED}s",
        "timezone": "UTC",
    }
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=POSTGRESQL_WAITS,
        hide_parameters=True,
        connect_args={
            "connect_timeout": POSTGRESQL_WAITS,
            "tcp_user_timeout": POSTGRESQL_WAITS * 1000,
            "keepalives_idle": POSTGRESQL_WAITS,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        },
    )


class Sql:
    """What runs SQL on an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database and changes nothing."""
    one_state = {"isolation_level": "REPEATABLE READ"}  # as it is on SQLite anyway
    options = one_state if engine.dialect.name == "postgresql" else {}
    with (
        translated(engine),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, and undone if anything is raised."""
    with (
        translated(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """What SQLAlchemy raises within, as `DatabaseUnavailable`."""
    try:
        yield
    except DBAPIError as error:
        raise _unavailable(engine, error.orig) from error
    except StatementError as error:  # a value that no column takes: a mistake of the program
        raise error.orig or error from error
    except SQLAlchemyError as error:
        raise _unavailable(engine, error) from error


def _unavailable(engine: Engine, cause: BaseException | None) -> DatabaseUnavailable:
    """What to say of a failure: which database, without its password, and its own words."""
    words = str(cause).strip().partition("\n")[0] or type(cause).__name__
    return DatabaseUnavailable(f"{engine.url.render_as_string(hide_password=True)}: {words}")
