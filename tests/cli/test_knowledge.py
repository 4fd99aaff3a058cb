"""`python -m bot knowledge`, as a person runs it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.codes.status_code import StatusCode
from bot.team.model import Draft, Person, Proposal
from bot.team.sql_store import SqlStore
from tests.cli.processes import Ended, bot_in_shell
from tests.command_line import run_command
from tests.database.fixtures import upgraded, upgraded_engine

BEN, ANA = Person("U0BEN00001", "ben"), Person("U0ANA00001", "ana")
NOW = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with one entry."""
    made = f"sqlite:///{tmp_path}/team.db"
    database = upgraded_engine(made)
    content = Draft(StatusCode(2148598790), "The share was full.\nFür alle.", ("Empty it.",))
    proposal = Proposal("p1", "T1", content, BEN, NOW)
    store = SqlStore(database)
    store.propose("T1", proposal)
    store.approve("T1", proposal.current_version, ANA, NOW, "e1")
    database.dispose()
    return made


def knowledge(url: str, *arguments: str) -> Ended:
    return run_command("knowledge", *arguments, DATABASE_URL=url)


def export(url: str, path: Path) -> str:
    """Export the workspace T1 to a file; return its path."""
    path.write_text(knowledge(url, "export", "--workspace", "T1").stdout)
    return str(path)


def test_entries_are_listed_one_a_line(url: str) -> None:
    assert knowledge(url, "list", "--workspace", "T1").stdout == (
        "2148598790 No meaning of it is known. The share was full.\n1 entry.\n"
    )


@pytest.fixture
def other(tmp_path: Path) -> str:
    """Another database, which is empty."""
    made = f"sqlite:///{tmp_path}/other.db"
    upgraded(made)
    return made


def test_an_export_is_imported_into_another_database(url: str, other: str, tmp_path: Path) -> None:
    file = export(url, tmp_path / "team.json")
    imported = knowledge(other, "import", file, "--workspace", "T1")

    assert imported.stdout.startswith("1 new, 0 continued, 0 known already")
    assert "The share was full." in knowledge(other, "list", "--workspace", "T1").stdout


def test_an_imported_entry_can_be_exported_and_imported_again(
    url: str, other: str, tmp_path: Path
) -> None:
    knowledge(other, "import", "--workspace", "T1", export(url, tmp_path / "first.json"))
    second = export(other, tmp_path / "second.json")

    again = knowledge(other, "import", "--workspace", "T1", second)

    assert again.stdout.startswith("0 new, 0 continued, 1 known already")


def test_the_entries_of_an_organization_can_be_given_to_one_of_its_workspaces(
    url: str, tmp_path: Path
) -> None:
    file = export(url, tmp_path / "team.json")
    for workspace in ("E1", "E1/T1"):
        knowledge(url, "import", "--workspace", workspace, file)
    deleted = knowledge(url, "delete", "--workspace", "E1/T1", "--yes")

    assert deleted.stdout.endswith(" rows of E1/T1 deleted.\n")
    assert "The share was full." in knowledge(url, "list", "--workspace", "E1").stdout


def test_with_an_organization_the_entries_of_its_workspaces_are_counted_before_they_are_deleted(
    url: str, tmp_path: Path
) -> None:
    file = export(url, tmp_path / "team.json")
    for workspace in ("E1/T1", "E1/T2", "E10/T1"):
        knowledge(url, "import", "--workspace", workspace, file)
    asked = knowledge(url, "delete", "--workspace", "E1")
    deleted = knowledge(url, "delete", "--workspace", "E1", "--yes")
    left = knowledge(url, "list", "--workspace", "E10/T1").stdout

    assert asked.stderr == (
        "knowledge delete: E1 has 2 entries, in E1/T1, E1/T2, which cannot be brought back. "
        "Make an export of each first: knowledge export. Then give --yes.\n"
    )
    assert deleted.stderr == ""
    assert "The share was full." in left


def test_an_export_is_utf_8_whatever_the_encoding_of_the_terminal(url: str, tmp_path: Path) -> None:
    command = f"knowledge export --workspace T1 > {tmp_path}/team.json"
    bot_in_shell(command, DATABASE_URL=url, PYTHONIOENCODING="cp1252")

    assert "Für alle" in (tmp_path / "team.json").read_text("utf-8")


@pytest.mark.parametrize("action", ["export", "list"])
def test_an_output_that_cannot_be_written_is_reported(url: str, action: str) -> None:
    ended = bot_in_shell(f"knowledge {action} --workspace T1 > /dev/full", DATABASE_URL=url)

    assert ended.stderr == "The output could not be written: No space left on device\n"
    assert ended.returncode == 1


