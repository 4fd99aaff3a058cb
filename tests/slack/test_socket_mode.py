"""Requests received on a Socket Mode connection are answered there while it is open."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.operations.metrics import Metrics
from bot.playground.app_client import Shown
from bot.playground.slack import Slack
from bot.slack.api import slack_api
from bot.slack.dispatcher import Dispatcher
from bot.slack.manifest import manifest
from bot.slack.socket_mode import SocketMode
from tests.scenarios.conftest import settings_for
from tests.scenarios.test_server import Told

HERE = "#iis-cluster"


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


@dataclass
class Bot:
    """Connected to Slack; it answers commands after `go`."""

    slack: Slack
    stack: AsyncExitStack
    received: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def command(self, ack: AsyncAck) -> None:
        self.received.set()
        await self.go.wait()
        await ack("Hello, Ana.")

    async def run_command(self) -> asyncio.Task[Shown]:
        shown = asyncio.create_task(self.slack.client("Ana").runs(HERE, "/iissync 5"))
        await self.received.wait()
        return shown

    async def refresh(self) -> None:
        told = Told()
        logging.getLogger("bot.slack.socket_mode").addHandler(told)
        await self.slack.disconnect()
        await told.line.wait()
        logging.getLogger("bot.slack.socket_mode").removeHandler(told)

    async def stop(self) -> None:
        await self.stack.aclose()


@pytest.fixture
async def bot(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Bot]:
    caplog.set_level(logging.INFO, "bot.slack")
    async with Slack(manifest=manifest()) as slack, AsyncExitStack() as stack:
        bot = Bot(slack, stack)
        settings = settings_for(slack, "socket")
        metrics = Metrics()
        api = await stack.enter_async_context(slack_api(settings, metrics))
        app = AsyncApp(
            client=api.for_bolt(),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
        )
        app.command("/iissync")(bot.command)
        await stack.enter_async_context(
            SocketMode(Dispatcher(app, metrics), api, metrics, settings)
        )
        await slack.connected()
        yield bot


async def test_a_command_received_before_a_refresh_is_answered(bot: Bot) -> None:
    shown = await bot.run_command()
    await bot.refresh()
    bot.go.set()

    assert (await shown).text == "Hello, Ana."
    await bot.slack.wait_for(lambda: bot.slack.connections == 1)


@pytest.mark.parametrize("refreshed", [False, True])
async def test_a_command_received_before_the_stop_is_answered(bot: Bot, *, refreshed: bool) -> None:
    shown = await bot.run_command()
    if refreshed:
        await bot.refresh()
    stopping = asyncio.create_task(bot.stop())
    asyncio.get_running_loop().call_soon(bot.go.set)
    await stopping

    assert (await shown).text == "Hello, Ana."


async def test_an_acknowledgement_without_its_connection_is_one_line_in_the_log(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await bot.run_command()
    bot.slack.cut_connections()
    await shown
    bot.go.set()
    await bot.stop()

    assert "an acknowledgement came too late" in caplog.text
    assert "Traceback" not in caplog.text
