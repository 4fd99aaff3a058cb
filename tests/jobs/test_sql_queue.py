"""The inbox in both databases: kept once, in one pair of hands at a time, until done or parked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.event import listen

from bot.database.engine import writing
from bot.jobs import tables
from bot.jobs.model import AT_ONCE, LOOKS, Item, New, Retry, State, Taken
from bot.jobs.sql_queue import SqlInbox
from bot.team.sql_store import SqlStore
from tests.team.values import HERE, THERE, accept

Connect = Callable[[str], Engine]
ASKED = Item(HERE, "C1:1.0", "question", "U1", {"text": "1722 \ud800\0 “x”"})
LEASE = 60.0


class Clock:
    """This process's own, set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("bot.jobs.sql_queue.time", made)
    return made


@pytest.fixture
def inbox(url: str, engines: Connect) -> SqlInbox:
    return SqlInbox(engines(url))


def another(number: int, person: str = "U1") -> Item:
    return replace(ASKED, key=f"C1:{number}.0", person=person)


def kept(inbox: SqlInbox, item: Item = ASKED, owner: str | None = None) -> None:
    accept(inbox, item, owner, LEASE)


def taken(inbox: SqlInbox, owner: str = "a", busy: tuple[str, ...] = ()) -> list[Taken]:
    return inbox.take(owner, LEASE, 100, busy)


def test_what_is_kept_for_somebody_is_in_work_at_once(inbox: SqlInbox) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)

    assert mine is not None
    assert (mine.item, mine.tries, mine.handed) == (ASKED, 0, 1)
    assert taken(inbox, "b") == []


def test_what_has_a_known_key_is_left_alone(inbox: SqlInbox) -> None:
    kept(inbox)

    assert accept(inbox, replace(ASKED, kind="other", person="U2"), "a", LEASE) is None


def test_what_is_new_and_what_is_done_is_written_at_once(inbox: SqlInbox) -> None:
    [first] = inbox.record([New(another(1), "a", LEASE)], (), "")
    assert first is not None
    several = [New(another(number), "a", LEASE) for number in (3, 2, 2, 1)]
    kept = inbox.record(several, [first], "a")

    assert [each and each.item for each in kept] == [another(3), another(2), None, None]
    ids = {each.id: each.item.key for each in inbox.listed()}
    assert ids == {each.id: each.item.key for each in kept if each}


def test_each_workspace_has_keys_of_its_own(inbox: SqlInbox) -> None:
    kept(inbox)

    assert accept(inbox, replace(ASKED, workspace=THERE), "a", LEASE) is not None


def test_what_waits_is_taken_once_with_all_that_was_kept(inbox: SqlInbox) -> None:
    kept(inbox)
    [mine] = taken(inbox)

    assert (mine.item, mine.tries, mine.handed) == (ASKED, 0, 1)
    assert taken(inbox, "b") == []


def test_of_many_who_keep_the_same_one_wins(url: str, engines: Connect) -> None:
    stores = [SqlInbox(engines(url)) for _ in range(2)]
    start = Barrier(8)

    def wins(number: int) -> bool:
        start.wait()
        return accept(stores[number % 2], ASKED, f"owner{number}", LEASE) is not None

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(wins, range(8)))

    assert won.count(True) == 1


def test_of_many_who_take_each_item_goes_to_one(url: str, engines: Connect) -> None:
    stores = [SqlInbox(engines(url)) for _ in range(4)]
    for number in range(40):
        kept(stores[0], another(number, f"U{number}"))
    start = Barrier(4)

    def take(number: int) -> list[int]:
        start.wait()
        return [each.id for each in stores[number].take(f"owner{number}", LEASE, 30, ())]

    with ThreadPoolExecutor(4) as threads:
        ids = [name for found in threads.map(take, range(4)) for name in found]

    assert len(ids) == len(set(ids))


def test_what_nobody_renews_for_a_lease_is_taken_and_counts_as_a_failure(
    inbox: SqlInbox, clock: Clock
) -> None:
    accept(inbox, ASKED, "a", LEASE)
    assert taken(inbox, "b") == []
    clock.now += LEASE
    [theirs] = taken(inbox, "b")

    assert (theirs.tries, theirs.handed, theirs.looks) == (1, 2, LOOKS)


def test_what_is_renewed_is_left_to_its_owner(inbox: SqlInbox, clock: Clock) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    for _ in range(3):
        assert taken(inbox, "b") == []
        clock.now += LEASE - 1
        assert inbox.renew("a", [mine.id], LEASE) == {mine.id}


def test_what_was_not_seen_for_a_lease_is_watched_before_it_is_taken(
    inbox: SqlInbox, clock: Clock
) -> None:
    accept(inbox, ASKED, "a", LEASE)
    clock.now += LEASE

    assert taken(inbox, "b") == []


