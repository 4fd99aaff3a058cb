"""Proposals to a team, and their review, on a real SQLite database."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from bot.team.draft_form import DraftError, Field
from bot.team.model import (
    Act,
    Card,
    ConflictError,
    Decision,
    LogEntry,
    NotFoundError,
    Person,
    Proposal,
)
from bot.team.reviewers import NotAllowedError, Reviewers
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.team.conftest import Clock, publish, team_of
from tests.team.entries import refusals
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, OTHER, THERE, draft

Connect = Callable[[str], Engine]


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
    entry = await publish(team)
    made = await team.propose(HERE, draft("Clearer."), ANN, team.new_form(entry))
    changed = await team.approve(HERE, made.current_version, BOB)

    assert (changed.id, changed.revision.version) == (entry.id, 2)
    assert team.notes(HERE).of(CODE) == (changed,)


async def test_a_change_of_an_old_version_is_not_published(team: Team) -> None:
    entry = await publish(team)
    late = await team.propose(HERE, draft("Clearer."), ANN, team.new_form(entry))
    await team.restore(HERE, entry.id, 1, 1, BOB)

    with pytest.raises(ConflictError):
        await team.approve(HERE, late.current_version, BOB)


async def test_a_change_keeps_the_code_of_its_entry(team: Team) -> None:
    entry = await publish(team)

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
    assert refusals(team_store, workspace) == [
        LogEntry(Act.REFUSED, Person(reviewer.id, ""), NOW, what="decide on proposal id1")
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
