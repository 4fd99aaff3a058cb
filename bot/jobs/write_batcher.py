"""Runs the queue's database calls in threads, with a timeout, and batches its writes on SQLite.

A transaction takes as long as an answer, and SQLite allows one writer at a time. So on SQLite all
jobs that arrive during a transaction are written by the next one (group commit), and finished jobs
are marked in the same transaction. PostgreSQL allows many writers. There each transaction writes
one job, so that no two transactions can deadlock.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from bot.database.errors import Cause, DatabaseUnavailable
from bot.jobs.model import ClaimedJob, NewJob
from bot.jobs.sql_store import SqlJobStore

T = TypeVar("T")
BATCH_DELAY = 0.001
"""Seconds for which a batch waits for more jobs, if the queue is busy."""
BUSY_WITHIN = 0.01
"""The queue is busy if the last batch was written less than so many seconds ago."""
DONE_DELAY = 0.02
"""Seconds for which a finished job waits to be marked together with new jobs."""
_THREADS = 8


class _Write(NamedTuple):
    """A job to enqueue or to mark as done, and the future that its caller awaits.

    The future's result is the enqueued job. It is None if the key was known, or if the job was
    marked as done.
    """

    job: NewJob | ClaimedJob
    result: "asyncio.Future[ClaimedJob | None]"

    def is_wanted(self) -> bool:
        """Whether to write it. A caller that has given up enqueueing does without, or retries."""
        return isinstance(self.job, ClaimedJob) or not self.result.done()

    def finish(self, enqueued: ClaimedJob | None) -> bool:
        """Set the result; returns whether the caller was still waiting for it."""
        is_awaited = not self.result.done()
        if is_awaited:
            self.result.set_result(enqueued)
        return is_awaited

    def fail(self, error: BaseException) -> None:
        """Raise the error in the caller, if it is still waiting."""
        if not self.result.done():
            self.result.set_exception(error)


class WriteBatcher:
    """Calls the store for `owner`. No caller waits longer than `timeout` seconds.

    `is_available` is whether the database answered the last call.
    """

    def __init__(self, store: SqlJobStore, owner: str, timeout: float) -> None:
        self.is_available = True
        self.store = store
        self.owner = owner
        self._timeout = timeout
        self._new: list[_Write] = []
        self._done: list[_Write] = []
        self._last_batch = -BUSY_WITHIN
        self._batching: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        self._single_writes: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(_THREADS, "jobs")

    async def enqueue(self, new: NewJob) -> ClaimedJob | None:
        """Enqueue a job; returns None if its key is known.

        Raises `DatabaseUnavailable`. The job may be written all the same; then it is due after
        `new.late_delay`.
        """
        write = self._write_of(new)
        if self.store.has_one_writer:
            self._new.append(write)
            self._start_batch()
        else:
            self._write_single(write)
        return await self._result_of(write)

    async def mark_done(self, claimed: ClaimedJob) -> None:
        """Mark a job as done. Raises `DatabaseUnavailable`; it may be marked all the same."""
        write = self._write_of(claimed)
        if not self.store.has_one_writer:
            self._write_single(write)
        else:
            self._done.append(write)
            if self._batching is None and len(self._done) == 1:
                self._start_batch_later()
        await self._result_of(write)

    async def call(
        self, method: Callable[..., T], *arguments: object, within: float | None = None
    ) -> T:
        """Call a method of the store. Raises `DatabaseUnavailable`; the call goes on then.

        `within` is a timeout in seconds in place of the usual one.
        """
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._threads, method, *arguments)
        return await self._observed(_in_time(call, within or self._timeout))

    async def flush(self) -> None:
        """Return when everything is written."""
        while self._batching or self._done or self._single_writes:
            await asyncio.wait({self._start_batch(), *self._single_writes})

    async def close(self) -> None:
        """Return when everything is written and no thread uses the database any more."""
        await self.flush()
        await asyncio.to_thread(self._threads.shutdown)

    def _write_of(self, job: NewJob | ClaimedJob) -> _Write:
        return _Write(job, asyncio.get_running_loop().create_future())

    async def _result_of(self, write: _Write) -> ClaimedJob | None:
        # A plain timer, because asyncio.timeout costs as much as all the rest of this method.
        timer = asyncio.get_running_loop().call_later(self._timeout, write.fail, _timed_out())
        try:
            return await self._observed(write.result)
        finally:
            timer.cancel()

    def _write_single(self, write: _Write) -> None:
        self._single_writes.add(task := asyncio.create_task(self._write([write])))
        task.add_done_callback(self._single_writes.discard)

    def _start_batch(self) -> asyncio.Task[None]:
        if self._later:  # or it might start a batch after the last one
            self._later.cancel()
        if self._batching is None:
            self._batching = asyncio.create_task(self._write_batches())
        return self._batching

    def _start_batch_later(self) -> None:
        self._later = asyncio.get_running_loop().call_later(DONE_DELAY, self._start_batch)

    async def _write_batches(self) -> None:
        """Write what is waiting, and then the new jobs that arrived in the meantime."""
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._last_batch < BUSY_WITHIN:
                await asyncio.sleep(BATCH_DELAY)
            writes = [*filter(_Write.is_wanted, self._new), *self._done]
            self._new.clear()
            self._done.clear()
            if writes:
                await self._write(writes)
                self._last_batch = loop.time()
            if not self._new:
                break
        self._batching = None
        if self._done:
            self._start_batch_later()

    async def _write(self, writes: Sequence[_Write]) -> None:
        """Write these in one transaction, and finish their callers' waits."""
        loop = asyncio.get_running_loop()
        transaction = loop.run_in_executor(self._threads, self._transact, writes)
        (results,) = await asyncio.gather(transaction, return_exceptions=True)
        if isinstance(results, BaseException):
            for write in writes:
                write.fail(results)
            return
        late = [
            (claimed, write.job.late_delay)
            for write, claimed in zip(writes, results, strict=True)
            if not write.finish(claimed) and claimed and isinstance(write.job, NewJob)
        ]
        if late:
            postponing = loop.run_in_executor(self._threads, self._postpone, late)
            await asyncio.gather(postponing, return_exceptions=True)

    def _transact(self, writes: Sequence[_Write]) -> Sequence[ClaimedJob | None]:
        """Write these; returns the result of each."""
        new = [write.job for write in writes if isinstance(write.job, NewJob)]
        done = [write.job for write in writes if isinstance(write.job, ClaimedJob)]
        enqueued = iter(self.store.write(new, done, self.owner))
        return [next(enqueued) if isinstance(write.job, NewJob) else None for write in writes]

    def _postpone(self, late: Iterable[tuple[ClaimedJob, float]]) -> None:
        """Postpone jobs that were written too late: their callers do the work without the queue."""
        for claimed, seconds in late:
            self.store.postpone(claimed, seconds)

    async def _observed(self, result: Awaitable[T]) -> T:
        """The result of a call; `is_available` records whether there was one."""
        try:
            value = await result
        except DatabaseUnavailable:
            self.is_available = False
            raise
        self.is_available = True
        return value


async def _in_time(call: Awaitable[T], seconds: float) -> T:
    try:
        async with asyncio.timeout(seconds):
            return await call
    except TimeoutError:
        raise _timed_out() from None


def _timed_out() -> DatabaseUnavailable:
    return DatabaseUnavailable("the database does not answer", Cause.NOT_ANSWERING)
