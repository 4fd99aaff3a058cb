"""`python -m bot jobs …`, as an administrator calls it, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from subprocess import CompletedProcess

import pytest
from sqlalchemy import Engine

from bot.jobs.model import Job
from bot.jobs.sql_store import SqlJobStore
from tests.command_line import run_command
from tests.team.values import HERE, accept

LEASE = 60.0
ASKED = Job(HERE, "C1:1.0", "question", "U1", {"text": "the cutlery in drawer nine"})


def jobs(url: str, *arguments: str) -> CompletedProcess[str]:
    return run_command("jobs", *arguments, DATABASE_URL=url)


@pytest.fixture
def store(url: str, engines: Callable[[str], Engine]) -> SqlJobStore:
    """Two items are dead, after one try and after two; one is in work, and one waits."""
    store = SqlJobStore(engines(url))
    for number, why in enumerate(("", "no such fish", "no such bird", "")):
        claimed = accept(store, replace(ASKED, key=f"C1:{number}.0"), "a", LEASE)
        assert claimed
        if why:
            store.mark_dead(replace(claimed, failures=number - 1), "a", why)
    accept(store, replace(ASKED, key="C1:4.0"), None, LEASE)
    claimed = accept(store, replace(ASKED, key="C1:5.0"), "a", LEASE)
    assert claimed
    store.write((), (claimed,), "a")
    return store


@pytest.mark.usefixtures("store")
def test_all_that_is_not_done_is_listed_and_no_text(url: str) -> None:
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
    ("arguments", "words", "code", "dead"),
    [
        (("retry", "2"), "1 dead job will be tried again.\n", 0, 1),
        (("retry", "--all"), "2 dead jobs will be tried again.\n", 0, 0),
        (("retry", "1", "99"), "0 dead jobs will be tried again.\n", 1, 2),
        (("drop", "2", "3"), "2 dead jobs dropped.\n", 0, 0),
        (("drop", "5"), "0 dead jobs dropped.\n", 1, 2),
    ],
)
def test_what_is_dead_is_tried_again_or_given_up(
    url: str, store: SqlJobStore, arguments: tuple[str, ...], words: str, code: int, dead: int
) -> None:
    ended = jobs(url, *arguments)

    assert (ended.stdout, ended.stderr, ended.returncode) == (words, "", code)
    assert sum(bool(each.error) and each.state == "dead" for each in store.unfinished()) == dead


def test_a_queue_that_does_not_exist_yet_is_empty(empty_url: str) -> None:
    assert jobs(empty_url, "list").stdout == "0 dead, 0 waiting, 0 running.\n"


@pytest.mark.parametrize(
    ("url", "arguments", "words"),
    [
        ("mysql://nowhere", ("list",), "DATABASE_URL must begin with sqlite:///"),
        ("sqlite:////no/such/folder/a.db", ("retry", "1"), "unable to open database file"),
        ("sqlite:///", ("retry",), "one of the arguments ID --all is required"),
        ("sqlite:///", ("drop", "one"), "'one' is not the number of a job"),
    ],
)
def test_what_cannot_be_done_is_told(url: str, arguments: tuple[str, ...], words: str) -> None:
    ended = jobs(url, *arguments)

    assert ended.returncode == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
