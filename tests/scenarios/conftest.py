"""The real bot in the playground's Slack, over real sockets, by Socket Mode and by HTTP."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.playground.client import Client
from bot.playground.model import Message, View
from bot.server import Running, running
from bot.settings import Settings
from bot.slack.jobs.timing import Timing
from bot.slack.manifest import manifest
from tests.database.fixtures import folder_in_memory, upgraded_in
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack

HERE = "#iis-cluster"
QUICK = Timing(poll=0.2, first_pause=0.01, longest_pause=0.05)
"""Retries follow almost at once."""

PATIENT = replace(QUICK, database_timeout=10)
"""The same where the database is slow, as on a busy machine."""


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


def refusal(error: str) -> CannedResponse:
    """Slack's response to a call that it refuses."""
    return CannedResponse(body={"ok": False, "error": error})


@dataclass(frozen=True, slots=True)
class Scenario:
    """A workspace with the bot in it, and what its users do. Users are given by their names."""

    slack: Slack
    bot: Running
    database_url: str = "sqlite:///:memory:"

    async def settled(self) -> None:
        """Return when the bot has received everything, and has nothing in progress."""
        await self.slack.settled()
        await self.bot.tasks.wait()

    async def replies(self, message: Message) -> list[Message]:
        """The bot's messages in a thread, once it has nothing in progress."""
        await self.settled()
        messages = self.slack.workspace.messages(message.channel)
        thread = message.thread_ts or message.ts
        return [each for each in messages if each.by_bot and each.thread_ts == thread]

    async def mention(
        self, user: str, text: str, place: str = HERE, thread: Message | None = None
    ) -> Message:
        """Mention the bot in a new thread or an existing one; its last reply."""
        message = await self.slack.client(user).says(place, f"@iissync {text}", thread=thread)
        return (await self.replies(message))[-1]

    async def command(self, user: str, text: str, place: str = HERE) -> Message:
        """The answer to a slash command."""
        shown = await self.slack.client(user).runs(place, f"/iissync {text}")
        assert shown.message
        return shown.message

    async def click(self, user: str, where: Message | View, button: str) -> None:
        """Click a button, and wait for what follows."""
        await self.slack.client(user).clicks(where, button)
        await self.settled()

    async def decode_message(self, user: str, message: Message) -> Message:
        """The answer to the message shortcut."""
        await self.slack.client(user).uses_shortcut("Decode status codes", message)
        await self.settled()
        return self.private(user)

    async def open_look_up(self, user: str) -> Client:
        """The user with the look-up modal open."""
        client = self.slack.client(user)
        await client.uses_shortcut("Look up a status code")
        await self.settled()
        return client

    async def open_home(self, user: str) -> View:
        """The home tab, which the user opens."""
        await self.slack.client(user).opens_home()
        await self.settled()
        return self.home(user)

    def home(self, user: str) -> View:
        """The home tab as the user sees it now."""
        home = self.slack.client(user).home
        assert home
        return home

    def private(self, user: str, place: str = HERE) -> Message:
        """The last message in a channel that only this user sees."""
        return [each for each in self.slack.seen_by(user, place) if each.ephemeral_to][-1]

    def view(self, user: str) -> View:
        """The modal that is open for a user."""
        return view_of(self.slack.client(user))


def view_of(client: Client) -> View:
    """The modal that is open."""
    assert client.view
    return client.view


@pytest.fixture
def kind() -> str:
    """One kind of database: tests/team and tests/jobs test the stores in both."""
    return "sqlite"


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(manifest=manifest(), retries=()) as slack:
        yield slack
        assert not slack.faults


def scenario_on(
    slack: Slack, url: str, *reviewers: str, pace: Timing = PATIENT
) -> AbstractAsyncContextManager[Scenario]:
    """A scenario with a database of its own, and these reviewers."""
    ids = frozenset(slack.client(name).id for name in reviewers or ("Ana",))
    return scenario_with(slack, pace=pace, database_url=url, reviewers=ids)


@asynccontextmanager
async def scenario_with(
    slack: Slack,
    mode: str = "http",
    pace: Timing = PATIENT,
    **settings: Any,  # noqa: ANN401 - fields of Settings
) -> AsyncIterator[Scenario]:
    """A scenario in which these settings of the bot are different."""
    with folder_in_memory() as folder:
        url = upgraded_in(folder)
        made = replace(settings_for(slack, mode), **{"database_url": url, **settings})
        async with running(made, pace) as bot:
            slack.deliver_to(bot.url)
            if bot.url is None:
                await slack.connected()
            yield Scenario(slack, bot, made.database_url)


@pytest.fixture(params=["http", pytest.param("socket", marks=pytest.mark.slow)])
async def scenario(request: pytest.FixtureRequest, slack: Slack) -> AsyncIterator[Scenario]:
    async with scenario_with(slack, request.param) as scenario:
        yield scenario
