"""BackgroundTasks that goes on after the acknowledgement: tracked, and finished at shutdown."""

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine

from bot.operations.metrics import Metrics

log = logging.getLogger(__name__)


class BackgroundTasks:
    """The tasks under way, and what was taken up lately."""

    def __init__(self, metrics: Metrics, remembered: int = 10_000) -> None:
        self._metrics = metrics
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._remembered = remembered

    def is_new(self, *key: str) -> bool:
        """Whether `key` is met for the first time, as far back as `remembered` keys."""
        if key in self._taken:
            return False
        self._taken[key] = None
        if len(self._taken) > self._remembered:
            self._taken.popitem(last=False)
        return True

    def forget(self, *key: str) -> None:
        """Take `key` as new the next time: what it stood for was not done."""
        self._taken.pop(key, None)

    def start(
        self,
        job: Coroutine[None, None, None],
        tell: Callable[[str], Coroutine[None, None, None]] | None = None,
    ) -> None:
        """Start `job`, which is waited for at shutdown.

        A failure that nobody foresaw goes into the log, and its reference to `tell`.
        """
        self._tasks.add(task := asyncio.create_task(job))
        task.add_done_callback(lambda ended: self._ended(ended, tell))

    def _ended(
        self,
        task: asyncio.Task[None],
        tell: Callable[[str], Coroutine[None, None, None]] | None,
    ) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error:
            reference = self.log_unexpected(error)
            if tell:
                self.start(tell(reference))

    def log_unexpected(self, error: BaseException) -> str:
        """Log what nobody foresaw, and return the reference under which it stands there."""
        reference = secrets.token_hex(4)
        self._metrics.unexpected.inc()
        log.error("unexpected failure, reference %s", reference, exc_info=error)
        return reference

    async def wait(self, within: float | None = None) -> None:
        """Return when nothing is under way; what is left after `within` seconds is cancelled."""
        end = None if within is None else time.monotonic() + within
        while self._tasks:
            left = None if end is None else max(0, end - time.monotonic())
            _, late = await asyncio.wait(self._tasks, timeout=left)
            for task in late:
                task.cancel()
