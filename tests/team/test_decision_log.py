from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine

from bot.database.schema import upgrade
from bot.team.model import Act, LogEntry, Person
from bot.team.sql_store import SqlStore
from tests.database.old import write_old
from tests.team.entries import improved, proposed, published
from tests.team.values import ANN, BOB, CODE, EVE, HERE, NOW, THERE, draft, later

Connect = Callable[[str], Engine]


def test_every_decision_is_logged_with_who_made_it_and_when(store: SqlStore) -> None:
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, draft("Edited."), EVE, later(1))
    entry = store.approve(HERE, edited.current_version, BOB, later(2), "e1")
    second = proposed(store, entry, content=draft("Better."))
    store.reject(HERE, second.current_version, EVE, later(3), "No.")
    store.restore(HERE, "e1", 1, BOB, later(4), 1)
    store.record_refusal(HERE, "U9", "vote on e7", later(5))

    assert store.decisions(HERE) == [
        LogEntry(Act.PROPOSED, ANN, NOW, CODE, made.id, None, 1),
        LogEntry(Act.PROPOSED, ANN, NOW, CODE, second.id, "e1", 1),
        LogEntry(Act.EDITED, EVE, later(1), CODE, made.id, None, 2),
        LogEntry(Act.APPROVED, BOB, later(2), CODE, made.id, "e1", 1),
        LogEntry(Act.REJECTED, EVE, later(3), CODE, second.id, "e1", 1),
        LogEntry(Act.RESTORED, BOB, later(4), CODE, None, "e1", 2),
        LogEntry(Act.REFUSED, Person("U9", ""), later(5), what="vote on e7"),
    ]


def test_an_import_is_logged_once_for_each_entry_that_it_changed(store: SqlStore) -> None:
    entry = published(store)
    for _ in "12":
        store.import_histories(THERE, store.history(HERE), EVE, later(1), str)
    improved(store, entry, "Better.")
    store.import_histories(THERE, store.history(HERE), EVE, later(2), str)

    assert store.decisions(THERE) == [
        LogEntry(Act.IMPORTED, EVE, later(1), CODE, None, entry.id, 1),
        LogEntry(Act.IMPORTED, EVE, later(2), CODE, None, entry.id, 2),
    ]


def test_what_is_repeated_or_fails_is_not_logged_again(store: SqlStore) -> None:
    made = proposed(store)
    store.propose(HERE, made)
    for _ in "12":
        store.change_draft(HERE, made.current_version, draft("Edited."), EVE, NOW)

    assert [each.act for each in store.decisions(HERE)] == [Act.PROPOSED, Act.EDITED]


def test_a_forgotten_person_is_in_no_line_of_the_log(store: SqlStore) -> None:
    published(store)
    store.record_refusal(HERE, ANN.id, "approve", NOW)
    store.forget(ANN.id)

    assert [(each.act, each.person) for each in store.decisions(HERE)] == [
        (Act.PROPOSED, None),
        (Act.APPROVED, BOB),
        (Act.REFUSED, None),
    ]


def test_only_old_refused_attempts_are_deleted(store: SqlStore) -> None:
    published(store)
    store.record_refusal(HERE, "U8", "approve", NOW)
    store.record_refusal(THERE, "U8", "approve", later(2))
    deleted = store.delete_refusals(later(1) + timedelta(days=1), 1)

    assert deleted == 1
    assert [each.act for each in store.decisions(HERE)] == [Act.PROPOSED, Act.APPROVED]
    assert [each.act for each in store.decisions(THERE)] == [Act.REFUSED]


def test_the_log_of_an_upgraded_database_begins_with_what_is_known(
    empty_url: str, engines: Connect
) -> None:
    made = engines(empty_url)
    write_old(made)
    upgrade(made, "notified")
    with made.begin() as connection:
        for statement in OLDER.split(";"):
            connection.exec_driver_sql(statement)
    upgrade(made)
    decisions = SqlStore(made).decisions(HERE)

    assert [(each.act, each.person, each.proposal or each.entry) for each in decisions] == [
        (Act.REFUSED, Person("U8", ""), None),
        (Act.PROPOSED, ANN, "p1"),
        (Act.PROPOSED, ANN, "p2"),
        (Act.PROPOSED, ANN, "p3"),
        (Act.PROPOSED, ANN, "p5"),
        (Act.EDITED, EVE, "p1"),
        (Act.APPROVED, BOB, "p1"),
        (Act.APPROVED, BOB, "p3"),
        (Act.APPROVED, BOB, "p2"),
        (Act.IMPORTED, None, "e-p3"),
        (Act.RESTORED, BOB, "e-p1"),
    ]
    assert {each.code for each in decisions} >= {CODE}


OLDER = """
    UPDATE proposal SET edited_by_id = 'U3', edited_by_name = 'Eve <@U1>', edited_at = at
        WHERE id = 'p1';
    UPDATE entry SET imported_at = '2026-11-24 07:00:00' WHERE id = 'e-p3';
    UPDATE revision SET origin = 'restored', at = '2026-11-25 07:00:00' WHERE version = 2;
    UPDATE revision SET origin = 'restored' WHERE entry = 'e-p3';
    INSERT INTO audit (workspace, person, what, at)
        VALUES ('T1', 'U8', 'approve', '2026-11-22 07:00:00')
"""
"""An edit, an import of an entry that had been restored before, a restored one, and a refusal."""
