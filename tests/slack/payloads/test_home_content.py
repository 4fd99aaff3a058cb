"""The content of the home tab, read from a real database."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.database.engine import engine
from bot.slack.payloads.home import (
    CARDS,
    LISTED,
    HomeState,
    ToReview,
    content_for,
    view,
)
from bot.team.model import Person, Question
from bot.team.reviewers import Action, Reviewers
from bot.team.settings import WorkspaceSettings
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.slack.answers import labels_in
from tests.slack.payloads.test_home import ANN, BOB, CODE, DRAFT, HERE, NOW, text_of
from tests.team.reading import proposals_read

OPERATOR = WorkspaceSettings(Reviewers(frozenset({BOB.id})))


@pytest.fixture
def team(sqlite: Path, tmp_path: Path) -> Iterator[Team]:
    """A team with a real database, whose clock advances by a minute at each call."""
    shutil.copy(sqlite, tmp_path / "team.db")
    made = engine(f"sqlite:///{tmp_path}/team.db")
    minutes, ids = count(), count(1)
    yield Team(
        SqlStore(made),
        OPERATOR,
        lambda: NOW + timedelta(minutes=next(minutes)),
        lambda: f"id{next(ids)}",
    )
    made.dispose()


async def test_a_reviewer_sees_open_proposals_and_others_see_their_own(team: Team) -> None:
    await team.refresh()
    waiting = await team.propose(HERE, DRAFT, ANN)
    reviewer = await content_for(team, HERE, BOB.id, HomeState())
    proposer = await content_for(team, HERE, ANN.id, HomeState())

    assert (reviewer.to_review, reviewer.mine) == (
        (ToReview(waiting, frozenset({Action.APPROVE, Action.REJECT})),),
        (),
    )
    assert (proposer.to_review, proposer.mine) == ((), (waiting,))
    assert not reviewer.is_incomplete


async def test_a_reviewer_cannot_decide_on_their_own_proposal(team: Team) -> None:
    made = await team.propose(HERE, DRAFT, BOB)
    shown = view(await content_for(team, HERE, BOB.id, HomeState()))

    assert labels_in(shown) == ["Edit"]
    assert "another reviewer decides" in str(shown)
    assert made.proposer == BOB


@pytest.mark.parametrize(
    ("waiting", "words"), [(CARDS, ""), (CARDS + 3, "To review: 3 more proposals.")]
)
async def test_a_reviewer_sees_how_many_more_proposals_are_open(
    team: Team, waiting: int, words: str
) -> None:
    made = [await team.propose(HERE, DRAFT, ANN) for _ in range(waiting)]
    content = await content_for(team, HERE, BOB.id, HomeState())

    assert [each.proposal for each in content.to_review] == made[:CARDS]
    assert content.more_to_review == waiting - CARDS
    assert words in text_of(content)
    assert bool(words) == ("more proposals" in text_of(content))


async def test_the_number_of_rows_read_does_not_grow_with_the_open_proposals(team: Team) -> None:
    read = []
    for _ in range(2):
        for _ in range(LISTED + 1):
            await team.propose(HERE, DRAFT, BOB)
        with proposals_read() as rows:
            await content_for(team, HERE, BOB.id, HomeState())
        read.append(rows)

    assert read == [[CARDS, 1, LISTED]] * 2


async def test_a_page_has_the_latest_entries_first(team: Team) -> None:
    for number in range(LISTED + 2):
        made = await team.propose(HERE, replace(DRAFT, cause=f"cause {number}"), ANN)
        await team.approve(HERE, made.current_version, BOB)
    first, second = [await content_for(team, HERE, ANN.id, HomeState(page=page)) for page in (0, 1)]
    causes = [each.revision.draft.cause for each in (*first.latest, *second.latest)]

    assert causes == [f"cause {number}" for number in reversed(range(LISTED + 2))]
    assert (first.has_more, second.has_more) == (True, False)


async def test_the_content_has_the_hits_and_the_most_asked_codes(team: Team) -> None:
    await team.questions.record(HERE, Question(CODE, ANN.id, NOW))
    content = await content_for(team, HERE, ANN.id, HomeState("rpc"))

    assert len(content.hits) == LISTED
    assert [each.code for each in content.asked] == [CODE]


async def test_a_code_has_its_history_if_the_team_wrote_about_it(team: Team) -> None:
    made = await team.propose(HERE, DRAFT, ANN)
    await team.approve(HERE, made.current_version, BOB)
    written = await content_for(team, HERE, ANN.id, HomeState(str(CODE)))
    nothing = await content_for(team, HERE, ANN.id, HomeState("1722"))

    assert "What your team has written about" in text_of(written)
    assert nothing.history == ()


@pytest.mark.parametrize("person", [ANN, BOB])
async def test_without_the_database_the_content_is_incomplete(
    tmp_path: Path, person: Person
) -> None:
    made = engine(f"sqlite:///{tmp_path}/no/such/folder/team.db")
    team = Team(SqlStore(made), OPERATOR, lambda: NOW, str)
    team.snapshot.is_stale = False
    content = await content_for(team, HERE, person.id, HomeState("rpc"))

    assert content.is_incomplete
    assert len(content.hits) == LISTED
    assert "Latest entries of your team" in text_of(content)
