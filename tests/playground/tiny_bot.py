"""A very small bot, of real Bolt, which uses each of Slack's ways once."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import Slack

ANY = re.compile(".*", re.DOTALL)
Json = dict[str, Any]
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
SHARE: Json = {"type": "button", "text": {"type": "plain_text", "text": "Share"}, "value": "1722"}
SHARED: list[Json] = [{"type": "actions", "elements": [{**SHARE, "action_id": "share"}]}]
CODE: Json = {
    "type": "input",
    "block_id": "code",
    "label": {"type": "plain_text", "text": "Code"},
    "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 10},
}
LOOKUP: Json = {
    "type": "modal",
    "callback_id": "looked_up",
    "title": {"type": "plain_text", "text": "Look up"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [CODE],
}


def words(text: str, kind: str = "modal") -> Json:
    """A view that says that."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    title = {"title": {"type": "plain_text", "text": "Result"}} if kind == "modal" else {}
    return {"type": kind, **title, "blocks": [section]}


class TinyBot:
    """The bot; `heard` is all that reached it, and `answers` are its next acknowledgements."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.heard: list[Json] = []
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
            listen(ANY)(self.hear)
        for name in ("app_mention", "message", "app_home_opened"):
            app.event(name)(self.hear_event)
        return app

    async def hear(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """A command, a click, a shortcut, a form, or a question for options."""
        self.heard.append(body)
        self.busy.set()
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else None
        await ack(**(answer or {}))
        if body.get("callback_id") == "lookup":
            await self.client.views_open(trigger_id=body["trigger_id"], view=LOOKUP)
        if body.get("type") == "message_action":
            await respond("decoded")

    async def hear_event(self, event: Json) -> None:
        """A mention, a message, or someone at the home tab."""
        self.heard.append(event)
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
        """The bot, connected."""
        handler = AsyncSocketModeHandler(self.app("unused"), slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        await slack.connected()
        try:
            yield handler
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's

    @asynccontextmanager
    async def over_http(self, slack: Slack) -> AsyncIterator[Mapping[str, str]]:
        """The bot, listening."""
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
