"""Whether the keys decrypt all tokens, as the running bot knows it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from bot.workspaces.cipher import TokenCipher
from bot.workspaces.key_check import KeyCheck
from bot.workspaces.sql_store import Decrypted, WorkspaceStore
from tests.workspaces.test_sql_store import ACME, GRID, KEY, OTHER_KEY

Connect = Callable[[str], Engine]


def store_at(made: Engine, *keys: str) -> WorkspaceStore:
    return WorkspaceStore(made, TokenCipher(keys))


async def test_the_workspaces_are_known_whose_tokens_no_key_decrypts(
    url: str, engines: Connect
) -> None:
    made = engines(url)
    store_at(made, KEY).save(ACME)
    store_at(made, OTHER_KEY).save(GRID)
    store_at(made, OTHER_KEY).save(replace(ACME, id="T3", token=None))
    wrong, right = KeyCheck(store_at(made, KEY)), KeyCheck(store_at(made, KEY, OTHER_KEY))
    await wrong.run()
    await right.run()

    assert wrong.last == Decrypted([ACME.id], [GRID.id])
    assert right.last == Decrypted([GRID.id, ACME.id], [])


async def test_while_the_database_is_away_the_last_result_stays(
    tmp_path: Path, engines: Connect
) -> None:
    check = KeyCheck(store_at(engines(f"sqlite:///{tmp_path}/no/such/folder.db"), KEY))
    check.last = Decrypted([], ["T1"])
    await check.run()

    assert check.last == Decrypted([], ["T1"])


async def test_a_bot_of_one_workspace_has_no_tokens_to_decrypt() -> None:
    check = KeyCheck(None)
    await check.run()

    assert check.last == Decrypted()
