"""The workspaces of an organization keep entries of their own, and read the organization's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.codes.printed_by import PrintedBy
from bot.database.errors import DatabaseUnavailable
from bot.slack.answering.team_commands import history
from bot.team.model import Card, NotFoundError
from bot.team.reviewers import NoReviewersError, NotAllowedError, Reviewers
from bot.team.settings import NOT_SET, WorkspaceSettings
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.team.conftest import Clock, team_of
from tests.team.entries import improved, proposed, published, refusals
from tests.team.values import ANN, BOB, CODE, EVE, NOW, draft, later, question

ORG, ONE, TWO, OTHER = "E1", "E1/T1", "E1/T2", "E10/T1"
EVERYWHERE = ORG, ONE, TWO, OTHER
SEPARATE = WorkspaceSettings(Reviewers(frozenset({BOB.id})), separate=True)
Connect = Callable[[str], Engine]


@pytest.fixture
async def team(team_store: SqlStore, clock: Clock) -> Team:
    """The team of an organization with separate workspaces, whose operator has set nothing."""
    made = team_of(team_store, clock, Reviewers())
    await made.settings.change(ORG, SEPARATE, ANN)
    return made


def read(snapshot: Snapshot, workspace: str) -> set[str]:
    return {entry.workspace for entry in snapshot.entries(workspace).all()}


def test_a_workspace_reads_its_own_entries_and_those_of_its_organization(store: SqlStore) -> None:
    snapshot = Snapshot()
    shared = published(store, ORG)
    published(store, OTHER)
    snapshot.refresh(store)
    before = snapshot.entries(ONE)
    own = published(store, ONE)
    snapshot.refresh(store)

    assert before is snapshot.entries(ORG) is snapshot.entries(TWO)
    assert set(snapshot.entries(ONE).of(CODE)) == {shared, own}
    assert (read(snapshot, ORG), read(snapshot, TWO), read(snapshot, OTHER)) == (
        {ORG},
        {ORG},
        {OTHER},
    )


def test_what_a_workspace_reads_is_the_same_object_until_something_changes(store: SqlStore) -> None:
    snapshot = Snapshot()
    shared, _ = published(store, ORG), published(store, ONE)
    snapshot.refresh(store)
    first = snapshot.entries(ONE)
    published(store, TWO)
    snapshot.refresh(store)
    same = snapshot.entries(ONE)
    newer = improved(store, shared, "Better.")
    snapshot.refresh(store)

    assert first is same
    assert newer in snapshot.entries(ONE).all()
    assert shared in first.all()


async def test_new_entries_belong_to_the_workspace_and_changes_to_whose_the_entry_is(
    team: Team, team_store: SqlStore
) -> None:
    shared = published(team_store, ORG)
    await team.refresh()
    new = await team.propose(ONE, draft("Here."), ANN)
    changed = await team.propose(ONE, draft("Better."), ANN, team.new_form(shared))
    entries = [await team.approve(TWO, each.current_version, BOB) for each in (new, changed)]

    assert [each.workspace for each in (new, changed)] == [ONE, ORG]
    assert [each.workspace for each in entries] == [ONE, ORG]
    assert entries[1].id == shared.id
    assert read(team.snapshot, TWO) == {ORG}
    assert [each.entry.workspace for each in await team.history(ONE, CODE)] == [ONE, ORG]
    assert [each.entry.workspace for each in await team.history(TWO, CODE)] == [ORG]


async def test_an_entry_that_was_given_to_a_workspace_stands_there_for_that_of_its_organization(
    team: Team, team_store: SqlStore
) -> None:
    shared = improved(team_store, published(team_store, ORG), "Old firmware.")
    histories = team_store.history(ORG)
    team_store.import_histories(ONE, histories, ANN, NOW, lambda: "unused")
    [given] = team_store.entries(ONE)
    improved(team_store, given, "Blue firmware.")
    improved(team_store, shared, "Red firmware.")
    await team.refresh()
    [written] = await team.history(ONE, CODE)
    found = {
        each: [hit.meaning for _, hit in index.hits("firmware")]
        for each in (ONE, TWO)
        if (index := team.notes(each).searchable)
    }

    assert (given.id, given.workspace) == (shared.id, ONE)
    assert written.entry.revision.draft.cause == "Blue firmware."
    assert [each.entry.workspace for each in await team.history(TWO, CODE)] == [ORG]
    assert found == {ONE: ["Blue firmware."], TWO: ["Red firmware."]}


async def test_a_history_offers_to_restore_only_what_its_reader_may(
    team: Team, team_store: SqlStore
) -> None:
    await team.settings.change(ONE, WorkspaceSettings(Reviewers(frozenset({EVE.id}))), ANN)
    for each in (ORG, ONE):
        improved(team_store, published(team_store, each), "Better.")
    await team.refresh()

    async def restorable(user: str) -> set[str]:
        shown = await history(team, CODE, ONE, user)
        return {team.owner(ONE, each.entry) for each in shown.restorable}

    assert [await restorable(each.id) for each in (EVE, BOB, ANN)] == [{ONE}, {ORG}, set()]


async def test_an_organization_that_shares_again_leaves_each_entry_where_it_is(
    team: Team, team_store: SqlStore
) -> None:
    before = [team.keeps_apart(each) for each in EVERYWHERE]
    own = await team.propose(ONE, draft("Here."), ANN)
    entry = await team.approve(ONE, own.current_version, BOB)
    await team.settings.change(ORG, replace(team.settings.own(ORG), separate=False), ANN)
    new = await team.propose(ONE, draft("Shared."), ANN)
    shared = await team.approve(ONE, new.current_version, BOB)
    restarted = team_of(team_store, Clock(), Reviewers())
    await restarted.refresh()
    after = [restarted.keeps_apart(each) for each in EVERYWHERE]
    team_store.delete_workspace(ORG)
    await restarted.refresh()

    assert before == after == [True, False, False, False]
    assert (entry.workspace, shared.workspace) == (ONE, ORG)
    assert set(team.notes(ONE).all()) == {entry, shared}
    assert team.notes(TWO).all() == (shared,)
    assert not restarted.keeps_apart(ORG)


async def test_nothing_is_proposed_before_it_is_known_whose_it_would_be(
    team: Team, team_store: SqlStore
) -> None:
    started = team_of(team_store, Clock(), Reviewers(frozenset({BOB.id})))
    with pytest.raises(DatabaseUnavailable, match="not read yet"):
        await started.propose(ORG, draft(), ANN)
    before = await started.count_open(ORG)
    await started.refresh()

    assert before == 0
    assert (await started.propose(ORG, draft(), ANN)).workspace == ORG
    assert (await team.propose(ORG, draft(), ANN)).workspace == ORG


async def test_a_reviewer_decides_wherever_slack_says_that_they_act(team: Team) -> None:
    proposal = await team.propose(ONE, draft(), ANN)
    rejected = await team.reject(ORG, proposal.current_version, BOB, "No.")

    assert rejected.workspace == ONE
    assert await team.proposal(OTHER, proposal.id) is None


async def test_who_reviews_in_another_workspace_decides_nothing(team: Team) -> None:
    await team.settings.change(TWO, WorkspaceSettings(Reviewers(frozenset({EVE.id}))), ANN)
    here, there = [await team.propose(each, draft(), ANN) for each in (ONE, TWO)]
    with pytest.raises(NotAllowedError, match="You are not a reviewer"):
        await team.approve(TWO, here.current_version, EVE)
    with pytest.raises(NotAllowedError, match="You are not a reviewer"):
        await team.approve(TWO, there.current_version, BOB)
    with pytest.raises(NotAllowedError, match="no such proposal"):
        await team.approve(OTHER, here.current_version, BOB)

    assert (await team.approve(TWO, there.current_version, EVE)).workspace == TWO


async def test_votes_and_old_versions_are_stored_where_the_entry_is(
    team: Team, team_store: SqlStore
) -> None:
    shared = improved(team_store, published(team_store, ORG), "Better.")
    await team.refresh()
    voted, _ = await team.vote(ONE, shared.id, ANN.id, helped=True)
    _, old = await team.check_restore(ONE, shared.id, 1, 2, BOB)
    restored = await team.restore(ONE, shared.id, 1, 2, BOB)
    theirs = published(team_store, TWO)
    with pytest.raises(NotFoundError):
        await team.vote(ONE, theirs.id, ANN.id, helped=True)

    assert (voted.workspace, voted.helped) == (ORG, 1)
    assert restored.revision.draft == old.draft
    assert team_store.entries(ONE) == ()


async def test_without_reviewers_of_the_organization_a_workspace_needs_its_own(
    team_store: SqlStore, clock: Clock
) -> None:
    team = team_of(team_store, clock, Reviewers())
    await team.settings.change(ORG, WorkspaceSettings(separate=True), ANN)
    await team.settings.change(ONE, WorkspaceSettings(SEPARATE.reviewers), ANN)
    with pytest.raises(NoReviewersError):
        await team.propose(TWO, draft(), ANN)

    assert (await team.propose(ONE, draft(), ANN)).workspace == ONE


async def test_the_settings_of_a_workspace_are_the_organizations_where_it_has_none(
    team: Team,
) -> None:
    own = WorkspaceSettings(review_channel="C1", context=PrintedBy.ANY)
    await team.settings.change(ONE, own, ANN)
    await team.refresh()

    assert team.settings.of(ONE) == replace(own, reviewers=SEPARATE.reviewers, version=1)
    assert team.settings.of(TWO).reviewers == SEPARATE.reviewers
    assert team.settings.own(TWO) == NOT_SET
    assert [team.settings.separates(each) for each in EVERYWHERE] == [True, False, False, False]
    assert team.notes(ONE).default_context is PrintedBy.ANY


def test_an_entry_of_the_organization_is_told_to_all_and_another_to_its_workspace(
    store: SqlStore,
) -> None:
    for number, each in enumerate(EVERYWHERE):
        store.record_questions(each, question(f"U{number}"), known=False)

    def waiting(workspace: str) -> list[str]:
        return [each.person for each in store.unanswered(workspace, CODE)]

    before = waiting(ORG), waiting(ONE)
    store.mark_notified(ONE, store.unanswered(ORG, CODE))
    store.mark_notified(ORG, store.unanswered(ORG, CODE))

    assert before == (["U0", "U1", "U2"], ["U1"])
    assert [waiting(each) for each in EVERYWHERE] == [[], [], [], ["U3"]]


def test_workspaces_keep_questions_as_long_as_they_or_their_organization_say(
    store: SqlStore,
) -> None:
    for each in EVERYWHERE:
        store.record_questions(each, question(), known=False)
        store.record_refusal(each, "U9", "approve", NOW)
    store.change_settings(ORG, replace(NOT_SET, keep_days=10), ANN, NOW)
    store.change_settings(ONE, replace(NOT_SET, keep_days=20), ANN, NOW)

    def left(days: int) -> list[str]:
        store.delete_questions(NOW + timedelta(days=days), 50)
        store.delete_refusals(NOW + timedelta(days=days), 50)
        with_refusals = [each for each in EVERYWHERE if refusals(store, each)]
        assert [each for each in EVERYWHERE if store.unknown_codes(each)] == with_refusals
        return with_refusals

    assert [left(days) for days in (10, 11, 21, 51)] == [
        list(EVERYWHERE),
        [ONE, OTHER],
        [OTHER],
        [],
    ]


def test_an_organization_is_separate_until_its_last_workspace_with_entries_is_deleted(
    store: SqlStore,
) -> None:
    snapshot = Snapshot()
    published(store, ORG)
    published(store, ONE)
    snapshot.refresh(store)
    before = snapshot.is_separate(ORG)
    store.delete_workspace(ONE)
    snapshot.refresh(store)

    assert (before, snapshot.is_separate(ORG)) == (True, False)


def test_with_an_organization_everything_of_its_workspaces_is_deleted(store: SqlStore) -> None:
    snapshot = Snapshot()
    for each in EVERYWHERE:
        published(store, each)
        store.add_card(each, proposed(store, workspace=each).id, Card("C1", "1.0"))
        store.change_settings(each, SEPARATE, ANN, NOW)
    snapshot.refresh(store)
    store.delete_workspace(TWO)
    snapshot.refresh(store)
    without_two = [each for each in EVERYWHERE if snapshot.settings(each)]
    store.delete_workspace(ORG)
    snapshot.refresh(store)

    assert without_two == [ORG, ONE, OTHER]
    assert store.workspaces() == store.workspaces(OTHER) == [OTHER]
    assert store.workspaces(ORG) == []
    assert [each for each in EVERYWHERE if snapshot.settings(each)] == [OTHER]
    assert [each for each in EVERYWHERE if snapshot.entries(each)] == [OTHER]
    assert [store.count_open(each) for each in EVERYWHERE] == [0, 0, 0, 1]


def test_a_person_is_forgotten_in_all_workspaces_of_an_organization(store: SqlStore) -> None:
    for each in EVERYWHERE:
        made = proposed(store, workspace=each)
        store.change_draft(each, made.current_version, draft("Edited."), EVE, later(1))
        store.change_settings(each, WorkspaceSettings(Reviewers(frozenset({EVE.id}))), BOB, NOW)
    store.forget(EVE.id, ORG)
    store.forget(ANN.id, TWO)

    def named(workspace: str) -> tuple[bool, bool, bool]:
        [made] = store.open_proposals(workspace)
        reviewers = store.changes_since(0).settings[workspace].reviewers.ids
        return made.proposer is not None, made.edited_by is not None, bool(reviewers)

    assert [named(each) for each in EVERYWHERE] == [
        (True, False, False),
        (True, False, False),
        (False, False, False),
        (True, True, True),
    ]
