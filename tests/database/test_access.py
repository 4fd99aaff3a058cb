"""Whether the bot can use its database, without a change to it."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.database.access import check_access
from bot.database.engine import engine
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.schema import upgrade
from bot.database.schema_version import version_of
from bot.findings import Level
from tests.database.cluster import Cluster
from tests.database.disks import as_anyone, full
from tests.database.fixtures import numbers
from tests.measured import MEASURED

OK, WARNING, ERROR = Level


def checked(url: str) -> tuple[Level, str]:
    finding = check_access(url)
    assert finding.about == "database"
    return finding.level, finding.text


def test_a_current_database_is_right(url: str) -> None:
    level, text = checked(url)

    assert level is OK
    assert text.startswith(url.partition("+")[0].partition(":")[0])
    assert ": writable, with the current schema, '" in text


def test_an_empty_database_is_right(empty_url: str) -> None:
    level, text = checked(empty_url)

    assert level is OK
    assert "`run` creates" in text


def test_no_file_is_created(tmp_path: Path) -> None:
    assert checked(f"sqlite:///{tmp_path}/team.db") == (
        OK,
        f"sqlite {tmp_path}/team.db: there is no such file yet; `run` creates it",
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "team.db").touch()
    level, text = checked(f"sqlite:///{tmp_path}/team.db")

    assert (level, text.partition(": ")[2]) == (OK, "it is empty; `run` creates the tables")
    assert (tmp_path / "team.db").read_bytes() == b""


def test_a_folder_in_place_of_the_file_is_named_as_such(tmp_path: Path) -> None:
    level, text = checked(f"sqlite:///{tmp_path}")

    assert level is ERROR
    assert text.endswith(
        "unable to open database file: it is a folder: name a file in it, or remove it if it is "
        "empty"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="it takes capabilities, for root")
@pytest.mark.parametrize("of", ["team.db", "team.db.lock"])
def test_a_file_that_only_another_user_may_read_is_named(tmp_path: Path, of: str) -> None:
    """As it is after a restore, or a command beside the service, by root."""
    made = engine(f"sqlite:///{tmp_path}/team.db")
    if not of.endswith(".lock"):
        upgrade(made)
    made.dispose()
    (tmp_path / of).touch()
    (tmp_path / of).chmod(0)
    command = ("database", "upgrade") if of.endswith(".lock") else ("database", "check")
    ended = subprocess.run(
        (*as_anyone(), sys.executable, "-m", "bot", *command),
        env={**os.environ, **MEASURED, "DATABASE_URL": f"sqlite:///{tmp_path}/team.db"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert (
        f"unable to open database file: this user may not read and write {of}: let the user that "
        "runs the bot own it, and the files beside it"
    ) in ended.stderr


def test_a_file_that_was_deleted_while_it_was_open_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "team.db-wal").touch()
    level, text = checked(f"sqlite:///{tmp_path}/team.db")

    assert level is ERROR
    assert "put the file back, or restore a backup" in text


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (
            "/nowhere/team.db",
            "No such file or directory: make its folder, or name another",
        ),
        ("/dev/null/team.db", "Not a directory: name another folder"),
        (f"/tmp/{'x' * 300}", "File name too long"),
    ],
)
def test_a_file_that_cannot_be_created_is_an_error(path: str, reason: str) -> None:
    assert checked(f"sqlite:///{path}") == (
        ERROR,
        f"sqlite {path}: no file can be found or created there: {reason}",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="it takes a mount, or a limit")
@pytest.mark.parametrize("content", [None, b""], ids=["no file", "empty file"])
def test_fault_47_where_there_is_no_room_for_a_database_says_so(
    tmp_path: Path, content: bytes | None
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    touch = "" if content is None else f"open('{folder}/team.db', 'x').close()\n"
    code = f"{touch}from bot.database.access import *\nprint(check_access('sqlite:///{folder}/team.db'))"
    ended = subprocess.run(
        [*full(folder), sys.executable, "-c", code],
        env={**os.environ, **MEASURED},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "level=<Level.ERROR" in ended.stdout
    assert re.search(
        "there: (?:No space left on device|File too large): free disk space, or raise the quota",
        ended.stdout,
    )


def test_a_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "team.db").write_text("These are notes, and not a database.\n" * 100, "utf-8")
    level, text = checked(f"sqlite:///{tmp_path}/team.db")

    assert level is ERROR
    assert "file is not a database" in text


def damage(path: Path) -> None:
    """Forget an index, so that its pages belong to nothing."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'entry_by_code'")


