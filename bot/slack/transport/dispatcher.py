"""Dispatches every payload from Slack, most of them to Bolt, and answers whatever fails."""

import logging
import time
from collections.abc import Callable
from functools import cache

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.database.errors import DatabaseUnavailable
from bot.operations import log_format, tracing
from bot.operations.metrics import Metrics
from bot.replies.errors import unexpected_error
from bot.replies.text import to_mrkdwn
from bot.slack.answering.notifications import Notifier
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.listeners.commands import Commands
from bot.slack.listeners.message_events import MessageEvents
from bot.slack.payloads.installation import SEPARATE, Body, workspace_of
from bot.slack.payloads.message import Malformed
from bot.slack.payloads.surfaces import note
from bot.slack.web_api.errors import NotDelivered
from bot.slack.web_api.tokens import acting_for

log = logging.getLogger(__name__)

_INTERACTIONS = {
    "block_actions",
    "block_suggestion",
    "message_action",
    "shortcut",
    "view_closed",
    "view_submission",
}
_CLICKS = {"block_actions", "message_action", "shortcut"}


def kind_of(payload: Body) -> str:
    """`command`, `event`, the type of an interaction, or `other`."""
    if "command" in payload:
        return "command"
    kind = payload.get("type")
    if kind == "event_callback":
        return "event"
    return kind if isinstance(kind, str) and kind in _INTERACTIONS else "other"


class ErrorHandler:
    """Responds to a request whose listener failed. Users see only a reference to the log."""

    def __init__(self, notifier: Notifier, tasks: BackgroundTasks) -> None:
        self._notifier = notifier
        self._tasks = tasks

    async def respond(self, error: Exception, body: Body) -> BoltResponse:
        """An error status for an event, so that Slack sends it again; else the reference."""
        if isinstance(error, Malformed):
            return BoltResponse(status=400, body="")
        is_event = body.get("type") == "event_callback"
        if is_event and isinstance(error, NotDelivered | DatabaseUnavailable):
            log.warning("an event was not accepted: %s", error)
            return BoltResponse(status=503, body="")
        reference = self._tasks.log_unexpected(error)
        if is_event:
            return BoltResponse(status=503, body="")
        return self._show(body, reference)

    def _show(self, body: Body, reference: str) -> BoltResponse:
        document = unexpected_error(reference)
        if "command" in body:
            payload = {"response_type": "ephemeral", "text": to_mrkdwn(document)}
            return BoltResponse(status=200, body=payload)
        if body.get("type") == "view_submission":  # on top, so that the form stays as it is
            pushed = {"response_action": "push", "view": note(document)}
            return BoltResponse(status=200, body=pushed)
        if body.get("type") in _CLICKS:
            self._tasks.start(self._notifier.notify(body, document))
        return BoltResponse(status=200, body="")


class BeforeBolt:
    """Responds to cached commands, and to messages and mentions, without Bolt.

    These are the most frequent requests. What Bolt reads of each request and its search for the
    listener would take a fifth of the time that a cached command takes.
    """

    def __init__(
        self, commands: Commands, message_events: MessageEvents, errors: ErrorHandler
    ) -> None:
        self._commands = commands
        self._message_events = message_events
        self._errors = errors

    async def respond(self, payload: Body, *, is_retry: bool) -> BoltResponse | None:
        """The response; None for Bolt's to be made."""
        try:
            cached = self._commands.cached(payload)
            if cached:
                return BoltResponse(status=200, body=cached)
            if await self._message_events.receive(payload, is_retry=is_retry):
                return BoltResponse(status=200, body="")
        except Exception as error:  # noqa: BLE001 - whatever failed, as Bolt does with listeners
            return await self._errors.respond(error, payload)
        return None


class Dispatcher:
    """Passes a verified payload to the listeners, and counts it.

    `before_bolt` is asked before Bolt makes a request of the payload. `keeps_apart` says whether
    the workspaces of an organization have entries of their own.
    """

    def __init__(
        self,
        app: AsyncApp,
        metrics: Metrics,
        before_bolt: BeforeBolt | None = None,
        keeps_apart: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._app = app
        self._before_bolt = before_bolt
        self._keeps_apart = keeps_apart
        # Cached, because the look-up of a label is slow, and there are few kinds and statuses.
        self._duration = cache(metrics.request_duration.labels)
        self._requests = cache(metrics.requests.labels)

    async def dispatch(self, payload: Body, *, is_retry: bool = False) -> BoltResponse:
        """The answer to a payload. It is 400 for an unknown shape, and never 500.

        `is_retry` says that Slack sends the payload again.
        """
        begun, kind = time.monotonic(), kind_of(payload)
        workspace = _workspace_in(payload)
        if workspace and self._keeps_apart(workspace):
            payload = {**payload, SEPARATE: True}
        with (
            acting_for(workspace),
            log_format.request() as request_id,
            tracing.span("slack.request", "", kind=kind, request=request_id) as span,
        ):
            response = await self._dispatch(payload, is_retry=is_retry)
            span.set_attribute("status", response.status)
            seconds = time.monotonic() - begun
            log.debug("%s: answered with %d in %.3f s", kind, response.status, seconds)
        self._duration(kind).observe(seconds)
        self._requests(kind, response.status).inc()
        return response

    async def _dispatch(self, payload: Body, *, is_retry: bool) -> BoltResponse:
        if self._before_bolt:
            response = await self._before_bolt.respond(payload, is_retry=is_retry)
            if response:
                return response
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=dict(payload))
            return await self._app.async_dispatch(request)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Raised by Bolt's own parsing: an error in a listener ends in `app.error`.
            log.warning("a payload of no known shape: %s", type(error).__name__)
            return BoltResponse(status=400, body="")


def _workspace_in(payload: Body) -> str:
    """The workspace or organization of a payload; empty if it names none, which listeners find."""
    try:
        return workspace_of(payload)
    except Malformed:
        return ""
