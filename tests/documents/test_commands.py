"""Every command that a document shows exists."""

import re
import shlex
import subprocess
import sys
from importlib.util import find_spec

import pytest

from bot.cli.arguments import parse_arguments
from tests.command_line import COMMANDS, run_command
from tests.documents.documents import ALL, ROOT, code_lines, first_cells, section

BOT = re.compile(r"-m bot ([^<>;&|]+)")
MODULE = re.compile(r"python -m (tests[\w.]*)")
SHOWN = {command.strip() for line in code_lines(ALL) for command in BOT.findall(line)}


@pytest.mark.parametrize("command", sorted(SHOWN))
def test_a_command_that_is_shown_exists(command: str) -> None:
    arguments = shlex.split(re.sub("([TUE])…", r"\g<1>024BE7LH", command))
    if arguments[-1] in {"--help", "--version"}:
        assert run_command(*arguments).returncode == 0
    else:
        assert parse_arguments(arguments).command == arguments[0]


@pytest.mark.parametrize(
    "command",
    sorted({words[0] for words in COMMANDS}),
)
def test_every_command_is_shown(command: str) -> None:
    assert command in {shown.partition(" ")[0] for shown in SHOWN}


@pytest.mark.parametrize("module", sorted(set(MODULE.findall(ALL))))
def test_a_program_of_the_tests_that_is_shown_exists(module: str) -> None:
    assert find_spec(module)


def test_every_flag_of_the_playground_is_explained_and_no_other() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "playground", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    flags = set(re.findall(r"^  (--[a-z-]+)", shown, re.MULTILINE))
    cells = first_cells(section(".github/USING.md", "The playground"))

    assert {re.match("`(--[a-z-]+)", cell)[1] for cell in cells} == flags  # type: ignore[index] # else the test fails
