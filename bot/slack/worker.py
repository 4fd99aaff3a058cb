"""The worker: it claims jobs and runs them, each on one replica at a time, until done or dead.

`Attempt` sees to it that a crash at any step leads to one reply. An attempt begins to post only
while its lease has some time to run; for as long as it posts the lease is renewed.
"""

import asyncio
import logging
import math
import random
import secrets
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import AT_ONCE, LOOKS, ClaimedJob, Job, JobStore, NewJob, Retry
from bot.jobs.write_batcher import WriteBatcher
from bot.operations.metrics import Metrics
from bot.slack.api import (
    NotDelivered,
    OutOfReach,
    Refused,
    SlackApi,
    SlackRateLimited,
    TokenEnded,
    Uncertain,
)
from bot.slack.attempt import (
    Attempt,
    AttemptContext,
    CannotLook,
    LeaseExpired,
    LookAgain,
    PossiblePost,
)
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.duplicates import KIND as DUPLICATES
from bot.slack.duplicates import Duplicates
from bot.slack.token import Token
from bot.team.draft_form import DraftError
from bot.team.model import ConflictError, NotFoundError
from bot.team.reviewers import NotAllowedError

log = logging.getLogger(__name__)

MOST_WAITING = 50
"""Questions of one person that may wait; a further one is refused."""
IN_WORK = 16
"""Items that a replica works on at a time, but for those whose post Slack takes late."""
UNDER_WAY = 256
"""Items that a replica has in its hands at a time, with those."""
REFUSED = (ConflictError, DraftError, NotAllowedError, NotFoundError)
"""What says that nothing was decided."""
_REMEMBERED = 10_000
_JUMPED = 1.0  # seconds by which a job comes early whose clock was set
_CLOCK_SET = "it was due too early: a clock was set"
_ALIVE = 30.0  # seconds since it last looked: a round takes some, with the database away
_COUNTED = 5.0  # seconds between looks at how much there is


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds, and how often they are tried."""

    lease: float = 15.0
    poll: float = 1.0
    patience: float = 1.0
    first_pause: float = 2.0
    longest_pause: float = 300.0
    most_tries: int = 10

    def look_pauses(self) -> list[float]:
        """Seconds before each look for a message that may be on its way."""
        return [min(2 * self.first_pause * 5**n, self.longest_pause) for n in range(LOOKS)]


TIMING = Timing()


class QueueFull(Exception):
    """So many items of a person are waiting that this one was not kept."""


class UnknownKind(Exception):
    """A newer version of the bot has kept it: this one cannot do it."""


class _Outcome:
    """What came of work within `with`: how it failed, if it did."""

    error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, handler: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


class _Handler(NamedTuple):
    do: Callable[[Attempt], Awaitable[None]]
    give_up: Callable[[Attempt, str], Awaitable[None]] | None


async def _not_known(attempt: Attempt) -> None:
    raise UnknownKind(f"this version of the bot knows no {attempt.job.kind!r}")


_UNKNOWN = _Handler(_not_known, None)


class Worker:
    """Keeps what is to be done, and does it."""

    def __init__(
        self, store: JobStore, api: SlackApi, work: BackgroundTasks, metrics: Metrics, pace: Timing
    ) -> None:
        self._last_round = time.monotonic()
        self._store = store
        self.token = Token(api, pace.first_pause)
        self._tasks = work
        self._metrics = metrics
        self.timing = pace
        self._owner = secrets.token_hex(8)
        self._handlers: dict[str, _Handler] = {}
        self._attempts: dict[int, Attempt] = {}
        self._running = Counter[str]()
        self._limited = set[Attempt]()
        self._behind = set[str]()
        self._undelivered = set[int]()
        self._not_before = dict[int, float]()
        self._counted_at = -_COUNTED
        self._wake = asyncio.Event()
        self._batcher = WriteBatcher(store, self._owner, pace.patience)
        self._duplicates = Duplicates(
            api, self._batcher.enqueue, pace.first_pause, pace.longest_pause
        )
        self._unrecorded: deque[NewJob] = deque(maxlen=_REMEMBERED)
        self._ways = AttemptContext(api, pace.look_pauses(), self._late, self._duplicates.watch)
        self.register(DUPLICATES, self._duplicates.look)

    def register(
        self,
        handler: str,
        do: Callable[[Attempt], Awaitable[None]],
        give_up: Callable[[Attempt, str], Awaitable[None]] | None = None,
    ) -> None:
        """Have items of that kind done by `do`; `give_up` tells of a failure, by its reference."""
        self._handlers[handler] = _Handler(do, give_up)

    # Keeping

    async def enqueue(
        self, job: Job, *, again: bool = False, most_waiting: float = math.inf
    ) -> None:
        """Keep an item, and work on it as soon as its person has a turn.

        `again`: someone may have worked on it before it was kept. One whose key is known is left
        alone. Raises `DatabaseUnavailable`; then it may have been kept all the same. Raises
        `QueueFull` where so many of its person wait; then it was not.
        """
        person, looks = job.user, int(again)
        if not self._batcher.is_reachable:  # so that not each of many has to find out for itself
            raise DatabaseUnavailable("the database was out of reach a moment ago")
        if self._free and self._running[person] < AT_ONCE:
            self._running[person] += 1
            try:
                # Should it be kept too late, it is answered unkept meanwhile, and looked for.
                attempt = await self._enqueue_claimed(job, looks, late=self.timing.lease)
            finally:
                self._end_run(person)
            if attempt:
                self._start(attempt)
            return
        self._behind.add(person)
        if most_waiting < math.inf and await self._count_waiting(job) >= most_waiting:
            raise QueueFull
        # Should it be kept too late, it may be answered unkept meanwhile: it is looked for.
        kept = await self._batcher.enqueue(NewJob(job, None, lookups=1, late=self.timing.lease))
        if len(self._undelivered) > _REMEMBERED:  # those that other replicas have taken
            self._undelivered.clear()
        if kept and not again:
            self._undelivered.add(kept.id)

    async def _count_waiting(self, job: Job) -> int:
        return await self._batcher.call(self._store.count_waiting, job.workspace, job.user)

    async def _enqueue_claimed(self, job: Job, looks: int = 0, late: float = 0) -> Attempt | None:
        begun, lease = time.monotonic(), self.timing.lease
        claimed = await self._batcher.enqueue(NewJob(job, self._owner, lease, looks, late))
        return self._attempt(claimed, begun) if claimed else None

    @asynccontextmanager
    async def enqueued(self, job: Job) -> AsyncIterator[bool]:
        """Keep an item before what it depends on is decided, and work on it afterwards.

        So nothing that follows from a decision is lost between the two. Whoever does the item has
        to look what was decided, if anything was. Yields whether its key was new.

        Raises `DatabaseUnavailable`.
        """
        attempt = await self._enqueue_claimed(job)
        known = False
        try:
            yield attempt is not None
            known = True
        except REFUSED:
            known = True
            raise
        finally:
            if attempt and known:
                self._start(attempt)
            elif attempt:  # decided or not: whoever takes it up after the lease will see
                del self._attempts[attempt.claimed.id]

    async def delete(self, attempt: Attempt) -> None:
        """Forget an item that came to nothing: its key may come again.

        Raises `DatabaseUnavailable`.
        """
        await self._batcher.call(self._store.delete, attempt.claimed, self._owner)

    def watch_unrecorded(self, workspace: str, standing: PossiblePost, *, again: bool) -> None:
        """Have watched, once the database is back, what was posted while it was away.

        Another replica may have heard the same at the same moment, and posted it too; `again` says
        that Slack had sent it before.
        """
        self._unrecorded.append(self._duplicates.unkept(workspace, standing, again=again))

    async def reserve_key(self, job: Job) -> bool:
        """Whether the key of what is done at once is new. Raises `DatabaseUnavailable`."""
        return await self._batcher.call(self._store.reserve_key, job)

    async def free_key(self, job: Job) -> None:
        """Forget such a key: what it stood for was not done."""
        with suppress(DatabaseUnavailable):
            await self._batcher.call(self._store.free_key, job)

    # Working

    async def run(self, stop: asyncio.Event) -> None:
        """Take up what is due, here or from a replica that died, until told to stop."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            self._last_round = time.monotonic()
            self._wake.clear()
            (error,) = await asyncio.gather(self._round(), return_exceptions=True)
            if error and not isinstance(error, DatabaseUnavailable):
                self._tasks.log_unexpected(error)
            woken = asyncio.create_task(self._wake.wait())
            await asyncio.wait(
                {stopping, woken}, timeout=self.timing.poll, return_when=asyncio.FIRST_COMPLETED
            )
            woken.cancel()
        await stopping

    async def _round(self) -> None:
        begun = time.monotonic()
        soon = begun + self.timing.lease * 4 / 5
        if any(attempt.lease_end < soon for attempt in self._attempts.values()):
            await self._renew(begun)
        await self._claim_due(begun)
        while self._unrecorded:
            await self._batcher.enqueue(self._unrecorded[0])
            self._unrecorded.popleft()
        if begun - self._counted_at > _COUNTED:
            self._counted_at = begun
            for state, count in (await self._batcher.call(self._store.count_by_state)).items():
                self._metrics.jobs.labels(state.value).set(count)

    async def _renew(self, begun: float) -> None:
        ids = list(self._attempts)
        ours = await self._batcher.call(self._store.renew, self._owner, ids, self.timing.lease)
        for name in ours & self._attempts.keys():
            self._attempts[name].lease_end = begun + self.timing.lease

    async def _claim_due(self, begun: float) -> None:
        busy, free = self._busy, self._free
        # What the database gives late is ours all the same: this has as long as the lease allows.
        lease, patient = self.timing.lease, self.timing.lease / 3
        found = await self._batcher.call(
            self._store.claim, self._owner, lease, free, busy, patience=patient
        )
        if len(found) < free:  # so that was all, but of those who are busy
            self._behind &= busy
        self._behind |= {claimed.job.user for claimed in found}
        early = {claimed.id: self._not_before.pop(claimed.id, begun) - begun for claimed in found}
        due = [claimed for claimed in found if early[claimed.id] <= _JUMPED]
        for claimed in map(self._without_look, due):
            attempt = self._attempt(claimed, begun)
            if claimed.failures < self.timing.most_tries:
                self._start(attempt)
            else:  # whoever worked on it died of it, time and again
                try:
                    await self._mark_dead(attempt, "the bot ended while it was at work on it")
                finally:
                    del self._attempts[claimed.id]
        for claimed in found:  # last: should the database be lost here, the others are at work
            if claimed not in due:
                seconds = early[claimed.id]
                await self._reschedule(
                    claimed, Retry(seconds, _CLOCK_SET, claimed.lookups, failed=False)
                )

    def _without_look(self, claimed: ClaimedJob) -> ClaimedJob:
        """What this process has kept in time and nobody has worked on need not be looked for."""
        if claimed.id not in self._undelivered:
            return claimed
        self._undelivered.remove(claimed.id)
        return replace(claimed, lookups=0) if claimed.deliveries == 1 else claimed

    @property
    def is_alive(self) -> bool:
        """Whether it has looked for work of late."""
        return time.monotonic() - self._last_round < _ALIVE

    @property
    def _free(self) -> int:
        """How many more items this replica takes on; none while Slack refuses its token."""
        if self.token.refused:
            return 0
        return max(0, min(IN_WORK - self._running.total(), UNDER_WAY - len(self._attempts)))

    @property
    def _busy(self) -> set[str]:
        """Those of whom no more is taken; "" is nobody, whose items leave room for people's."""
        return {of for of, turns in self._running.items() if of or turns >= IN_WORK // 2}

    def _attempt(self, claimed: ClaimedJob, begun: float) -> Attempt:
        until = begun + self.timing.lease
        attempt = Attempt(claimed, until, self._ways, self.timing.most_tries)
        self._attempts[claimed.id] = attempt
        return attempt

    def _start(self, attempt: Attempt) -> None:
        self._running[attempt.job.user] += 1
        self._limited.add(attempt)
        self._tasks.start(self._process(attempt))

    def _late(self, attempt: Attempt) -> None:
        """Slack takes what it posts late: others need not wait for that."""
        self._stop_counting(attempt)
        self._wake.set()

    def _stop_counting(self, attempt: Attempt) -> None:
        if attempt in self._limited:
            self._limited.remove(attempt)
            self._end_run(attempt.job.user)

    def _end_run(self, person: str) -> None:
        self._running[person] -= 1
        if not self._running[person]:
            del self._running[person]

    async def _process(self, attempt: Attempt) -> None:
        """Do what is to be done, and settle what came of it."""
        handler = self._handlers.get(attempt.job.kind, _UNKNOWN)
        try:
            try:
                with _Outcome() as came:
                    await handler.do(attempt)
            finally:
                self._stop_counting(attempt)
            outcome = await self._settle(attempt, handler, came.error)
        except DatabaseUnavailable as why:  # the lease will run out, and the key be looked for
            log.warning("the outcome of a job could not be recorded: %s", why)
            outcome = "unsettled"
        finally:
            self._attempts.pop(attempt.claimed.id, None)
            if self._behind:
                self._wake.set()
        self._metrics.jobs_processed.labels(attempt.job.kind, outcome).inc()

    async def _settle(self, attempt: Attempt, handler: _Handler, error: Exception | None) -> str:
        """Mark the item by what came of an attempt; a word for that."""
        if error is None:
            await self._batcher.mark_done(attempt.claimed)
            return "done"
        if isinstance(error, LeaseExpired):
            return "lease expired"
        if isinstance(error, Refused) and not isinstance(error, TokenEnded):
            await self._mark_dead(attempt, f"Slack refused: {error}")
            return "dead"
        waits = await self._waits(attempt.claimed, error)
        if waits:
            await self._reschedule(attempt.claimed, waits)
            return "rescheduled"
        return await self._failed(attempt, handler, error)

    async def _waits(self, claimed: ClaimedJob, error: Exception) -> Retry | None:
        """When to go on where nothing has failed; None where it has."""
        match error:
            case SlackRateLimited():
                seconds = error.seconds * _jitter(1, 1.25)
                return Retry(seconds, "Slack limits the rate", claimed.lookups, failed=False)
            case LookAgain():
                seconds = error.seconds * _jitter(1, 1.25)
                return Retry(seconds, str(error), error.looks, failed=False)
            case TokenEnded() if await self.token.ask():
                why = f"Slack refuses the bot's token: {error}"
                return Retry(0, why, claimed.lookups, failed=False)
        return None

    async def _failed(self, attempt: Attempt, handler: _Handler, error: Exception) -> str:
        """Have it tried again, or park it; a word for that."""
        claimed = attempt.claimed
        expected = isinstance(error, NotDelivered | DatabaseUnavailable | UnknownKind)
        reference = "" if expected else self._tasks.log_unexpected(error)
        why = str(error) if expected else f"unexpected failure, reference {reference}"
        if not attempt.is_last:
            pause, looks = self._pause(claimed.failures), _looks_after(error, claimed.lookups)
            await self._reschedule(claimed, Retry(pause, why, looks))
            return "failed"
        if handler.give_up:
            telling = handler.give_up(attempt, reference)
            (untold,) = await asyncio.gather(telling, return_exceptions=True)
            if untold:
                log.warning("nobody could be told of it: %s", type(untold).__name__)
        await self._mark_dead(attempt, why)
        return "dead"

    async def _reschedule(self, claimed: ClaimedJob, retry: Retry) -> None:
        """Have it done later: by the database's clock, and not before that by this one's.

        So a database's clock that is set forward or back makes nothing due for whoever put it off.
        """
        if len(self._not_before) > _REMEMBERED:  # those that other replicas have taken
            self._not_before.clear()
        self._not_before[claimed.id] = time.monotonic() + retry.seconds
        await self._batcher.call(self._store.reschedule, claimed, self._owner, retry)

    async def _mark_dead(self, attempt: Attempt, why: str) -> None:
        log.error(
            "job %d (%s) is dead: %s; see `python -m bot jobs list`",
            attempt.claimed.id,
            attempt.job.kind,
            why,
        )
        await self._batcher.call(self._store.mark_dead, attempt.claimed, self._owner, why)

    def _pause(self, tries: int) -> float:
        """Seconds before the next try: twice as long each time, and not for all at one moment."""
        longest: float = min(self.timing.first_pause * 2**tries, self.timing.longest_pause)
        return longest * _jitter(0.5, 1)

    # The end

    async def release(self) -> None:
        """Give back what could not be finished, for another replica or the next start.

        No thread uses the database any more when this returns.
        """
        await self._batcher.flush()
        with suppress(DatabaseUnavailable):
            await self._batcher.call(self._store.release, self._owner)
        await self._batcher.close()

    async def close_workspace(self, attempt: Attempt, why: str) -> None:
        """Stop working for the workspace of an item that says that the bot was removed."""
        workspace, claimed = attempt.job.workspace, attempt.claimed
        await self._batcher.call(self._store.close_workspace, workspace, why, claimed)

    async def expire(self, seconds: float) -> None:
        """Forget the keys of what was done longer ago than that."""
        with suppress(DatabaseUnavailable):
            await self._batcher.call(self._store.delete_old_keys, seconds)


def _looks_after(error: Exception, looks: int) -> int:
    """How often the message has to be looked for, after such a failure of an attempt."""
    match error:
        case OutOfReach() | CannotLook() | TokenEnded():  # nothing was posted
            return looks
        case Uncertain() if not error.status:  # the call went out, and no answer came
            return LOOKS
    return max(looks, 1)


def _jitter(least: float, most: float) -> float:
    """A factor by chance, so that not all come at one moment."""
    return random.uniform(least, most)  # noqa: S311 - no secret depends on it
