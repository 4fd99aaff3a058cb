"""EDGE. `python -m bot knowledge …`: the team's knowledge from the command line."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tqdm import tqdm

from bot.cli.terminal import unguarded, visible_json
from bot.database.engine import UrlError, engine
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import NewerDatabase, upgrade
from bot.guide.explain import title_of
from bot.team.exchange import ParcelError, check, export, import_, read
from bot.team.model import Person
from bot.team.sql_store import SqlStore
from bot.team.store import Store

DONE, FAULTS, MISUSE = 0, 1, 2


def run(options: Namespace, database_url: str) -> int:
    """Do what the options say with the database; the exit code."""
    # Whatever the terminal takes: an export is a file for others to read.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr] # a real stream
    try:
        return _ACTIONS[options.action](options, database_url)
    except _Unreadable as error:
        print(f"{options.action}: {error}", file=sys.stderr)
    except (DatabaseUnavailable, NewerDatabase, UrlError) as error:
        print(f"{options.action}: DATABASE_URL: {error}", file=sys.stderr)
    return MISUSE


class _Unreadable(Exception):
    """The file cannot be read, and why."""


def _store(database_url: str) -> Store:
    database = engine(database_url)
    upgrade(database)
    return SqlStore(database)


def _export(options: Namespace, database_url: str) -> int:
    for piece in export(_store(database_url), options.workspace):
        sys.stdout.write(visible_json(piece))
    return DONE


def _check(options: Namespace, _: str) -> int:
    faults = check(_content(options))
    for fault in faults:
        print(fault)
    if not faults:
        print("No faults.")
    return FAULTS if faults else DONE


def _import(options: Namespace, database_url: str) -> int:
    try:
        parcel = read(_content(options))
    except ParcelError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        print("Nothing was imported.", file=sys.stderr)
        return FAULTS
    store, by = _store(database_url), Person("", options.by)
    now = datetime.now(UTC)
    with _bar(len(parcel.histories)) as step:
        report = import_(store, options.workspace, parcel, by, now, lambda: uuid4().hex, step)
    print(
        f"{report.added} new, {report.continued} continued, {report.unchanged} known already, "
        f"{report.apart} beside entries that were changed on both sides."
    )
    return DONE


@contextmanager
def _bar(total: int) -> Iterator[Callable[[], object]]:
    """A progress bar on standard error, where that is a terminal."""
    out = unguarded(sys.stderr)
    with tqdm(total=total, unit="entry", leave=False, disable=not out.isatty(), file=out) as bar:
        yield bar.update


def _list(options: Namespace, database_url: str) -> int:
    entries = _store(database_url).entries(options.workspace)
    for entry in entries:
        draft = entry.revision.draft
        print(f"{entry.code} {title_of(entry.code)} {draft.cause.splitlines()[0]}")
    print(f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}.")
    return DONE


def _forget(options: Namespace, database_url: str) -> int:
    count = _store(database_url).forget(options.user, options.workspace)
    print(f"{count} {'trace' if count == 1 else 'traces'} of {options.user} removed.")
    return DONE


def _content(options: Namespace) -> bytes:
    try:
        return Path(options.file).read_bytes()
    except OSError as error:
        raise _Unreadable(f"{options.file}: {error.strerror}") from None


_ACTIONS: dict[str, Callable[[Namespace, str], int]] = {
    "export": _export,
    "import": _import,
    "list": _list,
    "check": _check,
    "forget": _forget,
}
