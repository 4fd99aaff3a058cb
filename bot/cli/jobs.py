"""EDGE. `python -m bot inbox …`: what could not be done, and no message texts."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime

from bot.database.engine import UrlError, engine
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import NewerDatabase, upgrade
from bot.jobs.model import InboxStore, Listed, State
from bot.jobs.sql_queue import SqlInbox

DONE, NOTHING, MISUSE = 0, 1, 2


def run(options: Namespace, database_url: str) -> int:
    """Do what the options say; the exit code, which is 1 where nothing was parked."""
    try:
        database = engine(database_url)
        upgrade(database)
        store = SqlInbox(database)
        if options.action == "list":
            return _list(store)
        return _act(store, options.action, None if options.all else options.id)
    except (DatabaseUnavailable, NewerDatabase, UrlError) as error:
        print(f"inbox {options.action}: DATABASE_URL: {error}", file=sys.stderr)
    return MISUSE


def _list(store: InboxStore) -> int:
    listed = store.listed()
    for each in listed:
        print(_line(each))
    counts = Counter(each.state for each in listed)
    shown = (State.PARKED, State.WAITING, State.WORKING)
    print(f"{', '.join(f'{counts[state]} {state}' for state in shown)}.")
    return DONE


def _line(each: Listed) -> str:
    kept = datetime.fromtimestamp(each.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    tries = f"{each.tries} failed {'try' if each.tries == 1 else 'tries'}"
    item = each.item
    parts = [f"{each.id}", each.state, kept, item.workspace, item.kind, item.key, tries, each.why]
    return "  ".join(filter(None, parts))


def _act(store: InboxStore, action: str, ids: Collection[int] | None) -> int:
    act, done = {
        "retry": (store.retry, "will be tried again"),
        "drop": (store.discard, "dropped"),
    }[action]
    count = act(ids)
    print(f"{count} parked {'item' if count == 1 else 'items'} {done}.")
    return DONE if count else NOTHING
