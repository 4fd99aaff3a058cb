import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.guide.hits import Hit
from bot.slack import home
from bot.slack.home import CARDS, LISTED, Gathered, Look, ToReview, gathered, view
from bot.team.draft_form import MOST_STEPS
from bot.team.model import (
    Draft,
    Origin,
    Person,
    Proposal,
    Question,
    QuestionCount,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import EVERY_ACTION, Action, Reviewers
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.conftest import Json, accepted_view, texts_in
from tests.team.reading import proposals_read

CODE = StatusCode(0x8BAD0000)
ANN, BOB = Person("U1", "ann"), Person("U2", "bob")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DRAFT = Draft(CODE, "The share is full.", ("Empty it.",), "IIS 4.0", "https://a.b")
HERE = "T1"
NOTHING = Gathered("", (), (), 0, (), (), (), 0, has_more=False, out_of_reach=False)


def proposal(name: int = 1, draft: Draft = DRAFT) -> Proposal:
    return Proposal(f"p{name}", HERE, draft, ANN, NOW)


def entry(name: int = 1, cause: str = DRAFT.cause) -> TeamEntry:
    made = Revision(1, replace(DRAFT, cause=cause), ANN, BOB, NOW, Origin.PUBLISHED)
    return TeamEntry(f"e{name}", HERE, made)


def text_of(content: Gathered) -> str:
    """What stands on the home tab, which Slack would show."""
    return "\n".join(texts_in(accepted_view(view(content))["blocks"], "text"))


def buttons_of(shown: Json) -> list[tuple[str, int]]:
    """The buttons that turn pages, and where they lead."""
    elements = [e for b in shown["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return [
        (e["text"]["text"], json.loads(e["value"])["page"])
        for e in elements
        if e["action_id"] in {home.PAGE_BACK, home.PAGE_MORE}
    ]


# --- what it shows


def test_an_empty_home_has_a_search_field_and_help_and_says_how_to_begin() -> None:
    blocks = accepted_view(view(NOTHING))["blocks"]

    assert blocks[0]["element"]["action_id"] == home.SEARCH
    assert "initial_value" not in blocks[0]["element"]
    assert "None yet. Write down what you find: " in text_of(NOTHING)
    assert "I explain the status codes of IISSYNC and of Windows." in text_of(NOTHING)


def test_what_was_searched_for_stands_in_the_field_with_its_hits_below() -> None:
    hits = (Hit(CODE, "a meaning", "E_X"), Hit(StatusCode(5), "a meaning", None))
    content = NOTHING._replace(words="rpc", hits=hits)

    assert view(content)["blocks"][0]["element"]["initial_value"] == "rpc"
    shown = [block["text"]["text"] for block in view(content)["blocks"][1:3]]
    assert shown == [f"`{CODE.hex}` `E_X` a meaning", "`5` a meaning"]


def test_a_search_that_finds_nothing_says_so_to_the_letter() -> None:
    assert "I know no code for “\n<!channel>\n”." in text_of(NOTHING._replace(words="<!channel>"))


def test_a_reviewer_sees_some_cards_and_how_many_more_wait() -> None:
    cards = tuple(proposal(number) for number in range(CARDS))
    content = NOTHING._replace(
        to_review=tuple(ToReview(card, EVERY_ACTION) for card in cards), more_to_review=2
    )
    actions = [block for block in view(content)["blocks"] if block["type"] == "actions"]

    assert len(actions) == CARDS
    assert "To review: 2 more proposals." in text_of(content)


def test_what_i_proposed_waits() -> None:
    text = text_of(NOTHING._replace(mine=(proposal(),)))

    assert f"What you proposed\n{CODE}\n \nThe share is full.\n, waiting for review" in text


def test_the_latest_entries_are_cut_to_a_line_and_dated() -> None:
    content = NOTHING._replace(latest=(entry(), entry(2, "x" * 101), entry(3, "y" * 100)))
    text = text_of(content)

    assert "The share is full." in text
    assert "x" * 99 + "…" in text
    assert "y" * 100 in text
    assert len([*texts_in(view(content), "text")]) > 0


def test_the_most_asked_codes_have_bars() -> None:
    text = text_of(NOTHING._replace(asked=(QuestionCount(CODE, 3, 1, NOW),)))

    assert "3 times" in text
    assert "█" * 20 in text


def test_what_waits_comes_first_then_what_nobody_knows_then_the_search() -> None:
    content = NOTHING._replace(
        to_review=(ToReview(proposal(), EVERY_ACTION),),
        unknown=(QuestionCount(StatusCode(0x8BAD0001), 3, 1, NOW),),
        takes_entries=True,
        latest=(entry(),),
    )
    text = str(view(content)["blocks"])
    order = ["Proposed for", "nobody knows the cause", "home_search", "Latest entries"]

    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "Add what you found" in text


def test_where_there_is_no_reviewer_what_nobody_knows_has_no_button() -> None:
    content = NOTHING._replace(unknown=(QuestionCount(CODE, 3, 1, NOW),))

    assert "Add what you found" not in str(view(content)["blocks"])
    assert "nobody knows the cause" in text_of(content)


def test_it_says_that_the_database_is_out_of_reach() -> None:
    assert "so this may be incomplete." in text_of(NOTHING._replace(out_of_reach=True))


@pytest.mark.parametrize(
    ("page", "has_more", "buttons"),
    [
        (0, False, []),
        (0, True, [("Older", 1)]),
        (2, True, [("Newer", 1), ("Older", 3)]),
        (2, False, [("Newer", 1)]),
    ],
)
def test_the_pages_lead_to_their_neighbours(
    page: int,
    has_more: bool,  # noqa: FBT001 - a column of the table
    buttons: list[tuple[str, int]],
) -> None:
    content = NOTHING._replace(page=page, has_more=has_more)

    assert buttons_of(accepted_view(view(content))) == buttons


any_text = st.text(min_size=1, max_size=120)
any_draft = st.builds(
    Draft,
    st.integers(0, 2**32 - 1).map(StatusCode),
    any_text,
    st.lists(any_text, max_size=MOST_STEPS).map(tuple),
    any_text,
    any_text,
)
any_proposal = any_draft.map(lambda draft: proposal(draft=draft))


@given(
    st.text(max_size=100),
    st.lists(any_proposal, max_size=CARDS),
    st.lists(any_proposal, max_size=LISTED),
    st.lists(any_text.map(lambda cause: entry(cause=cause)), max_size=LISTED),
    st.lists(
        st.builds(QuestionCount, st.just(CODE), st.integers(1, 999), st.just(1), st.just(NOW))
    ),
    st.integers(0, 9),
)
def test_whatever_there_is_slack_shows_it(
    words: str,
    to_review: list[Proposal],
    mine: list[Proposal],
    latest: list[TeamEntry],
    asked: list[QuestionCount],
    page: int,
) -> None:
    hits = tuple(Hit(StatusCode(n), "x", None) for n in range(page))
    cards = tuple(ToReview(each, EVERY_ACTION, DRAFT) for each in to_review)
    content = Gathered(
        words, hits, cards, page, tuple(mine),
        tuple(latest), tuple(asked[:10]), page, has_more=True, out_of_reach=True,
        unknown=tuple(asked[:5]), takes_entries=True,
    )  # fmt: skip

    assert len(accepted_view(view(content))["blocks"]) <= 100


# --- what is gathered


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home") / "upgraded.db"
    made = engine(f"sqlite:///{path}")
    upgrade(made)
    made.dispose()
    return path


@pytest.fixture
def team(upgraded: Path, tmp_path: Path) -> Iterator[Team]:
    """A team with a real database, whose clock goes on by a minute at each look."""
    shutil.copy(upgraded, tmp_path / "team.db")
    made = engine(f"sqlite:///{tmp_path}/team.db")
    minutes, ids = count(), count(1)
    yield Team(
        SqlStore(made),
        Reviewers(frozenset({BOB.id})),
        lambda: NOW + timedelta(minutes=next(minutes)),
        lambda: f"id{next(ids)}",
    )
    made.dispose()


async def test_a_reviewer_gathers_what_waits_and_others_what_is_theirs(team: Team) -> None:
    await team.refresh()
    waiting = await team.propose(HERE, DRAFT, ANN)
    reviewer = await gathered(team, HERE, BOB.id, Look())
    proposer = await gathered(team, HERE, ANN.id, Look())

    assert (reviewer.to_review, reviewer.mine) == (
        (ToReview(waiting, frozenset({Action.APPROVE, Action.REJECT})),),
        (),
    )
    assert (proposer.to_review, proposer.mine) == ((), (waiting,))
    assert not reviewer.out_of_reach


async def test_who_proposed_sees_no_button_that_decides_on_it(team: Team) -> None:
    made = await team.propose(HERE, DRAFT, BOB)
    shown = view(await gathered(team, HERE, BOB.id, Look()))
    rows = [block["elements"] for block in shown["blocks"] if block["type"] == "actions"]

    assert [[each["text"]["text"] for each in row] for row in rows] == [["Edit"]]
    assert "another reviewer decides" in str(shown)
    assert made.proposer == BOB


@pytest.mark.parametrize(
    ("waiting", "words"), [(CARDS, ""), (CARDS + 3, "To review: 3 more proposals.")]
)
async def test_a_reviewer_is_told_how_many_more_wait_than_are_shown(
    team: Team, waiting: int, words: str
) -> None:
    made = [await team.propose(HERE, DRAFT, ANN) for _ in range(waiting)]
    content = await gathered(team, HERE, BOB.id, Look())

    assert [each.proposal for each in content.to_review] == made[:CARDS]
    assert content.more_to_review == waiting - CARDS
    assert words in text_of(content)
    assert bool(words) == ("more proposals" in text_of(content))


async def test_a_look_reads_no_more_however_much_waits(team: Team) -> None:
    read = []
    for _ in range(2):
        for _ in range(LISTED + 1):
            await team.propose(HERE, DRAFT, BOB)
        with proposals_read() as rows:
            await gathered(team, HERE, BOB.id, Look())
        read.append(rows)

    assert read == [[CARDS, 1, LISTED]] * 2


async def test_entries_are_gathered_page_by_page_the_latest_first(team: Team) -> None:
    for number in range(LISTED + 2):
        made = await team.propose(HERE, replace(DRAFT, cause=f"cause {number}"), ANN)
        await team.approve(HERE, made.current_version, BOB)
    first, second = [await gathered(team, HERE, ANN.id, Look(page=page)) for page in (0, 1)]
    causes = [each.revision.draft.cause for each in (*first.latest, *second.latest)]

    assert causes == [f"cause {number}" for number in reversed(range(LISTED + 2))]
    assert (first.has_more, second.has_more) == (True, False)


async def test_what_is_searched_for_and_most_asked_is_gathered(team: Team) -> None:
    await team.questions.record(HERE, Question(CODE, ANN.id, NOW))
    content = await gathered(team, HERE, ANN.id, Look("rpc"))

    assert len(content.hits) == LISTED
    assert [each.code for each in content.asked] == [CODE]


@pytest.mark.parametrize("person", [ANN, BOB])
async def test_without_the_database_the_home_says_so_and_shows_the_rest(
    tmp_path: Path, person: Person
) -> None:
    made = engine(f"sqlite:///{tmp_path}/no/such/folder/team.db")
    team = Team(SqlStore(made), Reviewers(frozenset({BOB.id})), lambda: NOW, str)
    team.snapshot.is_stale = False
    content = await gathered(team, HERE, person.id, Look("rpc"))

    assert content.out_of_reach
    assert len(content.hits) == LISTED
    assert "Latest entries of your team" in text_of(content)