def test_a_damaged_file_is_an_error(sqlite: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sqlite, tmp_path / "team.db"))
    damage(path)

    level, text = checked(f"sqlite:///{path}")

    assert level is ERROR
    assert text.startswith(f"sqlite {path}: the file is damaged, as `python -m bot database check`")
    assert text.endswith(": stop the bot, keep the file, and restore a backup")


def test_a_large_file_is_not_read_at_a_start(
    sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(sqlite, tmp_path / "team.db"))
    damage(path)
    monkeypatch.setattr("bot.database.integrity._LARGEST", path.stat().st_size - 1)

    assert checked(f"sqlite:///{path}")[0] is OK


def test_tables_of_another_program_raise_a_doubt(empty_url: str) -> None:
    made = engine(empty_url)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE wine (name text)")
    made.dispose()
    level, text = checked(empty_url)

    assert level is WARNING
    assert "it holds tables, but none of the bot's: is it the right one?" in text


def test_a_url_that_is_none_is_a_wrong_setting() -> None:
    finding = check_access("postgresql+psycopg://me:hunter2@db:abc/team")

    assert finding.misconfigured
    assert finding.text.startswith("DATABASE_URL: this is not the URL of a database")
    assert "hunter2" not in finding.text


def test_a_server_that_does_not_answer_is_an_error_but_no_wrong_setting(tmp_path: Path) -> None:
    finding = check_access(f"postgresql+psycopg://me:hunter2@/team?host={tmp_path}")

    assert finding.level is ERROR
    assert not finding.misconfigured
    assert "nothing listens at that socket" in finding.text


def test_an_empty_database_that_is_read_only_is_an_error(postgresql: Cluster) -> None:
    name = f"readonly{next(numbers)}"
    url = postgresql.create(name)
    with psycopg.connect(postgresql.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    level, text = checked(url)

    assert level is ERROR
    assert text.endswith("this user may not create the bot's tables in it: let the user own it")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_does_not_hold_all_characters_is_an_error_and_gets_no_tables(
    postgresql: Cluster, encoding: str
) -> None:
    name = f"encoded{next(numbers)}"
    with psycopg.connect(postgresql.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING {encoding}".encode()
        )
    level, text = checked(postgresql.url(name))
    made = engine(postgresql.url(name))
    with pytest.raises(DatabaseUnavailable) as refused:
        upgrade(made)

    assert level is ERROR
    assert f": its encoding is {encoding}, which does not hold all that people write: " in text
    assert (str(refused.value), refused.value.cause) == (text, Cause.REFUSED)
    assert version_of(made).number is None
    made.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_lost(url: str) -> None:
    assert checked(url) == (
        WARNING,
        "sqlite :memory:: everything is lost when the bot stops",
    )


def test_an_older_schema_is_upgraded_by_run_and_not_by_the_check(empty_url: str) -> None:
    made = engine(empty_url)
    upgrade(made, "knowledge")
    level, text = checked(empty_url)

    assert level is WARNING
    assert ": it is of an older version of the bot (its schema is 'knowledge', and this" in text
    assert "make a backup, `python -m bot database backup FILE`, and, if the changelog" in text
    assert text.endswith("; then `run` upgrades it, or `python -m bot database upgrade`")
    assert not version_of(made).is_current
    made.dispose()


def make_newer(url: str, oldest: str) -> None:
    """A database that a newer version upgraded, with which `oldest` still works."""
    made = engine(url)
    upgrade(made)
    with made.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'newer'")
        connection.exec_driver_sql(f"UPDATE compatibility SET oldest = '{oldest}'")
    made.dispose()


def test_a_newer_schema_that_works_with_this_version_is_right(empty_url: str) -> None:
    make_newer(empty_url, "compatibility")
    level, text = checked(empty_url)

    assert level is OK
    assert "upgraded by a newer version of the bot, with which this one can work" in text


def test_a_newer_schema_is_an_error(empty_url: str) -> None:
    make_newer(empty_url, "newer")
    level, text = checked(empty_url)

    assert level is ERROR
    assert "of a newer version of the bot" in text
