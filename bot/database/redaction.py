"""PURE. Names of databases and messages for their errors, without secrets.

Any part of a URL may contain a secret, even its query, and drivers and servers quote their input.
So a database is named only by its kind, hosts, ports and name. A message is one of the texts in
this module, by an error code or a well-known phrase: nothing of the error's text is copied.
"""

import re
import sqlite3
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.database.errors import Cause, DatabaseUnavailable

_PLAIN = re.compile(r"[\w ./\\:,~+()-]*")
"""Hosts, paths and names: no character that separates a password from other parts."""

_UNKNOWN = "it failed, and the server's log says why"


class _Known(NamedTuple):
    """What the bot says of an error, what to do about it, and its cause.

    The cause is only given if an operator would do something about it that helps no other.
    """

    what: str
    advice: str = ""
    cause: Cause = Cause.UNAVAILABLE


_FULL = _Known("database or disk is full", "free disk space, or raise the quota", Cause.FULL)

_SQLITE = {
    5: _Known(
        "database is locked: another process has been writing for too long",
        "wait for it, or end it (on Linux `fuser -v FILE` names it)",
        Cause.LOCKED,
    ),
    8: _Known(
        "attempt to write a readonly database",
        "this user must be allowed to write the file and its folder, on a disk that is mounted "
        "for writing; until then it can only be read",
        Cause.READ_ONLY,
    ),
    10: _Known(
        "disk I/O error", "free disk space, and check the disk and its quota", Cause.DISK_ERROR
    ),
    11: _Known("database disk image is malformed", "restore it from a backup", Cause.DAMAGED),
    13: _FULL,
    14: _Known(
        "unable to open database file",
        "its folder must exist, and this user must be allowed to write in it",
    ),
    26: _Known(
        "file is not a database", "name another, or restore it from a backup", Cause.DAMAGED
    ),
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,  # there is no room for the index of the log
}
"""SQLite's messages by its result codes, mostly primary ones: https://sqlite.org/rescode.html."""

_LOST = _Known("the connection was lost")
_NO_USER = _Known("the server did not take the user or the password", cause=Cause.REFUSED)
_NO_PASSWORD = _Known("the server did not take the password", cause=Cause.REFUSED)
_TOO_MANY = _Known(
    "the server takes no more connections",
    "close those that nobody needs, or raise max_connections",
)
_STARTING = _Known("the server is starting or stopping, or ended the connection")

_SQLSTATES = {
    "08": _LOST,
    "22": _Known("the server did not take a value"),
    "25006": _Known(
        "the server does not write in a read-only transaction",
        "is it a standby?",
        Cause.READ_ONLY,
    ),
    "26": _Known(_UNKNOWN, cause=Cause.REFUSED),  # a pooler may lose prepared statements
    "28": _NO_USER,
    "28P01": _NO_PASSWORD,
    "3D": _Known(_UNKNOWN, cause=Cause.REFUSED),
    "3D000": _Known("the server has no database of that name", cause=Cause.REFUSED),
    "40": _Known("the server undid the transaction: others were in its way"),
    "42": _Known(_UNKNOWN, cause=Cause.REFUSED),
    "42P01": _Known("the bot's tables are not in it, or not all of them", cause=Cause.REFUSED),
    "42P07": _Known(
        "what an upgrade adds is in it already, as if an older backup had been restored over it",
        "restore the backup into an empty database",
        Cause.REFUSED,
    ),
    "42501": _Known("the user lacks a permission in the database", cause=Cause.REFUSED),
    "53100": _Known("the server's disk is full", "free disk space there", Cause.FULL),
    "53300": _TOO_MANY,
    "55P03": _Known("others hold a lock", cause=Cause.LOCKED),
    "57014": _Known(
        "the statement timeout ended a statement", "others may hold a lock", Cause.NOT_ANSWERING
    ),
    "XX001": _Known("the server found damaged data", "restore a backup"),
    "XX002": _Known("the server found a damaged index", "REINDEX makes a new one"),
    "57P": _STARTING,
}
"""What PostgreSQL's codes or their first characters mean; the longest match counts:
https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_UNTRUSTED = _Known("the server's certificate is not trusted", "see sslrootcert and sslmode")
_NO_HOST = _Known("nobody knows a host of that name")

_PHRASES = {
    "password authentication failed": _NO_PASSWORD,
    "no password supplied": _Known(
        "the server asks for a password, and DATABASE_URL gives none", cause=Cause.REFUSED
    ),
    "no pg_hba.conf entry": _Known(
        "the server's pg_hba.conf does not let this user in from here", cause=Cause.REFUSED
    ),
    "authentication failed": _NO_USER,
    '" does not exist\nEither provide the file': _UNTRUSTED._replace(cause=Cause.REFUSED),
    "certificate": _UNTRUSTED,
    "private key": _Known("the key of sslkey cannot be used", "see sslpassword"),
    '" does not exist': _Known(
        "the server has no such user, or no database of that name", cause=Cause.REFUSED
    ),
    "too many": _TOO_MANY,
    "remaining connection slots": _TOO_MANY,
    "Connection refused": _Known("nothing listens at that host and port"),
    "No such file or directory": _Known("nothing listens at that socket, or a file is missing"),
    "could not translate host name": _NO_HOST,
    "failed to resolve host": _NO_HOST,
    "timeout expired": _Known("the server did not answer in time"),
    "invalid port number": _Known("a port of DATABASE_URL is no number from 1 to 65535"),
    "cannot match": _Known("DATABASE_URL gives another number of ports than of hosts"),
    "invalid integer value": _Known("a parameter of DATABASE_URL must be a number"),
    "definition of service": _Known("nothing defines the service that DATABASE_URL names"),
    "does not support SSL": _Known("the server has no TLS, which sslmode asks for"),
    "the database system is": _STARTING,
    "closed the connection": _LOST,
    "connection is closed": _LOST,
    "connection is lost": _LOST,
    "connection is bad": _Known(
        "a parameter of DATABASE_URL has a value that PostgreSQL does not take"
    ),
}
"""What phrases of libpq and psycopg mean, for errors without a code: https://github.com/postgres/postgres,
src/interfaces/libpq/fe-connect.c and fe-secure-openssl.c."""

_CHOICES = (
    "channel_binding",
    "gssencmode",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "require_auth",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcertmode",
    "sslmode",
    "sslnegotiation",
    "target_session_attrs",
)
"""Parameters for which libpq reports `invalid NAME value: "…"`."""


def name_of(engine: Engine) -> str:
    """The database's kind, and its file, or its hosts, ports and name."""
    if engine.dialect.name == "sqlite":
        return f"sqlite {_shown(engine.url.database or ':memory:')}"
    place = postgresql_place(engine)
    address = ":".join(filter(None, (place.host, place.port)))
    return f"postgresql {'/'.join(filter(None, (address, place.name)))}".rstrip()


