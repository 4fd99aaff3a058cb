"""EDGE. `python -m bot database …`: backs the database up, checks it, and upgrades it."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine
from tqdm import tqdm

from bot.cli.terminal import DONE, NOTHING_DONE, display_of, failure, misuse, print_text, unguarded
from bot.database.backup import BackupError, back_up, pg_dump_command
from bot.database.engine import engine, reading
from bot.database.integrity import storage_findings
from bot.database.redaction import name_of
from bot.database.schema import upgrade
from bot.database.schema_version import SchemaVersion, check_exists, current_number, version_of
from bot.jobs.model import UnfinishedJob
from bot.jobs.sql_store import SqlJobStore
from bot.team.integrity import entry_findings

_HOUR = 60 * 60


def run(options: Namespace, database_url: str) -> int:
    """Run the action of the options on the database; return the exit code.

    Raises `UrlError`, `SchemaError` and `DatabaseUnavailable`.
    """
    return _ACTIONS[options.action](options, database_url)


@contextmanager
def _engine(database_url: str, *, may_create: bool) -> Iterator[Engine]:
    made = engine(database_url, may_create=may_create)
    try:
        yield made
    finally:
        made.dispose()


def _back_up(options: Namespace, database_url: str) -> int:
    with _engine(database_url, may_create=False) as database:
        if database.dialect.name == "postgresql":
            return misuse(
                "PostgreSQL makes its own backups. USER is the user in DATABASE_URL:\n"
                f"  {pg_dump_command(database, options.file)}"
            )
        check_exists(database)
        try:
            size = _copy(database, Path(options.file))
        except BackupError as error:
            return failure(f"database backup: {error}.")
        print(f"{options.file}: {size:,} bytes, checked. It is a backup of {name_of(database)}.")
        return DONE


def _copy(database: Engine, target: Path) -> int:
    """Back the database up; on a terminal, show the progress. Returns the size in bytes."""
    out, hidden = unguarded(sys.stderr), not display_of(sys.stderr).is_live
    bar = tqdm(unit="B", unit_scale=True, leave=False, disable=hidden, file=out)

    def show(copied: int, total: int) -> None:
        bar.total = total
        bar.update(copied - bar.n)

    with closing(bar):
        return back_up(database, target, show)


def _check(_: Namespace, database_url: str) -> int:
    with _engine(database_url, may_create=False) as database:
        check_exists(database)
        version = version_of(database)
        findings = [*_findings(database, version)]
        name = name_of(database)
    for line in (*findings, f"{name}: its schema is {version.number!r}{_compared(version)}."):
        print_text(line, sys.stdout)
    print(f"{len(findings) or 'No'} {'finding' if len(findings) == 1 else 'findings'}.")
    return NOTHING_DONE if findings else DONE


def _compared(version: SchemaVersion) -> str:
    """How the schema compares with that of this version, and what follows from it."""
    if version.is_current:
        return ""
    if version.is_compatible:
        return ", of a newer version of the bot"
    return (
        f", of an older version of the bot; this one's is {current_number()!r}. A backup may stay "
        "as it is: `run` and `database upgrade` upgrade a database when it is used, and its "
        "entries and jobs can be checked only then"
    )


def _findings(database: Engine, version: SchemaVersion) -> Iterator[str]:
    """What is wrong; of an older schema, only what holds for any."""
    is_known = version.is_current or version.is_compatible
    with reading(database) as connection:
        yield from storage_findings(connection)
        if is_known:
            yield from entry_findings(connection)
    if is_known:
        yield from map(_overdue, SqlJobStore(database).overdue(_HOUR))


def _overdue(each: UnfinishedJob) -> str:
    job = each.job
    return (
        f"The job {each.id} ({job.kind} of {job.workspace}) is {each.state}, and for over an hour "
        "nobody has worked on it: does a bot run on this database?"
    )


def _upgrade(_: Namespace, database_url: str) -> int:
    with _engine(database_url, may_create=True) as database:
        before = upgrade(database)
        after = version_of(database).number
        name = name_of(database)
    if before is None:
        print(f"{name} was created, with the schema {after!r}.")
    elif before == after:
        print(f"{name} needs no upgrade: its schema is {after!r}.")
    else:
        print(f"{name} was upgraded from the schema {before!r} to {after!r}.")
    return DONE


_ACTIONS: dict[str, Callable[[Namespace, str], int]] = {
    "backup": _back_up,
    "check": _check,
    "upgrade": _upgrade,
}
