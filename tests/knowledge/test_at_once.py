"""Several at once: threads with engines of their own, as replicas have, and processes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine

from bot.knowledge.model import ConflictError, Person
from bot.knowledge.snapshot import Snapshot
from bot.knowledge.sql_store import SqlStore
from tests.knowledge.processes import run_at_once
from tests.knowledge.values import BOB, EVE, HERE, NOW, OTHER, draft, proposal, published

Connect = Callable[[str], Engine]

WRITES = """
from dataclasses import replace
from bot.knowledge.model import ConflictError
store = SqlStore(engine(url))
for number in range(20):
    made = proposal()
    store.propose(HERE, replace(made, id=f"{arguments[0]}{number}"))
    store.approve(HERE, f"{arguments[0]}{number}", BOB, NOW, f"e{arguments[0]}{number}")
    while True:
        try:
            newest = store.history(HERE, OTHER)[0].entry
            store.restore(HERE, newest.id, 1, EVE, NOW, newest.revision.version)
            break
        except ConflictError:
            pass
"""


def test_fault_39_of_two_reviewers_at_once_one_wins_and_the_other_is_told(
    url: str, engines: Connect
) -> None:
    stores = SqlStore(engines(url)), SqlStore(engines(url))
    start = Barrier(2)

    def decide(store: SqlStore, reviewer: Person, name: str) -> Person | None:
        start.wait()
        try:
            if reviewer is BOB:
                store.approve(HERE, name, reviewer, NOW, f"e-{name}")
            else:
                store.reject(HERE, name, reviewer, NOW, "No.")
        except ConflictError as conflict:
            return conflict.proposal.decided_by if conflict.proposal else None
        return reviewer

    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            made = proposal()
            stores[0].propose(HERE, made)
            winners = set(threads.map(decide, stores, (BOB, EVE), (made.id, made.id)))
            decided = stores[1].proposal(HERE, made.id)

            assert decided is not None
            assert winners == {decided.decided_by}


def test_versions_have_no_gaps_and_no_change_is_missed(url: str, engines: Connect) -> None:
    entry = published(SqlStore(engines(url)), words=draft(code=OTHER))
    snapshot = Snapshot()

    def write(store: SqlStore) -> int:
        done = 0
        while done < 10:
            newest = store.history(HERE, OTHER)[0].entry.revision.version
            try:
                store.restore(HERE, entry.id, 1, BOB, NOW, newest)
            except ConflictError:
                continue
            store.vote(HERE, published(store).id, f"U{done}", helped=True, at=NOW)
            done += 1
        return done

    stores = [SqlStore(engines(url)) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, store) for store in stores]
        while not all(each.done() for each in writing):
            snapshot.refresh(stores[0])
        assert [each.result() for each in writing] == [10] * 4
    snapshot.refresh(stores[0])
    versions = [[each.version for each in history.revisions] for history in stores[0].history(HERE)]

    assert sorted(versions) == [[1]] * 40 + [list(range(41, 0, -1))]
    assert stores[0].sequence() == 1 + 40 * 3
    assert set(snapshot.all(HERE)) == set(stores[0].entries(HERE))


def test_fault_49_four_processes_write_one_database_and_none_is_turned_away(
    url: str, engines: Connect
) -> None:
    store = SqlStore(engines(url))
    published(store, words=draft(code=OTHER))
    run_at_once(WRITES, url, ["a", "b", "c", "d"])

    assert len(store.entries(HERE)) == 1 + 4 * 20
    assert [each.version for each in store.history(HERE, OTHER)[0].revisions] == list(
        range(81, 0, -1)
    )
