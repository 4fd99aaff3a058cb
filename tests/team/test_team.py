"""The entries of a team on a real SQLite database, and on one that is unavailable."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.database.errors import DatabaseUnavailable
from bot.team import deadline
from bot.team.model import (
    ConflictError,
    NotFoundError,
    Origin,
)
from bot.team.reviewers import NotAllowedError
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.team.conftest import Clock, publish, team_of
from tests.team.entries import refusals
from tests.team.values import ANN, BOB, CODE, EVE, HERE, THERE, draft

Connect = Callable[[str], Engine]


async def test_a_person_has_one_vote_and_may_change_it(team: Team) -> None:
    entry = await publish(team)
    await team.vote(HERE, entry.id, "U7", helped=True)
    changed, made_doubtful = await team.vote(HERE, entry.id, "U7", helped=False)

    assert (changed.helped, changed.did_not_help, made_doubtful) == (0, 1, True)
    assert team.notes(HERE).of(CODE) == (changed,)


async def test_an_entry_becomes_doubtful_once(team: Team) -> None:
    entry = await publish(team)
    votes = [await team.vote(HERE, entry.id, f"U{n}", helped=n == 1) for n in range(1, 5)]

    assert [made_doubtful for _, made_doubtful in votes] == [False, False, True, False]


async def test_there_is_no_vote_on_an_entry_of_another_workspace(team: Team) -> None:
    entry = await publish(team)

    with pytest.raises(NotFoundError):
        await team.vote(THERE, entry.id, "U7", helped=True)


async def test_an_old_version_is_restored_as_a_new_one(team: Team, clock: Clock) -> None:
    entry = await publish(team)
    clock.move(hours=1)
    restored = await team.restore(HERE, entry.id, 1, 1, BOB)
    (history,) = await team.history(HERE, CODE)

    assert (restored.revision.version, restored.revision.origin) == (2, Origin.RESTORED)
    assert restored.revision.at == clock()
    assert [revision.version for revision in history.revisions] == [2, 1]
    assert team.notes(HERE).of(CODE) == (restored,)


async def test_an_entry_that_has_changed_is_not_restored(team: Team) -> None:
    entry = await publish(team)
    await team.restore(HERE, entry.id, 1, 1, BOB)

    with pytest.raises(ConflictError):
        await team.restore(HERE, entry.id, 1, 1, EVE)


async def test_only_a_reviewer_restores_and_a_refusal_is_recorded(
    team: Team, team_store: SqlStore
) -> None:
    entry = await publish(team)

    with pytest.raises(NotAllowedError, match="not a reviewer"):
        await team.restore(HERE, entry.id, 1, 1, ANN)
    assert [each.what for each in refusals(team_store)] == [f"restore {entry.id} version 1"]


@pytest.mark.parametrize("act", ["restore", "check_restore"])
async def test_restoring_an_unknown_entry_fails_and_is_recorded(
    team: Team, team_store: SqlStore, act: str
) -> None:
    with pytest.raises(NotFoundError):
        await getattr(team, act)(HERE, "nothing", 1, 1, BOB)

    assert [each.what for each in refusals(team_store)] == ["restore nothing version 1"]


async def test_the_versions_before_and_after_a_restore_are_known_before_it(team: Team) -> None:
    entry = await publish(team)
    newer = await team.restore(HERE, entry.id, 1, 1, BOB)
    now, old = await team.check_restore(HERE, entry.id, 1, 2, EVE)

    assert (now, old.version) == (newer, 1)
    with pytest.raises(ConflictError):
        await team.check_restore(HERE, entry.id, 1, 1, EVE)


async def test_a_refresh_reads_what_another_replica_published(
    team: Team, path: Path, engines: Connect, clock: Clock
) -> None:
    other = team_of(SqlStore(engines(f"sqlite:///{path}")), clock)
    entry = await publish(team)
    before = other.notes(HERE).of(CODE)
    await other.refresh()

    assert (before, other.notes(HERE).of(CODE)) == ((), (entry,))


# An unavailable database


async def test_an_unavailable_database_is_reported_before_the_deadline(
    unavailable: Team,
) -> None:
    async with asyncio.timeout(deadline.DEADLINE):
        with pytest.raises(DatabaseUnavailable):
            await unavailable.propose(HERE, draft(), ANN)
        with pytest.raises(DatabaseUnavailable):
            await unavailable.history(HERE, CODE)
        with pytest.raises(DatabaseUnavailable):
            await unavailable.questions.unknown_codes(HERE)


@contextmanager
def replaced_by_a_folder(path: Path) -> Iterator[None]:
    """While the context lasts, `path` is no database."""
    elsewhere = path.rename(path.with_suffix(".away"))
    path.mkdir()
    yield
    path.rmdir()
    elsewhere.rename(path)


async def test_the_loss_of_the_database_is_logged_once_and_so_is_its_return(
    team: Team, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with replaced_by_a_folder(path):
        await team.refresh()
        await team.refresh()
    await team.refresh()
    await team.refresh()

    reason = f"sqlite {path}: unable to open database file: it is a folder: name a file in it, or "
    reason += "remove it if it is empty"
    assert not team.is_unavailable
    assert caplog.messages == [
        f"the team's database is unavailable, decoding goes on: {reason}",
        "the team's entries can be read again",
    ]
    assert [each.levelname for each in caplog.records] == ["ERROR", "INFO"]


async def test_the_snapshot_answers_without_a_database(team: Team, path: Path) -> None:
    entry = await publish(team)
    before = team.is_unavailable
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE change")
    await team.refresh()

    assert (before, team.notes(HERE).out_of_reach) == (False, True)
    assert team.notes(HERE).of(CODE) == (entry,)


async def test_a_database_that_hangs_is_unavailable_after_the_deadline(
    team: Team, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "DEADLINE", 0.05)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="does not answer"):
            await team.propose(HERE, draft(), ANN)
        other.rollback()