def test_who_lost_an_item_can_neither_renew_nor_settle_it(inbox: SqlInbox) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    [theirs] = inbox.take("b", 0, 1, ())
    inbox.record((), (mine,), "a")
    inbox.park(mine, "a", "why")
    inbox.drop(mine, "a")

    assert inbox.renew("a", [mine.id], LEASE) == set()
    assert inbox.renew("b", [theirs.id], LEASE) == {theirs.id}


def test_what_is_done_is_never_done_again_and_its_text_is_gone(
    inbox: SqlInbox, url: str, engines: Connect
) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    inbox.record((), (mine,), "a")

    assert accept(inbox, ASKED, "b", LEASE) is None
    assert (taken(inbox, "b"), inbox.listed()) == ([], [])
    with engines(url).connect() as connection:
        [content] = connection.scalars(
            tables.inbox.select().with_only_columns(tables.inbox.c.content)
        )
        assert content == "{}"


def test_what_is_dropped_may_come_again(inbox: SqlInbox) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    inbox.drop(mine, "a")

    assert accept(inbox, ASKED, "b", LEASE) is not None


@pytest.mark.parametrize(("failed", "tries"), [(True, 1), (False, 0)])
def test_what_is_put_off_is_due_later(inbox: SqlInbox, failed: bool, tries: int) -> None:  # noqa: FBT001 - a column of the table
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    inbox.later(mine, "a", Retry(3600, "Slack was away", 0, failed))
    assert taken(inbox) == []
    [listed] = inbox.listed()

    assert (listed.state, listed.tries, listed.why) == (State.WAITING, tries, "Slack was away")


def test_what_is_kept_for_later_is_not_due_yet(inbox: SqlInbox) -> None:
    inbox.record([New(ASKED, None, looks=8, delay=3600), New(another(2), None, looks=8)], (), "")

    assert [(each.item, each.looks) for each in taken(inbox)] == [(another(2), 8)]


def clock_set_back(url: str, engines: Connect, seconds: float) -> None:
    """Have the database's clock be set back: all that it wrote so far is so much later."""
    column = tables.inbox.c
    later = {name: column[name] + seconds for name in ("at", "due", "scheduled")}
    with writing(engines(url)) as connection:
        connection.execute(update(tables.inbox).values(later))


@pytest.mark.parametrize("hours", [1, 48])
def test_fault_61_a_clock_that_is_set_back_keeps_nothing_waiting(
    inbox: SqlInbox, url: str, engines: Connect, hours: int
) -> None:
    for number in (1, 2):
        mine = accept(inbox, another(number), "a", LEASE)
        assert mine is not None
        inbox.later(mine, "a", Retry(2, "Slack was away", 1))
    clock_set_back(url, engines, hours * 3600)
    found = taken(inbox)
    inbox.later(found[0], "a", Retry(3600, "Slack was away", 1))

    assert len(found) == 2
    assert taken(inbox) == []


@pytest.mark.parametrize("hours", [1, 48])
def test_fault_61_a_clock_that_is_set_forward_takes_nothing_from_who_works_on_it(
    inbox: SqlInbox, url: str, engines: Connect, hours: int
) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    clock_set_back(url, engines, -hours * 3600)

    assert mine is not None
    assert (taken(inbox, "b"), inbox.renew("a", [mine.id], LEASE)) == ([], {mine.id})


def test_fault_69_however_much_one_person_has_waiting_others_are_not_behind_it(
    inbox: SqlInbox,
) -> None:
    many = [New(another(number), None) for number in range(1_500)]
    inbox.record([*many, New(another(1_500, "U2"), None)], (), "")

    assert [each.item.person for each in taken(inbox)] == ["U1"] * AT_ONCE
    assert [each.item.person for each in taken(inbox, busy=("U1",))] == ["U2"]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_fault_69_each_query_of_a_claim_is_served_by_an_index(url: str, engines: Connect) -> None:
    database = engines(url)
    asked: list[str] = []
    listen(database, "before_cursor_execute", lambda *call: asked.append(call[2]))
    inbox = SqlInbox(database)
    kept(inbox)
    taken(inbox, busy=("U2",))
    queries = [query for query in asked if query.startswith("SELECT") and "FROM inbox" in query]
    with database.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("?",) * query.count("?"))
            for query in queries
        ]
        steps = [row.detail for plan in plans for row in plan]

    assert len(queries) == 3
    assert [step for step in steps if step.startswith("SCAN")] == []


def test_what_was_put_off_and_is_due_may_have_been_done_before(inbox: SqlInbox) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    inbox.later(mine, "a", Retry(-1, "", 3))

    assert [(each.handed, each.looks) for each in taken(inbox)] == [(2, 3)]


