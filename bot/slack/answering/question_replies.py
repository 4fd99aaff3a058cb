"""Makes the reply to a question in a message, with the files and the thread that it needs."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.codes.sources import Passage
from bot.conversation import ADD, Request, TeamCommand, team_command
from bot.replies.answers import repeated_reply
from bot.replies.assistant import READS_FILES, READS_THREAD
from bot.replies.errors import error_reply, own_company_only
from bot.replies.reply import Reply
from bot.slack.answering.answer_cache import AnswerCache, CachedAnswer
from bot.slack.answering.assistant_calls import AssistantCalls
from bot.slack.answering.audience import notes_for_message
from bot.slack.answering.downloads import Files
from bot.slack.answering.incoming_message import IncomingMessage
from bot.slack.answering.responder import answer_request
from bot.slack.answering.team_commands import answer_team_command
from bot.slack.payloads.message import other_messages
from bot.slack.payloads.surfaces import message
from bot.slack.recent import Recent
from bot.slack.web_api.api import Message, SlackApi, message_json
from bot.slack.web_api.errors import NotDelivered, Refused, SlackRateLimited, TokenRefused
from bot.slack.web_api.rate_limits import READ_PAUSE
from bot.team.notes import WorkspaceNotes
from bot.team.team import Team

log = logging.getLogger(__name__)

Key = tuple[str, str, str]
"""A message: its workspace, channel and ts."""
ThreadRead = tuple[list[Message], bool]
"""Messages of a thread, and whether these are all."""
_MOST_THREADS = 100
_MOST_EARLIER = 5_000
"""Answers in threads that are remembered."""


class QuestionReplies:
    """Makes replies. With `will_retry`, a temporary failure of Slack raises `NotDelivered`.

    Without it, the reply says which files or messages could not be read. `may_wait`: where reads of
    messages are scarce, the next one is waited for if it is this reply's; `SlackRateLimited` says
    how long. Otherwise the reply does without.
    """

    def __init__(self, api: SlackApi, team: Team, assistant: AssistantCalls) -> None:
        self._api = api
        self._assistant = assistant
        self._team = team
        self._cache = AnswerCache()
        self._earlier = Recent[tuple[Key, int], str](_MOST_EARLIER)
        self._threads_read = Recent[Key, ThreadRead](_MOST_THREADS)
        self._threads = ThreadPoolExecutor(1, "questions")
        self._files = Files(api, self._threads)

    async def answer(
        self, incoming: IncomingMessage, *, will_retry: bool, may_wait: bool
    ) -> CachedAnswer:
        """The reply to a message, and its JSON. Raises `NotDelivered`."""
        workspace, text = incoming.workspace, incoming.text
        notes = await notes_for_message(self._team, self._api, incoming, will_retry=will_retry)
        cached = self._cache.get(workspace, text, notes) if incoming.is_text_only else None
        if cached:
            return cached
        reply = await self._reply(incoming, notes, will_retry=will_retry, may_wait=may_wait)
        answer = _sent_as_message(reply)
        if incoming.thread_ts:
            answer = await self._link_if_repeated(answer, incoming)
        if incoming.is_text_only and not team_command(text):
            self._cache.put(workspace, text, notes, answer)
        return answer

    async def _reply(
        self, incoming: IncomingMessage, notes: WorkspaceNotes, *, will_retry: bool, may_wait: bool
    ) -> Reply:
        """The reply to a message. Raises `NotDelivered`."""
        command = team_command(incoming.text)
        if command:
            return await self._answer_team_command(command, incoming, notes)
        request = await self._request(incoming, will_retry=will_retry, may_wait=may_wait)
        return await answer_request(self._threads, request, notes)

    async def _answer_team_command(
        self, command: TeamCommand, incoming: IncomingMessage, notes: WorkspaceNotes
    ) -> Reply:
        if command.what == ADD:  # a message has no trigger that opens a form
            return error_reply("Write down what you find: /iissync add CODE")
        if notes.withheld:
            return own_company_only()
        return await answer_team_command(self._team, command, notes.workspace, incoming.person)

    async def _request(
        self, incoming: IncomingMessage, *, will_retry: bool, may_wait: bool
    ) -> Request:
        enclosed = Passage(incoming.quoted) if incoming.quoted or incoming.files else None
        request = Request(incoming.text, enclosed=enclosed)
        if incoming.files and request.wants_files:
            with self._assistant.status(incoming, READS_FILES):
                request = await self._files.add_to(request, incoming.files, will_retry=will_retry)
        if incoming.thread_ts and request.wants_thread:
            with self._assistant.status(incoming, READS_THREAD):
                request = await self._with_thread(
                    request, incoming, incoming.thread_ts, will_retry=will_retry, may_wait=may_wait
                )
        return request

    async def _with_thread(
        self,
        request: Request,
        incoming: IncomingMessage,
        thread_ts: str,
        *,
        will_retry: bool,
        may_wait: bool,
    ) -> Request:
        try:
            messages, is_whole = await self._read_thread(incoming, thread_ts)
        except SlackRateLimited as error:
            if self._api.reads_are_scarce:
                will_retry = may_wait and error.seconds <= READ_PAUSE
            if will_retry:
                raise
            return replace(request, thread_error=str(error))
        except NotDelivered as error:
            if will_retry and not isinstance(error, Refused):
                raise
            return replace(request, thread_error=str(error))
        others = other_messages(messages, incoming.ts, incoming.bot)
        thread = await self._files.add_to_thread(others, will_retry=will_retry)
        return replace(request, thread=thread, thread_is_whole=is_whole)

    async def _read_thread(self, incoming: IncomingMessage, ts: str) -> ThreadRead:
        """The thread of a question. Where reads are scarce, it is read for each question once.

        Otherwise a retry of the answer would take the read with which its post is looked for.
        """
        known = self._threads_read.get(_key(incoming))
        if known:
            return known
        read = await self._api.thread(incoming.channel, ts, incoming.ts)
        if self._api.reads_are_scarce:
            self._threads_read[_key(incoming)] = read
        return read

    # Repeated questions

    def remember(self, incoming: IncomingMessage, answer: CachedAnswer, ts: str) -> None:
        """Remember where an answer that explains a code was posted, to link to it when repeated.

        The first of equal ones counts. Each process remembers its own answers only: after a restart
        the answer is posted once more.
        """
        if answer.reply.shown:
            self._earlier.setdefault((_thread_key(incoming), answer.text_hash), ts)
        self._threads_read.pop(_key(incoming), None)

    async def _link_if_repeated(
        self, answer: CachedAnswer, incoming: IncomingMessage
    ) -> CachedAnswer:
        """The answer, or a link to the same answer earlier in the thread."""
        ts = self._earlier.get((_thread_key(incoming), answer.text_hash))
        if ts is None:
            return answer
        try:
            link = await self._api.link(incoming.channel, ts)
        except TokenRefused:
            raise
        except NotDelivered as error:  # for example, the earlier answer was deleted
            log.info("the address of an earlier answer is not known: %s", error)
            return answer
        return _sent_as_message(repeated_reply(answer.reply, link))


def _sent_as_message(reply: Reply) -> CachedAnswer:
    return CachedAnswer(reply, message_json(message(reply)))


def _key(incoming: IncomingMessage) -> Key:
    """The message itself."""
    return incoming.workspace, incoming.channel, incoming.ts


def _thread_key(incoming: IncomingMessage) -> Key:
    """The first message of the thread that it belongs to, or starts."""
    return incoming.workspace, incoming.channel, incoming.thread_ts or incoming.ts
