"""The tokens of workspaces, as calls get them from the store."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from cryptography.fernet import Fernet
from sqlalchemy import Engine

from bot.slack.tokens import StoredTokens, acting_for
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.model import BotToken
from bot.workspaces.sql_store import WorkspaceStore
from tests.workspaces.test_sql_store import ACME

AGAIN = BotToken("xoxb-again")


async def test_a_token_that_was_being_read_while_the_bot_was_installed_again_is_not_used(
    url: str, engines: Callable[[str], Engine]
) -> None:
    store = WorkspaceStore(engines(url), TokenCipher([Fernet.generate_key().decode()]))
    store.save(replace(ACME, token=BotToken("xoxb-old", "xoxe-old", time.time())))
    begun, end = asyncio.Event(), asyncio.Event()

    async def exchange(_: BotToken) -> BotToken:
        begun.set()
        await end.wait()
        return BotToken("xoxb-new")

    tokens = StoredTokens(store, exchange)
    with acting_for(lambda: ACME.id):
        reading = asyncio.create_task(tokens.current())
        await begun.wait()
        store.save(replace(ACME, token=AGAIN))
        tokens.forget(ACME.id)
        during = await tokens.current()
        end.set()

        assert (during, await reading, await tokens.current()) == (AGAIN.value,) * 3
