"""Questions in messages: each is kept, and gets one reply, whatever fails."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from bot.codes.sources import Passage
from bot.conversation import ADD, Request, answer, team_command
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies.answers import repeated_reply
from bot.replies.errors import (
    error_reply,
    own_company_only,
    queue_full,
    refused_reply,
    unexpected_error,
)
from bot.replies.reply import Reply
from bot.slack import surfaces
from bot.slack.answer_cache import AnswerCache, CachedAnswer
from bot.slack.api import (
    NotDelivered,
    Place,
    Refused,
    SlackApi,
    TokenEnded,
    Uncertain,
    written,
)
from bot.slack.attempt import Attempt, PossiblePost
from bot.slack.authors import why_not_answered
from bot.slack.downloads import Files
from bot.slack.earlier_answers import EarlierAnswers, Thread
from bot.slack.files import SharedFile, files_of
from bot.slack.installation import Installation
from bot.slack.message import (
    Malformed,
    named,
    others_of,
    own_text_of,
    passages,
    quoted_in,
    ts_of,
)
from bot.slack.refusals import Remedy
from bot.slack.team_listeners import TeamListeners
from bot.slack.worker import MOST_WAITING, QueueFull, Worker
from bot.team.team import WITHHELD, WorkspaceNotes

log = logging.getLogger(__name__)

KIND = "question"
QUEUE_FULL = "queue_full"
LONG = 2000
"""Characters from which a text is decoded in a thread, so that others are answered meanwhile."""
_REMEMBERED = 10_000
_NOTICE_EVERY = 600
"""Seconds in which a person is told once that no more questions are taken."""
_THREAD_TRIES = 3
"""How often a thread is tried to be read before the answer goes without it."""


class NotEnqueued(Exception):
    """An event could neither be kept nor answered: Slack has to send it again."""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A question that a person put to the bot in a message, in the words of the message.

    `outsider` says that the person is of another company, `shared` that another company reads the
    channel. An older version of the bot kept neither: then both are taken to be so. `quoted` is
    what the message forwards or quotes, which an older version kept in `text`.
    """

    workspace: str
    channel: str
    ts: str
    thread_ts: str | None
    in_dm: bool
    person: str
    bot: str
    text: str
    outsider: bool = True
    shared: bool = True
    quoted: str = ""
    files: tuple[SharedFile, ...] = ()

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "IncomingMessage | None":
        """The question of an event; None where no person has just written it.

        Raises `Malformed`, also where the event does not tell which bot it is sent to.
        """
        event, installation = body["event"], Installation.of(body)
        if not installation.bot:
            raise Malformed("an event without the bot that it is for")
        why = why_not_answered(event, installation.bot)
        if why:
            log.debug("a message is not answered: %s", why)
            return None
        return cls(
            workspace=installation.workspace,
            channel=named(event, "channel"),
            ts=ts_of(event, "ts"),
            thread_ts=ts_of(event, "thread_ts") if event.get("thread_ts") else None,
            in_dm=event.get("channel_type") == "im",
            person=named(event, "user"),
            bot=installation.bot,
            text=own_text_of(event),
            outsider=installation.outsider,
            shared=installation.shared,
            quoted=quoted_in(event),
            files=files_of(event),
        )

    def job(self) -> Job:
        """What is kept of it; the same message has the same key, whichever events tell of it."""
        content = {name: getattr(self, name) for name in self.__slots__}
        content["files"] = [file.content() for file in self.files]
        return Job(self.workspace, f"{self.channel}:{self.ts}", KIND, self.person, content)

    def queue_full(self) -> Job:
        """That its person has asked more than can wait: the same for some minutes."""
        key = f"{QUEUE_FULL}:{self.person}:{int(float(self.ts)) // _NOTICE_EVERY}"
        bare = replace(self, text="", quoted="", files=())
        return replace(bare.job(), key=key, kind=QUEUE_FULL, user="")

    @classmethod
    def from_job(cls, job: Job) -> "IncomingMessage":
        """The question that was kept."""
        kept = {name: job.content[name] for name in cls.__slots__ if name in job.content}
        kept["files"] = tuple(SharedFile.kept(each) for each in kept.get("files", ()))
        return cls(**kept)

    @property
    def is_text_alone(self) -> bool:
        """Whether its answer depends on its text and on nothing around it."""
        return not (self.thread_ts or self.quoted or self.files)

    @property
    def thread(self) -> Thread:
        """The thread that it belongs to, or begins."""
        return Thread(self.workspace, self.channel, self.thread_ts or self.ts)

    @property
    def place(self) -> Place:
        """Where the reply goes: into the thread; in a DM only where there is one."""
        return Place(self.channel, self.thread_ts or (None if self.in_dm else self.ts))


def _refused(reply: Reply, why: Refused) -> Reply:
    """What to say in the DM instead of a reply that Slack refused."""
    malformed = why.remedy is Remedy.DROP
    return refused_reply(reply, str(why), needs_admin=why.needs_admin, malformed=malformed)


