"""`python -m bot jobs …` on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.jobs.model import Job
from bot.jobs.sql_store import SqlJobStore
from tests.cli.processes import Ended
from tests.command_line import run_command
from tests.team.values import HERE, accept

LEASE = 60.0
QUESTION = Job(HERE, "C1:1.0", "question", "U1", {"text": "the cutlery in drawer nine"})


def jobs(url: str, *arguments: str) -> Ended:
    return run_command("jobs", *arguments, DATABASE_URL=url)


@pytest.fixture
def store(url: str, engines: Callable[[str], Engine]) -> SqlJobStore:
    """Two jobs are dead, after one attempt and after two; two are running, and one waits."""
    store = SqlJobStore(engines(url))
    for number, error in enumerate(("", "no such fish", "no such bird", "")):
        claimed = accept(store, replace(QUESTION, key=f"C1:{number}.0"), "a", LEASE)
        assert claimed
        if error:
            store.mark_dead(replace(claimed, failures=number - 1), "a", error)
    accept(store, replace(QUESTION, key="C1:4.0"), None, LEASE)
    claimed = accept(store, replace(QUESTION, key="C1:5.0"), "a", LEASE)
    assert claimed
    store.write((), (claimed,), "a")
    return store


@pytest.mark.usefixtures("store")
def test_unfinished_jobs_are_listed_without_their_texts(url: str) -> None:
    listed = jobs(url, "list")
    lines = listed.stdout.splitlines()

    assert (listed.returncode, listed.stderr) == (0, "")
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["1", "running"],
        ["2", "dead"],
        ["3", "dead"],
        ["4", "running"],
        ["5", "waiting"],
    ]
    assert lines[1].endswith("UTC  T1  question  C1:1.0  1 failure  no such fish")
    assert lines[2].endswith("C1:2.0  2 failures  no such bird")
    assert lines[-1] == "2 dead, 1 waiting, 2 running."
    assert "drawer" not in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "output", "code", "dead"),
    [
        (("retry", "2"), "1 dead job will be tried again.\n", 0, 1),
        (("retry", "--all"), "2 dead jobs will be tried again.\n", 0, 0),
        (("retry", "1", "99"), "0 dead jobs will be tried again.\n", 1, 2),
        (("drop", "2", "3"), "2 dead jobs dropped.\n", 0, 0),
        (("drop", "5"), "0 dead jobs dropped.\n", 1, 2),
    ],
)
def test_dead_jobs_are_retried_or_dropped(
    url: str, store: SqlJobStore, arguments: tuple[str, ...], output: str, code: int, dead: int
) -> None:
    ended = jobs(url, *arguments)

    assert (ended.stdout, ended.stderr, ended.returncode) == (output, "", code)
    assert sum(bool(each.error) and each.state == "dead" for each in store.unfinished()) == dead


def test_the_old_name_of_the_command_works_with_a_warning(url: str) -> None:
    ended = run_command("inbox", "list", DATABASE_URL=url)

    assert ended.stdout == jobs(url, "list").stdout
    assert ended.stderr.startswith("`inbox` is now `jobs`")


def test_a_new_database_has_no_jobs(url: str) -> None:
    assert jobs(url, "list").stdout == "0 dead, 0 waiting, 0 running.\n"


@pytest.mark.parametrize(
    ("url", "arguments", "error"),
    [
        ("mysql://nowhere", ("list",), "DATABASE_URL must begin with sqlite:///"),
        ("sqlite:///", ("retry",), "one of the arguments ID --all is required"),
        ("sqlite:///", ("drop", "one"), "'one' is not the number of a job"),
    ],
)
def test_an_error_is_reported_without_a_traceback(
    url: str, arguments: tuple[str, ...], error: str
) -> None:
    ended = jobs(url, *arguments)

    assert ended.returncode == 2
    assert error in ended.stderr
    assert "Traceback" not in ended.stderr
