"""The real bot in the playground's Slack, over real sockets, by Socket Mode and by HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.playground.model import Message
from bot.playground.slack import Slack
from bot.server import Running, running
from bot.settings import Settings
from bot.slack.manifest import manifest
from bot.slack.timing import Timing

QUICK = Timing(poll=0.02, first_pause=0.01, longest_pause=0.05)
"""What is to be tried again is tried again at once."""


def settings_for(slack: Slack, mode: str) -> Settings:
    both = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": "sqlite:///:memory:",
        "REVIEWERS": "U0ANA00001",
        "OPS_PORT": "0",
    }
    if mode == "socket":
        return Settings.from_mapping({**both, "SLACK_APP_TOKEN": slack.app_token})
    secret = {"SLACK_SIGNING_SECRET": slack.signing_secret}
    return replace(Settings.from_mapping({**both, **secret}), port=0)


@dataclass(frozen=True, slots=True)
class Scene:
    """A workspace with the bot in it."""

    slack: Slack
    bot: Running
    database_url: str = "sqlite:///:memory:"

    async def settled(self) -> None:
        """Return when the bot was told of everything, and has nothing under way."""
        await self.slack.settled()
        await self.bot.tasks.wait()

    async def replies(self, said: Message) -> list[Message]:
        """What the bot says below a message, once it has said all that it will."""
        await self.settled()
        place = self.slack.workspace.messages(said.channel)
        return [m for m in place if m.by_bot and m.thread_ts == (said.thread_ts or said.ts)]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(), retries=()) as slack:
        yield slack
        assert not slack.faults


@pytest.fixture(params=["socket", "http"])
async def scene(request: pytest.FixtureRequest, slack: Slack) -> AsyncIterator[Scene]:
    async with running(settings_for(slack, request.param), QUICK) as bot:
        slack.deliver_to(bot.url)
        if bot.url is None:
            await slack.connected()
        yield Scene(slack, bot)
