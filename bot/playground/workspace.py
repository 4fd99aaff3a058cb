"""The workspace: its people, channels and messages, and who sees what.

PURE: no sockets, and the time is given. Every change is request to whoever subscribes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeAlias

from bot.playground.connection_tickets import ResponseUrls, Triggers
from bot.playground.model import Channel, Message, RefusedError, Upload, User, View, named
from bot.playground.views import Views

BOT = User("U0PLAYBOT1", "iissync", "IISSYNC", is_bot=True)
PEOPLE = (
    User("U0ANA00001", "ana", "Ana Alvarez", title="reviewer"),
    User("U0BEN00001", "ben", "Ben Brown"),
    User("U0CHEN0001", "chen", "Chen Chao", title="reviewer"),
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
    """What happened: message_posted, _changed or _deleted; view_opened, _changed or _closed."""

    kind: str
    subject: Message | View
    previous: Message | None = None


Subscriber: TypeAlias = Callable[[Change], None]


class Workspace:
    """All that the people and the bot share."""

    def __init__(self, now: Callable[[], float], origin: Callable[[], str] = str) -> None:
        self._now = now
        self.origin = origin
        self._serial = count(1)
        self._last_ts = 0
        self._subscribers: list[Subscriber] = []
        self._messages: dict[tuple[str, str], Message] = {}
        self._channels = {channel.id: channel for channel in CHANNELS}
        self.uploads: dict[str, Upload] = {}
        self.scopes_lacking: set[str] = set()
        self.users = {user.id: user for user in (*PEOPLE, BOT)}
        self.triggers = Triggers(now)
        self.response_urls = ResponseUrls(now)
        self.views = Views(self._serial, lambda kind, view: self._tell(Change(kind, view)))

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Subscribe to every change; returns what ends that."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def user(self, name: str) -> User:
        """Who has that id, username, first name or real name; raises RefusedError."""
        wanted = name.removeprefix("@").lower()
        for user in self.users.values():
            known = (user.id, user.name, user.real_name)
            if wanted in (word.lower() for word in known):
                return user
        raise RefusedError("user_not_found")

    def channel(self, name: str, of: str | None = None) -> Channel:
        """The channel of that id or #name, or the DM: @ana, or @iissync `of` a person."""
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
        """Every channel and DM."""
        return tuple(self._channels.values())

    def connect(self, name: str, outsider: User) -> None:
        """Share a channel with the company of somebody, who may write to the bot as well."""
        channel = self.channel(name)
        self.users[outsider.id] = outsider
        self._channels[channel.id] = replace(channel.with_member(outsider.id), is_shared=True)
        members = frozenset({outsider.id, BOT.id})
        dm = Channel(f"D{outsider.id[1:]}", outsider.name, "im", members, is_shared=True)
        self._channels[dm.id] = dm

    def bot_joins(self, name: str) -> None:
        """Somebody invites the bot."""
        channel = self.channel(name)
        self._channels[channel.id] = channel.with_member(BOT.id)

    def bot_leaves(self, name: str) -> None:
        """Somebody removes the bot."""
        channel = self.channel(name)
        self._channels[channel.id] = channel.without_member(BOT.id)

    def post(self, channel: Channel, user: User, text: str, **more: Any) -> Message:  # noqa: ANN401 - Message's own fields
        """A new message; `more` are other fields of Message."""
        blocks = named(more.pop("blocks", None) or (), self._serial)
        message = Message(
            self.new_ts(), channel.id, user.id, text, blocks, by_bot=user.is_bot, **more
        )
        self._messages[channel.id, message.ts] = message
        self._tell(Change("message_posted", message))
        return message

    def upload(self, user: User, name: str, content: bytes, **as_told: Any) -> Upload:  # noqa: ANN401 - fields of Slack's own
        """A new file of somebody's."""
        upload = Upload(self.new_id("F"), name, content, user.id, as_told)
        self.uploads[upload.id] = upload
        return upload

    def edit(self, message: Message, text: str, content: Mapping[str, Any]) -> Message:
        """The message with another text; blocks and metadata as `content` has them."""
        blocks = named(content.get("blocks") or (), self._serial)
        metadata = content.get("metadata", message.metadata)
        edited = replace(
            message, text=text, blocks=blocks, metadata=metadata, edited_ts=self.new_ts()
        )
        self._messages[message.channel, message.ts] = edited
        self._tell(Change("message_changed", edited, message))
        return edited

    def delete(self, message: Message) -> None:
        """The message goes away."""
        del self._messages[message.channel, message.ts]
        self._tell(Change("message_deleted", message))

    def message(self, channel: str, ts: str | None) -> Message | None:
        """The message of that channel id and ts."""
        return self._messages.get((channel, ts or ""))

    def messages(self, channel: str) -> list[Message]:
        """All public messages there, threads included, oldest first."""
        return [m for m in self._messages.values() if m.channel == channel and not m.ephemeral_to]

    def seen_by(self, user: str, channel: str) -> list[Message]:
        """What that person sees there: the public messages, and those only for that person."""
        eyes = (None, user)
        there = (m for m in self._messages.values() if m.channel == channel)
        return [message for message in there if message.ephemeral_to in eyes]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The public replies below that message, oldest first."""
        return [m for m in self.messages(channel) if m.is_reply and m.thread_ts == ts]

    def new_ts(self) -> str:
        """The next message's name and time: unique, and increasing."""
        self._last_ts = max(int(self._now() * 1_000_000), self._last_ts + 100)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        """An id that nothing else has."""
        return f"{letter}{next(self._serial):010d}"

    def _tell(self, change: Change) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(change)
