"""What reviewers may do with a proposal: nobody approves their own text."""

from dataclasses import replace

import pytest

from bot.team.model import Person, Proposal
from bot.team.reviewers import EVERY_ACTION, Action, Reviewers
from tests.team.values import ANN, BOB, EVE, NOW, proposal

APPROVE, REJECT, EDIT = Action.APPROVE, Action.REJECT, Action.EDIT
CAT = Person("U9", "Cat")


def edited_by(*people: Person | None, proposer: Person | None = ANN) -> Proposal:
    made = replace(proposal(), proposer=proposer)
    if not people:
        return made
    return replace(made, edited_by=people[-1], edited_at=NOW, editors=people)


@pytest.mark.parametrize(
    ("made", "reviewers", "person", "allowed"),
    [
        (edited_by(), (BOB, EVE), BOB, EVERY_ACTION),
        (edited_by(), (BOB, EVE), ANN, set()),
        (edited_by(), (ANN, BOB), ANN, {EDIT}),
        (edited_by(BOB), (BOB, EVE), BOB, {REJECT, EDIT}),
        (edited_by(BOB), (BOB, EVE), EVE, EVERY_ACTION),
        (edited_by(BOB, EVE), (BOB, EVE), BOB, EVERY_ACTION),
        (edited_by(BOB, EVE), (BOB, EVE), EVE, {REJECT, EDIT}),
        (edited_by(BOB), (ANN, BOB), ANN, {EDIT}),
        (edited_by(None), (BOB, EVE), BOB, EVERY_ACTION),
        (edited_by(proposer=None), (BOB, EVE), BOB, EVERY_ACTION),
        # after this edit, nobody could approve it
        (edited_by(), (BOB,), BOB, {APPROVE, REJECT}),
        (edited_by(), (ANN, BOB), BOB, {APPROVE, REJECT}),
        (edited_by(), (ANN,), ANN, {EDIT}),
        (edited_by(), (ANN, BOB, CAT), BOB, EVERY_ACTION),
    ],
)
def test_fault_57_the_allowed_actions_depend_on_the_authors(
    made: Proposal, reviewers: tuple[Person, ...], person: Person, allowed: set[Action]
) -> None:
    ids = frozenset(each.id for each in reviewers)

    assert Reviewers(ids).allowed(person.id, made) == allowed


def test_with_self_review_a_single_reviewer_may_do_everything() -> None:
    alone = Reviewers(frozenset({BOB.id}), self_review=True)
    of_two = Reviewers(frozenset({BOB.id, EVE.id}), self_review=True)

    assert alone.allowed(BOB.id, edited_by(BOB, proposer=BOB)) == EVERY_ACTION
    assert alone.allowed(EVE.id, edited_by()) == set()
    assert of_two.allowed(BOB.id, edited_by(BOB)) == {REJECT, EDIT}
