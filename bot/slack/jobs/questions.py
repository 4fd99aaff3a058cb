"""Answers the questions in the job queue, each with one message."""

import logging

from bot.jobs.model import MOST_WAITING
from bot.replies.errors import answer_waits, queue_full, refused_reply, unexpected_error
from bot.replies.reply import Reply
from bot.slack.answering.assistant_calls import AssistantCalls
from bot.slack.answering.incoming_message import KIND, QUEUE_FULL, IncomingMessage
from bot.slack.answering.question_counter import QuestionCounter
from bot.slack.answering.question_replies import QuestionReplies
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.payloads.surfaces import message, plain_message
from bot.slack.web_api.api import Place, SlackApi, message_json
from bot.slack.web_api.errors import NotDelivered, Refused, SlackRateLimited, Uncertain
from bot.slack.web_api.refusals import Remedy

log = logging.getLogger(__name__)

_RETRIES_FOR_CONTEXT = 3
"""Attempts that fail if a file or thread is unavailable. A later one answers without it."""

_WAITS_FOR_READ = 2
"""How often a job may be claimed and then wait, where Slack allows one read a minute. After that it
is answered without the thread."""


class Questions:
    """Runs the jobs of questions."""

    def __init__(
        self,
        api: SlackApi,
        worker: Worker,
        replies: QuestionReplies,
        counter: QuestionCounter,
        assistant: AssistantCalls,
    ) -> None:
        self._api = api
        self._assistant = assistant
        self._replies = replies
        self._counter = counter
        worker.register(KIND, self.answer, self.give_up)
        worker.register(QUEUE_FULL, self.notify_of_full_queue)

    async def answer(self, attempt: Attempt) -> None:
        """Answer a question. Raises what `Attempt.post` raises."""
        incoming = IncomingMessage.from_job(attempt.job)
        will_retry = attempt.claimed.failures < _RETRIES_FOR_CONTEXT
        may_wait = attempt.claimed.deliveries <= _WAITS_FOR_READ
        try:
            answer = await self._replies.answer(incoming, will_retry=will_retry, may_wait=may_wait)
        except SlackRateLimited as error:
            is_first = attempt.claimed.deliveries == 1
            if is_first and not incoming.in_dm and self._api.reads_are_scarce:
                await self._notify_of_wait(incoming, error.seconds)
            raise
        try:
            _, ts = await attempt.post(incoming.place, answer.json, since=incoming.ts)
            self._replies.remember(incoming, answer, ts)
            self._assistant.name_thread(incoming, answer.reply)
            seconds = seconds_until(ts, incoming, attempt.claimed.enqueued_at)
            self._counter.observe(answer.reply, seconds)
        except Refused as error:
            log.warning("Slack did not accept an answer: %s", error)
            await self._answer_in_dm(attempt, incoming, reply_in_dm(answer.reply, error))
        self._count(incoming, answer.reply)

    async def _notify_of_wait(self, incoming: IncomingMessage, seconds: float) -> None:
        """Tell the person, and nobody else, that the answer waits for the next read."""
        payload = plain_message(answer_waits(seconds))
        try:
            await self._api.post_ephemeral(incoming.person, incoming.place, payload)
        except NotDelivered as error:  # the answer comes all the same
            log.info("a user was not notified of a wait: %s", error)

    async def _answer_in_dm(
        self, attempt: Attempt, incoming: IncomingMessage, reply: Reply
    ) -> None:
        if incoming.in_dm:  # where Slack has just refused the answer
            return
        try:
            in_dm = message_json(message(reply))
            await attempt.post(Place(incoming.person), in_dm, part=" in the DM")
        except Refused as error:
            log.warning("Slack did not accept the answer in the user's DM either: %s", error)

    def _count(self, incoming: IncomingMessage, reply: Reply) -> None:
        """Count the question, without a place if another company reads the channel."""
        if not incoming.outsider:
            place = None if incoming.shared else incoming.place
            self._counter.count(incoming.workspace, incoming.person, reply, place)

    async def notify_of_full_queue(self, attempt: Attempt) -> None:
        """Notify a user, and nobody else, that their latest questions were not accepted."""
        incoming = IncomingMessage.from_job(attempt.job)
        payload = plain_message(queue_full(MOST_WAITING))
        try:
            if incoming.in_dm:
                await attempt.post(incoming.place, message_json(payload))
            else:
                await self._api.post_ephemeral(incoming.person, incoming.place, payload)
        except (Refused, Uncertain) as error:  # rather once than twice
            log.warning("whether a user was notified of a full queue is not known: %s", error)

    async def give_up(self, attempt: Attempt, reference: str) -> None:
        """Post the reference under which the log explains why there is no answer.

        The message has its own key, because an administrator can still retry the job.
        """
        if reference:
            incoming = IncomingMessage.from_job(attempt.job)
            payload = message_json(plain_message(unexpected_error(reference)))
            await attempt.post(incoming.place, payload, part=" given up", since=incoming.ts)


_LATEST_EVENT = 600.0
"""Seconds within which Slack sends the event of a message; after more, the message was edited."""


def seconds_until(ts: str, incoming: IncomingMessage, enqueued_at: float) -> float:
    """Seconds from a question to its reply with that `ts`, by Slack's clock.

    Of a message that became a question by an edit, they are those since it was enqueued.
    """
    asked = float(incoming.ts)
    return max(0.0, float(ts) - (enqueued_at if enqueued_at - asked > _LATEST_EVENT else asked))


def reply_in_dm(reply: Reply, error: Refused) -> Reply:
    """The reply for the user's DM, after Slack refused it in the channel."""
    is_malformed = error.remedy is Remedy.DROP
    return refused_reply(reply, str(error), needs_admin=error.needs_admin, malformed=is_malformed)
