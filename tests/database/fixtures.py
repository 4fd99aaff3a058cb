"""Fixtures for each kind of database, in all tests; one PostgreSQL cluster serves the session."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import Engine

from bot.database.columns import metadata
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.team.sql_store import SqlStore
from tests.database.cluster import Cluster, cluster

Connect = Callable[[], Engine]
numbers = count(1)
MEMORY = Path("/dev/shm")
ENOUGH, MUCH = 200 * 2**20, 4 * 2**30
"""Bytes that are free there: each test needs less than one MiB, and a browser needs some, too.

The clusters of PostgreSQL need one GiB together.
"""
EMPTY = f"""
    {" ".join(f"DELETE FROM {table.name};" for table in reversed(metadata.sorted_tables))}
    SELECT setval(sequencename::regclass, 1, false) FROM pg_sequences;
    INSERT INTO change (id, sequence) VALUES (1, 0);
    INSERT INTO compatibility (id, oldest) VALUES (1, 'compatibility');
"""
"""TRUNCATE would make new files for all tables and indexes, which takes a hundred times as long."""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with cluster(place=_memory(MUCH)) as made:
        upgraded(made.create("upgraded"))
        made.create("team", "upgraded")
        yield made


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds an upgraded database."""
    path = tmp_path_factory.mktemp("sqlite") / "upgraded.db"
    path.write_bytes(_upgraded_file())
    return path


@cache
def _memory(room: int) -> Path | None:
    """The folder that Linux keeps in memory, if it is there and has that many bytes of room."""
    is_there = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > room
    return MEMORY if is_there else None


def folder_in_memory() -> TemporaryDirectory[str]:
    """A folder for databases, on the disk if there is no other: each commit waits for a disk."""
    return TemporaryDirectory(prefix="bot", dir=_memory(ENOUGH))


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """A folder for databases, in memory if possible."""
    with folder_in_memory() as made:
        yield Path(made)


def upgraded_in(folder: str | Path) -> str:
    """The URL of an upgraded SQLite database of its own in that folder."""
    path = Path(folder, "team.db")
    path.write_bytes(_upgraded_file())
    return f"sqlite:///{path}"


@cache
def _upgraded_file() -> bytes:
    """The file of an upgraded SQLite database: its upgrade takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "team.db")
        upgraded(f"sqlite:///{path}")
        return path.read_bytes()


def upgraded_in_memory() -> Engine:
    """A SQLite database without a file."""
    made = engine("sqlite:///:memory:")
    with TemporaryDirectory() as folder, made.connect() as connection:
        into = connection.connection.driver_connection
        assert into
        with closing(sqlite3.connect(upgraded_in(folder).removeprefix("sqlite:///"))) as source:
            source.backup(into)
    return made


def upgraded_engine(url: str) -> Engine:
    made = engine(url)
    upgrade(made)
    return made


def upgraded(url: str) -> None:
    upgraded_engine(url).dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    made: Cluster = request.getfixturevalue("postgresql")
    return made.create(f"empty{next(numbers)}")


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of an upgraded database without entries."""
    if kind == "sqlite":
        return upgraded_in(request.getfixturevalue("quick_folder"))
    made: Cluster = request.getfixturevalue("postgresql")
    with psycopg.connect(made.conninfo("team"), autocommit=True) as connection:
        connection.execute(EMPTY.encode())
    return made.url("team")


@pytest.fixture
def engines() -> Iterator[Callable[[str], Engine]]:
    """Makes engines, one for each replica, and closes them."""
    made: list[Engine] = []

    def make(url: str) -> Engine:
        made.append(engine(url))
        return made[-1]

    yield make
    for each in made:
        each.dispose()


@pytest.fixture
def store(url: str, engines: Callable[[str], Engine]) -> SqlStore:
    return SqlStore(engines(url))
