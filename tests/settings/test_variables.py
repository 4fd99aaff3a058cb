"""Where a setting comes from: the environment, `.env`, or a file for a secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, Variables, database_url, shown_settings
from bot.settings.variables import LARGEST_FILE, SECRETS

URL = "sqlite:////var/team.db"


def fault_of(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        database_url(Variables(environment))
    (fault,) = refused.value.faults
    return fault


def test_the_environment_goes_before_the_env_file() -> None:
    variables = Variables({"DATABASE_URL": URL}, {"DATABASE_URL": "sqlite:///other.db"})

    assert database_url(variables) == URL


def test_an_empty_variable_of_the_environment_hides_that_of_the_env_file() -> None:
    variables = Variables({"DATABASE_URL": ""}, {"DATABASE_URL": URL})

    assert database_url(variables) == "sqlite:///iissync.db"


@pytest.mark.parametrize("content", [URL, f"{URL}\n", f" {URL}\r\n\n", f"\ufeff{URL}\r\n"])
def test_a_secret_may_be_in_a_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "url"
    path.write_bytes(content.encode())

    assert database_url(Variables({"DATABASE_URL_FILE": str(path)})) == URL
    assert database_url(Variables({}, {"DATABASE_URL_FILE": str(path)})) == URL


def test_a_secret_may_be_a_credential_of_systemd(tmp_path: Path) -> None:
    (tmp_path / "DATABASE_URL").write_text(URL, "utf-8")

    assert database_url(Variables({"CREDENTIALS_DIRECTORY": str(tmp_path)})) == URL


def test_other_settings_are_in_no_file(tmp_path: Path) -> None:
    (tmp_path / "PORT").write_text("8080", "utf-8")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "PORT_FILE": str(tmp_path / "PORT")}
    ports = [each for each in shown_settings(Variables(environment)) if each.name == "PORT"]

    assert [each.value for each in ports] == ["3000"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b" \r\n", "is in FILE, which is empty"),
        (b"x" * (LARGEST_FILE + 1), "is in FILE, of more than 8192 bytes"),
        ("sqlite:///ü.db".encode("utf-16"), "is in FILE, which is no text in UTF-8"),
        (b"team.db", "must begin with sqlite:///"),
    ],
)
def test_a_file_that_holds_no_secret_is_reported(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    path = tmp_path / "url"
    path.write_bytes(content)

    found = fault_of({"DATABASE_URL_FILE": str(path)})
    assert found.startswith(f"DATABASE_URL {fault}".replace("FILE", f"{path} (DATABASE_URL_FILE)"))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/no/such/file", "No such file or directory"),
        ("/", "Is a directory"),
        ("/a\0b", "its name is not valid"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_variable(path: str, reason: str) -> None:
    fault = fault_of({"DATABASE_URL_FILE": path})

    assert fault == f"DATABASE_URL cannot be read from {path} (DATABASE_URL_FILE): {reason}"


@pytest.mark.parametrize("secret", ["xoxb-1-hush", "postgresql://me:hush@db/team", "hush/hush"])
def test_what_is_no_full_path_is_not_shown(secret: str) -> None:
    """People put the secret itself there by mistake."""
    fault = fault_of({"DATABASE_URL_FILE": secret})

    assert fault == (
        "DATABASE_URL cannot be read from a file whose name is not shown, as it is no full path "
        "(DATABASE_URL_FILE): No such file or directory"
    )


needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="no pipe is a file there")


@needs_pipes
@pytest.mark.parametrize("path", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_a_secret_may_come_through_the_pipe_of_a_command(path: str) -> None:
    command = ("sh", "-c", f"printf sqlite:; echo {URL.removeprefix('sqlite:')}")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        variables = Variables({"DATABASE_URL_FILE": path.format(process.stdout.fileno())})

        assert database_url(variables) == URL


@needs_pipes
def test_a_pipe_to_which_nobody_writes_does_not_hang_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.settings.variables.LONGEST_WAIT", 0.1)
    os.mkfifo(path := tmp_path / "url")

    assert fault_of({"DATABASE_URL_FILE": str(path)}) == (
        f"DATABASE_URL cannot be read from {path} (DATABASE_URL_FILE): "
        "no end of it within 0.1 seconds"
    )


def test_a_credential_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "DATABASE_URL").mkdir()

    assert fault_of({"CREDENTIALS_DIRECTORY": str(tmp_path)}).startswith(
        f"DATABASE_URL cannot be read from {tmp_path}/DATABASE_URL (credential of systemd): "
    )


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    path = tmp_path / "DATABASE_URL"
    path.write_text(URL, "utf-8")
    file, credential = {"DATABASE_URL_FILE": str(path)}, {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    assert fault_of({"DATABASE_URL": URL, **file}) == (
        "DATABASE_URL is given twice (environment; file in DATABASE_URL_FILE): keep one"
    )
    assert fault_of({**file, **credential}) == (
        "DATABASE_URL is given twice (file in DATABASE_URL_FILE; credential of systemd): keep one"
    )


def test_an_empty_variable_beside_a_file_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text(URL, "utf-8")

    assert database_url(Variables({"DATABASE_URL": "", "DATABASE_URL_FILE": str(path)})) == URL


def test_a_token_in_a_file_that_cannot_be_read_is_not_called_missing() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_mapping({f"{name}_FILE": "/no/such/file" for name in SECRETS})

    faults = refused.value.faults
    assert {fault.partition(" ")[0] for fault in faults} == {
        *SECRETS,
        "SLACK_CLIENT_ID",
        "PUBLIC_URL",
        "SLACK_SIGNING_SECRET_PREVIOUS_UNTIL",
    }
    assert not [fault for fault in faults if fault.startswith("SLACK_BOT_TOKEN is missing")]
