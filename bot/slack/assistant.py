"""Slack's assistant, for an app that has one: prompts, and titles and statuses of threads.

Slack shows an app with an `agent_view` in its manifest as an agent: its prompts stand in its
messages tab. An older app with an `assistant_view` has a pane, in which each conversation is a
thread that begins with a greeting. Answers need nothing of this, as each message is a direct
message: whatever Slack refuses here is logged once, at INFO, and changes nothing. Without the
scope, nothing is called.
Sources: https://docs.slack.dev/ai/migrating-to-agent-messaging and
https://docs.slack.dev/reference/methods/assistant.threads.setStatus: a post clears the status.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.operations.log_format import RateLimitedLog
from bot.replies import assistant as texts
from bot.replies.reply import Reply
from bot.slack.api import Place, SlackApi, message_json
from bot.slack.attempt import Attempt
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.errors import NotDelivered, Refused, TokenRefused
from bot.slack.incoming_message import IncomingMessage
from bot.slack.installation import workspace_of
from bot.slack.manifest import ASSISTANT
from bot.slack.message import Malformed, id_in, ts_in
from bot.slack.notifications import Body, acknowledge
from bot.slack.surfaces import plain_message
from bot.slack.worker import Worker

log = logging.getLogger(__name__)

Call = Callable[[], Awaitable[None]]
KIND = "assistant"
STATUS_AFTER = 0.4
"""Seconds after which an answer takes time."""
_ONCE = 24 * 3600.0
"""Seconds in which one refusal is logged."""


class Assistant:
    """Greets, and shows what Slack has for assistants."""

    def __init__(self, api: SlackApi, worker: Worker, tasks: BackgroundTasks) -> None:
        self._api = api
        self._worker = worker
        self._tasks = tasks
        self._log = RateLimitedLog(log, most=1, seconds=_ONCE)
        worker.register(KIND, self._greet)

    def register(self, app: AsyncApp) -> None:
        """Register the listeners, before that of the home tab."""
        app.event("app_home_opened", [_is_messages_tab])(self.open_messages)
        app.event("assistant_thread_started")(self.open_thread)
        # The user looks at another channel beside the pane, which changes no answer.
        app.event("assistant_thread_context_changed")(acknowledge)

    async def open_messages(self, ack: AsyncAck, event: Body) -> None:
        """Show the prompts: a user has opened the messages tab.

        This needs no job. A repeated event shows the same, and without a call the manifest's
        prompts stand there.
        """
        self._start("prompts", partial(self._show_prompts, Place(id_in(event, "channel"))))
        await ack()

    async def open_thread(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Enqueue the job that greets: a user has begun a conversation in the pane."""
        thread = event.get("assistant_thread")
        if not isinstance(thread, Mapping):
            raise Malformed("an event without its assistant_thread")
        place = Place(id_in(thread, "channel_id"), ts_in(thread, "thread_ts"))
        key, user = id_in(body, "event_id"), id_in(thread, "user_id")
        if self._is_granted is not False:
            job = Job(workspace_of(body), key, KIND, user, place._asdict())
            try:
                await self._worker.enqueue(job)
            except DatabaseUnavailable:  # the job may greet as well, so this does not
                self._start("prompts", partial(self._show_prompts, place))
        await ack()

    async def _greet(self, attempt: Attempt) -> None:
        """Post the greeting in a new thread, and show the prompts. Raises what `post` raises."""
        place = Place(**attempt.job.content)
        if not await self._is_on():
            return
        try:
            message = message_json(plain_message(texts.greeting()))
            await attempt.post(place, message, since=place.thread_ts or "")
        except TokenRefused:
            raise
        except Refused as error:  # for example, the thread was deleted
            self._log_refusal("greeting", error)
        await self._try("prompts", partial(self._show_prompts, place))

    async def _show_prompts(self, place: Place) -> None:
        await self._api.set_prompts(place, texts.HEADING, texts.prompts())

    def name_thread(self, incoming: IncomingMessage, reply: Reply) -> None:
        """Give a thread of direct messages its title, if this is its first question."""
        if not _is_in_thread(incoming):
            return
        title = texts.title_of_thread(incoming.text, reply)
        if title:
            self._start("title", partial(self._name, incoming, title))

    async def _name(self, incoming: IncomingMessage, title: str) -> None:
        key = f"title:{incoming.channel}:{incoming.thread_ts}"
        if await self._worker.reserve_key(Job(incoming.workspace, key, KIND, "")):
            await self._api.set_title(incoming.place, title)

    @contextmanager
    def status(self, incoming: IncomingMessage, text: str) -> Iterator[None]:
        """Show a status while the block runs, which waits for nothing."""
        over = asyncio.Event()
        if _is_in_thread(incoming):
            self._start("status", partial(self._show_status, incoming.place, text, over))
        try:
            yield
        finally:
            over.set()

    async def _show_status(self, place: Place, text: str, over: asyncio.Event) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), STATUS_AFTER)
            return
        await self._api.set_status(place, text)
        if over.is_set():  # the answer may have been posted before, and has cleared nothing
            await self._api.set_status(place, "")

    def _start(self, what: str, call: Call) -> None:
        self._tasks.start(self._try(what, call))

    async def _try(self, what: str, call: Call) -> None:
        """Make a call if the workspace has granted the scope."""
        try:
            if await self._is_on():
                await call()
        except (NotDelivered, DatabaseUnavailable) as error:
            self._log_refusal(what, error)

    async def _is_on(self) -> bool:
        """Whether the workspace has granted the scope. Raises `NotDelivered`."""
        if self._is_granted is None:  # no call since the start has said it
            await self._api.check_token()
        return bool(self._is_granted)

    @property
    def _is_granted(self) -> bool | None:
        scopes = self._api.workspace_scopes
        return None if scopes is None else ASSISTANT in scopes

    def _log_refusal(self, what: str, error: Exception) -> None:
        self._log.log(logging.INFO, "the assistant has no %s: %s", what, error)


def _is_in_thread(incoming: IncomingMessage) -> bool:
    return incoming.in_dm and incoming.thread_ts is not None


async def _is_messages_tab(event: Body) -> bool:
    return event.get("tab") == "messages"
