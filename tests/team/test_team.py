"""The team's knowledge on a real SQLite database, with a clock and ids of its own."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

import bot.team.team as room
from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    DraftError,
    Field,
    NotAllowedError,
    Origin,
    Person,
    Proposal,
    Question,
    Reviewers,
    TeamEntry,
)
from bot.team.sql_store import SqlStore
from bot.team.store import NotThere
from bot.team.team import PATIENCE, STATS_DAYS, Team
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, OTHER, THERE, draft

Engines = Callable[[str], Engine]
DOCUMENTED, UNKNOWN = StatusCode(2148598792), StatusCode(0x8BAD0000)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def goes_on(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(sqlite: Path, tmp_path: Path) -> Path:
    """An upgraded database without entries."""
    return Path(shutil.copy(sqlite, tmp_path / "team.db"))


@pytest.fixture
def store(path: Path, engines: Engines) -> SqlStore:
    return SqlStore(engines(f"sqlite:///{path}"))


@pytest.fixture
def team(store: SqlStore, clock: Clock) -> Team:
    return made(store, clock)


@pytest.fixture
def gone(tmp_path: Path, engines: Engines, clock: Clock) -> Team:
    """A team whose database is gone."""
    return made(SqlStore(engines(f"sqlite:///{tmp_path}/no/such/folder/team.db")), clock)


def made(store: SqlStore, clock: Clock) -> Team:
    ids = count(1)
    return Team(store, Reviewers(frozenset({BOB.id, EVE.id})), clock, lambda: f"id{next(ids)}")


async def published(team: Team, cause: str = "The share is gone.") -> TeamEntry:
    proposal = await team.propose(HERE, draft(cause), ANN)
    return (await team.approve(HERE, proposal.seen, BOB)).entry


def asks(clock: Clock, person: str = "U7", code: StatusCode = CODE) -> Question:
    return Question(code, person, clock(), "C1", "1.0")


# --- proposing


async def test_a_proposal_waits_with_its_time_and_its_id(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)

    assert (proposal.id, proposal.at, proposal.proposer) == ("id1", NOW, ANN)
    assert await team.proposal(HERE, "id1") == proposal
    assert await team.open_proposals(HERE) == [proposal]


async def test_without_a_reviewer_nothing_is_proposed_and_the_setting_is_named(
    store: SqlStore, clock: Clock
) -> None:
    team = Team(store, Reviewers(), clock, lambda: "id")

    with pytest.raises(NotAllowedError, match="REVIEWERS"):
        await team.propose(HERE, draft(), ANN)
    assert await team.open_proposals(HERE) == []


async def test_a_change_becomes_the_next_version_of_its_entry(team: Team) -> None:
    entry = await published(team)
    made = await team.propose(HERE, draft("Clearer."), ANN, team.new_form(entry))
    changed = (await team.approve(HERE, made.seen, BOB)).entry

    assert (changed.id, changed.revision.version) == (entry.id, 2)
    assert team.notes(HERE).of(CODE) == (changed,)


async def test_a_change_of_what_has_changed_since_is_not_published(team: Team) -> None:
    entry = await published(team)
    late = await team.propose(HERE, draft("Clearer."), ANN, team.new_form(entry))
    await team.restore(HERE, entry.id, 1, 1, BOB)

    with pytest.raises(ConflictError):
        await team.approve(HERE, late.seen, BOB)


async def test_a_change_keeps_the_code_of_its_entry(team: Team) -> None:
    entry = await published(team)

    with pytest.raises(DraftError) as wrong:
        await team.propose(HERE, draft(code=OTHER), ANN, team.new_form(entry))
    assert set(wrong.value.faults) == {Field.CODE}
    with pytest.raises(NotThere):
        await team.propose(THERE, draft(), ANN, team.new_form(entry))


async def test_a_form_that_is_submitted_again_makes_no_second_proposal(team: Team) -> None:
    form = team.new_form()
    made = [await team.propose(HERE, draft(), ANN, form) for _ in range(2)]

    assert len(await team.open_proposals(HERE)) == 1
    assert made[0].id == made[1].id == form.id


async def test_other_open_proposals_are_counted_without_the_decided_one(team: Team) -> None:
    decided = await team.propose(HERE, draft(), ANN)
    await team.approve(HERE, decided.seen, BOB)
    waits = await team.propose(HERE, draft(), ANN)

    assert await team.others_open(decided) == 1
    assert await team.others_open(waits) == 0


async def test_open_proposals_are_told_by_code_and_by_proposer(team: Team) -> None:
    first = await team.propose(HERE, draft(), ANN)
    second = await team.propose(HERE, draft(code=OTHER), BOB)

    assert await team.open_proposals(HERE, OTHER) == [second]
    assert await team.open_proposals(HERE, None, ANN.id) == [first]
    assert await team.open_proposals(THERE) == []


async def test_other_open_proposals_for_a_code_are_counted(team: Team) -> None:
    first = await team.propose(HERE, draft(), ANN)
    await team.propose(HERE, draft("Another cause."), EVE)
    await team.propose(HERE, draft(code=OTHER), EVE)

    assert await team.others_open(first) == 1


async def test_where_its_cards_stand_is_remembered(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    await team.add_card(proposal, Card("D1", "1.0"))
    await team.add_card(proposal, Card("D2", "2.0"))

    assert await team.cards(proposal) == [Card("D1", "1.0"), Card("D2", "2.0")]


# --- reviewing


async def test_what_is_approved_is_in_the_next_answer(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    done = await team.approve(HERE, proposal.seen, BOB)

    assert team.notes(HERE).of(CODE) == team.notes(HERE).of(CODE) == (done.entry,)
    assert team.notes(HERE).all() == team.notes(HERE).all() == (done.entry,)
    assert team.notes(THERE).all() == ()
    assert (done.proposal.decision, done.proposal.decided_by) == (Decision.APPROVED, BOB)


async def test_those_who_asked_in_vain_wait_until_they_are_told(team: Team, clock: Clock) -> None:
    await team.asked(HERE, asks(clock, code=UNKNOWN))
    proposal = await team.propose(HERE, draft(code=UNKNOWN), ANN)
    await team.approve(HERE, proposal.seen, BOB)
    waiting = await team.waiting(HERE, UNKNOWN)
    await team.told(HERE, waiting)
    again = await team.propose(HERE, draft("Another cause.", UNKNOWN), ANN)

    await team.approve(HERE, again.seen, BOB)

    assert [question.person for question in waiting] == ["U7"]
    assert await team.waiting(HERE, UNKNOWN) == ()


async def test_what_was_edited_since_it_was_seen_is_not_approved(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    edited = await team.change_draft(HERE, proposal.seen, draft("Other."), BOB)

    with pytest.raises(ConflictError) as conflict:
        await team.approve(HERE, proposal.seen, EVE)
    assert conflict.value.now == edited
    await team.approve(HERE, edited.seen, EVE)


async def test_a_rejection_is_kept_with_its_reason_and_publishes_nothing(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    rejected = await team.reject(HERE, proposal.seen, BOB, "Not so.")

    assert (rejected.decision, rejected.reason) == (Decision.REJECTED, "Not so.")
    assert team.notes(HERE).all() == ()


async def test_a_reviewer_may_change_a_proposal_even_their_own(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), BOB)
    changed = await team.change_draft(HERE, proposal.seen, draft("Clearer."), BOB)

    assert (changed.draft.cause, changed.edited_by, changed.proposer) == ("Clearer.", BOB, BOB)


async def test_of_two_reviewers_the_slower_is_told_what_was_decided(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), ANN)
    await team.approve(HERE, proposal.seen, BOB)

    with pytest.raises(ConflictError) as late:
        await team.reject(HERE, proposal.seen, EVE, "no")
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
async def test_who_may_not_decide_is_refused_and_that_is_recorded(
    team: Team, store: SqlStore, workspace: str, reviewer: Person, why: str
) -> None:
    proposal = await team.propose(HERE, draft(), BOB)

    with pytest.raises(NotAllowedError, match=why):
        await team.approve(workspace, proposal.seen, reviewer)
    (audit,) = store.audits(workspace)
    assert (audit.person, audit.what, audit.at) == (reviewer.id, "decide on proposal id1", NOW)
    assert team.notes(HERE).all() == ()


async def test_who_is_no_reviewer_changes_no_draft_and_rejects_nothing(team: Team) -> None:
    proposal = await team.propose(HERE, draft(), BOB)

    with pytest.raises(NotAllowedError):
        await team.change_draft(HERE, proposal.seen, draft("Worse."), ANN)
    with pytest.raises(NotAllowedError):
        await team.reject(HERE, proposal.seen, ANN, "no")
    assert await team.proposal(HERE, proposal.id) == proposal


async def test_a_single_reviewer_may_decide_on_their_own_where_the_setting_says_so(
    store: SqlStore, clock: Clock
) -> None:
    reviewers = Reviewers(frozenset({BOB.id}), self_review=True)
    team = Team(store, reviewers, clock, iter(["p1", "e1"]).__next__)
    proposal = await team.propose(HERE, draft(), BOB)

    assert (await team.approve(HERE, proposal.seen, BOB)).entry.id == "e1"


# --- entries


async def test_votes_count_once_a_person_and_may_change(team: Team) -> None:
    entry = await published(team)
    await team.vote(HERE, entry.id, "U7", helped=True)
    changed, fell = await team.vote(HERE, entry.id, "U7", helped=False)

    assert (changed.helped, changed.did_not_help, fell) == (0, 1, True)
    assert team.notes(HERE).of(CODE) == (changed,)


async def test_an_entry_becomes_doubtful_once(team: Team) -> None:
    entry = await published(team)
    votes = [await team.vote(HERE, entry.id, f"U{n}", helped=n == 1) for n in range(1, 5)]

    assert [fell for _, fell in votes] == [False, False, True, False]


async def test_there_is_no_vote_on_an_entry_of_another_workspace(team: Team) -> None:
    entry = await published(team)

    with pytest.raises(NotThere):
        await team.vote(THERE, entry.id, "U7", helped=True)


async def test_an_old_version_is_restored_as_a_new_one(team: Team, clock: Clock) -> None:
    entry = await published(team)
    clock.goes_on(hours=1)
    restored = await team.restore(HERE, entry.id, 1, 1, BOB)
    (history,) = await team.history(HERE, CODE)

    assert (restored.revision.version, restored.revision.origin) == (2, Origin.RESTORED)
    assert restored.revision.at == clock()
    assert [revision.version for revision in history.revisions] == [2, 1]
    assert team.notes(HERE).of(CODE) == (restored,)


async def test_an_entry_that_has_changed_since_is_not_restored(team: Team) -> None:
    entry = await published(team)
    await team.restore(HERE, entry.id, 1, 1, BOB)

    with pytest.raises(ConflictError):
        await team.restore(HERE, entry.id, 1, 1, EVE)


async def test_only_a_reviewer_restores_and_who_tries_is_recorded(
    team: Team, store: SqlStore
) -> None:
    entry = await published(team)

    with pytest.raises(NotAllowedError, match="not a reviewer"):
        await team.restore(HERE, entry.id, 1, 1, ANN)
    assert [audit.what for audit in store.audits(HERE)] == [f"restore {entry.id} version 1"]


@pytest.mark.parametrize("act", ["restore", "to_restore"])
async def test_what_is_not_there_is_not_restored_and_who_tries_is_recorded(
    team: Team, store: SqlStore, act: str
) -> None:
    with pytest.raises(NotThere):
        await getattr(team, act)(HERE, "nothing", 1, 1, BOB)

    assert [audit.what for audit in store.audits(HERE)] == ["restore nothing version 1"]


async def test_what_a_restore_would_change_is_known_before_it(team: Team) -> None:
    entry = await published(team)
    newer = await team.restore(HERE, entry.id, 1, 1, BOB)
    now, old = await team.to_restore(HERE, entry.id, 1, 2, EVE)

    assert (now, old.version) == (newer, 1)
    with pytest.raises(ConflictError):
        await team.to_restore(HERE, entry.id, 1, 1, EVE)


async def test_what_another_replica_published_is_seen_after_a_refresh(
    team: Team, path: Path, engines: Engines, clock: Clock
) -> None:
    other = made(SqlStore(engines(f"sqlite:///{path}")), clock)
    entry = await published(team)
    before = other.notes(HERE).of(CODE)
    await other.refresh()

    assert (before, other.notes(HERE).of(CODE)) == ((), (entry,))


# --- questions


async def test_codes_without_a_cause_are_counted_until_one_is_found(
    team: Team, clock: Clock
) -> None:
    await team.asked(HERE, asks(clock, code=UNKNOWN))
    await team.asked(HERE, asks(clock, "U8", UNKNOWN))
    before = await team.unknown(HERE)
    proposal = await team.propose(HERE, draft(code=UNKNOWN), ANN)
    await team.approve(HERE, proposal.seen, BOB)

    assert [(each.code, each.times, each.people) for each in before] == [(UNKNOWN, 2, 2)]
    assert await team.unknown(HERE) == ()


async def test_a_documented_cause_is_a_known_one_and_success_needs_none(
    team: Team, clock: Clock
) -> None:
    await team.asked(HERE, asks(clock, code=DOCUMENTED))
    await team.asked(HERE, asks(clock, code=StatusCode(0)))

    assert await team.unknown(HERE) == ()
    assert {each.code.decimal for each in await team.most_asked(HERE)} == {DOCUMENTED.decimal, 0}


async def test_statistics_look_back_so_many_days(team: Team, clock: Clock) -> None:
    await team.asked(HERE, asks(clock))
    clock.goes_on(days=STATS_DAYS)
    recent = await team.most_asked(HERE)
    clock.goes_on(seconds=1)

    assert [each.times for each in recent] == [1]
    assert await team.most_asked(HERE) == []


async def test_questions_expire(team: Team, clock: Clock) -> None:
    await team.asked(HERE, asks(clock, code=UNKNOWN))
    await team.expire(90)
    kept = await team.unknown(HERE)
    clock.goes_on(days=91)
    await team.expire(90)

    assert [each.times for each in kept] == [1]
    assert await team.unknown(HERE) == ()


# --- a database that is gone


async def test_a_database_that_is_gone_is_told_within_the_patience_of_who_waits(
    gone: Team,
) -> None:
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(DatabaseUnavailable):
            await gone.propose(HERE, draft(), ANN)
        with pytest.raises(DatabaseUnavailable):
            await gone.history(HERE, CODE)
        with pytest.raises(DatabaseUnavailable):
            await gone.unknown(HERE)


@contextmanager
def away(path: Path) -> Iterator[None]:
    """While it lasts, what stands at `path` is no database."""
    elsewhere = path.rename(path.with_suffix(".away"))
    path.mkdir()
    yield
    path.rmdir()
    elsewhere.rename(path)


async def test_a_database_that_is_gone_is_told_once_and_so_is_its_return(
    team: Team, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with away(path):
        await team.refresh()
        await team.refresh()
    await team.refresh()
    await team.refresh()

    assert not team.out_of_reach
    assert caplog.messages == [
        "the team's database is out of reach, decoding goes on: it does not answer",
        "the team's database is in reach again",
    ]


async def test_answers_go_on_from_memory(team: Team, path: Path) -> None:
    entry = await published(team)
    reached = team.out_of_reach
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE change")
    await team.refresh()

    assert (reached, team.notes(HERE).out_of_reach) == (False, True)
    assert team.notes(HERE).of(CODE) == (entry,)


async def test_what_cannot_be_counted_or_forgotten_is_logged_and_no_failure(
    gone: Team, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await gone.asked(HERE, asks(clock))
    await gone.expire(90)

    assert [message.partition(":")[0] for message in caplog.messages] == [
        "questions could not be counted",
        "old questions could not be forgotten",
    ]


async def test_a_database_that_does_not_answer_is_waited_for_no_longer_than_that(
    team: Team, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="does not answer"):
            await team.propose(HERE, draft(), ANN)
        other.rollback()
