"""What the bot's HTTP requests reach: the Web API, the response URLs and the shared files.

It reads requests as clients send them, checks the token, records each call, and answers as Slack
does.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground.canned_responses import CannedResponse, CannedResponses
from bot.playground.limits import faults_in_reply, refuse
from bot.playground.methods import FILES_READ, METHODS, Method, reply
from bot.playground.model import Json, RefusedError
from bot.playground.record import Call, Record
from bot.playground.workspace import Workspace

DOWNLOAD = "download"
"""The name of a file's download among the calls and the canned responses."""
_OK = 200
_STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view"})
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_FLAGS = frozenset({"inclusive", "include_all_metadata"})
_SIGN_IN = "<!DOCTYPE html><html><title>Sign in | Slack</title></html>"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The app's tokens."""

    bot: str
    app: str

    def kind(self, token: str) -> str:
        """`bot` or `app`; raises RefusedError for an unknown token."""
        for kind, known in (("bot", self.bot), ("app", self.app)):
            if token == known:
                return kind
        raise RefusedError("invalid_auth" if token else "not_authed")


class WebApi:
    """Answers the bot's requests; `new_socket_url(host)` is for `apps.connections.open`."""

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
        self._new_socket_url = new_socket_url
        self.canned = CannedResponses(time.monotonic)

    def routes(self) -> list[web.RouteDef]:
        """The routes of Slack's API and of its files."""
        return [
            web.route("*", "/api/{method}", self._api),
            web.post("/actions/{token}", self._response_url),
            web.get("/files-pri/{team}-{file}/download/{name}", self._file),
            web.get("/files-pri/{team}-{file}/{name}", self._file),
            web.get("/signin", _sign_in),
        ]

    async def _api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        token, arguments = await _read(request)

        def act() -> tuple[int, Json]:
            return _OK, self._answer(name, self._method(name, request.host), token, arguments)

        return await self._respond(request, name, arguments, act)

    def _method(self, name: str, host: str) -> Method | None:
        """The method; a socket's URL has the `host` that the bot asked."""
        if name == "apps.connections.open":
            return Method(lambda *_: {"url": self._new_socket_url(host)}, token="app")  # noqa: S106 - its kind
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
        missing = [each for each in method.required if not arguments.get(each)]
        if missing:
            messages = [f"[ERROR] missing required field: {each}" for each in missing]
            raise RefusedError("invalid_arguments", messages)
        for field in _STRUCTURED & arguments.keys():
            _check_structured(field, arguments[field])
        faults = method.faults(arguments)
        if name.startswith(("chat.", "views.")):
            self._record.add_sent(name, arguments, faults)
        refuse(faults)
        return method.run(self._workspace, arguments)

    async def _response_url(self, request: web.Request) -> web.Response:
        payload = json.loads(await request.text())
        token = request.match_info["token"]

        def act() -> tuple[int, Json]:
            return self._reply(token, payload)

        return await self._respond(request, "response_url", payload, act)

    def _reply(self, token: str, payload: Json) -> tuple[int, Json]:
        self._record.add_sent("response_url", payload, faults_in_reply(payload))
        try:
            reply(self._workspace, self._workspace.response_urls.use(token), payload)
        except RefusedError as refusal:
            gone = refusal.code in ("used_url", "expired_url")
            return 404 if gone else 400, {"ok": False, "error": refusal.code}
        return _OK, {"ok": True}

    async def _respond(
        self, request: web.Request, name: str, arguments: Json, act: Callable[[], tuple[int, Json]]
    ) -> web.Response:
        """The canned response to this call, or Slack's own."""
        begun = time.perf_counter()
        canned = await self.canned.take(name, str(arguments.get("channel")))
        if canned.cut == "before" or (canned.answers and not canned.acts):
            status, answer = canned.status, _as_json(canned)
        else:
            status, answer = act()
            status = canned.status if canned.answers else status
        seconds = time.perf_counter() - begun
        self._record.add_call(Call(name, arguments, 0 if canned.cut else status, answer, seconds))
        if canned.cut:
            return _reset(request)
        if isinstance(canned.body, str):
            headers = {"Content-Type": "text/html; charset=utf-8", **canned.headers}
            return web.Response(body=canned.body.encode(), status=status, headers=headers)
        if name == "response_url" and status == _OK:
            return web.Response(text="ok")
        headers = {**self._scope_headers(request), **canned.headers}
        return web.json_response(answer, status=status, headers=headers)

    def _scope_headers(self, request: web.Request) -> dict[str, str]:
        """The header in which Slack lists the scopes of the bot's token."""
        granted = self._workspace.scopes_granted
        if granted is None or _bearer(request) != self._tokens.bot:
            return {}
        return {"X-OAuth-Scopes": ",".join(sorted(granted - self._workspace.scopes_lacking))}

    async def _file(self, request: web.Request) -> web.Response:
        file = request.match_info["file"]
        canned = await self.canned.take(DOWNLOAD, file)
        if canned.answers:
            body = str(canned.body or "").encode()
            response = web.Response(body=body, status=canned.status, headers=canned.headers)
        else:
            response = self._download(request, file)
        self._record.add_call(Call(DOWNLOAD, {"file": file}, response.status, {}))
        return response

    def _download(self, request: web.Request, file: str) -> web.Response:
        """The file. Without token or scope: a redirect to a page in HTML, as Slack does."""
        if not self._may_read(request):
            headers = {"Location": f"/signin?redir={request.path}"}
            return web.Response(status=302, headers=headers)
        upload = self._workspace.uploads.get(file)
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type="text/plain")

    def _may_read(self, request: web.Request) -> bool:
        is_bot = _bearer(request) == self._tokens.bot
        return is_bot and FILES_READ not in self._workspace.scopes_lacking


async def _sign_in(_request: web.Request) -> web.Response:
    return web.Response(text=_SIGN_IN, content_type="text/html")


def _reset(request: web.Request) -> web.Response:
    """Reset the connection; the response that is returned goes nowhere."""
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


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


async def _read(request: web.Request) -> tuple[str, Json]:
    """The token and the arguments, from a form, JSON or the query, as clients send them."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= json.loads(await request.text() or "{}")
    else:
        given |= dict(await request.post())
    in_body = str(given.pop("token", ""))
    return _bearer(request) or in_body, {
        name: _value(name, v) for name, v in given.items() if v is not None
    }


def _value(name: str, value: object) -> object:
    if isinstance(value, str) and name in _STRUCTURED:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return _BOOLEANS.get(str(value).lower(), value) if name in _FLAGS else value


def _check_structured(field: str, value: object) -> None:
    if not isinstance(value, dict | list):
        error = "invalid_blocks_format" if field == "blocks" else "invalid_arguments"
        raise RefusedError(error, [f"[ERROR] must provide JSON [json-pointer:/{field}]"])