class Questions:
    """Hears questions, and answers them by way of the job queue."""

    def __init__(self, api: SlackApi, worker: Worker, knowledge: TeamListeners) -> None:
        self._api = api
        self._worker = worker
        self._knowledge = knowledge
        self._ready = AnswerCache()
        self._earlier = EarlierAnswers()
        self._threads = ThreadPoolExecutor(1, "questions")
        self._files = Files(api, self._threads)
        self._hearing: OrderedDict[tuple[str, str], asyncio.Task[None] | None] = OrderedDict()
        worker.register(KIND, self.answer, self.give_up)
        worker.register(QUEUE_FULL, self.tell_queue_is_full)

    async def receive(self, incoming: IncomingMessage, *, again: bool) -> None:
        """Keep a question, which is answered then; `again`: Slack has sent it before.

        However often it comes, this process accepts it once. With the database out of reach it is
        answered before this returns. Two replicas that hear it at the same moment may then both
        answer. Raises `NotEnqueued`.
        """
        job = incoming.job()
        name = job.workspace, job.key
        if name not in self._hearing:
            task = asyncio.create_task(self._accept(incoming, job, again=again))
            self._hearing[name] = task
            task.add_done_callback(lambda done: self._accepted(name, done))
            if len(self._hearing) > _REMEMBERED:
                self._hearing.popitem(last=False)
        hearing = self._hearing[name]
        if hearing:
            await asyncio.shield(hearing)

    def _accepted(self, name: tuple[str, str], hearing: asyncio.Task[None]) -> None:
        """Remember the name alone; what was not accepted is new when it comes again."""
        if hearing.cancelled() or hearing.exception():
            self._hearing.pop(name, None)
        else:
            self._hearing[name] = None

    async def _accept(self, incoming: IncomingMessage, job: Job, *, again: bool) -> None:
        try:
            await self._worker.enqueue(job, again=again, most_waiting=MOST_WAITING)
        except QueueFull:
            await self._worker.enqueue(incoming.queue_full())
        except DatabaseUnavailable as why:
            self._knowledge.team.lost(str(why))
            try:
                await self._answer_unrecorded(incoming, job.key, again=again)
            except NotDelivered as refusal:
                raise NotEnqueued(str(refusal)) from refusal

    async def _answer_unrecorded(self, incoming: IncomingMessage, key: str, *, again: bool) -> None:
        """Answer what cannot be kept. Raises `NotDelivered`."""
        reply = await self._reply(incoming, patient=False)
        message = written(surfaces.message(reply))
        try:
            if not (again and await self._stands(incoming, key)):
                await self._post_unrecorded(incoming, message, key)
                standing = PossiblePost(*incoming.place, incoming.ts, key)
                self._worker.watch_unrecorded(incoming.workspace, standing, again=again)
        except TokenEnded:
            raise
        except Refused as why:
            log.warning("Slack did not take an answer: %s", why)
            if not incoming.in_dm:
                message = written(surfaces.message(_refused(reply, why)))
                await self._api.post(Place(incoming.person), message, key)

    async def _stands(self, incoming: IncomingMessage, key: str) -> bool:
        """Whether it was answered before. Raises `NotDelivered` where that could not be seen."""
        try:
            return await self._api.find(incoming.place, incoming.ts, key) is not None
        except TokenEnded:
            raise
        except Refused as why:  # which says nothing of the post
            raise Uncertain(str(why)) from why

    async def _post_unrecorded(self, incoming: IncomingMessage, message: str, key: str) -> None:
        """Post it. Raises `NotDelivered`; where that is uncertain, once nothing has appeared."""
        try:
            await self._api.post(incoming.place, message, key)
        except Uncertain as why:
            if why.status or not await self._appears(incoming, key):
                raise

    async def _appears(self, incoming: IncomingMessage, key: str) -> bool:
        """Whether a message that may be on its way appears. Raises `NotDelivered`."""
        for pause in self._worker.timing.look_pauses():
            await asyncio.sleep(pause)
            if await self._api.find(incoming.place, incoming.ts, key):
                return True
        return False

    async def answer(self, attempt: Attempt) -> None:
        """Answer a question that was kept. Raises what `Attempt.post` does."""
        incoming = IncomingMessage.from_job(attempt.job)
        patient = attempt.claimed.failures < _THREAD_TRIES
        reply, message = await self._message(incoming, patient=patient)
        try:
            _, ts = await attempt.post(incoming.place, message, since=incoming.ts)
            self._earlier.add(incoming.thread, reply, ts)
        except TokenEnded:
            raise
        except Refused as why:
            log.warning("Slack did not take an answer: %s", why)
            await self._answer_in_dm(attempt, incoming, _refused(reply, why))
        self._count(incoming, reply)

    def _count(self, incoming: IncomingMessage, reply: Reply) -> None:
        """Remember who asked, and where to tell them of a cause; never where others read it."""
        if not incoming.outsider:
            place = None if incoming.shared else incoming.place
            self._knowledge.count(incoming.workspace, incoming.person, reply, place)

    def _notes(self, incoming: IncomingMessage) -> WorkspaceNotes:
        """What the team knows, as far as whoever reads the answer may know it."""
        if incoming.outsider or incoming.shared:
            return WITHHELD
        return self._knowledge.team.notes(incoming.workspace)

    async def _answer_in_dm(
        self, attempt: Attempt, incoming: IncomingMessage, reply: Reply
    ) -> None:
        if incoming.in_dm:
            return
        try:
            message = written(surfaces.message(reply))
            await attempt.post(Place(incoming.person), message, part=" in the DM")
        except Refused as why:
            log.warning("Slack did not take it in the person's DM either: %s", why)

    async def tell_queue_is_full(self, attempt: Attempt) -> None:
        """Tell a person, and nobody else, that no more questions are taken from them for now."""
        incoming = IncomingMessage.from_job(attempt.job)
        message = surfaces.plain_message(queue_full(MOST_WAITING))
        try:
            if incoming.in_dm:
                await attempt.post(incoming.place, written(message))
            else:
                await self._api.post_ephemeral(incoming.person, incoming.place, message)
        except TokenEnded:
            raise
        except (Refused, Uncertain) as why:  # shown once rather than twice
            log.warning("whether a person was told of a full queue is not known: %s", why)

    async def give_up(self, attempt: Attempt, reference: str) -> None:
        """Say that there is no answer, and under which reference the log says why.

        It has a key of its own: an answer may yet come, if an administrator has it tried again.
        """
        if reference:
            incoming = IncomingMessage.from_job(attempt.job)
            message = written(surfaces.plain_message(unexpected_error(reference)))
            await attempt.post(incoming.place, message, part=" given up", since=incoming.ts)

    async def _reply(self, incoming: IncomingMessage, *, patient: bool) -> Reply:
        """The reply; `patient`: rather none at all than one without what it needs to read.

        Raises `NotDelivered`.
        """
        wanted = team_command(incoming.text)
        if wanted and wanted.what == ADD:  # no form can open from a message
            return error_reply("Write down what you find: /iissync add CODE")
        if wanted and self._notes(incoming).withheld:
            return own_company_only()
        if wanted:
            return await self._knowledge.handled(wanted, incoming.workspace, incoming.person)
        request = await self._request(incoming, patient=patient)
        notes = self._notes(incoming)
        is_quick = len(incoming.text) < LONG and request.extraction.answerable
        if incoming.is_text_alone and is_quick:
            return answer(request, notes)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, answer, request, notes)

    async def _request(self, incoming: IncomingMessage, *, patient: bool) -> Request:
        """What is asked, with what has to be read for it. Raises `NotDelivered` if `patient`."""
        enclosed = Passage(incoming.quoted) if incoming.quoted or incoming.files else None
        request = Request(incoming.text, enclosed=enclosed)
        if request.enclosed and request.wants_files:
            request = await self._files.of(request, incoming.files, patient=patient)
        if incoming.thread_ts and request.wants_thread:
            request = await self._with_thread(request, incoming, patient=patient)
        return request

    async def _message(self, incoming: IncomingMessage, *, patient: bool) -> CachedAnswer:
        """The reply as a message, made anew unless the same text was asked before, and no more."""
        notes, alone = self._notes(incoming), incoming.is_text_alone
        ready = self._ready.get(incoming.workspace, incoming.text, notes) if alone else None
        if ready is None:
            reply = await self._reply(incoming, patient=patient)
            reply = await self._not_repeated(reply, incoming) if incoming.thread_ts else reply
            ready = CachedAnswer(reply, written(surfaces.message(reply)))
            if alone and not team_command(incoming.text):
                self._ready.put(incoming.workspace, incoming.text, notes, ready)
        return ready

    async def _not_repeated(self, reply: Reply, incoming: IncomingMessage) -> Reply:
        """The reply, or where it stands already if it was given in this thread before."""
        ts = self._earlier.of(incoming.thread, reply)
        if ts is None:
            return reply
        try:
            return repeated_reply(reply, await self._api.link(incoming.channel, ts))
        except TokenEnded:
            raise
        except NotDelivered as why:  # it was deleted, or Slack does not say where it stands
            log.info("the address of an earlier answer is not known: %s", why)
            return reply

    async def _with_thread(
        self, request: Request, incoming: IncomingMessage, *, patient: bool
    ) -> Request:
        assert incoming.thread_ts is not None
        try:
            messages, whole = await self._api.thread(incoming.channel, incoming.thread_ts)
        except NotDelivered as why:
            if patient and not isinstance(why, Refused):
                raise
            return replace(request, thread_error=str(why))
        others = others_of(messages, incoming.ts, incoming.bot)
        thread = await self._files.of_thread(passages(others), others, patient=patient)
        return replace(request, thread=thread, whole=whole)
