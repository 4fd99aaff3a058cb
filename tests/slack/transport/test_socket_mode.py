"""What has come in on a line is answered there, as long as there is that line."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.operations.metrics import Metrics
from bot.playground.model import Shown
from bot.slack.manifest import manifest
from bot.slack.transport.dispatcher import Dispatcher
from bot.slack.transport.socket_mode import SocketMode
from bot.slack.web_api.api import slack_api
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for
from tests.scenarios.test_server import FirstLine

HERE = "#iis-cluster"


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


@dataclass
class Bot:
    """Connected to Slack; it answers commands when it is let."""

    slack: Slack
    stack: AsyncExitStack
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def command(self, ack: AsyncAck) -> None:
        self.asked.set()
        await self.let.wait()
        await ack("Hello, Ana.")

    async def is_asked(self) -> asyncio.Task[Shown]:
        shown = asyncio.create_task(self.slack.client("Ana").runs(HERE, "/iissync 5"))
        await self.asked.wait()
        return shown

    async def refreshed(self) -> None:
        first = FirstLine()
        logging.getLogger("bot.slack.transport.socket_mode").addHandler(first)
        await self.slack.disconnect()
        await first.line.wait()
        logging.getLogger("bot.slack.transport.socket_mode").removeHandler(first)

    async def stopped(self) -> None:
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


async def test_a_command_from_before_a_refresh_is_answered(bot: Bot) -> None:
    shown = await bot.is_asked()
    await bot.refreshed()
    bot.let.set()

    assert (await shown).text == "Hello, Ana."
    await bot.slack.wait_for(lambda: bot.slack.connections == 1)


@pytest.mark.parametrize("refreshed", [False, True])
async def test_a_command_from_before_the_stop_is_answered(bot: Bot, *, refreshed: bool) -> None:
    shown = await bot.is_asked()
    if refreshed:
        await bot.refreshed()
    stopping = asyncio.create_task(bot.stopped())
    asyncio.get_running_loop().call_soon(bot.let.set)
    await stopping

    assert (await shown).text == "Hello, Ana."


async def test_an_acknowledgement_without_its_line_is_one_line_in_the_log(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await bot.is_asked()
    bot.slack.cut_connections()
    await shown
    bot.let.set()
    await bot.stopped()

    assert "an acknowledgement came too late" in caplog.text
    assert "Traceback" not in caplog.text
