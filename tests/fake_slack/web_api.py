"""The Web API that gives the responses that a test has prepared."""

import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.playground import web_api
from bot.playground.model import Json
from bot.playground.record import Call
from bot.playground.web_api import Act, bearer
from tests.fake_slack.canned_responses import CannedResponse, CannedResponses


class WebApi(web_api.WebApi):
    """Answers as Slack does, unless `canned` has another response to a call."""

    def __init__(self, *parts: Any, **more: Any) -> None:  # noqa: ANN401 - those of the playground's
        super().__init__(*parts, **more)
        self.canned = CannedResponses(time.monotonic)

    async def respond(
        self, request: web.Request, name: str, arguments: Json, act: Act
    ) -> web.Response:
        """The canned response to this call, or Slack's own."""
        begun = time.perf_counter()
        canned = await self.canned.take(name, str(arguments.get("channel")), bearer(request))
        if canned.cut == "before" or (canned.answers and not canned.acts):
            response, answer = _replacement(canned, _as_json(canned)), _as_json(canned)
        else:
            response, answer = act(self.canned.within_limit(name, arguments))
            if canned.answers:
                response = _replacement(canned, answer)
            response.headers.update(canned.headers)
        status = 0 if canned.cut else response.status
        seconds = time.perf_counter() - begun
        self.record.add(Call(name, arguments, status, answer, seconds))
        return _reset(request) if canned.cut else response


def _reset(request: web.Request) -> web.Response:
    """Reset the connection; the response that is returned goes nowhere."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _replacement(canned: CannedResponse, answer: Json) -> web.Response:
    """The response that a test has prepared; without a text in it, the answer as JSON."""
    if not isinstance(canned.body, str):
        return web.json_response(answer, status=canned.status, headers=canned.headers)
    headers = {"Content-Type": "text/html; charset=utf-8", **canned.headers}
    return web.Response(body=canned.body.encode(), status=canned.status, headers=headers)


def _as_json(canned: CannedResponse) -> Json:
    return dict(canned.body) if isinstance(canned.body, Mapping) else {"body": canned.body}
