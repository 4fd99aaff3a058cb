"""Slack's HTTP door: the Web API at /api/<method>, and the response_urls.

It reads what clients send, checks the token, records everything, and answers as Slack does.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground.app_replies import faults_in_reply, reply
from bot.playground.canned_responses import CannedResponse, CannedResponses
from bot.playground.methods import METHODS, Method, refuse
from bot.playground.model import Json, RefusedError
from bot.playground.record import Call, Record
from bot.playground.workspace import Workspace

_OK = 200
_STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view"})
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_FLAGS = frozenset({"inclusive", "include_all_metadata"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """The credentials that this Slack gave to the app."""

    bot: str
    app: str

    def kind(self, token: str) -> str:
        """Whose it is, bot or app; raises RefusedError for a token that Slack never gave."""
        for kind, given in (("bot", self.bot), ("app", self.app)):
            if token == given:
                return kind
        raise RefusedError("invalid_auth" if token else "not_authed")


class WebApi:
    """Answers the bot's requests."""

    def __init__(
        self,
        workspace: Workspace,
        record: Record,
        tokens: Tokens,
        new_socket_url: Callable[[str], str],
    ) -> None:
        self._workspace = workspace
        self._record = record
        self._tokens = tokens
        self.prepared = CannedResponses(time.monotonic)
        self._new_socket_url = new_socket_url

    def routes(self) -> list[web.RouteDef]:
        """Where the door stands."""
        return [
            web.route("*", "/api/{method}", self._api),
            web.post("/actions/{token}", self._response_url),
        ]

    async def _api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        token, arguments = await _read(request)

        def act() -> tuple[int, Json]:
            return _OK, self._answer(name, self._method(name, request.host), token, arguments)

        return await self._respond(request, name, arguments, act)

    def _method(self, name: str, host: str) -> Method | None:
        """What answers; connections are to be opened at the `host` that was asked for them."""
        if name == "apps.connections.open":
            url = self._new_socket_url
            return Method(lambda *_: {"url": url(host)}, token="app")  # noqa: S106 - its kind
        return METHODS.get(name)

    def _answer(self, name: str, method: Method | None, token: str, arguments: Json) -> Json:
        try:
            return {"ok": True, **self._run(name, method, token, arguments)}
        except RefusedError as refusal:
            return _refusal(refusal, name)

    def _run(self, name: str, method: Method | None, token: str, arguments: Json) -> Json:
        if method is None:
            raise RefusedError("unknown_method")
        if method.token and self._tokens.kind(token) != method.token:
            raise RefusedError("not_allowed_token_type")
        missing = [need for need in method.needs if not arguments.get(need)]
        if missing:
            messages = [f"[ERROR] missing required field: {need}" for need in missing]
            raise RefusedError("invalid_arguments", messages)
        for field in _STRUCTURED & arguments.keys():
            _must_be_structured(field, arguments[field])
        faults = method.faults(arguments)
        if name.startswith(("chat.", "views.")):
            self._record.checked(name, arguments, faults)
        refuse(faults)
        return method.act(self._workspace, arguments)

    async def _response_url(self, request: web.Request) -> web.Response:
        payload = json.loads(await request.text())
        token = request.match_info["token"]
        return await self._respond(
            request, "response_url", payload, lambda: self._reply(token, payload)
        )

    def _reply(self, token: str, payload: Json) -> tuple[int, Json]:
        self._record.checked("response_url", payload, faults_in_reply(payload))
        try:
            where = self._workspace.response_urls.use(token)
            reply(self._workspace, where, payload)
        except RefusedError as refusal:
            gone = refusal.code in ("used_url", "expired_url")
            return 404 if gone else 400, {"ok": False, "error": refusal.code}
        return _OK, {"ok": True}

    async def _respond(
        self, request: web.Request, name: str, arguments: Json, act: Callable[[], tuple[int, Json]]
    ) -> web.Response:
        """What a test prepared for this call, or what Slack does."""
        begun = time.perf_counter()
        canned = self.prepared.take(name, str(arguments.get("channel")))
        if canned.held:
            await canned.held.wait()
        if canned.cut == "before" or (canned.answers and not canned.acts):
            status, answer = canned.status, _as_json(canned)
        else:
            status, answer = act()
            status = canned.status if canned.answers else status
        seconds = time.perf_counter() - begun
        self._record.called(Call(name, arguments, 0 if canned.cut else status, answer, seconds))
        if canned.cut:
            return _cut(request)
        if isinstance(canned.body, str):
            kind = {"Content-Type": "text/html; charset=utf-8"}
            return web.Response(
                body=canned.body.encode(), status=status, headers={**kind, **canned.headers}
            )
        if name == "response_url" and status == _OK:
            return web.Response(text="ok")
        return web.json_response(answer, status=status, headers=canned.headers)


def _cut(request: web.Request) -> web.Response:
    """Reset the connection; what is returned goes nowhere."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _as_json(canned: CannedResponse) -> Json:
    return dict(canned.body) if isinstance(canned.body, Mapping) else {"body": canned.body}


def _refusal(refusal: RefusedError, method: str) -> Json:
    answer: Json = {"ok": False, "error": refusal.code}
    if refusal.code == "unknown_method":
        answer["req_method"] = method
    if refusal.messages:
        answer["response_metadata"] = {"messages": list(refusal.messages)}
        if refusal.code == "invalid_blocks":
            answer["errors"] = [message.removeprefix("[ERROR] ") for message in refusal.messages]
    return answer


async def _read(request: web.Request) -> tuple[str, Json]:
    """The token and the arguments, from a form, JSON or the query, as clients send them."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= json.loads(await request.text() or "{}")
    else:
        given |= dict(await request.post())
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = bearer or str(given.get("token", ""))
    return token, {n: _value(n, v) for n, v in given.items() if n != "token" and v is not None}


def _value(name: str, value: object) -> object:
    if isinstance(value, str) and name in _STRUCTURED:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return _WORDS.get(str(value).lower(), value) if name in _FLAGS else value


def _must_be_structured(field: str, value: object) -> None:
    if not isinstance(value, dict | list):
        error = "invalid_blocks_format" if field == "blocks" else "invalid_arguments"
        raise RefusedError(error, [f"[ERROR] must provide JSON [json-pointer:/{field}]"])
