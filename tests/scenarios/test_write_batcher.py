"""The job queue's way to a real database: what is written together, and what nobody waits for."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from typing_extensions import override

from bot.database.engine import engine
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import upgrade
from bot.jobs.model import ClaimedJob, Job, NewJob, State
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.write_batcher import WriteBatcher

PATIENCE = 10.0
ASKED = Job("T1", "C1:1.0", "question", "U1", {"text": "1722"})


class Slow(SqlJobStore):
    """A store whose transactions wait until they may go on; it tells how much each held."""

    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        self.begun = threading.Event()
        self.go = threading.Event()
        self.trouble: Exception | None = None
        self.wrote: list[tuple[int, int]] = []

    @override
    def write(
        self, new: Sequence[NewJob], done: Sequence[ClaimedJob], owner: str
    ) -> Sequence[ClaimedJob | None]:
        self.begun.set()
        self.go.wait()
        self.wrote.append((len(new), len(done)))
        if self.trouble:
            raise self.trouble
        return super().write(new, done, owner)


@pytest.fixture
def store() -> Slow:
    made = engine("sqlite:///:memory:")
    upgrade(made)
    return Slow(made)


@asynccontextmanager
async def ledger(store: Slow, patience: float = PATIENCE) -> AsyncIterator[WriteBatcher]:
    made = WriteBatcher(store, "me", patience)
    yield made
    store.go.set()
    await made.close()


def new(number: int = 1) -> NewJob:
    return NewJob(replace(ASKED, key=f"C1:{number}.0"), "me", 60)


async def test_what_comes_while_one_writes_is_written_in_one_transaction(store: Slow) -> None:
    async with ledger(store) as made:
        first = asyncio.create_task(made.enqueue(new(0)))
        await asyncio.to_thread(store.begun.wait)
        others = [asyncio.create_task(made.enqueue(new(number))) for number in (1, 2, 2)]
        await asyncio.sleep(0)  # each of them has asked
        store.go.set()
        kept = [each and each.job for each in await asyncio.gather(first, *others)]

    assert kept == [new(0).job, new(1).job, new(2).job, None]
    assert store.wrote == [(1, 0), (3, 0)]


async def test_what_is_done_is_written_with_what_is_new(store: Slow) -> None:
    store.go.set()
    async with ledger(store) as made:
        claimed = await made.enqueue(new(1))
        assert claimed is not None
        await asyncio.gather(made.mark_done(claimed), made.enqueue(new(2)))
        left = [each.job for each in store.unfinished()]

    assert store.wrote == [(1, 0), (1, 1)]
    assert left == [new(2).job]


async def test_what_nobody_waits_for_any_more_is_not_kept(store: Slow) -> None:
    async with ledger(store, patience=0.01) as made:
        for number in range(3):  # the first is being written
            with pytest.raises(DatabaseUnavailable, match="does not answer"):
                await made.enqueue(new(number))
        reachable = made.is_reachable

    assert not reachable
    assert store.wrote == [(1, 0)]
    assert [each.job for each in store.unfinished()] == [new(0).job]


@pytest.mark.parametrize("owner", ["me", None])
@pytest.mark.parametrize(("late", "due"), [(0, 1), (60, 0)])
async def test_what_was_kept_too_late_is_due_after_a_while(
    store: Slow, owner: str | None, late: float, due: int
) -> None:
    async with ledger(store, patience=0.01) as made:
        with pytest.raises(DatabaseUnavailable):
            await made.enqueue(NewJob(ASKED, owner, 60, late=late))
    [kept] = store.unfinished()

    assert kept.state is State.WAITING
    assert len(store.claim("another", 60, 10, ())) == due


async def test_what_was_done_is_marked_even_if_nobody_waits(store: Slow) -> None:
    [claimed] = SqlJobStore.write(store, [new()], (), "")
    assert claimed is not None
    async with ledger(store, patience=0.01) as made:
        with pytest.raises(DatabaseUnavailable):
            await made.enqueue(new(2))
        with pytest.raises(DatabaseUnavailable):
            await made.mark_done(claimed)

    assert store.wrote == [(1, 0), (0, 1)]
    assert [each.job for each in store.unfinished()] == [new(2).job]


async def test_a_mark_that_waits_is_written_before_the_end(store: Slow) -> None:
    store.go.set()
    async with ledger(store) as made:
        claimed = await made.enqueue(new())
        assert claimed is not None
        marking = asyncio.create_task(made.mark_done(claimed))
        await asyncio.sleep(0)  # it has asked
        marking.cancel()
        await made.flush()

        assert store.unfinished() == []


async def test_where_many_can_write_each_is_written_by_itself(store: Slow) -> None:
    store.one_writer = False
    async with ledger(store) as made:
        keeping = [asyncio.create_task(made.enqueue(new(number))) for number in range(3)]
        await asyncio.to_thread(store.begun.wait)
        store.go.set()
        claimed = await asyncio.gather(*keeping)
        await asyncio.gather(*(made.mark_done(each) for each in claimed if each))

    assert sorted(store.wrote) == [(0, 1)] * 3 + [(1, 0)] * 3
    assert store.unfinished() == []


@pytest.mark.parametrize("trouble", [DatabaseUnavailable("gone"), RuntimeError("a bug")])
async def test_what_goes_wrong_is_told_to_each(store: Slow, trouble: Exception) -> None:
    store.trouble = trouble
    store.go.set()
    async with ledger(store) as made:
        keeping = [made.enqueue(new(number)) for number in range(3)]
        failed = await asyncio.gather(*keeping, return_exceptions=True)
        store.trouble = None
        kept = await made.enqueue(new())

    assert failed == [trouble] * 3
    assert kept is not None
    assert made.is_reachable


async def test_what_goes_wrong_is_not_told_to_who_left(store: Slow) -> None:
    store.trouble = RuntimeError("a bug")
    async with ledger(store) as made:
        keeping = [asyncio.create_task(made.enqueue(new(number))) for number in range(2)]
        await asyncio.to_thread(store.begun.wait)
        keeping[0].cancel()
        store.go.set()
        told = await asyncio.gather(*keeping, return_exceptions=True)

    assert [type(each) for each in told] == [asyncio.CancelledError, RuntimeError]


async def test_no_answer_of_the_database_is_waited_for_longer_than_patience(store: Slow) -> None:
    async with ledger(store, patience=0.01) as made:
        with pytest.raises(DatabaseUnavailable, match="does not answer"):
            await made.call(store.go.wait)
        reachable = made.is_reachable

    assert not reachable
