"""`python -m bot knowledge`, as a person runs it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.team.model import Draft, Person, Proposal, Seen
from bot.team.sql_store import SqlStore
from tests.command_line import run_command

BEN, ANA = Person("U0BEN00001", "ben"), Person("U0ANA00001", "ana")
NOW = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with one entry."""
    made = f"sqlite:///{tmp_path}/team.db"
    database = engine(made)
    upgrade(database)
    store = SqlStore(database)
    draft = Draft(
        StatusCode(2148598790),
        "The share was full.\nFür alle.",
        ("Empty it.",),
    )
    store.propose("T1", Proposal("p1", "T1", draft, BEN, NOW))
    store.approve("T1", Seen("p1", 1), ANA, NOW, "e1")
    database.dispose()
    return made


def knowledge(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_command("knowledge", *arguments, DATABASE_URL=url)


def test_entries_are_listed_one_a_line(url: str) -> None:
    assert knowledge(url, "list", "--workspace", "T1").stdout == (
        "2148598790 No meaning of it is known. The share was full.\n1 entry.\n"
    )


def test_what_is_exported_is_imported_elsewhere(url: str, tmp_path: Path) -> None:
    exported = knowledge(url, "export", "--workspace", "T1").stdout
    (tmp_path / "team.json").write_text(exported)
    other = f"sqlite:///{tmp_path}/other.db"

    imported = knowledge(other, "import", str(tmp_path / "team.json"), "--workspace", "T1")

    assert imported.stdout.startswith("1 new, 0 continued, 0 known already")
    assert "The share was full." in knowledge(other, "list", "--workspace", "T1").stdout


def test_what_was_imported_can_be_exported_and_imported_again(url: str, tmp_path: Path) -> None:
    first, second = str(tmp_path / "first.json"), str(tmp_path / "second.json")
    other = f"sqlite:///{tmp_path}/other.db"
    Path(first).write_text(knowledge(url, "export", "--workspace", "T1").stdout)
    knowledge(other, "import", "--workspace", "T1", first)
    Path(second).write_text(knowledge(other, "export", "--workspace", "T1").stdout)

    again = knowledge(other, "import", "--workspace", "T1", second)

    assert again.stdout.startswith("0 new, 0 continued, 1 known already")


def test_an_export_is_utf_8_whatever_the_terminal_speaks(url: str, tmp_path: Path) -> None:
    file = tmp_path / "team.json"
    command = f"{sys.executable} -m bot knowledge export --workspace T1 > {file}"
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONIOENCODING": "cp1252"}
    subprocess.run(command, shell=True, env=environment, check=True)

    assert "Für alle" in file.read_text("utf-8")


@pytest.mark.parametrize("action", ["export", "list"])
def test_an_output_that_cannot_be_written_is_told(url: str, action: str) -> None:
    command = f"{sys.executable} -m bot knowledge {action} --workspace T1 > /dev/full"
    environment = {**os.environ, "DATABASE_URL": url}
    ended = subprocess.run(
        command, shell=True, env=environment, check=False, stderr=subprocess.PIPE, text=True
    )

    assert ended.stderr == "The output could not be written: No space left on device\n"
    assert ended.returncode == 1


def test_a_file_with_faults_is_told_and_changes_nothing(url: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "iissync-bot knowledge", "version": 99, "entries": []}')

    checked = knowledge(url, "check", str(broken))
    imported = knowledge(url, "import", str(broken), "--workspace", "T1")

    assert (checked.returncode, imported.returncode) == (1, 1)
    assert checked.stdout
    assert imported.stderr.endswith("Nothing was imported.\n")


def test_a_file_without_faults_is_said_to_have_none(url: str, tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(knowledge(url, "export", "--workspace", "T1").stdout)

    assert knowledge(url, "check", str(good)).stdout == "No faults.\n"


def test_a_person_is_forgotten(url: str) -> None:
    assert "of U0BEN00001 removed." in knowledge(url, "forget", "--user", BEN.id).stdout
    assert "The share was full." in knowledge(url, "list", "--workspace", "T1").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list"], "required: --workspace"),
        (["export"], "required: --workspace"),
        (["import", "--workspace", ""], "'' is not 1 to 255 letters"),
        (["import", "--workspace", "T1"], "required: FILE"),
        (["forget", "--workspace", "T1"], "required: --user"),
        (["check"], "required: FILE"),
        (["check", "no such file"], "no such file: No such file or directory"),
    ],
)
def test_misuse_says_what_is_missing(url: str, arguments: list[str], words: str) -> None:
    refused = knowledge(url, *arguments)

    assert refused.returncode == 2
    assert words in refused.stderr


def test_a_url_that_is_none_names_the_setting() -> None:
    refused = knowledge("mysql://x", "list", "--workspace", "T1")

    assert refused.returncode == 2
    assert refused.stderr.startswith("DATABASE_URL must begin with")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+psycopg://u:pw@h:abc/x", "is the password encoded?"),
        ("sqlite:///team.db?mode=ro", "sqlite takes no options"),
    ],
)
def test_a_url_that_cannot_be_used_says_why_and_no_password(url: str, words: str) -> None:
    refused = knowledge(url, "list", "--workspace", "T1")

    assert refused.returncode == 2
    assert refused.stderr.startswith("list: DATABASE_URL: ")
    assert words in refused.stderr
    assert "pw" not in refused.stderr.replace("password", "")
