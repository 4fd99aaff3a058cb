"""Dispatches every payload from Slack to Bolt, and answers whatever fails."""

import logging
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.operations import log_format, tracing
from bot.operations.metrics import Metrics
from bot.slack.installation import SEPARATE, workspace_of
from bot.slack.message import Malformed
from bot.slack.tokens import acting_for

Payload = dict[str, Any]
log = logging.getLogger(__name__)

_INTERACTIONS = {
    "block_actions",
    "block_suggestion",
    "message_action",
    "shortcut",
    "view_closed",
    "view_submission",
}


def kind_of(payload: Mapping[str, Any]) -> str:
    """`command`, `event`, the type of an interaction, or `other`."""
    if "command" in payload:
        return "command"
    kind = payload.get("type")
    if kind == "event_callback":
        return "event"
    return kind if isinstance(kind, str) and kind in _INTERACTIONS else "other"


class FastPath(Protocol):
    """Responds to some payloads without Bolt; never raises."""

    async def __call__(self, payload: Payload, *, is_retry: bool) -> BoltResponse | None:
        """The response; None for Bolt's to be made."""
        ...


class Dispatcher:
    """Passes a verified payload to the listeners, and counts it.

    The `fast_path` is asked before Bolt makes a request of the payload. `keeps_apart` says whether
    the workspaces of an organization have entries of their own.
    """

    def __init__(
        self,
        app: AsyncApp,
        metrics: Metrics,
        fast_path: FastPath | None = None,
        keeps_apart: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._app = app
        self._fast_path = fast_path
        self._keeps_apart = keeps_apart
        # Cached, because the look-up of a label is slow, and there are few kinds and statuses.
        self._duration = cache(metrics.request_duration.labels)
        self._requests = cache(metrics.requests.labels)

    async def dispatch(self, payload: Payload, *, is_retry: bool = False) -> BoltResponse:
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
            span.set("status", response.status)
            seconds = time.monotonic() - begun
            log.debug("%s: answered with %d in %.3f s", kind, response.status, seconds)
        self._duration(kind).observe(seconds)
        self._requests(kind, response.status).inc()
        return response

    async def _dispatch(self, payload: Payload, *, is_retry: bool) -> BoltResponse:
        if self._fast_path:
            response = await self._fast_path(payload, is_retry=is_retry)
            if response:
                return response
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
            return await self._app.async_dispatch(request)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Raised by Bolt's own parsing: an error in a listener ends in `app.error`.
            log.warning("a payload of no known shape: %s", type(error).__name__)
            return BoltResponse(status=400, body="")


def _workspace_in(payload: Payload) -> str:
    """The workspace or organization of a payload; empty if it names none, which listeners find."""
    try:
        return workspace_of(payload)
    except Malformed:
        return ""
