"""The tokens of workspaces, as calls get them from the store."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from bot.database.errors import DatabaseUnavailable
from bot.slack.web_api import tokens
from bot.slack.web_api.errors import SlackUnavailable
from bot.slack.web_api.tokens import StoredTokens, acting_for
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
    with acting_for(ACME.id):
        reading = asyncio.create_task(tokens.current())
        await begun.wait()
        store.save(replace(ACME, token=AGAIN))
        tokens.forget(ACME.id)
        during = await tokens.current()
        end.set()

        assert (during, await reading, await tokens.current()) == (AGAIN.value,) * 3


async def test_a_token_that_could_not_be_stored_is_used_and_stored_later(
    url: str, engines: Callable[[str], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "CACHE_SECONDS", 0)
    database = engines(url)
    store = WorkspaceStore(database, TokenCipher([Fernet.generate_key().decode()]))
    store.save(replace(ACME, token=BotToken("xoxb-0", "xoxe-0", time.time())))
    asked: list[str] = []

    async def exchange(old: BotToken) -> BotToken:
        asked.append(old.refresh_token)
        if len(asked) == 2:
            raise SlackUnavailable("away")
        number, soon = len(asked), time.time() + (0 if len(asked) == 1 else 43_200)
        return BotToken(f"xoxb-{number}", f"xoxe-{number}", soon)

    many = StoredTokens(store, exchange)
    with acting_for(ACME.id):
        with unwritable(database):
            used = [await many.current() for _ in range(4)]
        stored_later = await many.current()

    assert used == ["xoxb-1", "xoxb-1", "xoxb-3", "xoxb-3"]
    assert asked == ["xoxe-0", "xoxe-1", "xoxe-1"]  # Slack accepts each once
    token = store.token(ACME.id)
    assert token
    assert (stored_later, token.value) == ("xoxb-3", "xoxb-3")


@contextmanager
def unwritable(database: Engine) -> Iterator[None]:
    """Refuse to change rows, as a full disk does, while they can be read."""

    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            raise DatabaseUnavailable("the disk is full")

    listen(database, "before_cursor_execute", refuse)
    yield
    remove(database, "before_cursor_execute", refuse)
