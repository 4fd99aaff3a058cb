"""Checks what the stores guarantee of entries, revisions and votes, beyond what SQL guarantees."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from bot.team import tables
from bot.team.change_numbers import latest_change
from bot.team.rows import counted_votes

_entry, _revision = tables.entry.c, tables.revision.c


def entry_findings(connection: Connection) -> Iterator[str]:
    """What is wrong with the entries, as sentences."""
    for workspace, entry_id in connection.execute(_with_other_versions()):
        yield f"The entry {entry_id} of {workspace} lacks a version, or has one too many."
    for workspace, entry_id in connection.execute(_with_other_votes()):
        yield f"The entry {entry_id} of {workspace} shows other votes than it got."
    newest = connection.scalars(select(func.max(_entry.changed))).one() or 0
    if newest > latest_change(connection):
        yield "The counter of changes is behind: replicas do not see the latest entries."


def _with_other_versions() -> Select[Any]:
    """Entries whose revisions are not 1, 2, and so on up to their version."""
    of_entry = and_(_revision.workspace == _entry.workspace, _revision.entry == _entry.id)
    newest, count = func.max(_revision.version), func.count(_revision.version)
    joined = select(_entry.workspace, _entry.id).outerjoin_from(
        tables.entry, tables.revision, of_entry
    )
    grouped = joined.group_by(_entry.workspace, _entry.id, _entry.version)
    wrong = (count != _entry.version) | (func.coalesce(newest, 0) != _entry.version)
    return grouped.having(wrong).order_by(_entry.workspace, _entry.id)


def _with_other_votes() -> Select[Any]:
    """Entries whose numbers of votes are not those of the table of votes."""
    helped, did_not_help = counted_votes(helped=True), counted_votes(helped=False)
    wrong = (_entry.helped != helped) | (_entry.did_not_help != did_not_help)
    order = _entry.workspace, _entry.id
    return select(_entry.workspace, _entry.id).where(wrong).order_by(*order)
