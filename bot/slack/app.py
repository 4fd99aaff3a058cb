"""The listeners: each turns a payload into a request, and carries the reply to where it belongs.

A command and a modal are answered in their acknowledgement. A question in a message is enqueued as
a job before it is acknowledged. What else a click asks for is a background task, so that Slack's 3
seconds never depend on Slack's own API.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from typing_extensions import override

from bot.conversation import (
    ADD,
    Request,
    answer,
    answer_shown,
    suggest,
    team_command,
)
from bot.database.errors import DatabaseUnavailable
from bot.guide.search import search
from bot.jobs.model import Job
from bot.replies.errors import own_company_only, rate_limited, unexpected_error
from bot.replies.paging import further_pages
from bot.replies.reply import ASK, COMMAND, SHOW, Reply
from bot.replies.text import to_mrkdwn
from bot.slack import surfaces
from bot.slack.answer_cache import AnswerCache, CachedAnswer
from bot.slack.api import Refused, SlackApi
from bot.slack.attempt import Attempt
from bot.slack.audience import notes_for, notes_for_all, own_workspace
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.downloads import Files
from bot.slack.files import files_of
from bot.slack.follow_ups import FollowUps
from bot.slack.home_tab import HomeTab
from bot.slack.installation import Installation, workspace_of
from bot.slack.message import Malformed, named, text_of
from bot.slack.notifications import log_undelivered, notify, notify_with, person_of
from bot.slack.questions import LONG, IncomingMessage, NotEnqueued, Questions
from bot.slack.rate_limiter import RateLimited, UserLimiter
from bot.slack.sharing import Sharing
from bot.slack.team_listeners import TeamListeners
from bot.slack.worker import Worker
from bot.team.team import Team, WorkspaceNotes

Body = Mapping[str, Any]
T = TypeVar("T")
log = logging.getLogger(__name__)

REMOVED = "removed"
_CLICKS = {"block_actions", "message_action", "shortcut"}


def get_ready() -> None:
    """Load what a search needs, so that nobody's first one waits for it."""
    next(search("rpc server unavailable"))


def build_app(
    api: SlackApi,
    work: BackgroundTasks,
    team: Team,
    worker: Worker,
    review_channel: str | None = None,
) -> AsyncApp:
    """The Bolt app with all listeners, ready for payloads that were verified at the door."""
    bolt_log = logging.getLogger("bot.slack.bolt")
    bolt_log.setLevel(logging.ERROR)  # Bolt's warnings print what people typed
    home_tab = HomeTab(api, worker, work, team)
    after = FollowUps(api, worker, team, home_tab, review_channel)
    knowledge = TeamListeners(api, work, team, worker, after)
    listeners = _Listeners(api, worker, knowledge, Questions(api, worker, knowledge))
    app = _App(
        logger=bolt_log,
        client=api.for_bolt(),
        before_authorize=_FastPath(listeners),
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,  # bot.slack.verification has done it
    )
    for each in (listeners, knowledge, home_tab, Sharing(api, worker, knowledge)):
        each.register(app)
    app.error(_ErrorHandler(api, work).answer)
    return app


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Who the bot is in this workspace, without a call to Slack.

    The token is the business of `SlackApi`, and every event says whether a bot wrote it.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


class _App(AsyncApp):
    """Bolt with one client for all: it would make one for each request, for listeners of others."""

    @override
    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self.logger
        req.context["token"] = None
        req.context["client"] = self.client
        req.context["listener_runner"] = self.listener_runner


class _FastPath(AsyncMiddleware):
    """Takes what is asked most, before Bolt asks each listener whether it is meant.

    That is an answer that is ready, and a question in a message. Bolt's way through its listeners
    would take a fifth of all that is done for a mention.
    """

    def __init__(self, listeners: "_Listeners") -> None:
        self._listeners = listeners

    @override
    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        ready = self._listeners.ready_answer(req.body)
        if ready:
            return BoltResponse(status=200, body=ready)
        if await self._listeners.heard(req):
            return BoltResponse(status=200, body="")
        return await next()


def _sent(reply: Reply) -> str:
    """The JSON of what only the person who asked sees."""
    return json.dumps(surfaces.ephemeral(reply))


class _ErrorHandler:
    """What becomes of a failure in a listener: nobody is shown more than its reference."""

    def __init__(self, api: SlackApi, work: BackgroundTasks) -> None:
        self._api = api
        self._work = work

    async def answer(self, error: Exception, body: Body) -> BoltResponse:
        """A refusal of an event, which Slack then sends again; else the reference, in words."""
        if isinstance(error, Malformed):
            return BoltResponse(status=400, body="")
        if isinstance(error, NotEnqueued):
            log.warning("an event was not accepted: %s", error)
            return BoltResponse(status=503, body="")
        reference = self._work.log_unexpected(error)
        if body.get("type") == "event_callback":
            return BoltResponse(status=503, body="")
        document = unexpected_error(reference)
        if "command" in body:
            said = {"response_type": "ephemeral", "text": to_mrkdwn(document)}
            return BoltResponse(status=200, body=said)
        if body.get("type") == "view_submission":  # on top, so that what was typed stays
            pushed = {"response_action": "push", "view": surfaces.note(document)}
            return BoltResponse(status=200, body=pushed)
        if body.get("type") in _CLICKS:
            self._work.start(log_undelivered(notify(self._api, body, document)))
        return BoltResponse(status=200, body="")


