"""Who may do what with a proposal: nobody approves their own words."""

from dataclasses import replace

import pytest

from bot.team.model import EVERY_ACTION, Action, Person, Proposal, Reviewers
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
        # whoever edits what nobody else could approve then would bury it
        (edited_by(), (BOB,), BOB, {APPROVE, REJECT}),
        (edited_by(), (ANN, BOB), BOB, {APPROVE, REJECT}),
        (edited_by(), (ANN,), ANN, {EDIT}),
        (edited_by(), (ANN, BOB, CAT), BOB, EVERY_ACTION),
    ],
)
def test_fault_57_what_a_person_may_do_depends_on_whose_words_they_are(
    made: Proposal, reviewers: tuple[Person, ...], person: Person, allowed: set[Action]
) -> None:
    reviewing = Reviewers(frozenset(each.id for each in reviewers))

    assert reviewing.allowed(person.id, made) == allowed


def test_a_single_reviewer_may_do_everything_where_that_is_set() -> None:
    alone = Reviewers(frozenset({BOB.id}), self_review=True)
    of_two = Reviewers(frozenset({BOB.id, EVE.id}), self_review=True)

    assert alone.allowed(BOB.id, edited_by(BOB, proposer=BOB)) == EVERY_ACTION
    assert alone.allowed(EVE.id, edited_by()) == set()
    assert of_two.allowed(BOB.id, edited_by(BOB)) == {REJECT, EDIT}
