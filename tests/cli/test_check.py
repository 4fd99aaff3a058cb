"""What `python -m bot check` prints of findings."""

import json
import sys
from pathlib import Path

import pytest

from bot.cli.check import print_report
from bot.findings import Finding, error, misconfigured, right, warning
from tests.cli.processes import ROOT, on_a_terminal
from tests.command_line import run_command

LONG = right("slack.token", "many words " * 12)


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
