"""The inbox's way to its store: in threads, with patience, and on SQLite written together.

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
from bot.jobs.model import InboxStore, New, Taken

T = TypeVar("T")
TOGETHER = 0.001
"""Seconds for which what is new waits for more, when there is much of it."""
BUSY = 0.01
"""There is much of it where the last was written less than so many seconds ago."""
LATER = 0.02
"""Seconds for which a mark waits for something new to be written with."""
_THREADS = 8


class _Line(NamedTuple):
    """What is to be kept, or to be marked as done, and who waits for that.

    Who waits for a mark is told None, and for what is new, how it was kept.
    """

    what: New | Taken
    written: "asyncio.Future[Taken | None]"

    def is_wanted(self) -> bool:
        """Whether to write it: who gave up keeping something will do without, or try again."""
        return isinstance(self.what, Taken) or not self.written.done()

    def tell(self, kept: Taken | None) -> bool:
        """Have the wait end; whether anyone still waited."""
        waits = not self.written.done()
        if waits:
            self.written.set_result(kept)
        return waits

    def fail(self, why: BaseException) -> None:
        """Have the wait end, if it has not."""
        if not self.written.done():
            self.written.set_exception(why)


class Ledger:
    """What `owner` asks of the store; nobody waits longer than `patience` seconds for it.

    `reachable` is whether the last who asked had an answer.
    """

    def __init__(self, store: InboxStore, owner: str, patience: float) -> None:
        self.reachable = True
        self._store = store
        self._owner = owner
        self._patience = patience
        self._new: list[_Line] = []
        self._done: list[_Line] = []
        self._wrote = -BUSY
        self._together: asyncio.Task[None] | None = None
        self._alone: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(_THREADS, "inbox")

    async def keep(self, new: New) -> Taken | None:
        """Keep an item; None where its key is known.

        Raises `DatabaseUnavailable`: then it may be kept all the same, and is due after `new.late`.
        """
        line = self._line(new)
        if self._store.one_writer:
            self._new.append(line)
            self._begin()
        else:
            self._write_alone(line)
        return await self._answered(line)

    async def done(self, taken: Taken) -> None:
        """Mark an item as done. Raises `DatabaseUnavailable`; it may be marked all the same."""
        line = self._line(taken)
        if not self._store.one_writer:
            self._write_alone(line)
        else:
            self._done.append(line)
            if self._together is None and len(self._done) == 1:
                self._begin_later()
        await self._answered(line)

    async def ask(
        self, question: Callable[..., T], *arguments: object, patience: float | None = None
    ) -> T:
        """What a method of the store says. Raises `DatabaseUnavailable`; it goes on then."""
        asked = asyncio.get_running_loop().run_in_executor(self._threads, question, *arguments)
        return await self._heard(_in_time(asked, patience or self._patience))

    async def written(self) -> None:
        """Return when all that is to be written is."""
        while self._together or self._done or self._alone:
            await asyncio.wait({self._begin(), *self._alone})

    async def end(self) -> None:
        """Return when no thread uses the database any more."""
        await self.written()
        await asyncio.to_thread(self._threads.shutdown)

    def _line(self, what: New | Taken) -> _Line:
        return _Line(what, asyncio.get_running_loop().create_future())

    async def _answered(self, line: _Line) -> Taken | None:
        # By a timer: asyncio.timeout would cost as much as all the rest of this.
        loop = asyncio.get_running_loop()
        late = loop.call_later(self._patience, line.fail, _no_answer())
        try:
            return await self._heard(line.written)
        finally:
            late.cancel()

    def _write_alone(self, line: _Line) -> None:
        self._alone.add(task := asyncio.create_task(self._write([line])))
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
            lines = [*filter(_Line.is_wanted, self._new), *self._done]
            self._new.clear()
            self._done.clear()
            if lines:
                await self._write(lines)
                self._wrote = loop.time()
            if not self._new:
                break
        self._together = None
        if self._done:
            self._begin_later()

    async def _write(self, lines: Sequence[_Line]) -> None:
        """Write these in one transaction."""
        loop = asyncio.get_running_loop()
        writing = loop.run_in_executor(self._threads, self._record, lines)
        (kept,) = await asyncio.gather(writing, return_exceptions=True)
        if isinstance(kept, BaseException):
            for line in lines:
                line.fail(kept)
            return
        late = [
            (taken, line.what.late)
            for line, taken in zip(lines, kept, strict=True)
            if not line.tell(taken) and taken and isinstance(line.what, New)
        ]
        if late:
            putting_off = loop.run_in_executor(self._threads, self._put_off, late)
            await asyncio.gather(putting_off, return_exceptions=True)

    def _record(self, lines: Sequence[_Line]) -> Sequence[Taken | None]:
        """Write these; for each that was new, whether it is taken, and None for the others."""
        new = [line.what for line in lines if isinstance(line.what, New)]
        done = [line.what for line in lines if isinstance(line.what, Taken)]
        kept = iter(self._store.record(new, done, self._owner))
        return [next(kept) if isinstance(line.what, New) else None for line in lines]

    def _put_off(self, late: Iterable[tuple[Taken, float]]) -> None:
        """Nobody waits any more for what was kept here, and who waited does without it first."""
        for taken, seconds in late:
            self._store.put_off(taken, seconds)

    async def _heard(self, answer: Awaitable[T]) -> T:
        """The store's answer; whether there is one is what `reachable` says."""
        try:
            heard = await answer
        except DatabaseUnavailable:
            self.reachable = False
            raise
        self.reachable = True
        return heard


async def _in_time(asked: Awaitable[T], patience: float) -> T:
    try:
        async with asyncio.timeout(patience):
            return await asked
    except TimeoutError:
        raise _no_answer() from None


def _no_answer() -> DatabaseUnavailable:
    return DatabaseUnavailable("the database does not answer")
