"""What people write about codes is shown as they wrote it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.printed_by import PrintedBy
from bot.conversation import Request, answer, answer_shown
from bot.replies.drafts import FORGOTTEN, LONGEST_NAME, moment, name_of
from bot.replies.history import history_reply
from bot.replies.reply import Reply, ShownCode
from bot.replies.reviews import (
    card_document,
    changed_document,
    decided_reply,
    doubtful_document,
    proposed_document,
    published_reply,
    whole_document,
)
from bot.team.model import Decision, Draft, History, Imported, Origin, Person, Revision, TeamEntry
from tests.replies.accepted import accepted, controls_in
from tests.replies.team_data import ANN, CODE, EVIL, HOSTILE, NOW, UTC_NOW, notes_with, proposal


def every_reply(draft: Draft, person: Person) -> list[Reply]:
    """Every reply that shows what a person wrote, or how one is called."""
    theirs = Revision(1, draft, person, person, NOW, Origin.PUBLISHED, draft.cause, (person,))
    one = TeamEntry("e1", "T1", theirs, 1, 2, Imported("T2", "e9", person, NOW))
    made = replace(proposal(draft), proposer=person, edited_at=NOW, editors=(person,))
    done = replace(
        made,
        decision=Decision.REJECTED,
        decided_by=person,
        decided_at=NOW,
        reason=draft.cause,
    )
    return [
        answer(Request(str(CODE)), notes_with(one)),
        answer_shown(
            [ShownCode(CODE, PrintedBy.ANY)], notes_with(one, replace(one, id="e2")), whole=True
        ),
        Reply(card_document(made, 1)),
        Reply(card_document(done, 0)),
        Reply(proposed_document(made)),
        decided_reply(done),
        Reply(doubtful_document(one)),
        Reply(changed_document(one, "U9", "Go on.")),
        Reply(changed_document(made, "U9", "Go on.")),
        Reply(whole_document(made)),
        history_reply(CODE, [History(one, (theirs,))], may_restore={one.id}),
        published_reply(CODE, answer(Request(str(CODE)), notes_with(one))),
    ]


def test_text_of_people_mentions_nobody_and_has_no_hidden_links() -> None:
    replies = every_reply(EVIL, Person("U1", HOSTILE))

    assert [
        controls for reply in replies if (controls := controls_in(accepted(reply), with_links=True))
    ] == []


def test_text_of_people_is_verbatim() -> None:
    replies = every_reply(EVIL, ANN)
    letters = HOSTILE.replace("`", "")
    showing = [reply for reply in replies if letters in reply.plain.replace("`", "")]

    assert len(showing) == len(replies) - 1  # the thanks for a proposal do not repeat it


any_words = st.text(max_size=150).map(str.strip) | st.just(HOSTILE)  # as a form has them


@given(any_words, any_words, any_words, any_words)
def test_slack_accepts_replies_with_any_text_of_people(
    cause: str, step: str, place: str, name: str
) -> None:
    draft = Draft(CODE, cause or "x", (step,) if step else (), place)

    for reply in every_reply(draft, Person("U1", name or "x")):
        assert controls_in(accepted(reply), with_links=True) == []


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (Person("U1", "x" * LONGEST_NAME), "x" * LONGEST_NAME),
        (Person("U1", "x" * (LONGEST_NAME + 1)), "x" * (LONGEST_NAME - 1) + "…"),
        (None, FORGOTTEN),
    ],
)
def test_a_long_name_is_cut_and_a_deleted_one_is_not_shown(
    person: Person | None, name: str
) -> None:
    assert name_of(person).text == name


def test_a_moment_is_written_in_utc() -> None:
    at = moment(NOW + timedelta(seconds=59))

    assert (at.seconds, at.text) == (int(NOW.timestamp()) + 59, UTC_NOW)
