from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.team.draft_form import DraftError
from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    NotFoundError,
    Origin,
    Person,
    ProposalVersion,
    Revision,
)
from bot.team.reviewers import NotAllowedError
from bot.team.sql_store import SqlStore
from tests.team.entries import improved, proposed, published
from tests.team.reading import proposals_read
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, OTHER, draft, later, proposal

Act = Callable[[SqlStore, ProposalVersion, Person], object]
ACTS: dict[str, Act] = {
    "approve": lambda store, seen, by: store.approve(HERE, seen, by, NOW, f"e-{by.id}"),
    "reject": lambda store, seen, by: store.reject(HERE, seen, by, NOW, "No."),
    "change_draft": lambda store, seen, by: store.change_draft(HERE, seen, draft("Else."), by, NOW),
}


def test_a_proposal_is_stored_unchanged(store: SqlStore) -> None:
    made = proposed(store)

    assert store.proposal_within(HERE, made.id) == made
    assert store.proposal_within(HERE, "another") is None


def test_a_proposal_that_is_submitted_twice_is_stored_once(store: SqlStore) -> None:
    made = proposed(store)
    store.propose(HERE, made)

    assert store.open_proposals(HERE) == [made]


def test_open_proposals_are_found_by_code_and_by_proposer_oldest_first(store: SqlStore) -> None:
    one, two = proposal(), proposal(content=draft(code=OTHER))
    store.propose(HERE, two)
    store.propose(HERE, one)

    assert store.open_proposals(HERE) == [one, two]
    assert store.open_proposals(HERE, OTHER) == [two]
    assert store.open_proposals(HERE, CODE, ANN.id) == [one]
    assert store.open_proposals(HERE, proposer=BOB.id) == []


def test_a_limit_of_open_proposals_also_limits_the_rows_that_are_read(store: SqlStore) -> None:
    made = [replace(proposal(), at=later(minutes)) for minutes in (4, 2, 3, 1)]
    for each in made:
        store.propose(HERE, each)
    with proposals_read() as rows:
        oldest = store.open_proposals(HERE, proposer=ANN.id, limit=2)

    assert oldest == [made[3], made[1]]
    assert rows == [2]


def test_open_proposals_are_counted_without_the_decided_ones(store: SqlStore) -> None:
    made = [proposed(store) for _ in range(3)]
    store.reject(HERE, made[0].current_version, BOB, NOW, "Not so.")
    with proposals_read() as rows:
        count = store.count_open(HERE)

    assert (count, rows) == (2, [1])


def test_characters_that_no_database_stores_are_visibly_replaced(store: SqlStore) -> None:
    proposed(store, content=draft("a\0b\ud800c\ud83d\ude00"))
    [stored] = store.open_proposals(HERE)

    assert stored.draft.cause == "a\ufffdb\ufffdc\U0001f600"


def test_an_edited_proposal_names_its_editor(store: SqlStore) -> None:
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, draft("Better."), BOB, later(1))

    assert edited.draft == draft("Better.")
    assert (edited.proposer, edited.edited_by, edited.edited_at) == (ANN, BOB, later(1))
    assert store.proposal_within(HERE, made.id) == edited


def test_fault_57_all_editors_are_stored_in_order_once_for_edits_in_a_row(store: SqlStore) -> None:
    made = proposed(store)
    for number, person in enumerate((BOB, BOB, EVE, BOB), 1):
        content = draft(f"Version {number}.")
        made = store.change_draft(HERE, made.current_version, content, person, NOW)
    entry = store.approve(HERE, made.current_version, EVE, later(1), "e1")
    restored = store.restore(HERE, entry.id, 1, EVE, later(2), 1)

    assert (made.version, made.editors, made.last_author) == (5, (BOB, EVE, BOB), BOB)
    assert (entry.revision.author, entry.revision.editors) == (ANN, (BOB, EVE, BOB))
    assert restored.revision.editors == (BOB, EVE, BOB)
    assert [each.revisions for each in store.history(HERE)] == [(restored.revision, entry.revision)]


@pytest.mark.parametrize(
    ("person", "why"), [(ANN, "You proposed this"), (BOB, "changed its words")]
)
def test_fault_57_the_store_refuses_the_approval_of_ones_own_text(
    store: SqlStore, person: Person, why: str
) -> None:
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, draft("Better."), BOB, NOW)
    seen = edited.current_version
    with pytest.raises(NotAllowedError, match=why):
        store.approve(HERE, seen, person, NOW, "e1")

    assert store.open_proposals(HERE) == [edited]
    assert store.approve(HERE, seen, person, NOW, "e1", own=True).id == "e1"


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_fault_66_no_action_succeeds_on_a_version_that_was_edited(
    store: SqlStore, act: Act
) -> None:
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, draft("Bob's."), BOB, NOW)
    with pytest.raises(ConflictError) as conflict:
        act(store, made.current_version, EVE)

    assert conflict.value.now == edited
    assert (store.open_proposals(HERE), store.entries(HERE)) == ([edited], ())


