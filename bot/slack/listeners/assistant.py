"""Slack's assistant, for an app that has one: greets, and shows prompts.

Slack shows an app with an `agent_view` in its manifest as an agent: its prompts stand in its
messages tab. An older app with an `assistant_view` has a pane, in which each conversation is a
thread that begins with a greeting.
Source: https://docs.slack.dev/ai/migrating-to-agent-messaging
"""

import logging
from collections.abc import Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies import assistant as texts
from bot.slack.answering.assistant_calls import KIND, AssistantCalls
from bot.slack.answering.notifications import acknowledge
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.payloads.installation import Body, workspace_of
from bot.slack.payloads.message import Malformed, id_in, ts_in
from bot.slack.payloads.surfaces import plain_message
from bot.slack.web_api.api import Place, message_json
from bot.slack.web_api.errors import Refused

log = logging.getLogger(__name__)


class Assistant:
    """Listens to users who open the app's messages."""

    def __init__(self, worker: Worker, calls: AssistantCalls) -> None:
        self._worker = worker
        self._calls = calls
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
        self._calls.start_prompts(Place(id_in(event, "channel")))
        await ack()

    async def open_thread(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Enqueue the job that greets: a user has begun a conversation in the pane."""
        thread = event.get("assistant_thread")
        if not isinstance(thread, Mapping):
            raise Malformed("an event without its assistant_thread")
        place = Place(id_in(thread, "channel_id"), ts_in(thread, "thread_ts"))
        key, user = id_in(body, "event_id"), id_in(thread, "user_id")
        if self._calls.is_granted is not False:
            job = Job(workspace_of(body), key, KIND, user, place._asdict())
            try:
                await self._worker.enqueue(job)
            except DatabaseUnavailable:  # the job may greet as well, so this does not
                self._calls.start_prompts(place)
        await ack()

    async def _greet(self, attempt: Attempt) -> None:
        """Post the greeting in a new thread, and show the prompts. Raises what `post` raises."""
        place = Place(**attempt.job.content)
        if not await self._calls.is_on():
            return
        try:
            message = message_json(plain_message(texts.greeting()))
            await attempt.post(place, message, since=place.thread_ts or "")
        except Refused as error:  # for example, the thread was deleted
            self._calls.log_refusal("greeting", error)
        await self._calls.show_prompts(place)


async def _is_messages_tab(event: Body) -> bool:
    return event.get("tab") == "messages"
