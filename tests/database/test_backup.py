import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.database.backup import BackupError, back_up
from bot.database.errors import DatabaseUnavailable
from bot.team.sql_store import SqlStore
from tests.team.entries import published
from tests.team.values import HERE

Connect = Callable[[str], Engine]


def ignore(_: int, __: int) -> None:
    """Show no progress."""


@pytest.fixture
def path(sqlite: Path, tmp_path: Path) -> Path:
    """An upgraded database, in a folder of its own."""
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" / "team.db"
    path.write_bytes(sqlite.read_bytes())
    return path


@pytest.fixture
def made(path: Path, engines: Connect) -> Engine:
    return engines(f"sqlite:///{path}")


def test_a_backup_is_the_state_of_its_beginning_and_writers_do_not_delay_it(
    made: Engine, path: Path, engines: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.backup._PAGES", 1)
    entry, steps, copy = published(SqlStore(made)), list[float](), path.with_name("copy.db")

    def write_meanwhile(copied: int, total: int) -> None:
        published(SqlStore(made))
        steps.append(copied / total)

    size = back_up(made, copy, write_meanwhile)

    assert SqlStore(engines(f"sqlite:///{copy}")).entries(HERE) == (entry,)
    assert len(SqlStore(made).entries(HERE)) == 1 + len(steps)
    assert steps == sorted(set(steps))
    assert (steps[-1], size) == (1, copy.stat().st_size)


def test_a_backup_is_one_file_that_only_its_owner_reads(made: Engine, path: Path) -> None:
    copy = path.with_name("copy.db")
    back_up(made, copy, ignore)

    assert copy.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in path.parent.iterdir()} == {
        "team.db",
        "team.db-shm",
        "team.db-wal",
        "copy.db",
    }
    with closing(sqlite3.connect(copy)) as connection:  # a start need not change the mode
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_folder_that_is_missing_is_reported(made: Engine, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"written: No such file or directory: make its folder"):
        back_up(made, tmp_path / "no" / "copy.db", ignore)


def test_a_file_that_appears_meanwhile_is_not_replaced(made: Engine, path: Path) -> None:
    copy = path.with_name("copy.db")

    def write_meanwhile(_: int, __: int) -> None:
        copy.write_text("another backup", "utf-8")

    with pytest.raises(BackupError, match="exists already"):
        back_up(made, copy, write_meanwhile)

    assert copy.read_text("utf-8") == "another backup"
    assert not list(path.parent.glob(".copy*"))


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without links."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("no_links")
def test_a_file_system_without_links_can_hold_backups(made: Engine, path: Path) -> None:
    copy = path.with_name("copy.db")
    back_up(made, copy, ignore)
    other = path.with_name("other.db")

    assert copy.stat().st_size == path.stat().st_size
    with pytest.raises(BackupError, match="exists already"):
        back_up(made, other, lambda *_: other.touch())


def test_a_full_disk_leaves_no_file(
    made: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match=r"copy\.db cannot be written: No space .*: free disk"):
        back_up(made, path.with_name("copy.db"), ignore)

    assert not list(path.parent.glob("*copy*"))


def test_a_file_size_limit_leaves_no_file(made: Engine, path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    made.connect().close()
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
        with pytest.raises(BackupError, match=r"copy\.db cannot be written: "):
            back_up(made, path.with_name("copy.db"), ignore)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert not list(path.parent.glob("*copy*"))


DAMAGED = "the database is damaged, so no backup was made"


def test_a_damaged_database_is_not_taken_for_a_backup(path: Path, engines: Connect) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'entry_by_code'")
    with pytest.raises(DatabaseUnavailable, match=DAMAGED):
        back_up(engines(f"sqlite:///{path}"), path.with_name("copy.db"), ignore)

    assert not list(path.parent.glob("*copy*"))


def test_a_database_that_loses_pages_meanwhile_is_called_damaged(
    made: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.backup._PAGES", 1)
    with pytest.raises(DatabaseUnavailable, match=DAMAGED):
        back_up(made, path.with_name("copy.db"), lambda *_: os.truncate(path, 8192))

    assert not list(path.parent.glob("*copy*"))


def test_each_commit_is_synced_to_the_disk_and_what_is_deleted_is_overwritten(
    made: Engine,
) -> None:
    with made.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]

    assert values == ["wal", 2, 1, 1]
