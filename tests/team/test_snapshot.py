import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.codes.status_code import StatusCode
from bot.team.notes import BUCKETS
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from tests.team.entries import improved, published
from tests.team.values import CODE, HERE, NOW, OTHER, THERE, draft

Connect = Callable[[str], Engine]


def test_a_snapshot_is_stale_until_its_first_refresh(store: SqlStore) -> None:
    snapshot = Snapshot()
    before = snapshot.is_stale
    snapshot.refresh(store)

    assert (before, snapshot.is_stale) == (True, False)
    assert (snapshot.entries(HERE).of(CODE), snapshot.entries(HERE).all()) == ((), ())


def test_a_refresh_reads_the_changes_of_others(store: SqlStore) -> None:
    snapshot = Snapshot()
    one, two = published(store), published(store, THERE)
    snapshot.refresh(store)
    first = snapshot.entries(HERE).of(CODE)
    newer = improved(store, one, "Better.")
    snapshot.refresh(store)

    assert first == (one,)
    assert snapshot.entries(HERE).of(CODE) == snapshot.entries(HERE).all() == (newer,)
    assert snapshot.entries(THERE).of(CODE) == (two,)
    assert snapshot.entries("T9").of(CODE) == ()


def test_the_entry_that_helped_most_is_first(store: SqlStore) -> None:
    snapshot = Snapshot()
    one, two = published(store), published(store)
    snapshot.refresh(store)
    helped = store.vote(HERE, two.id, "U7", helped=True, at=NOW)
    snapshot.refresh(store)
    first = snapshot.entries(HERE).of(CODE)
    did_not_help = store.vote(HERE, two.id, "U7", helped=False, at=NOW)
    snapshot.refresh(store)

    assert first == (helped, one)
    assert snapshot.entries(HERE).of(CODE) == (one, did_not_help)


def test_all_entries_are_sorted_by_their_codes(store: SqlStore) -> None:
    snapshot = Snapshot()
    neighbour = StatusCode(OTHER.decimal + BUCKETS)  # in the same bucket
    made = [published(store, content=draft(code=code)) for code in (CODE, neighbour, OTHER)]
    snapshot.refresh(store)

    assert snapshot.entries(HERE).all() == tuple(reversed(made))
    assert [snapshot.entries(HERE).of(each.code) for each in made] == [(each,) for each in made]


def test_a_refresh_copies_only_what_changed(store: SqlStore) -> None:
    snapshot = Snapshot()
    entry = published(store)
    other = published(store, content=draft(code=OTHER))
    snapshot.refresh(store)
    [before] = snapshot.entries(HERE).of(OTHER)
    improved(store, entry, "Better.")
    snapshot.refresh(store)

    assert before == other
    assert snapshot.entries(HERE).of(OTHER)[0] is before


@pytest.fixture
def copies(sqlite: Path, tmp_path: Path, engines: Connect) -> tuple[SqlStore, SqlStore]:
    """Two databases without entries."""
    one, other = (shutil.copy(sqlite, tmp_path / name) for name in ("one.db", "other.db"))
    return SqlStore(engines(f"sqlite:///{one}")), SqlStore(engines(f"sqlite:///{other}"))


def test_after_the_restore_of_an_older_database_its_entries_replace_the_others(
    copies: tuple[SqlStore, SqlStore],
) -> None:
    newer, older = copies
    snapshot = Snapshot()
    published(newer)
    published(newer, THERE)
    entry = published(older)
    snapshot.refresh(newer)
    snapshot.refresh(older)

    assert (snapshot.entries(HERE).all(), snapshot.entries(THERE).all()) == ((entry,), ())


def test_after_an_invalidation_everything_is_read_again_though_the_change_number_is_the_same(
    copies: tuple[SqlStore, SqlStore],
) -> None:
    one, other = copies
    snapshot = Snapshot()
    published(one, THERE)
    entry = published(other)
    snapshot.refresh(one)
    snapshot.invalidate()
    snapshot.refresh(other)

    assert (snapshot.entries(HERE).all(), snapshot.entries(THERE).all()) == ((entry,), ())
