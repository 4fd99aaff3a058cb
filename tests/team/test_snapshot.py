import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from bot.codes.status_code import StatusCode
from bot.team.snapshot import SHELVES, Snapshot
from bot.team.sql_store import SqlStore
from tests.team.values import (
    CODE,
    HERE,
    NOW,
    OTHER,
    THERE,
    draft,
    improved,
    published,
)

Connect = Callable[[str], Engine]


def test_a_snapshot_is_stale_until_it_was_filled(store: SqlStore) -> None:
    snapshot = Snapshot()
    before = snapshot.stale
    moved = snapshot.refresh(store)

    assert (before, snapshot.stale, moved) == (True, False, frozenset())
    assert (snapshot.of(HERE, CODE), snapshot.all(HERE)) == ((), ())


def test_a_refresh_brings_what_others_changed_and_says_where(store: SqlStore) -> None:
    snapshot = Snapshot()
    one, two = published(store), published(store, THERE)
    first = snapshot.refresh(store)
    newer = improved(store, one, "Better.")
    second = snapshot.refresh(store)

    assert [first, second] == [{HERE, THERE}, {HERE}]
    assert snapshot.refresh(store) == frozenset()
    assert snapshot.of(HERE, CODE) == snapshot.all(HERE) == (newer,)
    assert snapshot.of(THERE, CODE) == (two,)
    assert snapshot.of("T9", CODE) == ()


def test_the_entry_that_helps_most_stands_first(store: SqlStore) -> None:
    snapshot = Snapshot()
    one, two = published(store), published(store)
    snapshot.refresh(store)
    helped = store.vote(HERE, two.id, "U7", helped=True, at=NOW)
    snapshot.refresh(store)
    first = snapshot.of(HERE, CODE)
    helped_not = store.vote(HERE, two.id, "U7", helped=False, at=NOW)
    snapshot.refresh(store)

    assert first == (helped, one)
    assert snapshot.of(HERE, CODE) == (one, helped_not)


def test_all_entries_stand_in_the_order_of_their_codes(store: SqlStore) -> None:
    snapshot = Snapshot()
    neighbour = StatusCode(OTHER.decimal + SHELVES)  # on the same shelf
    made = [published(store, words=draft(code=code)) for code in (CODE, neighbour, OTHER)]
    snapshot.refresh(store)

    assert snapshot.all(HERE) == tuple(reversed(made))
    assert [snapshot.of(HERE, each.code) for each in made] == [(each,) for each in made]


def test_a_refresh_copies_no_more_than_what_changed(store: SqlStore) -> None:
    snapshot = Snapshot()
    entry = published(store)
    other = published(store, words=draft(code=OTHER))
    snapshot.refresh(store)
    [before] = snapshot.of(HERE, OTHER)
    improved(store, entry, "Better.")
    snapshot.refresh(store)

    assert before == other
    assert snapshot.of(HERE, OTHER)[0] is before


def test_a_database_of_an_earlier_day_takes_the_place_of_what_is_known(
    sqlite: Path, tmp_path: Path, engines: Connect
) -> None:
    new, old = (
        SqlStore(engines(f"sqlite:///{shutil.copy(sqlite, tmp_path / name)}"))
        for name in ("new.db", "old.db")
    )
    snapshot = Snapshot()
    published(new)
    published(new, THERE)
    entry = published(old)
    snapshot.refresh(new)
    moved = snapshot.refresh(old)

    assert moved == {HERE, THERE}
    assert (snapshot.all(HERE), snapshot.all(THERE)) == ((entry,), ())


def test_of_another_database_that_has_changed_as_often_all_is_read_anew(
    sqlite: Path, tmp_path: Path, engines: Connect
) -> None:
    one, other = (
        SqlStore(engines(f"sqlite:///{shutil.copy(sqlite, tmp_path / name)}"))
        for name in ("one.db", "other.db")
    )
    snapshot = Snapshot()
    published(one, THERE)
    entry = published(other)
    snapshot.refresh(one)
    snapshot.start_anew()
    snapshot.refresh(other)

    assert (snapshot.all(HERE), snapshot.all(THERE)) == ((entry,), ())
