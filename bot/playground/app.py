"""The bot as an app in the workspace: which events it gets, and what its answers do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.playground import payloads
from bot.playground.delivery import Dispatcher, DispatchError
from bot.playground.manifest import Manifest
from bot.playground.methods import reply
from bot.playground.model import Json, Message, RefusedError, Shown
from bot.playground.tickets import Ticket
from bot.playground.workspace import BOT, Change, Workspace

_MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass(frozen=True, slots=True)
class App:
    """The installed app; all clients share it."""

    workspace: Workspace
    dispatcher: Dispatcher
    manifest: Manifest

    def response_url(self, user: str, channel: str, original: str | None = None) -> str:
        """A new response_url; `original` is the ts of a message that it may replace."""
        token = self.workspace.response_urls.give(user, channel, original)
        return f"{self.workspace.origin()}/actions/{token}"

    def send_event(self, inner: Json) -> None:
        """Send an event in the background."""
        self.dispatcher.send_event(payloads.event(self.workspace, inner, self.workspace.now()))

    def events_of(self, message: Message) -> list[str]:
        """The names of the events that Slack makes of this message, for this manifest."""
        channel = self.workspace.channel(message.channel)
        if BOT.id not in channel.members or message.ephemeral_to:
            return []
        mentioned = channel.kind != "im" and f"<@{BOT.id}>" in message.text
        made = [*(["app_mention"] if mentioned else []), _MESSAGE_EVENTS[channel.kind]]
        return [name for name in made if name in self.manifest.events]

    def send_message_events(self, message: Message, events: Sequence[str]) -> None:
        """Send these events about a message."""
        channel = self.workspace.channel(message.channel)
        for name in events:
            make = payloads.mention_event if name == "app_mention" else payloads.message_event
            self.send_event(make(self.workspace, message, channel))

    def send_change_events(self, change: Change) -> None:
        """Send the events of the bot's own messages, of edits and of deletions."""
        message = change.subject
        if not isinstance(message, Message):
            return
        channel = self.workspace.channel(message.channel)
        events = [name for name in self.events_of(message) if name != "app_mention"]
        if change.kind == "message_posted" and message.by_bot:
            self.send_message_events(message, events)
        elif change.kind == "message_changed" and change.previous:
            self._send_edit_events(message, change.previous, events)
        elif change.kind == "message_deleted" and events:
            ts = self.workspace.new_ts()
            self.send_event(payloads.deleted_event(message, channel, ts))

    def _send_edit_events(self, new: Message, old: Message, events: Sequence[str]) -> None:
        """An edit is a message_changed; a mention in it is also sent again, marked as edited."""
        channel = self.workspace.channel(new.channel)
        if events:
            self.send_event(payloads.changed_event(self.workspace, new, old, channel))
        if not new.by_bot and "app_mention" in self.events_of(new):
            self.send_message_events(new, ["app_mention"])

    async def run_command(self, payload: Json) -> Shown:
        """What the user of a slash command sees."""
        user, channel = payload["user_id"], payload["channel_id"]
        try:
            answer = await self.dispatcher.request("slash_commands", payload)
            message = reply(self.workspace, Ticket(user, channel), answer) if answer else None
        except (DispatchError, RefusedError) as error:
            code = error.problem if isinstance(error, DispatchError) else error.code
            text = f'{payload["command"]} failed with the error "{code}"'
            return replace(self.notice(user, channel, text), error=code)
        return Shown(message.text if message else "", message)

    async def interact(self, payload: Json) -> Shown:
        """What the user sees at once after a click or a shortcut: only a failure."""
        try:
            await self.dispatcher.request("interactive", payload)
        except DispatchError as error:
            return Shown(f'failed with the error "{error.problem}"', error=error.problem)
        return Shown()

    def notice(self, user: str, channel: str, text: str) -> Shown:
        """A message of Slackbot's that only this user sees."""
        slackbot = replace(BOT, id="USLACKBOT", name="slackbot", is_bot=False)
        where = self.workspace.channel(channel)
        message = self.workspace.post(where, slackbot, text, ephemeral_to=user)
        return Shown(text, message, error="refused")
