"""The write batcher with a real database: what one transaction writes, and timeouts."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from typing_extensions import override

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import ClaimedJob, Job, NewJob, Room, State
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.write_batcher import WriteBatcher
from tests.database.fixtures import upgraded_in_memory

TIMEOUT = 10.0
SHORT = 0.01
JOB = Job("T1", "C1:1.0", "question", "U1", {"text": "1722"})


class SlowStore(SqlJobStore):
    """A store whose transactions wait for `go`; it records how many jobs each wrote."""

    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        self.begun = threading.Event()
        self.go = threading.Event()
        self.error: Exception | None = None
        self.transactions: list[tuple[int, int]] = []

    @override
    def write(
        self, new: Sequence[NewJob], done: Sequence[ClaimedJob], owner: str
    ) -> Sequence[ClaimedJob | None]:
        self.begun.set()
        self.go.wait()
        self.transactions.append((len(new), len(done)))
        if self.error:
            raise self.error
        return super().write(new, done, owner)


@pytest.fixture
def store() -> SlowStore:
    return SlowStore(upgraded_in_memory())


@asynccontextmanager
async def batching(store: SlowStore, timeout: float = TIMEOUT) -> AsyncIterator[WriteBatcher]:  # noqa: ASYNC109 - the batcher's own
    batcher = WriteBatcher(store, "me", timeout)
    yield batcher
    store.go.set()
    await batcher.close()


def new(number: int = 1) -> NewJob:
    return NewJob(replace(JOB, key=f"C1:{number}.0"), "me", 60)


async def test_jobs_that_arrive_during_a_transaction_share_the_next_one(store: SlowStore) -> None:
    async with batching(store) as batcher:
        first = asyncio.create_task(batcher.enqueue(new(0)))
        await asyncio.to_thread(store.begun.wait)
        others = [asyncio.create_task(batcher.enqueue(new(number))) for number in (1, 2, 2)]
        await asyncio.sleep(0)  # each of them has called
        store.go.set()
        enqueued = [each and each.job for each in await asyncio.gather(first, *others)]

    assert enqueued == [new(0).job, new(1).job, new(2).job, None]
    assert store.transactions == [(1, 0), (3, 0)]


async def test_a_done_job_is_written_with_new_ones(store: SlowStore) -> None:
    store.go.set()
    async with batching(store) as batcher:
        claimed = await batcher.enqueue(new(1))
        assert claimed is not None
        await asyncio.gather(batcher.mark_done(claimed), batcher.enqueue(new(2)))
        left = [each.job for each in store.unfinished()]

    assert store.transactions == [(1, 0), (1, 1)]
    assert left == [new(2).job]


async def test_a_job_whose_caller_has_timed_out_is_not_written(store: SlowStore) -> None:
    async with batching(store, SHORT) as batcher:
        for number in range(3):  # the first is being written
            with pytest.raises(DatabaseUnavailable, match="does not answer"):
                await batcher.enqueue(new(number))
        is_available = batcher.is_available

    assert not is_available
    assert store.transactions == [(1, 0)]
    assert [each.job for each in store.unfinished()] == [new(0).job]


@pytest.mark.parametrize("owner", ["me", None])
@pytest.mark.parametrize(("late_delay", "due"), [(0, 1), (60, 0)])
async def test_a_job_that_is_written_too_late_is_due_after_its_delay(
    store: SlowStore, owner: str | None, late_delay: float, due: int
) -> None:
    async with batching(store, SHORT) as batcher:
        with pytest.raises(DatabaseUnavailable):
            await batcher.enqueue(NewJob(JOB, owner, 60, late_delay=late_delay))
    [job] = store.unfinished()

    assert job.state is State.WAITING
    assert len(store.claim("another", 60, Room(10))) == due


async def test_a_done_job_is_marked_even_if_its_caller_has_timed_out(store: SlowStore) -> None:
    [claimed] = SqlJobStore.write(store, [new()], (), "")
    assert claimed is not None
    async with batching(store, SHORT) as batcher:
        with pytest.raises(DatabaseUnavailable):
            await batcher.enqueue(new(2))
        with pytest.raises(DatabaseUnavailable):
            await batcher.mark_done(claimed)

    assert store.transactions == [(1, 0), (0, 1)]
    assert [each.job for each in store.unfinished()] == [new(2).job]


async def test_a_done_job_is_marked_before_the_batcher_closes(store: SlowStore) -> None:
    store.go.set()
    async with batching(store) as batcher:
        claimed = await batcher.enqueue(new())
        assert claimed is not None
        marking = asyncio.create_task(batcher.mark_done(claimed))
        await asyncio.sleep(0)  # it has called
        marking.cancel()
        await batcher.flush()

        assert store.unfinished() == []


async def test_with_many_writers_each_transaction_writes_one_job(store: SlowStore) -> None:
    store.has_one_writer = False
    async with batching(store) as batcher:
        enqueueing = [asyncio.create_task(batcher.enqueue(new(number))) for number in range(3)]
        await asyncio.to_thread(store.begun.wait)
        store.go.set()
        claimed = await asyncio.gather(*enqueueing)
        await asyncio.gather(*(batcher.mark_done(each) for each in claimed if each))

    assert sorted(store.transactions) == [(0, 1)] * 3 + [(1, 0)] * 3
    assert store.unfinished() == []


@pytest.mark.parametrize("error", [DatabaseUnavailable("gone"), RuntimeError("a bug")])
async def test_an_error_is_raised_in_each_caller(store: SlowStore, error: Exception) -> None:
    store.error = error
    store.go.set()
    async with batching(store) as batcher:
        enqueueing = [batcher.enqueue(new(number)) for number in range(3)]
        failed = await asyncio.gather(*enqueueing, return_exceptions=True)
        store.error = None
        enqueued = await batcher.enqueue(new())

    assert failed == [error] * 3
    assert enqueued is not None
    assert batcher.is_available


async def test_an_error_is_not_raised_in_a_cancelled_caller(store: SlowStore) -> None:
    store.error = RuntimeError("a bug")
    async with batching(store) as batcher:
        enqueueing = [asyncio.create_task(batcher.enqueue(new(number))) for number in range(2)]
        await asyncio.to_thread(store.begun.wait)
        enqueueing[0].cancel()
        store.go.set()
        results = await asyncio.gather(*enqueueing, return_exceptions=True)

    assert [type(each) for each in results] == [asyncio.CancelledError, RuntimeError]


async def test_a_call_of_the_store_times_out(store: SlowStore) -> None:
    async with batching(store, SHORT) as batcher:
        with pytest.raises(DatabaseUnavailable, match="does not answer"):
            await batcher.call(store.go.wait)
        is_available = batcher.is_available

    assert not is_available
