"""`python -m bot database …`, and that no command creates a database where there is none."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.database.schema import upgrade
from bot.database.schema_version import current_number, version_of
from bot.team.sql_store import SqlStore
from tests.cli.processes import ROOT, Ended, bot, bot_in, on_a_terminal
from tests.command_line import run_alone, run_command
from tests.fake_slack.slack import Slack
from tests.team.entries import published
from tests.team.values import HERE

Connect = Callable[[str], Engine]
NONE = "There is no database of the bot at "
NEWER = (
    "UPDATE alembic_version SET version_num = 'newer'",
    "UPDATE compatibility SET oldest = 'newer'",
)
KNOWLEDGE = ("export", "list", "audit")


def database(url: str, *arguments: str) -> Ended:
    return run_command("database", *arguments, DATABASE_URL=url)


def change(made: Engine, *statements: str) -> None:
    with made.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


# The right database


@pytest.mark.parametrize(
    "arguments",
    [
        *[("knowledge", action, "--workspace", HERE) for action in KNOWLEDGE],
        ("knowledge", "forget", "--user", "U0ANA00001"),
        ("jobs", "list"),
        ("jobs", "retry", "--all"),
        ("jobs", "drop", "1"),
        ("database", "check"),
        ("database", "backup", "copy.db"),
        ("run", "--no-upgrade"),
    ],
    ids=" ".join,
)
def test_a_command_in_the_wrong_folder_names_the_missing_database_and_creates_nothing(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    tokens = {"SLACK_BOT_TOKEN": Slack.bot_token, "SLACK_APP_TOKEN": Slack.app_token}
    settings = {"DATABASE_URL": "sqlite:///iissync.db", **tokens}
    if arguments[0] == "run":  # it would set up the log of this process
        ended = bot_in(tmp_path, *arguments, PYTHONPATH=str(ROOT), **settings)
    else:
        ended = run_alone(tmp_path, *arguments, **settings)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"{NONE}sqlite {tmp_path}/iissync.db: correct DATABASE_URL, or create" in ended.stderr
    assert "one with `python -m bot database upgrade`." in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("jobs", "list"), ("database", "upgrade")], ids=" ".join)
def test_no_command_creates_an_empty_database_where_one_was_deleted(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "team.db-wal").touch()
    ended = run_command(*arguments, DATABASE_URL=f"sqlite:///{tmp_path}/team.db")

    assert ended.returncode == 1
    assert "put the file back, or restore a backup" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["team.db-wal"]


def test_a_database_without_tables_is_not_the_bots(empty_url: str, engines: Connect) -> None:
    change(engines(empty_url), "CREATE TABLE someone_elses (id INTEGER)")
    ended = run_command("jobs", "list", DATABASE_URL=empty_url)

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"jobs list: {NONE}")


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite:////dev/null/team.db"])
def test_memory_and_a_folder_that_is_none_hold_no_database(url: str) -> None:
    assert NONE in run_command("jobs", "list", DATABASE_URL=url).stderr


def test_a_file_that_cannot_be_looked_at_is_reported() -> None:
    ended = run_command("jobs", "list", DATABASE_URL=f"sqlite:////{'long' * 100}.db")

    assert ended.returncode == 1
    assert "unable to open database file" in ended.stderr


def test_a_server_that_cannot_be_reached_is_named_without_the_password() -> None:
    url = "postgresql+psycopg://bot:cutlery@127.0.0.1:1/team"
    ended = run_command("jobs", "list", DATABASE_URL=url)

    assert ended.returncode == 1
    assert "postgresql 127.0.0.1:1/team: nothing listens at that host and port" in ended.stderr
    assert "cutlery" not in ended.stderr


def test_an_older_database_is_not_upgraded_by_the_way(empty_url: str, engines: Connect) -> None:
    upgrade(engines(empty_url), "jobs")
    ended = run_command("knowledge", "list", "--workspace", HERE, DATABASE_URL=empty_url)

    assert ended.returncode == 1
    assert "of an older version of the bot (its schema is 'jobs', and this version's is '" in (
        ended.stderr
    )
    assert "make a backup, `python -m bot database backup FILE`, and, if" in ended.stderr
    assert database(empty_url, "upgrade").returncode == 0
    assert "has no entries" in (
        run_command("knowledge", "list", "--workspace", HERE, DATABASE_URL=empty_url).stderr
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("knowledge", "list", "--workspace", HERE),
        ("jobs", "retry", "--all"),
        ("database", "check"),
        ("database", "upgrade"),
    ],
    ids=" ".join,
)
def test_every_command_refuses_a_newer_database(
    empty_url: str, engines: Connect, arguments: tuple[str, ...]
) -> None:
    upgrade(engines(empty_url))
    change(engines(empty_url), *NEWER)
    ended = run_command(*arguments, DATABASE_URL=empty_url)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert " is of a newer version of the bot (its schema is 'newer')" in ended.stderr
    assert "restore the backup from before the upgrade" in ended.stderr


# Upgrade


def test_a_start_without_an_upgrade_refuses_an_older_database_and_names_the_command(
    empty_url: str, engines: Connect
) -> None:
    upgrade(engines(empty_url), "jobs")
    tokens = {"SLACK_BOT_TOKEN": Slack.bot_token, "SLACK_APP_TOKEN": Slack.app_token}
    ended = bot("run", "--no-upgrade", DATABASE_URL=empty_url, **tokens)

    assert ended.returncode == 1
    assert f"(its schema is 'jobs', and this version's is '{current_number()}'): " in ended.stderr
    assert "run `python -m bot database upgrade`." in ended.stderr
    assert version_of(engines(empty_url)).number == "jobs"


def test_an_upgrade_says_what_it_did(empty_url: str) -> None:
    created = database(empty_url, "upgrade")
    again = database(empty_url, "upgrade")

    assert created.stdout.endswith(f" was created, with the schema '{current_number()}'.\n")
    assert again.stdout.endswith(f" needs no upgrade: its schema is '{current_number()}'.\n")


def test_an_upgrade_of_an_older_schema_names_both(empty_url: str, engines: Connect) -> None:
    upgrade(engines(empty_url), "inbox")

    assert database(empty_url, "upgrade").stdout.endswith(
        f" was upgraded from the schema 'inbox' to '{current_number()}'.\n"
    )


# Backup


@pytest.fixture
def sqlite_path(sqlite: Path, tmp_path: Path) -> Path:
    """The file of an upgraded database without entries."""
    path = tmp_path / "team.db"
    path.write_bytes(sqlite.read_bytes())
    return path


def test_a_backup_is_made_once_and_never_replaced(sqlite_path: Path, engines: Connect) -> None:
    url, copy = f"sqlite:///{sqlite_path}", sqlite_path.with_name("copy.db")
    entry = published(SqlStore(engines(url)))
    first = database(url, "backup", str(copy))
    content = copy.read_bytes()
    second = database(url, "backup", str(copy))

    size = f"{len(content):,}"
    assert first.stdout == (
        f"{copy}: {size} bytes, checked. It is a backup of sqlite {sqlite_path}.\n"
    )
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == f"database backup: {copy} exists already: name a new file.\n"
    assert copy.read_bytes() == content
    assert SqlStore(engines(f"sqlite:///{copy}")).entries(HERE) == (entry,)


def test_a_backup_shows_its_progress_on_a_terminal(sqlite_path: Path) -> None:
    copy = sqlite_path.with_name("copy.db")
    command = f"{sys.executable} -m bot database backup {copy}"
    seen = on_a_terminal(f"DATABASE_URL=sqlite:///{sqlite_path} {command}")

    assert "B/s" in seen
    assert f"{copy}: " in seen


def test_a_newer_database_can_be_backed_up(sqlite_path: Path, engines: Connect) -> None:
    url = f"sqlite:///{sqlite_path}"
    change(engines(url), *NEWER)

    assert database(url, "backup", str(sqlite_path.with_name("copy.db"))).returncode == 0


def test_for_postgresql_the_command_is_named_without_user_and_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://admin:cutlery@db.example.com:5433/team"
    ended = database(url, "backup", f"{tmp_path}/a copy")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "PostgreSQL makes its own backups. USER is the user in DATABASE_URL:\n"
        f"  pg_dump --format=custom '--file={tmp_path}/a copy' --host=db.example.com --port=5433 "
        "--username=USER team\n"
    )
