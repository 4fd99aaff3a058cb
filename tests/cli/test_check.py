"""What `python -m bot check` prints of findings."""

import asyncio
import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from bot.cli.check import print_report, said_if_slow
from bot.findings import Finding, error, misconfigured, right, warning
from tests.cli.processes import ROOT, on_a_terminal
from tests.command_line import run_command

LONG = right("slack.token", "many words " * 12)


class Stderr(StringIO):
    """Standard error, which says when something was written to it."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal
        self.written = asyncio.Event()

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str, /) -> int:
        self.written.set()
        return super().write(text)


async def answer_after(event: asyncio.Event) -> str:
    await event.wait()
    return "found"


async def test_a_person_is_told_that_a_slow_check_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stderr := Stderr(is_terminal=True))

    assert await said_if_slow(answer_after(stderr.written), 30, patience=0) == "found"
    assert stderr.getvalue() == (
        "Slack or the database has not answered yet; this takes 30 seconds at most.\n"
    )


@pytest.mark.parametrize(("is_terminal", "patience"), [(True, 60), (False, 0)])
async def test_a_fast_check_and_a_program_are_told_nothing(
    monkeypatch: pytest.MonkeyPatch,
    is_terminal: bool,  # noqa: FBT001 - a column of the table
    patience: float,
) -> None:
    monkeypatch.setattr(sys, "stderr", stderr := Stderr(is_terminal=is_terminal))

    assert await said_if_slow(asyncio.sleep(0, "found"), 30, patience) == "found"
    assert not stderr.getvalue()


@pytest.mark.parametrize(
    ("findings", "code", "ending"),
    [
        ([right("a", "fine")], 0, "All is right."),
        ([right("a", "fine"), warning("b", "odd"), warning("b", "odd")], 0, "2 warnings."),
        ([error("b", "away")], 1, "1 error. `run` starts all the same."),
        ([misconfigured("b", "no")], 2, "1 error. `run` does not start like this."),
        (
            [misconfigured("b", "no"), error("c", "away"), warning("d", "odd")],
            2,
            "2 errors, 1 warning. `run` does not start like this.",
        ),
    ],
)
def test_the_last_line_sums_up(
    capsys: pytest.CaptureFixture[str], findings: list[Finding], code: int, ending: str
) -> None:
    assert print_report(findings) == code
    assert capsys.readouterr().out.splitlines()[-1] == ending


def test_a_program_gets_what_a_person_gets(capsys: pytest.CaptureFixture[str]) -> None:
    code = print_report([misconfigured("settings", "PORT \x1b")], as_json=True)

    assert json.loads(capsys.readouterr().out) == {
        "exit_code": code,
        "findings": [
            {"level": "error", "about": "settings", "text": "PORT \x1b", "misconfigured": True}
        ],
    }


def test_off_a_terminal_a_finding_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_report([LONG])

    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(("columns", "indent"), [(80, 29), (50, 2), (40, 2)])
def test_on_a_terminal_the_columns_stay_columns_if_there_is_room(
    tmp_path: Path, columns: int, indent: int
) -> None:
    wrong = f"COLUMNS={columns} PYTHONPATH={ROOT} SLACK_BOT_TOKEN=xoxp-1"
    seen = on_a_terminal(f"cd {tmp_path}; {wrong} {sys.executable} -m bot check").splitlines()
    (first,) = [at for at, line in enumerate(seen) if "SLACK_BOT_TOKEN" in line]

    assert all(len(line) <= columns or f"{tmp_path}" in line for line in seen)
    assert seen[first][:indent].split() == (["error", "settings"] if indent == 29 else [])
    assert all(line[:indent].isspace() for line in seen[first + 1 : first + 3])


def test_the_health_fits_the_width_and_further_rows_are_indented() -> None:
    rows = run_command("health", OPS_PORT="9", COLUMNS="40").stdout.splitlines()

    assert rows[0].startswith("No answer at OPS_HOST and OPS_PORT")
    assert len(rows) > 3
    assert all(len(row) <= 40 for row in rows)
    assert all(row.startswith("  ") for row in rows[1:])


def test_the_health_for_programs_is_one_line_at_any_width() -> None:
    (line,) = run_command("health", "--json", OPS_PORT="9", COLUMNS="40").stdout.splitlines()

    assert json.loads(line)["reasons"][0]["code"] == "no-answer"
