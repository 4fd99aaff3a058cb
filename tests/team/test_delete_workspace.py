"""Everything of a workspace is deleted, and nothing of another; files keep no trace of it."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Column, Engine, Table, event, select

from bot.database.columns import metadata
from bot.database.engine import empty_log, reading
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job, Room
from bot.jobs.sql_store import SqlJobStore
from bot.team import delete_workspace
from bot.team.model import Card
from bot.team.settings import WorkspaceSettings
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from bot.team.tables import deleted_workspace, workspace_settings
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.sql_store import WorkspaceStore
from bot.workspaces.tables import workspace as installed
from tests.team.entries import published
from tests.team.values import ANN, CODE, HERE, NOW, THERE, accept, proposal, question
from tests.workspaces.test_sql_store import ACME

KEY = Fernet.generate_key().decode()


@pytest.fixture
def made(url: str, engines: Callable[[str], Engine]) -> Engine:
    """A database in which two workspaces have a row in each table."""
    made = engines(url)
    store = SqlStore(made)
    for workspace in (HERE, THERE):
        entry = published(store, workspace)
        store.vote(workspace, entry.id, "U7", helped=True, at=NOW)
        store.propose(workspace, proposal(workspace=workspace))
        [waiting] = store.open_proposals(workspace)
        store.add_card(workspace, waiting.id, Card("C1", "1.0"))
        store.record_questions(workspace, question("U8"), known=False)
        store.record_refusal(workspace, "U8", "approve", NOW)
        store.change_settings(workspace, WorkspaceSettings(review_channel="C1"), ANN, NOW)
        accept(SqlJobStore(made), Job(workspace, "C1:1.0", "question", "U8"), None, 60)
        WorkspaceStore(made, TokenCipher([KEY])).save(replace(ACME, id=workspace))
    return made


def rows(made: Engine, workspace: str) -> dict[str, int]:
    """The number of rows of a workspace in each table that has such."""
    with reading(made) as connection:
        return {
            table.name: len(connection.execute(select(table).where(column == workspace)).all())
            for table, column in columns()
        }


def columns() -> Iterator[tuple[Table, Column[Any]]]:
    """The tables with rows of a workspace, and the column with its id."""
    for table in metadata.tables.values():
        if table is installed:
            yield table, table.c.id
        elif "workspace" in table.columns:
            yield table, table.c.workspace


def test_no_table_has_a_row_of_a_deleted_workspace(made: Engine) -> None:
    before = rows(made, THERE)
    count = SqlStore(made).delete_workspace(HERE)
    after = rows(made, HERE)

    assert [name for name, number in before.items() if not number] == [deleted_workspace.name]
    assert {name for name, number in after.items() if number} == {deleted_workspace.name}
    assert count == sum(before.values())
    assert rows(made, THERE) == before
    assert SqlStore(made).delete_workspace(HERE) == 0


def test_replicas_forget_the_entries_and_see_those_that_come_later(made: Engine) -> None:
    store, snapshot = SqlStore(made), Snapshot()
    snapshot.refresh(store)
    theirs = snapshot.entries(THERE).of(CODE)
    store.delete_workspace(HERE)
    snapshot.refresh(store)
    gone = snapshot.entries(HERE).all()
    again = published(store, HERE)
    snapshot.refresh(store)
    new = Snapshot()
    new.refresh(store)

    assert gone == ()
    assert snapshot.entries(HERE).all() == new.entries(HERE).all() == (again,)
    assert snapshot.entries(THERE).of(CODE) == new.entries(THERE).of(CODE) == theirs


def test_a_workspace_that_removed_the_bot_is_deleted_unless_it_is_installed_again(
    made: Engine,
) -> None:
    workspaces, store = WorkspaceStore(made, TokenCipher([KEY])), SqlStore(made)
    at = ACME.installed_at
    for workspace in (HERE, THERE):
        workspaces.remove(workspace, at)
    workspaces.save(replace(ACME, id=THERE))

    here = sum(rows(made, HERE).values())
    assert store.delete_removed(at) == {}
    assert store.delete_removed(at + timedelta(seconds=1)) == {HERE: here}
    assert store.delete_removed(at + timedelta(seconds=1)) == {}
    assert [each.id for each in workspaces.all()] == [THERE]
    assert len(store.entries(THERE)) == 1


def test_settings_that_an_older_version_left_are_neither_in_force_nor_kept(
    made: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, snapshot = SqlStore(made), Snapshot()
    older = tuple(each for each in delete_workspace.TABLES if each is not workspace_settings)
    monkeypatch.setattr(delete_workspace, "TABLES", older)
    for workspace in (HERE, THERE):
        store.delete_workspace(workspace)
    left = rows(made, HERE)[workspace_settings.name]
    again = WorkspaceSettings(review_channel="C2", version=1)
    store.change_settings(THERE, again, ANN, NOW)  # it has installed the bot again
    snapshot.refresh(store)
    store.delete_removed(NOW)

    assert left == 1
    assert rows(made, HERE)[workspace_settings.name] == 0
    assert snapshot.settings(HERE) is None
    assert snapshot.settings(THERE) == replace(again, version=2)
    assert rows(made, THERE)[workspace_settings.name] == 1


# SQLite's write-ahead log


PERSON = "U0FORGETTEN"


@pytest.fixture
def asked(path: Path, engines: Callable[[str], Engine]) -> Engine:
    """A SQLite file with what a person asked, which a bot has open."""
    made = engines(f"sqlite:///{path}")
    accept(SqlJobStore(made), Job(HERE, "C1:1.0", "question", PERSON), None, 60)
    SqlStore(made).record_questions(HERE, question(PERSON), known=False)
    return made


def traces(path: Path) -> list[str]:
    """The files of a database in which the person's id can be read."""
    files = sorted(path.parent.glob(f"{path.name}*"))
    return [each.name for each in files if PERSON.encode() in each.read_bytes()]


