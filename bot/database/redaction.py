"""PURE. Names of databases and messages for their errors, without secrets.

Any part of a URL may contain a secret, even its query, and drivers and servers quote their input.
So a database is named only by its kind, hosts, ports and name. A message is one of the texts in
this module, by an error code or a well-known phrase: nothing of the error's text is copied.
"""

import re
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.database.errors import Cause, DatabaseUnavailable

T = TypeVar("T")

_PLAIN = re.compile(r"[\w ./\\:,~+()-]*")
"""Hosts, paths and names: no character that separates a password from other parts."""

_FULL = "database or disk is full"
_SQLITE = {
    5: "database is locked: another process has been writing for too long",
    8: "attempt to write a readonly database",
    10: "disk I/O error",
    11: "database disk image is malformed",
    13: _FULL,
    14: "unable to open database file",
    26: "file is not a database",
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,  # there is no room for the index of the log
}
"""SQLite's messages by its result codes, mostly primary ones: https://sqlite.org/rescode.html."""

_SQLITE_CAUSES = {
    5: Cause.LOCKED,
    8: Cause.READ_ONLY,
    10: Cause.DISK_ERROR,
    11: Cause.DAMAGED,
    13: Cause.FULL,
    26: Cause.DAMAGED,
    sqlite3.SQLITE_IOERR_SHMSIZE: Cause.FULL,
}

_SQLSTATES = {
    "08": "the connection was lost",
    "22": "the server did not take a value",
    "25006": "the server does not write in a read-only transaction",
    "28": "the server did not take the user or the password",
    "28P01": "the server did not take the password",
    "3D000": "the server has no database of that name",
    "40": "the server undid the transaction: others were in its way",
    "42P01": "the bot's tables are not in it, or not all of them",
    "42P07": "what an upgrade adds is in it already, as if an older backup had been restored over "
    "it",
    "42501": "the user lacks a permission in the database",
    "53100": "the server's disk is full",
    "53300": "the server takes no more connections",
    "55P03": "others hold a lock",
    "57014": "the statement timeout ended a statement",
    "XX001": "the server found damaged data",
    "XX002": "the server found a damaged index",
    "57P": "the server is starting or stopping, or ended the connection",
}
"""Messages by PostgreSQL's codes or their first characters; the longest match counts:
https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_SQLSTATE_CAUSES = {
    "25006": Cause.READ_ONLY,
    "28": Cause.REFUSED,
    "3D": Cause.REFUSED,
    "42": Cause.REFUSED,
    "53100": Cause.FULL,
    "55P03": Cause.LOCKED,
    "57014": Cause.NOT_ANSWERING,
}

_PHRASES = {
    "password authentication failed": _SQLSTATES["28P01"],
    "no password supplied": "the server asks for a password, and DATABASE_URL gives none",
    "no pg_hba.conf entry": "the server's pg_hba.conf does not let this user in from here",
    "authentication failed": _SQLSTATES["28"],
    "certificate": "the server's certificate is not trusted",
    "private key": "the key of sslkey cannot be used",
    '" does not exist': "the server has no such user, or no database of that name",
    "too many": _SQLSTATES["53300"],
    "remaining connection slots": _SQLSTATES["53300"],
    "Connection refused": "nothing listens at that host and port",
    "No such file or directory": "nothing listens at that socket, or a file is missing",
    "could not translate host name": "nobody knows a host of that name",
    "failed to resolve host": "nobody knows a host of that name",
    "timeout expired": "the server did not answer in time",
    "invalid port number": "a port of DATABASE_URL is no number from 1 to 65535",
    "cannot match": "DATABASE_URL gives another number of ports than of hosts",
    "invalid integer value": "a parameter of DATABASE_URL must be a number",
    "definition of service": "nothing defines the service that DATABASE_URL names",
    "does not support SSL": "the server has no TLS, which sslmode asks for",
    "the database system is": _SQLSTATES["57P"],
    "closed the connection": _SQLSTATES["08"],
    "connection is closed": _SQLSTATES["08"],
    "connection is lost": _SQLSTATES["08"],
    "connection is bad": "a parameter of DATABASE_URL has a value that PostgreSQL does not take",
}
"""Messages by phrases of libpq and psycopg, for errors without a code: https://github.com/postgres/postgres,
src/interfaces/libpq/fe-connect.c."""

_ADVICE = {
    _SQLITE[5]: "wait for it, or end it (on Linux `fuser -v FILE` names it)",
    _SQLITE[8]: "this user must be allowed to write the file and its folder, on a disk that is "
    "mounted for writing; until then it can only be read",
    _SQLITE[10]: "free disk space, and check the disk and its quota",
    _SQLITE[11]: "restore it from a backup",
    _FULL: "free disk space, or raise the quota",
    _SQLITE[14]: "its folder must exist, and this user must be allowed to write in it",
    _SQLITE[26]: "name another, or restore it from a backup",
    _SQLSTATES["25006"]: "is it a standby?",
    _SQLSTATES["42P07"]: "restore the backup into an empty database",
    _SQLSTATES["53100"]: "free disk space there",
    _SQLSTATES["53300"]: "close those that nobody needs, or raise max_connections",
    _SQLSTATES["57014"]: "others may hold a lock",
    _SQLSTATES["XX001"]: "restore a backup",
    _SQLSTATES["XX002"]: "REINDEX makes a new one",
    _PHRASES["certificate"]: "see sslrootcert and sslmode",
    _PHRASES["private key"]: "see sslpassword",
}
"""What to do about what these messages say."""

_REFUSALS = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "authentication failed",
    '" does not exist',
)
"""Those of the phrases with which a server that works turns the user away."""

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
    what, advice = _what_and_advice(error)
    return DatabaseUnavailable(f"{name}: {what}", cause or cause_of(error), advice)


def message_for(error: BaseException | None) -> str:
    """What went wrong, and what to do about it; nothing of the error's text."""
    return ": ".join(filter(None, _what_and_advice(error)))


