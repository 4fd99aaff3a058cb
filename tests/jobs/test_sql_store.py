"""The job queue in both databases: a job is enqueued once, and owned by one until done or dead."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.event import listen

from bot.database.engine import writing
from bot.jobs import tables
from bot.jobs.model import AT_ONCE, LOOKS, ClaimedJob, Job, NewJob, Retry, State
from bot.jobs.sql_store import SqlJobStore
from bot.team.sql_store import SqlStore
from tests.team.values import HERE, THERE, accept

Connect = Callable[[str], Engine]
ASKED = Job(HERE, "C1:1.0", "question", "U1", {"text": "1722 \ud800\0 “x”"})
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
    monkeypatch.setattr("bot.jobs.sql_store.time", made)
    return made


@pytest.fixture
def queue(url: str, engines: Connect) -> SqlJobStore:
    return SqlJobStore(engines(url))


def another(number: int, person: str = "U1") -> Job:
    return replace(ASKED, key=f"C1:{number}.0", user=person)


def kept(queue: SqlJobStore, job: Job = ASKED, owner: str | None = None) -> None:
    accept(queue, job, owner, LEASE)


def claimed(queue: SqlJobStore, owner: str = "a", busy: tuple[str, ...] = ()) -> list[ClaimedJob]:
    return queue.claim(owner, LEASE, 100, busy)


def test_what_is_kept_for_somebody_is_in_work_at_once(queue: SqlJobStore) -> None:
    mine = accept(queue, ASKED, "a", LEASE)

    assert mine is not None
    assert (mine.job, mine.failures, mine.deliveries) == (ASKED, 0, 1)
    assert claimed(queue, "b") == []


def test_what_has_a_known_key_is_left_alone(queue: SqlJobStore) -> None:
    kept(queue)

    assert accept(queue, replace(ASKED, kind="other", user="U2"), "a", LEASE) is None


def test_what_is_new_and_what_is_done_is_written_at_once(queue: SqlJobStore) -> None:
    [first] = queue.write([NewJob(another(1), "a", LEASE)], (), "")
    assert first is not None
    several = [NewJob(another(number), "a", LEASE) for number in (3, 2, 2, 1)]
    kept = queue.write(several, [first], "a")

    assert [each and each.job for each in kept] == [another(3), another(2), None, None]
    ids = {each.id: each.job.key for each in queue.unfinished()}
    assert ids == {each.id: each.job.key for each in kept if each}


def test_each_workspace_has_keys_of_its_own(queue: SqlJobStore) -> None:
    kept(queue)

    assert accept(queue, replace(ASKED, workspace=THERE), "a", LEASE) is not None


def test_what_waits_is_taken_once_with_all_that_was_kept(queue: SqlJobStore) -> None:
    kept(queue)
    [mine] = claimed(queue)

    assert (mine.job, mine.failures, mine.deliveries) == (ASKED, 0, 1)
    assert claimed(queue, "b") == []


def test_of_many_who_keep_the_same_one_wins(url: str, engines: Connect) -> None:
    stores = [SqlJobStore(engines(url)) for _ in range(2)]
    start = Barrier(8)

    def wins(number: int) -> bool:
        start.wait()
        return accept(stores[number % 2], ASKED, f"owner{number}", LEASE) is not None

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(wins, range(8)))

    assert won.count(True) == 1


def test_of_many_who_take_each_item_goes_to_one(url: str, engines: Connect) -> None:
    stores = [SqlJobStore(engines(url)) for _ in range(4)]
    for number in range(40):
        kept(stores[0], another(number, f"U{number}"))
    start = Barrier(4)

    def take(number: int) -> list[int]:
        start.wait()
        return [each.id for each in stores[number].claim(f"owner{number}", LEASE, 30, ())]

    with ThreadPoolExecutor(4) as threads:
        ids = [name for found in threads.map(take, range(4)) for name in found]

    assert len(ids) == len(set(ids))


def test_what_nobody_renews_for_a_lease_is_taken_and_counts_as_a_failure(
    queue: SqlJobStore, clock: Clock
) -> None:
    accept(queue, ASKED, "a", LEASE)
    assert claimed(queue, "b") == []
    clock.now += LEASE
    [theirs] = claimed(queue, "b")

    assert (theirs.failures, theirs.deliveries, theirs.lookups) == (1, 2, LOOKS)


def test_what_is_renewed_is_left_to_its_owner(queue: SqlJobStore, clock: Clock) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    for _ in range(3):
        assert claimed(queue, "b") == []
        clock.now += LEASE - 1
        assert queue.renew("a", [mine.id], LEASE) == {mine.id}


def test_what_was_not_seen_for_a_lease_is_watched_before_it_is_taken(
    queue: SqlJobStore, clock: Clock
) -> None:
    accept(queue, ASKED, "a", LEASE)
    clock.now += LEASE

    assert claimed(queue, "b") == []


def test_who_lost_an_item_can_neither_renew_nor_settle_it(queue: SqlJobStore) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    [theirs] = queue.claim("b", 0, 1, ())
    queue.write((), (mine,), "a")
    queue.mark_dead(mine, "a", "why")
    queue.delete(mine, "a")

    assert queue.renew("a", [mine.id], LEASE) == set()
    assert queue.renew("b", [theirs.id], LEASE) == {theirs.id}


def test_what_is_done_is_never_done_again_and_its_text_is_gone(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    queue.write((), (mine,), "a")

    assert accept(queue, ASKED, "b", LEASE) is None
    assert (claimed(queue, "b"), queue.unfinished()) == ([], [])
    with engines(url).connect() as connection:
        [content] = connection.scalars(tables.job.select().with_only_columns(tables.job.c.content))
        assert content == "{}"


def test_what_is_dropped_may_come_again(queue: SqlJobStore) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    queue.delete(mine, "a")

    assert accept(queue, ASKED, "b", LEASE) is not None


@pytest.mark.parametrize(("failed", "tries"), [(True, 1), (False, 0)])
def test_what_is_put_off_is_due_later(queue: SqlJobStore, failed: bool, tries: int) -> None:  # noqa: FBT001 - a column of the table
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    queue.reschedule(mine, "a", Retry(3600, "Slack was away", 0, failed))
    assert claimed(queue) == []
    [listed] = queue.unfinished()

    assert (listed.state, listed.failures, listed.error) == (State.WAITING, tries, "Slack was away")


def test_what_is_kept_for_later_is_not_due_yet(queue: SqlJobStore) -> None:
    queue.write(
        [NewJob(ASKED, None, lookups=8, delay=3600), NewJob(another(2), None, lookups=8)], (), ""
    )

    assert [(each.job, each.lookups) for each in claimed(queue)] == [(another(2), 8)]


def clock_set_back(url: str, engines: Connect, seconds: float) -> None:
    """Have the database's clock be set back: all that it wrote so far is so much later."""
    column = tables.job.c
    later = {name: column[name] + seconds for name in ("enqueued_at", "due_at", "scheduled_at")}
    with writing(engines(url)) as connection:
        connection.execute(update(tables.job).values(later))


