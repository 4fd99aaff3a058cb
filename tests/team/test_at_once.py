"""Several at once: threads with engines of their own, as replicas have, and processes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from sqlalchemy import Engine

from bot.codes.status_code import StatusCode
from bot.team.model import ConflictError, Person, Proposal, Seen
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from bot.team.store import Report
from tests.database.processes import run_at_once
from tests.team.values import BOB, EVE, HERE, NOW, OTHER, draft, proposal, published

Connect = Callable[[str], Engine]

WRITES = """
from dataclasses import replace
from bot.team.model import ConflictError, Seen
store = SqlStore(engine(url))
for number in range(20):
    made = proposal()
    store.propose(HERE, replace(made, id=f"{arguments[0]}{number}"))
    store.approve(HERE, Seen(f"{arguments[0]}{number}", 1), BOB, NOW, f"e{arguments[0]}{number}")
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

    def decide(store: SqlStore, reviewer: Person, seen: Seen) -> Person | None:
        start.wait()
        try:
            if reviewer is BOB:
                store.approve(HERE, seen, reviewer, NOW, f"e-{seen.proposal}")
            else:
                store.reject(HERE, seen, reviewer, NOW, "No.")
        except ConflictError as conflict:
            return conflict.now.decided_by if isinstance(conflict.now, Proposal) else None
        return reviewer

    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            made = proposal()
            stores[0].propose(HERE, made)
            winners = set(threads.map(decide, stores, (BOB, EVE), (made.seen, made.seen)))
            decided = stores[1].proposal(HERE, made.id)

            assert decided is not None
            assert winners == {decided.decided_by}


def test_fault_66_of_two_edits_at_once_one_is_kept_and_the_other_is_told_of_it(
    url: str, engines: Connect
) -> None:
    stores = SqlStore(engines(url)), SqlStore(engines(url))
    start = Barrier(2)

    def edit(store: SqlStore, editor: Person, seen: Seen) -> Person | None:
        start.wait()
        try:
            return store.change_draft(HERE, seen, draft(editor.name), editor, NOW).edited_by
        except ConflictError as conflict:
            return conflict.now.edited_by if isinstance(conflict.now, Proposal) else None

    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            made = proposal()
            stores[0].propose(HERE, made)
            kept = set(threads.map(edit, stores, (BOB, EVE), (made.seen, made.seen)))
            edited = stores[1].proposal(HERE, made.id)

            assert edited is not None
            assert kept == {edited.edited_by}
            assert (edited.version, edited.editors) == (2, (edited.edited_by,))
            assert edited.draft == draft(edited.editors[0].name if edited.editors[0] else "")


def test_fault_66_nothing_is_published_that_was_edited_at_that_moment(
    url: str, engines: Connect
) -> None:
    stores = SqlStore(engines(url)), SqlStore(engines(url))
    start = Barrier(2)

    def act(store: SqlStore, person: Person, seen: Seen) -> bool:
        start.wait()
        try:
            if person is BOB:
                store.change_draft(HERE, seen, draft("Bob's."), BOB, NOW)
            else:
                store.approve(HERE, seen, EVE, NOW, f"e-{seen.proposal}")
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        for number in range(20):
            made = proposal(words=draft(code=StatusCode(number)))
            stores[0].propose(HERE, made)
            edited, approved = threads.map(act, stores, (BOB, EVE), (made.seen, made.seen))
            entries = [each for each in stores[1].entries(HERE) if each.code.decimal == number]

            assert edited is not approved
            assert [each.revision.draft for each in entries] == [made.draft] * approved


def test_fault_66_an_import_and_a_restoration_at_once_lose_no_version(
    url: str, engines: Connect
) -> None:
    stores = SqlStore(engines(url)), SqlStore(engines(url))
    start = Barrier(2)
    entry = published(stores[0])
    [history] = stores[0].history(HERE)
    newer = replace(entry.revision, version=2, draft=draft("Elsewhere."))
    longer = replace(history, revisions=(newer, *history.revisions))

    def restore() -> bool:
        start.wait()
        try:
            stores[0].restore(HERE, entry.id, 1, EVE, NOW, 1)
        except ConflictError:
            return False
        return True

    def bring() -> Report:
        start.wait()
        return stores[1].take_in(HERE, [longer], BOB, NOW, lambda: "apart")

    with ThreadPoolExecutor(2) as threads:
        restored, brought = threads.submit(restore), threads.submit(bring)
        report = brought.result()
        expected = Report(apart=1) if restored.result() else Report(continued=1)

    assert report == expected
    causes = {each.revision.draft.cause for each in stores[0].entries(HERE)}
    assert "Elsewhere." in causes
    assert (entry.revision.draft.cause in causes) is restored.result()


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
