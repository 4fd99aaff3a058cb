"""`python -m bot jobs …` on both databases."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, update

from bot.cli.jobs import when_due
from bot.jobs.model import Job, State, UnfinishedJob
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.tables import job
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
    assert re.search(r" 0 failures  due (?:now|[0-9]+ seconds? ago)$", lines[4])
    assert re.search(r" 0 failures  lease ends in [0-9]+ seconds$", lines[0])
    assert lines[-1] == "2 dead, 1 waiting, 2 running."
    assert "drawer" not in listed.stdout


@pytest.mark.parametrize(
    ("state", "seconds", "words"),
    [
        (State.WAITING, 0.4, "due now"),
        (State.WAITING, -0.4, "due now"),
        (State.WAITING, 1.4, "due in 1 second"),
        (State.WAITING, 119, "due in 119 seconds"),
        (State.WAITING, 120, "due in 2 minutes"),
        (State.WAITING, -3 * 3600, "due 3 hours ago"),
        (State.WAITING, 2 * 86400, "due in 2 days"),
        (State.RUNNING, 59.9, "lease ends in 60 seconds"),
        (State.RUNNING, -200, "lease ended 3 minutes ago"),
        (State.DEAD, -200, ""),
    ],
)
def test_when_a_job_is_due_or_its_lease_ends_is_said_in_the_unit_that_fits(
    state: State, seconds: float, words: str
) -> None:
    assert when_due(UnfinishedJob(1, QUESTION, state, 0, 0.0, "", seconds)) == words


def test_a_job_that_was_scheduled_before_the_clock_was_set_back_is_due(
    url: str, engines: Callable[[str], Engine]
) -> None:
    store = SqlJobStore(engines(url))
    accept(store, QUESTION, None, LEASE)
    with engines(url).begin() as connection:
        later = {"due_at": job.c.due_at + 7200, "scheduled_at": job.c.scheduled_at + 7200}
        connection.execute(update(job).values(later))

    assert jobs(url, "list").stdout.splitlines()[0].endswith("  due now")


@pytest.mark.parametrize(
    ("arguments", "output", "error", "code", "dead"),
    [
        (("retry", "2"), "1 dead job will be tried again.\n", "", 0, 1),
        (("retry", "--all"), "2 dead jobs will be tried again.\n", "", 0, 0),
        (("retry", "1", "99"), "0 dead jobs will be tried again.\n", "2 … are no dead jobs", 1, 2),
        (("drop", "2", "3", "3"), "2 dead jobs dropped.\n", "", 0, 0),
        (("drop", "2", "5"), "1 dead job dropped.\n", "1 … is no dead job", 0, 1),
    ],
)
def test_dead_jobs_are_retried_or_dropped(
    url: str,
    store: SqlJobStore,
    arguments: tuple[str, ...],
    output: str,
    error: str,
    code: int,
    dead: int,
) -> None:
    ended = jobs(url, *arguments)
    more = ": `jobs list` shows the state of each.\n" if error else ""

    assert (ended.stdout, ended.returncode) == (output, code)
    assert ended.stderr == f"{error.replace('…', 'of those numbers')}{more}"
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