def test_a_file_with_faults_is_reported_and_changes_nothing(url: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "iissync-bot knowledge", "version": 99, "entries": []}')

    checked = knowledge(url, "check", str(broken))
    imported = knowledge(url, "import", str(broken), "--workspace", "T1")

    assert (checked.returncode, imported.returncode) == (1, 1)
    assert checked.stdout
    assert imported.stderr.endswith("Nothing was imported.\n")


def test_a_file_without_faults_has_none(url: str, tmp_path: Path) -> None:
    good = export(url, tmp_path / "good.json")

    assert knowledge(url, "check", good).stdout == "No faults.\n"


@pytest.mark.parametrize(
    ("action", "code"), [(["export"], 1), (["list"], 1), (["delete", "--yes"], 0)]
)
def test_of_a_workspace_without_entries_it_is_said_where_and_which_have_some(
    url: str, other: str, action: list[str], code: int
) -> None:
    some = knowledge(url, *action, "--workspace", "T9")
    none = knowledge(other, *action, "--workspace", "T9")

    assert (some.returncode, none.returncode) == (code, code)
    place, ids = url.removeprefix("sqlite:///"), "`check` and `tokens list` show the ids of"
    assert some.stderr == (
        f"T9 has no entries in sqlite {place}; of T1 there are some. {ids} workspaces.\n"
    )
    assert none.stderr == (
        f"T9 has no entries in sqlite {other.removeprefix('sqlite:///')}; there are none at all. "
        f"{ids} workspaces.\n"
    )


def test_the_export_of_a_workspace_without_entries_is_a_file_without_entries(
    url: str, tmp_path: Path
) -> None:
    exported, listed = (knowledge(url, each, "--workspace", "T9") for each in ("export", "list"))
    file = tmp_path / "empty.json"
    file.write_text(exported.stdout)

    assert json.loads(exported.stdout)["entries"] == []
    assert knowledge(url, "check", str(file)).stdout == "No faults.\n"
    assert listed.stdout == ""


def test_a_person_is_forgotten(url: str) -> None:
    assert "of U0BEN00001 removed." in knowledge(url, "forget", "--user", BEN.id).stdout
    assert "The share was full." in knowledge(url, "list", "--workspace", "T1").stdout


def test_a_workspace_is_deleted_only_where_that_is_meant(url: str) -> None:
    asked = knowledge(url, "delete", "--workspace", "T1")
    kept = knowledge(url, "list", "--workspace", "T1").stdout
    deleted = knowledge(url, "delete", "--workspace", "T1", "--yes")

    assert asked.returncode == 2
    assert "T1 has 1 entry, which cannot be brought back. Make an export first" in asked.stderr
    assert "The share was full." in kept
    assert (deleted.returncode, deleted.stderr) == (0, "")
    assert deleted.stdout.endswith(" rows of T1 deleted.\n")
    assert "The share was full." not in knowledge(url, "list", "--workspace", "T1").stdout
    again = knowledge(url, "delete", "--workspace", "T1", "--yes")
    assert again.stdout == "0 rows of T1 deleted.\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["list"], "required: --workspace"),
        (["export"], "required: --workspace"),
        (["import", "--workspace", "T1", "--by", ""], "'' is not 1 to 255 letters"),
        (["list", "--workspace", "T1/T2"], "'T1/T2' is not the id of a workspace"),
        (["list", "--workspace", "Acme"], "'Acme' is not the id of a workspace, such as T024BE7LD"),
        (["import", "--workspace", "T1"], "required: FILE"),
        (["forget", "--workspace", "T1"], "required: --user"),
        (["forget", "--user", "@anna"], "'@anna' is not the id of a Slack user, such as U024BE7LH"),
        (["forget", "--user", "U1,U2"], "copy it in the person's profile: ⋮, Copy member ID"),
        (["check"], "required: FILE"),
        (["check", "no such file"], "no such file: No such file or directory"),
    ],
)
def test_wrong_usage_says_what_is_missing(url: str, arguments: list[str], error: str) -> None:
    refused = knowledge(url, *arguments)

    assert refused.returncode == 2
    assert error in refused.stderr


def test_an_invalid_url_is_reported_by_the_name_of_the_setting() -> None:
    refused = knowledge("mysql://x", "list", "--workspace", "T1")

    assert refused.returncode == 2
    assert refused.stderr.startswith("DATABASE_URL must begin with")


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("postgresql+psycopg://u:pw@h:abc/x", "is the password encoded?"),
        ("sqlite:///team.db?mode=ro", "sqlite takes no options"),
    ],
)
def test_an_unusable_url_is_reported_with_the_reason_but_no_password(url: str, error: str) -> None:
    refused = knowledge(url, "list", "--workspace", "T1")

    assert refused.returncode == 2
    assert refused.stderr.startswith("knowledge list: DATABASE_URL: ")
    assert error in refused.stderr
    assert "pw" not in refused.stderr.replace("password", "")
