"""Databases that fail: each failure has a message, and no acknowledged write is lost."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from bot.database import engine as engine_room
from bot.database.engine import engine, reading
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import upgrade
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from tests.database.cluster import Cluster, ordinary_user
from tests.database.processes import run
from tests.team.entries import improved, published
from tests.team.values import HERE

Connect = Callable[[str], Engine]

READ_AND_WRITE = """
import os, pwd
store = SqlStore(engine(url))
if arguments:  # only now: that user may not be able to read this Python
    os.setuid(pwd.getpwnam(*arguments).pw_uid)
print(len(store.entries(HERE)))
try:
    published(store)
except DatabaseUnavailable as error:
    print(error)
"""

FILL = """
import os, resource
made = engine(url)
store = SqlStore(made)
entry = published(store)
size = os.stat(made.url.database).st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
count = 1
try:
    while True:
        entry = improved(store, entry, "x" * 2000)
        count += 1
except DatabaseUnavailable as error:
    print(error)
print([each.version for each in store.history(HERE)[0].revisions] == list(range(count, 0, -1)))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
print(improved(store, entry, "There is room again.").revision.version == count + 1)
"""


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("team.db", "this is not the URL of a database"),
        ("mysql://a:secret@b/c", "'mysql' is neither sqlite nor postgresql"),
    ],
)
def test_an_unusable_url_is_refused_without_its_password(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refusal:
        engine(url)

    assert "secret" not in str(refusal.value)


def test_postgresql_without_its_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(ValueError, match=r"pip install '\.\[postgres\]'"):
        engine("postgresql://a@b/c")


def test_an_unreachable_server_is_named_without_its_password(engines: Connect) -> None:
    store = SqlStore(engines("postgresql://ann:secret@127.0.0.1:1/team"))

    with pytest.raises(DatabaseUnavailable, match=r"\Apostgresql 127.0.0.1:1/team: ") as failure:
        store.latest_change()
    assert "secret" not in str(failure.value)


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """A folder that every user can read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_fault_47_a_read_only_file_can_be_read_but_not_written(
    readable_folder: Path, sqlite: Path
) -> None:
    path = readable_folder / "team.db"
    shutil.copy(sqlite, path)
    path.chmod(0o444)
    readable_folder.chmod(0o777)
    printed = run(READ_AND_WRITE, f"sqlite:///{path}", *filter(None, [ordinary_user()]))

    assert printed == (
        f"0\nsqlite {path}: attempt to write a readonly database: "
        "this user must be allowed to write the file and its folder, on a disk that is mounted for "
        "writing; until then it can only be read\n"
    )


def test_fault_47_a_read_only_role_cannot_write(postgresql: Cluster, engines: Connect) -> None:
    url = postgresql.create("read_only", "upgraded")
    with psycopg.connect(postgresql.conninfo("read_only"), autocommit=True) as connection:
        connection.execute("ALTER DATABASE read_only SET default_transaction_read_only = on")
    store = SqlStore(engines(url))

    assert store.entries(HERE) == ()
    with pytest.raises(DatabaseUnavailable, match="in a read-only transaction"):
        published(store)


def test_fault_47_a_full_disk_loses_no_acknowledged_write(sqlite: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(sqlite, Path(folder) / "team.db")
        error, *checks = run(FILL, f"sqlite:///{path}").splitlines()

    assert re.search("(?:disk I/O error|database or disk is full): free disk space", error)
    assert checks == ["True", "True"]


def test_fault_47_a_file_that_is_no_database_is_named(tmp_path: Path, engines: Connect) -> None:
    path = tmp_path / "team.db"
    path.write_text("These are not the bytes of a database. " * 100, "utf-8")

    with pytest.raises(DatabaseUnavailable, match=r"team\.db: file is not a database"):
        upgrade(engines(f"sqlite:///{path}"))


def test_fault_47_what_was_read_without_a_log_does_not_count_if_the_file_was_changed(
    sqlite: Path, tmp_path: Path, engines: Connect
) -> None:
    path = Path(shutil.copy(sqlite, tmp_path / "team.db"))
    path.with_name("team.db-wal").symlink_to("/nowhere/log")  # so that none can be made
    made = engines(f"sqlite:///{path}")
    entries = SqlStore(made).entries(HERE)
    transaction = reading(made)
    transaction.__enter__().exec_driver_sql("SELECT * FROM entry")
    os.utime(path)
    with pytest.raises(DatabaseUnavailable, match=r"team\.db was changed while it was read"):
        transaction.__exit__(None, None, None)

    assert entries == SqlStore(made).entries(HERE) == ()


def test_fault_47_a_corrupt_file_does_not_change_the_snapshot(
    tmp_path: Path, sqlite: Path, engines: Connect
) -> None:
    path = tmp_path / "team.db"
    shutil.copy(sqlite, path)
    made = engines(f"sqlite:///{path}")
    store, snapshot = SqlStore(made), Snapshot()
    entry = published(store)
    snapshot.refresh(store)
    made.dispose()
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(path.stat().st_size - 4096))
    snapshot.refresh(store)

    assert (snapshot.is_stale, snapshot.entries(HERE).all()) == (True, (entry,))
    with pytest.raises(DatabaseUnavailable, match=r"malformed|not a database|corrupt"):
        published(store)


def test_fault_48_a_restart_of_postgresql_loses_no_acknowledged_write(
    postgresql: Cluster, engines: Connect
) -> None:
    store = SqlStore(engines(postgresql.create("killed", "upgraded")))
    snapshot = Snapshot()
    entry = published(store)
    snapshot.refresh(store)
    postgresql.stop()
    try:
        snapshot.refresh(store)
        with pytest.raises(DatabaseUnavailable, match="killed"):
            published(store)

        assert (snapshot.is_stale, snapshot.entries(HERE).all()) == (True, (entry,))
    finally:
        postgresql.start()
    improved(store, entry, "Back again.")
    snapshot.refresh(store)

    assert not snapshot.is_stale
    assert snapshot.entries(HERE).all() == store.entries(HERE)
    assert [each.version for each in store.history(HERE)[0].revisions] == [2, 1]


def test_fault_48_a_terminated_connection_is_replaced(
    postgresql: Cluster, engines: Connect
) -> None:
    store = SqlStore(engines(postgresql.create("ended", "upgraded")))
    entry = published(store)
    with psycopg.connect(postgresql.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ended'"
        )

    assert store.entries(HERE) == (entry,)


def test_fault_48_a_lock_that_is_not_released_times_out(
    postgresql: Cluster, engines: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_room, "POSTGRESQL_TIMEOUT", 1)
    store = SqlStore(engines(postgresql.create("held", "upgraded")))
    entry = published(store)
    with psycopg.connect(postgresql.conninfo("held")) as connection:
        connection.execute("UPDATE change SET sequence = sequence + 1")
        with pytest.raises(DatabaseUnavailable, match="statement timeout"):
            published(store)

        assert store.entries(HERE) == (entry,)
        connection.rollback()

    assert improved(store, entry, "At last.").revision.version == 2


def test_fault_48_a_pool_without_a_free_connection_times_out(
    postgresql: Cluster, engines: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_room, "POSTGRESQL_TIMEOUT", 1)
    made = engines(postgresql.create("busy", "upgraded"))
    connections = [made.connect() for _ in range(engine_room.POOL)]
    with pytest.raises(DatabaseUnavailable, match="QueuePool limit"):
        SqlStore(made).latest_change()
    for connection in connections:
        connection.close()

    assert SqlStore(made).latest_change() == 0
