"""The calls that the bot makes to Slack's Web API."""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple

from aiohttp import ClientSession

from bot.operations.metrics import Metrics
from bot.replies.block_kit import Block
from bot.settings import OAuthApp, Settings
from bot.slack.web_api.client import POST, ApiClient, slack_session
from bot.slack.web_api.errors import Uncertain
from bot.slack.web_api.rate_limits import SCARCE_PAGE, Bucket
from bot.slack.web_api.scarce_reads import ScarceReads, Where
from bot.slack.web_api.tokens import SingleToken, StoredTokens, Tokens, acting_installation
from bot.workspaces.model import BotToken
from bot.workspaces.sql_store import WorkspaceStore

Message = Mapping[str, Any]
THREAD_PAGE = 999
"""Messages of a thread that are read: one page, so one call. Where reads are scarce, it is one of
`SCARCE_PAGE`."""
EVENT_TYPE = "iissync_answer"
_PAGE = 200
_MOST_MEMBERS = 999
_MOST_PAGES = 20


class Place(NamedTuple):
    """Where a message goes: a channel, a DM, or a user id for that user's DM; and which thread."""

    channel: str
    thread_ts: str | None = None


class SlackApi(ApiClient):
    """The methods of Slack's Web API that the bot calls; each raises `NotDelivered`."""

    def __init__(
        self, settings: Settings, session: ClientSession, metrics: Metrics, tokens: Tokens
    ) -> None:
        super().__init__(settings, session, metrics, tokens)
        self._scarce_reads = ScarceReads(self._read, _key_of)

    async def post(self, place: Place, message: str, key: str) -> tuple[str, str]:
        """Post a message, given as `message_json`, with `key` in its metadata.

        Returns its channel and ts. After `Uncertain`, `find` finds the message by its key. Where
        companies share a channel, each may have a bot that answers the same message, so the
        workspace is in the metadata, too.
        """
        payload = {"key": key, "workspace": acting_installation()}
        more = json.dumps(
            {
                "channel": place.channel,
                **({"thread_ts": place.thread_ts} if place.thread_ts else {}),
                "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
            }
        )
        posted = await self._write(Bucket(POST, place.channel), f"{message[:-1]}, {more[1:]}")
        return posted["channel"], posted["ts"]

    async def find(self, place: Place, since: str, key: str) -> tuple[str, str] | None:
        """The channel and ts of a message with that key, posted after `since`, a ts."""
        async with aclosing(self.find_all(place, since, key)) as found:
            first = await anext(found, None)
        if first and self.reads_are_scarce:  # whoever looks for it later has to read again
            self._scarce_reads.settle(self._where(place), since, key)
        return first

    async def find_all(
        self, place: Place, since: str, key: str, *, low_priority: bool = False
    ) -> AsyncGenerator[tuple[str, str], None]:
        """The channel and ts of each message with that key, posted after `since`, a ts.

        With `low_priority` every other rate-limited call goes first. Raises `SlackRateLimited`
        where reads are scarce: the next call goes on where this one stopped.
        """
        if self.reads_are_scarce:
            where = self._where(place)
            async for ts in self._scarce_reads.find(where, since, key, low_priority=low_priority):
                yield place.channel, ts
            return
        method = "conversations.replies" if place.thread_ts else "conversations.history"
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._read(
                method,
                low_priority=low_priority,
                channel=place.channel,
                ts=place.thread_ts,
                oldest=since,
                limit=_PAGE,
                cursor=cursor,
                include_all_metadata=1,
            )
            for message in page["messages"]:
                if _key_of(message) == key:
                    yield place.channel, message["ts"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
        raise Uncertain("too many messages to look through")

    def expect(self, place: Place, since: str, key: str, seconds: float) -> None:
        """Announce that a message will be looked for where reads are scarce."""
        self._scarce_reads.expect(self._where(place), since, key, seconds)

    def _where(self, place: Place) -> Where:
        return Where(self.tokens.workspace(), *place)

    async def update(self, channel: str, ts: str, message: Block) -> None:
        """Replace a message that was posted."""
        await self._call("chat.update", channel=channel, ts=ts, **message)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message that was posted."""
        await self._call("chat.delete", channel=channel, ts=ts)

    async def post_ephemeral(self, user: str, place: Place, message: Block) -> None:
        """Show a message to one user of a channel."""
        where = {"channel": place.channel, "thread_ts": place.thread_ts, "user": user}
        await self._call("chat.postEphemeral", **where, **message)

    async def check_token(self) -> Mapping[str, Any]:
        """Who the bot is. Raises `TokenRefused` if Slack refuses the bot's token."""
        return await self._call("auth.test")

    async def check_connection(self) -> None:
        """Return if Slack answers, which needs no token. Raises `NotDelivered`."""
        await self._call_without_token("api.test", {})

    async def exchange_code(self, app: OAuthApp, code: str, redirect_uri: str) -> Mapping[str, Any]:
        """The token and its workspace, for the code of an installation. Raises `NotDelivered`."""
        form = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "code": code,
            "redirect_uri": redirect_uri,
        }
        return await self._call_without_token("oauth.v2.access", form)

    async def exchange_token(self, app: OAuthApp, old: BotToken) -> BotToken:
        """The token for which Slack exchanges one that expires. Raises `NotDelivered`."""
        form = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "grant_type": "refresh_token",
            "refresh_token": old.refresh_token,
        }
        answer = await self._call_without_token("oauth.v2.access", form)
        expires = time.time() + float(answer["expires_in"])
        return BotToken(answer["access_token"], answer["refresh_token"], expires)

    async def publish_home(self, user: str, view: Block) -> None:
        """Show a user's home tab."""
        await self._call("views.publish", user_id=user, view=view)

    async def thread(self, channel: str, ts: str, until: str) -> tuple[list[Message], bool]:
        """The first page of a thread, oldest message first, and whether that is all of it.

        Where reads are scarce, it ends before `until`, a ts: what was written after a question
        would take the room of what it is about.
        """
        scarce = self.reads_are_scarce
        answer = await self._read(
            "conversations.replies",
            caller=(channel, until),
            channel=channel,
            ts=ts,
            latest=until if scarce else None,
            limit=SCARCE_PAGE if scarce else THREAD_PAGE,
        )
        messages: list[Message] = answer["messages"]
        return messages, not answer.get("has_more")

    async def link(self, channel: str, ts: str) -> str:
        """The permalink of a message."""
        answer = await self._read("chat.getPermalink", channel=channel, message_ts=ts)
        return str(answer["permalink"])

    async def file_info(self, file: str) -> object:
        """Slack's description of a file, by its id."""
        return (await self._read("files.info", file=file)).get("file")

    async def channel(self, channel: str) -> Mapping[str, Any]:
        """Slack's description of a channel."""
        answer = await self._read("conversations.info", channel=channel)
        return dict(answer.get("channel") or {})

    async def members(self, channel: str) -> tuple[frozenset[str], bool]:
        """The ids of the first members of a channel, and whether these are all."""
        answer = await self._read("conversations.members", channel=channel, limit=_MOST_MEMBERS)
        is_whole = not (answer.get("response_metadata") or {}).get("next_cursor")
        return frozenset(answer.get("members") or ()), is_whole

    async def channels_with(self, user: str) -> list[Mapping[str, Any]]:
        """Some channels in which Slack shows the bot that user."""
        answer = await self._read(
            "users.conversations",
            user=user,
            types="public_channel,private_channel",
            exclude_archived="true",
            limit=_PAGE,
        )
        return list(answer.get("channels") or ())

    async def user(self, user: str) -> Mapping[str, Any]:
        """Slack's description of a user, which needs the optional scope `users:read`."""
        answer = await self._read("users.info", user=user)
        return dict(answer.get("user") or {})

    async def set_prompts(
        self, place: Place, title: str, prompts: Sequence[Mapping[str, str]]
    ) -> None:
        """Show prompts in a thread of the assistant, or of an agent in its messages tab."""
        where = {"channel_id": place.channel, "thread_ts": place.thread_ts}
        await self._call(
            "assistant.threads.setSuggestedPrompts", **where, title=title, prompts=prompts
        )

    async def set_title(self, place: Place, title: str) -> None:
        """Give a thread of direct messages a title."""
        where = {"channel_id": place.channel, "thread_ts": place.thread_ts}
        await self._call("assistant.threads.setTitle", **where, title=title)

    async def set_status(self, place: Place, status: str) -> None:
        """Show what the bot is doing in a thread; the next post there removes it, as does ""."""
        where = {"channel_id": place.channel, "thread_ts": place.thread_ts}
        await self._call("assistant.threads.setStatus", **where, status=status)

    async def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a modal. A trigger expires after 3 seconds."""
        await self._call("views.open", trigger_id=trigger_id, view=view)

    async def push_view(self, trigger_id: str, view: Block) -> None:
        """Show a modal on top of the one that was clicked in."""
        await self._call("views.push", trigger_id=trigger_id, view=view)

    async def complete_step(self, execution: str, outputs: Mapping[str, str]) -> None:
        """Complete the execution of a workflow's step; only the first completion is accepted."""
        arguments = {"function_execution_id": execution, "outputs": outputs}
        await self._call("functions.completeSuccess", **arguments)

    async def fail_step(self, execution: str, error: str) -> None:
        """Complete it with an error that Slack shows to a person; it ends the workflow."""
        arguments = {"function_execution_id": execution, "error": error}
        await self._call("functions.completeError", **arguments)


