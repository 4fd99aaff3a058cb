"""Fault 71: stored or typed text on a terminal can neither control it nor hide."""

import json
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.cli.terminal import Guard, print_json, unguarded, visible, visible_json
from bot.database.schema import upgrade
from bot.jobs.model import Job
from bot.jobs.sql_store import SqlJobStore
from bot.team.export_file import export_lines
from bot.team.sql_store import SqlStore
from tests.cli.processes import on_a_terminal
from tests.cli.test_logs import log
from tests.command_line import run_alone
from tests.forked import ROOT
from tests.team.entries import published
from tests.team.values import HERE, NOW, accept, draft

HOSTILE = "a\x1b[31mb\x07\x7f\x9b1m\u202ec\u2066\u200bd\U000e0041\u3164e"
SHOWN = r"a\x1b[31mb\x07\x7f\x9b1m\u202ec\u2066\u200bd\U000e0041\u3164e"
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def harmful_characters(text: str) -> set[str]:
    """The characters that should not have come through, but for those that lay a text out."""
    return {char for char in text if unicodedata.category(char) in UNSEEN} - {"\n", "\t"}


def bot(*arguments: str, url: str = "sqlite:///:memory:") -> str:
    """All that a command writes."""
    ended = run_alone(ROOT, *arguments, DATABASE_URL=url, OPS_PORT="0")
    return ended.stdout + ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", HOSTILE),
        ("decode", "--json", "1722", f"--{HOSTILE}"),
        ("knowledge", "check", HOSTILE),
        ("playground", "--say", f"as {HOSTILE}"),
    ],
)
def test_fault_71_arguments_are_repeated_visibly(arguments: tuple[str, ...]) -> None:
    output = bot(*arguments)

    assert SHOWN in output
    assert harmful_characters(output) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("decode", f"{HOSTILE} error 1722, 0x8011\u202e0408 and 214859\x1b[8m879"),
        ("decode", "--json", f"{HOSTILE} error 1722, 0x8011\u202e0408 and 214859\x1b[8m879"),
        ("knowledge", HOSTILE),
        ("manifest", "--http", HOSTILE),
    ],
)
def test_fault_71_no_command_prints_terminal_control_sequences(arguments: tuple[str, ...]) -> None:
    output = bot(*arguments)

    assert output
    assert harmful_characters(output) == set()


@pytest.fixture
def url(tmp_path: Path, engines: Callable[[str], Engine]) -> str:
    """A database with an entry and a job that hold such text."""
    made = engines(url := f"sqlite:///{tmp_path}/team.db")
    upgrade(made)
    published(store := SqlStore(made), content=draft(HOSTILE))
    store.record_refusal(HERE, "U8", HOSTILE, NOW)
    jobs = SqlJobStore(made)
    claimed = accept(jobs, Job(HERE, "C1:1.0", "question", "U1", {}), "a", 60)
    assert claimed
    jobs.mark_dead(claimed, "a", HOSTILE)
    return url


@pytest.mark.parametrize(
    "command",
    [
        ("knowledge", "list", "--workspace", HERE),
        ("knowledge", "audit", "--workspace", HERE),
        ("knowledge", "audit", "--workspace", HERE, "--csv"),
        ("knowledge", "forget", "--user", HOSTILE),
        ("jobs", "list"),
    ],
    ids=" ".join,
)
def test_fault_71_stored_and_given_text_is_shown_visibly(url: str, command: tuple[str]) -> None:
    output = bot(*command, url=url)

    assert SHOWN in output
    assert harmful_characters(output) == set()


def test_fault_71_an_export_is_harmless_and_loses_nothing(
    url: str, tmp_path: Path, engines: Callable[[str], Engine]
) -> None:
    output = bot("knowledge", "export", "--workspace", HERE, url=url)
    (tmp_path / "team.json").write_text(output, "utf-8")
    other = f"sqlite:///{tmp_path}/other.db"
    bot("database", "upgrade", url=other)
    bot("knowledge", "import", "--workspace", HERE, str(tmp_path / "team.json"), url=other)

    assert harmful_characters(output) == set()
    assert "Übernimm's, 世界." in output
    exported = export_lines(HERE, SqlStore(engines(url)).history(HERE))
    assert json.loads(output) == json.loads("".join(exported))
    assert SHOWN in bot("knowledge", "list", "--workspace", HERE, url=other)


def test_fault_71_a_fault_in_a_file_is_reported_visibly(tmp_path: Path) -> None:
    file = tmp_path / "team.json"
    file.write_text(json.dumps({"format": 1, HOSTILE: 2}, ensure_ascii=False), "utf-8")
    output = [
        bot("knowledge", "check", str(file)),
        bot("knowledge", "import", "--workspace", HERE, str(file)),
    ]

    assert [r"\x1b[31mb" in each for each in output] == [True, True]
    assert harmful_characters("".join(output)) == set()


def test_fault_71_a_progress_bar_still_moves_the_cursor(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    path.write_text(log(lines=60_000))
    seen = on_a_terminal(f"{sys.executable} -m bot decode < {path}")

    assert "\r" in seen.replace("\r\n", "")
    assert "%|" in seen
    assert r"\r" not in seen


@given(st.text())
def test_fault_71_any_text_is_made_harmless_and_stays_harmless(text: str) -> None:
    shown = visible(text)

    assert harmful_characters(shown) <= {"\u200d"}
    assert visible(shown) == shown


@given(st.text() | st.characters(categories=["Cf", "Cc", "Cs"]))
def test_fault_71_json_is_unchanged(text: str) -> None:
    shown = visible_json(json.dumps(text, ensure_ascii=False))

    assert harmful_characters(shown) == set()
    assert json.loads(shown) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe\t 世界\xa0\u3000🙂 ⚠\ufe0f\nמה", "Größe\t 世界\xa0\u3000🙂 ⚠\ufe0f\nמה"),
        ("👩\u200d🔧 E_\u200dFAIL 👩\u200dE", "👩\u200d🔧 E_\\u200dFAIL 👩\\u200dE"),
        ("a\r\x85\u2028b", "a\\r\\x85\\u2028b"),
        ("half \ud83d a letter", "half \\ud83d a letter"),
        ("\U000e0100\U000e0100", "\\U000e0100\\U000e0100"),
    ],
)
def test_fault_71_layout_characters_are_preserved(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_fault_71_output_of_every_kind_is_visible(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Guard({}) as guard:
        sys.stdout.writelines(["a\x1b", "b\n"])
        print("c\x1b", file=sys.stderr)  # noqa: T201 - it is what is tested
        unguarded(sys.stderr).write("d\x1b")
    unguarded(sys.stdout).write("e\x1b")

    assert capsys.readouterr() == ("a\\x1bb\ne\x1b", "c\\x1b\nd\x1b")
    assert guard.code == 0


def test_fault_71_json_has_escapes_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with Guard({}):
        print_json(HOSTILE, sys.stdout)
    output = capsys.readouterr().out

    assert harmful_characters(output) == set()
    assert json.loads(output) == HOSTILE


class Failing:
    """What fails where nobody can catch it."""

    def __del__(self) -> None:
        raise ValueError("hush")


def test_fault_56_a_failure_that_python_ignores_is_reported_without_its_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Guard({}):
        Failing()

    output = capsys.readouterr().err
    assert output.startswith("Ignored: ValueError at ")
    assert "hush" not in output


def test_without_a_terminal_a_failure_is_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with Guard({}) as guard:
        raise ValueError("hush")

    assert guard.code == 1
