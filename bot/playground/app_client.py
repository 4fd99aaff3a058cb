"""What everyone in the playground shares, and which events a message makes for the bot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.playground import payloads
from bot.playground.app_replies import faults_in_reply, reply
from bot.playground.clock import Clock
from bot.playground.connection_tickets import ReplyTarget
from bot.playground.delivery import Deliveries, DispatchError
from bot.playground.manifest import Manifest
from bot.playground.model import Json, Message, RefusedError
from bot.playground.record import Record
from bot.playground.workspace import BOT, Change, Workspace

_PLURALS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees after acting: a message, or Slack's words about what went wrong."""

    text: str = ""
    message: Message | None = None
    error: str = ""

    @property
    def blocks(self) -> Sequence[Json]:
        """The message's blocks."""
        return self.message.blocks if self.message else ()


@dataclass(frozen=True, slots=True)
class AppClient:
    """The workspace, and the way to the bot."""

    workspace: Workspace
    record: Record
    deliveries: Deliveries
    manifest: Manifest
    clock: Clock
    origin: Callable[[], str]

    def response_url(self, user: str, channel: str, original: str | None = None) -> str:
        """A new response_url."""
        token = self.workspace.response_urls.give(user, channel, original)
        return f"{self.origin()}/actions/{token}"

    def tell(self, inner: Json) -> None:
        """Send an event."""
        self.deliveries.tell(payloads.event(self.workspace, inner, self.clock.now()))

    def events_of(self, message: Message) -> list[str]:
        """The events that Slack makes of this message, for an app with this manifest."""
        channel = self.workspace.channel(message.channel)
        if BOT.id not in channel.members or message.ephemeral_to:
            return []
        mentioned = channel.kind != "im" and f"<@{BOT.id}>" in message.text
        made = [*(["app_mention"] if mentioned else []), _PLURALS[channel.kind]]
        return [name for name in made if name in self.manifest.events]

    def tell_message(self, message: Message, events: Sequence[str]) -> None:
        """Send these events about a message."""
        channel = self.workspace.channel(message.channel)
        for name in events:
            make = payloads.mention_event if name == "app_mention" else payloads.message_event
            self.tell(make(self.workspace, message, channel))

    def tell_change(self, change: Change) -> None:
        """Send what Slack tells the bot by itself: the bot's own messages, and edits."""
        message = change.subject
        if not isinstance(message, Message):
            return
        channel = self.workspace.channel(message.channel)
        plain = [name for name in self.events_of(message) if name != "app_mention"]
        if change.kind == "message_posted" and message.by_bot:
            self.tell_message(message, plain)
        elif change.kind == "message_changed" and change.previous:
            self._tell_edit(message, change.previous, plain)
        elif change.kind == "message_deleted" and plain:
            self.tell(payloads.deleted_event(message, channel, self.workspace.new_ts()))

    def _tell_edit(self, message: Message, old: Message, plain: Sequence[str]) -> None:
        """An edit is sent as such, and a mention in it once more, marked as edited."""
        channel = self.workspace.channel(message.channel)
        if plain:
            self.tell(payloads.changed_event(self.workspace, message, old, channel))
        if not message.by_bot and "app_mention" in self.events_of(message):
            self.tell_message(message, ["app_mention"])

    async def ask(self, kind: str, payload: Json, road: str = "acknowledgement") -> Json:
        """The bot's acknowledgement, which is recorded; raises DispatchError."""
        answer = await self.deliveries.ask(kind, payload)
        if answer:
            faults = faults_in_reply(answer) if kind == "slash_commands" else ()
            self.record.checked(road, answer, faults)
        return answer

    async def run_command(self, payload: Json) -> Shown:
        """A slash command, from its payload to what the person sees."""
        try:
            answer = await self.ask("slash_commands", payload)
            where = ReplyTarget(payload["user_id"], payload["channel_id"], None, 0)
            message = reply(self.workspace, where, answer) if answer else None
        except (DispatchError, RefusedError) as error:
            problem = error.problem if isinstance(error, DispatchError) else error.code
            text = f'{payload["command"]} failed with the error "{problem}"'
            request = self.refuse(payload["user_id"], payload["channel_id"], text)
            return replace(request, error=problem)
        return Shown(message.text if message else "", message)

    async def interact(self, payload: Json) -> Shown:
        """A click or a shortcut; what the bot has to say comes by other roads."""
        try:
            await self.ask("interactive", payload)
        except DispatchError as error:
            return Shown(f'failed with the error "{error.problem}"', error=error.problem)
        return Shown()

    def refuse(self, user: str, channel: str, text: str) -> Shown:
        """Slackbot's word to one person, before anything reaches the bot."""
        there = self.workspace.channel(channel)
        slackbot = replace(BOT, id="USLACKBOT", name="slackbot", is_bot=False)
        message = self.workspace.post(there, slackbot, text, ephemeral_to=user)
        return Shown(text, message, error="refused")
