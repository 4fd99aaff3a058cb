"""Where every payload of Slack comes in, by whichever road, and gets its answer, whatever fails."""

import logging
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.operations import log_format
from bot.operations.metrics import Metrics

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
    """Whether it is a command, an event, one of the interactions, or something other."""
    if "command" in payload:
        return "command"
    kind = payload.get("type")
    if kind == "event_callback":
        return "event"
    return kind if isinstance(kind, str) and kind in _INTERACTIONS else "other"


class Dispatcher:
    """Takes a verified payload to the listeners, and counts."""

    def __init__(self, app: AsyncApp, metrics: Metrics) -> None:
        self._app = app
        # Looked up once each: the kinds and the statuses are few.
        self._acknowledged = cache(metrics.acknowledged.labels)
        self._requests = cache(metrics.requests.labels)

    async def dispatch(
        self, payload: Payload, headers: Mapping[str, str | Sequence[str]] | None = None
    ) -> BoltResponse:
        """The answer to a payload: 400 for one of no known shape, and never 500."""
        begun, kind = time.monotonic(), kind_of(payload)
        with log_format.request():
            response = await self._dispatched(payload, headers)
        self._acknowledged(kind).observe(time.monotonic() - begun)
        self._requests(kind, response.status).inc()
        return response

    async def _dispatched(
        self, payload: Payload, headers: Mapping[str, str | Sequence[str]] | None
    ) -> BoltResponse:
        try:
            request = AsyncBoltRequest(
                mode="socket_mode", body=payload, headers=dict(headers or {})
            )
            return await self._app.async_dispatch(request)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Bolt's own reading of odd payloads: what a listener raises ends in `app.error`.
            log.warning("a payload of no known shape: %s", type(error).__name__)
            return BoltResponse(status=400, body="")
