"""Taking a team's knowledge from one store to another, in the file that `parcel` describes."""

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.team.export_file import Parcel, lines
from bot.team.import_reader import ParcelError, check, read
from bot.team.json_reader import Fault
from bot.team.model import History, Person
from bot.team.store import EntryStore, Report

__all__ = ["Fault", "Parcel", "ParcelError", "Report", "check", "export", "import_", "read"]


def export(store: EntryStore, workspace: str) -> Iterator[str]:
    """The file of a workspace's entries, piece by piece."""
    return lines(workspace, store.history(workspace))


def import_(  # noqa: PLR0913, PLR0917 - what, where, by whom and when
    store: EntryStore,
    workspace: str,
    parcel: Parcel,
    by: Person,
    at: datetime,
    new_id: Callable[[], str],
    progress: Callable[[], object] = lambda: None,
) -> Report:
    """Take a parcel in, all of it or nothing; what became of its entries.

    Entries keep their ids, and those that are known already stay as they are. `new_id` names those
    that were changed on both sides: they come in beside ours. `progress` is called for each.
    """

    def counted() -> Iterator[History]:
        for history in parcel.histories:
            yield history
            progress()

    return store.take_in(workspace, counted(), by, at, new_id)
