"""The team's knowledge on a real SQLite database, with a clock and ids of its own."""

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
from bot.team.draft_form import DraftError, Field
from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    NotFoundError,
    Origin,
    Person,
    Proposal,
    RefusedAttempt,
    TeamEntry,
)
from bot.team.reviewers import NotAllowedError, Reviewers
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.team.conftest import Clock, team_of
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, OTHER, THERE, draft

Connect = Callable[[str], Engine]


async def published(team: Team, cause: str = "The share is unavailable.") -> TeamEntry:
    proposal = await team.propose(HERE, draft(cause), ANN)
    return await team.approve(HERE, proposal.current_version, BOB)


# Proposals


async def test_a_proposal_is_stored_with_its_time_and_its_id(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)

    assert (proposal.id, proposal.at, proposal.proposer) == ("id1", NOW, ANN)
    assert await team.proposal(HERE, "id1") == proposal
    assert await team.open_proposals(HERE) == [proposal]


async def test_without_a_reviewer_nothing_is_proposed_and_the_setting_is_named(
    team_store: SqlStore, clock: Clock
) -> None:
    team = team_of(team_store, clock, Reviewers())

    with pytest.raises(NotAllowedError, match="REVIEWERS"):
        await team.propose(HERE, draft(), ANN)
    assert await team.open_proposals(HERE) == []


async def test_a_change_becomes_the_next_version_of_its_entry(team: Team) -> None:
    entry = await published(team)
    made = await team.propose(HERE, draft("Clearer."), ANN, team.new_form(entry))
    changed = await team.approve(HERE, made.current_version, BOB)

    assert (changed.id, changed.revision.version) == (entry.id, 2)
    assert team.notes(HERE).of(CODE) == (changed,)


async def test_a_change_of_an_old_version_is_not_published(team: Team) -> None:
    entry = await published(team)
    late = await team.propose(HERE, draft("Clearer."), ANN, team.new_form(entry))
    await team.restore(HERE, entry.id, 1, 1, BOB)

    with pytest.raises(ConflictError):
        await team.approve(HERE, late.current_version, BOB)


async def test_a_change_keeps_the_code_of_its_entry(team: Team) -> None:
    entry = await published(team)

    with pytest.raises(DraftError) as wrong:
        await team.propose(HERE, draft(code=OTHER), ANN, team.new_form(entry))
    assert set(wrong.value.faults) == {Field.CODE}
    with pytest.raises(NotFoundError):
        await team.propose(THERE, draft(), ANN, team.new_form(entry))


async def test_a_form_that_is_submitted_twice_makes_one_proposal(team: Team) -> None:
    form = team.new_form()
    made = [await team.propose(HERE, draft(), ANN, form) for _ in range(2)]

    assert len(await team.open_proposals(HERE)) == 1
    assert made[0].id == made[1].id == form.id


async def test_other_open_proposals_for_the_same_code_are_counted(team: Team) -> None:
    decided = await team.propose(HERE, draft(), ANN)
    await team.approve(HERE, decided.current_version, BOB)
    waiting = await team.propose(HERE, draft(), ANN)
    await team.propose(HERE, draft(code=OTHER), EVE)

    assert await team.count_others(decided) == 1
    assert await team.count_others(waiting) == 0


async def test_open_proposals_are_found_by_code_and_by_proposer(team: Team) -> None:
    first = await team.propose(HERE, draft(), ANN)
    second = await team.propose(HERE, draft(code=OTHER), BOB)

    assert await team.open_proposals(HERE, OTHER) == [second]
    assert await team.open_proposals(HERE, None, ANN.id) == [first]
    assert await team.open_proposals(THERE) == []


