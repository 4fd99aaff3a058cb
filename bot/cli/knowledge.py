"""EDGE. `python -m bot knowledge …`: exports, imports, lists and checks the team's knowledge."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from tqdm import tqdm

from bot.cli.decisions import print_csv, print_json, print_lines
from bot.cli.terminal import (
    DONE,
    NOTHING_DONE,
    display_of,
    failure,
    misuse,
    print_text,
    unguarded,
    visible_json,
)
from bot.database.redaction import name_of
from bot.database.schema import opened_database
from bot.guide.explain import title_of
from bot.team.export_file import export_lines
from bot.team.import_reader import ExportFileError, read_export
from bot.team.model import History, Person
from bot.team.sql_store import SqlStore


def run(options: Namespace, database_url: str) -> int:
    """Run the action of the options on the database; return the exit code.

    Raises `UrlError`, `SchemaError` and `DatabaseUnavailable`.
    """
    # UTF-8 whatever the terminal's encoding is: an export is a file for other programs.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr] # a real stream
    try:
        if options.action == "check":
            return _check(options)
        if options.action == "import":  # nothing is opened for a file with faults
            return _import(options, database_url)
        with opened_database(database_url) as database:
            return _ACTIONS[options.action](options, database)
    except _UnreadableFileError as error:
        return misuse(f"knowledge {options.action}: {error}")


class _UnreadableFileError(Exception):
    """The file cannot be read; the message says why."""


def _no_entries(database: Engine, workspace: str) -> int:
    """Say on standard error that a workspace has no entries here, and which have some.

    Returns the exit code for nothing found.
    """
    others = ", ".join(SqlStore(database).workspaces())
    rest = f"of {others} there are some" if others else "there are none at all"
    ids = "`check` and `tokens list` show the ids of workspaces."
    return failure(f"{workspace} has no entries in {name_of(database)}; {rest}. {ids}")


def _export(options: Namespace, database: Engine) -> int:
    histories = SqlStore(database).history(options.workspace)
    for line in export_lines(options.workspace, histories):
        sys.stdout.write(visible_json(line))
    return DONE if histories else _no_entries(database, options.workspace)


def _check(options: Namespace) -> int:
    try:
        _read(options)
    except ExportFileError as error:
        print_text("\n".join(map(str, error.faults)), sys.stdout)
        return NOTHING_DONE
    print("No faults.")
    return DONE


def _import(options: Namespace, database_url: str) -> int:
    try:
        histories = _read(options)
    except ExportFileError as error:
        print_text("\n".join((*map(str, error.faults), "Nothing was imported.")), sys.stderr)
        return NOTHING_DONE
    by, now, out = Person("", options.by), datetime.now(UTC), unguarded(sys.stderr)
    hidden = not display_of(sys.stderr).is_live
    counted = tqdm(histories, unit="entry", leave=False, disable=hidden, file=out)
    with opened_database(database_url) as database:
        store = SqlStore(database)
        report = store.import_histories(options.workspace, counted, by, now, lambda: uuid4().hex)
    print(
        f"{report.added} new, {report.continued} continued, {report.unchanged} known already, "
        f"{report.conflicting} beside entries that were changed on both sides."
    )
    return DONE


def _read(options: Namespace) -> tuple[History, ...]:
    try:
        content = Path(options.file).read_bytes()
    except OSError as error:
        raise _UnreadableFileError(f"{options.file}: {error.strerror}") from None
    return read_export(content)


def _list(options: Namespace, database: Engine) -> int:
    entries = SqlStore(database).entries(options.workspace)
    if not entries:
        return _no_entries(database, options.workspace)
    for entry in entries:
        cause = entry.revision.draft.cause.splitlines()[0]
        print_text(f"{entry.code} {title_of(entry.code)} {cause}", sys.stdout)
    print(f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}.")
    return DONE


def _forget(options: Namespace, database: Engine) -> int:
    count = SqlStore(database).forget(options.user, options.workspace)
    print(f"{count} {'trace' if count == 1 else 'traces'} of {options.user} removed.")
    return DONE


def _delete(options: Namespace, database: Engine) -> int:
    store = SqlStore(database)
    places = store.workspaces(options.workspace)
    if not places:
        _no_entries(database, options.workspace)  # there may be other rows of it
    if not options.yes:
        entries = sum(len(store.entries(each)) for each in places)
        return misuse(_why_not_deleted(options.workspace, entries, places))
    count = store.delete_workspace(options.workspace)
    print(f"{count} {'row' if count == 1 else 'rows'} of {options.workspace} deleted.")
    return DONE


def _why_not_deleted(workspace: str, entries: int, places: Sequence[str]) -> str:
    """What somebody reads who did not say yes; an organization's entries are in several places."""
    is_one = not places or places == [workspace]
    which = "" if is_one else f", in {', '.join(places)}"
    return (
        f"knowledge delete: {workspace} has {entries} {'entry' if entries == 1 else 'entries'}"
        f"{which}, which cannot be brought back. Make an export {'' if is_one else 'of each '}"
        "first: knowledge export. Then give --yes."
    )


def _audit(options: Namespace, database: Engine) -> int:
    decisions = SqlStore(database).decisions(options.workspace)
    if options.json:
        print_json(decisions)
    elif options.csv:
        print_csv(decisions)
    else:
        print_lines(decisions)
    return DONE


_ACTIONS: dict[str, Callable[[Namespace, Engine], int]] = {
    "export": _export,
    "list": _list,
    "forget": _forget,
    "delete": _delete,
    "audit": _audit,
}
