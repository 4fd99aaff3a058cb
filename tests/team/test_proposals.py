from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.team.model import (
    Card,
    ConflictError,
    Decision,
    DraftError,
    NotAllowedError,
    Origin,
    Person,
    Revision,
    Seen,
)
from bot.team.sql_store import SqlStore
from bot.team.store import NotThere
from tests.team.reading import proposals_read
from tests.team.values import (
    ANN,
    BOB,
    CODE,
    EVE,
    HERE,
    NOW,
    OTHER,
    draft,
    improved,
    later,
    proposal,
    published,
)


def test_a_proposal_is_kept_as_it_is(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)

    assert store.proposal(HERE, made.id) == made
    assert store.proposal(HERE, "another") is None


def test_a_proposal_that_comes_twice_is_there_once(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    store.propose(HERE, made)

    assert store.open_proposals(HERE) == [made]


def test_open_proposals_are_found_by_code_and_by_proposer_oldest_first(store: SqlStore) -> None:
    one, two = proposal(), proposal(words=draft(code=OTHER))
    store.propose(HERE, two)
    store.propose(HERE, one)

    assert store.open_proposals(HERE) == [one, two]
    assert store.open_proposals(HERE, OTHER) == [two]
    assert store.open_proposals(HERE, CODE, ANN.id) == [one]
    assert store.open_proposals(HERE, proposer=BOB.id) == []


def test_no_more_of_the_open_proposals_are_read_than_are_wanted(store: SqlStore) -> None:
    made = [replace(proposal(), at=later(minutes)) for minutes in (4, 2, 3, 1)]
    for each in made:
        store.propose(HERE, each)
    with proposals_read() as rows:
        oldest = store.open_proposals(HERE, proposer=ANN.id, limit=2)

    assert oldest == [made[3], made[1]]
    assert rows == [2]


def test_open_proposals_are_counted_without_the_decided_ones(store: SqlStore) -> None:
    made = [proposal() for _ in range(3)]
    for each in made:
        store.propose(HERE, each)
    store.reject(HERE, made[0].seen, BOB, NOW, "Not so.")
    with proposals_read() as rows:
        count = store.count_open(HERE)

    assert (count, rows) == (2, [1])


def test_text_that_no_database_keeps_is_visibly_replaced(store: SqlStore) -> None:
    made = proposal(words=draft("a\0b\ud800c\ud83d\ude00"))
    store.propose(HERE, made)
    [kept] = store.open_proposals(HERE)

    assert kept.draft.cause == "a\ufffdb\ufffdc\U0001f600"


def test_an_edit_says_who_edited(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    edited = store.change_draft(HERE, made.seen, draft("Better."), BOB, later(1))

    assert edited.draft == draft("Better.")
    assert (edited.proposer, edited.edited_by, edited.edited_at) == (ANN, BOB, later(1))
    assert store.proposal(HERE, made.id) == edited


def test_fault_57_all_who_edited_are_kept_in_order_once_for_each_turn(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    for number, person in enumerate((BOB, BOB, EVE, BOB), 1):
        seen = made.seen._replace(version=number)
        made = store.change_draft(HERE, seen, draft(f"Version {number}."), person, NOW)
    entry = store.approve(HERE, made.seen, EVE, later(1), "e1")
    restored = store.restore(HERE, entry.id, 1, EVE, later(2), 1)

    assert (made.version, made.editors, made.last_author) == (5, (BOB, EVE, BOB), BOB)
    assert (entry.revision.author, entry.revision.editors) == (ANN, (BOB, EVE, BOB))
    assert restored.revision.editors == (BOB, EVE, BOB)
    assert [each.revisions for each in store.history(HERE)] == [(restored.revision, entry.revision)]


@pytest.mark.parametrize(
    ("person", "why"), [(ANN, "You proposed this"), (BOB, "changed its words")]
)
def test_fault_57_the_store_takes_no_approval_of_one_s_own_words(
    store: SqlStore, person: Person, why: str
) -> None:
    made = proposal()
    store.propose(HERE, made)
    edited = store.change_draft(HERE, made.seen, draft("Better."), BOB, NOW)
    with pytest.raises(NotAllowedError, match=why):
        store.approve(HERE, edited.seen, person, NOW, "e1")

    assert store.open_proposals(HERE) == [edited]
    assert store.approve(HERE, edited.seen, person, NOW, "e1", own=True).id == "e1"


ACTS: dict[str, Callable[[SqlStore, Seen], object]] = {
    "approve": lambda store, seen: store.approve(HERE, seen, EVE, NOW, "e1"),
    "reject": lambda store, seen: store.reject(HERE, seen, EVE, NOW, "No."),
    "change_draft": lambda store, seen: store.change_draft(HERE, seen, draft("Eve's."), EVE, NOW),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_fault_66_what_was_edited_since_it_was_seen_stays_as_it_is(
    store: SqlStore, act: Callable[[SqlStore, Seen], object]
) -> None:
    made = proposal()
    store.propose(HERE, made)
    edited = store.change_draft(HERE, made.seen, draft("Bob's."), BOB, NOW)
    with pytest.raises(ConflictError) as conflict:
        act(store, made.seen)

    assert conflict.value.now == edited
    assert (store.open_proposals(HERE), store.entries(HERE)) == ([edited], ())


def test_fault_66_an_edit_that_is_submitted_again_is_no_conflict(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    edited = store.change_draft(HERE, made.seen, draft("Bob's."), BOB, NOW)

    assert store.change_draft(HERE, made.seen, draft("Bob's."), BOB, later(1)) == edited
    with pytest.raises(ConflictError):
        store.change_draft(HERE, made.seen, draft("Bob's."), EVE, later(1))


def test_fault_66_a_change_of_what_has_changed_since_is_not_taken(store: SqlStore) -> None:
    entry = published(store)
    newer = improved(store, entry, "Faster.")
    with pytest.raises(ConflictError) as conflict:
        store.propose(HERE, proposal(entry))

    assert conflict.value.now == newer
    assert store.open_proposals(HERE) == []


def test_a_proposal_for_a_new_entry_may_change_its_code(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)

    assert store.change_draft(HERE, made.seen, draft(code=OTHER), BOB, NOW).draft.code == OTHER


def test_an_entry_keeps_its_code(store: SqlStore) -> None:
    entry = published(store)
    follows = proposal(entry)
    store.propose(HERE, follows)

    with pytest.raises(DraftError, match="its code cannot change"):
        store.propose(HERE, proposal(entry, words=draft(code=OTHER)))
    with pytest.raises(DraftError, match="its code cannot change"):
        store.change_draft(HERE, follows.seen, draft(code=OTHER), BOB, NOW)


def test_approval_publishes_a_new_entry(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    entry = store.approve(HERE, made.seen, BOB, later(1), "e1", "Seen it too.")
    decided = store.proposal(HERE, made.id)

    assert entry.revision == Revision(
        1, made.draft, ANN, BOB, later(1), Origin.PUBLISHED, "Seen it too."
    )
    assert store.entries(HERE) == (entry,)
    assert decided is not None
    assert (decided.decision, decided.decided_by, decided.decided_at, decided.reason) == (
        Decision.APPROVED,
        BOB,
        later(1),
        "Seen it too.",
    )


def test_approval_publishes_the_next_version_of_the_entry_it_follows(store: SqlStore) -> None:
    entry = published(store)
    follows = proposal(entry, words=draft("Better."))
    store.propose(HERE, follows)
    newer = store.approve(HERE, follows.seen, EVE, later(2), "unused")

    assert (newer.id, newer.revision.version, newer.revision.approver) == (entry.id, 2, EVE)
    assert [each.version for each in store.history(HERE, CODE)[0].revisions] == [2, 1]


def test_a_proposal_whose_entry_went_on_is_not_published(store: SqlStore) -> None:
    entry = published(store)
    late = proposal(entry)
    store.propose(HERE, late)
    improved(store, entry, "Faster.")

    with pytest.raises(ConflictError) as conflict:
        store.approve(HERE, late.seen, BOB, NOW, "unused")
    assert conflict.value.now == store.entries(HERE)[0]
    assert store.open_proposals(HERE) == [late]


def test_rejection_keeps_who_when_and_why(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    rejected = store.reject(HERE, made.seen, BOB, later(1), "Not so.")

    assert (rejected.decision, rejected.decided_by, rejected.decided_at, rejected.reason) == (
        Decision.REJECTED,
        BOB,
        later(1),
        "Not so.",
    )
    assert store.open_proposals(HERE) == []


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("second", ["approve", "reject", "change_draft"])
def test_what_is_decided_stays_decided(store: SqlStore, first: str, second: str) -> None:
    def act(what: str, person: Person) -> None:
        match what:
            case "approve":
                store.approve(HERE, made.seen, person, NOW, f"e-{person.id}")
            case "reject":
                store.reject(HERE, made.seen, person, NOW, "No.")
            case _:
                store.change_draft(HERE, made.seen, draft("Else."), person, NOW)

    made = proposal()
    store.propose(HERE, made)
    act(first, BOB)
    with pytest.raises(ConflictError) as conflict:
        act(second, EVE)

    decided = store.proposal(HERE, made.id)
    assert decided is not None
    assert decided.decided_by == BOB
    assert conflict.value.now == decided


def test_cards_are_kept_once_each(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    for card in (Card("D2", "2.0"), Card("C1", "1.0"), Card("D2", "2.0")):
        store.add_card(HERE, made.id, card)

    assert store.cards(HERE, made.id) == [Card("C1", "1.0"), Card("D2", "2.0")]


def test_what_is_not_there_is_named(store: SqlStore) -> None:
    with pytest.raises(NotThere, match="no proposal 'p'"):
        store.approve(HERE, Seen("p", 1), BOB, NOW, "e")
    with pytest.raises(NotThere, match="no proposal 'p'"):
        store.add_card(HERE, "p", Card("C1", "1.0"))
