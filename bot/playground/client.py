"""A person at Slack's window: speaks, acts, and sees what the bot answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground import payloads
from bot.playground.app_client import AppClient, Shown
from bot.playground.client_actions import ClientActions
from bot.playground.composer import Composer
from bot.playground.forms import Given
from bot.playground.model import (
    TEAM_ID,
    Channel,
    Json,
    Message,
    RefusedError,
    Upload,
    User,
    View,
)
from bot.playground.workspace import BOT


class Client:
    """Someone of the team, who acts."""

    def __init__(self, app_client: AppClient, user: User) -> None:
        self._app_client = app_client
        self._workspace = app_client.workspace
        self.user = user
        self.hand = ClientActions(app_client, user)

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
        """The modal in front."""
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
        """Types a line and presses Enter: a Message, or, for a line that starts with /, a Shown."""
        where = self._channel(channel)
        if text.startswith("/"):
            return await self._runs(where, text, thread)
        said, blocks = self._composer(phone=phone).compose(text)
        return await self.posts(channel, said, blocks=blocks, thread=thread, events=events, **extra)

    def _shared(self, where: Channel, files: Mapping[str, str | bytes]) -> Json:
        """What a message tells of the files that are shared with it."""
        uploads = [self.uploads(name, content) for name, content in files.items()]
        if not uploads:
            return {}
        origin = self._workspace.origin()
        tell = payloads.file_of_another_company
        request = [
            tell(each) if where.is_shared else payloads.file(each, origin) for each in uploads
        ]
        return {"files": request, "upload": True, "display_as_bot": False}

    def uploads(self, name: str, content: str | bytes, **as_told: Any) -> Upload:  # noqa: ANN401 - fields of Slack's own
        """Uploads a file, which no message tells of yet."""
        raw = content.encode() if isinstance(content, str) else content
        return self._workspace.upload(self.user, name, raw, **as_told)

    async def says(
        self,
        channel: str,
        text: str,
        *,
        files: Mapping[str, str | bytes] | None = None,
        **more: Any,  # noqa: ANN401 - of types()
    ) -> Message:
        """Types a line that is no command; `files` are shared with it, by name."""
        shared = self._shared(self._channel(channel), files or {})
        said = await self.types(channel, text, **shared, **more)
        assert isinstance(said, Message), said
        return said

    async def runs(self, channel: str, text: str, **more: Any) -> Shown:  # noqa: ANN401 - of types()
        """Types a line that is a command."""
        shown = await self.types(channel, text, **more)
        assert isinstance(shown, Shown), shown
        return shown

    async def posts(
        self,
        channel: str,
        text: str,
        *,
        blocks: Sequence[Json] = (),
        thread: Message | None = None,
        events: Sequence[str] | None = None,
        **extra: Any,  # noqa: ANN401 - fields of Slack's own
    ) -> Message:
        """Posts a message as it stands, nothing escaped; `extra` are other fields of its payload.

        The bot is sent `events` in the background, or those that its manifest subscribes to.
        """
        message = self._workspace.post(
            self._channel(channel),
            self.user,
            text,
            blocks=blocks,
            thread_ts=(thread.thread_ts or thread.ts) if thread else None,
            client_msg_id=self._workspace.new_id("c"),
            extra=extra,
        )
        request = self._app_client.events_of(message) if events is None else events
        self._app_client.tell_message(message, request)
        return message

    async def edits(self, message: Message, text: str) -> Message:
        """Changes what was said."""
        said, blocks = self._composer().compose(text)
        return self._workspace.edit(message, said, {"blocks": blocks})

    def is_told(self, channel: Channel, words: str) -> None:
        """Reads a word of Slackbot's, which nobody else sees."""
        self._app_client.refuse(self.id, channel.id, words)

    def deletes(self, message: Message) -> None:
        """Takes back what was said."""
        self._workspace.delete(message)

    async def clicks(self, where: Message | View, button: str) -> Shown:
        """Presses the button of that text."""
        return await self.hand.uses(where, button, None)

    async def chooses(self, where: Message | View, name: str, given: Given) -> Shown:
        """Gives that to a menu, by its placeholder, action_id or block_id."""
        return await self.hand.uses(where, name, given)

    async def suggestions(self, where: Message | View, name: str, typed: str) -> list[Json]:
        """The options that the bot offers while a person types into an external select."""
        return await self.hand.suggestions(where, name, typed)

    async def uses_shortcut(self, name: str, message: Message | None = None) -> Shown:
        """Runs a shortcut: on a message, or from anywhere."""
        return await self.hand.uses_shortcut(name, message)

    async def submits(self, view: View, values: Mapping[str, Given] | None = None) -> Shown:
        """Fills in a modal, by label, block_id or action_id, and submits it."""
        return await self.hand.submits(view, values or {})

    async def closes(self, view: View) -> Shown:
        """Closes the modal in front; the bot is sent `view_closed` if the view asks for that."""
        return await self.hand.closes(view)

    async def opens_home(self, tab: str = "home") -> None:
        """Looks at the bot's home tab, or its `messages`; the bot is notified in the background."""
        where = self._workspace.channel(self.id)
        ts = self._workspace.new_ts()
        self._app_client.tell(payloads.home_event(self.user, where, tab, self.home, ts))

    async def _runs(self, where: Channel, line: str, thread: Message | None) -> Shown:
        name, _, text = line.partition(" ")
        if name == "/invite":
            return self._invites(where, text.strip())
        command = self._app_client.manifest.commands.get(name)
        if command is None:
            words = f"{name} is not a valid command."
            return self._app_client.refuse(self.id, where.id, words)
        if thread is not None:
            words = f"{name} is not supported in threads. Sorry!"
            return self._app_client.refuse(self.id, where.id, words)
        if self.user.team != TEAM_ID:  # commands are for the people of the workspace alone
            return self._app_client.refuse(
                self.id, where.id, f"{name} is not available to you here."
            )
        text = text.strip()
        if command.get("should_escape"):
            text, _ = self._composer().compose(text)
        url = self._app_client.response_url(self.id, where.id)
        trigger = self._workspace.triggers.give(self.id)
        payload = payloads.command(
            self.user, where, name, text, response_url=url, trigger_id=trigger
        )
        return await self._app_client.run_command(payload)

    def _invites(self, where: Channel, name: str) -> Shown:
        """Slack's own command; only the bot is not in every channel."""
        if self._user_id(name.removeprefix("@")) != BOT.id or where.kind == "im":
            return self._app_client.refuse(
                self.id, where.id, f"Type /invite @{BOT.name} in a channel."
            )
        if BOT.id in where.members:
            return self._app_client.refuse(
                self.id, where.id, f"@{BOT.name} is already in this channel."
            )
        self._workspace.bot_joins(where.id)
        joined = self._workspace.post(
            self._channel(where.id), BOT, f"<@{BOT.id}> was added by {self.user.real_name}."
        )
        return Shown(joined.text, joined)

    def _channel(self, name: str) -> Channel:
        return self._workspace.channel(name, of=self.id)

    def _composer(self, *, phone: bool = False) -> Composer:
        return Composer(self._user_id, self._channel_id, phone=phone)

    def _user_id(self, name: str) -> str | None:
        """The id of who has that username; an id that is typed is no mention."""
        users = self._workspace.users.values()
        return next((user.id for user in users if user.name == name.lower()), None)

    def _channel_id(self, name: str) -> str | None:
        try:
            return self._workspace.channel(f"#{name}").id
        except RefusedError:
            return None
