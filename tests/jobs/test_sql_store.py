"""The job queue in both databases: a job is enqueued once, and settled by its owner."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, update

from bot.database.engine import writing
from bot.jobs import tables
from bot.jobs.model import LOOKUPS, Job, NewJob, Retry, State
from bot.jobs.sql_store import SqlJobStore
from bot.team.sql_store import SqlStore
from tests.jobs.values import JOB, LEASE, Connect, another, claim, enqueue
from tests.team.values import HERE, THERE, accept


def test_a_job_that_is_enqueued_with_an_owner_is_claimed_at_once(queue: SqlJobStore) -> None:
    claimed = enqueue(queue, JOB, "a")

    assert (claimed.job, claimed.failures, claimed.deliveries) == (JOB, 0, 1)
    assert claim(queue, "b") == []


def test_a_job_with_a_known_key_is_ignored(queue: SqlJobStore) -> None:
    enqueue(queue)

    assert accept(queue, replace(JOB, kind="other", user="U2"), "a", LEASE) is None


def test_new_and_done_jobs_are_written_in_one_transaction(queue: SqlJobStore) -> None:
    [first] = queue.write([NewJob(another(1), "a", LEASE)], (), "")
    assert first is not None
    several = [NewJob(another(number), "a", LEASE) for number in (3, 2, 2, 1)]
    enqueued = queue.write(several, [first], "a")

    assert [each and each.job for each in enqueued] == [another(3), another(2), None, None]
    ids = {each.id: each.job.key for each in queue.unfinished()}
    assert ids == {each.id: each.job.key for each in enqueued if each}


def test_each_workspace_has_keys_of_its_own(queue: SqlJobStore) -> None:
    enqueue(queue)

    assert accept(queue, replace(JOB, workspace=THERE), "a", LEASE) is not None


def test_if_many_enqueue_the_same_job_one_succeeds(url: str, engines: Connect) -> None:
    stores = [SqlJobStore(engines(url)) for _ in range(2)]
    start = Barrier(8)

    def succeeds(number: int) -> bool:
        start.wait()
        return accept(stores[number % 2], JOB, f"owner{number}", LEASE) is not None

    with ThreadPoolExecutor(8) as threads:
        successes = list(threads.map(succeeds, range(8)))

    assert successes.count(True) == 1


def test_a_done_job_is_never_run_again_and_its_content_is_deleted(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    queue.write((), (enqueue(queue, JOB, "a"),), "a")

    assert accept(queue, JOB, "b", LEASE) is None
    assert (claim(queue, "b"), queue.unfinished()) == ([], [])
    with engines(url).connect() as connection:
        [content] = connection.scalars(tables.job.select().with_only_columns(tables.job.c.content))
        assert content == "{}"


def test_a_deleted_job_may_be_enqueued_again(queue: SqlJobStore) -> None:
    queue.delete(enqueue(queue, JOB, "a"), "a")

    assert accept(queue, JOB, "b", LEASE) is not None


@pytest.mark.parametrize(("failed", "failures"), [(True, 1), (False, 0)])
def test_a_rescheduled_job_is_due_later(queue: SqlJobStore, failed: bool, failures: int) -> None:  # noqa: FBT001 - a column of the table
    claimed = enqueue(queue, JOB, "a")
    queue.reschedule(claimed, "a", Retry(3600, "Slack was away", 0, failed))
    assert claim(queue) == []
    [job] = queue.unfinished()

    assert (job.state, job.failures, job.error) == (State.WAITING, failures, "Slack was away")


def test_a_job_with_a_delay_is_not_due_yet(queue: SqlJobStore) -> None:
    delayed = NewJob(JOB, None, lookups=8, delay=3600)
    queue.write([delayed, NewJob(another(2), None, lookups=8)], (), "")

    assert [(each.job, each.lookups) for each in claim(queue)] == [(another(2), 8)]


def test_a_rescheduled_job_that_is_due_counts_its_deliveries_and_lookups(
    queue: SqlJobStore,
) -> None:
    queue.reschedule(enqueue(queue, JOB, "a"), "a", Retry(-1, "", 3))

    assert [(each.deliveries, each.lookups) for each in claim(queue)] == [(2, 3)]


def test_a_postponed_job_is_due_later_and_its_message_is_looked_for_first(
    queue: SqlJobStore,
) -> None:
    queue.postpone(enqueue(queue, JOB, "a"), 3600)
    assert claim(queue) == []
    queue.postpone(enqueue(queue, another(2), "a"), -1)

    assert [(each.job, each.lookups) for each in claim(queue)] == [(another(2), LOOKUPS)]


def test_a_job_that_was_claimed_again_is_not_postponed(queue: SqlJobStore) -> None:
    enqueue(queue)
    [first] = claim(queue)
    queue.release("a")
    [second] = claim(queue, "b")
    queue.postpone(first, -1)

    assert claim(queue, "c") == []
    assert second.deliveries == first.deliveries + 1


def test_a_dead_job_waits_for_an_administrator(queue: SqlJobStore) -> None:
    claimed = enqueue(queue, JOB, "a")
    queue.mark_dead(claimed, "a", "too often")
    assert claim(queue) == []
    assert queue.retry_dead([claimed.id]) == 1
    [retried] = claim(queue)

    assert (retried.failures, retried.deliveries, retried.lookups) == (0, 2, 1)


def test_a_dead_job_that_an_administrator_deletes_is_never_run(queue: SqlJobStore) -> None:
    queue.mark_dead(enqueue(queue, JOB, "a"), "a", "too often")

    assert (queue.delete_dead(None), queue.delete_dead(None)) == (1, 0)
    assert accept(queue, JOB, "a", LEASE) is None


def test_only_dead_jobs_are_retried_or_deleted(queue: SqlJobStore) -> None:
    enqueue(queue)

    assert (queue.retry_dead(None), queue.delete_dead(None)) == (0, 0)


def test_a_released_job_is_due_at_once(queue: SqlJobStore) -> None:
    enqueue(queue, owner="a")
    enqueue(queue, another(2), owner="b")

    assert queue.release("a") == 1
    assert [(each.job, each.lookups) for each in claim(queue, "c")] == [(JOB, LOOKUPS)]


def test_the_waiting_jobs_of_a_user_are_counted(queue: SqlJobStore) -> None:
    enqueue(queue)
    enqueue(queue, another(2), owner="a")
    enqueue(queue, another(3, "U2"))

    assert queue.count_waiting(HERE, "U1") == 1


def test_the_jobs_in_each_state_but_done_are_counted(queue: SqlJobStore) -> None:
    enqueue(queue)
    enqueue(queue, another(2), owner="a")
    queue.reserve_key(another(3))

    assert queue.count_by_state() == {State.WAITING: 1, State.RUNNING: 1, State.DEAD: 0}


@pytest.mark.parametrize(
    ("due_in", "least", "most"),
    [
        pytest.param([], 0, 0, id="no job waits"),
        pytest.param([100], 0, 0, id="none is due yet"),
        pytest.param([100, -50, -70], 70, 100, id="the oldest of two that are due"),
    ],
)
def test_the_time_for_which_jobs_have_been_due_is_known(
    queue: SqlJobStore, due_in: list[float], least: float, most: float
) -> None:
    for number, seconds in enumerate(due_in):
        queue.reschedule(enqueue(queue, another(number), "a"), "a", Retry(seconds, "", 0))

    assert least <= queue.oldest_due() <= most


def test_the_jobs_of_a_workspace_that_removed_the_bot_are_dead(queue: SqlJobStore) -> None:
    enqueue(queue)
    enqueue(queue, replace(JOB, workspace=THERE))
    queue.close_workspace(HERE, "removed", enqueue(queue, another(2), "a"))

    assert [each.job.workspace for each in claim(queue)] == [THERE]
    assert [each.state for each in queue.unfinished()].count(State.DEAD) == 1


def test_a_key_is_reserved_once_until_it_is_freed(queue: SqlJobStore) -> None:
    reserved = [queue.reserve_key(JOB), queue.reserve_key(JOB)]
    queue.free_key(JOB)

    assert (*reserved, queue.reserve_key(JOB)) == (True, False, True)


def test_old_keys_are_deleted_but_no_recent_ones_and_no_unfinished_jobs(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    old, recent, unfinished = JOB, another(2), another(3)
    queue.reserve_key(old)
    queue.reserve_key(recent)
    enqueue(queue, unfinished)
    age(engines(url), (old, unfinished), 100)

    assert queue.delete_old(50, 50) == {State.DONE: 1, State.DEAD: 0}
    assert list(map(queue.reserve_key, (old, recent, unfinished))) == [True, False, False]


def age(database: Engine, jobs: Iterable[Job], seconds: float) -> None:
    """Make these jobs as old as if so many seconds had passed."""
    old = update(tables.job).where(tables.job.c.key.in_([each.key for each in jobs]))
    with writing(database) as connection:
        connection.execute(old.values(due_at=tables.job.c.due_at - seconds))


def test_jobs_that_died_long_ago_are_deleted_with_their_texts(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    old, recent = JOB, another(2)
    for each in (old, recent):
        queue.mark_dead(enqueue(queue, each, "a"), "a", "gone")
    age(engines(url), [old], 500)

    assert queue.delete_old(50, 1000) == {State.DONE: 0, State.DEAD: 0}
    assert queue.delete_old(50, 300) == {State.DONE: 0, State.DEAD: 1}
    assert [each.job.key for each in queue.unfinished()] == [recent.key]


def test_jobs_that_nobody_has_worked_on_for_long_are_overdue(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    for number, owner in enumerate(("a", None, "a", None)):
        enqueue(queue, another(number), owner)
    queue.mark_dead(enqueue(queue, another(9), "a"), "a", "gone")
    age(engines(url), map(another, (0, 1, 9)), 500)

    assert [each.job.key for each in queue.overdue(300)] == ["C1:0.0", "C1:1.0"]


def test_a_forgotten_user_leaves_nothing_but_keys(
    queue: SqlJobStore, url: str, engines: Connect
) -> None:
    enqueue(queue)
    queue.reserve_key(another(2))
    enqueue(queue, another(3, "U2"))
    store = SqlStore(engines(url))

    assert store.forget("U1") == 2
    assert [each.job.user for each in queue.unfinished()] == ["U2"]
    assert not queue.reserve_key(another(2))
