"""The inbox at work: what is kept is worked on, by one replica at a time, until done or parked.

Whatever is posted carries its item's key. Where an earlier attempt may have posted already (its
replica died, Slack's answer was lost), the key is looked for first; so a crash at any step leads to
one reply. An attempt posts only while its lease has longer to run than a call may take.
"""

import asyncio
import logging
import random
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from bot.knowledge.inbox import InboxStore, Item, New, Taken
from bot.knowledge.model import ConflictError, DraftError, NotAllowedError
from bot.knowledge.store import DatabaseUnavailable, NotThere
from bot.metrics import Metrics
from bot.slack.api import SECONDS, NotDelivered, Place, Refused, SlackApi, TooFast
from bot.slack.ledger import Ledger
from bot.slack.work import Work

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Items of one person that are in work at a time; further ones wait."""
MOST_WAITING = 50
"""Items of one person that may wait; a further one is refused, politely."""
IN_WORK = 16
"""Items that a replica works on at a time."""
TOO_MANY = "too_many"
"""In an item's content: its person had too many waiting."""
REFUSED = (ConflictError, DraftError, NotAllowedError, NotThere)
"""What says that nothing was decided."""
_ALIVE = 30.0  # seconds since it last looked: a round takes some, with the database away
_COUNTED = 5.0  # seconds between looks at how much there is
_MARGIN = 3600  # seconds by which the database's clock may be ahead of Slack's


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take, in seconds, and how often they are tried."""

    lease: float = 15.0
    poll: float = 1.0
    patience: float = 1.0
    first_pause: float = 2.0
    longest_pause: float = 300.0
    most_tries: int = 10


PACE = Pace()


class NotOurs(Exception):
    """The lease may be over before a call is: somebody else may be at work on the item."""


class UnknownKind(Exception):
    """A newer version of the bot has kept it: this one cannot do it."""


class Attempt:
    """One go at an item; `last` says that it is parked if this fails."""

    def __init__(self, taken: Taken, until: float, api: SlackApi, most_tries: int) -> None:
        self.taken = taken
        self.item = taken.item
        self.until = until
        self.again = taken.handed > 1
        self.last = taken.tries + 1 >= most_tries
        self._api = api

    async def post(
        self, place: Place, message: str, part: str = "", since: str = ""
    ) -> tuple[str, str]:
        """Post a message of this item, as `written` gives it, once; its channel and ts.

        `part` names it among several, `since` is a ts before which it cannot stand. A person's DM
        that is known by the person's id alone cannot be read, so there it may stand twice.

        Raises `NotDelivered` and `NotOurs`.
        """
        key = self.item.key + part
        if self.again and place.channel[:1] not in {"U", "W"}:
            found = await self._api.find(place, since or f"{self.taken.at - _MARGIN:.6f}", key)
            if found:
                return found
        if time.monotonic() + SECONDS > self.until:
            raise NotOurs
        return await self._api.post(place, message, key)


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
        self._api = api
        self._work = work
        self._metrics = metrics
        self._pace = pace
        self._owner = secrets.token_hex(8)
        self._kinds: dict[str, _Kind] = {}
        self._attempts: dict[int, Attempt] = {}
        self._turns = Counter[str]()
        self._behind = set[str]()
        self._counted = -_COUNTED
        self._wake = asyncio.Event()
        self._ledger = Ledger(store, self._owner, pace.patience)

    def on(
        self,
        kind: str,
        do: Callable[[Attempt], Awaitable[None]],
        give_up: Callable[[Attempt, str], Awaitable[None]] | None = None,
    ) -> None:
        """Have items of that kind done by `do`; `give_up` tells of a failure, by its reference."""
        self._kinds[kind] = _Kind(do, give_up)

    # Keeping

    async def accept(self, item: Item, *, again: bool = False) -> None:
        """Keep an item, and work on it as soon as its person has a turn.

        `again`: someone may have worked on it before it was kept. One whose key is known is left
        alone. Raises `DatabaseUnavailable`; then it may have been kept all the same.
        """
        person, handed = item.person, int(again)
        if not self._ledger.reachable:  # so that not each of many has to find out for itself
            raise DatabaseUnavailable("the database was out of reach a moment ago")
        if self._free and self._turns[person] < AT_ONCE:
            self._turns[person] += 1
            try:
                # Should it be kept too late, it is answered unkept meanwhile, and looked for.
                attempt = await self._kept(item, handed, late=self._pace.lease)
            finally:
                self._end_turn(person)
            if attempt:
                self._start(attempt)
            return
        self._behind.add(person)
        if await self._ledger.ask(self._store.waiting_of, item.workspace, person) >= MOST_WAITING:
            item = replace(item, content={**item.content, TOO_MANY: True})
        await self._ledger.keep(New(item, None, 0, max(handed, 1), late=self._pace.lease))

    async def _kept(self, item: Item, handed: int = 0, late: float = 0) -> Attempt | None:
        begun, lease = time.monotonic(), self._pace.lease
        taken = await self._ledger.keep(New(item, self._owner, lease, handed, late))
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
                {stopping, woken}, timeout=self._pace.poll, return_when=asyncio.FIRST_COMPLETED
            )
            woken.cancel()
        await stopping

    async def _round(self) -> None:
        begun = time.monotonic()
        soon = begun + self._pace.lease * 4 / 5
        if any(attempt.until < soon for attempt in self._attempts.values()):
            await self._renew(begun)
        await self._take(begun)
        if begun - self._counted > _COUNTED:
            self._counted = begun
            for state, count in (await self._ledger.ask(self._store.states)).items():
                self._metrics.inbox.labels(state.value).set(count)

    async def _renew(self, begun: float) -> None:
        ids = list(self._attempts)
        ours = await self._ledger.ask(self._store.renew, self._owner, ids, self._pace.lease)
        for name in ours & self._attempts.keys():
            self._attempts[name].until = begun + self._pace.lease

    async def _take(self, begun: float) -> None:
        busy, free = set(self._turns), self._free
        # What the database gives late is ours all the same: this has as long as the lease allows.
        lease, patient = self._pace.lease, self._pace.lease / 3
        found = await self._ledger.ask(
            self._store.take, self._owner, lease, free, busy, patience=patient
        )
        if len(found) < free:  # so that was all, but of those who are busy
            self._behind &= busy
        self._behind |= {taken.item.person for taken in found}
        for taken in found:
            attempt = self._attempt(taken, begun)
            if taken.tries < self._pace.most_tries:
                self._start(attempt)
            else:  # whoever worked on it died of it, time and again
                try:
                    await self._park(attempt, "the bot ended while it was at work on it")
                finally:
                    del self._attempts[taken.id]

    @property
    def alive(self) -> bool:
        """Whether it has looked for work of late."""
        return time.monotonic() - self._beat < _ALIVE

    @property
    def _free(self) -> int:
        """How many more items this replica takes on."""
        return max(0, IN_WORK - self._turns.total())

    def _attempt(self, taken: Taken, begun: float) -> Attempt:
        until = begun + self._pace.lease
        attempt = Attempt(taken, until, self._api, self._pace.most_tries)
        self._attempts[taken.id] = attempt
        return attempt

    def _start(self, attempt: Attempt) -> None:
        self._turns[attempt.item.person] += 1
        self._work.start(self._worked(attempt))

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
                self._end_turn(attempt.item.person)
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
        taken = attempt.taken
        if error is None:
            await self._ledger.done(taken)
            return "done"
        if isinstance(error, NotOurs):
            return "lost"
        if isinstance(error, TooFast):
            await self._put_off(taken, error.seconds * _jitter(1, 1.25), failed=False)
            return "put off"
        if isinstance(error, Refused):
            await self._park(attempt, f"Slack refused: {error}")
            return "parked"
        expected = isinstance(error, NotDelivered | DatabaseUnavailable | UnknownKind)
        reference = "" if expected else self._work.unexpected(error)
        why = str(error) if expected else f"unexpected failure, reference {reference}"
        if not attempt.last:
            await self._put_off(taken, self._pause(taken.tries), why)
            return "failed"
        if kind.give_up:
            telling = kind.give_up(attempt, reference)
            (untold,) = await asyncio.gather(telling, return_exceptions=True)
            if untold:
                log.warning("nobody could be told of it: %s", type(untold).__name__)
        await self._park(attempt, why)
        return "parked"

    async def _put_off(
        self, taken: Taken, seconds: float, why: str = "", *, failed: bool = True
    ) -> None:
        def later() -> None:
            self._store.later(taken, self._owner, seconds, why, failed=failed)

        await self._ledger.ask(later)

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
        longest: float = min(self._pace.first_pause * 2**tries, self._pace.longest_pause)
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


def _jitter(least: float, most: float) -> float:
    """A factor by chance, so that not all come at one moment."""
    return random.uniform(least, most)  # noqa: S311 - no secret depends on it
