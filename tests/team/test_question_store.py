import pytest

from bot.team.model import Act, Card, LogEntry, Person, QuestionCount
from bot.team.sql_store import SqlStore
from tests.team.entries import improved, proposed, published, refusals
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, OTHER, THERE, draft, later, question


def test_questions_about_unknown_codes_are_counted_the_most_frequent_first(store: SqlStore) -> None:
    for minutes, person in ((1, "U7"), (3, "U7"), (2, "U8")):
        store.record_questions(HERE, question(person, minutes), known=False)
    store.record_questions(HERE, question("U7", 4, code=OTHER), known=False)
    store.record_questions(HERE, question("U7", 5, code=OTHER), known=True)

    assert store.unknown_codes(HERE) == [
        QuestionCount(CODE, 3, 2, later(3)),
        QuestionCount(OTHER, 1, 1, later(4)),
    ]


def test_the_most_asked_codes_include_the_known_ones(store: SqlStore) -> None:
    store.record_questions(HERE, question(minutes=1), known=False)
    for minutes in (2, 3):
        store.record_questions(HERE, question("U7", minutes, code=OTHER), known=True)

    assert store.most_asked(HERE, NOW, 9) == [
        QuestionCount(OTHER, 2, 1, later(3)),
        QuestionCount(CODE, 1, 1, later(1)),
    ]
    assert store.most_asked(HERE, NOW, 1) == [QuestionCount(OTHER, 2, 1, later(3))]
    assert store.most_asked(HERE, later(3), 9) == [QuestionCount(OTHER, 1, 1, later(3))]


def test_the_last_unanswered_question_of_each_person_is_returned(store: SqlStore) -> None:
    store.record_questions(HERE, question("U7", 1, "1.0"), known=False)
    store.record_questions(HERE, question("U8", 2), known=False)
    store.record_questions(HERE, question("U7", 3, "3.0"), known=False)
    store.record_questions(HERE, question("U9", 4), known=True)
    store.record_questions(HERE, question("U9", 5, code=OTHER), known=False)

    assert store.unanswered(HERE, CODE) == [question("U8", 2), question("U7", 3, "3.0")]


def test_a_notified_person_has_no_unanswered_question_until_they_ask_again(store: SqlStore) -> None:
    for minutes in (1, 2):
        store.record_questions(HERE, question("U7", minutes), known=False)
    store.record_questions(HERE, question("U8", 2), known=False)
    store.mark_notified(HERE, [question("U7", 2)])
    left = store.unanswered(HERE, CODE)
    store.record_questions(HERE, question("U7", 3), known=False)

    assert left == [question("U8", 2)]
    assert store.unanswered(HERE, CODE) == [question("U8", 2), question("U7", 3)]


def test_old_questions_are_deleted_in_all_workspaces(store: SqlStore) -> None:
    for workspace in (HERE, THERE):
        store.record_questions(workspace, question(minutes=1), known=False)
        store.record_questions(workspace, question(minutes=2), known=False)

    assert store.delete_questions(later(2 + 24 * 60), 1) == 2
    assert (
        store.unknown_codes(HERE)
        == store.unknown_codes(THERE)
        == [QuestionCount(CODE, 1, 1, later(2))]
    )


def test_refused_attempts_are_returned_with_their_person_the_oldest_first(store: SqlStore) -> None:
    store.record_refusal(HERE, "U7", "approve p1", NOW)
    store.record_refusal(HERE, "U8", "restore e1", later(-1))

    assert refusals(store) == [
        LogEntry(Act.REFUSED, Person("U8", ""), later(-1), what="restore e1"),
        LogEntry(Act.REFUSED, Person("U7", ""), NOW, what="approve p1"),
    ]


