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

from bot.jobs.model import LOOKS, ClaimedJob
from bot.slack.api import SECONDS, NotDelivered, Place, SlackApi, SlackRateLimited, TokenEnded

LATE = 5.0
"""Seconds after which a post that Slack has not taken yet holds up no other job."""
_MARGIN = 24 * 3600
"""Seconds by which the database's clock may be ahead of Slack's."""


class LeaseExpired(Exception):
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


class PossiblePost(NamedTuple):
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
class AttemptContext:
    """What an attempt needs of others: Slack, and two that it tells what it is about to do."""

    api: SlackApi
    pauses: Sequence[float]
    """Seconds before each look for what may be on its way."""
    late: Callable[["Attempt"], None]
    """Its post takes long."""
    repeats: Callable[["Attempt", PossiblePost], Awaitable[None]]
    """It posts what may be on its way already. May raise `DatabaseUnavailable`."""


class Attempt:
    """One attempt at a job; with `is_last`, the job is dead if it fails."""

    def __init__(
        self, claimed: ClaimedJob, until: float, ways: AttemptContext, most_tries: int
    ) -> None:
        self.claimed = claimed
        self.job = claimed.job
        self.lease_end = until
        self.is_last = claimed.failures + 1 >= most_tries
        self._context = ways

    async def post(
        self, place: Place, message: str, part: str = "", since: str = ""
    ) -> tuple[str, str]:
        """Post a message of this item, as `written` gives it, once; its channel and ts.

        `part` names it among several, `since` is a ts before which it cannot stand. A person's DM
        that is known by the person's id alone cannot be read, so there it may stand twice.

        Raises `NotDelivered`, `LookAgain` and `LeaseExpired`.
        """
        since = since or f"{self.claimed.enqueued_at - _MARGIN:.6f}"
        standing = PossiblePost(*place, since, self.job.key + part)
        if self.claimed.lookups and standing.readable:
            found = await self._found(standing)
            if found:
                return found
            if self.claimed.lookups > 1:
                left = self.claimed.lookups - 1
                raise LookAgain(left, self._context.pauses[LOOKS - left])
            if self.claimed.deliveries > 1:
                await self._context.repeats(self, standing)
        if time.monotonic() + SECONDS > self.lease_end:
            raise LeaseExpired
        return await self._posted(place, message, standing.key)

    async def _posted(self, place: Place, message: str, key: str) -> tuple[str, str]:
        late = asyncio.get_running_loop().call_later(LATE, self._context.late, self)
        try:
            return await self._context.api.post(place, message, key)
        finally:
            late.cancel()

    async def _found(self, standing: PossiblePost) -> tuple[str, str] | None:
        """Where the message is already. Raises `CannotLook`, `TokenEnded`, `SlackRateLimited`."""
        try:
            return await self._context.api.find(standing.place, standing.since, standing.key)
        except (TokenEnded, SlackRateLimited):
            raise
        except NotDelivered as why:
            raise CannotLook(str(why)) from why
