"""What Slack shows of an assistant beside its answers: titles and statuses, and prompts.

Answers need nothing of this, as each message is a direct message: whatever Slack refuses here is
logged once, at INFO, and changes nothing. Without the scope, nothing is called.
Source: https://docs.slack.dev/reference/methods/assistant.threads.setStatus: a post clears the
status.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.operations.log_format import RateLimitedLog
from bot.replies import assistant as texts
from bot.replies.reply import Reply
from bot.slack.answering.incoming_message import IncomingMessage
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.manifest import ASSISTANT
from bot.slack.web_api.api import Place, SlackApi
from bot.slack.web_api.errors import NotDelivered

log = logging.getLogger(__name__)

Call = Callable[[], Awaitable[None]]
KIND = "assistant"
"""The kind of the job that greets, and of the keys of titles."""
STATUS_AFTER = 0.4
"""Seconds after which an answer takes time."""
_ONCE = 24 * 3600.0
"""Seconds in which one refusal is logged."""


class AssistantCalls:
    """Makes calls for which the workspace has granted the scope.

    `reserve_key` is that of `Worker`, so that each thread is named once.
    """

    def __init__(
        self, api: SlackApi, tasks: BackgroundTasks, reserve_key: Callable[[Job], Awaitable[bool]]
    ) -> None:
        self._api = api
        self._tasks = tasks
        self._reserve_key = reserve_key
        self._log = RateLimitedLog(log, most=1, seconds=_ONCE)

    def name_thread(self, incoming: IncomingMessage, reply: Reply) -> None:
        """Give a thread of direct messages its title, if this is its first question."""
        if not _is_in_thread(incoming):
            return
        title = texts.title_of_thread(incoming.text, reply)
        if title:
            self._start("title", partial(self._name, incoming, title))

    async def _name(self, incoming: IncomingMessage, title: str) -> None:
        key = f"title:{incoming.channel}:{incoming.thread_ts}"
        if await self._reserve_key(Job(incoming.workspace, key, KIND, "")):
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

    def start_prompts(self, place: Place) -> None:
        """Show the prompts, in the background."""
        self._start("prompts", partial(self._show_prompts, place))

    async def show_prompts(self, place: Place) -> None:
        """Show the prompts, unless Slack refuses that."""
        await self._try("prompts", partial(self._show_prompts, place))

    async def _show_prompts(self, place: Place) -> None:
        await self._api.set_prompts(place, texts.HEADING, texts.prompts())

    def _start(self, what: str, call: Call) -> None:
        self._tasks.start(self._try(what, call))

    async def _try(self, what: str, call: Call) -> None:
        """Make a call if the workspace has granted the scope."""
        try:
            if await self.is_on():
                await call()
        except (NotDelivered, DatabaseUnavailable) as error:
            self.log_refusal(what, error)

    async def is_on(self) -> bool:
        """Whether the workspace has granted the scope; asks Slack if no call has said it.

        Raises `NotDelivered`.
        """
        if self.is_granted is None:
            await self._api.check_token()
        return bool(self.is_granted)

    @property
    def is_granted(self) -> bool | None:
        """The same; None if no call since the start has said it."""
        scopes = self._api.workspace_scopes
        return None if scopes is None else ASSISTANT in scopes

    def log_refusal(self, what: str, error: Exception) -> None:
        """Log what Slack refused, once for all refusals of a day."""
        self._log.log(logging.INFO, "the assistant has no %s: %s", what, error)


def _is_in_thread(incoming: IncomingMessage) -> bool:
    return incoming.in_dm and incoming.thread_ts is not None
