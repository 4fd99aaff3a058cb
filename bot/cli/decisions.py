"""EDGE. The decision log as lines for people, as JSON, and as CSV."""

import csv
import json
import sys
from collections.abc import Sequence
from datetime import UTC

from bot.cli.terminal import print_text, visible_json
from bot.team.model import LogEntry

_FORGOTTEN = "a forgotten person"
_HEAD = ("at", "act", "person", "name", "code", "entry", "proposal", "version", "what")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula in a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection."""


def print_lines(decisions: Sequence[LogEntry]) -> None:
    """Print one line for each decision, and their number."""
    for each in decisions:
        at = each.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        columns = (at, each.act, _subject(each), f"by {_name(each)}")
        print_text("  ".join(filter(None, columns)), sys.stdout)
    print(f"{len(decisions)} {'decision' if len(decisions) == 1 else 'decisions'}.")


def _subject(each: LogEntry) -> str:
    """What was decided on, or else what was refused; empty for a line that names neither."""
    named = {
        "code": each.code,
        "entry": each.entry,
        "proposal": each.proposal,
        "version": each.version,
    }
    parts = [f"{name} {value}" for name, value in named.items() if value is not None]
    return ", ".join(parts) or each.what


def _name(each: LogEntry) -> str:
    if each.person is None:
        return _FORGOTTEN
    name = " ".join(each.person.name.split())
    return " ".join(filter(None, (name, each.person.id and f"({each.person.id})")))


def print_json(decisions: Sequence[LogEntry]) -> None:
    """Print a JSON list; a forgotten person is null."""
    for number, each in enumerate(decisions):
        person = each.person and {"id": each.person.id, "name": each.person.name}
        record = {
            "at": each.at.isoformat(),
            "act": each.act,
            "person": person,
            "code": each.code and each.code.decimal,
            "entry": each.entry,
            "proposal": each.proposal,
            "version": each.version,
            "what": each.what,
        }
        text = visible_json(json.dumps(record, ensure_ascii=False))
        sys.stdout.write(f"{',' if number else '['}\n{text}")
    sys.stdout.write("\n]\n" if decisions else "[]\n")


def print_csv(decisions: Sequence[LogEntry]) -> None:
    """Print a table with a head; a forgotten person has no id."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(_HEAD)
    for each in decisions:
        id_, name = (each.person.id, each.person.name) if each.person else ("", _FORGOTTEN)
        code = each.code.decimal if each.code else ""
        row = (each.at.isoformat(), each.act, id_, name, code, each.entry, each.proposal)
        table.writerow([_cell(value) for value in (*row, each.version, each.what)])


def _cell(value: object) -> object:
    """The value, which no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
