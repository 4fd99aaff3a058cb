"""What the bot is measured against: `python -m tests.bench.peers NAME` runs one.

Each is as small as it can be and does less than the bot: it writes nothing down, asks no team, and
its answer is one line. The settings are in the environment; it says on standard output where it
listens, or that it is connected.
"""

import asyncio
import hashlib
import hmac
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

ANSWER = "2148598792 is 0x80110408."
PATH = "/slack/events"


def limit() -> web.Application:
    """A handler that checks the signature and does nothing else."""
    secret = os.environ["SLACK_SIGNING_SECRET"].encode()

    async def handle(request: web.Request) -> web.Response:
        signed = f"v0:{request.headers['X-Slack-Request-Timestamp']}:".encode()
        digest = hmac.new(secret, signed + await request.read(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={digest}", request.headers["X-Slack-Signature"]):
            return web.Response(status=401)
        return web.json_response({"response_type": "ephemeral", "text": ANSWER})

    made = web.Application()
    made.router.add_post(PATH, handle)
    return made


def bolt(**more: Any) -> AsyncApp:  # noqa: ANN401 - handed through to Bolt
    """Bolt with a listener for the command and one for mentions."""
    token, url = os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]
    client = AsyncWebClient(token, base_url=url)
    app = AsyncApp(signing_secret=os.environ["SLACK_SIGNING_SECRET"], client=client, **more)

    @app.command("/iissync")
    async def command(ack: AsyncAck) -> None:
        await ack(ANSWER)

    @app.event("app_mention")
    async def mention(event: Mapping[str, Any], say: AsyncSay) -> None:
        await say(ANSWER, thread_ts=event["ts"])

    return app


async def listen(made: web.Application) -> None:
    """Say where it listens, and answer."""
    runner = web.AppRunner(made)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"listening on http://{host}:{port}{PATH}", flush=True)
    await asyncio.Event().wait()


async def connect() -> None:
    """Stock Bolt in Socket Mode."""
    road = AsyncSocketModeHandler(bolt(), os.environ["SLACK_APP_TOKEN"])
    await road.connect_async()  # type: ignore[no-untyped-call] # Bolt's
    await asyncio.Event().wait()


PEERS: Mapping[str, Callable[[], Any]] = {
    "limit": lambda: listen(limit()),
    "bare": lambda: listen(bolt(process_before_response=True).web_app(PATH)),
    "stock": lambda: listen(bolt().web_app(PATH)),
    "socket": connect,
}

if __name__ == "__main__":
    asyncio.run(PEERS[sys.argv[1]]())
