"""What keeps a SQLite file from being opened or written is named where it can be seen."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.database.errors import Cause
from bot.database.folder import unopened


@pytest.fixture
def error(tmp_path: Path) -> sqlite3.Error:
    """What SQLite says of a write if it could not make its log."""
    path = tmp_path / "team.db"
    path.touch()
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database,
        pytest.raises(sqlite3.OperationalError, match="readonly") as caught,
    ):
        database.execute("CREATE TABLE entry (id)")
    return caught.value


@pytest.mark.parametrize(
    ("files", "free", "cause"),
    [(4, 0, Cause.FULL), (4, 1, Cause.READ_ONLY), (0, 0, Cause.READ_ONLY)],
    ids=["none left", "one left", "not counted"],
)
def test_a_disk_that_has_room_for_no_more_files_is_full(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: sqlite3.Error,
    files: int,
    free: int,
    cause: Cause,
) -> None:
    disk = SimpleNamespace(f_files=files, f_favail=free)
    monkeypatch.setattr(os, "statvfs", lambda _: disk, raising=False)

    found = unopened("sqlite team.db", f"{tmp_path}/team.db", error)

    assert found.cause is cause
    assert ("`df -i`" in str(found)) == (cause is Cause.FULL)


def test_where_there_are_no_inodes_nothing_is_said_of_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: sqlite3.Error
) -> None:
    monkeypatch.delattr(os, "statvfs", raising=False)

    assert unopened("sqlite team.db", f"{tmp_path}/team.db", error).cause is Cause.READ_ONLY