def _what_and_advice(error: BaseException | None) -> tuple[str, str]:
    """What went wrong, and what to do about it, which may be empty."""
    what = _what(error)
    state = str(getattr(error, "sqlstate", None))
    shown = f"{what} (SQLSTATE {state})" if re.fullmatch("[0-9A-Z]{5}", state) else what
    return shown, _ADVICE.get(what, "")


def _what(error: BaseException | None) -> str:
    if isinstance(error, PoolTimeoutError):
        return "every connection is in use (QueuePool limit)"
    if isinstance(error, sqlite3.Error) and hasattr(error, "sqlite_errorcode"):
        code, unknown = error.sqlite_errorcode, f"it failed ({error.sqlite_errorname})"
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF, unknown)
    state = str(getattr(error, "sqlstate", None))
    if re.fullmatch("[0-9A-Z]{5}", state):
        return _by_state(_SQLSTATES, state) or _UNKNOWN
    return _by_phrase(str(error)) or f"{_UNKNOWN} ({type(error).__name__})"


def cause_of(error: BaseException | None) -> Cause:
    """The cause of the error, if an operator would do something about it that helps no other."""
    if isinstance(error, PoolTimeoutError):
        return Cause.NOT_ANSWERING
    code = getattr(error, "sqlite_errorcode", 0)
    known = _SQLITE_CAUSES.get(code) or _SQLITE_CAUSES.get(code & 0xFF)
    if known := known or _by_state(_SQLSTATE_CAUSES, str(getattr(error, "sqlstate", None))):
        return known
    is_refused = any(phrase in str(error) for phrase in _REFUSALS)
    return Cause.REFUSED if is_refused else Cause.UNAVAILABLE


_UNKNOWN = "it failed, and the server's log says why"


def _by_state(table: Mapping[str, T], state: str) -> T | None:
    """What the table has for the code, or for its first characters; the longest match counts."""
    return next((table[state[:n]] for n in (5, 3, 2) if state[:n] in table), None)


def _by_phrase(text: str) -> str | None:
    for choice in _CHOICES:
        if f"invalid {choice} value" in text.replace('"', ""):
            return f"DATABASE_URL gives a {choice} that PostgreSQL does not know"
    return next((message for phrase, message in _PHRASES.items() if phrase in text), None)
