"""The playground's Slack as a whole: a workspace with its servers, on this machine only."""

import socket
from asyncio import timeout
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, web

from bot.playground.app import App
from bot.playground.canned_responses import CannedResponse, Held
from bot.playground.client import Client
from bot.playground.clock import Clock
from bot.playground.delivery import RETRIES, Dispatcher, SignedHttp
from bot.playground.manifest import Manifest
from bot.playground.methods import FILES_READ
from bot.playground.model import APP_ID, Message, User
from bot.playground.record import ChangeSignal, Record
from bot.playground.schema import Fault
from bot.playground.socket_mode import SocketMode
from bot.playground.web_api import WebApi
from bot.playground.workspace import BOT, PEOPLE, Workspace

_HOST = "127.0.0.1"
_WAIT_SECONDS = 30.0
_MOST_BYTES = 16 * 1024 * 1024

T = TypeVar("T")


class Slack:
    """A Slack for one app of this manifest, within `async with`.

    Port 0 is any free one; `clock` may be a ManualClock, and `retries` are the seconds before each
    redelivery of an event.
    """

    # Made up, in the formats that clients check.
    bot_token = "xoxb-1000000001-2000000001-PlaygroundPlaygroundPlay"  # noqa: S105
    app_token = "xapp-1-A0PLAY0001-3000000001-playgroundplayground"  # noqa: S105
    signing_secret = "0123456789abcdef0123456789abcdef"  # noqa: S105
    bot_user = BOT

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
        self.record = Record(self._changed)
        self._socket_mode = SocketMode(self._changed)
        self._dispatcher = Dispatcher(self._socket_mode, self.record, self._clock, retries)
        self._app = App(self.workspace, self._dispatcher, self.manifest)
        self._clients = {user.id: Client(self._app, user) for user in PEOPLE}
        tokens = {self.bot_token: "bot", self.app_token: "app"}
        self._web_api = WebApi(self.workspace, self.record, tokens, self._new_socket_url)
        self._publish_parts()

    def _publish_parts(self) -> None:
        """Offer the attributes and methods of the parts that tests use, as Slack's own."""
        self.calls = self.record.calls
        self.sent = self.record.sent
        self.deliveries = self.record.deliveries
        self.faults = self.record.faults
        self.changed = self._changed.wait
        self.settled = self._dispatcher.settled
        self.send_event = self._dispatcher.send_event
        self.disconnect = self._socket_mode.disconnect
        self.close_connections = self._socket_mode.close
        self.cut_connections = self._socket_mode.cut
        self.send_frame = self._socket_mode.send_frame
        self.next_response = self._web_api.canned.add
        self.limit = self._web_api.canned.limit
        self.limit_reads = self._web_api.canned.limit_reads

    async def __aenter__(self) -> Self:
        server = web.Application(client_max_size=_MOST_BYTES)
        server.add_routes([*self._web_api.routes(), web.get("/link", self._socket_mode.serve)])
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        listener = socket.create_server((_HOST, self._port))
        self._port = listener.getsockname()[1]
        await web.SockSite(self._runner, listener).start()
        self._session = ClientSession(trust_env=False)
        self.workspace.subscribe(self._app.send_change_events)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._web_api.canned.release_all()
        await self._dispatcher.close()
        await self._socket_mode.close()
        await self._session.close()
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
        return f"ws://{host}/link?ticket={self._socket_mode.new_ticket()}&app_id={APP_ID}"

    def deliver_to(self, url: str | None) -> None:
        """Deliver by signed HTTP to that address; None: over Socket Mode."""
        if url is None:
            self._dispatcher.transport = self._socket_mode
        else:
            now = self._clock.now
            self._dispatcher.transport = SignedHttp(self._session, url, self.signing_secret, now)

    @property
    def connections(self) -> int:
        """The number of open Socket Mode connections."""
        return self._socket_mode.connections

    @property
    def connections_opened(self) -> int:
        """The number of Socket Mode connections that there have ever been."""
        return self._socket_mode.opened

    async def connected(self, count: int = 1) -> None:
        """Return when that many Socket Mode connections are open."""
        await self.wait_for(lambda: self.connections >= count)

    def client(self, name: str) -> Client:
        """The client of Ana, Ben or Chen, by any of their names."""
        found = [c for c in self._clients.values() if name in c.user.real_name.split()]
        return found[0] if found else self._clients[self.workspace.user(name).id]

    def connect(self, channel: str, outsider: User) -> Client:
        """The client of a user of another company, with which the channel is shared from now on."""
        self.workspace.connect(channel, outsider)
        self._clients[outsider.id] = Client(self._app, outsider)
        return self._clients[outsider.id]

    def is_delivered(self, message: Message) -> bool:
        """Whether the bot is sent an event of that message."""
        return bool(self._app.events_of(message))

    def messages(self, channel: str, thread: Message | None = None) -> list[Message]:
        """The public messages of a channel, or of all DMs with @iissync, oldest first.

        With `thread`: only the replies below that message.
        """
        if channel == f"@{BOT.name}":
            ids = [each.id for each in self.workspace.channels if each.kind == "im"]
        else:
            ids = [self.workspace.channel(channel).id]
        found = [message for each in ids for message in self.workspace.messages(each)]
        root = (thread.thread_ts or thread.ts) if thread else None
        return [m for m in found if root is None or (m.is_reply and m.thread_ts == root)]

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
        names = {user.id: user.name for user in self.workspace.users.values()}
        lines = [
            f"{self.connections} connection(s)",
            *(f"sent {d.kind} #{d.attempt}: {d.problem or 'ok'}" for d in self.deliveries),
            *(f"called {c.method}: {c.status} {c.response.get('error', '')}" for c in self.calls),
            *(
                f"{names.get(message.user, message.user)}: {message.text!r}"
                for channel in self.workspace.channels
                for message in self.workspace.messages(channel.id)
            ),
        ]
        return "what did arrive:\n  " + "\n  ".join(lines)

    def pop_faults(self) -> list[Fault]:
        """The faults so far, which are then forgotten: for a test that expects them."""
        found = list(self.faults)
        self.faults.clear()
        return found

    @contextmanager
    def hold(self, method: str) -> Iterator[Held]:
        """Do not answer the next call of a method until it is released, or the block ends."""
        held = Held()
        self.next_response(method, CannedResponse(held=held))
        try:
            yield held
        finally:
            held.release()