def test_what_is_parked_waits_for_an_administrator(inbox: SqlInbox) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    inbox.park(mine, "a", "too often")
    assert taken(inbox) == []

    assert inbox.retry([mine.id]) == 1
    assert [(each.tries, each.handed, each.looks) for each in taken(inbox)] == [(0, 2, 1)]


def test_what_an_administrator_gives_up_is_not_done_later(inbox: SqlInbox) -> None:
    mine = accept(inbox, ASKED, "a", LEASE)
    assert mine is not None
    inbox.park(mine, "a", "too often")

    assert (inbox.discard(None), inbox.discard(None)) == (1, 0)
    assert accept(inbox, ASKED, "a", LEASE) is None


def test_only_what_is_parked_is_retried_or_given_up(inbox: SqlInbox) -> None:
    kept(inbox)

    assert (inbox.retry(None), inbox.discard(None)) == (0, 0)


def test_of_one_person_few_are_taken_at_a_time_and_of_a_busy_one_none(inbox: SqlInbox) -> None:
    for number in range(10):
        kept(inbox, another(number))
    kept(inbox, another(11, "U2"))
    kept(inbox, another(12, "U3"))

    people = [each.item.person for each in taken(inbox, busy=("U3",))]
    assert people == ["U1"] * AT_ONCE + ["U2"]


def test_of_nobody_half_as_many_are_taken_as_asked_for(inbox: SqlInbox) -> None:
    for number in range(20):
        kept(inbox, another(number, ""))
    kept(inbox, another(20, "U2"))

    people = [each.item.person for each in inbox.take("a", LEASE, 16, ())]
    assert people == [""] * 8 + ["U2"]


def test_no_more_are_taken_than_asked_for_and_the_oldest_first(inbox: SqlInbox) -> None:
    for number in range(5):
        kept(inbox, another(number, f"U{number}"))

    assert [each.item.key for each in inbox.take("a", LEASE, 2, ())] == ["C1:0.0", "C1:1.0"]


def test_what_is_given_back_is_free_at_once(inbox: SqlInbox) -> None:
    kept(inbox, owner="a")
    kept(inbox, another(2), owner="b")

    assert inbox.release("a") == 1
    assert [(each.item, each.looks) for each in taken(inbox, "c")] == [(ASKED, LOOKS)]


def test_what_waits_of_a_person_is_counted(inbox: SqlInbox) -> None:
    kept(inbox)
    kept(inbox, another(2), owner="a")
    kept(inbox, another(3, "U2"))

    assert inbox.waiting_of(HERE, "U1") == 1


def test_each_state_is_counted_but_what_is_done(inbox: SqlInbox) -> None:
    kept(inbox)
    kept(inbox, another(2), owner="a")
    inbox.claim(another(3))

    assert inbox.states() == {State.WAITING: 1, State.WORKING: 1, State.PARKED: 0}


def test_a_workspace_that_removed_the_bot_is_worked_for_no_more(inbox: SqlInbox) -> None:
    kept(inbox)
    kept(inbox, replace(ASKED, workspace=THERE))
    said = accept(inbox, another(2), "a", LEASE)
    assert said is not None
    inbox.close_workspace(HERE, "removed", said)

    assert [each.item.workspace for each in taken(inbox)] == [THERE]
    assert [each.state for each in inbox.listed()].count(State.PARKED) == 1


def test_a_key_is_claimed_once_until_it_is_given_back(inbox: SqlInbox) -> None:
    claims = [inbox.claim(ASKED), inbox.claim(ASKED)]
    inbox.unclaim(ASKED)

    assert (*claims, inbox.claim(ASKED)) == (True, False, True)


def test_old_keys_are_forgotten_and_young_ones_and_open_items_kept(
    inbox: SqlInbox, url: str, engines: Connect
) -> None:
    inbox.claim(ASKED)
    inbox.claim(another(2))
    kept(inbox, another(3))
    age = update(tables.inbox).where(tables.inbox.c.key != another(2).key)
    with writing(engines(url)) as connection:
        connection.execute(age.values(due=tables.inbox.c.due - 100))

    assert inbox.expire(50) == 1
    assert (inbox.claim(ASKED), inbox.claim(another(2)), inbox.claim(another(3))) == (
        True,
        False,
        False,
    )


def test_a_person_who_is_forgotten_leaves_nothing_but_keys(
    inbox: SqlInbox, url: str, engines: Connect
) -> None:
    kept(inbox)
    inbox.claim(another(2))
    kept(inbox, another(3, "U2"))
    store = SqlStore(engines(url))

    assert store.forget("U1") == 2
    assert [each.item.person for each in inbox.listed()] == ["U2"]
    assert not inbox.claim(another(2))
