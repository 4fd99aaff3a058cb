from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.team.entry_store import Changes
from bot.team.model import ConflictError, NotFoundError, Origin, Vote
from bot.team.sql_store import SqlStore
from tests.team.entries import improved, proposed, published
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, OTHER, THERE, draft, later


def test_entries_are_sorted_by_their_codes(store: SqlStore) -> None:
    one, two = published(store), published(store, content=draft(code=OTHER))

    assert store.entries(HERE) == (two, one)
    assert store.entries("T9") == ()


def test_the_history_of_a_code_has_each_entry_with_its_newest_revision_first(
    store: SqlStore,
) -> None:
    first, second = published(store), published(store)
    published(store, content=draft(code=OTHER))
    newer = improved(store, first, "Better.")
    history = store.history(HERE, CODE)

    assert {each.entry for each in history} == {newer, second}
    assert [each.revisions for each in history if each.entry == newer] == [
        (newer.revision, first.revision)
    ]
    assert len(store.history(HERE)) == 3
    assert store.history("T9") == ()


def test_an_old_version_is_restored_as_a_new_one(store: SqlStore) -> None:
    entry = published(store)
    improved(store, entry, "Worse.")
    revision = store.restore(HERE, entry.id, 1, EVE, later(3), expected_version=2).revision

    assert revision.draft == entry.revision.draft
    assert (revision.version, revision.origin) == (3, Origin.RESTORED)
    assert (revision.author, revision.approver, revision.why) == (ANN, EVE, "version 1")


def test_restoring_fails_if_the_entry_has_changed_or_has_no_such_version(store: SqlStore) -> None:
    entry = published(store)

    with pytest.raises(ConflictError) as conflict:
        store.restore(HERE, entry.id, 1, EVE, NOW, expected_version=2)
    assert conflict.value.now == entry
    with pytest.raises(NotFoundError, match="no version 2"):
        store.restore(HERE, entry.id, 2, EVE, NOW, expected_version=1)
    with pytest.raises(NotFoundError, match="no entry 'e9'"):
        store.restore(HERE, "e9", 1, EVE, NOW, expected_version=1)
    assert store.entries(HERE) == (entry,)


def test_a_person_has_one_vote_and_may_change_it(store: SqlStore) -> None:
    entry = published(store)
    store.vote(HERE, entry.id, "U7", helped=True, at=NOW)
    store.vote(HERE, entry.id, "U8", helped=True, at=NOW)
    voted = store.vote(HERE, entry.id, "U7", helped=False, at=later(1))

    assert (voted.helped, voted.did_not_help) == (1, 1)
    assert store.entries(HERE) == (voted,)
    assert store.history(HERE)[0].votes == (
        Vote("U7", helped=False, at=later(1)),
        Vote("U8", helped=True, at=NOW),
    )


def test_a_vote_on_an_unknown_entry_fails_and_is_no_change(store: SqlStore) -> None:
    with pytest.raises(NotFoundError, match="no entry 'e9'"):
        store.vote(HERE, "e9", "U7", helped=True, at=NOW)

    assert store.latest_change() == 0


def test_times_are_returned_in_utc_whatever_their_time_zone_was(store: SqlStore) -> None:
    paris = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=1)))
    entry = store.approve(HERE, proposed(store).current_version, BOB, paris, "e1")

    assert entry.revision.at == paris
    assert entry.revision.at.tzinfo is UTC


def test_a_time_without_a_time_zone_is_a_bug(store: SqlStore) -> None:
    made = proposed(store)

    with pytest.raises(ValueError, match="has no time zone"):
        store.approve(HERE, made.current_version, BOB, NOW.replace(tzinfo=None), "e1")


def test_history_keeps_its_order_when_the_clock_is_set_back(store: SqlStore) -> None:
    entry = published(store)
    earlier = store.restore(HERE, entry.id, 1, EVE, later(-10), expected_version=1)
    [history] = store.history(HERE)

    assert history.revisions == (earlier.revision, entry.revision)


def test_changes_are_numbered_and_are_read_from_any_number_on(store: SqlStore) -> None:
    assert store.latest_change() == 0
    assert store.changes_since(0) == Changes(0, [])
    one = published(store)
    two = published(store, THERE)
    newer = improved(store, one, "Better.")
    voted = store.vote(THERE, two.id, "U7", helped=True, at=NOW)

    latest, changed, *_ = store.changes_since(0)

    assert latest == 4
    assert sorted(changed, key=lambda entry: entry.workspace) == [newer, voted]
    assert store.changes_since(3) == Changes(4, [voted])
    assert store.changes_since(4) == Changes(4, [])
    assert store.latest_change() == 4
