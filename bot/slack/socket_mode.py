"""The line to Slack in Socket Mode: comes up by itself, and stays away from proxies it should."""

import logging
import re
from collections.abc import Callable

from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.settings import Settings
from bot.slack.api import SlackApi
from bot.slack.proxies import proxy_for
from bot.slack.reception import Reception

PING = 3
"""Seconds between pings, and between attempts to connect."""


class _OneLine(logging.Filter):
    """slack_sdk logs a traceback for each failed attempt to connect: one line says as much.

    That line may name a proxy with its password, which is taken out.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        record.msg, record.args = re.sub(r"//[^/@\s]*@", "//", record.getMessage()), None
        return True


class _Client(SocketModeClient):
    """The client, with the proxy chosen anew for each address that Slack hands out."""

    proxy_for: Callable[[str], str | None]

    async def issue_new_wss_url(self) -> str:
        url = await super().issue_new_wss_url()
        self.proxy = self.proxy_for(url)
        return url


class SocketMode(AsyncBaseSocketModeHandler):
    """Bolt's handler for the aiohttp client, as `AsyncSocketModeHandler` is, with `_Client`."""

    def __init__(self, reception: Reception, api: SlackApi, settings: Settings) -> None:
        self._reception = reception
        log = logging.getLogger("bot.slack.socket_mode.client")
        log.setLevel(max(logging.INFO, logging.getLogger().level))  # at DEBUG it prints messages
        log.addFilter(_OneLine())
        self.client: _Client = _Client(
            app_token=settings.app_token or "",
            logger=log,
            web_client=api.for_bolt(),
            ping_interval=PING,
        )
        self.client.proxy_for = lambda url: proxy_for(url, settings.proxies)
        self.client.socket_mode_request_listeners.append(self.handle)

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Dispatch one envelope, and acknowledge it with what the listener said."""
        response = await self._reception.take(req.payload, build_headers(req))
        await send_async_response(client, req, response, 0)
