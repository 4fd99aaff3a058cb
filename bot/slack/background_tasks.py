"""Tasks that continue after the acknowledgement: tracked, and finished at shutdown."""

import asyncio
import time
from collections.abc import Callable, Coroutine

from bot.operations.metrics import Metrics
from bot.operations.unexpected import log_unexpected

OnFailure = Callable[[str], Coroutine[None, None, None]]
"""Called with the reference of an unexpected failure."""


class BackgroundTasks:
    """The running tasks."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None], on_failure: OnFailure | None = None) -> None:
        """Start `work` as a task; shutdown waits for it.

        An unexpected failure is logged, and its reference passed to `on_failure`.
        """
        self._tasks.add(task := asyncio.create_task(work))
        task.add_done_callback(lambda ended: self._ended(ended, on_failure))

    def _ended(self, task: asyncio.Task[None], on_failure: OnFailure | None) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error:
            reference = self.log_unexpected(error)
            if on_failure:
                self.start(on_failure(reference))

    def log_unexpected(self, error: BaseException) -> str:
        """Log an unexpected failure; returns its reference in the log."""
        return log_unexpected(error, self.metrics)

    async def wait(self, within: float | None = None) -> None:
        """Return when all tasks have ended; those left after `within` seconds are cancelled."""
        end = None if within is None else time.monotonic() + within
        while self._tasks:
            left = None if end is None else max(0, end - time.monotonic())
            _, late = await asyncio.wait(self._tasks, timeout=left)
            for task in late:
                task.cancel()
