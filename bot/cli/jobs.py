"""EDGE. `python -m bot jobs …`: what could not be done, and no message texts."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime

from bot.database.engine import UrlError, engine
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import NewerDatabase, upgrade
from bot.jobs.model import JobStore, State, UnfinishedJob
from bot.jobs.sql_store import SqlJobStore

DONE, NOTHING, MISUSE = 0, 1, 2


def run(options: Namespace, database_url: str) -> int:
    """Do what the options say; the exit code, which is 1 where no job was dead."""
    try:
        database = engine(database_url)
        upgrade(database)
        store = SqlJobStore(database)
        if options.action == "list":
            return _list(store)
        return _act(store, options.action, None if options.all else options.id)
    except (DatabaseUnavailable, NewerDatabase, UrlError) as error:
        print(f"jobs {options.action}: DATABASE_URL: {error}", file=sys.stderr)
    return MISUSE


def _list(store: JobStore) -> int:
    listed = store.unfinished()
    for each in listed:
        print(_line(each))
    counts = Counter(each.state for each in listed)
    shown = (State.DEAD, State.WAITING, State.RUNNING)
    print(f"{', '.join(f'{counts[state]} {state}' for state in shown)}.")
    return DONE


def _line(each: UnfinishedJob) -> str:
    enqueued = datetime.fromtimestamp(each.enqueued_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    failures = f"{each.failures} {'failure' if each.failures == 1 else 'failures'}"
    job = each.job
    parts = (f"{each.id}", each.state, enqueued, job.workspace, job.kind, job.key, failures)
    return "  ".join(filter(None, (*parts, each.error)))


def _act(store: JobStore, action: str, ids: Collection[int] | None) -> int:
    act, done = {
        "retry": (store.retry_dead, "will be tried again"),
        "drop": (store.delete_dead, "dropped"),
    }[action]
    count = act(ids)
    print(f"{count} dead {'job' if count == 1 else 'jobs'} {done}.")
    return DONE if count else NOTHING
