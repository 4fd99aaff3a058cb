"""The worker: it claims jobs and runs each on one replica at a time, until it is done or dead.

`Attempt` makes sure that a crash at any step leads to one reply. An attempt starts to post only
while enough of its lease is left, and the lease is renewed for as long as it posts.
"""

import asyncio
import logging
import math
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import ClaimedJob, Job, NewJob, QueueFull
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.write_batcher import WriteBatcher
from bot.operations.metrics import Metrics
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.jobs.attempt import Attempt, AttemptContext
from bot.slack.jobs.backlog import Backlog
from bot.slack.jobs.duplicates import KIND as DUPLICATES
from bot.slack.jobs.duplicates import Duplicates
from bot.slack.jobs.job_log import attempted, enqueue_logged, log_deleted, log_end
from bot.slack.jobs.queue_monitor import QueueMonitor
from bot.slack.jobs.running import JOBS_REMEMBERED, MOST_PER_INSTALLATION, RunningJobs
from bot.slack.jobs.settlement import GiveUp, Handler, Run, Settlement, raise_unknown_kind
from bot.slack.jobs.timing import Timing
from bot.slack.recent import Recent
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.token import Token
from bot.slack.web_api.tokens import acting_for
from bot.team.draft_form import DraftError
from bot.team.model import ConflictError, NotFoundError
from bot.team.reviewers import NotAllowedError

log = logging.getLogger(__name__)

_NOTHING_DECIDED = (ConflictError, DraftError, NotAllowedError, NotFoundError)
"""The errors which prove that nothing was decided."""


