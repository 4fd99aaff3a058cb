"""EDGE. `python -m bot tokens …`: the tokens of the workspaces that installed the bot by a link."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.fernet import Fernet

from bot.cli.terminal import DONE, failure, print_text
from bot.codes.sources import printable
from bot.database.schema import opened_database
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.model import Workspace, WrongKeyError
from bot.workspaces.sql_store import WorkspaceStore


def print_key() -> int:
    """Print a new key for TOKEN_KEYS; return the exit code."""
    print(Fernet.generate_key().decode())
    return DONE


def run(options: Namespace, database_url: str, keys: Sequence[str]) -> int:
    """Run the action of the options on the database; return the exit code.

    Raises `UrlError`, `SchemaError` and `DatabaseUnavailable`.
    """
    keys = keys or (Fernet.generate_key().decode(),)  # a list needs none, and the cipher some
    with opened_database(database_url) as database:
        return _ACTIONS[options.action](WorkspaceStore(database, TokenCipher(keys)))


def _list(store: WorkspaceStore) -> int:
    found = store.all()
    for each in found:
        print_text(_line(each), sys.stdout)
    if not found:
        print("No workspace has installed the bot by its link.")
    return DONE


def _line(each: Workspace) -> str:
    kind = "organization" if each.is_organization else "workspace"
    removed = f", removed {_utc(each.removed_at)}" if each.removed_at else ""
    by = f" by {each.installed_by}" if each.installed_by else ""  # who was forgotten has no name
    installed = f"installed {_utc(each.installed_at)}{by}"
    return f"{each.id}  {kind} {printable(each.name)}, {installed}{removed}"


def _utc(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _rotate(store: WorkspaceStore) -> int:
    try:
        count = store.rotate_keys()
    except WrongKeyError:
        lost = store.decrypted().named
        return failure(
            f"tokens rotate: no key of TOKEN_KEYS decrypts the tokens of {lost}. Nothing was "
            "changed: set the key again with which they were stored, or install the bot there again"
        )
    tokens = "1 token is" if count == 1 else f"{count} tokens are"
    print(f"{tokens} encrypted with the first key of TOKEN_KEYS: the others can be removed.")
    return DONE


_ACTIONS: dict[str, Callable[[WorkspaceStore], int]] = {"list": _list, "rotate": _rotate}
