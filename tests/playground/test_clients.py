"""Slack's other official clients work with the playground, too."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.fake_slack.slack import Slack
from tests.npm import installed
from tests.playground.tiny_bot import MANIFEST

BOLT = Path(__file__).with_name("bolt.mjs")


@pytest.fixture(scope="session")
def modules(pytestconfig: pytest.Config) -> Path:
    """Node's modules, with Bolt for JavaScript among them."""
    return installed(pytestconfig.cache, "@slack/bolt@4.6.0").parents[1]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=MANIFEST, retries=()) as running:
        yield running
        assert not running.faults


@asynccontextmanager
async def node(slack: Slack, modules: Path) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        "node",
        BOLT,
        env={
            "PATH": os.environ["PATH"],
            "MODULES": str(modules),
            "BOT_TOKEN": slack.bot_token,
            "APP_TOKEN": slack.app_token,
            "API_URL": slack.api_url,
        },
    )
    try:
        await slack.connected()
        yield
    finally:
        process.terminate()
        await process.wait()


async def test_bolt_for_javascript_works(slack: Slack, modules: Path) -> None:
    ana = slack.client("Ana")
    async with node(slack, modules):
        shown = await ana.runs("#iis-cluster", "/iissync 1722")
        assert shown.message
        assert shown.text == "heard 1722"
        await ana.clicks(shown.message, "Share")
        await slack.wait_for(lambda: slack.messages("#iis-cluster"))
        question = await ana.says("#iis-cluster", "@iissync hello")
        await slack.wait_for(lambda: len(slack.messages("#iis-cluster")) == 3)
        shared, posted, answer = slack.messages("#iis-cluster")

    assert (shared.text, posted, answer.text) == ("shared", question, "mentioned")
    assert answer.thread_ts == question.ts
    assert [delivery.problem for delivery in slack.deliveries] == [""] * len(slack.deliveries)


async def test_bolt_for_javascript_opens_forms_and_the_home_tab(
    slack: Slack, modules: Path
) -> None:
    ana = slack.client("Ana")
    async with node(slack, modules):
        await ana.uses_shortcut("Look up a status code")
        view = await slack.wait_for(lambda: ana.view)
        assert view
        await ana.submits(view, {"Code": "zzz"})
        refused = slack.workspace.views.top(ana.id)
        assert refused
        await ana.submits(view, {"Code": "1722"})
        await ana.opens_home()
        home = await slack.wait_for(lambda: ana.home)

    assert home
    assert (refused.errors, slack.workspace.views.top(ana.id)) == ({"code": "No code"}, None)
    assert home.blocks[0]["text"]["text"] == "*home*"


async def test_bolt_for_javascript_reads_pages_and_refusals(slack: Slack, modules: Path) -> None:
    async with node(slack, modules):
        await slack.client("Ben").says("@iissync", "fetch")
        answer = await slack.wait_for(lambda: slack.messages("@iissync")[1:])

    assert answer[0].text == "fetch channel_not_found"


async def test_the_synchronous_socket_mode_client_works(slack: Slack) -> None:
    client = SocketModeClient(slack.app_token, web_client=WebClient(slack.bot_token, slack.api_url))

    def listen(question: BaseSocketModeClient, request: SocketModeRequest) -> None:
        command = request.type == "slash_commands"
        payload = {"text": f"heard {request.payload['text']}"} if command else None
        question.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        if not command:
            event = request.payload["event"]
            client.web_client.chat_postMessage(
                channel=event["channel"], text="mentioned", thread_ts=event["ts"]
            )

    client.socket_mode_request_listeners.append(listen)
    await asyncio.to_thread(client.connect)
    try:
        await slack.connected()
        shown = await slack.client("Ana").runs("#general", "/iissync 1722")
        question = await slack.client("Ben").says("#general", "@iissync hello")
        answer = await slack.wait_for(lambda: slack.messages("#general", thread=question))
    finally:
        await asyncio.to_thread(client.close)

    assert (shown.text, answer[0].text) == ("heard 1722", "mentioned")
