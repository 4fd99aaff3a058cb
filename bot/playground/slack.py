"""The playground's Slack, tied together: a workspace that listens on this machine alone."""

import asyncio
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, web

from bot.playground.app_client import AppClient
from bot.playground.canned_responses import CannedResponse, Held
from bot.playground.change_signal import ChangeSignal
from bot.playground.client import Client
from bot.playground.clock import Clock, WallClock
from bot.playground.delivery import RETRIES, Deliveries
from bot.playground.file_server import FILES_READ, FileServer
from bot.playground.manifest import Manifest
from bot.playground.model import Message, User
from bot.playground.record import Call, Delivery, Record, Sent
from bot.playground.schema import Fault
from bot.playground.signed_http import SignedHttp
from bot.playground.socket_mode import SocketMode
from bot.playground.web_api import Tokens, WebApi
from bot.playground.workspace import BOT, PEOPLE, Workspace

_HOST = "127.0.0.1"
_PATIENCE = 30.0
_BIGGEST_BODY = 16 * 1024 * 1024

T = TypeVar("T")


class Slack:
    """A Slack for one app, of this manifest, within `async with`.

    Port 0 is any free one; `clock` may be a HandClock, and `retries` are the pauses before an event
    is sent again.
    """

    # Made up; of the shapes that clients look at.
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
        self._clock = clock or WallClock()
        self._news = ChangeSignal()
        self._port = port
        self.workspace = Workspace(self._clock.now, lambda: self.origin)
        self.record = Record(self._news)
        self._socket_mode = SocketMode(self._news)
        self._deliveries = Deliveries(self._socket_mode, self.record, self._clock, retries)
        self._app_client = AppClient(
            self.workspace,
            self.record,
            self._deliveries,
            Manifest.read(manifest or {}),
            self._clock,
            lambda: self.origin,
        )
        tokens = Tokens(self.bot_token, self.app_token)
        self._web_api = WebApi(self.workspace, self.record, tokens, self._new_socket_url)
        self._files = FileServer(self.workspace, self.record, tokens, self._web_api.prepared)
        granted = self._app_client.manifest.scopes
        if granted is not None and FILES_READ not in granted:
            self.workspace.scopes_lacking.add(FILES_READ)
        self._people = {user.id: Client(self._app_client, user) for user in PEOPLE}
        self.workspace.subscribe(lambda _: self._news.tell())

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_BIGGEST_BODY)
        app.add_routes([*self._web_api.routes(), *self._files.routes()])
        app.add_routes([web.get("/link", self._socket_mode.serve)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        listener = socket.create_server((_HOST, self._port))
        self._port = listener.getsockname()[1]
        await web.SockSite(self._runner, listener).start()
        self._session = ClientSession(trust_env=False)
        self.workspace.subscribe(self._app_client.tell_change)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._web_api.prepared.release_all()
        await self._deliveries.close()
        await self._socket_mode.close()
        await self._session.close()
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Where it listens, once it does."""
        return f"http://{_HOST}:{self._port}"

    @property
    def api_url(self) -> str:
        """The address of the Web API, for SLACK_API_URL."""
        return f"{self.origin}/api/"

    def _new_socket_url(self, host: str) -> str:
        return f"ws://{host}/link?ticket={self._socket_mode.new_ticket()}&app_id=A0PLAY0001"

    def deliver_to(self, url: str | None) -> None:
        """Post what happens to that address, signed; None: tell it over Socket Mode."""
        if url is None:
            self._deliveries.road = self._socket_mode
        else:
            now = self._clock.now
            self._deliveries.road = SignedHttp(self._session, url, self.signing_secret, now)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are up."""
        return self._socket_mode.connections

    @property
    def hellos(self) -> int:
        """How many Socket Mode connections there have ever been."""
        return self._socket_mode.hellos

    async def connected(self, count: int = 1) -> None:
        """Return when so many Socket Mode connections are up."""
        await self.wait_for(lambda: self.connections >= count)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Announce to every Socket Mode connection that it must be renewed."""
        await self._socket_mode.disconnect(reason)

    async def close_connections(self) -> None:
        """End every Socket Mode connection in good order."""
        await self._socket_mode.close()

    async def send_frame(self, text: str) -> None:
        """Send every Socket Mode connection that text, whatever it is."""
        await self._socket_mode.send_frame(text)

    def cut_connections(self) -> None:
        """Reset every Socket Mode connection."""
        self._socket_mode.cut()

    def client(self, name: str) -> Client:
        """Ana, Ben or Chen."""
        found = [p for p in self._people.values() if name in p.user.real_name.split()]
        return found[0] if found else self._people[self.workspace.user(name).id]

    def connect(self, channel: str, outsider: User) -> Client:
        """Share a channel with somebody's company (Slack Connect)."""
        self.workspace.connect(channel, outsider)
        self._people[outsider.id] = Client(self._app_client, outsider)
        return self._people[outsider.id]

    def hears(self, message: Message) -> bool:
        """Whether that message is delivered to the bot."""
        return bool(self._app_client.events_of(message))

    @property
    def manifest(self) -> Manifest:
        """What the app's manifest tells Slack."""
        return self._app_client.manifest

    async def changed(self) -> None:
        """Return when anything next happens."""
        await self._news.wait()

    def first_shortcut(self, kind: str) -> str:
        """The name of the manifest's first shortcut of a kind, message or global."""
        return self._app_client.manifest.first(kind) or f"(no {kind} shortcut)"

    def messages(self, channel: str, thread: Message | None = None) -> list[Message]:
        """The public messages of a channel, or @iissync's DMs: all, oldest first.

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
        """What that person sees in a channel: public messages, and those only for that person."""
        who = self.client(person) if isinstance(person, str) else person
        return self.workspace.seen_by(who.id, self.workspace.channel(channel, of=who.id).id)

    async def wait_for(self, predicate: Callable[[], T], seconds: float = _PATIENCE) -> T:
        """What the predicate says, once that is true; it is asked again after every change.

        Raises TimeoutError, which tells what did arrive.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (found := predicate()):
                    await self._news.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"waited {seconds} s in vain; {self._story()}") from None

    async def settled(self) -> None:
        """Return when every event sent so far is acknowledged, or given up."""
        await self._deliveries.settled()

    def _story(self) -> str:
        sent = [f"sent {d.kind} #{d.attempt}: {d.problem or 'ok'}" for d in self.deliveries]
        called = [
            f"called {c.method}: {c.status} {c.response.get('error', '')}" for c in self.calls
        ]
        said = [
            f"{self.workspace.users[m.user].name}: {m.text!r}" if m.user != "USLACKBOT" else m.text
            for channel in self.workspace.channels
            for m in self.workspace.messages(channel.id)
        ]
        lines = [f"{self.connections} connection(s)", *sent, *called, *said]
        return "what did arrive:\n  " + "\n  ".join(lines)

    @property
    def calls(self) -> list[Call]:
        """The bot's requests, in order."""
        return self.record.calls

    @property
    def sent(self) -> list[Sent]:
        """Every payload that the bot sent, by any road."""
        return self.record.sent

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to tell the bot something."""
        return self.record.deliveries

    @property
    def faults(self) -> list[Fault]:
        """Every breach of Slack's limits in what the bot sent, the refused ones too."""
        return self.record.faults

    def take_faults(self) -> list[Fault]:
        """The faults so far, which then count no more: for a test that expects them."""
        taken = list(self.record.faults)
        self.record.faults.clear()
        return taken

    def next_response(self, method: str, *responses: CannedResponse) -> None:
        """Queue answers for the coming calls of a method, or of `response_url`."""
        self._web_api.prepared.add(method, *responses)

    def limit(self, method: str, seconds: float) -> None:
        """Take one call of a method in so many seconds, in each channel; refuse what is sooner."""
        self._web_api.prepared.limit(method, seconds)

    @contextmanager
    def hold(self, method: str) -> Iterator[Held]:
        """Hold the next call of a method at the door until it is released, or the block ends."""
        held = Held()
        self.next_response(method, CannedResponse(held=held))
        try:
            yield held
        finally:
            held.release()
