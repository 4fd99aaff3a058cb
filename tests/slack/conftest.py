"""A playground Slack, and the bot's API client for it."""

from collections.abc import AsyncIterator

import pytest

from bot.operations.metrics import Metrics
from bot.slack.web_api.api import SlackApi, slack_api
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(retries=()) as slack:
        yield slack


@pytest.fixture
async def api(slack: Slack) -> AsyncIterator[SlackApi]:
    async with slack_api(settings_for(slack, "http"), Metrics()) as api:
        yield api
