"""What the bot asks of Slack: one client, one kept-alive session, for as long as the bot runs."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.document import Block
from bot.settings import Settings
from bot.slack.proxies import proxy_for

Message = Mapping[str, Any]
THREAD_PAGE = 999
"""Messages of a thread that are read: one page, one call."""
TIMEOUT = ClientTimeout(total=10)


class NotDelivered(Exception):
    """Slack did not take what was sent; the message is Slack's word for why."""


class SlackApi:
    """Slack's Web API and its response URLs, through the right proxy."""

    def __init__(self, settings: Settings, session: ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._ssl = ssl.create_default_context(cafile=settings.ssl_cert_file)
        self.client = self._client(settings.bot_token)

    def _client(self, token: str | None) -> AsyncWebClient:
        """A client on the shared session.

        Never with slack_sdk's handler for connection errors: what was reset may have been posted.
        """
        client = AsyncWebClient(
            token=token,
            base_url=self._settings.api_url,
            session=self._session,
            ssl=self._ssl,
            retry_handlers=[
                AsyncRateLimitErrorRetryHandler(max_retry_count=2),
                AsyncServerErrorRetryHandler(max_retry_count=2),
            ],
        )
        client.proxy = proxy_for(self._settings.api_url, self._settings.proxies)
        return client

    def for_bolt(self) -> AsyncWebClient:
        """A client without a token, which Bolt copies for each request; `authorize` adds it."""
        return self._client(None)

    async def post(self, channel: str, message: Block, thread_ts: str | None) -> tuple[str, str]:
        """Post a message, in a thread if `thread_ts` names one; the channel and ts that it got.

        A person's id as the channel is their DM. Raises `NotDelivered`.
        """
        posted = await self._call(
            "chat.postMessage",
            channel=channel,
            **message,
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
        )
        return posted["channel"], posted["ts"]

    async def update(self, channel: str, ts: str, message: Block) -> None:
        """Put a message in place of one that was posted. Raises `NotDelivered`."""
        await self._call("chat.update", channel=channel, ts=ts, **message)

    async def publish_home(self, person: str, view: Block) -> None:
        """Show a person's home tab. Raises `NotDelivered`."""
        await self._call("views.publish", user_id=person, view=view)

    async def thread(self, channel: str, ts: str) -> tuple[list[Message], bool]:
        """The thread's messages, oldest first, as far as one page goes, and whether that is all.

        Raises `NotDelivered`.
        """
        answer = await self._call(
            "conversations.replies", channel=channel, ts=ts, limit=THREAD_PAGE
        )
        messages: list[Message] = answer["messages"]
        return messages, not answer.get("has_more")

    async def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a modal. Raises `NotDelivered`, as when the trigger's 3 seconds are over."""
        await self._call("views.open", trigger_id=trigger_id, view=view)

    async def _call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        present = {name: value for name, value in arguments.items() if value is not None}
        try:
            answer = await self.client.api_call(method, json=present)
        except SlackApiError as error:
            response = error.response
            word = response.get("error") if hasattr(response, "get") else None
            raise NotDelivered(word or "an answer that is not Slack's") from error
        except (ClientError, TimeoutError) as error:
            raise NotDelivered(type(error).__name__) from error
        data: Mapping[str, Any] = answer.data  # type: ignore[assignment] # bytes only for files
        return data

    async def respond(self, response_url: str, payload: Block) -> None:
        """Use a response URL (five times within 30 minutes). Raises `NotDelivered`."""
        proxy = proxy_for(response_url, self._settings.proxies)
        try:
            async with self._session.post(
                response_url, json=payload, proxy=proxy, ssl=self._ssl
            ) as response:
                answer = await response.text()
        except (ClientError, TimeoutError) as error:
            raise NotDelivered(type(error).__name__) from error
        if not response.ok:
            raise NotDelivered(answer[:80])


@asynccontextmanager
async def slack_api(settings: Settings) -> AsyncIterator[SlackApi]:
    """Slack's API for as long as the context lasts."""
    async with ClientSession(timeout=TIMEOUT) as session:
        yield SlackApi(settings, session)
