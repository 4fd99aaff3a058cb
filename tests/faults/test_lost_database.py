"""Fault 68: the disk is full, or the database's file is deleted, replaced, or not to be written."""

import asyncio
import logging
import resource
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import psycopg
import pytest
from aiohttp import ClientSession

from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.playground.model import TEAM_ID, Message
from bot.team.sql_store import SqlStore
from tests.database.cluster import Cluster
from tests.database.fixtures import numbers
from tests.fake_slack.slack import Slack
from tests.fault_proxy import Proxy
from tests.faults.processes import bot_process
from tests.faults.replicas import POLL, log_says, replies
from tests.scenarios.conftest import Scenario, scenario_on
from tests.team.entries import published
from tests.team.values import draft

CHANNEL = "#iis-cluster"
SECONDS = 20
"""For each thing that is waited for; most come after one."""


@pytest.fixture
def path(sqlite: Path, tmp_path: Path) -> Path:
    """An upgraded database, in a folder of its own."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return Path(shutil.copy(sqlite, folder / "team.db"))


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make bots in this process check their database often."""
    monkeypatch.setattr("bot.running_team.REFRESH", 0.05)
    monkeypatch.setattr("bot.server.WRITE_CHECK_INTERVAL", 0.05)


async def is_ready(ops_url: str, words: str) -> None:
    """Wait until the bot is ready ("ok"), or not ready for this reason."""
    async with asyncio.timeout(SECONDS), ClientSession() as session:
        while True:
            async with session.get(f"{ops_url}/readyz") as answer:
                text = await answer.text()
            if text == "ok\n" if words == "ok" else words in text:
                assert answer.status == (200 if words == "ok" else 503)
                return
            await asyncio.sleep(POLL)


async def ask(slack: Slack) -> Message:
    """Post a mention; return its only reply."""
    question = await slack.client("Ana").says(CHANNEL, "@iissync 1722")
    await slack.wait_for(lambda: replies(slack, question))
    (reply,) = replies(slack, question)
    return reply


async def ask_until_recorded(slack: Slack, path: Path) -> Message:
    """Post mentions until that database file has recorded one; return its reply."""
    async with asyncio.timeout(SECONDS):
        while is_recorded(path, reply := await ask(slack)) == [False]:
            pass
        return reply


