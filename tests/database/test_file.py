"""The file of a SQLite database is deleted or replaced while the database is open."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.database.engine import reading, writing
from bot.database.errors import DatabaseUnavailable
from bot.database.file import reopen
from bot.database.schema import upgrade

Connect = Callable[[str], Engine]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a table."""
    made = tmp_path / "team.db"
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE number (n INTEGER)")
        connection.execute("INSERT INTO number VALUES (0)")
        connection.commit()
    return made


@pytest.fixture
def database(path: Path, engines: Connect) -> Engine:
    """An engine that has written 1 into it."""
    made = engines(f"sqlite:///{path}")
    add(made, 1)
    return made


def add(database: Engine, number: int) -> None:
    with writing(database) as connection:
        connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})


def numbers(database: Engine) -> list[int]:
    with reading(database) as connection:
        return list(connection.scalars(text("SELECT n FROM number ORDER BY n")))


def numbers_in(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [number for (number,) in connection.execute("SELECT n FROM number ORDER BY n")]


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


@contextmanager
def others_read(path: Path) -> Iterator[None]:
    """Another connection reads meanwhile, so that the log cannot be truncated."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM number").fetchall()
        yield


def is_refused(database: Engine) -> None:
    with pytest.raises(DatabaseUnavailable, match="deleted or replaced"):
        numbers(database)


def test_no_empty_file_is_created_where_one_was_deleted(path: Path, engines: Connect) -> None:
    path.unlink()
    beside(path, "-wal").touch()
    with pytest.raises(DatabaseUnavailable, match=r"delete team\.db-wal"):
        numbers(engines(f"sqlite:///{path}"))
    assert not path.exists()

    beside(path, "-wal").unlink()
    with reading(engines(f"sqlite:///{path}")):
        assert path.exists()


def test_an_unchanged_file_is_not_reopened(database: Engine) -> None:
    assert not reopen(database)
    assert numbers(database) == [0, 1]


def test_a_database_in_memory_has_no_file(engines: Connect) -> None:
    assert not reopen(engines("sqlite:///:memory:"))


def add_while_it_is_moved(database: Engine, number: int, path: Path, to: Path) -> None:
    with writing(database) as connection:
        connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})
        path.rename(to)


def test_fault_68_an_open_transaction_is_not_committed_to_a_file_that_was_moved_away(
    database: Engine, path: Path
) -> None:
    away = path.with_name("away.db")
    with pytest.raises(DatabaseUnavailable, match="deleted or replaced"):
        add_while_it_is_moved(database, 2, path, away)
    is_refused(database)

    assert numbers_in(away) == [0, 1]


def test_committed_transactions_are_in_the_file_that_was_moved_away(
    database: Engine, path: Path
) -> None:
    away = path.with_name("away.db")
    path.rename(away)
    is_refused(database)

    assert numbers_in(away) == [0, 1]


def test_no_file_is_created_in_place_of_a_deleted_one(database: Engine, path: Path) -> None:
    path.unlink()
    for _ in range(3):
        is_refused(database)
        with pytest.raises(DatabaseUnavailable, match="is gone: put it back"):
            reopen(database)

    assert not path.exists()


def test_fault_68_a_file_that_is_deleted_while_no_connection_is_open_is_not_created_again(
    database: Engine, path: Path
) -> None:
    database.dispose()
    path.unlink()
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        numbers(database)

    assert not path.exists()


def test_the_log_may_be_deleted_by_sqlite_with_the_last_connection(
    database: Engine, path: Path
) -> None:
    database.dispose()
    logs = beside(path, "-wal").exists()
    add(database, 2)

    assert not logs
    assert numbers(database) == [0, 1, 2]


def test_a_file_that_is_moved_back_is_used_again(database: Engine, path: Path) -> None:
    away = path.with_name("away.db")
    path.rename(away)
    is_refused(database)
    away.rename(path)
    another = reopen(database)
    add(database, 2)

    assert not another
    assert numbers(database) == [0, 1, 2]


def test_fault_68_a_replacement_is_used_without_the_log_of_the_old_file(
    database: Engine, path: Path
) -> None:
    old, new = path.with_name("old.db"), path.with_name("new.db")
    old.hardlink_to(path)
    with closing(sqlite3.connect(new)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE number (n INTEGER)")
    with others_read(path):
        add(database, 2)
        new.replace(path)
        is_refused(database)
        another = reopen(database)
        add(database, 3)
        old_log = beside(path, "-wal.old").stat().st_size

    assert another
    assert numbers(database) == [3]
    assert old_log


def test_a_replacement_is_not_used_until_the_old_log_can_be_renamed(
    database: Engine, path: Path
) -> None:
    new, blocked = path.with_name("new.db"), beside(path, "-wal.old")
    shutil.copy(path, new)
    blocked.mkdir()
    new.replace(path)
    is_refused(database)
    with pytest.raises(DatabaseUnavailable, match="-wal, of another file"):
        reopen(database)
    blocked.rmdir()

    assert reopen(database)


def test_a_replacement_is_not_used_while_a_connection_to_the_old_file_is_in_use(
    database: Engine, path: Path
) -> None:
    new = path.with_name("new.db")
    shutil.copy(path, new)
    with database.connect():
        new.replace(path)
        is_refused(database)
        with pytest.raises(DatabaseUnavailable, match="still in use"):
            reopen(database)

    assert reopen(database)


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_committed_transactions_survive_the_deletion_of_the_log(
    database: Engine, path: Path, ending: str
) -> None:
    beside(path, ending).unlink()
    is_refused(database)
    another = reopen(database)
    add(database, 2)

    assert not another
    assert numbers(database) == [0, 1, 2]


def test_fault_68_of_a_log_that_cannot_be_truncated_nothing_is_lost(
    database: Engine, path: Path
) -> None:
    with others_read(path):
        add(database, 2)
        beside(path, "-shm").unlink()
        is_refused(database)
        another = reopen(database)

        assert not another
        assert numbers(database) == [0, 1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_its_owner_can_read_a_new_database_and_the_files_beside_it(
    tmp_path: Path, engines: Connect
) -> None:
    before = os.umask(0o022)
    try:
        made = engines(f"sqlite:///{tmp_path}/team.db")
        upgrade(made)
    finally:
        os.umask(before)
    with reading(made):
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("team.db*")}

    assert modes.pop("team.db.lock") == 0o644  # it is empty
    assert modes == dict.fromkeys(("team.db", "team.db-shm", "team.db-wal"), 0o600)


def test_the_permissions_of_a_database_that_exists_stay(path: Path, engines: Connect) -> None:
    before = path.stat().st_mode
    add(engines(f"sqlite:///{path}"), 1)

    assert path.stat().st_mode == before