@pytest.mark.parametrize("hours", [1, 48])
def test_fault_61_a_clock_that_is_set_back_keeps_nothing_waiting(
    queue: SqlJobStore, url: str, engines: Connect, hours: int
) -> None:
    for number in (1, 2):
        mine = accept(queue, another(number), "a", LEASE)
        assert mine is not None
        queue.reschedule(mine, "a", Retry(2, "Slack was away", 1))
    clock_set_back(url, engines, hours * 3600)
    found = claimed(queue)
    queue.reschedule(found[0], "a", Retry(3600, "Slack was away", 1))

    assert len(found) == 2
    assert claimed(queue) == []


@pytest.mark.parametrize("hours", [1, 48])
def test_fault_61_a_clock_that_is_set_forward_takes_nothing_from_who_works_on_it(
    queue: SqlJobStore, url: str, engines: Connect, hours: int
) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    clock_set_back(url, engines, -hours * 3600)

    assert mine is not None
    assert (claimed(queue, "b"), queue.renew("a", [mine.id], LEASE)) == ([], {mine.id})


def test_fault_69_however_much_one_person_has_waiting_others_are_not_behind_it(
    queue: SqlJobStore,
) -> None:
    many = [NewJob(another(number), None) for number in range(1_500)]
    queue.write([*many, NewJob(another(1_500, "U2"), None)], (), "")

    assert [each.job.user for each in claimed(queue)] == ["U1"] * AT_ONCE
    assert [each.job.user for each in claimed(queue, busy=("U1",))] == ["U2"]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_fault_69_each_query_of_a_claim_is_served_by_an_index(url: str, engines: Connect) -> None:
    database = engines(url)
    asked: list[str] = []
    listen(database, "before_cursor_execute", lambda *call: asked.append(call[2]))
    queue = SqlJobStore(database)
    kept(queue)
    claimed(queue, busy=("U2",))
    queries = [query for query in asked if query.startswith("SELECT") and "FROM job" in query]
    with database.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("?",) * query.count("?"))
            for query in queries
        ]
        steps = [row.detail for plan in plans for row in plan]

    assert len(queries) == 3
    assert [step for step in steps if step.startswith("SCAN")] == []


def test_what_was_put_off_and_is_due_may_have_been_done_before(queue: SqlJobStore) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    queue.reschedule(mine, "a", Retry(-1, "", 3))

    assert [(each.deliveries, each.lookups) for each in claimed(queue)] == [(2, 3)]


