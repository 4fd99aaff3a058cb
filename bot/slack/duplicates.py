"""What was posted again is watched: of two messages with one key, the later one is deleted.

A message is posted again where nobody knows what became of the first, and it did not appear. Should
Slack take the first all the same, both stand there for a moment.
"""

import logging
from collections.abc import Awaitable, Callable

from bot.jobs.model import Job, NewJob
from bot.slack.api import Refused, SlackApi, TokenEnded
from bot.slack.attempt import Attempt, LookAgain, PossiblePost

log = logging.getLogger(__name__)

KIND = "duplicates"
LOOKS = 2
"""How often is looked, after 32 and another 128 seconds: Slack limits how often it is asked. What
was on its way when the message was posted again arrives within two minutes, if it ever does."""
_FIRST, _GROWTH = 16, 4
_TOLERATED = 0.25  # of a pause: a post takes its time, too
_RESOLUTION = 1.0  # seconds: that of the Date that Slack sends


class Duplicates:
    """Watches what is posted again; `enqueue` keeps a job, `first` and `longest` are pauses."""

    def __init__(
        self,
        api: SlackApi,
        enqueue: Callable[[NewJob], Awaitable[object]],
        first: float,
        longest: float,
    ) -> None:
        self._api = api
        self._enqueue = enqueue
        self._first = first
        self._longest = longest

    def _pause(self, looks: int) -> float:
        """Seconds before the next look, after so many."""
        growth: int = _GROWTH**looks
        return min(self._first * _FIRST * growth, self._longest)

    def _early(self, looks: int, newest: str) -> float:
        """Seconds by which a look comes too early, after so many, by Slack's clock alone.

        A job is due by the database's clock, which may have been set forward. `newest` is the ts of
        the latest message that stands there: the look is to be made so long after it.
        """
        due = float(newest) + sum(self._pause(number) for number in range(looks + 1))
        early = due - (self._api.slack_time or due)
        return early if early > _TOLERATED * self._pause(looks) + _RESOLUTION else 0.0

    async def watch(self, attempt: Attempt, standing: PossiblePost) -> None:
        """Have a message watched that an attempt is about to post again.

        Raises `DatabaseUnavailable`.
        """
        key = f"{standing.key} {KIND} {attempt.claimed.deliveries}"
        job = Job(attempt.job.workspace, key, KIND, "", standing._asdict())
        await self._enqueue(NewJob(job, None, lookups=LOOKS, delay=self._pause(0)))

    def unkept(self, workspace: str, standing: PossiblePost, *, again: bool) -> NewJob:
        """The job that watches what was posted while nothing could be kept.

        Where Slack had sent the question but once, hardly anybody else has answered: it is looked
        at once, and late. `again` says that it had not.
        """
        job = Job(workspace, f"{standing.key} {KIND}", KIND, "", standing._asdict())
        return NewJob(
            job, None, lookups=LOOKS if again else 1, delay=self._pause(0 if again else 1)
        )

    async def look(self, attempt: Attempt) -> None:
        """Delete all but the first of what stands there. Raises `NotDelivered` and `LookAgain`."""
        standing, newest = PossiblePost(**attempt.job.content), ""
        try:
            posted = self._api.find_all(
                standing.place, standing.since, standing.key, gives_way=True
            )
            messages = sorted([message async for message in posted])
            newest = messages[-1][1] if messages else ""
            for message in messages[1:]:
                log.warning("Slack took a message twice: the later one is deleted")
                await self._api.delete(*message)
        except TokenEnded:
            raise
        except Refused as why:  # the thread is gone, or another replica was faster
            log.info("a message that may stand twice could not be looked after: %s", why)
        self._look_again(attempt.claimed.lookups, newest)

    def _look_again(self, left: int, newest: str) -> None:
        """Raises `LookAgain` unless this look, with so many left, was the last, and in time."""
        looks = max(0, LOOKS - left)
        early = self._early(looks, newest) if newest else 0
        if early:
            raise LookAgain(left, early)
        if left > 1:
            raise LookAgain(left - 1, self._pause(looks + 1))
