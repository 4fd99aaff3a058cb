"""The bot dies while a workspace installs it by the link."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientError, ClientSession
from cryptography.fernet import Fernet

from bot.database.engine import engine
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.sql_store import WorkspaceStore
from tests.replicas import Replica, settings_of
from tests.scenarios.companies import CLIENT_ID, CLIENT_SECRET, Browser, Front, front

KEY = Fernet.generate_key().decode()


@pytest.fixture
async def slack() -> AsyncIterator[Front]:
    async with front("Acme") as made:
        yield made


async def test_fault_75_a_bot_that_is_killed_while_it_is_installed_has_no_half_of_it(
    slack: Front, tmp_path: Path
) -> None:
    url, [acme] = f"sqlite:///{tmp_path}/team.db", slack.companies.values()
    settings = settings_of(acme.slack, url, SLACK_API_URL=f"{slack.url}/api/")
    del settings["SLACK_BOT_TOKEN"]
    settings |= {
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "PUBLIC_URL": "https://bot.example.com",
        "TOKEN_KEYS": KEY,
    }
    replica = Replica(settings, tmp_path / "log")
    store = WorkspaceStore(engine(url), TokenCipher([KEY]))
    async with ClientSession() as session:
        browser = Browser(session, f"http://{urlsplit(replica.url).netloc}")
        try:
            await replica.start()
            state = (await browser.begin())["state"]
            slack.holding = asyncio.Event()
            ending = asyncio.create_task(browser.end(code=acme.team, state=state))
            await slack.asked.wait()
            await replica.kill()
            slack.holding.set()
            with pytest.raises(ClientError):
                await ending
            assert store.all() == []

            slack.holding = None
            await replica.start()
            status, page = await browser.end(code=acme.team, state=state)
            assert (status, "was used before" in page) == (400, True)
            assert "is installed in Acme" in await browser.installs(acme)
            assert [each.id for each in store.all()] == [acme.id]
        finally:
            await replica.kill_if_running()
