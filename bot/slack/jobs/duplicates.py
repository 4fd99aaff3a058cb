"""Deletes the later of two messages with one key.

A message is posted again if nobody knows whether the first post succeeded and the message does not
appear. If Slack accepts the first post after all, both are visible for a moment.
"""

import logging
from collections import deque
from collections.abc import Awaitable, Callable

from bot.jobs.model import Job, NewJob
from bot.operations.log_format import current_request
from bot.slack.jobs.attempt import Attempt, LookUpAgain, PossiblePost
from bot.slack.jobs.timing import Timing
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import Refused

log = logging.getLogger(__name__)

KIND = "duplicates"
CHECKS = 2
"""How often to check, after 32 and another 128 seconds: Slack limits the calls. A post that was in
flight when the message was posted again arrives within two minutes, if at all. The job counts the
checks that are left in its `lookups`."""
_FIRST, _GROWTH = 16, 4
_MOST_UNRECORDED = 10_000
_TOLERANCE = 0.25  # of a pause: the post itself takes time, too
_RESOLUTION = 1.0  # seconds: that of Slack's Date header


class Duplicates:
    """Watches messages that were posted again.

    `enqueue` enqueues a job. The pauses follow from those of a retry in `timing`.
    """

    def __init__(
        self, api: SlackApi, enqueue: Callable[[NewJob], Awaitable[object]], timing: Timing
    ) -> None:
        self._api = api
        self._enqueue = enqueue
        self._timing = timing
        self._unrecorded: deque[NewJob] = deque(maxlen=_MOST_UNRECORDED)

    def _pause(self, checks: int) -> float:
        """Seconds before the next check, after so many."""
        growth: int = _GROWTH**checks
        return min(self._timing.first_pause * _FIRST * growth, self._timing.longest_pause)

    def _seconds_early(self, checks: int, newest: str) -> float:
        """Seconds by which a check is too early, after so many, by Slack's clock alone.

        A job is due by the database's clock, which may have been set forward. So a check is timed
        from `newest`, the ts of the latest message with the key.
        """
        due = float(newest) + sum(self._pause(number) for number in range(checks + 1))
        early = due - (self._api.slack_time or due)
        return early if early > _TOLERANCE * self._pause(checks) + _RESOLUTION else 0.0

    async def watch(self, attempt: Attempt, post: PossiblePost) -> None:
        """Enqueue the job that watches a message which an attempt is about to post again.

        Raises `DatabaseUnavailable`.
        """
        key = f"{post.key} {KIND} {attempt.claimed.deliveries}"
        job = Job(attempt.job.workspace, key, KIND, "", post._asdict())
        await self._enqueue(NewJob(job, None, lookups=CHECKS, delay=self._pause(0)))

    def watch_later(self, workspace: str, post: PossiblePost, *, again: bool) -> None:
        """Watch a message that was posted while the database was unavailable, once it is back.

        Another replica may have answered the same event. Unless Slack had sent it before (`again`)
        that is unlikely, and one late check is enough.
        """
        request = current_request()
        job = Job(workspace, f"{post.key} {KIND}", KIND, "", post._asdict(), request)
        checks, delay = (CHECKS, self._pause(0)) if again else (1, self._pause(1))
        self._unrecorded.append(NewJob(job, None, lookups=checks, delay=delay))

    async def enqueue_unrecorded(self) -> None:
        """Enqueue the jobs of `watch_later`. Raises `DatabaseUnavailable`."""
        while self._unrecorded:
            await self._enqueue(self._unrecorded[0])
            self._unrecorded.popleft()

    async def check(self, attempt: Attempt) -> None:
        """Delete all but the first message with the key.

        Raises `NotDelivered`, and `LookUpAgain` if another check is due.
        """
        post, newest = PossiblePost(**attempt.job.content), ""
        left = attempt.claimed.lookups
        if left > 1 and self._api.reads_are_scarce:  # the last check alone deletes as many
            seconds = self._pause(CHECKS - 1)
            self._api.expect(post.place, post.since, post.key, seconds)
            raise LookUpAgain(1, seconds)
        try:
            found = self._api.find_all(post.place, post.since, post.key, low_priority=True)
            messages = sorted([message async for message in found])
            newest = messages[-1][1] if messages else ""
            for message in messages[1:]:
                log.warning("Slack took a message twice: the later one is deleted")
                await self._api.delete(*message)
        except Refused as error:  # the thread was deleted, or another replica was faster
            log.info("a message that may have been posted twice could not be checked: %s", error)
        self._check_again(left, newest)

    def _check_again(self, left: int, newest: str) -> None:
        """Raises `LookUpAgain` unless this check, with so many left, was the last and in time."""
        done = max(0, CHECKS - left)
        early = self._seconds_early(done, newest) if newest else 0
        if early:
            raise LookUpAgain(left, early)
        if left > 1:
            raise LookUpAgain(left - 1, self._pause(done + 1))