def test_what_is_dead_waits_for_an_administrator(queue: SqlJobStore) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    queue.mark_dead(mine, "a", "too often")
    assert claimed(queue) == []

    assert queue.retry_dead([mine.id]) == 1
    assert [(each.failures, each.deliveries, each.lookups) for each in claimed(queue)] == [
        (0, 2, 1)
    ]


def test_what_an_administrator_gives_up_is_not_done_later(queue: SqlJobStore) -> None:
    mine = accept(queue, ASKED, "a", LEASE)
    assert mine is not None
    queue.mark_dead(mine, "a", "too often")

    assert (queue.delete_dead(None), queue.delete_dead(None)) == (1, 0)
    assert accept(queue, ASKED, "a", LEASE) is None


def test_only_what_is_dead_is_retried_or_given_up(queue: SqlJobStore) -> None:
    kept(queue)

    assert (queue.retry_dead(None), queue.delete_dead(None)) == (0, 0)


def test_of_one_person_few_are_taken_at_a_time_and_of_a_busy_one_none(queue: SqlJobStore) -> None:
    for number in range(10):
        kept(queue, another(number))
    kept(queue, another(11, "U2"))
    kept(queue, another(12, "U3"))

    people = [each.job.user for each in claimed(queue, busy=("U3",))]
    assert people == ["U1"] * AT_ONCE + ["U2"]


def test_of_nobody_half_as_many_are_taken_as_asked_for(queue: SqlJobStore) -> None:
    for number in range(20):
        kept(queue, another(number, ""))
    kept(queue, another(20, "U2"))

    people = [each.job.user for each in queue.claim("a", LEASE, 16, ())]
    assert people == [""] * 8 + ["U2"]


def test_no_more_are_taken_than_asked_for_and_the_oldest_first(queue: SqlJobStore) -> None:
    for number in range(5):
        kept(queue, another(number, f"U{number}"))

    assert [each.job.key for each in queue.claim("a", LEASE, 2, ())] == ["C1:0.0", "C1:1.0"]


def test_what_is_given_back_is_free_at_once(queue: SqlJobStore) -> None:
    kept(queue, owner="a")
    kept(queue, another(2), owner="b")

    assert queue.release("a") == 1
    assert [(each.job, each.lookups) for each in claimed(queue, "c")] == [(ASKED, LOOKS)]


def test_what_waits_of_a_person_is_counted(queue: SqlJobStore) -> None:
    kept(queue)
    kept(queue, another(2), owner="a")
    kept(queue, another(3, "U2"))

    assert queue.count_waiting(HERE, "U1") == 1


def test_each_state_is_counted_but_what_is_done(queue: SqlJobStore) -> None:
    kept(queue)
    kept(queue, another(2), owner="a")
    queue.reserve_key(another(3))

    assert queue.count_by_state() == {State.WAITING: 1, State.RUNNING: 1, State.DEAD: 0}


def test_a_workspace_that_removed_the_bot_is_worked_for_no_more(queue: SqlJobStore) -> None:
    kept(queue)
    kept(queue, replace(ASKED, workspace=THERE))
    said = accept(queue, another(2), "a", LEASE)
    assert said is not None
    queue.close_workspace(HERE, "removed", said)

    assert [each.job.workspace for each in claimed(queue)] == [THERE]
    assert [each.state for each in queue.unfinished()].count(State.DEAD) == 1


def test_a_key_is_claimed_once_until_it_is_given_back(queue: SqlJobStore) -> None:
    claims = [queue.reserve_key(ASKED), queue.reserve_key(ASKED)]
    queue.free_key(ASKED)

    assert (*claims, queue.reserve_key(ASKED)) == (True, False, True)


def test_old_keys_are_forgotten_and_young_ones_and_open_items_kept(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    queue.reserve_key(ASKED)
    queue.reserve_key(another(2))
    kept(queue, another(3))
    age = update(tables.job).where(tables.job.c.key != another(2).key)
    with writing(engines(url)) as connection:
        connection.execute(age.values(due_at=tables.job.c.due_at - 100))

    assert queue.delete_old_keys(50) == 1
    assert (
        queue.reserve_key(ASKED),
        queue.reserve_key(another(2)),
        queue.reserve_key(another(3)),
    ) == (
        True,
        False,
        False,
    )


def test_a_person_who_is_forgotten_leaves_nothing_but_keys(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    kept(queue)
    queue.reserve_key(another(2))
    kept(queue, another(3, "U2"))
    store = SqlStore(engines(url))

    assert store.forget("U1") == 2
    assert [each.job.user for each in queue.unfinished()] == ["U2"]
    assert not queue.reserve_key(another(2))
