import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.guide.hits import Hit
from bot.replies.history import history_reply
from bot.slack.payloads import home
from bot.slack.payloads.home import (
    CARDS,
    LISTED,
    HomeContent,
    ToReview,
    view,
)
from bot.team.draft_form import MOST_STEPS
from bot.team.model import (
    Draft,
    History,
    Origin,
    Person,
    Proposal,
    QuestionCount,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import EVERY_ACTION, Reviewers
from bot.team.settings import WorkspaceSettings
from tests.conftest import Json, accepted_view, texts_in
from tests.slack.answers import buttons_in

CODE = StatusCode(0x8BAD0000)
ANN, BOB = Person("U1", "ann"), Person("U2", "bob")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DRAFT = Draft(CODE, "The share is full.", ("Empty it.",), "IIS 4.0", "https://a.b")
HERE = "T1"
NOTHING = HomeContent()


def proposal(name: int = 1, draft: Draft = DRAFT) -> Proposal:
    return Proposal(f"p{name}", HERE, draft, ANN, NOW)


def entry(name: int = 1, cause: str = DRAFT.cause) -> TeamEntry:
    made = Revision(1, replace(DRAFT, cause=cause), ANN, BOB, NOW, Origin.PUBLISHED)
    return TeamEntry(f"e{name}", HERE, made)


def text_of(content: HomeContent) -> str:
    """The texts on the home tab, which Slack accepts."""
    return "\n".join(texts_in(accepted_view(view(content))["blocks"], "text"))


def pages_in(shown: Json) -> list[tuple[str, int]]:
    """The labels of the page buttons, and their pages."""
    return [
        (e["text"]["text"], json.loads(e["value"])["page"])
        for e in buttons_in(shown)
        if e["action_id"] in {home.PAGE_BACK, home.PAGE_MORE}
    ]


# --- its view


def test_an_empty_home_tab_has_a_search_field_and_help() -> None:
    blocks = accepted_view(view(NOTHING))["blocks"]

    assert blocks[0]["element"]["action_id"] == home.SEARCH
    assert "initial_value" not in blocks[0]["element"]
    assert "None yet. Write down what you find: " in text_of(NOTHING)
    assert "I explain the status codes of IISSYNC and of Windows." in text_of(NOTHING)


def test_the_search_field_has_the_words_and_the_hits_below() -> None:
    hits = (Hit(CODE, "a meaning", "E_X"), Hit(StatusCode(5), "a meaning", None))
    content = NOTHING._replace(words="rpc", hits=hits)

    assert view(content)["blocks"][0]["element"]["initial_value"] == "rpc"
    shown = [block["text"]["text"] for block in view(content)["blocks"][1:3]]
    assert shown == [f"`{CODE.hex}` `E_X` a meaning", "`5` a meaning"]


def test_a_search_without_hits_shows_its_words_literally() -> None:
    assert "I know no code for “\n<!channel>\n”." in text_of(NOTHING._replace(words="<!channel>"))


def test_a_reviewer_sees_some_cards_and_how_many_more_wait() -> None:
    cards = tuple(proposal(number) for number in range(CARDS))
    content = NOTHING._replace(
        to_review=tuple(ToReview(card, EVERY_ACTION) for card in cards), more_to_review=2
    )
    actions = [block for block in view(content)["blocks"] if block["type"] == "actions"]

    assert len(actions) == CARDS
    assert "To review: 2 more proposals." in text_of(content)


def test_a_proposer_sees_their_open_proposals() -> None:
    text = text_of(NOTHING._replace(mine=(proposal(),)))

    assert f"What you proposed\n{CODE}\n \nThe share is full.\n, waiting for review" in text


def test_the_latest_entries_are_shortened_to_a_line() -> None:
    content = NOTHING._replace(latest=(entry(), entry(2, "x" * 101), entry(3, "y" * 100)))
    text = text_of(content)

    assert "The share is full." in text
    assert "x" * 99 + "…" in text
    assert "y" * 100 in text


def test_the_most_asked_codes_have_bars() -> None:
    text = text_of(NOTHING._replace(asked=(QuestionCount(CODE, 3, 1, NOW),)))

    assert "3 times" in text
    assert "█" * 20 in text


def test_proposals_come_first_then_unknown_codes_then_the_search() -> None:
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


def test_without_reviewers_unknown_codes_have_no_button() -> None:
    content = NOTHING._replace(unknown=(QuestionCount(CODE, 3, 1, NOW),))

    assert "Add what you found" not in str(view(content)["blocks"])
    assert "nobody knows the cause" in text_of(content)


def test_incomplete_content_is_shown_as_incomplete() -> None:
    assert "so this may be incomplete." in text_of(NOTHING._replace(is_incomplete=True))


@pytest.mark.parametrize(
    ("page", "has_more", "buttons"),
    [
        (0, False, []),
        (0, True, [("Older", 1)]),
        (2, True, [("Newer", 1), ("Older", 3)]),
        (2, False, [("Newer", 1)]),
    ],
)
def test_the_page_buttons_name_the_neighbouring_pages(
    page: int,
    has_more: bool,  # noqa: FBT001 - a column of the table
    buttons: list[tuple[str, int]],
) -> None:
    content = NOTHING._replace(page=page, has_more=has_more)

    assert pages_in(accepted_view(view(content))) == buttons


def test_an_administrator_sees_the_settings_before_the_help() -> None:
    content = NOTHING._replace(settings=WorkspaceSettings(Reviewers(frozenset({"U1", "U2"})), "C1"))
    shown = accepted_view(view(content))
    text = str(shown["blocks"])
    order = ["Latest entries", "'user_id': 'U1'", "'user_id': 'U2'", "'C1'", "I explain the"]

    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert [each["text"]["text"] for each in buttons_in(shown)] == ["Change settings"]


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
    st.lists(st.builds(lambda cause: entry(cause=cause).revision, any_text), max_size=9),
)
def test_slack_accepts_the_view_of_any_content(
    words: str,
    to_review: list[Proposal],
    mine: list[Proposal],
    latest: list[TeamEntry],
    asked: list[QuestionCount],
    page: int,
    versions: list[Revision],
) -> None:
    written = [History(entry(), tuple(versions))] * 9 if versions else []
    hits = tuple(Hit(StatusCode(n), "x", None) for n in range(page))
    cards = tuple(ToReview(each, EVERY_ACTION, DRAFT) for each in to_review)
    content = HomeContent(
        words,
        hits,
        cards,
        more_to_review=page,
        mine=tuple(mine),
        latest=tuple(latest),
        history=history_reply(CODE, written).document if versions else (),
        asked=tuple(asked[:10]),
        unknown=tuple(asked[:5]),
        page=page,
        has_more=True,
        is_incomplete=True,
        takes_entries=True,
        settings=WorkspaceSettings(Reviewers(frozenset(map("U{:05}".format, range(20)))), "C1", 30),
    )

    assert len(accepted_view(view(content))["blocks"]) <= 100