def is_recorded(path: Path, *asked: Message) -> list[bool]:
    """For each reply, whether that database file has recorded the message it answers."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        keys = {key for (key,) in connection.execute("SELECT key FROM job")}
    return [any(str(reply.thread_ts) in key for key in keys) for reply in asked]


@asynccontextmanager
async def bot(slack: Slack, path: Path) -> AsyncIterator[Scenario]:
    """A bot by HTTP on that file, which has written in it."""
    async with scenario_on(slack, f"sqlite:///{path}") as scenario:
        await is_ready(scenario.bot.operations_url, "ok")
        await ask(slack)
        await scenario.settled()
        yield scenario


NO_WRITES = "the database accepts no writes"
GONE = "database-gone: the database is unavailable"


@pytest.mark.skipif(sys.platform != "linux", reason="a limit is set from outside")
async def test_fault_68_on_a_full_disk_the_bot_is_not_ready_until_there_is_room(
    slack: Slack, path: Path, unused_tcp_port: int
) -> None:
    url, none = f"sqlite:///{path}", (1, resource.RLIM_INFINITY)
    async with bot_process(slack, "http", unused_tcp_port, DATABASE_URL=url) as bot:
        await is_ready(bot.ops_url, "ok")
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, none)
        await is_ready(bot.ops_url, f"database-disk-error: {NO_WRITES}")
        health = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "health", "--ready"),
            env={"OPS_PORT": bot.ops_url.rpartition(":")[2]},
            stdout=asyncio.subprocess.PIPE,
        )
        question, _ = await health.communicate()
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        await is_ready(bot.ops_url, "ok")
        bot.process.terminate()
        await bot.ended()

    assert health.returncode == 1
    assert NO_WRITES in question.decode()


async def test_fault_68_on_a_file_that_is_read_only_the_bot_is_not_ready(
    slack: Slack, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with path.open("r+b") as file:
        file.seek(18)  # of the header: who writes has to know version 3, and no SQLite does
        file.write(b"\3")
    async with scenario_on(slack, f"sqlite:///{path}") as scenario:
        await is_ready(scenario.bot.operations_url, f"database-read-only: {NO_WRITES}")
        await ask(slack)
        reply = await ask(slack)
        # until the entries have been read again
        await is_ready(scenario.bot.operations_url, f"database-read-only: {NO_WRITES}")

    assert "The RPC server" in reply.text
    assert caplog.text.count("messages are answered without being stored: sqlite") == 1
    assert " again" not in caplog.text


def delete_file(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for each in path.parent.glob("team.db*"):
        each.unlink()


def delete_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def move_away(path: Path) -> None:
    path.rename(path.with_name("away.db"))


DAMAGES = [delete_file, delete_all, delete_folder, move_away]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_fault_68_without_its_file_the_bot_is_not_ready_answers_once_and_makes_no_other(
    slack: Slack, path: Path, damage: Callable[[Path], None]
) -> None:
    async with bot(slack, path) as scenario:
        damage(path)
        reply = await ask(slack)
        await is_ready(scenario.bot.operations_url, GONE)
        later = await ask(slack)

    assert "The RPC server" in reply.text
    assert "may be out of date" in later.text
    assert not await asyncio.to_thread(path.exists)


@pytest.mark.parametrize("damage", DAMAGES)
async def test_fault_68_when_a_copy_is_put_back_the_bot_goes_on_with_it(
    slack: Slack, path: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    copy = Path(shutil.copy(path, tmp_path / "copy.db"))
    async with bot(slack, path) as scenario:
        damage(path)
        await is_ready(scenario.bot.operations_url, GONE)
        path.parent.mkdir(exist_ok=True)
        shutil.copy(copy, path)
        await is_ready(scenario.bot.operations_url, "ok")
        reply = await ask_until_recorded(slack, path)

    assert is_recorded(path, reply) == [True]


def replace_by_newer(path: Path) -> None:
    """Put a copy in its place that a newer version of the bot has upgraded."""
    newer = Path(shutil.copy(path, path.with_name("newer.db")))
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'newer'")
        connection.execute("UPDATE compatibility SET oldest = 'newer'")
    newer.replace(path)


async def test_fault_68_a_database_of_a_newer_bot_is_not_used_and_named_once(
    slack: Slack, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with log_says("is of a newer version of the bot") as is_named:
        async with bot(slack, path) as scenario:
            await asyncio.to_thread(replace_by_newer, path)
            async with asyncio.timeout(SECONDS):
                await is_named.wait()
            await is_ready(scenario.bot.operations_url, "'newer'). Install that version")
            reply = await ask(slack)

    assert "The RPC server" in reply.text
    assert caplog.text.count("is of a newer version of the bot") == 1


async def test_fault_68_nothing_is_written_to_a_file_without_a_name(
    slack: Slack, path: Path, tmp_path: Path
) -> None:
    hard_link = tmp_path / "kept.db"
    hard_link.hardlink_to(path)
    async with bot(slack, path) as scenario:
        before = await ask(slack)
        await scenario.settled()
        delete_all(path)
        after = await ask(slack)
        await is_ready(scenario.bot.operations_url, GONE)

    assert is_recorded(hard_link, before, after) == [True, False]


async def test_fault_68_of_a_file_that_was_moved_and_moved_back_nothing_is_lost(
    slack: Slack, path: Path
) -> None:
    async with bot(slack, path) as scenario:
        before = await ask(slack)
        move_away(path)
        await is_ready(scenario.bot.operations_url, GONE)
        path.with_name("away.db").rename(path)
        await is_ready(scenario.bot.operations_url, "ok")
        after = await ask_until_recorded(slack, path)

    assert is_recorded(path, before, after) == [True, True]


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
async def test_fault_68_of_a_file_whose_log_was_deleted_nothing_is_lost(
    slack: Slack, path: Path, ending: str, unused_tcp_port: int
) -> None:
    url = f"sqlite:///{path}"
    async with bot_process(slack, "http", unused_tcp_port, DATABASE_URL=url) as bot:
        before = await ask(slack)
        path.with_name(path.name + ending).unlink()
        async with asyncio.timeout(SECONDS):
            await bot.logged("(is used again)")
        after = await ask_until_recorded(slack, path)
        bot.process.kill()
        await bot.process.wait()

    assert is_recorded(path, before, after) == [True, True]


async def test_fault_68_a_file_that_replaces_the_database_is_used_from_then_on(
    slack: Slack, path: Path, sqlite: Path, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    old.hardlink_to(path)
    shutil.copy(sqlite, new)
    async with bot(slack, path) as scenario:
        before = await ask(slack)
        await scenario.settled()
        with log_says("is used again, which is another file") as used:
            new.replace(path)
            await used.wait()
        after = await ask_until_recorded(slack, path)
        await is_ready(scenario.bot.operations_url, "ok")

    assert is_recorded(old, before, after) == [True, False]
    assert is_recorded(path, before, after) == [False, True]


def publish(path: Path, cause: str) -> None:
    """Publish an entry in that database file."""
    database = engine(f"sqlite:///{path}")
    published(SqlStore(database), TEAM_ID, draft(cause, StatusCode(1722)))
    database.dispose()


async def test_fault_68_the_entries_of_a_file_that_replaces_the_database_are_shown(
    slack: Slack, path: Path, sqlite: Path, tmp_path: Path
) -> None:
    new = Path(shutil.copy(sqlite, tmp_path / "new.db"))
    for file, cause in ((path, "The old cause."), (new, "The new cause.")):
        await asyncio.to_thread(publish, file, cause)
    async with bot(slack, path) as scenario:
        before = await ask(slack)
        with log_says("is used again, which is another file") as used:
            await asyncio.to_thread(new.replace, path)
            async with asyncio.timeout(SECONDS):
                await used.wait()
        await is_ready(scenario.bot.operations_url, "ok")
        after = await ask(slack)

    assert "The old cause." in before.text
    assert "The new cause." in after.text
    assert "The old cause." not in after.text


# PostgreSQL


async def test_fault_68_while_postgresql_is_unavailable_the_bot_is_not_ready(
    slack: Slack, postgresql: Cluster
) -> None:
    async with scenario_on(
        slack, postgresql.create(f"away{next(numbers)}", "upgraded")
    ) as scenario:
        await is_ready(scenario.bot.operations_url, "ok")
        await asyncio.to_thread(postgresql.stop)
        try:
            await is_ready(scenario.bot.operations_url, "database-unavailable: ")
        finally:
            await asyncio.to_thread(postgresql.start)
        await is_ready(scenario.bot.operations_url, "ok")


async def test_fault_68_while_postgresql_does_not_respond_the_bot_is_not_ready(
    slack: Slack, postgresql: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.write_check.LONGEST", 1)
    name = f"frozen{next(numbers)}"
    postgresql.create(name)
    async with Proxy(f"{postgresql.folder}/.s.PGSQL.5432") as proxy:
        url = f"postgresql+psycopg://bot@127.0.0.1:{proxy.port}/{name}"
        async with scenario_on(slack, url) as scenario:
            await is_ready(scenario.bot.operations_url, "ok")
            proxy.stall()
            await is_ready(scenario.bot.operations_url, "the database")
            await proxy.heal()
            await is_ready(scenario.bot.operations_url, "ok")


async def test_fault_68_while_postgresql_is_read_only_the_bot_is_not_ready(
    slack: Slack, postgresql: Cluster
) -> None:
    name = f"standby{next(numbers)}"
    url = postgresql.create(name)
    async with scenario_on(slack, url) as scenario:
        await is_ready(scenario.bot.operations_url, "ok")
        with psycopg.connect(postgresql.conninfo("postgres"), autocommit=True) as connection:
            await asyncio.to_thread(read_only, connection, name, "on")
            await is_ready(scenario.bot.operations_url, f"database-read-only: {NO_WRITES}")
            await asyncio.to_thread(read_only, connection, name, "off")
            await is_ready(scenario.bot.operations_url, "ok")


def read_only(connection: psycopg.Connection, name: str, switch: str) -> None:
    """Switch read-only mode on or off; all clients have to connect again."""
    setting = f"ALTER DATABASE {name} SET default_transaction_read_only = {switch}"
    connection.execute(setting.encode())
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )
