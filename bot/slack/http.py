"""The HTTP road from Slack: what the door lets in goes to the reception, and nothing else does."""

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response

from bot.settings import Settings
from bot.slack.door import Refused, admit
from bot.slack.manifest import PATH
from bot.slack.reception import Reception

log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024


@asynccontextmanager
async def listening(
    reception: Reception, settings: Settings, last_work: float
) -> AsyncIterator[str]:
    """The address where Slack's requests are answered, for as long as the context lasts.

    Requests under way at its end have `last_work` seconds. Raises `OSError` where it cannot listen.
    """

    async def events(request: web.Request) -> web.Response:
        return await _answer(reception, settings.signing_secret or "", request)

    server = web.Application(client_max_size=LARGEST_BODY)
    server.router.add_post(PATH, events)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=last_work)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        host, port = runner.addresses[0][:2]
        url = f"http://{host}:{port}{PATH}"
        log.info("listening on %s", url)
        yield url
    finally:
        await runner.cleanup()


async def _answer(reception: Reception, secret: str, request: web.Request) -> web.Response:
    """The reception's answer to a request that the door lets in."""
    if "Content-Encoding" in request.headers:  # Slack packs nothing; what unpacks badly is no 500
        return web.Response(status=415)
    body = await request.read()
    try:
        payload = admit(request.headers, body, secret, time.time())
    except Refused as refusal:
        log.warning("refused a request: %s", refusal)
        return web.Response(status=refusal.status)
    headers = {name: list(request.headers.getall(name)) for name in request.headers}
    return await to_aiohttp_response(await reception.take(payload, headers))