def test_fault_66_an_edit_that_is_submitted_twice_is_no_conflict(store: SqlStore) -> None:
    seen = proposed(store).current_version
    edited = store.change_draft(HERE, seen, draft("Bob's."), BOB, NOW)

    assert store.change_draft(HERE, seen, draft("Bob's."), BOB, later(1)) == edited
    with pytest.raises(ConflictError):
        store.change_draft(HERE, seen, draft("Bob's."), EVE, later(1))


def test_fault_66_a_change_of_an_old_version_is_refused(store: SqlStore) -> None:
    entry = published(store)
    newer = improved(store, entry, "Faster.")
    with pytest.raises(ConflictError) as conflict:
        proposed(store, entry)

    assert conflict.value.now == newer
    assert store.open_proposals(HERE) == []


def test_a_proposal_for_a_new_entry_may_change_its_code(store: SqlStore) -> None:
    seen = proposed(store).current_version

    assert store.change_draft(HERE, seen, draft(code=OTHER), BOB, NOW).draft.code == OTHER


def test_an_entry_keeps_its_code(store: SqlStore) -> None:
    entry = published(store)
    change = proposed(store, entry)

    with pytest.raises(DraftError, match="its code cannot change"):
        proposed(store, entry, content=draft(code=OTHER))
    with pytest.raises(DraftError, match="its code cannot change"):
        store.change_draft(HERE, change.current_version, draft(code=OTHER), BOB, NOW)


def test_approval_publishes_a_new_entry(store: SqlStore) -> None:
    made = proposed(store)
    entry = store.approve(HERE, made.current_version, BOB, later(1), "e1")
    decided = store.proposal_within(HERE, made.id)

    assert entry.revision == Revision(1, made.draft, ANN, BOB, later(1), Origin.PUBLISHED)
    assert store.entries(HERE) == (entry,)
    assert decided == replace(made, decision=Decision.APPROVED, decided_by=BOB, decided_at=later(1))


def test_approval_of_a_change_publishes_the_next_version_of_its_entry(store: SqlStore) -> None:
    entry = published(store)
    change = proposed(store, entry, content=draft("Better."))
    newer = store.approve(HERE, change.current_version, EVE, later(2), "unused")

    assert (newer.id, newer.revision.version, newer.revision.approver) == (entry.id, 2, EVE)
    assert [each.version for each in store.history(HERE, CODE)[0].revisions] == [2, 1]


def test_a_proposal_whose_entry_has_changed_is_not_published(store: SqlStore) -> None:
    entry = published(store)
    late = proposed(store, entry)
    newer = improved(store, entry, "Faster.")

    with pytest.raises(ConflictError) as conflict:
        store.approve(HERE, late.current_version, BOB, NOW, "unused")
    assert conflict.value.now == newer
    assert store.entries(HERE) == (newer,)
    assert store.open_proposals(HERE) == [late]


def test_a_rejection_stores_who_rejected_it_when_and_why(store: SqlStore) -> None:
    made = proposed(store)
    rejected = store.reject(HERE, made.current_version, BOB, later(1), "Not so.")

    assert rejected == replace(
        made,
        decision=Decision.REJECTED,
        decided_by=BOB,
        decided_at=later(1),
        reason="Not so.",
    )
    assert store.open_proposals(HERE) == []


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("second", ACTS)
def test_a_decision_is_final(store: SqlStore, first: str, second: str) -> None:
    made = proposed(store)
    ACTS[first](store, made.current_version, BOB)
    with pytest.raises(ConflictError) as conflict:
        ACTS[second](store, made.current_version, EVE)

    decided = store.proposal_within(HERE, made.id)
    assert decided is not None
    assert decided.decided_by == BOB
    assert conflict.value.now == decided


def test_each_card_is_stored_once(store: SqlStore) -> None:
    made = proposed(store)
    for card in (Card("D2", "2.0"), Card("C1", "1.0"), Card("D2", "2.0")):
        store.add_card(HERE, made.id, card)

    assert store.cards(HERE, made.id) == [Card("C1", "1.0"), Card("D2", "2.0")]


def test_an_unknown_proposal_is_named(store: SqlStore) -> None:
    with pytest.raises(NotFoundError, match="no proposal 'p'"):
        store.approve(HERE, ProposalVersion("p", 1), BOB, NOW, "e")
    with pytest.raises(NotFoundError, match="no proposal 'p'"):
        store.add_card(HERE, "p", Card("C1", "1.0"))
