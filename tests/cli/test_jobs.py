"""`python -m bot inbox …`, as an administrator calls it, on both databases."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.jobs.model import Item
from bot.jobs.sql_queue import SqlInbox
from tests.database.processes import ROOT
from tests.team.values import HERE, accept

LEASE = 60.0
ASKED = Item(HERE, "C1:1.0", "question", "U1", {"text": "the cutlery in drawer nine"})


def inbox(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "inbox", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def store(url: str, engines: Callable[[str], Engine]) -> SqlInbox:
    """Two items are parked, after one try and after two; one is in work, and one waits."""
    store = SqlInbox(engines(url))
    for number, why in enumerate(("", "no such fish", "no such bird", "")):
        taken = accept(store, replace(ASKED, key=f"C1:{number}.0"), "a", LEASE)
        assert taken
        if why:
            store.park(replace(taken, tries=number - 1), "a", why)
    accept(store, replace(ASKED, key="C1:4.0"), None, LEASE)
    taken = accept(store, replace(ASKED, key="C1:5.0"), "a", LEASE)
    assert taken
    store.record((), (taken,), "a")
    return store


@pytest.mark.usefixtures("store")
def test_all_that_is_not_done_is_listed_and_no_text(url: str) -> None:
    listed = inbox(url, "list")
    lines = listed.stdout.splitlines()

    assert (listed.returncode, listed.stderr) == (0, "")
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["1", "working"],
        ["2", "parked"],
        ["3", "parked"],
        ["4", "working"],
        ["5", "waiting"],
    ]
    assert lines[1].endswith("UTC  T1  question  C1:1.0  1 failed try  no such fish")
    assert lines[2].endswith("C1:2.0  2 failed tries  no such bird")
    assert lines[-1] == "2 parked, 1 waiting, 2 working."
    assert "drawer" not in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "words", "code", "parked"),
    [
        (("retry", "2"), "1 parked item will be tried again.\n", 0, 1),
        (("retry", "--all"), "2 parked items will be tried again.\n", 0, 0),
        (("retry", "1", "99"), "0 parked items will be tried again.\n", 1, 2),
        (("drop", "2", "3"), "2 parked items dropped.\n", 0, 0),
        (("drop", "5"), "0 parked items dropped.\n", 1, 2),
    ],
)
def test_what_is_parked_is_tried_again_or_given_up(
    url: str, store: SqlInbox, arguments: tuple[str, ...], words: str, code: int, parked: int
) -> None:
    ended = inbox(url, *arguments)

    assert (ended.stdout, ended.stderr, ended.returncode) == (words, "", code)
    assert sum(bool(each.why) and each.state == "parked" for each in store.listed()) == parked


def test_an_inbox_that_does_not_exist_yet_is_empty(empty_url: str) -> None:
    assert inbox(empty_url, "list").stdout == "0 parked, 0 waiting, 0 working.\n"


@pytest.mark.parametrize(
    ("url", "arguments", "words"),
    [
        ("mysql://nowhere", ("list",), "DATABASE_URL must begin with sqlite:///"),
        ("sqlite:////no/such/folder/a.db", ("retry", "1"), "unable to open database file"),
        ("sqlite:///", ("retry",), "one of the arguments ID --all is required"),
        ("sqlite:///", ("drop", "one"), "'one' is not the number of an item"),
    ],
)
def test_what_cannot_be_done_is_told(url: str, arguments: tuple[str, ...], words: str) -> None:
    ended = inbox(url, *arguments)

    assert ended.returncode == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
