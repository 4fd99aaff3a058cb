"""Questions in messages: each is kept, and gets one reply, whatever fails."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bot.conversation import ADD, Request, answer, team_command
from bot.knowledge.inbox import Item
from bot.knowledge.store import DatabaseUnavailable
from bot.replies.errors import refused_there, too_many, trouble, unexpected
from bot.replies.reply import Reply
from bot.slack import surfaces
from bot.slack.api import NotDelivered, Place, Refused, SlackApi, TokenEnded, written
from bot.slack.inbox import TOO_MANY, Attempt, Inbox
from bot.slack.knowledge import KnowledgeListeners
from bot.slack.message import is_a_persons, named, passages, text_of, ts_of
from bot.slack.ready import Ready, ReadyAnswers

log = logging.getLogger(__name__)

KIND = "question"
LONG = 2000
"""Characters from which a text is decoded in a thread, so that others are answered meanwhile."""
_REMEMBERED = 10_000
_THREAD_TRIES = 3
"""How often a thread is tried to be read before the answer goes without it."""


class NotAccepted(Exception):
    """An event could neither be kept nor answered: Slack has to send it again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A question that a person put to the bot in a message, in the words of the message."""

    workspace: str
    channel: str
    ts: str
    thread_ts: str | None
    in_dm: bool
    person: str
    bot: str
    text: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Heard | None":
        """The question of an event; None where a bot wrote it, or it is an edit or the like.

        Raises `Malformed`.
        """
        event = body["event"]
        if not is_a_persons(event):
            return None
        return cls(
            workspace=named(body, "team_id"),
            channel=named(event, "channel"),
            ts=ts_of(event, "ts"),
            thread_ts=ts_of(event, "thread_ts") if event.get("thread_ts") else None,
            in_dm=event.get("channel_type") == "im",
            person=named(event, "user"),
            bot=_bot_user(body),
            text=text_of(event),
        )

    def item(self) -> Item:
        """What is kept of it; the same message has the same key, whichever events tell of it."""
        content = {name: getattr(self, name) for name in self.__slots__}
        return Item(self.workspace, f"{self.channel}:{self.ts}", KIND, self.person, content)

    @classmethod
    def kept(cls, item: Item) -> "Heard":
        """The question that was kept."""
        return cls(**{name: item.content[name] for name in cls.__slots__})

    @property
    def place(self) -> Place:
        """Where the reply goes: into the thread; in a DM only where there is one."""
        return Place(self.channel, self.thread_ts or (None if self.in_dm else self.ts))


def _bot_user(body: Mapping[str, Any]) -> str:
    """The bot's own user id, which every event carries."""
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else {}
    return str(first.get("user_id")) if isinstance(first, Mapping) else ""


