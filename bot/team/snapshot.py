"""The team's entries and settings in memory, so that answers need no query.

No clock and no tasks: the caller says when to read. Readers see one complete state after another.
"""

import asyncio
import logging
import sys
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from bot.database.errors import DatabaseUnavailable
from bot.team.entry_store import EntryStore
from bot.team.notes import NO_ENTRIES, WorkspaceEntries
from bot.team.settings import WorkspaceSettings
from bot.workspaces.model import installation_of, read_by, team_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.team.model import TeamEntry

log = logging.getLogger(__name__)


class _Both(NamedTuple):
    """The entries of an organization and of one of its workspaces, and those together."""

    made_from: tuple[WorkspaceEntries, WorkspaceEntries]
    entries: WorkspaceEntries


class Snapshot:
    """All workspaces' entries and settings as they were at the last successful refresh.

    `is_stale` is true until the first refresh, and after one that failed with `error`. `was_read`
    is whether there was a successful one.
    """

    def __init__(self) -> None:
        self.is_stale = True
        self.was_read = False
        self.error: DatabaseUnavailable | None = None
        self._workspaces: Mapping[str, WorkspaceEntries] = {}
        self._settings: Mapping[str, WorkspaceSettings] = {}
        self._both: Mapping[str, _Both] = {}
        self._separate = frozenset[str]()
        self._latest_change = 0
        self._refreshing = Lock()
        self._logged_reasons = set[str]()

    def entries(self, workspace: str) -> WorkspaceEntries:
        """The entries that a workspace reads: its own, and those of its organization.

        It is the same object as long as none of them changes.
        """
        own = self._workspaces.get(workspace, NO_ENTRIES)
        organization = installation_of(workspace)
        if organization == workspace:
            return own
        shared = self._workspaces.get(organization, NO_ENTRIES)
        if not own:
            return shared
        both = self._both.get(workspace)
        if both is None or both.made_from != (shared, own):
            both = _Both((shared, own), shared.updated(own.all()))
            self._both = {**self._both, workspace: both}
        return both.entries

    def is_separate(self, organization: str) -> bool:
        """Whether workspaces of an organization have entries of their own."""
        return organization in self._separate

    def settings(self, workspace: str) -> WorkspaceSettings | None:
        """What a workspace has set, if it ever has."""
        return self._settings.get(workspace)

    def invalidate(self) -> None:
        """Have the next refresh read everything: the database was replaced."""
        self._latest_change = sys.maxsize

    async def update(self, store: EntryStore) -> None:
        """Refresh in a thread. A reason why it fails is logged once, until it succeeds again."""
        await asyncio.to_thread(self.refresh, store)
        if self.error:
            self._log(self.error)
        elif self._logged_reasons:
            self._logged_reasons.clear()
            log.info("the team's entries can be read again")

    def mark_unavailable(self, error: DatabaseUnavailable) -> None:
        """Remember that a query failed, and log it as a failed update."""
        self.mark_stale(error)
        self._log(error)

    def mark_stale(self, error: DatabaseUnavailable) -> None:
        """Remember that a write failed: until the next update nobody knows what can be read."""
        self.is_stale, self.error = True, error

    def _log(self, error: DatabaseUnavailable) -> None:
        reason = str(error)
        if reason not in self._logged_reasons:
            self._logged_reasons.add(reason)
            log.log(error.level, "the team's database is unavailable, decoding goes on: %s", reason)

    def refresh(self, store: EntryStore) -> None:
        """Read the changes since the last refresh.

        If the database is unavailable, `is_stale` becomes true and the entries stay.
        """
        with self._refreshing:
            try:
                self._read_changes(store)
            except DatabaseUnavailable as error:
                self.mark_stale(error)
            else:
                self.is_stale, self.error, self.was_read = False, None, True

    def _read_changes(self, store: EntryStore) -> None:
        known, settings, since = self._workspaces, self._settings, self._latest_change
        latest = store.latest_change()
        if latest == since:
            return
        if latest < since:  # the database was replaced by another or an older one
            known, settings, since = {}, {}, 0
        latest, changed, deleted, changed_settings = store.changes_since(since)
        known = {name: each for name, each in known.items() if not deleted & {*read_by(name)}}
        kept = {name: each for name, each in settings.items() if not deleted & {*read_by(name)}}
        by_workspace: dict[str, list[TeamEntry]] = {}
        for entry in changed:
            by_workspace.setdefault(entry.workspace, []).append(entry)
        updated = {
            workspace: known.get(workspace, NO_ENTRIES).updated(entries)
            for workspace, entries in by_workspace.items()
        }
        self._workspaces = {**known, **updated}
        self._separate = frozenset(
            installation_of(each) for each in self._workspaces if team_of(each)
        )
        self._settings = {**kept, **changed_settings}
        self._latest_change = latest
