import pytest

from bot.team.model import Asked, Audit, Card, Person
from bot.team.sql_store import SqlStore
from tests.team.values import (
    ANN,
    BOB,
    CODE,
    EVE,
    HERE,
    NOW,
    OTHER,
    THERE,
    draft,
    improved,
    later,
    proposal,
    published,
    question,
)


def test_codes_without_a_cause_are_counted_the_most_asked_first(store: SqlStore) -> None:
    for minutes, person in ((1, "U7"), (3, "U7"), (2, "U8")):
        store.asked(HERE, question(person, minutes), known=False)
    store.asked(HERE, question("U7", 4, code=OTHER), known=False)
    store.asked(HERE, question("U7", 5, code=OTHER), known=True)

    assert store.unknown(HERE) == [Asked(CODE, 3, 2, later(3)), Asked(OTHER, 1, 1, later(4))]
    assert store.unknown(HERE, later(4)) == [Asked(OTHER, 1, 1, later(4))]


def test_the_most_asked_codes_are_counted_with_or_without_a_cause(store: SqlStore) -> None:
    store.asked(HERE, question(minutes=1), known=False)
    for minutes in (2, 3):
        store.asked(HERE, question("U7", minutes, code=OTHER), known=True)

    assert store.most_asked(HERE, NOW, 9) == [
        Asked(OTHER, 2, 1, later(3)),
        Asked(CODE, 1, 1, later(1)),
    ]
    assert store.most_asked(HERE, NOW, 1) == [Asked(OTHER, 2, 1, later(3))]
    assert store.most_asked(HERE, later(3), 9) == [Asked(OTHER, 1, 1, later(3))]


def test_each_person_who_asked_in_vain_waits_once_where_they_asked_last(store: SqlStore) -> None:
    store.asked(HERE, question("U7", 1, "1.0"), known=False)
    store.asked(HERE, question("U8", 2), known=False)
    store.asked(HERE, question("U7", 3, "3.0"), known=False)
    store.asked(HERE, question("U9", 4), known=True)
    store.asked(HERE, question("U9", 5, code=OTHER), known=False)

    assert store.waiting(HERE, CODE) == [question("U8", 2), question("U7", 3, "3.0")]


def test_who_was_told_waits_no_more_until_they_ask_again(store: SqlStore) -> None:
    for minutes in (1, 2):
        store.asked(HERE, question("U7", minutes), known=False)
    store.asked(HERE, question("U8", 2), known=False)
    store.told(HERE, [question("U7", 2)])
    left = store.waiting(HERE, CODE)
    store.asked(HERE, question("U7", 3), known=False)

    assert left == [question("U8", 2)]
    assert store.waiting(HERE, CODE) == [question("U8", 2), question("U7", 3)]


def test_questions_expire_in_all_workspaces(store: SqlStore) -> None:
    for workspace in (HERE, THERE):
        store.asked(workspace, question(minutes=1), known=False)
        store.asked(workspace, question(minutes=2), known=False)

    assert store.expire(later(2)) == 2
    assert store.unknown(HERE) == store.unknown(THERE) == [Asked(CODE, 1, 1, later(2))]


def test_refused_attempts_are_kept_the_latest_first(store: SqlStore) -> None:
    store.refuse(HERE, "U7", "approve p1", NOW)
    store.refuse(HERE, "U8", "restore e1", later(-1))

    assert store.audits(HERE) == [
        Audit("U8", "restore e1", later(-1)),
        Audit("U7", "approve p1", NOW),
    ]


def trace(store: SqlStore, workspace: str, person: Person) -> None:
    """Leave traces of many kinds."""
    entry = published(store, workspace)
    made = proposal(workspace=workspace)
    store.propose(workspace, made)
    edited = store.change_draft(workspace, made.seen, draft("Edited."), person, NOW)
    store.reject(workspace, edited.seen, person, NOW, "No.")
    store.restore(workspace, entry.id, 1, person, NOW, 1)
    store.vote(workspace, entry.id, person.id, helped=True, at=NOW)
    store.vote(workspace, entry.id, "U9", helped=True, at=NOW)
    store.take_in(workspace, store.history("T1"), person, NOW, str)
    store.asked(workspace, question(person.id), known=False)
    store.refuse(workspace, person.id, "approve", NOW)


def test_a_forgotten_person_leaves_no_trace_but_the_entries_stay(store: SqlStore) -> None:
    trace(store, HERE, EVE)
    before = store.sequence()
    forgotten = store.forget(EVE.id)
    [history] = store.history(HERE)

    assert forgotten == 7
    assert [each.approver for each in history.revisions] == [None, BOB]
    assert [each.author for each in history.revisions] == [ANN, ANN]
    assert (history.entry.helped, [each.person for each in history.votes]) == (1, ["U9"])
    assert store.unknown(HERE) == []
    assert store.audits(HERE) == [Audit(None, "approve", NOW)]
    assert store.changes_since(before)[1] == [history.entry]
    assert store.forget(EVE.id) == 0


def test_a_forgotten_proposer_and_author_is_nobody(store: SqlStore) -> None:
    entry = published(store)
    improved(store, entry, "Better.")
    waiting = proposal()
    store.propose(HERE, waiting)
    forgotten = store.forget(ANN.id, HERE)
    kept = store.proposal(HERE, waiting.id)

    assert forgotten == 5
    assert kept is not None
    assert (kept.proposer, kept.draft) == (None, waiting.draft)
    assert [each.author for each in store.history(HERE)[0].revisions] == [None, None]


@pytest.mark.parametrize("workspace", [HERE, None])
def test_a_forgotten_editor_is_nobody_and_others_stay(
    store: SqlStore, workspace: str | None
) -> None:
    approved, waiting = proposal(), proposal()
    for made in (approved, waiting):
        store.propose(HERE, made)
        for number, person in enumerate((EVE, BOB, EVE, ANN), 1):
            seen = made.seen._replace(version=number)
            store.change_draft(HERE, seen, draft(f"Version {number}."), person, NOW)
    store.approve(HERE, approved.seen._replace(version=5), BOB, NOW, "e1")
    before = store.sequence()
    forgotten = store.forget(EVE.id, workspace)
    [entry], [left] = store.entries(HERE), store.open_proposals(HERE)

    assert forgotten == 3
    assert entry.revision.editors == left.editors == (None, BOB, None, ANN)
    assert store.changes_since(before)[1] == [entry]
    assert store.forget(EVE.id) == 0


def test_who_reads_a_card_alone_is_forgotten_too(store: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    store.add_card(HERE, made.id, Card("D1", "1.0", EVE.id))

    assert store.forget(EVE.id) == 1
    assert store.cards(HERE, made.id) == [Card("D1", "1.0")]


def test_a_person_can_be_forgotten_in_one_workspace(store: SqlStore) -> None:
    trace(store, HERE, EVE)
    trace(store, THERE, EVE)
    there = store.history(THERE), store.audits(THERE), store.unknown(THERE)
    store.forget(EVE.id, HERE)

    assert (store.history(THERE), store.audits(THERE), store.unknown(THERE)) == there
    assert Audit(None, "approve", NOW) in store.audits(HERE)


def test_who_imported_is_forgotten_too(store: SqlStore) -> None:
    published(store)
    store.take_in(THERE, store.history(HERE), EVE, NOW, str)
    before = store.sequence()
    store.forget(EVE.id)
    [entry] = store.entries(THERE)

    assert entry.imported is not None
    assert entry.imported.by is None
    assert store.changes_since(before)[1] == [entry]
