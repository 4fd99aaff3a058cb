"""The file of a SQLite database is lost: what connections may still do, and what is done then."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.database.engine import reading, writing
from bot.database.errors import DatabaseUnavailable
from bot.database.file import reopen

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
    """Somebody else reads meanwhile, so that the log cannot be emptied."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM number").fetchall()
        yield


def is_refused(database: Engine) -> None:
    with pytest.raises(DatabaseUnavailable, match="deleted or replaced"):
        numbers(database)


def test_a_file_that_is_still_there_is_not_opened_anew(database: Engine) -> None:
    assert not reopen(database)
    assert numbers(database) == [0, 1]


def test_a_database_in_memory_has_no_file(engines: Connect) -> None:
    assert not reopen(engines("sqlite:///:memory:"))


def add_while_it_goes(database: Engine, number: int, path: Path, to: Path) -> None:
    with writing(database) as connection:
        connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})
        path.rename(to)


def test_what_was_begun_before_is_not_committed(database: Engine, path: Path) -> None:
    away = path.with_name("away.db")
    with pytest.raises(DatabaseUnavailable, match="deleted or replaced"):
        add_while_it_goes(database, 2, path, away)
    is_refused(database)

    assert numbers_in(away) == [0, 1]


def test_what_was_committed_is_in_the_file_that_was_moved_away(
    database: Engine, path: Path
) -> None:
    away = path.with_name("away.db")
    path.rename(away)
    is_refused(database)

    assert numbers_in(away) == [0, 1]


def test_nothing_takes_the_place_of_a_file_that_is_gone(database: Engine, path: Path) -> None:
    path.unlink()
    for _ in range(3):
        is_refused(database)
        with pytest.raises(DatabaseUnavailable, match="is gone: put it back"):
            reopen(database)

    assert not path.exists()


def test_a_file_that_goes_while_nothing_is_open_is_not_made_anew(
    database: Engine, path: Path
) -> None:
    database.dispose()
    path.unlink()
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        numbers(database)

    assert not path.exists()


def test_what_sqlite_removes_with_the_last_connection_is_not_lost(
    database: Engine, path: Path
) -> None:
    database.dispose()
    logs = beside(path, "-wal").exists()
    add(database, 2)

    assert not logs
    assert numbers(database) == [0, 1, 2]


def test_the_same_file_back_in_its_place_is_used_as_before(database: Engine, path: Path) -> None:
    away = path.with_name("away.db")
    path.rename(away)
    is_refused(database)
    away.rename(path)
    another = reopen(database)
    add(database, 2)

    assert not another
    assert numbers(database) == [0, 1, 2]


def test_another_file_in_its_place_is_used_without_the_log_of_the_one_before(
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
        kept = beside(path, "-wal.old").stat().st_size

    assert another
    assert numbers(database) == [3]
    assert kept


def test_while_the_log_of_the_one_before_cannot_be_put_aside_another_file_is_not_used(
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


def test_while_a_connection_to_the_one_before_is_in_use_another_file_is_not_used(
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
def test_what_was_committed_outlives_a_log_that_is_deleted(
    database: Engine, path: Path, ending: str
) -> None:
    beside(path, ending).unlink()
    is_refused(database)
    another = reopen(database)
    add(database, 2)

    assert not another
    assert numbers(database) == [0, 1, 2]
