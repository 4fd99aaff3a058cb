"""A user's Slack client: posts, runs commands, uses what the bot shows, and sees its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.playground import objects, payloads
from bot.playground.composer import Composer
from bot.playground.interactions import Interactions
from bot.playground.model import (
    TEAM_ID,
    Channel,
    Json,
    Message,
    RefusedError,
    Shown,
    Upload,
    View,
)
from bot.playground.steps import executed_event
from bot.playground.workspace import BOT


class Client(Interactions):
    """The client of one user."""

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def dm(self) -> str:
        """The id of the DM with the bot."""
        return self._workspace.channel(self.id).id

    @property
    def view(self) -> View | None:
        """The top modal."""
        return self._workspace.views.top(self.id)

    @property
    def home(self) -> View | None:
        """The bot's home tab."""
        return self._workspace.views.home(self.id)

    async def types(
        self,
        channel: str,
        text: str,
        *,
        thread: Message | None = None,
        events: Sequence[str] | None = None,
        phone: bool = False,
        **extra: Any,  # noqa: ANN401 - of posts()
    ) -> Message | Shown:
        """Types a line and sends it: a Message, or a Shown for a line that starts with /."""
        where = self._channel(channel)
        if text.startswith("/"):
            return await self._runs(where, text, thread)
        composed, blocks = self._composer(phone=phone).compose(text)
        return await self.posts(
            channel, composed, blocks=blocks, thread=thread, events=events, typed=text, **extra
        )

    async def says(
        self,
        channel: str,
        text: str,
        *,
        files: Mapping[str, str | bytes] | None = None,
        **more: Any,  # noqa: ANN401 - of types()
    ) -> Message:
        """Types a line that is no command, and shares `files` with it, by name."""
        shared = self._shared(self._channel(channel), files or {})
        posted = await self.types(channel, text, **shared, **more)
        assert isinstance(posted, Message), posted
        return posted

    async def runs(self, channel: str, text: str, **more: Any) -> Shown:  # noqa: ANN401 - of types()
        """Types a line that is a command."""
        shown = await self.types(channel, text, **more)
        assert isinstance(shown, Shown), shown
        return shown

    async def posts(  # noqa: PLR0913 - a message has that many parts
        self,
        channel: str,
        text: str,
        *,
        blocks: Sequence[Json] = (),
        thread: Message | None = None,
        events: Sequence[str] | None = None,
        typed: str = "",
        **extra: Any,  # noqa: ANN401 - fields of Slack's own
    ) -> Message:
        """Posts a message as it is, nothing escaped; `extra` are other fields of its payload.

        The bot is sent `events` in the background, by default those that its manifest subscribes
        to.
        """
        message = self._workspace.post(
            self._channel(channel),
            self.user,
            text,
            blocks=blocks,
            thread_ts=(thread.thread_ts or thread.ts) if thread else None,
            client_msg_id=self._workspace.new_id("c"),
            typed=typed,
            extra=extra,
        )
        names = self._app.events_of(message) if events is None else events
        self._app.send_message_events(message, names)
        return message

    def uploads(self, name: str, content: str | bytes, **overrides: Any) -> Upload:  # noqa: ANN401 - fields of Slack's own
        """Uploads a file that is not in any message yet; `overrides` are fields of its object."""
        raw = content.encode() if isinstance(content, str) else content
        return self._workspace.upload(self.user, name, raw, **overrides)

    def _shared(self, where: Channel, files: Mapping[str, str | bytes]) -> Json:
        """The fields of a message that shares these files."""
        uploads = [self.uploads(name, content) for name, content in files.items()]
        if not uploads:
            return {}
        origin = self._workspace.origin()
        shared = [
            objects.file_of_another_company(each) if where.is_shared else objects.file(each, origin)
            for each in uploads
        ]
        return {"files": shared, "upload": True, "display_as_bot": False}

    async def edits(self, message: Message, text: str) -> Message:
        """Edits a message."""
        composed, blocks = self._composer().compose(text)
        return self._workspace.edit(message, composed, {"blocks": blocks}, typed=text)

    def deletes(self, message: Message) -> None:
        """Deletes a message."""
        self._workspace.delete(message)

    async def opens_home(self, tab: str = "home") -> None:
        """Opens the bot's `home` or `messages` tab; the bot is sent the event in the background."""
        where = self._workspace.channel(self.id)
        ts = self._workspace.new_ts()
        self._app.send_event(payloads.home_event(self.user, where, tab, self.home, ts))

    def starts_step(self, name: str, **inputs: str) -> str:
        """Starts a workflow with that step of the bot's, by its id; returns the execution's id.

        The bot is sent the event in the background.
        """
        execution = self._workspace.executions.start(self._app.manifest.step(name))
        ts = self._workspace.new_ts()
        self._app.send_event(executed_event(execution, dict(inputs), ts))
        return execution.id

    def sees_notice(self, channel: str, text: str) -> Shown:
        """Shows this user alone a message of Slackbot's."""
        return self._app.notice(self.id, channel, text)

    async def _runs(self, where: Channel, line: str, thread: Message | None) -> Shown:
        name, _, text = line.partition(" ")
        if name == "/invite":
            return self._invites(where, text.strip())
        command = self._app.manifest.commands.get(name)
        if command is None:
            return self.sees_notice(where.id, f"{name} is not a valid command.")
        if thread is not None:
            return self.sees_notice(where.id, f"{name} is not supported in threads. Sorry!")
        if self.user.team != TEAM_ID:  # commands are only for members of the workspace
            return self.sees_notice(where.id, f"{name} is not available to you here.")
        text = text.strip()
        if command.get("should_escape"):
            text, _ = self._composer().compose(text)
        links = {
            "response_url": self._app.response_url(self.id, where.id),
            "trigger_id": self._workspace.triggers.give(self.id),
        }
        return await self._app.run_command(payloads.command(self.user, where, name, text, **links))

    def _invites(self, where: Channel, name: str) -> Shown:
        """Slack's own command; the bot is the only user who is not in every channel."""
        if self._user_id(name.removeprefix("@")) != BOT.id or where.kind == "im":
            return self.sees_notice(where.id, f"Type /invite @{BOT.name} in a channel.")
        if BOT.id in where.members:
            return self.sees_notice(where.id, f"@{BOT.name} is already in this channel.")
        self._workspace.put(replace(where, members=where.members | {BOT.id}))
        text = f"<@{BOT.id}> was added by {self.user.real_name}."
        joined = self._workspace.post(self._channel(where.id), BOT, text)
        return Shown(joined.text, joined)

    def _channel(self, name: str) -> Channel:
        return self._workspace.channel(name, of=self.id)

    def _composer(self, *, phone: bool = False) -> Composer:
        return Composer(self._user_id, self._channel_id, phone=phone)

    def _user_id(self, name: str) -> str | None:
        """The id of the user with that username; typing an id mentions nobody."""
        users = self._workspace.users.values()
        return next((user.id for user in users if user.name == name.lower()), None)

    def _channel_id(self, name: str) -> str | None:
        try:
            return self._workspace.channel(f"#{name}").id
        except RefusedError:
            return None
