"""One attempt at a job. It posts the job's message once, whatever happened to earlier attempts.

Every message carries its job's key. If an earlier attempt may have posted it (its replica crashed,
or Slack's answer was lost), the attempt first looks for the key: several times, as Slack may accept
a post late. Only then does it post again. From then on `duplicates` watches the message: if two
appear after all, it deletes the later one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.jobs.model import LOOKUPS, ClaimedJob
from bot.slack.jobs.job_log import log_post
from bot.slack.jobs.timing import Timing
from bot.slack.web_api.api import Place, SlackApi
from bot.slack.web_api.client import CALL_SECONDS
from bot.slack.web_api.errors import NotDelivered, SlackRateLimited, TokenRefused

SLOW_POST = 5.0
"""Seconds after which a post that Slack has not accepted yet delays no other job."""
_MARGIN = 24 * 3600
"""Seconds by which the database's clock may be ahead of Slack's."""


class LeaseExpired(Exception):
    """The lease may expire before the call ends: another replica may be working on the job."""


class LookUpAgain(Exception):
    """The message has not appeared yet; the next lookup is due in `seconds`.

    `lookups` is how many are left.
    """

    def __init__(self, lookups: int, seconds: float) -> None:
        super().__init__("a message that may have been posted is looked for again")
        self.lookups = lookups
        self.seconds = seconds


class LookupFailed(NotDelivered):
    """The message could not be looked for, so it was not posted either."""


class PossiblePost(NamedTuple):
    """A place where a message with that key may have been posted, no earlier than `since`, a ts."""

    channel: str
    thread_ts: str | None
    since: str
    key: str

    @property
    def place(self) -> Place:
        """Where it was posted."""
        return Place(self.channel, self.thread_ts)

    @property
    def is_readable(self) -> bool:
        """Whether messages can be looked for there: not in a DM given by its user's id."""
        return self.channel[:1] not in {"U", "W"}


@dataclass(frozen=True, slots=True)
class AttemptContext:
    """What all attempts share: Slack's API, the times, and the two steps that they announce."""

    api: SlackApi
    timing: Timing
    on_slow_post: Callable[["Attempt"], None]
    """Called when a post takes longer than `SLOW_POST`."""
    before_repost: Callable[["Attempt", PossiblePost], Awaitable[None]]
    """Called before a message is posted again. May raise `DatabaseUnavailable`."""


class Attempt:
    """One attempt at a job. If it fails and `is_last`, the job is dead."""

    def __init__(self, claimed: ClaimedJob, lease_end: float, context: AttemptContext) -> None:
        self.claimed = claimed
        self.job = claimed.job
        self.lease_end = lease_end
        self.is_last = claimed.failures + 1 >= context.timing.most_tries
        self._context = context

    async def post(
        self, place: Place, message: str, part: str = "", since: str = ""
    ) -> tuple[str, str]:
        """Post a message of this job, given as `message_json`, once; returns its channel and ts.

        `part` names the message if the job has several. `since` is a ts before which it cannot have
        been posted. The bot cannot look for a message in a DM given by its user's id, so a message
        there may appear twice.

        Raises `NotDelivered`, `LookUpAgain` and `LeaseExpired`.
        """
        since = since or f"{self.claimed.enqueued_at - _MARGIN:.6f}"
        possible_post = PossiblePost(*place, since, self.job.key + part)
        if self.claimed.lookups and possible_post.is_readable:
            left = self.claimed.lookups - 1
            # Only the last lookup decides whether to post again: where reads are scarce, it is the
            # only one.
            skip = left > 0 and self._context.api.reads_are_scarce
            found = None if skip else await self._found(possible_post)
            if found:
                log_post(self.claimed, *found, is_new=False)
                return found
            if left > 0:
                seconds = self._context.timing.lookup_pauses()[LOOKUPS - left]
                if skip:
                    self._context.api.expect(place, since, possible_post.key, seconds)
                raise LookUpAgain(left, seconds)
            if self.claimed.deliveries > 1:
                await self._context.before_repost(self, possible_post)
        if time.monotonic() + CALL_SECONDS > self.lease_end:
            raise LeaseExpired
        return await self._post(place, message, possible_post.key)

    async def _post(self, place: Place, message: str, key: str) -> tuple[str, str]:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(SLOW_POST, self._context.on_slow_post, self)
        try:
            channel, ts = await self._context.api.post(place, message, key)
        finally:
            timer.cancel()
        log_post(self.claimed, channel, ts, is_new=True)
        return channel, ts

    async def _found(self, post: PossiblePost) -> tuple[str, str] | None:
        """The channel and ts of the message, if it has been posted.

        Raises `LookupFailed`, `TokenRefused` and `SlackRateLimited`.
        """
        try:
            return await self._context.api.find(post.place, post.since, post.key)
        except (TokenRefused, SlackRateLimited):
            raise
        except NotDelivered as error:
            raise LookupFailed(str(error)) from error