def message_json(message: Block) -> str:
    """The JSON of a message to post. It is serialized once, however often it is posted."""
    return json.dumps({**message, "unfurl_links": False, "unfurl_media": False})


def _key_of(message: Message) -> str | None:
    """The key in the metadata of a message that this bot has posted for the same installation.

    Older versions of the bot did not store for which.
    """
    metadata, own = message.get("metadata") or {}, acting_installation()
    payload = metadata.get("event_payload") or {}
    key, workspace = payload.get("key"), payload.get("workspace", own)
    if metadata.get("event_type") != EVENT_TYPE or workspace != own:
        return None
    return None if key is None else str(key)


@asynccontextmanager
async def slack_api(
    settings: Settings, metrics: Metrics, store: WorkspaceStore | None = None
) -> AsyncIterator[SlackApi]:
    """Slack's Web API, for as long as the context lasts.

    Its calls have the token of the settings, or those in the `store`.
    """

    async def exchange(old: BotToken) -> BotToken:
        assert settings.oauth, "only apps that are installed by a link have tokens that expire"
        return await api.exchange_token(settings.oauth, old)

    tokens = SingleToken(settings.bot_token) if store is None else StoredTokens(store, exchange)
    async with slack_session() as session:
        api = SlackApi(settings, session, metrics, tokens)
        yield api
