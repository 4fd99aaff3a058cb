"""The workspace: its users, channels and messages, and who sees what.

PURE: no sockets; the time is an argument. Subscribers receive every change.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeAlias

from bot.playground.assistant import Assistant
from bot.playground.model import (
    AssistantThread,
    Channel,
    Message,
    RefusedError,
    Upload,
    User,
    View,
    with_ids,
)
from bot.playground.steps import Executions
from bot.playground.tickets import RESPONSE_URL, TRIGGER, Tickets
from bot.playground.views import Views

BOT = User("U0PLAYBOT1", "iissync", "IISSYNC", is_bot=True)
PEOPLE = (
    User("U0ANA00001", "ana", "Ana Alvarez", title="reviewer"),
    User("U0BEN00001", "ben", "Ben Brown"),
    User("U0CHEN0001", "chen", "Chen Chao", title="reviewer", is_admin=True),
)
_ALL = frozenset(user.id for user in PEOPLE)
CHANNELS = (
    Channel("C0CLUSTER1", "iis-cluster", "channel", _ALL | {BOT.id}),
    Channel("C0GENERAL1", "general", "channel", _ALL | {BOT.id}),
    Channel("C0OPSPRIV1", "ops-private", "group", _ALL),
    *(Channel(f"D{u.id[1:]}", u.name, "im", frozenset({u.id, BOT.id})) for u in PEOPLE),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A change: message_posted, _changed, _deleted; view_opened, _changed, _closed; assistant."""

    kind: str
    subject: Message | View | AssistantThread
    previous: Message | None = None


Subscriber: TypeAlias = Callable[[Change], None]


class Workspace:
    """Everything that the users and the bot share.

    `now` returns seconds since 1970, `origin` the server's address.
    """

    def __init__(self, now: Callable[[], float], origin: Callable[[], str] = str) -> None:
        self.now = now
        self.origin = origin
        self._serial = count(1)
        self._last_ts = 0
        self._subscribers: list[Subscriber] = []
        self._messages: dict[tuple[str, str], Message] = {}
        self._channels = {channel.id: channel for channel in CHANNELS}
        self.uploads: dict[str, Upload] = {}
        self.scopes_granted: frozenset[str] | None = None
        self.scopes_lacking: set[str] = set()
        self.users = {user.id: user for user in (*PEOPLE, BOT)}
        self.triggers = Tickets(now, TRIGGER)
        self.response_urls = Tickets(now, RESPONSE_URL)
        self.executions = Executions(self._serial)
        self.views = Views(self._serial, lambda kind, view: self._publish(Change(kind, view)))
        self.assistant = Assistant(lambda shown: self._publish(Change("assistant", shown)))

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Subscribe to all changes; returns a function that unsubscribes."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def user(self, name: str) -> User:
        """The user of that id, username or real name; raises RefusedError."""
        wanted = name.removeprefix("@").lower()
        for user in self.users.values():
            if wanted in (user.id.lower(), user.name.lower(), user.real_name.lower()):
                return user
        raise RefusedError("user_not_found")

    def channel(self, name: str, of: str | None = None) -> Channel:
        """The channel of that id or #name, or a DM: @ana, or @iissync `of` a user.

        Raises RefusedError.
        """
        wanted = name.removeprefix("#")
        for channel in self._channels.values():
            if wanted == channel.id or (wanted == channel.name and channel.kind != "im"):
                return channel
        if name.startswith(("@", "U")):
            user = self.user(name)
            other = of if user == BOT else user.id
            for channel in self._channels.values():
                if channel.kind == "im" and other in channel.members:
                    return channel
        raise RefusedError("channel_not_found")

    @property
    def channels(self) -> Sequence[Channel]:
        """All channels and DMs."""
        return tuple(self._channels.values())

    def put(self, channel: Channel) -> None:
        """Add a channel, or replace the one of its id."""
        self._channels[channel.id] = channel

    def post(self, channel: Channel, user: User, text: str, **more: Any) -> Message:  # noqa: ANN401 - Message's own fields
        """Post a message; `more` are other fields of Message."""
        blocks = with_ids(more.pop("blocks", None) or (), self._serial)
        message = Message(
            self.new_ts(), channel.id, user.id, text, blocks, by_bot=user.is_bot, **more
        )
        self._messages[channel.id, message.ts] = message
        self._publish(Change("message_posted", message))
        if message.by_bot and message.thread_ts:
            self.assistant.answered(channel.id, message.thread_ts)
        return message

    def upload(self, user: User, name: str, content: bytes, **overrides: Any) -> Upload:  # noqa: ANN401 - fields of Slack's own
        """Upload a file; `overrides` replace fields of its file object."""
        upload = Upload(self.new_id("F"), name, content, user.id, overrides)
        self.uploads[upload.id] = upload
        return upload

    def edit(
        self, message: Message, text: str, content: Mapping[str, Any], typed: str = ""
    ) -> Message:
        """Replace a message's text, and its blocks and metadata by those in `content`."""
        blocks = with_ids(content.get("blocks") or (), self._serial)
        metadata = content.get("metadata", message.metadata)
        ts = self.new_ts()
        edited = replace(
            message, text=text, blocks=blocks, metadata=metadata, typed=typed, edited_ts=ts
        )
        self._messages[message.channel, message.ts] = edited
        self._publish(Change("message_changed", edited, message))
        return edited

    def delete(self, message: Message) -> None:
        """Delete a message."""
        del self._messages[message.channel, message.ts]
        self._publish(Change("message_deleted", message))

    def message(self, channel: str, ts: str | None) -> Message | None:
        """The message of that channel id and ts."""
        return self._messages.get((channel, ts or ""))

    def messages(self, channel: str) -> list[Message]:
        """The public messages of a channel id, threads included, oldest first."""
        return [m for m in self._messages.values() if m.channel == channel and not m.ephemeral_to]

    def seen_by(self, user: str, channel: str) -> list[Message]:
        """The messages of a channel id that this user sees, oldest first."""
        there = (m for m in self._messages.values() if m.channel == channel)
        return [message for message in there if message.ephemeral_to in (None, user)]

    def can_see(self, user: str, message: Message) -> bool:
        """Whether this user sees that message, of any channel."""
        is_member = user in self.channel(message.channel).members
        return is_member and message.ephemeral_to in (None, user)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The public replies below that message, oldest first."""
        return [m for m in self.messages(channel) if m.is_reply and m.thread_ts == ts]

    def new_ts(self) -> str:
        """A message id, which is also its time: unique and increasing."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 100)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        """A unique id that begins with that letter."""
        return f"{letter}{next(self._serial):010d}"

    def _publish(self, change: Change) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(change)