class Worker:
    """Enqueues jobs, and runs them."""

    def __init__(
        self,
        store: SqlJobStore,
        api: SlackApi,
        tasks: BackgroundTasks,
        metrics: Metrics,
        timing: Timing,
    ) -> None:
        self.token = Token(api, timing.first_pause)
        self.timing = timing
        self._store = store
        self._tasks = tasks
        self._metrics = metrics
        self._owner = secrets.token_hex(8)
        self._batcher = WriteBatcher(store, self._owner, timing.database_timeout)
        self.monitor = QueueMonitor(self._batcher, metrics)
        self._settlement = Settlement(self._batcher, self.token, tasks, timing, self._wake_in)
        self.duplicates = Duplicates(api, self._enqueue_for_later, timing)
        context = AttemptContext(api, timing, self._on_slow_post, self.duplicates.watch)
        most = None if api.tokens.is_single else MOST_PER_INSTALLATION
        self._running = RunningJobs(context, most)
        self._handlers = {DUPLICATES: Handler(self.duplicates.check)}
        self._backlog = Backlog()
        self._undelivered = Recent[int, bool](JOBS_REMEMBERED)
        """Jobs that this process enqueued in time without claiming them."""
        self._wake = asyncio.Event()

    def register(self, kind: str, run: Run, give_up: GiveUp | None = None) -> None:
        """Set the handler of a kind of job; `give_up` reports a dead job by its log reference."""
        self._handlers[kind] = Handler(run, give_up)

    async def enqueue(
        self, job: Job, *, again: bool = False, most_waiting: float = math.inf
    ) -> None:
        """Enqueue a job, which runs as soon as its user's other jobs allow it.

        `again`: another replica may have worked on it before it was enqueued. A job with a known
        key is ignored. Raises `DatabaseUnavailable`; the job may be enqueued all the same. Raises
        `QueueFull` if `most_waiting` jobs of the user are waiting; then it is not enqueued.
        """
        if not self._batcher.is_available:  # so that not each of many callers waits for a timeout
            raise DatabaseUnavailable("the database was unavailable a moment ago")
        if self._free and self._running.has_room_for(job):
            with self._running.reserved(job):
                # If this is written late, the caller has answered: the job looks for that answer.
                attempt = await self._enqueue_claimed(job, int(again), self.timing.lease)
            if attempt:
                self._start(attempt)
            return
        self._backlog.add(job)
        if most_waiting < math.inf:
            count = self._store.count_waiting
            if await self._batcher.call(count, job.workspace, job.user) >= most_waiting:
                raise QueueFull
        await self._enqueue_waiting(job, again=again)

    async def _enqueue_waiting(self, job: Job, *, again: bool) -> None:
        # If this is written late, the caller may answer itself: the job looks for that.
        new = NewJob(job, None, lookups=1, late_delay=self.timing.lease)
        enqueued = await enqueue_logged(self._batcher, new)
        if enqueued and not again:
            self._undelivered[enqueued.id] = True

    async def _enqueue_for_later(self, new: NewJob) -> None:
        await enqueue_logged(self._batcher, new)
        self._wake_in(new.delay)

    async def _enqueue_claimed(
        self, job: Job, lookups: int = 0, late_delay: float = 0
    ) -> Attempt | None:
        begun = time.monotonic()
        new = NewJob(job, self._owner, self.timing.lease, lookups, late_delay)
        claimed = await enqueue_logged(self._batcher, new)
        return self._running.attempt(claimed, begun) if claimed else None

    @asynccontextmanager
    async def enqueued(self, job: Job) -> AsyncIterator[bool]:
        """Enqueue a job before a decision is stored, and run it after that.

        So a crash between the two loses nothing that follows from the decision. The job's handler
        has to look up what was decided, if anything was. Yields whether the key was new.

        Raises `DatabaseUnavailable`.
        """
        attempt = await self._enqueue_claimed(job)
        is_known = False
        try:
            yield attempt is not None
            is_known = True
        except _NOTHING_DECIDED:
            is_known = True
            raise
        finally:
            if attempt and is_known:
                self._start(attempt)
            elif attempt:  # decided or not: the replica that claims it after the lease will see
                self._running.end(attempt)

    async def delete(self, attempt: Attempt) -> None:
        """Delete a job without effects: it may be enqueued again.

        Raises `DatabaseUnavailable`.
        """
        await self._batcher.call(self._store.delete, attempt.claimed, self._owner)

    async def reserve_key(self, job: Job) -> bool:
        """Store the key of something that is done at once; returns whether it was new.

        Raises `DatabaseUnavailable`.
        """
        return await self._batcher.call(self._store.reserve_key, job)

    async def free_key(self, job: Job) -> None:
        """Delete a reserved key, as nothing was done."""
        with suppress(DatabaseUnavailable):
            await self._batcher.call(self._store.free_key, job)

    # Running

    async def run(self, stop: asyncio.Event) -> None:
        """Claim and run due jobs, also those of replicas that died, until told to stop."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            self.monitor.begin_round()
            self._wake.clear()
            (error,) = await asyncio.gather(self._round(), return_exceptions=True)
            self.monitor.end_round(error)
            if error and not isinstance(error, DatabaseUnavailable):
                self._tasks.log_unexpected(error)
            woken = asyncio.create_task(self._wake.wait())
            await asyncio.wait(
                {stopping, woken}, timeout=self.timing.poll, return_when=asyncio.FIRST_COMPLETED
            )
            woken.cancel()
        await stopping

    def _wake_in(self, seconds: float) -> None:
        """Look for due jobs in so many seconds, when one that was rescheduled here is due."""
        asyncio.get_running_loop().call_later(seconds, self._wake.set)

    @property
    def is_alive(self) -> bool:
        """Whether it looks for due jobs, and those that it runs come to an end."""
        return self.monitor.is_alive and not self._running.is_stuck

    async def _round(self) -> None:
        begun = time.monotonic()
        await self._renew(begun)
        await self._claim_due(begun)
        await self.duplicates.enqueue_unrecorded()
        await self.monitor.measure()

    async def _renew(self, begun: float) -> None:
        ids, lease = self._running.to_renew(begun), self.timing.lease
        if ids:
            owned = await self._batcher.call(self._store.renew, self._owner, ids, lease)
            self._running.renewed(owned, begun)

    async def _claim_due(self, begun: float) -> None:
        room = self._running.room._replace(jobs=self._free)
        # Jobs are claimed even if the database answers late: it may take as long as leases allow.
        lease = self.timing.lease
        claimed = await self._batcher.call(
            self._store.claim, self._owner, lease, room, within=lease / 3
        )
        self._backlog.update(room, claimed)
        early = {each.id: self._settlement.seconds_early(each, begun) for each in claimed}
        for each in claimed:
            if not early[each.id]:
                await self._start_claimed(each, begun)
        for each in claimed:  # last: if the database fails here, the others are running
            if early[each.id]:
                await self._settlement.postpone_early(each, early[each.id])

    async def _start_claimed(self, claimed: ClaimedJob, begun: float) -> None:
        attempt = self._running.attempt(self._without_lookup(claimed), begun)
        if claimed.failures < self.timing.most_tries:
            self._start(attempt)
            return
        try:
            await self._settlement.mark_died(attempt)
        finally:
            self._running.end(attempt)

    def _without_lookup(self, claimed: ClaimedJob) -> ClaimedJob:
        """A job that this process enqueued in time and nobody has run needs no lookup."""
        is_undelivered = self._undelivered.pop(claimed.id, False) and claimed.deliveries == 1
        return replace(claimed, lookups=0) if is_undelivered else claimed

    @property
    def _free(self) -> int:
        """How many more jobs this replica may run; none while Slack refuses its token."""
        return 0 if self.token.refusal else self._running.free

    def _start(self, attempt: Attempt) -> None:
        self._running.add(attempt)
        self._tasks.start(self._process(attempt))

    def _on_slow_post(self, attempt: Attempt) -> None:
        """Run other jobs while Slack accepts a post late."""
        self._running.remove(attempt)
        self._wake.set()

    async def _process(self, attempt: Attempt) -> None:
        """Run a job, and settle it."""
        with acting_for(attempt.job.workspace), attempted(attempt.claimed) as span:
            outcome = await self._outcome(attempt)
            log_end(attempt.claimed, outcome, span)
        self._metrics.jobs_processed.labels(attempt.job.kind, outcome).inc()

    async def _outcome(self, attempt: Attempt) -> str:
        handler = self._handlers.get(attempt.job.kind, Handler(raise_unknown_kind))
        error: Exception | None = None
        try:
            try:
                self.token.require()  # Slack may have refused it while the job was claimed
                await handler.run(attempt)
            except Exception as failure:  # noqa: BLE001 - whatever failed, the job is settled
                error = failure
            finally:
                self._running.remove(attempt)
            return await self._settlement.settle(attempt, handler, error)
        except DatabaseUnavailable as unavailable:  # the lease expires, and the key is looked for
            log.warning("the outcome of a job could not be recorded: %s", unavailable)
            return "unsettled"
        finally:
            self._running.end(attempt)
            if self._backlog:
                self._wake.set()

    # Stopping and cleaning up

    async def release(self) -> None:
        """Release the jobs that could not be finished, for another replica or the next start.

        No thread uses the database any more when this returns.
        """
        await self._batcher.flush()
        with suppress(DatabaseUnavailable):
            await self._batcher.call(self._store.release, self._owner)
        await self._batcher.close()

    async def close_workspace(self, attempt: Attempt, reason: str) -> None:
        """Dead-letter all other jobs of the workspace of a job."""
        workspace, claimed = attempt.job.workspace, attempt.claimed
        await self._batcher.call(self._store.close_workspace, workspace, reason, claimed)

    async def expire(self, done: float, dead: float) -> None:
        """Delete jobs that have been done, or dead, for longer than so many seconds."""
        with suppress(DatabaseUnavailable):
            log_deleted(await self._batcher.call(self._store.delete_old, done, dead))