async def test_the_places_of_review_cards_are_stored(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    await team.add_card(proposal, Card("D1", "1.0"))
    await team.add_card(proposal, Card("D2", "2.0"))

    assert await team.cards(proposal) == [Card("D1", "1.0"), Card("D2", "2.0")]


# Reviews


async def test_an_approved_entry_is_in_the_next_answer(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    entry = await team.approve(HERE, proposal.current_version, BOB)

    assert team.notes(HERE).of(CODE) == team.notes(HERE).all() == (entry,)
    assert team.notes(THERE).all() == ()


async def test_a_version_that_was_edited_is_not_approved(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    edited = await team.change_draft(HERE, proposal.current_version, draft("Other."), BOB)

    with pytest.raises(ConflictError) as conflict:
        await team.approve(HERE, proposal.current_version, EVE)
    assert conflict.value.now == edited
    await team.approve(HERE, edited.current_version, EVE)


async def test_a_rejection_is_stored_with_its_reason_and_publishes_nothing(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    rejected = await team.reject(HERE, proposal.current_version, BOB, "Not so.")

    assert (rejected.decision, rejected.reason) == (Decision.REJECTED, "Not so.")
    assert team.notes(HERE).all() == ()


async def test_a_reviewer_may_change_a_proposal_even_their_own(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), BOB)
    changed = await team.change_draft(HERE, proposal.current_version, draft("Clearer."), BOB)

    assert (changed.draft.cause, changed.edited_by, changed.proposer) == ("Clearer.", BOB, BOB)


async def test_the_slower_of_two_reviewers_gets_the_decision(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    await team.approve(HERE, proposal.current_version, BOB)

    with pytest.raises(ConflictError) as late:
        await team.reject(HERE, proposal.current_version, EVE, "no")
    assert isinstance(late.value.now, Proposal)
    assert late.value.now.decided_by == BOB


@pytest.mark.parametrize(
    ("workspace", "reviewer", "why"),
    [
        (HERE, ANN, "not a reviewer"),
        (HERE, BOB, "proposed this yourself"),
        (THERE, EVE, "no such proposal in this workspace"),
    ],
)
async def test_a_refused_decision_is_recorded(
    team: Team, team_store: SqlStore, workspace: str, reviewer: Person, why: str
) -> None:
    proposal = await team.propose(HERE, draft(), BOB)

    with pytest.raises(NotAllowedError, match=why):
        await team.approve(workspace, proposal.current_version, reviewer)
    assert team_store.refused_attempts(workspace) == [
        RefusedAttempt(reviewer.id, "decide on proposal id1", NOW)
    ]
    assert team.notes(HERE).all() == ()


async def test_only_a_reviewer_changes_a_draft_or_rejects_it(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), BOB)

    with pytest.raises(NotAllowedError):
        await team.change_draft(HERE, proposal.current_version, draft("Worse."), ANN)
    with pytest.raises(NotAllowedError):
        await team.reject(HERE, proposal.current_version, ANN, "no")
    assert await team.proposal(HERE, proposal.id) == proposal


async def test_with_self_review_a_single_reviewer_approves_their_own(
    team_store: SqlStore, clock: Clock
) -> None:
    reviewers = Reviewers(frozenset({BOB.id}), self_review=True)
    team = team_of(team_store, clock, reviewers)
    proposal = await team.propose(HERE, draft(), BOB)

    assert (await team.approve(HERE, proposal.current_version, BOB)).id == "id2"


# Entries


async def test_a_person_has_one_vote_and_may_change_it(team: Team) -> None:
    entry = await published(team)
    await team.vote(HERE, entry.id, "U7", helped=True)
    changed, made_doubtful = await team.vote(HERE, entry.id, "U7", helped=False)

    assert (changed.helped, changed.did_not_help, made_doubtful) == (0, 1, True)
    assert team.notes(HERE).of(CODE) == (changed,)


async def test_an_entry_becomes_doubtful_once(team: Team) -> None:
    entry = await published(team)
    votes = [await team.vote(HERE, entry.id, f"U{n}", helped=n == 1) for n in range(1, 5)]

    assert [made_doubtful for _, made_doubtful in votes] == [False, False, True, False]


async def test_there_is_no_vote_on_an_entry_of_another_workspace(team: Team) -> None:
    entry = await published(team)

    with pytest.raises(NotFoundError):
        await team.vote(THERE, entry.id, "U7", helped=True)


async def test_an_old_version_is_restored_as_a_new_one(team: Team, clock: Clock) -> None:
    entry = await published(team)
    clock.move(hours=1)
    restored = await team.restore(HERE, entry.id, 1, 1, BOB)
    (history,) = await team.history(HERE, CODE)

    assert (restored.revision.version, restored.revision.origin) == (2, Origin.RESTORED)
    assert restored.revision.at == clock()
    assert [revision.version for revision in history.revisions] == [2, 1]
    assert team.notes(HERE).of(CODE) == (restored,)


async def test_an_entry_that_has_changed_is_not_restored(team: Team) -> None:
    entry = await published(team)
    await team.restore(HERE, entry.id, 1, 1, BOB)

    with pytest.raises(ConflictError):
        await team.restore(HERE, entry.id, 1, 1, EVE)


async def test_only_a_reviewer_restores_and_a_refusal_is_recorded(
    team: Team, team_store: SqlStore
) -> None:
    entry = await published(team)

    with pytest.raises(NotAllowedError, match="not a reviewer"):
        await team.restore(HERE, entry.id, 1, 1, ANN)
    assert [each.what for each in team_store.refused_attempts(HERE)] == [
        f"restore {entry.id} version 1"
    ]


@pytest.mark.parametrize("act", ["restore", "check_restore"])
async def test_restoring_an_unknown_entry_fails_and_is_recorded(
    team: Team, team_store: SqlStore, act: str
) -> None:
    with pytest.raises(NotFoundError):
        await getattr(team, act)(HERE, "nothing", 1, 1, BOB)

    assert [each.what for each in team_store.refused_attempts(HERE)] == [
        "restore nothing version 1"
    ]


async def test_the_versions_before_and_after_a_restore_are_known_before_it(team: Team) -> None:
    entry = await published(team)
    newer = await team.restore(HERE, entry.id, 1, 1, BOB)
    now, old = await team.check_restore(HERE, entry.id, 1, 2, EVE)

    assert (now, old.version) == (newer, 1)
    with pytest.raises(ConflictError):
        await team.check_restore(HERE, entry.id, 1, 1, EVE)


async def test_a_refresh_reads_what_another_replica_published(
    team: Team, path: Path, engines: Connect, clock: Clock
) -> None:
    other = team_of(SqlStore(engines(f"sqlite:///{path}")), clock)
    entry = await published(team)
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

    assert not team.is_unavailable
    assert caplog.messages == [
        "the team's database is unavailable, decoding goes on: it does not answer",
        "the team's database is available again",
    ]


async def test_the_snapshot_answers_without_a_database(team: Team, path: Path) -> None:
    entry = await published(team)
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
