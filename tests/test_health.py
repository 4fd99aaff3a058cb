"""What an operator reads of a database that fails: what is wrong, and once what to do."""

import sqlite3

import pytest
from psycopg import errors

from bot.database.redaction import unavailable
from bot.health import database_problem


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode, error.sqlite_errorname = code, f"CODE_{code}"
    return error


READ_ONLY = (
    "Let the bot's user write: check the permissions, how the disk is mounted, and that the server "
    "is not a standby."
)
IN_IT_ALREADY = (
    "what an upgrade adds is in it already, as if an older backup had been restored over it"
)
AWAY = "Start the database, and check DATABASE_URL and the network; the bot continues by itself."
FULL = "Find what fills the disk, and make room; the bot continues by itself."


@pytest.mark.parametrize(
    ("error", "code", "wrong", "what_to_do"),
    [
        (sqlite_error(13), "full", "database or disk is full", FULL),
        (errors.DiskFull(), "full", "the server's disk is full (SQLSTATE 53100)", FULL),
        (
            sqlite_error(10),
            "disk-error",
            "disk I/O error",
            "Free disk space, and check the disk and its quota.",
        ),
        (sqlite_error(8), "read-only", "attempt to write a readonly database", READ_ONLY),
        (
            errors.ReadOnlySqlTransaction(),
            "read-only",
            "the server does not write in a read-only transaction (SQLSTATE 25006)",
            READ_ONLY,
        ),
        (
            sqlite_error(11),
            "damaged",
            "database disk image is malformed",
            "Stop the bot, keep the file, and restore a backup.",
        ),
        (
            errors.DataCorrupted(),
            "unavailable",
            "the server found damaged data (SQLSTATE XX001)",
            "Restore a backup.",
        ),
        (
            errors.TooManyConnections(),
            "unavailable",
            "the server takes no more connections (SQLSTATE 53300)",
            "Close those that nobody needs, or raise max_connections.",
        ),
        (
            errors.DuplicateTable(),
            "refused",
            f"{IN_IT_ALREADY} (SQLSTATE 42P07)",
            "Restore the backup into an empty database.",
        ),
        (
            errors.AdminShutdown(),
            "unavailable",
            "the server is starting or stopping, or ended the connection (SQLSTATE 57P01)",
            AWAY,
        ),
    ],
)
def test_what_to_do_about_a_database_is_said_once(
    error: Exception, code: str, wrong: str, what_to_do: str
) -> None:
    problem = database_problem("accepts no writes", unavailable("NAME", error))

    message = f"the database accepts no writes: NAME: {wrong}"
    assert problem.line == f"database-{code}: {message}. {what_to_do}"
    assert problem.to_json() == {
        "code": f"database-{code}",
        "message": message,
        "what_to_do": what_to_do,
    }
