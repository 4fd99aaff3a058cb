"""The playground's Slack, which records faults, fails as a test wants, and delivers by HTTP too."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

from aiohttp import ClientSession

from bot.playground import slack
from bot.playground.assistant import ROOT
from bot.playground.client import Client
from bot.playground.delivery import RETRIES, Clock
from bot.playground.model import TEAM_ID, Channel, Json, Message, User
from bot.playground.schema import Fault
from bot.playground.workspace import BOT
from tests.fake_slack.canned_responses import CannedResponse, Held
from tests.fake_slack.record import Record
from tests.fake_slack.signed_http import SignedHttp
from tests.fake_slack.socket_mode import SocketMode
from tests.fake_slack.web_api import WebApi

NEW_THREAD = "New Assistant Thread"


class Slack(slack.Slack):
    """A Slack for one app of this manifest, within `async with`; `clock` may be a ManualClock."""

    signing_secret = "0123456789abcdef0123456789abcdef"
    bot_user = BOT
    record_class = Record
    socket_mode_class = SocketMode
    web_api_class = WebApi
    record: Record
    socket_mode: SocketMode
    web_api: WebApi

    def __init__(
        self,
        *,
        port: int = 0,
        manifest: Mapping[str, Any] | None = None,
        clock: Clock | None = None,
        retries: Sequence[float] = RETRIES,
    ) -> None:
        super().__init__(port=port, manifest=manifest, clock=clock, retries=retries)
        self.calls = self.record.calls
        self.sent = self.record.sent
        self.deliveries = self.record.deliveries
        self.faults = self.record.faults
        self.settled = self.dispatcher.settled
        self.send_event = self.dispatcher.send_event
        self.disconnect = self.socket_mode.disconnect
        self.close_connections = self.socket_mode.close
        self.cut_connections = self.socket_mode.cut
        self.send_frame = self.socket_mode.send_frame
        self.next_response = self.web_api.canned.add
        self.limit = self.web_api.canned.limit
        self.limit_reads = self.web_api.canned.limit_reads

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._session = ClientSession(trust_env=False)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.web_api.canned.release_all()
        await super().__aexit__(*error)
        await self._session.close()

    def deliver_to(self, url: str | None) -> None:
        """Deliver by signed HTTP to that address; None: over Socket Mode."""
        if url is None:
            self.dispatcher.transport = self.socket_mode
        else:
            now = self.workspace.now
            self.dispatcher.transport = SignedHttp(self._session, url, self.signing_secret, now)

    @property
    def connections_opened(self) -> int:
        """The number of Socket Mode connections that there have ever been."""
        return self.socket_mode.opened

    async def connected(self, count: int = 1) -> None:
        """Return when that many Socket Mode connections are open."""
        await self.wait_for(lambda: self.connections >= count)

    def connect(self, name: str, outsider: User) -> Client:
        """The client of a user of another company, with which the channel is shared from now on.

        The user gets a DM with the bot, too.
        """
        self.workspace.users[outsider.id] = outsider
        channel = self.workspace.channel(name)
        members = channel.members | {outsider.id}
        self.workspace.put(replace(channel, members=members, is_shared=True))
        both = frozenset({outsider.id, BOT.id})
        dm = Channel(f"D{outsider.id[1:]}", outsider.name, "im", both, is_shared=True)
        self.workspace.put(dm)
        self._clients[outsider.id] = Client(self._app, outsider)
        return self._clients[outsider.id]

    def bot_joins(self, name: str) -> None:
        """Add the bot to a channel."""
        channel = self.workspace.channel(name)
        self.workspace.put(replace(channel, members=channel.members | {BOT.id}))

    def bot_leaves(self, name: str) -> None:
        """Remove the bot from a channel."""
        channel = self.workspace.channel(name)
        self.workspace.put(replace(channel, members=channel.members - {BOT.id}))

    async def begins_conversation(self, client: Client, seen_in: str = "#iis-cluster") -> Message:
        """A user begins a conversation in the assistant's pane, beside a channel; its message."""
        where = self.workspace.channel(client.dm)
        extra: Json = {"subtype": ROOT, "assistant_app_thread": {"title": NEW_THREAD}}
        root = await client.posts(where.id, NEW_THREAD, **extra)
        started = _thread_started(client, root, self.workspace.channel(seen_in))
        if started["type"] in self.manifest.events:
            self._app.send_event(started)
        return root

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


def _thread_started(client: Client, root: Message, seen_in: Channel) -> Json:
    """`assistant_thread_started`: a user begins in the pane, with a channel beside it."""
    context = {"channel_id": seen_in.id, "team_id": TEAM_ID, "enterprise_id": None}
    thread = {
        "user_id": client.id,
        "context": context,
        "channel_id": root.channel,
        "thread_ts": root.ts,
    }
    return {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": root.ts}
