"""What becomes of a job after an attempt: it is done, retried later, or dead."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import LOOKUPS, ClaimedJob, Retry
from bot.jobs.write_batcher import WriteBatcher
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.jobs.attempt import Attempt, LeaseExpired, LookUpAgain, LookupFailed
from bot.slack.jobs.job_log import attempted, log_retry
from bot.slack.jobs.running import JOBS_REMEMBERED
from bot.slack.jobs.timing import Timing, jitter
from bot.slack.recent import Recent
from bot.slack.web_api.errors import (
    NotDelivered,
    Refused,
    SlackRateLimited,
    SlackUnavailable,
    TokenRefused,
    Uncertain,
)
from bot.slack.web_api.token import Token

log = logging.getLogger(__name__)

HELD_SECONDS = 60.0
"""Seconds until a job is tried again whose workspace has no valid token."""
HELD_FOR = 24 * 3600.0
"""Seconds for which such a job waits until the bot is installed again, before it fails."""
_TOLERANCE = 1.0  # seconds by which a rescheduled job may be early
_MOST_SPREAD = 60.0
"""Seconds: retries after a longer wait are spread over no more time than after this one."""
_CLOCK_WAS_SET = "it was due too early: a clock was set"


Run = Callable[[Attempt], Awaitable[None]]
GiveUp = Callable[[Attempt, str], Awaitable[None]]


class UnknownKind(Exception):
    """A newer version of the bot enqueued the job: this version has no handler for it."""


class Handler(NamedTuple):
    """Runs the jobs of one kind. `give_up` is called with a reference when one becomes dead."""

    run: Run
    give_up: GiveUp | None = None


async def raise_unknown_kind(attempt: Attempt) -> None:
    """Raises `UnknownKind`."""
    raise UnknownKind(f"this version of the bot knows no {attempt.job.kind!r}")


class Settlement:
    """Records the outcomes of attempts. Each async method may raise `DatabaseUnavailable`.

    It calls `wake_in` with the seconds until a job is due that it has rescheduled.
    """

    def __init__(
        self,
        batcher: WriteBatcher,
        token: Token,
        tasks: BackgroundTasks,
        timing: Timing,
        wake_in: Callable[[float], None],
    ) -> None:
        self._batcher = batcher
        self._token = token
        self._tasks = tasks
        self._timing = timing
        self._wake_in = wake_in
        self._not_before = Recent[int, float](JOBS_REMEMBERED)

    async def settle(self, attempt: Attempt, handler: Handler, error: Exception | None) -> str:
        """Record how an attempt ended; returns its outcome, a label of the metrics."""
        if error is None:
            await self._batcher.mark_done(attempt.claimed)
            return "done"
        if isinstance(error, LeaseExpired):
            return "lease_expired"
        if isinstance(error, Refused):
            await self.mark_dead(attempt, f"Slack refused: {error}")
            return "dead"
        retry = await self._retry_without_failure(attempt.claimed, error)
        if retry:
            await self._reschedule(attempt.claimed, retry)
            return "rescheduled"
        return await self._settle_failure(attempt, handler, error)

    async def _retry_without_failure(self, claimed: ClaimedJob, error: Exception) -> Retry | None:
        """When to go on if nothing has failed; None if something has."""
        match error:
            case SlackRateLimited():
                # Where reads are scarce, the time is a slot that is not kept for long.
                seconds = error.seconds + min(error.seconds, _MOST_SPREAD) * jitter(0, 0.25)
                return Retry(seconds, "Slack limits the rate", claimed.lookups, failed=False)
            case LookUpAgain():
                seconds = error.seconds * jitter(1, 1.25)
                return Retry(seconds, str(error), error.lookups, failed=False)
            case TokenRefused() if self._token.is_single and await self._token.check():
                reason = f"Slack refuses the bot's token: {error}"
                return Retry(0, reason, claimed.lookups, failed=False)
            case TokenRefused() if self._may_be_installed_again(claimed):
                reason = f"the workspace has no token that works: {error}"
                return Retry(HELD_SECONDS, reason, claimed.lookups, failed=False)
        return None

    def _may_be_installed_again(self, claimed: ClaimedJob) -> bool:
        """Whether a job of one workspace of many waits until that has a valid token again."""
        return not self._token.is_single and time.time() - claimed.enqueued_at < HELD_FOR

    async def _settle_failure(self, attempt: Attempt, handler: Handler, error: Exception) -> str:
        """Retry the job, or mark it dead after its last attempt; returns the outcome."""
        claimed = attempt.claimed
        is_expected = isinstance(error, NotDelivered | DatabaseUnavailable | UnknownKind)
        reference = "" if is_expected else self._tasks.log_unexpected(error)
        reason = str(error) if is_expected else f"unexpected failure, reference {reference}"
        if not attempt.is_last:
            seconds = self._timing.retry_pause(claimed.failures)
            await self._reschedule(
                claimed, Retry(seconds, reason, _lookups_after(error, claimed.lookups))
            )
            return "failed"
        if handler.give_up:
            giving_up = handler.give_up(attempt, reference)
            (failure,) = await asyncio.gather(giving_up, return_exceptions=True)
            if failure:
                log.warning("the user could not be notified: %s", type(failure).__name__)
        await self.mark_dead(attempt, reason)
        return "dead"

    async def mark_died(self, attempt: Attempt) -> None:
        """Dead-letter a job that was running each time the bot ended."""
        with attempted(attempt.claimed):
            await self.mark_dead(attempt, "the bot ended while it was at work on it")

    async def mark_dead(self, attempt: Attempt, reason: str) -> None:
        """Dead-letter the job of an attempt."""
        log.error(
            "job %d (%s) is dead: %s; see `python -m bot jobs list`",
            attempt.claimed.id,
            attempt.job.kind,
            reason,
        )
        batcher = self._batcher
        await batcher.call(batcher.store.mark_dead, attempt.claimed, batcher.owner, reason)

    async def _reschedule(self, claimed: ClaimedJob, retry: Retry) -> None:
        """Retry the job later: by the database's clock, but not earlier by this process's own.

        So a database clock that is set forward makes nothing due that this process rescheduled.
        """
        self._not_before[claimed.id] = time.monotonic() + retry.seconds
        log_retry(claimed, retry)
        batcher = self._batcher
        await batcher.call(batcher.store.reschedule, claimed, batcher.owner, retry)
        self._wake_in(retry.seconds)

    def seconds_early(self, claimed: ClaimedJob, now: float) -> float:
        """Seconds by which a job was claimed too early; 0 for one that this process may run."""
        early = self._not_before.pop(claimed.id, now) - now
        return early if early > _TOLERANCE else 0

    async def postpone_early(self, claimed: ClaimedJob, seconds: float) -> None:
        """Reschedule a job that was claimed so many seconds too early."""
        retry = Retry(seconds, _CLOCK_WAS_SET, claimed.lookups, failed=False)
        await self._reschedule(claimed, retry)


def _lookups_after(error: Exception, lookups: int) -> int:
    """How often the message must be looked for after a failed attempt."""
    match error:
        case SlackUnavailable() | LookupFailed() | TokenRefused():  # nothing was posted
            return lookups
        case Uncertain() if not error.status:  # the call was sent, and no answer came
            return LOOKUPS
    return max(lookups, 1)