def drop_job(made: Engine) -> None:
    """Finish the person's job and delete what is left of it, and the questions of that time."""
    store = SqlJobStore(made)
    [claimed] = store.claim("me", 60, Room(1))
    store.delete(claimed, "me")
    SqlStore(made).delete_questions(NOW + timedelta(days=1), 0)
    store.delete_old(0, 0)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    "delete",
    [
        pytest.param(lambda made: SqlStore(made).forget(PERSON), id="a person"),
        pytest.param(lambda made: SqlStore(made).delete_workspace(HERE), id="a workspace"),
        pytest.param(drop_job, id="what is old"),
    ],
)
def test_what_is_deleted_is_in_no_file_while_the_bot_runs(
    path: Path, engines: Callable[[str], Engine], delete: Callable[[Engine], object]
) -> None:
    before = traces(path)
    delete(engines(f"sqlite:///{path}"))

    assert before == ["team.db-wal"]
    assert traces(path) == []


def test_a_log_that_another_program_reads_is_emptied_later_and_that_is_logged(
    asked: Engine, path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.engine._EMPTYING_TIMEOUT", 0)
    store = SqlStore(asked)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM question").fetchall()
        forgotten = store.forget(PERSON)
    still = traces(path)
    store.forget(PERSON)

    assert (forgotten, still, traces(path)) == (2, ["team.db-wal"], [])
    assert caplog.messages == [f"sqlite {path}-wal still holds deleted rows: it is being read"]


def test_a_log_that_cannot_be_emptied_is_an_error_of_the_database(asked: Engine) -> None:
    event.listen(asked, "checkout", lambda connection, *_: connection.execute("BEGIN IMMEDIATE"))

    with pytest.raises(DatabaseUnavailable, match="SQLITE_LOCKED"):
        empty_log(asked)


def test_threads_that_delete_at_once_empty_the_log_one_after_another(
    asked: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they do at each start: what is old of jobs, and of workspaces that left."""
    monkeypatch.setattr("bot.database.engine._EMPTYING_TIMEOUT", 10)  # for what the others read
    store = SqlStore(asked)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(store.forget, [PERSON] * 64))

    assert caplog.messages == []
