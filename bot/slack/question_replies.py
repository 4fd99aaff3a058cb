"""Makes the reply to a question in a message, with the files and the thread that it needs."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.codes.sources import Passage
from bot.conversation import ADD, Request, TeamCommand, team_command
from bot.replies.answers import repeated_reply
from bot.replies.errors import for_own_company, trouble
from bot.replies.reply import Reply
from bot.slack.answer_cache import AnswerCache, CachedAnswer
from bot.slack.api import SlackApi, message_json
from bot.slack.downloads import Files
from bot.slack.earlier_answers import EarlierAnswers
from bot.slack.errors import NotDelivered, Refused, TokenRefused
from bot.slack.incoming_message import IncomingMessage
from bot.slack.message import other_messages, passages
from bot.slack.responder import answer_request
from bot.slack.surfaces import message
from bot.slack.team_commands import answer_team_command
from bot.team.notes import WITHHELD, WorkspaceNotes
from bot.team.team import Team

log = logging.getLogger(__name__)


class QuestionReplies:
    """Makes replies. With `will_retry`, a temporary failure of Slack raises `NotDelivered`.

    Without it, the reply says which files or messages could not be read.
    """

    def __init__(self, api: SlackApi, team: Team) -> None:
        self._api = api
        self._team = team
        self._cache = AnswerCache()
        self._earlier = EarlierAnswers()
        self._threads = ThreadPoolExecutor(1, "questions")
        self._files = Files(api, self._threads)

    async def answer(self, incoming: IncomingMessage, *, will_retry: bool) -> CachedAnswer:
        """The reply to a message, and its JSON. Raises `NotDelivered`."""
        workspace, text, notes = incoming.workspace, incoming.text, self._notes(incoming)
        cached = self._cache.get(workspace, text, notes) if incoming.is_text_only else None
        if cached:
            return cached
        reply = await self.reply(incoming, will_retry=will_retry)
        if incoming.thread_ts:
            reply = await self._link_if_repeated(reply, incoming)
        answer = CachedAnswer(reply, message_json(message(reply)))
        if incoming.is_text_only and not team_command(text):
            self._cache.put(workspace, text, notes, answer)
        return answer

    async def reply(self, incoming: IncomingMessage, *, will_retry: bool) -> Reply:
        """The reply to a message. Raises `NotDelivered`."""
        command = team_command(incoming.text)
        if command:
            return await self._answer_team_command(command, incoming)
        request = await self._request(incoming, will_retry=will_retry)
        return await answer_request(self._threads, request, self._notes(incoming))

    async def _answer_team_command(self, command: TeamCommand, incoming: IncomingMessage) -> Reply:
        if command.what == ADD:  # a message has no trigger that opens a form
            return trouble("Write down what you find: /iissync add CODE")
        if self._notes(incoming).withheld:
            return for_own_company()
        return await answer_team_command(self._team, command, incoming.workspace, incoming.person)

    def _notes(self, incoming: IncomingMessage) -> WorkspaceNotes:
        """The team's notes as far as all readers of the reply may read them."""
        if incoming.outsider or incoming.shared:
            return WITHHELD
        return self._team.notes(incoming.workspace)

    async def _request(self, incoming: IncomingMessage, *, will_retry: bool) -> Request:
        enclosed = Passage(incoming.quoted) if incoming.quoted or incoming.files else None
        request = Request(incoming.text, enclosed=enclosed)
        if request.enclosed and request.wants_files:
            request = await self._files.add_to(request, incoming.files, will_retry=will_retry)
        if incoming.thread_ts and request.wants_thread:
            request = await self._with_thread(
                request, incoming, incoming.thread_ts, will_retry=will_retry
            )
        return request

    async def _with_thread(
        self, request: Request, incoming: IncomingMessage, thread_ts: str, *, will_retry: bool
    ) -> Request:
        try:
            messages, is_whole = await self._api.thread(incoming.channel, thread_ts)
        except NotDelivered as error:
            if will_retry and not isinstance(error, Refused):
                raise
            return replace(request, unread=str(error))
        others = other_messages(messages, incoming.ts, incoming.bot)
        thread = await self._files.add_to_thread(passages(others), others, will_retry=will_retry)
        return replace(request, thread=thread, whole=is_whole)

    # Repeated questions

    def remember(self, incoming: IncomingMessage, reply: Reply, ts: str) -> None:
        """Remember where the reply was posted, to link to it from a repeated answer."""
        self._earlier.add(incoming.thread, reply, ts)

    async def _link_if_repeated(self, reply: Reply, incoming: IncomingMessage) -> Reply:
        """The reply, or a link to the same reply earlier in the thread."""
        ts = self._earlier.find(incoming.thread, reply)
        if ts is None:
            return reply
        try:
            return repeated_reply(reply, await self._api.link(incoming.channel, ts))
        except TokenRefused:
            raise
        except NotDelivered as error:  # for example, the earlier answer was deleted
            log.info("the address of an earlier answer is not known: %s", error)
            return reply
