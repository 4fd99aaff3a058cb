"""`python -m bot tokens …`: keys, and the workspaces that have installed the bot."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot.cli.tokens
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.sql_store import WorkspaceStore
from tests.cli.processes import Ended
from tests.command_line import run_command
from tests.database.fixtures import upgraded
from tests.workspaces.test_sql_store import ACME, GRID, KEY, NOW, OLD, OTHER_KEY


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a database in which two workspaces have installed the bot, and one removed it."""
    url = f"sqlite:///{tmp_path}/team.db"
    made = engine(url)
    upgrade(made)
    store = WorkspaceStore(made, TokenCipher([KEY]))
    store.save(ACME)
    store.save(GRID)
    store.save(replace(ACME, id="T9", name="Gone\x1b[2J"))
    store.remove("T9", NOW + timedelta(days=1))
    made.dispose()
    return url


def tokens(*arguments: str, **environment: str) -> Ended:
    return run_command("tokens", *arguments, **environment)


def test_a_new_key_is_printed_each_time() -> None:
    first, second = tokens("key").stdout.strip(), tokens("key").stdout.strip()

    assert first != second
    stored = TokenCipher([first]).encrypt(OLD)
    assert TokenCipher([second]).decrypt(TokenCipher([second, first]).rotate(stored)) == OLD


@pytest.mark.parametrize("keys", [KEY, OTHER_KEY, ""], ids=["right", "wrong", "none"])
def test_the_workspaces_are_listed_without_their_tokens_whatever_the_keys_are(
    url: str, keys: str
) -> None:
    listed = tokens("list", DATABASE_URL=url, TOKEN_KEYS=keys)

    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout == (
        "E2  organization Grid, installed 2026-11-28 12:00 UTC by U2\n"
        "T1  workspace Acme, installed 2026-11-28 12:00 UTC by U1\n"
        "T9  workspace Gone\N{REPLACEMENT CHARACTER}[2J, installed 2026-11-28 12:00 UTC by U1, "
        "removed 2026-11-29 12:00 UTC\n"
    )


def test_of_a_person_who_was_forgotten_nothing_is_listed(url: str) -> None:
    made = engine(url)
    WorkspaceStore(made, TokenCipher([KEY])).save(replace(ACME, installed_by=""))
    made.dispose()

    assert (
        "T1  workspace Acme, installed 2026-11-28 12:00 UTC\n"
        in tokens("list", DATABASE_URL=url).stdout
    )


def test_without_a_workspace_the_list_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    upgraded(url)
    listed = tokens("list", DATABASE_URL=url, TOKEN_KEYS=KEY)

    assert (listed.returncode, listed.stdout) == (
        0,
        "No workspace has installed the bot by its link.\n",
    )


def test_keys_are_rotated(url: str) -> None:
    rotated = tokens("rotate", DATABASE_URL=url, TOKEN_KEYS=f"{OTHER_KEY},{KEY}")
    again = tokens("rotate", DATABASE_URL=url, TOKEN_KEYS=OTHER_KEY)

    assert (rotated.returncode, again.returncode) == (0, 0)
    assert rotated.stdout == again.stdout
    assert rotated.stdout.startswith("2 tokens are encrypted with the first key of TOKEN_KEYS")


def test_a_lost_key_is_told_and_nothing_is_changed(url: str) -> None:
    failed = tokens("rotate", DATABASE_URL=url, TOKEN_KEYS=OTHER_KEY)

    assert failed.returncode == 1
    assert failed.stderr == (
        "tokens rotate: no key of TOKEN_KEYS decrypts the tokens of E2, T1. Nothing was changed: "
        "set the key again with which they were stored, or install the bot there again\n"
    )
    assert tokens("rotate", DATABASE_URL=url, TOKEN_KEYS=KEY).returncode == 0


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("", "TOKEN_KEYS is missing: the keys that encrypt the tokens of many workspaces"),
        ("short", "TOKEN_KEYS must be keys that `python -m bot tokens key` prints, with commas"),
    ],
)
def test_keys_that_are_none_are_told(url: str, keys: str, says: str) -> None:
    failed = tokens("rotate", DATABASE_URL=url, TOKEN_KEYS=keys)

    assert (failed.returncode, failed.stderr) == (2, f"{says}\n")


def test_without_cryptography_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "bot.cli.tokens")
    monkeypatch.delattr(bot.cli, "tokens")
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    failed = tokens("key")

    assert failed.returncode == 2
    assert failed.stderr == "tokens: this needs cryptography: in a clone, pip install '.[oauth]'\n"
