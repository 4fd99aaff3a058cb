"""Accepts the events of messages: each message once, whatever fails.

Usually an event is accepted when its job is stored. Without the database, the message is answered
before the event is acknowledged. If that fails as well, Slack has to send the event again.
"""

import asyncio
import logging
from collections.abc import Mapping

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import MOST_WAITING, Job, QueueFull
from bot.operations.log_format import RateLimitedLog
from bot.slack.answering.incoming_message import IncomingMessage
from bot.slack.answering.question_counter import QuestionCounter
from bot.slack.answering.question_replies import QuestionReplies
from bot.slack.jobs.attempt import PossiblePost
from bot.slack.jobs.questions import reply_in_dm
from bot.slack.jobs.worker import Worker
from bot.slack.payloads.installation import Body
from bot.slack.payloads.surfaces import message
from bot.slack.recent import Recent
from bot.slack.web_api.api import Place, SlackApi, message_json
from bot.slack.web_api.errors import Refused, Uncertain
from bot.team.team import Team

log = logging.getLogger(__name__)

_REMEMBERED = 10_000
"""Messages that this process knows to have accepted."""


class MessageEvents:
    """Accepts messages to the bot, and answers them itself while the database is unavailable."""

    def __init__(
        self,
        api: SlackApi,
        worker: Worker,
        team: Team,
        replies: QuestionReplies,
        counter: QuestionCounter,
    ) -> None:
        self._api = api
        self._counter = counter
        self._worker = worker
        self._team = team
        self._replies = replies
        self._log = RateLimitedLog(log, most=1, seconds=60)
        # A message is here with its task, or with None once it is accepted.
        self._accepted = Recent[tuple[str, str], asyncio.Task[None] | None](_REMEMBERED)

    async def receive(self, body: Body, *, is_retry: bool) -> bool:
        """Accept the event of a message. False for any other payload.

        Raises `NotDelivered` or `DatabaseUnavailable` for a message that was neither stored nor
        answered, so that Slack has to send the event again.

        In channels the bot answers mentions only. An edited message keeps its ts, so it is answered
        once, even if it became a mention by the edit.
        """
        event = body.get("event")
        if body.get("type") != "event_callback" or not isinstance(event, Mapping):
            return False
        kind = event.get("type")
        if kind not in ("app_mention", "message"):  # not a set: `kind` may be unhashable
            return False
        incoming = IncomingMessage.of(body)
        if incoming and (incoming.in_dm or kind == "app_mention"):
            await self._accept_once(incoming, again=is_retry or bool(event.get("edited")))
        return True

    async def _accept_once(self, incoming: IncomingMessage, *, again: bool) -> None:
        """Accept a message once in this process; `again`: it may have been answered before.

        Without the database, two replicas that receive it at the same moment may both answer.
        """
        job = incoming.job()
        name = job.workspace, job.key
        task = self._accepted.get(name)
        if name not in self._accepted:
            task = asyncio.create_task(self._accept(incoming, job, again=again))
            task.add_done_callback(lambda done: self._finish(name, done))
            self._accepted[name] = task
        if task:
            await asyncio.shield(task)

    def _finish(self, name: tuple[str, str], task: asyncio.Task[None]) -> None:
        """Drop the task. A message that was not accepted is new when it comes again."""
        if task.cancelled() or task.exception():
            self._accepted.pop(name, None)
        else:
            self._accepted[name] = None

    async def _accept(self, incoming: IncomingMessage, job: Job, *, again: bool) -> None:
        try:
            await self._worker.enqueue(job, again=again, most_waiting=MOST_WAITING)
        except QueueFull:
            await self._worker.enqueue(incoming.queue_full_job())
        except DatabaseUnavailable as error:
            self._team.snapshot.mark_stale(error)
            self._log.log(error.level, "messages are answered without being stored: %s", error)
            await self._answer_without_job(incoming, job.key, again=again)

    # Without the database

    async def _answer_without_job(
        self, incoming: IncomingMessage, key: str, *, again: bool
    ) -> None:
        """Answer a message at once, unless it has an answer. Raises `NotDelivered`."""
        answer = await self._replies.answer(incoming, will_retry=False, may_wait=False)
        try:
            if not (again and await self._is_answered(incoming, key)):
                await self._post(incoming, answer.json, key)
                self._counter.observe(answer.reply)
                log.info("posted without a job, as the database is unavailable")
                posted = PossiblePost(*incoming.place, incoming.ts, key)
                self._worker.duplicates.watch_later(incoming.workspace, posted, again=again)
        except Refused as error:
            log.warning("Slack did not accept an answer: %s", error)
            if not incoming.in_dm:
                payload = message_json(message(reply_in_dm(answer.reply, error)))
                await self._api.post(Place(incoming.person), payload, key)

    async def _is_answered(self, incoming: IncomingMessage, key: str) -> bool:
        """Whether there is an answer. Raises `NotDelivered` if Slack does not say."""
        try:
            return await self._api.find(incoming.place, incoming.ts, key) is not None
        except Refused as error:  # this says nothing about a post
            raise Uncertain(str(error)) from error

    async def _post(self, incoming: IncomingMessage, payload: str, key: str) -> None:
        """Post an answer. Raises `NotDelivered`, if the answer does not appear nevertheless."""
        try:
            await self._api.post(incoming.place, payload, key)
        except Uncertain as error:
            if error.status or not await self._appears(incoming, key):
                raise

    async def _appears(self, incoming: IncomingMessage, key: str) -> bool:
        """Whether the answer appears within the usual time. Raises `NotDelivered`."""
        for pause in self._worker.timing.lookup_pauses():
            await asyncio.sleep(pause)
            if await self._api.find(incoming.place, incoming.ts, key):
                return True
        return False
