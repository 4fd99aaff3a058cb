"""The settings of all workspaces for the edges: read from the snapshot, changed in the store."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.team.deadline import query
from bot.team.model import Person
from bot.team.settings import NOT_SET, WorkspaceSettings, in_force
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore


class TeamSettings:
    """What the `operator` has set for all workspaces, and each of them for itself."""

    def __init__(
        self,
        store: SqlStore,
        snapshot: Snapshot,
        operator: WorkspaceSettings,
        now: Callable[[], datetime],
    ) -> None:
        self.operator = operator
        self._store = store
        self._snapshot = snapshot
        self._now = now

    def of(self, workspace: str) -> WorkspaceSettings:
        """What holds in a workspace."""
        return in_force(self.operator, self._snapshot.settings(workspace))

    def own(self, workspace: str) -> WorkspaceSettings:
        """What the workspace itself has set, also where it does not hold."""
        return self._snapshot.settings(workspace) or NOT_SET

    async def change(self, workspace: str, settings: WorkspaceSettings, by: Person) -> None:
        """Store settings in place of those of the same version.

        Whether that person may is known only to Slack, so the caller has asked. Raises
        `NotAllowedError` if somebody else was faster, and `DatabaseUnavailable`.
        """
        await query(self._store.change_settings, workspace, settings, by, self._now())
        await asyncio.to_thread(self._snapshot.refresh, self._store)
