"""`python -m bot completion`, in the real shells."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.arguments import SCRIPT
from tests.command_line import run_command
from tests.npm import needed

pytestmark = pytest.mark.slow
CASES = {
    "dec": "decode",
    "jobs ret": "jobs retry",
    "knowledge import --by me --work": "knowledge import --by me --workspace",
    "service kub": "service kubernetes",
    "manifest --work": "manifest --workflow-step",
    "mcp --ht": "mcp --http",
    "knowledge check pypro": "knowledge check pyproject.toml",
}


def script_for(shell: str, path: Path) -> Path:
    """The completions for a shell, in a file."""
    printed = run_command("completion", shell)
    assert (printed.returncode, printed.stderr) == (0, "")
    path.write_text(printed.stdout, "utf-8")
    return path


def output(shell: str, program: str) -> str:
    """What a program of the shell prints."""
    path = shutil.which(shell)
    if path is None:
        needed(f"completions of {shell}: apt-get install {shell}")
    return subprocess.run(
        [str(path), *(["-f"] if shell == "zsh" else []), "-c", program],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(("typed", "completed"), CASES.items())
def test_bash_completes(tmp_path: Path, typed: str, completed: str) -> None:
    script = script_for("bash", tmp_path / "completions")
    words = f"{SCRIPT} {typed}".split()
    program = f"""
        source {script}
        COMP_WORDS=({" ".join(words)}) COMP_CWORD={len(words) - 1}
        set -- $(complete -p {SCRIPT})
        while [ "$1" != -F ]; do shift; done
        $2 {SCRIPT} "${{COMP_WORDS[-1]}}" "${{COMP_WORDS[-2]}}"
        echo "${{COMPREPLY[@]}}"
    """

    assert output("bash", program).split() == completed.split()[-1:]


@pytest.mark.parametrize(("typed", "completed"), CASES.items())
def test_fish_completes(tmp_path: Path, typed: str, completed: str) -> None:
    script = script_for("fish", tmp_path / "completions")
    shown = output("fish", f"source {script}; complete -C '{SCRIPT} {typed}'")

    assert [line.split("\t")[0] for line in shown.splitlines()] == completed.split()[-1:]


@pytest.mark.parametrize(("typed", "completed"), CASES.items())
def test_zsh_completes(tmp_path: Path, typed: str, completed: str) -> None:
    script_for("zsh", tmp_path / f"_{SCRIPT}")
    program = f"""
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -D'
        zpty -w shell '{SCRIPT}() {{ print -r -- "[""$*""]" }}'
        zpty -w -n shell $'{SCRIPT} {typed}\\t\\n'
        zpty -r -m shell shown '*\\[{completed.split(maxsplit=1)[0]}*\\]*'
        print -r -- $shown
    """

    assert f"[{completed}]" in output("zsh", program)


def test_powershell_gets_completions_for_each_command() -> None:
    script = run_command("completion", "powershell").stdout

    assert f"Register-ArgumentCompleter -Native -CommandName {SCRIPT}" in script
    assert "'kubernetes'" in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_header_names_the_help_and_no_path(shell: str) -> None:
    script = run_command("completion", shell).stdout
    header = "# `iissync-bot completion --help` shows where the shell looks for this.\n\n"

    assert script.startswith(f"#compdef iissync-bot\n\n{header}" if shell == "zsh" else header)
    assert not re.search(r"Copy this|[/\\]iissync-bot", script)


def test_an_unknown_shell_is_refused() -> None:
    refused = run_command("completion", "tcsh")

    assert refused.returncode == 2
    assert "powershell" in refused.stderr
