"""README tells the truth about the playground."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.playground.page import PORT

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_first_command_is_the_playground() -> None:
    first = README.partition("```sh\n")[2].partition("```")[0]

    assert first.endswith("-m bot playground\n")
    assert f"http://127.0.0.1:{PORT}" in README


def test_every_flag_is_explained_and_no_other() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "bot", "playground", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    flags = set(re.findall(r"^  (--[a-z-]+)", answer, re.MULTILINE))
    table = README.partition("| flag |")[2].partition("\n\n")[0]

    assert set(re.findall(r"^\| `(--[a-z-]+)", table, re.MULTILINE)) == flags


@pytest.mark.parametrize("name", ["answer", "review", "home"])
def test_every_picture_is_there(name: str) -> None:
    assert f"(.github/{name}.png)" in README
    assert (ROOT / ".github" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
