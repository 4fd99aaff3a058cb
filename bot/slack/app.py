"""The listeners: each turns a payload into a request, and carries the reply to where it belongs.

A command and a modal are answered in their acknowledgement. Everything else is acknowledged first
and answered by tracked work, so that Slack's 3 seconds never depend on Slack's own API.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.answer import (
    ADD,
    LIST,
    SEARCH,
    Request,
    Wish,
    answer,
    answer_codes,
    suggest,
    wish,
)
from bot.knowledge.team import Team, WorkspaceNotes
from bot.reply import COMMAND, Reply
from bot.slack import surfaces
from bot.slack.api import NotDelivered, SlackApi
from bot.slack.knowledge import KnowledgeListeners, workspace_of
from bot.slack.message import is_a_persons, passages, text_of
from bot.slack.work import Work, log_unexpected
from bot.team_reply import trouble_reply

Body = Mapping[str, Any]
log = logging.getLogger(__name__)


def build_app(api: SlackApi, work: Work, team: Team, review_channel: str | None = None) -> AsyncApp:
    """The Bolt app with all listeners, ready for payloads that were verified at the door."""
    bolt_log = logging.getLogger("bot.slack.bolt")
    bolt_log.setLevel(logging.ERROR)  # Bolt's warnings print what people typed
    app = AsyncApp(
        logger=bolt_log,
        client=api.for_bolt(),
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,  # bot.slack.door has done it
    )
    knowledge = KnowledgeListeners(api, work, team, review_channel)
    knowledge.register(app)
    listeners = _Listeners(api, work, knowledge)
    app.command(COMMAND)(listeners.command)
    app.event("app_mention")(listeners.mention)
    app.event("message")(listeners.message)
    app.shortcut(surfaces.DECODE_MESSAGE)(listeners.message_shortcut)
    app.shortcut(surfaces.LOOK_UP)(listeners.global_shortcut)
    app.view(surfaces.LOOK_UP)(listeners.look_up)
    app.options(surfaces.SUGGEST)(listeners.suggest)
    app.action(surfaces.SHARE)(listeners.share)
    app.action(surfaces.MORE)(listeners.turn_page)
    app.action(surfaces.BACK)(listeners.turn_page)
    app.error(_unexpected)
    return app


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Who the bot is in this workspace, without a call to Slack.

    The token is the business of `SlackApi`, and every event says whether a bot wrote it.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


async def _unexpected(error: Exception, body: Body) -> BoltResponse:
    """The last resort: the traceback goes into the log, its reference to the person.

    An event is refused instead, so that Slack sends it again.
    """
    reference = log_unexpected(error)
    if "command" not in body:
        return BoltResponse(status=500, body="")
    text = f"Something went wrong on my side. Reference for the administrator: `{reference}`"
    return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})


class _Listeners:
    def __init__(self, api: SlackApi, work: Work, knowledge: KnowledgeListeners) -> None:
        self.api = api
        self.work = work
        self.knowledge = knowledge

    def notes(self, body: Body) -> WorkspaceNotes:
        """What the team of the payload's workspace knows."""
        return self.knowledge.team.notes(workspace_of(body))

    # In the acknowledgement

    async def command(self, ack: AsyncAck, command: Body) -> None:
        """`/iissync …`"""
        text = command.get("text") or ""
        wanted = wish(text)
        if wanted:
            granted = await self.knowledge.grant(wanted, command)
            await ack(surfaces.ephemeral(granted) if granted else {})
            return
        reply = answer(Request(text), self.notes(command))
        await ack(surfaces.ephemeral(reply))
        self.knowledge.count(command, reply, None, None)

    async def look_up(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Submit in the look-up modal: the same modal with the answer, or what was wrong."""
        text = surfaces.typed(view)
        reply = answer(Request(text), self.notes(body))
        if not text.strip():
            await ack(surfaces.nothing_typed())
        elif reply.understood:
            await ack(response_action="update", view=surfaces.look_up_view(reply))
            self.knowledge.count(body, reply, None, None)
        else:
            await ack(surfaces.input_error(reply))

    async def suggest(self, ack: AsyncAck, options: Body) -> None:
        """What is offered while a person types into the look-up modal."""
        await ack(await asyncio.to_thread(surfaces.suggestions, suggest(options["value"])))

    # By tracked work

    def _start(self, job: Coroutine[None, None, None]) -> None:
        self.work.start(_delivered(job))

    async def mention(self, ack: AsyncAck, event: Body, body: Body) -> None:
        """A mention in a channel: one reply, in its thread."""
        await ack()
        if is_a_persons(event) and self.work.is_new(event["channel"], event["ts"]):
            thread = event.get("thread_ts") or event["ts"]
            self._start(self._reply_to(event, thread, body))

    async def message(self, ack: AsyncAck, event: Body, body: Body) -> None:
        """A direct message; in channels the bot waits to be mentioned."""
        await ack()
        if (
            event.get("channel_type") == "im"
            and is_a_persons(event)
            and self.work.is_new(event["channel"], event["ts"])
        ):
            self._start(self._reply_to(event, event.get("thread_ts"), body))

    async def _reply_to(self, event: Body, thread_ts: str | None, body: Body) -> None:
        text = text_of(event)
        wanted = wish(text)
        if wanted:
            reply = await self._grant(wanted, event, body)
        else:
            request = Request(text)
            if event.get("thread_ts") and request.wants_thread:
                request = await self._with_thread(request, event, _bot_user(body))
            reply = answer(request, self.notes(body))
        await self.api.post(event["channel"], surfaces.message(reply), thread_ts)
        self.knowledge.count(body, reply, event["channel"], thread_ts)

    async def _grant(self, wanted: Wish, event: Body, body: Body) -> Reply:
        """A wish that came in a message, where no form can open."""
        asked = {"team_id": body["team_id"], "user_id": event["user"]}
        if wanted.what == ADD:
            return trouble_reply("Write down what you find: /iissync add CODE")
        return await self.knowledge.grant(wanted, asked) or trouble_reply("Nothing to show.")

    async def _with_thread(self, request: Request, event: Body, bot: str) -> Request:
        try:
            messages, whole = await self.api.thread(event["channel"], event["thread_ts"])
        except NotDelivered as why:
            return Request(request.text, unread=str(why))
        return Request(request.text, passages(messages, event["ts"], bot), whole=whole)

    async def message_shortcut(self, ack: AsyncAck, shortcut: Body) -> None:
        """“Decode status codes” in a message's menu."""
        await ack()
        self._start(self._decode_message(shortcut))

    async def _decode_message(self, shortcut: Body) -> None:
        original = shortcut["message"]
        reply = answer(Request(text_of(original), about_others=True), self.notes(shortcut))
        thread = original.get("thread_ts") or original["ts"]
        await self.api.respond(shortcut["response_url"], surfaces.ephemeral(reply, thread))
        self.knowledge.count(shortcut, reply, None, None)

    async def global_shortcut(self, ack: AsyncAck, shortcut: Body) -> None:
        """“Look up a status code” among the shortcuts."""
        await ack()
        self._start(self.api.open_view(shortcut["trigger_id"], surfaces.look_up_view()))

    async def share(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """The button under an ephemeral answer. A second click on it shares nothing more."""
        await ack()
        if self.work.is_new(*_share_key(body)):
            self._start(self._share(body, action["value"]))

    async def turn_page(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """More or Back under what a search found."""
        await ack()
        words, page = surfaces.which_page(action["value"])
        reply = answer(Request(f"{SEARCH} {words}" if words else LIST, page=page), self.notes(body))
        self._start(self.api.respond(body["response_url"], surfaces.other_page(reply, page)))

    async def _share(self, body: Body, value: str) -> None:
        codes, thread_ts = surfaces.what_to_share(value)
        reply = answer_codes(codes, self.notes(body))
        name = body["user"].get("name") or body["user"]["id"]
        try:
            await self.api.respond(body["response_url"], surfaces.shared(reply, name, thread_ts))
        except NotDelivered as why:
            log.warning("an answer could not be shared: %s", why)
            self.work.forget(*_share_key(body))
            await self.api.open_view(body["trigger_id"], surfaces.not_shared(str(why)))
            return
        await self.api.respond(body["response_url"], surfaces.already_shared(reply))


async def _delivered(job: Coroutine[None, None, None]) -> None:
    try:
        await job
    except NotDelivered as why:
        log.warning("Slack did not take a reply: %s", why)


def _share_key(body: Body) -> tuple[str, str]:
    return body["user"]["id"], body["container"]["message_ts"]


def _bot_user(body: Body) -> str:
    """The bot's own user id, which every event carries."""
    return str((body.get("authorizations") or [{}])[0].get("user_id"))
