"""What the bot's HTTP requests reach: the Web API, the response URLs and the shared files.

It reads requests as clients send them, checks the token, records each call, and answers as Slack
does.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.playground.limits import refuse
from bot.playground.methods import FILES_READ, METHODS, STRUCTURED, Method, reply
from bot.playground.model import Json, RefusedError
from bot.playground.record import Call, Record
from bot.playground.workspace import Workspace

DOWNLOAD = "download"
"""The name of a file's download among the calls."""
Act = Callable[[Json], tuple[web.Response, Json]]
"""Acts on a call's arguments; returns the response, and its JSON for the record."""
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_FLAGS = frozenset({"inclusive", "include_all_metadata"})
_SIGN_IN = "<!DOCTYPE html><html><title>Sign in | Slack</title></html>"


class WebApi:
    """Answers the bot's requests.

    `tokens` are the app's, with the kind of each: bot or app. `new_socket_url(host)` is for
    `apps.connections.open`.
    """

    def __init__(
        self,
        workspace: Workspace,
        record: Record,
        tokens: Mapping[str, str],
        new_socket_url: Callable[[str], str],
    ) -> None:
        self._workspace = workspace
        self.record = record
        self._tokens = tokens
        self._new_socket_url = new_socket_url

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

        def act(given: Json) -> tuple[web.Response, Json]:
            answer = self._answer(name, self._method(name, request.host), token, given)
            return web.json_response(answer), answer

        response = await self.respond(request, name, arguments, act)
        for header, value in self._scope_headers(request).items():
            response.headers.setdefault(header, value)
        return response

    def _scope_headers(self, request: web.Request) -> dict[str, str]:
        """The header in which Slack lists the scopes of the bot's token."""
        granted = self._workspace.scopes_granted
        if granted is None or self._tokens.get(bearer(request)) != "bot":
            return {}
        return {"X-OAuth-Scopes": ",".join(sorted(granted - self._workspace.scopes_lacking))}

    def _method(self, name: str, host: str) -> Method | None:
        """The method; a socket's URL has the `host` that the bot asked."""
        if name == "apps.connections.open":
            return Method(lambda *_: {"url": self._new_socket_url(host)}, token="app")  # noqa: S106 - its kind
        return METHODS.get(name)

    def _answer(self, name: str, method: Method | None, token: str, arguments: Json) -> Json:
        try:
            return {"ok": True, **self._run(method, token, arguments)}
        except RefusedError as refusal:
            return _refusal(refusal, name)

    def _run(self, method: Method | None, token: str, arguments: Json) -> Json:
        if method is None:
            raise RefusedError("unknown_method")
        if method.token:
            self._authorize(token, method.token)
        if refusal := method.malformed(arguments):
            raise refusal
        refuse(method.faults(arguments))
        return method.run(self._workspace, arguments)

    def _authorize(self, token: str, kind: str) -> None:
        """Raise RefusedError unless it is the app's token of that kind."""
        if not token:
            raise RefusedError("not_authed")
        if token not in self._tokens:
            raise RefusedError("invalid_auth")
        if self._tokens[token] != kind:
            raise RefusedError("not_allowed_token_type")

    async def _response_url(self, request: web.Request) -> web.Response:
        payload = json.loads(await request.text())
        token = request.match_info["token"]
        return await self.respond(
            request, "response_url", payload, lambda given: self._reply(token, given)
        )

    def _reply(self, token: str, payload: Json) -> tuple[web.Response, Json]:
        try:
            reply(self._workspace, self._workspace.response_urls.use(token), payload)
        except RefusedError as refusal:
            gone = refusal.code in ("used_url", "expired_url")
            answer = {"ok": False, "error": refusal.code}
            return web.json_response(answer, status=404 if gone else 400), answer
        return web.Response(text="ok"), {"ok": True}

    async def _file(self, request: web.Request) -> web.Response:
        arguments = {"file": request.match_info["file"]}
        return await self.respond(request, DOWNLOAD, arguments, lambda _: self._download(request))

    async def respond(
        self,
        request: web.Request,  # noqa: ARG002 - tests override this, and need it
        name: str,
        arguments: Json,
        act: Act,
    ) -> web.Response:
        """The response to a call, which is recorded."""
        begun = time.perf_counter()
        response, answer = act(arguments)
        seconds = time.perf_counter() - begun
        self.record.add(Call(name, arguments, response.status, answer, seconds))
        return response

    def _download(self, request: web.Request) -> tuple[web.Response, Json]:
        """The file. Without token or scope: a redirect to a page in HTML, as Slack does."""
        if not self._may_read(request):
            headers = {"Location": f"/signin?redir={request.path}"}
            return web.Response(status=302, headers=headers), {"ok": False}
        upload = self._workspace.uploads.get(request.match_info["file"])
        if upload is None:
            return web.Response(status=404), {"ok": False}
        return web.Response(body=upload.content, content_type="text/plain"), {"ok": True}

    def _may_read(self, request: web.Request) -> bool:
        is_bot = self._tokens.get(bearer(request)) == "bot"
        return is_bot and FILES_READ not in self._workspace.scopes_lacking


async def _sign_in(_request: web.Request) -> web.Response:
    return web.Response(text=_SIGN_IN, content_type="text/html")


def _refusal(refusal: RefusedError, method: str) -> Json:
    answer: Json = {"ok": False, "error": refusal.code}
    if refusal.code == "unknown_method":
        answer["req_method"] = method
    if refusal.messages:
        answer["response_metadata"] = {"messages": list(refusal.messages)}
        if refusal.code == "invalid_blocks":
            answer["errors"] = [message.removeprefix("[ERROR] ") for message in refusal.messages]
    return answer


def bearer(request: web.Request) -> str:
    """The token in a request's header; empty without one."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


async def _read(request: web.Request) -> tuple[str, Json]:
    """The token and the arguments, from a form, JSON or the query, as clients send them."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= json.loads(await request.text() or "{}")
    else:
        given |= dict(await request.post())
    in_body = str(given.pop("token", ""))
    return bearer(request) or in_body, {
        name: _value(name, v) for name, v in given.items() if v is not None
    }


def _value(name: str, value: object) -> object:
    if isinstance(value, str) and name in STRUCTURED:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return _BOOLEANS.get(str(value).lower(), value) if name in _FLAGS else value
