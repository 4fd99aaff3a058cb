"""One attempt at a job: it posts the job's message once, whatever became of earlier attempts.

Whatever is posted carries its job's key. Where an earlier attempt may have posted already (its
replica died, Slack's answer was lost) the key is looked for first, several times, as Slack may take
a post late. Only then is it posted again, and from then on watched: of two that appear all the
same, the later one is deleted.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.jobs.model import LOOKS, Taken
from bot.slack.api import SECONDS, NotDelivered, Place, SlackApi, TokenEnded, TooFast

LATE = 5.0
"""Seconds after which a post that Slack has not taken yet holds up no other job."""
_MARGIN = 24 * 3600
"""Seconds by which the database's clock may be ahead of Slack's."""


class NotOurs(Exception):
    """The lease may be over before a call is: somebody else may be at work on the item."""


class LookAgain(Exception):
    """The message does not stand there yet; it is to be looked for so many `looks` more.

    The next of them is after so many `seconds`.
    """

    def __init__(self, looks: int, seconds: float) -> None:
        super().__init__("what may be on its way is looked for again")
        self.looks = looks
        self.seconds = seconds


class CannotLook(NotDelivered):
    """Whether the message stands there could not be seen, so it is not posted either."""


class Standing(NamedTuple):
    """Where a message with that key may stand; not before `since`, a ts."""

    channel: str
    thread_ts: str | None
    since: str
    key: str

    @property
    def place(self) -> Place:
        """Where it was posted."""
        return Place(self.channel, self.thread_ts)

    @property
    def readable(self) -> bool:
        """Whether messages can be looked for there: no DM known by the person's id alone."""
        return self.channel[:1] not in {"U", "W"}


@dataclass(frozen=True, slots=True)
class Ways:
    """What an attempt needs of others: Slack, and two that it tells what it is about to do."""

    api: SlackApi
    pauses: Sequence[float]
    """Seconds before each look for what may be on its way."""
    late: Callable[["Attempt"], None]
    """Its post takes long."""
    repeats: Callable[["Attempt", Standing], Awaitable[None]]
    """It posts what may be on its way already. May raise `DatabaseUnavailable`."""


class Attempt:
    """One go at an item; `last` says that it is parked if this fails."""

    def __init__(self, taken: Taken, until: float, ways: Ways, most_tries: int) -> None:
        self.taken = taken
        self.item = taken.item
        self.until = until
        self.last = taken.tries + 1 >= most_tries
        self._ways = ways

    async def post(
        self, place: Place, message: str, part: str = "", since: str = ""
    ) -> tuple[str, str]:
        """Post a message of this item, as `written` gives it, once; its channel and ts.

        `part` names it among several, `since` is a ts before which it cannot stand. A person's DM
        that is known by the person's id alone cannot be read, so there it may stand twice.

        Raises `NotDelivered`, `LookAgain` and `NotOurs`.
        """
        since = since or f"{self.taken.at - _MARGIN:.6f}"
        standing = Standing(*place, since, self.item.key + part)
        if self.taken.looks and standing.readable:
            found = await self._found(standing)
            if found:
                return found
            if self.taken.looks > 1:
                left = self.taken.looks - 1
                raise LookAgain(left, self._ways.pauses[LOOKS - left])
            if self.taken.handed > 1:
                await self._ways.repeats(self, standing)
        if time.monotonic() + SECONDS > self.until:
            raise NotOurs
        return await self._posted(place, message, standing.key)

    async def _posted(self, place: Place, message: str, key: str) -> tuple[str, str]:
        late = asyncio.get_running_loop().call_later(LATE, self._ways.late, self)
        try:
            return await self._ways.api.post(place, message, key)
        finally:
            late.cancel()

    async def _found(self, standing: Standing) -> tuple[str, str] | None:
        """Where the message stands already. Raises `CannotLook`, `TokenEnded` and `TooFast`."""
        try:
            return await self._ways.api.find(standing.place, standing.since, standing.key)
        except (TokenEnded, TooFast):
            raise
        except NotDelivered as why:
            raise CannotLook(str(why)) from why
