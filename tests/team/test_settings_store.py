"""The settings of workspaces in the database, and in the snapshot of each replica."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot.codes.printed_by import PrintedBy
from bot.database.engine import reading
from bot.database.errors import DatabaseUnavailable
from bot.team.model import Act, LogEntry
from bot.team.reviewers import NotAllowedError, Reviewers
from bot.team.settings import NOT_SET, WorkspaceSettings
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from bot.team.tables import audit
from tests.team.conftest import Clock, team_of
from tests.team.entries import refusals
from tests.team.values import ANN, BOB, EVE, HERE, NOW, THERE, draft, later, question

CHOSEN = WorkspaceSettings(
    Reviewers(frozenset({ANN.id, BOB.id})), "C1", 30, context=PrintedBy.IISSYNC
)
Connect = Callable[[str], Engine]
DAY = timedelta(days=1)


def settings(store: SqlStore, workspace: str = HERE) -> WorkspaceSettings | None:
    """What a replica that starts now reads."""
    snapshot = Snapshot()
    snapshot.refresh(store)
    return snapshot.settings(workspace)


def test_each_workspace_has_settings_of_its_own(store: SqlStore) -> None:
    store.change_settings(HERE, CHOSEN, ANN, NOW)

    assert settings(store) == replace(CHOSEN, version=1)
    assert settings(store, THERE) is None


def test_each_change_is_a_new_version_that_every_replica_sees(store: SqlStore) -> None:
    snapshot = Snapshot()
    first = store.change_settings(HERE, CHOSEN, ANN, NOW)
    store.change_settings(THERE, CHOSEN, ANN, NOW)
    snapshot.refresh(store)
    second = store.change_settings(HERE, replace(first, review_channel=None), BOB, later(1))
    snapshot.refresh(store)

    assert (first.version, second.version) == (1, 2)
    assert snapshot.settings(HERE) == second == replace(CHOSEN, review_channel=None, version=2)
    assert snapshot.settings(THERE) == replace(CHOSEN, version=1)


def test_settings_that_somebody_else_has_changed_meanwhile_are_not_overwritten(
    store: SqlStore,
) -> None:
    first = store.change_settings(HERE, CHOSEN, ANN, NOW)
    with pytest.raises(NotAllowedError, match="Open them again"):
        store.change_settings(HERE, replace(NOT_SET, keep_days=1), BOB, NOW)

    assert settings(store) == first


def test_what_is_submitted_twice_is_stored_once(store: SqlStore) -> None:
    first = store.change_settings(HERE, CHOSEN, ANN, NOW)
    again = store.change_settings(HERE, CHOSEN, ANN, later(1))

    assert first == again
    assert len(store.decisions(HERE)) == 1


def test_the_decision_log_says_who_changed_what(url: str, engines: Connect) -> None:
    made = engines(url)
    store = SqlStore(made)
    store.record_refusal(HERE, "U9", "vote on e7", later(1))
    first = store.change_settings(HERE, CHOSEN, ANN, NOW)
    store.change_settings(HERE, replace(first, keep_days=None), BOB, later(2))

    assert store.decisions(HERE)[::2] == [
        LogEntry(
            Act.CONFIGURED,
            ANN,
            NOW,
            what="reviewers U1 U2, review channel C1, questions kept 30 days, "
            "default context iissync",
        ),
        LogEntry(Act.CONFIGURED, BOB, later(2), what="questions kept as long as the operator says"),
    ]
    assert store.decisions(THERE) == []
    with reading(made) as connection:  # a log that an earlier version of the bot reads, too
        assert connection.scalars(select(audit.c.action)).all() == ["refused"]


def test_a_forgotten_person_reviews_no_more_and_is_in_no_line_of_the_log(store: SqlStore) -> None:
    snapshot = Snapshot()
    store.change_settings(HERE, CHOSEN, ANN, NOW)
    store.change_settings(THERE, CHOSEN, BOB, NOW)
    snapshot.refresh(store)
    store.forget(ANN.id, HERE)
    snapshot.refresh(store)

    assert snapshot.settings(HERE) == settings(store)
    left = Reviewers(frozenset({BOB.id}))
    assert snapshot.settings(HERE) == replace(CHOSEN, reviewers=left, version=1)
    assert snapshot.settings(THERE) == replace(CHOSEN, version=1)
    assert [(each.person, each.what.partition(",")[0]) for each in store.decisions(HERE)] == [
        (None, "reviewers U2")
    ]
    assert store.forget(ANN.id) == 1
    assert settings(store, THERE) == settings(store)


def test_the_settings_of_a_deleted_workspace_are_gone_on_every_replica(store: SqlStore) -> None:
    snapshot = Snapshot()
    for workspace in (HERE, THERE):
        store.change_settings(workspace, CHOSEN, ANN, NOW)
    snapshot.refresh(store)
    store.delete_workspace(HERE)
    snapshot.refresh(store)

    assert snapshot.settings(HERE) is settings(store) is None
    assert snapshot.settings(THERE) == replace(CHOSEN, version=1)


def test_each_workspace_keeps_its_questions_and_refusals_for_its_own_time(store: SqlStore) -> None:
    long, short, unset = "T8", "T9", HERE
    for workspace in (long, short, unset):
        store.record_questions(workspace, question(), known=False)
        store.record_refusal(workspace, "U9", "approve", NOW)
    store.change_settings(long, replace(NOT_SET, keep_days=100), ANN, NOW)
    first = store.change_settings(short, replace(NOT_SET, keep_days=1000), ANN, NOW)
    store.change_settings(short, replace(first, keep_days=10), ANN, NOW)
    store.change_settings(THERE, CHOSEN, ANN, NOW)

    def left(days: int) -> list[str]:
        store.delete_questions(NOW + days * DAY, 50)
        store.delete_refusals(NOW + days * DAY, 50)
        with_refusals = [each for each in (long, short, unset) if refusals(store, each)]
        assert [each for each in (long, short, unset) if store.unknown_codes(each)] == with_refusals
        return with_refusals

    assert [left(days) for days in (10, 11, 51, 101)] == [
        [long, short, unset],
        [long, unset],
        [long],
        [],
    ]


async def test_the_reviewers_that_a_workspace_has_chosen_decide(
    team_store: SqlStore, clock: Clock
) -> None:
    team = team_of(team_store, clock, Reviewers())
    chosen = WorkspaceSettings(Reviewers(frozenset({EVE.id})))
    before = team.notes(HERE)
    await team.settings.change(HERE, chosen, ANN)
    proposal = await team.propose(HERE, draft(), ANN)
    with pytest.raises(NotAllowedError, match="You are not a reviewer"):
        await team.approve(HERE, proposal.current_version, BOB)
    with pytest.raises(NotAllowedError, match="no reviewer yet"):
        await team.propose(THERE, draft(), ANN)
    entry = await team.approve(HERE, proposal.current_version, EVE)

    assert entry.revision.approver == EVE
    assert team.settings.own(HERE) == replace(chosen, version=1)
    assert team.settings.own(THERE) == NOT_SET
    assert (before.takes_entries, team.notes(HERE).takes_entries) == (False, True)


async def test_a_cached_answer_is_not_used_once_the_team_takes_entries(
    team_store: SqlStore, clock: Clock
) -> None:
    team = team_of(team_store, clock, Reviewers())
    await team.refresh()
    before = team.notes(HERE)
    await team.settings.change(HERE, CHOSEN, ANN)

    assert not team.notes(HERE).give_same_answers(before)
    assert team.notes(THERE).give_same_answers(before)


async def test_without_the_database_nobody_is_told_that_there_are_no_reviewers(
    tmp_path: Path, engines: Connect, clock: Clock
) -> None:
    nowhere = SqlStore(engines(f"sqlite:///{tmp_path}/no/such/folder/team.db"))
    team = team_of(nowhere, clock, Reviewers())
    with pytest.raises(DatabaseUnavailable):
        await team.propose(HERE, draft(), ANN)


async def test_the_settings_outlive_the_database(
    team_store: SqlStore, clock: Clock, path: Path
) -> None:
    team = team_of(team_store, clock, Reviewers())
    await team.settings.change(HERE, CHOSEN, ANN)
    await asyncio.to_thread(path.unlink)
    await team.refresh()

    assert team.is_unavailable
    assert team.reviewers(HERE) == CHOSEN.reviewers
