"""README is short, and its commands, pictures and figures are right."""

import subprocess
import sys

import pytest

from bot.guide.data import all_documented, all_entries
from bot.playground.page import PORT
from tests.documents.documents import README, ROOT, code_blocks

NAMES = ROOT / "bot" / "codes" / "names.txt"


def test_readme_has_at_most_150_lines() -> None:
    assert len(README.splitlines()) <= 150


def test_the_first_command_starts_the_playground() -> None:
    first, *_ = code_blocks(README, "sh")

    assert first.endswith("-m bot playground\n")
    assert f"http://127.0.0.1:{PORT}" in README


def test_the_first_test_command_is_the_one_that_ci_can_run() -> None:
    lines = [line for line in README.splitlines() if line.endswith("-m pytest")]

    assert lines[0].startswith("python3 -m venv .venv && ")
    assert "-m 1 -- '-m pytest$' README.md" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_powershell_has_the_same_commands() -> None:
    shell = [
        block.replace("python3", "py").replace(".venv/bin/", ".venv\\Scripts\\")
        for block in code_blocks(README, "sh")
    ]

    assert [block.replace(" && ", "\n") for block in shell] == code_blocks(README, "powershell")


@pytest.mark.parametrize("name", ["answer", "review", "home"])
def test_every_picture_exists(name: str) -> None:
    assert f"(.github/{name}.png)" in README
    assert (ROOT / ".github" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_readme_shows_the_real_answer() -> None:
    shown = README.partition("```text\n> python -m bot decode ")[2].partition("```")[0]
    code, _, answer = shown.partition("\n")
    decoded = subprocess.run(
        [sys.executable, "-m", "bot", "decode", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer == decoded.stdout


def test_readme_counts_the_codes_right() -> None:
    entries = [entry for entry in all_entries() if entry.meaning]
    explained = sum(len(entry.codes) for entry in entries if entry.causes and entry.steps)
    named = len({line[:8] for line in NAMES.read_text("utf-8").splitlines()[1:]})
    intro = README.partition("```")[0].replace("\n", " ")

    assert f"all {len(all_documented())} codes" in intro
    assert f"causes and steps for more than {rounded(explained)} codes" in intro
    assert f"explains more than {rounded(sum(len(entry.codes) for entry in entries))} in" in intro
    assert f"any of some {round(named, -2):,} named codes" in intro


def rounded(count: int) -> str:
    """Down to half a thousand, so that a new code needs no other change."""
    return f"{count // 500 * 500:,}"
