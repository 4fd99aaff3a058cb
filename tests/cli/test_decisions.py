"""`python -m bot knowledge audit`: the decision log in its three forms."""

import csv
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.cli.decisions import print_lines
from bot.team.model import Act, LogEntry, Person
from bot.team.sql_store import SqlStore
from tests.cli.processes import Ended
from tests.command_line import run_command
from tests.team.entries import proposed
from tests.team.values import ANN, BOB, CODE, HERE, NOW, THERE, later

NASTY = Person("U6", "=1+1\n\x1b[2J")


def audit(url: str, *form: str, workspace: str = HERE) -> Ended:
    return run_command("knowledge", "audit", "--workspace", workspace, *form, DATABASE_URL=url)


@pytest.fixture(autouse=True)
def proposal(url: str, engines: Callable[[str], Engine]) -> str:
    """An approved proposal of somebody who was forgotten, an edit, an import, a refusal; its id."""
    store = SqlStore(engines(url))
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, made.draft, NASTY, later(1))
    store.approve(HERE, edited.current_version, BOB, later(2), "e1")
    store.import_histories(THERE, store.history(HERE), Person("", "ops"), NOW, str)
    store.record_refusal(HERE, "U9", "vote on e7", later(3))
    store.forget(ANN.id)
    return made.id


def test_people_read_one_line_for_each_decision(url: str, proposal: str) -> None:
    day, code = "2026-11-23 07", "code 2148599041"
    theirs = f"{code}, proposal {proposal}"

    assert audit(url).stdout.splitlines() == [
        f"{day}:00:00 UTC  proposed  {theirs}, version 1  by a forgotten person",
        f"{day}:01:00 UTC  edited  {theirs}, version 2  by =1+1 \\x1b[2J (U6)",
        f"{day}:02:00 UTC  approved  {code}, entry e1, proposal {proposal}, version 1  by Bob (U2)",
        f"{day}:03:00 UTC  refused  vote on e7  by (U9)",
        "4 decisions.",
    ]
    assert audit(url, workspace=THERE).stdout.splitlines() == [
        f"{day}:00:00 UTC  imported  {code}, entry e1, version 1  by ops",
        "1 decision.",
    ]


@pytest.mark.parametrize(
    ("named", "subject"),
    [
        ({"code": CODE, "entry": "e1"}, "code 2148599041, entry e1  "),
        ({"what": "vote on e7"}, "vote on e7  "),
        ({}, ""),
    ],
)
def test_a_line_of_the_log_names_only_what_it_has(
    named: dict[str, Any], subject: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_lines([LogEntry(Act.IMPORTED, BOB, NOW, **named)])

    assert capsys.readouterr().out.splitlines() == [
        f"2026-11-23 07:00:00 UTC  imported  {subject}by Bob (U2)",
        "1 decision.",
    ]


def test_programs_read_json_in_which_a_forgotten_person_is_null(url: str, proposal: str) -> None:
    ended = audit(url, "--json")
    first, second, third, refused = json.loads(ended.stdout)

    assert first == {
        "at": "2026-11-23T07:00:00.123456+00:00",
        "act": "proposed",
        "person": None,
        "code": 2148599041,
        "entry": None,
        "proposal": proposal,
        "version": 1,
        "what": "",
    }
    assert second["person"] == {"id": "U6", "name": NASTY.name}
    assert (third["act"], third["entry"]) == ("approved", "e1")
    assert (refused["code"], refused["what"]) == (None, "vote on e7")
    assert "\x1b" not in ended.stdout


def test_spreadsheets_read_csv_in_which_nothing_is_a_formula(url: str, proposal: str) -> None:
    rows = list(csv.reader(audit(url, "--csv").stdout.splitlines(keepends=True)))

    assert rows[:2] == [
        ["at", "act", "person", "name", "code", "entry", "proposal", "version", "what"],
        [
            "2026-11-23T07:00:00.123456+00:00",
            "proposed",
            "",
            "a forgotten person",
            "2148599041",
            "",
            proposal,
            "1",
            "",
        ],
    ]
    assert rows[2][2:4] == ["U6", "'=1+1\n\\x1b[2J"]
    assert rows[4][1:5] == ["refused", "U9", "", ""]


def test_a_workspace_without_decisions_has_an_empty_log(url: str) -> None:
    assert audit(url, workspace="T9").stdout == "0 decisions.\n"
    assert json.loads(audit(url, "--json", workspace="T9").stdout) == []
    assert audit(url, "--csv", workspace="T9").stdout.count("\n") == 1
