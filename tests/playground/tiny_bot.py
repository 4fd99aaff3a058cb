"""A very small bot on Bolt, which uses each surface of Slack once."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.model import Json
from tests.fake_slack.slack import Slack
from tests.playground.blocks import actions, button, plain, section

ANY = re.compile(".*", re.DOTALL)
MANIFEST: Json = {
    "features": {
        "slash_commands": [
            {"command": "/iissync", "description": "Decode"},
            {"command": "/escaped", "description": "Escaped", "should_escape": True},
        ],
        "shortcuts": [
            {"name": "Decode status codes", "type": "message", "callback_id": "decode"},
            {"name": "Look up a status code", "type": "global", "callback_id": "lookup"},
        ],
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_mention", "message.im", "app_home_opened"]}
    },
}
SHARED = [actions(button("Share", action_id="share", value="1722"))]
CODE: Json = {
    "type": "input",
    "block_id": "code",
    "label": plain("Code"),
    "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 10},
}
LOOKUP: Json = {
    "type": "modal",
    "callback_id": "looked_up",
    "title": plain("Look up"),
    "submit": plain("Go"),
    "blocks": [CODE],
}


def words(text: str, kind: str = "modal") -> Json:
    """A view with that text."""
    title = {"title": plain("Result")} if kind == "modal" else {}
    return {"type": kind, **title, "blocks": [section(text)]}


class TinyBot:
    """The bot: `received` are its payloads, `answers` its next acknowledgements."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.received: list[Json] = []
        self.answers: list[Json | None] = []
        self.busy = asyncio.Event()
        self.hangs = False

    def app(self, secret: str) -> AsyncApp:
        """The bot's Bolt app."""

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None,
                team_id="T0PLAY0001",
                bot_user_id="U0PLAYBOT1",
                bot_id="B0PLAYBOT1",
                bot_token=self.client.token,
            )

        app = AsyncApp(
            signing_secret=secret,
            client=self.client,
            authorize=authorize,
            process_before_response=True,
        )
        for listen in (
            app.command,
            app.view,
            app.view_closed,
            app.shortcut,
            app.action,
            app.options,
        ):
            listen(ANY)(self.receive)
        for name in ("app_mention", "message", "app_home_opened"):
            app.event(name)(self.receive_event)
        return app

    async def receive(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """Acknowledge a command, a click, a shortcut, a form, or a request for options."""
        self.received.append(body)
        self.busy.set()
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else None
        await ack(**(answer or {}))
        if body.get("callback_id") == "lookup":
            await self.client.views_open(trigger_id=body["trigger_id"], view=LOOKUP)
        if body.get("type") == "message_action":
            await respond("decoded")

    async def receive_event(self, event: Json) -> None:
        """Answer a mention or a message, or publish the home tab."""
        self.received.append(event)
        if event["type"] == "app_home_opened":
            await self.client.views_publish(user_id=event["user"], view=words("hi", "home"))
            return
        if "bot_id" not in event and "subtype" not in event:
            thread = event.get("thread_ts") or event["ts"]
            await self.client.chat_postMessage(
                channel=event["channel"], text="1722!", thread_ts=thread
            )

    @asynccontextmanager
    async def over_socket_mode(self, slack: Slack) -> AsyncIterator[AsyncSocketModeHandler]:
        """The bot over Socket Mode."""
        handler = AsyncSocketModeHandler(self.app("unused"), slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        await slack.connected()
        try:
            yield handler
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's

    @asynccontextmanager
    async def over_http(self, slack: Slack) -> AsyncIterator[Mapping[str, str]]:
        """The bot over HTTP."""
        app = self.app(slack.signing_secret)

        async def serve(request: web.Request) -> web.Response:
            return await to_aiohttp_response(
                await app.async_dispatch(await to_bolt_request(request))
            )

        served = web.Application()
        served.add_routes([web.post("/slack/events", serve)])
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        slack.deliver_to(f"http://{host}:{port}/slack/events")
        try:
            yield {}
        finally:
            slack.deliver_to(None)
            await runner.cleanup()