def act_everywhere(store: SqlStore, workspace: str, person: Person) -> None:
    """Leave the person's data in every table."""
    entry = published(store, workspace)
    made = proposed(store, workspace=workspace)
    edited = store.change_draft(workspace, made.current_version, draft("Edited."), person, NOW)
    store.reject(workspace, edited.current_version, person, NOW, "No.")
    store.restore(workspace, entry.id, 1, person, NOW, 1)
    store.vote(workspace, entry.id, person.id, helped=True, at=NOW)
    store.vote(workspace, entry.id, "U9", helped=True, at=NOW)
    store.import_histories(workspace, store.history("T1"), person, NOW, str)
    store.record_questions(workspace, question(person.id), known=False)
    store.record_refusal(workspace, person.id, "approve", NOW)


def test_a_persons_data_is_deleted_but_the_entries_stay(store: SqlStore) -> None:
    act_everywhere(store, HERE, EVE)
    before = store.latest_change()
    forgotten = store.forget(EVE.id)
    [history] = store.history(HERE)

    assert forgotten == 10
    assert [each.approver for each in history.revisions] == [None, BOB]
    assert [each.author for each in history.revisions] == [ANN, ANN]
    assert (history.entry.helped, [each.person for each in history.votes]) == (1, ["U9"])
    assert store.unknown_codes(HERE) == []
    assert refusals(store) == [LogEntry(Act.REFUSED, None, NOW, what="approve")]
    assert store.changes_since(before)[1] == [history.entry]
    assert store.forget(EVE.id) == 0


def test_a_forgotten_proposer_and_author_is_none(store: SqlStore) -> None:
    entry = published(store)
    improved(store, entry, "Better.")
    waiting = proposed(store)
    forgotten = store.forget(ANN.id, HERE)
    stored = store.proposal_within(HERE, waiting.id)

    assert forgotten == 8
    assert stored is not None
    assert (stored.proposer, stored.draft) == (None, waiting.draft)
    assert [each.author for each in store.history(HERE)[0].revisions] == [None, None]


@pytest.mark.parametrize("workspace", [HERE, None])
def test_a_forgotten_editor_is_none_and_the_others_stay(
    store: SqlStore, workspace: str | None
) -> None:
    approved, waiting = proposed(store), proposed(store)
    for made in (approved, waiting):
        for number, person in enumerate((EVE, BOB, EVE, ANN), 1):
            seen = made.current_version._replace(version=number)
            store.change_draft(HERE, seen, draft(f"Version {number}."), person, NOW)
    store.approve(HERE, approved.current_version._replace(version=5), BOB, NOW, "e1")
    before = store.latest_change()
    forgotten = store.forget(EVE.id, workspace)
    [entry], [left] = store.entries(HERE), store.open_proposals(HERE)

    assert forgotten == 7
    assert entry.revision.editors == left.editors == (None, BOB, None, ANN)
    assert store.changes_since(before)[1] == [entry]
    assert store.forget(EVE.id) == 0


def test_the_reader_of_a_card_is_forgotten_too(store: SqlStore) -> None:
    made = proposed(store)
    store.add_card(HERE, made.id, Card("D1", "1.0", EVE.id))

    assert store.forget(EVE.id) == 1
    assert store.cards(HERE, made.id) == [Card("D1", "1.0")]


def test_a_person_can_be_forgotten_in_one_workspace(store: SqlStore) -> None:
    act_everywhere(store, HERE, EVE)
    act_everywhere(store, THERE, EVE)
    there = store.history(THERE), refusals(store, THERE), store.unknown_codes(THERE)
    store.forget(EVE.id, HERE)

    assert (
        store.history(THERE),
        refusals(store, THERE),
        store.unknown_codes(THERE),
    ) == there
    assert LogEntry(Act.REFUSED, None, NOW, what="approve") in refusals(store)


def test_the_person_who_imported_is_forgotten_too(store: SqlStore) -> None:
    published(store)
    store.import_histories(THERE, store.history(HERE), EVE, NOW, str)
    before = store.latest_change()
    store.forget(EVE.id)
    [entry] = store.entries(THERE)

    assert entry.imported is not None
    assert entry.imported.by is None
    assert store.changes_since(before)[1] == [entry]