class _Listeners:
    def __init__(
        self, api: SlackApi, worker: Worker, knowledge: TeamListeners, questions: Questions
    ) -> None:
        self.api = api
        self.worker = worker
        self.knowledge = knowledge
        self.questions = questions
        self.turns = UserLimiter()
        self.ready = AnswerCache()
        self.threads = ThreadPoolExecutor(2, "decode")
        self.files = Files(api, self.threads)
        worker.register(REMOVED, self.removed)

    def register(self, app: AsyncApp) -> None:
        """Listen on `app`."""
        app.command(COMMAND)(self.command)
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.uninstalled)
        app.shortcut(surfaces.DECODE_MESSAGE)(self.message_shortcut)
        app.shortcut(surfaces.LOOK_UP)(self.global_shortcut)
        app.view(surfaces.LOOK_UP)(self.look_up)
        app.options(surfaces.SUGGEST)(self.suggest)
        app.action(surfaces.MORE)(self.turn_page)
        app.action(surfaces.BACK)(self.turn_page)
        app.action(re.compile(f"{SHOW}:"))(self.show)
        app.action(re.compile(f"{ASK}:"))(self.ask)

    def notes(self, body: Body) -> WorkspaceNotes:
        """What the team of whoever acts knows."""
        return notes_for(self.knowledge.team, body)

    def count(self, body: Body, reply: Reply) -> None:
        """Remember who asked, where nobody else saw it, unless it was another company's people."""
        installation = Installation.of(body)
        if not installation.outsider:
            self.knowledge.count(installation.workspace, person_of(body).id, reply)

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, work, *arguments)

    async def answered(self, text: str, notes: WorkspaceNotes, *, whole: bool = False) -> Reply:
        """The answer to a text; `whole` where no button can show what is folded away."""
        request = Request(text)
        answering = partial(answer, request, notes, whole=whole)
        is_quick = len(text) < LONG and request.extraction.answerable
        return answering() if is_quick else await self._in_thread(answering)

    # In the acknowledgement

    async def command(self, ack: AsyncAck, command: Body) -> None:
        """`/iissync …`"""
        try:
            async with self.turns.slot(person_of(command).id):
                body = await self._commanded(command, command.get("text") or "")
        except RateLimited:
            body = _sent(rate_limited())
        await ack(body)  # which for Bolt is JSON, as it begins with a brace

    def ready_answer(self, body: Body) -> str | None:
        """What is sent in answer to a command, if that is ready."""
        if body.get("command") != COMMAND:
            return None
        text, notes = body.get("text") or "", self.notes(body)
        ready = self.ready.get(workspace_of(body), text, notes)
        if ready is None:
            return None
        self.count(body, ready.reply)
        return ready.sent

    async def _commanded(self, command: Body, text: str) -> str:
        """What is sent in answer to a command; nothing is where a form opens instead."""
        wanted, workspace = team_command(text), workspace_of(command)
        if wanted is None:
            notes = self.notes(command)
            reply = await self.answered(text, notes)
            self.count(command, reply)
            made = CachedAnswer(reply, _sent(reply))
            self.ready.put(workspace, text, notes, made)
            return made.sent
        if wanted.what == ADD:
            self.knowledge.open_form(command, [wanted.code] if wanted.code else [])
            return "{}"
        return _sent(await self.knowledge.handled(wanted, workspace, person_of(command).id))

    async def look_up(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Submit in the look-up modal: the same modal with the answer, or what was wrong."""
        text = surfaces.typed(view)
        reply = await self.answered(text, self.notes(body), whole=True)
        if not text.strip():
            await ack(surfaces.nothing_typed())
        elif reply.understood:
            await ack(response_action="update", view=surfaces.look_up_view(reply))
            self.count(body, reply)
        else:
            await ack(surfaces.input_error(reply))

    async def suggest(self, ack: AsyncAck, options: Body) -> None:
        """What is offered while a person types into the look-up modal."""
        typed, notes = options["value"], self.notes(options)

        def suggested() -> dict[str, Any]:
            return surfaces.suggestions(suggest(typed, notes.searchable))

        await ack(await self._in_thread(suggested))

    # Through the job queue

    async def heard(self, request: AsyncBoltRequest) -> bool:
        """Whether it was a message: a mention has one reply in its thread, as has one in a DM.

        In channels the bot waits to be mentioned. A message that is edited has the ts that it had,
        so that it is answered once, whether it was a mention before or has become one.
        """
        event = request.body.get("event")
        if request.body.get("type") != "event_callback" or not isinstance(event, Mapping):
            return False
        kind = event.get("type")
        if kind not in ("app_mention", "message"):  # not a set: who knows what `kind` is
            return False
        question = IncomingMessage.of(request.body)
        if question and (question.in_dm or kind == "app_mention"):
            resent = request.headers.get("x-slack-retry-num", ["0"])[0] != "0"
            again = resent or bool(event.get("edited"))  # it may have been answered as it was
            await self.questions.receive(question, again=again)
        return True

    async def uninstalled(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """The workspace has removed the app, or taken its token back."""
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            job = Job(workspace_of(body), named(body, "event_id"), REMOVED, "")
            try:
                await self.worker.enqueue(job)
            except DatabaseUnavailable as why:
                raise NotEnqueued(str(why)) from why
        await ack()

    async def removed(self, attempt: Attempt) -> None:
        """BackgroundTasks no longer for a workspace that does not want it."""
        workspace = attempt.job.workspace
        log.error("workspace %s has removed the bot: it does no more work there", workspace)
        await self.worker.close_workspace(attempt, "the workspace has removed the bot")

    # By tracked work

    async def message_shortcut(self, ack: AsyncAck, shortcut: Body) -> None:
        """“Decode status codes” in a message's menu."""
        await ack()
        self.knowledge.start(shortcut, self._decode_message(shortcut))

    async def _decode_message(self, shortcut: Body) -> None:
        original = shortcut["message"]
        request = Request(text_of(original), addressed_to_others=True)
        files = files_of(original)
        if files and request.wants_files:
            request = await self.files.of(request, files, patient=False)
        reply = await self._in_thread(answer, request, self.notes(shortcut))
        thread = original.get("thread_ts") or original["ts"]
        try:
            await self.api.respond(shortcut["response_url"], surfaces.ephemeral(reply, thread))
        except Refused as why:
            log.warning("Slack did not take an answer where it was asked for: %s", why)
            await notify(self.api, shortcut, reply.document)
        self.count(shortcut, reply)

    async def global_shortcut(self, ack: AsyncAck, shortcut: Body) -> None:
        """“Look up a status code” among the shortcuts."""
        await ack()
        opening = self.api.open_view(shortcut["trigger_id"], surfaces.look_up_view())
        self.knowledge.start(shortcut, opening)

    async def turn_page(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """More or Back under what a search found."""
        await ack()
        self.knowledge.start(body, self._turn_page(body, action["value"]))

    async def _turn_page(self, body: Body, value: str) -> None:
        text, page = surfaces.which_page(value)
        is_private = body["container"].get("is_ephemeral")
        team = self.knowledge.team
        notes = self.notes(body) if is_private else await notes_for_all(team, self.api, body)
        wanted = team_command(text)
        if wanted and notes.withheld:
            await notify(self.api, body, own_company_only().document)
            return
        if wanted:
            person = person_of(body).id
            reply = await self.knowledge.handled(wanted, workspace_of(body), person, page)
        else:
            reply = await self._in_thread(answer, Request(text, page=page), notes)
        shown = surfaces.other_page(reply, page, private=bool(is_private))
        await self.api.respond(body["response_url"], shown)

    async def ask(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """A button that asks something in the place of who pressed it."""
        await ack()
        self.knowledge.start(body, self._ask(body, surfaces.what_to_ask(action["value"])))

    async def _ask(self, body: Body, text: str) -> None:
        wanted = team_command(text)
        if wanted and wanted.what == ADD:
            self.knowledge.open_form(body, [wanted.code] if wanted.code else [])
            return
        if wanted:
            workspace, person = own_workspace(body), person_of(body).id
            reply = await self.knowledge.handled(wanted, workspace, person)
        else:
            reply = await self.answered(text, self.notes(body))
            self.count(body, reply)
        more = further_pages(reply)  # in a modal there are no buttons for them
        shown = surfaces.shown(reply, _thread_of(body))
        await notify_with(self.api, body, (*reply.document, *more), shown)

    async def show(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """A button that shows more of an answer, or another reading of it, to who pressed it."""
        await ack()
        self.knowledge.start(body, self._show(body, action["value"]))

    async def _show(self, body: Body, value: str) -> None:
        reply = answer_shown([surfaces.what_to_show(value)], self.notes(body), whole=True)
        await notify_with(self.api, body, reply.document, surfaces.shown(reply, _thread_of(body)))


def _thread_of(body: Body) -> str | None:
    """The thread in which a button was pressed."""
    thread = (body.get("message") or {}).get("thread_ts") or body["container"].get("thread_ts")
    return str(thread) if thread else None
