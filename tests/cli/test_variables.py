"""`.env` as people write it, in the folder where a command is run."""

from pathlib import Path

import pytest

from bot.cli.variables import read_variables
from bot.settings import SettingsError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def test_without_an_env_file_there_is_the_environment_alone(folder: Path) -> None:
    variables = read_variables({"PORT": "8080"})

    assert (variables.environment, variables.env_file) == ({"PORT": "8080"}, {})
    assert (variables.folder, variables.broken_lines) == (folder, ())


def test_the_env_file_is_read_whatever_editor_wrote_it(folder: Path) -> None:
    text = "\ufeffPORT=8080\r\n\r\n# a comment\r\nPORT 3000\r\nREVIEWERS\r\nHOST='::1'\r\n"
    (folder / ".env").write_bytes(text.encode())
    variables = read_variables({})

    assert variables.env_file == {"PORT": "8080", "HOST": "::1"}
    assert variables.broken_lines == (4,)


def test_of_a_variable_that_is_set_twice_the_last_line_counts(folder: Path) -> None:
    (folder / ".env").write_text("PORT=1\nHOST=::1\nexport PORT=2\n# PORT=3\n", "utf-8")
    variables = read_variables({})

    assert variables.env_file == {"PORT": "2", "HOST": "::1"}
    assert variables.repeated_names == ("PORT",)


def test_a_working_directory_that_was_deleted_is_reported(folder: Path) -> None:
    folder.rmdir()

    with pytest.raises(SettingsError, match="The working directory was deleted"):
        read_variables({})
