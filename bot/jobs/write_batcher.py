"""The queue's way to its store: in threads, with a timeout, and on SQLite several in a transaction.

A transaction costs as much as an answer, and SQLite takes one writer at a time. So what is new
while a transaction is under way goes into the next, all of it, and what is done goes with it.
PostgreSQL takes many writers; there each transaction has one key, so that no two can wait for each
other in a circle.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import ClaimedJob, JobStore, NewJob

T = TypeVar("T")
TOGETHER = 0.001
"""Seconds for which what is new waits for more, when there is much of it."""
BUSY = 0.01
"""There is much of it where the last was written less than so many seconds ago."""
LATER = 0.02
"""Seconds for which a mark waits for something new to be written with."""
_THREADS = 8


class _Write(NamedTuple):
    """What is to be kept, or to be marked as done, and who waits for that.

    Who waits for a mark is told None, and for what is new, how it was kept.
    """

    what: NewJob | ClaimedJob
    written: "asyncio.Future[ClaimedJob | None]"

    def is_wanted(self) -> bool:
        """Whether to write it: who gave up keeping something will do without, or try again."""
        return isinstance(self.what, ClaimedJob) or not self.written.done()

    def tell(self, kept: ClaimedJob | None) -> bool:
        """Have the wait end; whether anyone still waited."""
        waits = not self.written.done()
        if waits:
            self.written.set_result(kept)
        return waits

    def fail(self, why: BaseException) -> None:
        """Have the wait end, if it has not."""
        if not self.written.done():
            self.written.set_exception(why)


class WriteBatcher:
    """What `owner` asks of the store; nobody waits longer than `patience` seconds for it.

    `reachable` is whether the last who asked had an answer.
    """

    def __init__(self, store: JobStore, owner: str, patience: float) -> None:
        self.is_reachable = True
        self._store = store
        self._owner = owner
        self._patience = patience
        self._new: list[_Write] = []
        self._marks: list[_Write] = []
        self._wrote = -BUSY
        self._together: asyncio.Task[None] | None = None
        self._alone: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(_THREADS, "jobs")

    async def enqueue(self, new: NewJob) -> ClaimedJob | None:
        """Keep an item; None where its key is known.

        Raises `DatabaseUnavailable`: then it may be kept all the same, and is due after `new.late`.
        """
        write = self._write_of(new)
        if self._store.one_writer:
            self._new.append(write)
            self._begin()
        else:
            self._write_alone(write)
        return await self._answered(write)

    async def mark_done(self, claimed: ClaimedJob) -> None:
        """Mark an item as done. Raises `DatabaseUnavailable`; it may be marked all the same."""
        write = self._write_of(claimed)
        if not self._store.one_writer:
            self._write_alone(write)
        else:
            self._marks.append(write)
            if self._together is None and len(self._marks) == 1:
                self._begin_later()
        await self._answered(write)

    async def call(
        self, question: Callable[..., T], *arguments: object, patience: float | None = None
    ) -> T:
        """What a method of the store says. Raises `DatabaseUnavailable`; it goes on then."""
        asked = asyncio.get_running_loop().run_in_executor(self._threads, question, *arguments)
        return await self._heard(_in_time(asked, patience or self._patience))

    async def flush(self) -> None:
        """Return when all that is to be written is."""
        while self._together or self._marks or self._alone:
            await asyncio.wait({self._begin(), *self._alone})

    async def close(self) -> None:
        """Return when no thread uses the database any more."""
        await self.flush()
        await asyncio.to_thread(self._threads.shutdown)

    def _write_of(self, what: NewJob | ClaimedJob) -> _Write:
        return _Write(what, asyncio.get_running_loop().create_future())

    async def _answered(self, write: _Write) -> ClaimedJob | None:
        # By a timer: asyncio.timeout would cost as much as all the rest of this.
        loop = asyncio.get_running_loop()
        late = loop.call_later(self._patience, write.fail, _no_answer())
        try:
            return await self._heard(write.written)
        finally:
            late.cancel()

    def _write_alone(self, write: _Write) -> None:
        self._alone.add(task := asyncio.create_task(self._write([write])))
        task.add_done_callback(self._alone.discard)

    def _begin(self) -> asyncio.Task[None]:
        if self._together is None:
            self._together = asyncio.create_task(self._write_together())
        return self._together

    def _begin_later(self) -> None:
        asyncio.get_running_loop().call_later(LATER, self._begin)

    async def _write_together(self) -> None:
        """Write what is there, and what is new meanwhile."""
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._wrote < BUSY:
                await asyncio.sleep(TOGETHER)
            writes = [*filter(_Write.is_wanted, self._new), *self._marks]
            self._new.clear()
            self._marks.clear()
            if writes:
                await self._write(writes)
                self._wrote = loop.time()
            if not self._new:
                break
        self._together = None
        if self._marks:
            self._begin_later()

    async def _write(self, writes: Sequence[_Write]) -> None:
        """Write these in one transaction."""
        loop = asyncio.get_running_loop()
        writing = loop.run_in_executor(self._threads, self._record, writes)
        (kept,) = await asyncio.gather(writing, return_exceptions=True)
        if isinstance(kept, BaseException):
            for write in writes:
                write.fail(kept)
            return
        late = [
            (claimed, write.what.late)
            for write, claimed in zip(writes, kept, strict=True)
            if not write.tell(claimed) and claimed and isinstance(write.what, NewJob)
        ]
        if late:
            putting_off = loop.run_in_executor(self._threads, self._put_off, late)
            await asyncio.gather(putting_off, return_exceptions=True)

    def _record(self, writes: Sequence[_Write]) -> Sequence[ClaimedJob | None]:
        """Write these; for each that was new, whether it is taken, and None for the others."""
        new = [write.what for write in writes if isinstance(write.what, NewJob)]
        done = [write.what for write in writes if isinstance(write.what, ClaimedJob)]
        kept = iter(self._store.write(new, done, self._owner))
        return [next(kept) if isinstance(write.what, NewJob) else None for write in writes]

    def _put_off(self, late: Iterable[tuple[ClaimedJob, float]]) -> None:
        """Nobody waits any more for what was kept here, and who waited does without it first."""
        for claimed, seconds in late:
            self._store.postpone(claimed, seconds)

    async def _heard(self, answer: Awaitable[T]) -> T:
        """The store's answer; whether there is one is what `reachable` says."""
        try:
            heard = await answer
        except DatabaseUnavailable:
            self.is_reachable = False
            raise
        self.is_reachable = True
        return heard


async def _in_time(asked: Awaitable[T], patience: float) -> T:
    try:
        async with asyncio.timeout(patience):
            return await asked
    except TimeoutError:
        raise _no_answer() from None


def _no_answer() -> DatabaseUnavailable:
    return DatabaseUnavailable("the database does not answer")
