"""The settings of all workspaces for the edges: read from the snapshot, changed in the store."""

from collections.abc import Callable
from datetime import datetime

from bot.team.deadline import query
from bot.team.model import Person
from bot.team.reviewers import NO_ADMINISTRATOR, NotAllowedError
from bot.team.settings import NOT_SET, WorkspaceSettings, in_force, inherited
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from bot.workspaces.model import installation_of


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
        organization = installation_of(workspace)
        chosen = self._snapshot.settings(workspace)
        if organization != workspace:
            chosen = inherited(self._snapshot.settings(organization), chosen)
        return in_force(self.operator, chosen)

    def separates(self, organization: str) -> bool:
        """Whether each workspace of an organization keeps entries of its own."""
        return self.own(organization).separate

    def own(self, workspace: str) -> WorkspaceSettings:
        """What the workspace itself has set, also where it does not hold."""
        return self._snapshot.settings(workspace) or NOT_SET

    async def refuse(self, workspace: str, person: str) -> None:
        """Record that somebody who is no administrator tried it, and raise `NotAllowedError`.

        Only an outdated or a forged button or form offers it. Raises `DatabaseUnavailable`.
        """
        what = "change the settings"
        await query(self._store.record_refusal, workspace, person, what, self._now())
        raise NotAllowedError(NO_ADMINISTRATOR)

    async def change(self, workspace: str, settings: WorkspaceSettings, by: Person) -> None:
        """Store settings in place of those of the same version.

        Only Slack knows whether that person may, so the caller has asked it. Raises
        `NotAllowedError` if somebody else was faster, and `DatabaseUnavailable`.
        """
        await query(self._store.change_settings, workspace, settings, by, self._now())
        await self._snapshot.update(self._store)
