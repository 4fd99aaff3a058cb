"""Where every payload of Slack comes in, by whichever road, and gets its answer, whatever fails."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.metrics import Metrics

Payload = dict[str, Any]
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
    return str(kind) if kind in _INTERACTIONS else "other"


class Reception:
    """Takes a verified payload to the listeners, and counts."""

    def __init__(self, app: AsyncApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def take(
        self, payload: Payload, headers: Mapping[str, str | Sequence[str]] | None = None
    ) -> BoltResponse:
        """The answer to a payload: never an exception, and never 500."""
        begun, kind = time.monotonic(), kind_of(payload)
        response = await self._dispatched(payload, headers)
        self._metrics.acknowledged.labels(kind).observe(time.monotonic() - begun)
        self._metrics.requests.labels(kind, str(response.status)).inc()
        return response

    async def _dispatched(
        self, payload: Payload, headers: Mapping[str, str | Sequence[str]] | None
    ) -> BoltResponse:
        try:
            request = AsyncBoltRequest(
                mode="socket_mode", body=payload, headers=dict(headers or {})
            )
        except (AttributeError, KeyError, TypeError, IndexError):  # Bolt's reading of odd payloads
            return BoltResponse(status=400, body="")
        return await self._app.async_dispatch(request)