class PostgresqlPlace(NamedTuple):
    """The hosts, ports and name of a database, each empty if the URL does not give it."""

    host: str
    port: str
    name: str


def postgresql_place(engine: Engine) -> PostgresqlPlace:
    """Where the database of a PostgreSQL server is; what may hold a secret is not shown."""
    _, options = engine.dialect.create_connect_args(engine.url)  # as the driver receives them
    host = options.get("host") or options.get("hostaddr")
    return PostgresqlPlace(*map(_shown, (host, options.get("port"), options.get("dbname"))))


def _shown(part: object) -> str:
    """The part of a URL, unless it could contain another part, as `team&password=…` does."""
    text = ",".join(map(str, part)) if isinstance(part, tuple) else str(part or "")
    return text if _PLAIN.fullmatch(text) else "[not shown]"


def unavailable(
    name: str, error: BaseException | None, cause: Cause | None = None
) -> DatabaseUnavailable:
    """The error of a database of that name; its cause is that of `error`, if none is given."""
    known = _known(error)
    return DatabaseUnavailable(f"{name}: {known.what}", cause or known.cause, known.advice)


def message_for(error: BaseException | None) -> str:
    """What went wrong, and what to do about it; nothing of the error's text."""
    known = _known(error)
    return ": ".join(filter(None, (known.what, known.advice)))


def _known(error: BaseException | None) -> _Known:
    if isinstance(error, PoolTimeoutError):
        return _Known("every connection is in use (QueuePool limit)", cause=Cause.NOT_ANSWERING)
    if isinstance(error, sqlite3.Error) and hasattr(error, "sqlite_errorcode"):
        code, unknown = error.sqlite_errorcode, _Known(f"it failed ({error.sqlite_errorname})")
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF, unknown)
    state = str(getattr(error, "sqlstate", None))
    if re.fullmatch("[0-9A-Z]{5}", state):
        starts = (state[:length] for length in (5, 3, 2))
        known = next((_SQLSTATES[each] for each in starts if each in _SQLSTATES), _Known(_UNKNOWN))
        return known._replace(what=f"{known.what} (SQLSTATE {state})")
    return _by_phrase(str(error)) or _Known(f"{_UNKNOWN} ({type(error).__name__})")


def _by_phrase(text: str) -> _Known | None:
    for choice in _CHOICES:
        if f"invalid {choice} value" in text.replace('"', ""):
            return _Known(f"DATABASE_URL gives a {choice} that PostgreSQL does not know")
    return next((known for phrase, known in _PHRASES.items() if phrase in text), None)
