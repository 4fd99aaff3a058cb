"""What the worker has done lately, and how long jobs wait: for the bot's health and its metrics."""

import math
import time

from bot.database.errors import DatabaseUnavailable
from bot.jobs.write_batcher import WriteBatcher
from bot.operations.metrics import Metrics

ALIVE_WITHIN = 30.0
"""Seconds that a round may take; it takes some if the database is down."""
MEASURE_EVERY = 5.0
"""Seconds between two measurements of the queue."""


class QueueMonitor:
    """Times are those of a monotonic clock, in seconds.

    `oldest_due` is for how many seconds the job that has been due longest had waited at the last
    measurement; 0 if none was due.
    """

    def __init__(self, batcher: WriteBatcher, metrics: Metrics) -> None:
        self.oldest_due = 0.0
        self._batcher = batcher
        self._metrics = metrics
        self._last_round = self._last_success = time.monotonic()
        self._failure: BaseException | None = None
        self._last_measurement = -math.inf

    @property
    def is_alive(self) -> bool:
        """Whether the worker has begun to look for due jobs recently."""
        return time.monotonic() - self._last_round < ALIVE_WITHIN

    @property
    def seconds_without_success(self) -> float:
        """Seconds since the worker last looked for due jobs, and the database answered."""
        return time.monotonic() - self._last_success

    @property
    def failure(self) -> str:
        """Why the last round failed; empty if it did not."""
        if self._failure is None or isinstance(self._failure, DatabaseUnavailable):
            return str(self._failure or "")
        return type(self._failure).__name__  # its message may quote a person

    def begin_round(self) -> None:
        """Record that the worker looks for due jobs."""
        self._last_round = time.monotonic()

    def end_round(self, failure: BaseException | None) -> None:
        """Record how that ended."""
        self._failure = failure
        if failure is None:
            self._last_success = time.monotonic()

    async def measure(self) -> None:
        """Count the jobs, if the last count is old. Raises `DatabaseUnavailable`."""
        now = time.monotonic()
        if now - self._last_measurement < MEASURE_EVERY:
            return
        self._last_measurement = now
        store = self._batcher.store
        self.oldest_due = await self._batcher.call(store.oldest_due)
        self._metrics.oldest_due_job.set(self.oldest_due)
        for state, count in (await self._batcher.call(store.count_by_state)).items():
            self._metrics.jobs.labels(state.value).set(count)
