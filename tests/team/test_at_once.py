"""Concurrent writes: threads with engines of their own, as replicas have, and processes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import Engine

from bot.codes.status_code import StatusCode
from bot.team.history_import import ImportReport
from bot.team.model import ConflictError, Proposal
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from tests.database.processes import run_at_once
from tests.team.entries import proposed, published
from tests.team.values import BOB, EVE, HERE, NOW, OTHER, draft

Connect = Callable[[str], Engine]

WRITES = """
from dataclasses import replace
from bot.team.model import ConflictError
store = SqlStore(engine(url))
for number in range(20):
    made = replace(proposal(), id=f"{arguments[0]}{number}")
    store.propose(HERE, made)
    store.approve(HERE, made.current_version, BOB, NOW, f"e{made.id}")
    while True:
        try:
            newest = store.history(HERE, OTHER)[0].entry
            store.restore(HERE, newest.id, 1, EVE, NOW, newest.revision.version)
            break
        except ConflictError:
            pass
"""


@pytest.fixture
def stores(url: str, engines: Connect) -> tuple[SqlStore, SqlStore]:
    return SqlStore(engines(url)), SqlStore(engines(url))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each returns, or its conflict."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except ConflictError as conflict:
            return conflict

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def conflicting_proposal(outcomes: list[object]) -> Proposal:
    """What the one of two that failed was given."""
    [conflict] = [each for each in outcomes if isinstance(each, ConflictError)]
    assert isinstance(conflict.now, Proposal)
    return conflict.now


def test_fault_39_of_two_reviewers_at_once_one_decides_and_the_other_gets_that_decision(
    stores: tuple[SqlStore, SqlStore],
) -> None:
    one, other = stores
    for _ in range(20):
        made = proposed(one)
        seen = made.current_version
        outcomes = at_once(
            partial(one.approve, HERE, seen, BOB, NOW, f"e-{seen.proposal}"),
            partial(other.reject, HERE, seen, EVE, NOW, "No."),
        )
        decided = other.proposal_within(HERE, made.id)

        assert conflicting_proposal(outcomes) == decided
        assert decided.decided_by == (EVE if isinstance(outcomes[0], ConflictError) else BOB)


def test_fault_66_of_two_edits_at_once_one_is_stored_and_the_other_gets_it(
    stores: tuple[SqlStore, SqlStore],
) -> None:
    one, other = stores
    for _ in range(20):
        made = proposed(one)
        seen = made.current_version
        outcomes = at_once(
            partial(one.change_draft, HERE, seen, draft("Bob's."), BOB, NOW),
            partial(other.change_draft, HERE, seen, draft("Eve's."), EVE, NOW),
        )
        editor = EVE if isinstance(outcomes[0], ConflictError) else BOB
        edited = other.proposal_within(HERE, made.id)

        assert conflicting_proposal(outcomes) == edited
        assert (edited.version, edited.edited_by, edited.editors) == (2, editor, (editor,))
        assert edited.draft == draft("Eve's." if editor is EVE else "Bob's.")


def test_fault_66_a_draft_that_is_edited_at_that_moment_is_not_published(
    stores: tuple[SqlStore, SqlStore],
) -> None:
    one, other = stores
    for number in range(20):
        made = proposed(one, content=draft(code=StatusCode(number)))
        seen = made.current_version
        edited, approved = at_once(
            partial(one.change_draft, HERE, seen, draft("Bob's.", made.draft.code), BOB, NOW),
            partial(other.approve, HERE, seen, EVE, NOW, f"e-{seen.proposal}"),
        )
        entries = [each for each in other.entries(HERE) if each.code.decimal == number]

        assert isinstance(edited, ConflictError) is not isinstance(approved, ConflictError)
        assert entries == ([] if isinstance(approved, ConflictError) else [approved])
        assert all(each.revision.draft == made.draft for each in entries)


def test_fault_66_an_import_and_a_restoration_at_once_lose_no_version(
    stores: tuple[SqlStore, SqlStore],
) -> None:
    one, other = stores
    entry = published(one)
    [history] = one.history(HERE)
    newer = replace(entry.revision, version=2, draft=draft("Elsewhere."))
    longer = replace(history, revisions=(newer, *history.revisions))
    restored, report = at_once(
        partial(one.restore, HERE, entry.id, 1, EVE, NOW, 1),
        partial(other.import_histories, HERE, [longer], BOB, NOW, lambda: "apart"),
    )
    is_restored = not isinstance(restored, ConflictError)

    assert report == (ImportReport(conflicting=1) if is_restored else ImportReport(continued=1))
    causes = {each.revision.draft.cause for each in one.entries(HERE)}
    assert causes == {"Elsewhere.", *([entry.revision.draft.cause] if is_restored else [])}


def test_versions_have_no_gaps_and_no_change_is_missed(url: str, engines: Connect) -> None:
    entry = published(SqlStore(engines(url)), content=draft(code=OTHER))
    snapshot = Snapshot()

    def write(store: SqlStore) -> int:
        count = 0
        while count < 10:
            newest = store.history(HERE, OTHER)[0].entry.revision.version
            try:
                store.restore(HERE, entry.id, 1, BOB, NOW, newest)
            except ConflictError:
                continue
            store.vote(HERE, published(store).id, f"U{count}", helped=True, at=NOW)
            count += 1
        return count

    stores = [SqlStore(engines(url)) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, store) for store in stores]
        while not all(each.done() for each in writing):
            snapshot.refresh(stores[0])
        assert [each.result() for each in writing] == [10] * 4
    snapshot.refresh(stores[0])
    versions = [[each.version for each in history.revisions] for history in stores[0].history(HERE)]

    assert sorted(versions) == [[1]] * 40 + [list(range(41, 0, -1))]
    assert stores[0].latest_change() == 1 + 40 * 3
    assert set(snapshot.entries(HERE).all()) == set(stores[0].entries(HERE))


def test_fault_49_four_processes_write_to_one_database_and_none_fails(
    url: str, engines: Connect
) -> None:
    store = SqlStore(engines(url))
    published(store, content=draft(code=OTHER))
    run_at_once(WRITES, url, ["a", "b", "c", "d"])
    [history] = store.history(HERE, OTHER)

    assert len(store.entries(HERE)) == 1 + 4 * 20
    assert [each.version for each in history.revisions] == list(range(81, 0, -1))
