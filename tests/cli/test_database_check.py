"""`python -m bot database check`."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from bot.database.schema import upgrade
from bot.database.schema_version import current_number, version_of
from bot.jobs.model import Job
from bot.jobs.sql_store import SqlJobStore
from bot.team.sql_store import SqlStore
from tests.cli.test_database import NEWER, change, database, sqlite_path
from tests.team.entries import published
from tests.team.values import HERE, accept

__all__ = ["sqlite_path"]  # a fixture
Connect = Callable[[str], Engine]


def test_a_good_database_has_no_findings(url: str, engines: Connect) -> None:
    published(SqlStore(engines(url)))
    ended = database(url, "check")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith(f": its schema is '{current_number()}'.\nNo findings.\n")


def test_an_older_backup_is_checked_for_damage_and_stays_as_it_is(
    empty_url: str, engines: Connect
) -> None:
    upgrade(engines(empty_url), "jobs")
    ended = database(empty_url, "check")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ": its schema is 'jobs', of an older version of the bot; this one's is '" in (
        ended.stdout
    )
    assert "`run` and `database upgrade` upgrade a database when it is used" in ended.stdout
    assert ended.stdout.endswith("\nNo findings.\n")
    assert version_of(engines(empty_url)).number == "jobs"


def test_a_newer_database_with_which_this_version_works_is_checked_too(
    empty_url: str, engines: Connect
) -> None:
    upgrade(engines(empty_url))
    change(engines(empty_url), NEWER[0])

    assert "its schema is 'newer', of a newer version of the bot.\nNo findings.\n" in (
        database(empty_url, "check").stdout
    )


def test_what_other_programs_broke_is_reported(url: str, engines: Connect) -> None:
    made = engines(url)
    one, two = published(SqlStore(made)), published(SqlStore(made))
    change(
        made,
        f"UPDATE entry SET version = 2 WHERE id = '{one.id}'",
        f"UPDATE entry SET helped = 7 WHERE id = '{two.id}'",
        "UPDATE change SET sequence = 0",
    )
    ended = database(url, "check")

    assert ended.returncode == 1
    assert ended.stdout.splitlines()[:3] == [
        f"The entry {one.id} of T1 lacks a version, or has one too many.",
        f"The entry {two.id} of T1 shows other votes than it got.",
        "The counter of changes is behind: replicas do not see the latest entries.",
    ]
    assert ended.stdout.endswith("\n3 findings.\n")


def test_jobs_that_nobody_works_on_are_reported_without_their_texts(
    url: str, engines: Connect
) -> None:
    made = engines(url)
    for number, owner in enumerate(("a", None, "a")):
        job = Job(HERE, f"C1:{number}.0", "question", "U1", {"text": "the cutlery"})
        accept(SqlJobStore(made), job, owner, 60)
    change(made, "UPDATE job SET due_at = due_at - 4000 WHERE id < 3")
    ended = database(url, "check")

    assert ended.returncode == 1
    assert [line.partition(",")[0] for line in ended.stdout.splitlines()[:2]] == [
        "The job 1 (question of T1) is running",
        "The job 2 (question of T1) is waiting",
    ]
    assert "cutlery" not in ended.stdout
    assert ended.stdout.endswith("\n2 findings.\n")


def test_rows_that_belong_to_nothing_are_counted(sqlite_path: Path, engines: Connect) -> None:
    url = f"sqlite:///{sqlite_path}"
    entry = published(SqlStore(engines(url)))
    with closing(sqlite3.connect(sqlite_path)) as connection, connection:
        connection.execute("INSERT INTO card VALUES ('T1', 'gone', 'C1', '1.0', NULL)")
        connection.execute("INSERT INTO card VALUES ('T1', 'gone', 'C1', '2.0', NULL)")
        connection.execute("INSERT INTO vote VALUES ('T1', 'gone', 'U1', 1, '2026-11-23')")
    ended = database(url, "check")

    assert entry.id not in ended.stdout
    assert "2 rows belong to no proposal, in the table card.\n" in ended.stdout
    assert "1 row belongs to no entry, in the table vote.\n" in ended.stdout


def test_a_damaged_file_is_reported(sqlite_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'entry_by_code'")
    ended = database(f"sqlite:///{sqlite_path}", "check")
    backup = database(f"sqlite:///{sqlite_path}", "backup", str(sqlite_path.with_name("copy.db")))

    assert ended.returncode == backup.returncode == 1
    assert ended.stdout.startswith("The file is damaged: Page ")
    assert "***" not in ended.stdout
    assert backup.stderr == (
        "database backup: the database is damaged, so no backup was made: `python -m bot database "
        "check` says what is wrong; stop the bot, keep the file, and restore an earlier backup\n"
    )
