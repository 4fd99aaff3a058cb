"""EDGE. `python -m bot jobs …`: lists unfinished jobs, without message texts, and retries them."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
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
        return _report(store.retry_dead(ids), "will be tried again", ids)
    return _report(store.delete_dead(ids), "dropped", ids)


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
    return "  ".join(filter(None, (*parts, when_due(each), each.error)))


def when_due(each: UnfinishedJob) -> str:
    """When a waiting job is due, or the lease of a running one ends; empty for a dead one."""
    is_past, time = each.due_in < 0, _in_words(abs(each.due_in))
    match each.state:
        case State.WAITING if abs(each.due_in) < 1:
            return "due now"
        case State.WAITING:
            return f"due {time} ago" if is_past else f"due in {time}"
        case State.RUNNING:
            return f"lease ended {time} ago" if is_past else f"lease ends in {time}"
        case _:
            return ""


def _in_words(seconds: float) -> str:
    """Such as "90 seconds" or "2 hours": from two of the next unit on, in that one."""
    units = [(1, "second"), (60, "minute"), (60 * 60, "hour"), (24 * 60 * 60, "day")]
    size, unit = max((each for each in units if seconds >= 2 * each[0]), default=units[0])
    number = round(seconds / size)
    return f"{number} {unit if number == 1 else f'{unit}s'}"


def _report(count: int, done: str, ids: Sequence[int] | None) -> int:
    """Print how many dead jobs that was done to, and of how many of the given ones it was not."""
    print(f"{count} dead {'job' if count == 1 else 'jobs'} {done}.")
    others = len(set(ids)) - count if ids else 0
    if others:
        are = "is no dead job" if others == 1 else "are no dead jobs"
        text = f"{others} of those numbers {are}: `jobs list` shows the state of each."
        print_text(text, sys.stderr)
    return DONE if count else NOTHING_DONE
