"""The workspace as a web page on this machine: its files, its actions and its event stream.

It listens on loopback only, and answers only its own page: it checks Host and Origin.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.playground.actions import GoneError, MalformedError, perform, person
from bot.playground.model import RefusedError, User
from bot.playground.page_state import changed, seen
from bot.playground.slack import Slack

PORT = 3000
_HOST = "127.0.0.1"
_NAMES = (_HOST, "localhost")
_HEARTBEAT = 20
"""Seconds between the pings of a tab."""
_MOST_BYTES = 512 * 1024
_FOLDER = Path(__file__).parent / "web"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class PortError(Exception):
    """The page cannot listen at that port; the text says why."""


class EventStream:
    """The open tabs: each receives over a WebSocket what its user sees, then what changes."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._tabs: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request, me: User) -> web.StreamResponse:
        """Serve one tab, from its opening to its end."""
        tab = web.WebSocketResponse(heartbeat=_HEARTBEAT)
        await tab.prepare(request)
        self._tabs.add(tab)
        sending = asyncio.create_task(self._send(tab, me))
        try:
            await tab.receive()  # a tab sends nothing but that it closes
        finally:
            sending.cancel()
            self._tabs.remove(tab)
        return tab

    async def close(self) -> None:
        """Close the stream of every tab."""
        for tab in tuple(self._tabs):
            await tab.close()

    async def _send(self, tab: web.WebSocketResponse, me: User) -> None:
        slack = self._slack
        sent: dict[str, object] = {}
        with suppress(ConnectionError):  # the tab is closed
            while True:
                now = seen(slack.workspace, slack.record, slack.manifest, me)
                changes = changed(sent, now)
                sent = now
                if changes:
                    await tab.send_json(changes)
                else:  # nothing can have changed since `seen`: there was no await between
                    await slack.changed()


@asynccontextmanager
async def page(slack: Slack, port: int | None = None) -> AsyncIterator[str]:
    """Serve the page within the context, whose value is its address.

    Port None: 3000, or any free one if that is taken. Raises PortError if the port is taken.
    """
    listener = _listener(port)
    stream = EventStream(slack)
    app = _app(slack, stream, listener.getsockname()[1])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield f"http://{_HOST}:{listener.getsockname()[1]}"
    finally:
        await stream.close()
        await runner.cleanup()


def _listener(port: int | None) -> socket.socket:
    try:
        return socket.create_server((_HOST, PORT if port is None else port))
    except OSError as error:
        if port is not None:
            why = os.strerror(error.errno or 0)  # the error's own text repeats the address
            raise PortError(f"The page cannot be at port {port}: {why}.") from None
        return socket.create_server((_HOST, 0))


def _app(slack: Slack, stream: EventStream, port: int) -> web.Application:
    app = web.Application(client_max_size=_MOST_BYTES, middlewares=[_only_from_here(port)])
    app.on_response_prepare.append(_add_headers)

    async def index(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(_FOLDER / "index.html")

    async def file(request: web.Request) -> web.FileResponse:
        return web.FileResponse(_FOLDER / request.match_info["path"])

    async def events(request: web.Request) -> web.StreamResponse:
        try:
            me = person(slack, request.query.get("as", "")).user
        except MalformedError as error:
            return _problem(400, str(error))
        return await stream.serve(request, me)

    app.add_routes(
        [
            web.get("/", index),
            web.get("/web/{path:[a-z_/]+[.](?:js|css|svg)}", file),
            web.post("/api/action", partial(_action, slack)),
            web.get("/api/events", events),
        ]
    )
    return app


def _only_from_here(port: int) -> Middleware:
    """Refuse other pages, whatever host name they use for this machine (DNS rebinding)."""
    hosts = {f"{name}:{port}".removesuffix(":80") for name in _NAMES}  # a browser leaves 80 out
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host") not in hosts:
            return _problem(403, f"Open http://{_HOST}:{port} instead.")
        needed = request.method != "GET" or request.path == "/api/events"
        origin = request.headers.get("Origin", "" if needed else None)
        if origin is not None and origin not in origins:
            return _problem(403, "Only the playground's own page may ask this.")
        return await handler(request)

    return check


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


async def _action(slack: Slack, request: web.Request) -> web.Response:
    """The outcome of an action, or the problem that prevented it."""
    if request.content_type != "application/json":
        return _problem(400, "The body must be application/json.")
    try:
        return web.json_response(await perform(slack, await request.json()))
    except MalformedError as error:
        return _problem(400, str(error))
    except (ValueError, RecursionError):
        return _problem(400, "The body must be JSON, in UTF-8.")
    except GoneError as error:
        return _problem(409, str(error))
    except (LookupError, RefusedError) as error:
        return _problem(409, f"Slack refused: {error.args[0]}")


def _problem(status: int, text: str) -> web.Response:
    return web.json_response({"problem": text}, status=status)
