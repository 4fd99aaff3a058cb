"""The inbox at work: what is kept is worked on, by one replica at a time, until done or parked.

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
from bot.jobs.model import AT_ONCE, LOOKS, InboxStore, Item, New, Retry, Taken
from bot.jobs.write_batcher import Ledger
from bot.operations.metrics import Metrics
from bot.slack.api import (
    NotDelivered,
    OutOfReach,
    Refused,
    SlackApi,
    TokenEnded,
    TooFast,
    Uncertain,
)
from bot.slack.attempt import Attempt, CannotLook, LookAgain, NotOurs, Standing, Ways
from bot.slack.background_tasks import Work
from bot.slack.duplicates import KIND as DUPLICATES
from bot.slack.duplicates import Duplicates
from bot.slack.token import Token
from bot.team.model import ConflictError, DraftError, NotAllowedError
from bot.team.store import NotThere

log = logging.getLogger(__name__)

MOST_WAITING = 50
"""Questions of one person that may wait; a further one is refused."""
IN_WORK = 16
"""Items that a replica works on at a time, but for those whose post Slack takes late."""
UNDER_WAY = 256
"""Items that a replica has in its hands at a time, with those."""
REFUSED = (ConflictError, DraftError, NotAllowedError, NotThere)
"""What says that nothing was decided."""
_REMEMBERED = 10_000
_JUMPED = 1.0  # seconds by which a job comes early whose clock was set
_CLOCK_SET = "it was due too early: a clock was set"
_ALIVE = 30.0  # seconds since it last looked: a round takes some, with the database away
_COUNTED = 5.0  # seconds between looks at how much there is


@dataclass(frozen=True, slots=True)
class Pace:
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


PACE = Pace()


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
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


class _Kind(NamedTuple):
    do: Callable[[Attempt], Awaitable[None]]
    give_up: Callable[[Attempt, str], Awaitable[None]] | None


async def _not_known(attempt: Attempt) -> None:
    raise UnknownKind(f"this version of the bot knows no {attempt.item.kind!r}")


_UNKNOWN = _Kind(_not_known, None)


class Inbox:
    """Keeps what is to be done, and does it."""

    def __init__(
        self, store: InboxStore, api: SlackApi, work: Work, metrics: Metrics, pace: Pace
    ) -> None:
        self._beat = time.monotonic()
        self._store = store
        self.token = Token(api, pace.first_pause)
        self._work = work
        self._metrics = metrics
        self.pace = pace
        self._owner = secrets.token_hex(8)
        self._kinds: dict[str, _Kind] = {}
        self._attempts: dict[int, Attempt] = {}
        self._turns = Counter[str]()
        self._in_turn = set[Attempt]()
        self._behind = set[str]()
        self._untouched = set[int]()
        self._not_before = dict[int, float]()
        self._counted = -_COUNTED
        self._wake = asyncio.Event()
        self._ledger = Ledger(store, self._owner, pace.patience)
        self._duplicates = Duplicates(api, self._ledger.keep, pace.first_pause, pace.longest_pause)
        self._unkept: deque[New] = deque(maxlen=_REMEMBERED)
        self._ways = Ways(api, pace.look_pauses(), self._late, self._duplicates.watch)
        self.on(DUPLICATES, self._duplicates.look)

    def on(
        self,
        kind: str,
        do: Callable[[Attempt], Awaitable[None]],
        give_up: Callable[[Attempt, str], Awaitable[None]] | None = None,
    ) -> None:
        """Have items of that kind done by `do`; `give_up` tells of a failure, by its reference."""
        self._kinds[kind] = _Kind(do, give_up)

    # Keeping

    async def accept(
        self, item: Item, *, again: bool = False, most_waiting: float = math.inf
    ) -> None:
        """Keep an item, and work on it as soon as its person has a turn.

        `again`: someone may have worked on it before it was kept. One whose key is known is left
        alone. Raises `DatabaseUnavailable`; then it may have been kept all the same. Raises
        `QueueFull` where so many of its person wait; then it was not.
        """
        person, looks = item.person, int(again)
        if not self._ledger.reachable:  # so that not each of many has to find out for itself
            raise DatabaseUnavailable("the database was out of reach a moment ago")
        if self._free and self._turns[person] < AT_ONCE:
            self._turns[person] += 1
            try:
                # Should it be kept too late, it is answered unkept meanwhile, and looked for.
                attempt = await self._kept(item, looks, late=self.pace.lease)
            finally:
                self._end_turn(person)
            if attempt:
                self._start(attempt)
            return
        self._behind.add(person)
        if most_waiting < math.inf and await self._waiting_of(item) >= most_waiting:
            raise QueueFull
        # Should it be kept too late, it may be answered unkept meanwhile: it is looked for.
        kept = await self._ledger.keep(New(item, None, looks=1, late=self.pace.lease))
        if len(self._untouched) > _REMEMBERED:  # those that other replicas have taken
            self._untouched.clear()
        if kept and not again:
            self._untouched.add(kept.id)

    async def _waiting_of(self, item: Item) -> int:
        return await self._ledger.ask(self._store.waiting_of, item.workspace, item.person)

    async def _kept(self, item: Item, looks: int = 0, late: float = 0) -> Attempt | None:
        begun, lease = time.monotonic(), self.pace.lease
        taken = await self._ledger.keep(New(item, self._owner, lease, looks, late))
        return self._attempt(taken, begun) if taken else None

    @asynccontextmanager
    async def promised(self, item: Item) -> AsyncIterator[bool]:
        """Keep an item before what it depends on is decided, and work on it afterwards.

        So nothing that follows from a decision is lost between the two. Whoever does the item has
        to look what was decided, if anything was. Yields whether its key was new.

        Raises `DatabaseUnavailable`.
        """
        attempt = await self._kept(item)
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
                del self._attempts[attempt.taken.id]

    async def drop(self, attempt: Attempt) -> None:
        """Forget an item that came to nothing: its key may come again.

        Raises `DatabaseUnavailable`.
        """
        await self._ledger.ask(self._store.drop, attempt.taken, self._owner)

    def posted_unkept(self, workspace: str, standing: Standing, *, again: bool) -> None:
        """Have watched, once the database is back, what was posted while it was away.

        Another replica may have heard the same at the same moment, and posted it too; `again` says
        that Slack had sent it before.
        """
        self._unkept.append(self._duplicates.unkept(workspace, standing, again=again))

    async def claim(self, item: Item) -> bool:
        """Whether the key of what is done at once is new. Raises `DatabaseUnavailable`."""
        return await self._ledger.ask(self._store.claim, item)

    async def unclaim(self, item: Item) -> None:
        """Forget such a key: what it stood for was not done."""
        with suppress(DatabaseUnavailable):
            await self._ledger.ask(self._store.unclaim, item)

    # Working

    async def run(self, stop: asyncio.Event) -> None:
        """Take up what is due, here or from a replica that died, until told to stop."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            self._beat = time.monotonic()
            self._wake.clear()
            (error,) = await asyncio.gather(self._round(), return_exceptions=True)
            if error and not isinstance(error, DatabaseUnavailable):
                self._work.unexpected(error)
            woken = asyncio.create_task(self._wake.wait())
            await asyncio.wait(
                {stopping, woken}, timeout=self.pace.poll, return_when=asyncio.FIRST_COMPLETED
            )
            woken.cancel()
        await stopping

    async def _round(self) -> None:
        begun = time.monotonic()
        soon = begun + self.pace.lease * 4 / 5
        if any(attempt.until < soon for attempt in self._attempts.values()):
            await self._renew(begun)
        await self._take(begun)
        while self._unkept:
            await self._ledger.keep(self._unkept[0])
            self._unkept.popleft()
        if begun - self._counted > _COUNTED:
            self._counted = begun
            for state, count in (await self._ledger.ask(self._store.states)).items():
                self._metrics.inbox.labels(state.value).set(count)

    async def _renew(self, begun: float) -> None:
        ids = list(self._attempts)
        ours = await self._ledger.ask(self._store.renew, self._owner, ids, self.pace.lease)
        for name in ours & self._attempts.keys():
            self._attempts[name].until = begun + self.pace.lease

    async def _take(self, begun: float) -> None:
        busy, free = self._busy, self._free
        # What the database gives late is ours all the same: this has as long as the lease allows.
        lease, patient = self.pace.lease, self.pace.lease / 3
        found = await self._ledger.ask(
            self._store.take, self._owner, lease, free, busy, patience=patient
        )
        if len(found) < free:  # so that was all, but of those who are busy
            self._behind &= busy
        self._behind |= {taken.item.person for taken in found}
        early = {taken.id: self._not_before.pop(taken.id, begun) - begun for taken in found}
        due = [taken for taken in found if early[taken.id] <= _JUMPED]
        for taken in map(self._without_look, due):
            attempt = self._attempt(taken, begun)
            if taken.tries < self.pace.most_tries:
                self._start(attempt)
            else:  # whoever worked on it died of it, time and again
                try:
                    await self._park(attempt, "the bot ended while it was at work on it")
                finally:
                    del self._attempts[taken.id]
        for taken in found:  # last: should the database be lost here, the others are at work
            if taken not in due:
                seconds = early[taken.id]
                await self._put_off(taken, Retry(seconds, _CLOCK_SET, taken.looks, failed=False))

    def _without_look(self, taken: Taken) -> Taken:
        """What this process has kept in time and nobody has worked on need not be looked for."""
        if taken.id not in self._untouched:
            return taken
        self._untouched.remove(taken.id)
        return replace(taken, looks=0) if taken.handed == 1 else taken

    @property
    def alive(self) -> bool:
        """Whether it has looked for work of late."""
        return time.monotonic() - self._beat < _ALIVE

    @property
    def _free(self) -> int:
        """How many more items this replica takes on; none while Slack refuses its token."""
        if self.token.refused:
            return 0
        return max(0, min(IN_WORK - self._turns.total(), UNDER_WAY - len(self._attempts)))

    @property
    def _busy(self) -> set[str]:
        """Those of whom no more is taken; "" is nobody, whose items leave room for people's."""
        return {of for of, turns in self._turns.items() if of or turns >= IN_WORK // 2}

    def _attempt(self, taken: Taken, begun: float) -> Attempt:
        until = begun + self.pace.lease
        attempt = Attempt(taken, until, self._ways, self.pace.most_tries)
        self._attempts[taken.id] = attempt
        return attempt

    def _start(self, attempt: Attempt) -> None:
        self._turns[attempt.item.person] += 1
        self._in_turn.add(attempt)
        self._work.start(self._worked(attempt))

    def _late(self, attempt: Attempt) -> None:
        """Slack takes what it posts late: others need not wait for that."""
        self._leave_turn(attempt)
        self._wake.set()

    def _leave_turn(self, attempt: Attempt) -> None:
        if attempt in self._in_turn:
            self._in_turn.remove(attempt)
            self._end_turn(attempt.item.person)

    def _end_turn(self, person: str) -> None:
        self._turns[person] -= 1
        if not self._turns[person]:
            del self._turns[person]

    async def _worked(self, attempt: Attempt) -> None:
        """Do what is to be done, and settle what came of it."""
        kind = self._kinds.get(attempt.item.kind, _UNKNOWN)
        try:
            try:
                with _Outcome() as came:
                    await kind.do(attempt)
            finally:
                self._leave_turn(attempt)
            outcome = await self._settled(attempt, kind, came.error)
        except DatabaseUnavailable as why:  # the lease will run out, and the key be looked for
            log.warning("what came of an item could not be kept: %s", why)
            outcome = "unsettled"
        finally:
            self._attempts.pop(attempt.taken.id, None)
            if self._behind:
                self._wake.set()
        self._metrics.worked.labels(attempt.item.kind, outcome).inc()

    async def _settled(self, attempt: Attempt, kind: _Kind, error: Exception | None) -> str:
        """Mark the item by what came of an attempt; a word for that."""
        if error is None:
            await self._ledger.done(attempt.taken)
            return "done"
        if isinstance(error, NotOurs):
            return "lost"
        if isinstance(error, Refused) and not isinstance(error, TokenEnded):
            await self._park(attempt, f"Slack refused: {error}")
            return "parked"
        waits = await self._waits(attempt.taken, error)
        if waits:
            await self._put_off(attempt.taken, waits)
            return "put off"
        return await self._failed(attempt, kind, error)

    async def _waits(self, taken: Taken, error: Exception) -> Retry | None:
        """When to go on where nothing has failed; None where it has."""
        match error:
            case TooFast():
                seconds = error.seconds * _jitter(1, 1.25)
                return Retry(seconds, "Slack limits the rate", taken.looks, failed=False)
            case LookAgain():
                seconds = error.seconds * _jitter(1, 1.25)
                return Retry(seconds, str(error), error.looks, failed=False)
            case TokenEnded() if await self.token.ask():
                why = f"Slack refuses the bot's token: {error}"
                return Retry(0, why, taken.looks, failed=False)
        return None

    async def _failed(self, attempt: Attempt, kind: _Kind, error: Exception) -> str:
        """Have it tried again, or park it; a word for that."""
        taken = attempt.taken
        expected = isinstance(error, NotDelivered | DatabaseUnavailable | UnknownKind)
        reference = "" if expected else self._work.unexpected(error)
        why = str(error) if expected else f"unexpected failure, reference {reference}"
        if not attempt.last:
            pause, looks = self._pause(taken.tries), _looks_after(error, taken.looks)
            await self._put_off(taken, Retry(pause, why, looks))
            return "failed"
        if kind.give_up:
            telling = kind.give_up(attempt, reference)
            (untold,) = await asyncio.gather(telling, return_exceptions=True)
            if untold:
                log.warning("nobody could be told of it: %s", type(untold).__name__)
        await self._park(attempt, why)
        return "parked"

    async def _put_off(self, taken: Taken, retry: Retry) -> None:
        """Have it done later: by the database's clock, and not before that by this one's.

        So a database's clock that is set forward or back makes nothing due for whoever put it off.
        """
        if len(self._not_before) > _REMEMBERED:  # those that other replicas have taken
            self._not_before.clear()
        self._not_before[taken.id] = time.monotonic() + retry.seconds
        await self._ledger.ask(self._store.later, taken, self._owner, retry)

    async def _park(self, attempt: Attempt, why: str) -> None:
        log.error(
            "item %d (%s) is parked: %s; see `python -m bot inbox list`",
            attempt.taken.id,
            attempt.item.kind,
            why,
        )
        await self._ledger.ask(self._store.park, attempt.taken, self._owner, why)

    def _pause(self, tries: int) -> float:
        """Seconds before the next try: twice as long each time, and not for all at one moment."""
        longest: float = min(self.pace.first_pause * 2**tries, self.pace.longest_pause)
        return longest * _jitter(0.5, 1)

    # The end

    async def release(self) -> None:
        """Give back what could not be finished, for another replica or the next start.

        No thread uses the database any more when this returns.
        """
        await self._ledger.written()
        with suppress(DatabaseUnavailable):
            await self._ledger.ask(self._store.release, self._owner)
        await self._ledger.end()

    async def close_workspace(self, attempt: Attempt, why: str) -> None:
        """Stop working for the workspace of an item that says that the bot was removed."""
        workspace, taken = attempt.item.workspace, attempt.taken
        await self._ledger.ask(self._store.close_workspace, workspace, why, taken)

    async def expire(self, seconds: float) -> None:
        """Forget the keys of what was done longer ago than that."""
        with suppress(DatabaseUnavailable):
            await self._ledger.ask(self._store.expire, seconds)


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
