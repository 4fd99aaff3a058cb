"""Runs the bot: connects it to Slack by Socket Mode or HTTP, and ends it gracefully."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.settings import Settings
from bot.slack.api import SlackApi, slack_api
from bot.slack.app import build_app
from bot.slack.door import Refused, admit
from bot.slack.manifest import PATH
from bot.slack.socket_mode import SocketMode
from bot.slack.work import Work

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
LAST_WORK = 15
"""Seconds that work under way has to finish once the bot is told to stop."""


@dataclass(frozen=True, slots=True)
class Running:
    """The bot at work: what is under way, and in HTTP mode where Slack's requests go."""

    work: Work
    url: str | None


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    """The bot at work, for as long as the context lasts; what is under way then is finished.

    Starts while Slack is down, and connects when it is back. Raises `OSError` where it cannot
    listen for HTTP.
    """
    async with slack_api(settings) as api:
        work = Work()
        app = build_app(api, work)
        line = _socket_mode(app, api, settings) if settings.socket_mode else _http(app, settings)
        async with line as url:
            yield Running(work, url)
        await work.finished(LAST_WORK)


@asynccontextmanager
async def _socket_mode(app: AsyncApp, api: SlackApi, settings: Settings) -> AsyncIterator[None]:
    handler = SocketMode(app, api, settings)
    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call] # Bolt's
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await handler.close_async()  # type: ignore[no-untyped-call] # Bolt's


@asynccontextmanager
async def _http(app: AsyncApp, settings: Settings) -> AsyncIterator[str]:
    async def events(request: web.Request) -> web.Response:
        return await _answer(app, settings.signing_secret or "", request)

    server = web.Application(client_max_size=LARGEST_BODY)
    server.router.add_post(PATH, events)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=LAST_WORK)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        host, port = runner.addresses[0][:2]
        url = f"http://{host}:{port}{PATH}"
        log.info("listening on %s", url)
        yield url
    finally:
        await runner.cleanup()


async def _answer(app: AsyncApp, secret: str, request: web.Request) -> web.Response:
    """Bolt's response to a request that the door lets in."""
    body = await request.read()
    try:
        payload = admit(request.headers, body, secret, time.time())
    except Refused as refusal:
        log.warning("refused a request: %s", refusal)
        return web.Response(status=refusal.status)
    headers = {name: list(request.headers.getall(name)) for name in request.headers}
    dispatched = AsyncBoltRequest(mode="socket_mode", body=payload, headers=dict(headers))
    return await to_aiohttp_response(await app.async_dispatch(dispatched))
