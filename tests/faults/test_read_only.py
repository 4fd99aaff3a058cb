"""Faults 47 and 68: a database on a disk that is mounted read-only can be read."""

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.team.import_reader import read_export
from bot.team.sql_store import SqlStore
from tests.cli.processes import ENVIRONMENT, ROOT, Ended
from tests.database.disks import read_only
from tests.fake_slack.slack import Slack
from tests.faults.test_lost_database import is_ready
from tests.measured import MEASURED
from tests.scenarios.conftest import scenario_on
from tests.team.entries import published
from tests.team.values import HERE

Connect = Callable[[str], Engine]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it takes mounts, or capabilities")


@pytest.fixture
def path(sqlite: Path, tmp_path: Path, engines: Connect) -> Path:
    """A database with an entry, in a folder of its own, which no process has open."""
    (tmp_path / "disk").mkdir()
    path = Path(shutil.copy(sqlite, tmp_path / "disk" / "team.db"))
    made = engines(f"sqlite:///{path}")
    published(SqlStore(made))
    made.dispose()
    assert [each.name for each in path.parent.iterdir()] == ["team.db"]
    return path


def run_read_only(path: Path, *arguments: str) -> Ended:
    """Run a command with that database on a disk that is mounted read-only."""
    return subprocess.run(
        [*read_only(path.parent), sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={
            **MEASURED,
            **ENVIRONMENT,
            "DATABASE_URL": f"sqlite:///{path}",
            "SLACK_BOT_TOKEN": "xoxb-123456789012",
            "SLACK_APP_TOKEN": "xapp-123456789012",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_fault_47_what_is_on_a_read_only_disk_can_be_exported(path: Path) -> None:
    exported = run_read_only(path, "knowledge", "export", "--workspace", HERE)
    audit = run_read_only(path, "knowledge", "audit", "--workspace", HERE, "--csv")
    checked = run_read_only(path, "database", "check")

    assert (exported.returncode, exported.stderr) == (0, "")
    assert len(read_export(exported.stdout.encode())) == 1
    assert [row["act"] for row in csv.DictReader(audit.stdout.splitlines())] == [
        "proposed",
        "approved",
    ]
    assert checked.stdout.endswith("No findings.\n")


def test_fault_47_a_read_only_disk_can_be_backed_up_to_another(
    path: Path, tmp_path: Path, engines: Connect
) -> None:
    copy = tmp_path / "copy.db"
    ended = run_read_only(path, "database", "backup", str(copy))
    beside = run_read_only(path, "database", "backup", str(path.with_name("copy.db")))

    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(SqlStore(engines(f"sqlite:///{copy}")).entries(HERE)) == 1
    assert beside.stderr.startswith(f"database backup: {path.parent}/copy.db cannot be written: ")


def test_fault_47_what_needs_to_write_says_that_the_disk_is_read_only(path: Path) -> None:
    found = run_read_only(path, "check", "--json")
    forgotten = run_read_only(path, "knowledge", "forget", "--user", "U0ANA00001")
    (text,) = [
        each["text"] for each in json.loads(found.stdout)["findings"] if each["about"] == "database"
    ]

    for said in (text, forgotten.stderr):
        assert f"sqlite {path}: attempt to write a readonly database: this user must be" in said
        assert "on a disk that is mounted for writing; until then it can only be read" in said


async def test_fault_68_without_a_log_the_bot_shows_what_is_stored_until_there_is_one(
    slack: Slack, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running_team.REFRESH", 0.05)
    monkeypatch.setattr("bot.server.WRITE_CHECK_INTERVAL", 0.05)
    log = path.with_name("team.db-wal")
    log.symlink_to("/nowhere/log")
    async with scenario_on(slack, f"sqlite:///{path}") as scenario:
        ops_url = scenario.bot.operations_url
        await is_ready(ops_url, "database-read-only: the database accepts no writes")
        known = scenario.bot.team.notes(HERE)
        log.unlink()
        await is_ready(ops_url, "ok")

    assert (known.out_of_reach, len(known.all())) == (False, 1)


@pytest.mark.parametrize("beside", [(), ("team.db-shm",)], ids=["log and index", "log alone"])
def test_fault_47_the_latest_changes_are_read_too_or_the_command_says_that_it_cannot(
    path: Path, beside: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        folder = path.parent.with_name("copy")
        connection.execute("UPDATE entry SET helped = 7")
        connection.commit()
        shutil.copytree(path.parent, folder, ignore=shutil.ignore_patterns(*beside))
    ended = run_read_only(folder / "team.db", "database", "check")

    assert ended.returncode == 1
    if beside:
        assert "its latest changes are in team.db-wal, which cannot be read there" in ended.stderr
    else:
        assert "shows other votes than it got" in ended.stdout
