"""The playground's Slack as a whole: a workspace with its servers, on this machine only."""

import socket
from asyncio import timeout
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.playground.app import App
from bot.playground.client import Client
from bot.playground.delivery import RETRIES, Clock, Dispatcher
from bot.playground.manifest import Manifest
from bot.playground.methods import FILES_READ
from bot.playground.model import APP_ID, Message
from bot.playground.record import ChangeSignal, Record
from bot.playground.socket_mode import SocketMode
from bot.playground.web_api import WebApi
from bot.playground.workspace import PEOPLE, Workspace

_HOST = "127.0.0.1"
_WAIT_SECONDS = 30.0
_MOST_BYTES = 16 * 1024 * 1024

T = TypeVar("T")


class Slack:
    """A Slack for one app of this manifest, within `async with`.

    Port 0 is any free one, and `retries` are the seconds before each redelivery of an event. Tests
    replace parts by their own, and the clock.
    """

    # Made up, in the formats that clients check.
    bot_token = "xoxb-1000000001-2000000001-PlaygroundPlaygroundPlay"  # noqa: S105
    app_token = "xapp-1-A0PLAY0001-3000000001-playgroundplayground"  # noqa: S105
    record_class = Record
    socket_mode_class = SocketMode
    web_api_class = WebApi

    def __init__(
        self,
        *,
        port: int = 0,
        manifest: Mapping[str, Any] | None = None,
        clock: Clock | None = None,
        retries: Sequence[float] = RETRIES,
    ) -> None:
        self._port = port
        self._clock = clock or Clock()
        self._changed = ChangeSignal()
        self.manifest = Manifest.read(manifest or {})
        self.workspace = Workspace(self._clock.now, lambda: self.origin)
        self.workspace.subscribe(lambda _: self._changed.notify())
        self.workspace.scopes_granted = self.manifest.scopes
        self.workspace.assistant.feature = self.manifest.assistant
        if self.manifest.scopes is not None and FILES_READ not in self.manifest.scopes:
            self.workspace.scopes_lacking.add(FILES_READ)
        self.record = self.record_class(self._changed)
        self.socket_mode = self.socket_mode_class(self._changed)
        self.dispatcher = Dispatcher(self.socket_mode, self.record, self._clock, retries)
        self._app = App(self.workspace, self.dispatcher, self.manifest)
        self._clients = {user.id: Client(self._app, user) for user in PEOPLE}
        tokens = {self.bot_token: "bot", self.app_token: "app"}
        self.web_api = self.web_api_class(self.workspace, self.record, tokens, self._new_socket_url)

    async def __aenter__(self) -> Self:
        server = web.Application(client_max_size=_MOST_BYTES)
        server.add_routes([*self.web_api.routes(), web.get("/link", self.socket_mode.serve)])
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        listener = socket.create_server((_HOST, self._port))
        self._port = listener.getsockname()[1]
        await web.SockSite(self._runner, listener).start()
        self.workspace.subscribe(self._app.send_change_events)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.dispatcher.close()
        await self.socket_mode.close()
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """The server's address."""
        return f"http://{_HOST}:{self._port}"

    @property
    def api_url(self) -> str:
        """The address of the Web API, for SLACK_API_URL."""
        return f"{self.origin}/api/"

    def _new_socket_url(self, host: str) -> str:
        return f"ws://{host}/link?ticket={self.socket_mode.new_ticket()}&app_id={APP_ID}"

    @property
    def connections(self) -> int:
        """The number of open Socket Mode connections."""
        return self.socket_mode.connections

    async def changed(self) -> None:
        """Return at the next change: of the workspace, the record or the connections."""
        await self._changed.wait()

    def client(self, name: str) -> Client:
        """The client of Ana, Ben or Chen, by any of their names."""
        found = [c for c in self._clients.values() if name in c.user.real_name.split()]
        return found[0] if found else self._clients[self.workspace.user(name).id]

    def is_delivered(self, message: Message) -> bool:
        """Whether the bot is sent an event of that message."""
        return bool(self._app.events_of(message))

    def seen_by(self, person: Client | str, channel: str) -> list[Message]:
        """The messages of a channel that this person sees, ephemeral ones included."""
        client = self.client(person) if isinstance(person, str) else person
        return self.workspace.seen_by(client.id, self.workspace.channel(channel, of=client.id).id)

    async def wait_for(self, predicate: Callable[[], T], seconds: float = _WAIT_SECONDS) -> T:
        """The predicate's value once it is true; it is called again after every change.

        Raises TimeoutError, which lists what did happen.
        """
        try:
            async with timeout(seconds):
                while not (found := predicate()):
                    await self._changed.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"waited {seconds} s in vain; {self._history()}") from None

    def _history(self) -> str:
        calls, deliveries = self.record.calls, self.record.deliveries
        names = {user.id: user.name for user in self.workspace.users.values()}
        lines = [
            f"{self.connections} connection(s)",
            *(f"sent {d.kind} #{d.attempt}: {d.problem or 'ok'}" for d in deliveries),
            *(f"called {c.method}: {c.status} {c.response.get('error', '')}" for c in calls),
            *(
                f"{names.get(message.user, message.user)}: {message.text!r}"
                for channel in self.workspace.channels
                for message in self.workspace.messages(channel.id)
            ),
        ]
        return "what did arrive:\n  " + "\n  ".join(lines)