class Questions:
    """Hears questions, and answers them by way of the inbox."""

    def __init__(self, api: SlackApi, inbox: Inbox, knowledge: KnowledgeListeners) -> None:
        self._api = api
        self._inbox = inbox
        self._knowledge = knowledge
        self._ready = ReadyAnswers()
        self._threads = ThreadPoolExecutor(1, "questions")
        self._unkept: OrderedDict[str, asyncio.Task[None]] = OrderedDict()
        inbox.on(KIND, self.answer, self.give_up)

    async def hear(self, heard: Heard, *, again: bool) -> None:
        """Keep a question, which is answered then; `again`: Slack has sent it before.

        With the database out of reach it is answered before this returns. Two replicas that hear
        it at the same moment may then both answer. Raises `NotAccepted`.
        """
        item = heard.item()
        if item.key in self._unkept:  # its answer is under way, or given
            await self._answer_unkept(heard, item.key)
            return
        try:
            await self._inbox.accept(item, again=again)
        except DatabaseUnavailable as why:
            self._knowledge.team.lost(str(why))
            await self._answer_unkept(heard, item.key)

    async def _answer_unkept(self, heard: Heard, key: str) -> None:
        """Answer what cannot be kept, once however often it comes."""
        answering = self._unkept.get(key)
        if answering is None:
            answering = asyncio.create_task(self._post_unkept(heard, key))
            answering.add_done_callback(lambda done: self._forget_failed(key, done))
            self._unkept[key] = answering
            if len(self._unkept) > _REMEMBERED:
                self._unkept.popitem(last=False)
        try:
            await asyncio.shield(answering)
        except NotDelivered as why:
            raise NotAccepted(str(why)) from why

    def _forget_failed(self, key: str, answering: asyncio.Task[None]) -> None:
        """What could not be answered is taken as new when it comes again."""
        if answering.cancelled() or answering.exception():
            self._unkept.pop(key, None)

    async def _post_unkept(self, heard: Heard, key: str) -> None:
        reply = await self._reply(heard, patient=False)
        try:
            if await self._api.find(heard.place, heard.ts, key) is None:
                await self._api.post(heard.place, written(surfaces.message(reply)), key)
        except TokenEnded:
            raise
        except Refused as why:
            log.warning("Slack did not take an answer: %s", why)
            if not heard.in_dm:
                message = written(surfaces.message(refused_there(reply, str(why))))
                await self._api.post(Place(heard.person), message, key)

    async def answer(self, attempt: Attempt) -> None:
        """Answer a question that was kept. Raises what `Attempt.post` does."""
        heard = Heard.kept(attempt.item)
        if attempt.item.content.get(TOO_MANY):
            reply = too_many()
            message = written(surfaces.message(reply))
        else:
            patient = attempt.taken.tries < _THREAD_TRIES
            reply, message = await self._message(heard, patient=patient)
        try:
            await attempt.post(heard.place, message, since=heard.ts)
        except TokenEnded:
            raise
        except Refused as why:
            log.warning("Slack did not take an answer: %s", why)
            await self._answer_in_dm(attempt, heard, refused_there(reply, str(why)))
        self._knowledge.count(heard.workspace, heard.person, reply, heard.place)

    async def _answer_in_dm(self, attempt: Attempt, heard: Heard, reply: Reply) -> None:
        if heard.in_dm:
            return
        try:
            message = written(surfaces.message(reply))
            await attempt.post(Place(heard.person), message, part=" in the DM")
        except Refused as why:
            log.warning("Slack did not take it in the person's DM either: %s", why)

    async def give_up(self, attempt: Attempt, reference: str) -> None:
        """Say that there is no answer, and under which reference the log says why.

        It has a key of its own: an answer may yet come, if an administrator has it tried again.
        """
        if reference:
            heard = Heard.kept(attempt.item)
            message = written(surfaces.plain_message(unexpected(reference)))
            await attempt.post(heard.place, message, part=" given up", since=heard.ts)

    async def _reply(self, heard: Heard, *, patient: bool) -> Reply:
        """The reply; `patient`: rather none at all than one without the thread that it needs.

        Raises `NotDelivered`.
        """
        wanted = team_command(heard.text)
        if wanted and wanted.what == ADD:  # no form can open from a message
            return trouble("Write down what you find: /iissync add CODE")
        if wanted:
            return await self._knowledge.handled(wanted, heard.workspace, heard.person)
        request = Request(heard.text)
        if heard.thread_ts and request.wants_thread:
            request = await self._with_thread(request, heard, patient=patient)
        notes = self._knowledge.team.notes(heard.workspace)
        if not heard.thread_ts and len(heard.text) < LONG:
            return answer(request, notes)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, answer, request, notes)

    async def _message(self, heard: Heard, *, patient: bool) -> Ready:
        """The reply as a message, made anew unless the same was asked before, outside a thread."""
        notes = self._knowledge.team.notes(heard.workspace)
        ready = None if heard.thread_ts else self._ready.of(heard.workspace, heard.text, notes)
        if ready is None:
            reply = await self._reply(heard, patient=patient)
            ready = Ready(reply, written(surfaces.message(reply)))
            if not heard.thread_ts and not team_command(heard.text):
                self._ready.keep(heard.workspace, heard.text, notes, ready)
        return ready

    async def _with_thread(self, request: Request, heard: Heard, *, patient: bool) -> Request:
        assert heard.thread_ts is not None
        try:
            messages, whole = await self._api.thread(heard.channel, heard.thread_ts)
        except NotDelivered as why:
            if patient and not isinstance(why, Refused):
                raise
            return Request(request.text, unread=str(why))
        return Request(request.text, passages(messages, heard.ts, heard.bot), whole=whole)
