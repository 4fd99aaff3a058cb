"""A Slack on a free port, and small real bots that live in it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.client import Client
from bot.playground.page import page
from tests.fake_slack.clock import ManualClock
from tests.fake_slack.slack import Slack
from tests.playground.clients import Tab
from tests.playground.tiny_bot import MANIFEST, TinyBot


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def slack(clock: ManualClock) -> AsyncIterator[Slack]:
    async with Slack(manifest=MANIFEST, clock=clock, retries=(0, 0)) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as running:
        yield running


@pytest.fixture
def client(slack: Slack, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, session=session)


@pytest.fixture(params=["Socket Mode", "HTTP"])
async def bot(
    request: pytest.FixtureRequest, slack: Slack, client: AsyncWebClient
) -> AsyncIterator[TinyBot]:
    tiny = TinyBot(client)
    transport = tiny.over_socket_mode if request.param == "Socket Mode" else tiny.over_http
    async with transport(slack):
        yield tiny


@pytest.fixture
async def tab(slack: Slack, session: aiohttp.ClientSession) -> AsyncIterator[Tab]:
    async with page(slack, 0) as address:
        yield Tab(session, address)


@pytest.fixture
def ana(slack: Slack) -> Client:
    return slack.client("Ana")
