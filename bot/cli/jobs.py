"""EDGE. `python -m bot jobs …`: lists unfinished jobs, without message texts, and retries them."""

import sys
from argparse import Namespace
from collections import Counter
from datetime import UTC, datetime

from bot.cli.terminal import DONE, NOTHING_DONE, print_text
from bot.database.schema import opened_database
from bot.jobs.model import State, UnfinishedJob
from bot.jobs.sql_store import SqlJobStore


def run(options: Namespace, database_url: str) -> int:
    """Run the action of the options; return the exit code, 1 if there was no such dead job.

    Raises `UrlError`, `SchemaError` and `DatabaseUnavailable`.
    """
    with opened_database(database_url) as database:
        return _run(options, SqlJobStore(database))


def _run(options: Namespace, store: SqlJobStore) -> int:
    if options.action == "list":
        return _list(store)
    ids = None if options.all else options.id
    if options.action == "retry":
        return _report(store.retry_dead(ids), "will be tried again")
    return _report(store.delete_dead(ids), "dropped")


def _list(store: SqlJobStore) -> int:
    jobs = store.unfinished()
    for each in jobs:
        print_text(_line(each), sys.stdout)
    counts = Counter(each.state for each in jobs)
    states = (State.DEAD, State.WAITING, State.RUNNING)
    print(f"{', '.join(f'{counts[state]} {state}' for state in states)}.")
    return DONE


def _line(each: UnfinishedJob) -> str:
    enqueued = datetime.fromtimestamp(each.enqueued_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    failures = f"{each.failures} {'failure' if each.failures == 1 else 'failures'}"
    job = each.job
    parts = (f"{each.id}", each.state, enqueued, job.workspace, job.kind, job.key, failures)
    return "  ".join(filter(None, (*parts, each.error)))


def _report(count: int, done: str) -> int:
    print(f"{count} dead {'job' if count == 1 else 'jobs'} {done}.")
    return DONE if count else NOTHING_DONE
