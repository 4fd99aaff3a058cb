"""What the edges call about published entries: as answers read them, their votes and versions.

A workspace that keeps entries of its own reads those of its organization, too. What is done with an
entry is stored where the entry is.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain

from bot.codes.status_code import StatusCode
from bot.team.deadline import query
from bot.team.entry_index import EntryIndexes
from bot.team.model import ConflictError, History, NotFoundError, Person, Revision, TeamEntry
from bot.team.notes import WITHHELD, WorkspaceNotes
from bot.team.reviewers import NO_REVIEWER, NotAllowedError, Reviewers
from bot.team.settings import WorkspaceSettings
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from bot.team.team_settings import TeamSettings
from bot.workspaces.model import installation_of, read_by


class PublishedEntries:
    """The published entries of all workspaces. Coroutines raise as those of `Team` do."""

    def __init__(
        self, store: SqlStore, operator: WorkspaceSettings, now: Callable[[], datetime]
    ) -> None:
        self.snapshot = Snapshot()
        self.now = now
        self.settings = TeamSettings(store, self.snapshot, operator, now)
        self._store = store
        self._indexes = EntryIndexes()

    # Without a query

    def notes(self, workspace: str) -> WorkspaceNotes:
        """What is known in one workspace."""
        settings = self.settings.of(workspace)
        return WorkspaceNotes(
            self.snapshot.entries(workspace),
            self.is_unavailable,
            takes_entries=bool(settings.reviewers.ids),
            default_context=settings.context,
            indexes=self._indexes,
            workspace=workspace,
        )

    def withheld(self, workspace: str) -> WorkspaceNotes:
        """What readers of another company get in a workspace: no entry, but the same order."""
        return WITHHELD._replace(default_context=self.settings.of(workspace).context)

    def keeps_apart(self, organization: str) -> bool:
        """Whether workspaces of an organization have entries of their own, or will have some."""
        return self.settings.separates(organization) or self.snapshot.is_separate(organization)

    def reviewers(self, workspace: str) -> Reviewers:
        """Who decides on the proposals of a workspace."""
        return self.settings.of(workspace).reviewers

    @property
    def is_unavailable(self) -> bool:
        """Whether the last query for changes failed."""
        return self.snapshot.is_stale

    async def refresh(self) -> None:
        """Read the changes that other replicas made."""
        await self.snapshot.update(self._store)

    async def _record_refusal(self, workspace: str, person: str, what: str) -> None:
        """Record an attempt that only an outdated or a forged button offers."""
        await query(self._store.record_refusal, workspace, person, what, self.now())

    # Entries

    def entry(self, workspace: str, entry_id: str) -> TeamEntry | None:
        """The entry of that id in the snapshot, if there is one."""
        return next((each for each in self.notes(workspace).all() if each.id == entry_id), None)

    def owner(self, workspace: str, entry_id: str | None) -> str:
        """Whose the entry of that id is, among those that a workspace reads.

        A new entry, and one that nobody knows, is the workspace's own, or the organization's if it
        has chosen to share them.
        """
        entry = self.entry(workspace, entry_id) if entry_id else None
        organization = installation_of(workspace)
        own = workspace if self.settings.separates(organization) else organization
        return entry.workspace if entry else own

    async def vote(
        self, workspace: str, entry_id: str, person: str, *, helped: bool
    ) -> tuple[TeamEntry, bool]:
        """Store a vote; return the entry, and whether this vote made it doubtful.

        Raises `NotFoundError`; that is recorded.
        """
        before = self.entry(workspace, entry_id)
        try:
            owner = self.owner(workspace, entry_id)
            entry = await query(
                self._store.vote, owner, entry_id, person, helped=helped, at=self.now()
            )
        except NotFoundError:
            await self._record_refusal(workspace, person, f"vote on {entry_id}")
            raise
        await self.refresh()
        return entry, entry.is_doubtful and not (before and before.is_doubtful)

    async def history(self, workspace: str, code: StatusCode) -> Sequence[History]:
        """Return every revision of every entry of a code.

        An entry that was given to a workspace has the same id there as in its organization; the
        workspace reads its own one.
        """
        histories = [await query(self._store.history, each, code) for each in read_by(workspace)]
        by_id: dict[str, History] = {}
        for each in chain.from_iterable(histories):
            by_id.setdefault(each.entry.id, each)
        return tuple(by_id.values())

    async def _revision(
        self, workspace: str, code: StatusCode, entry_id: str, version: int | None
    ) -> Revision | None:
        histories = await self.history(workspace, code)
        history = next((each for each in histories if each.entry.id == entry_id), None)
        return history.version(version) if history else None

    async def check_restore(
        self, workspace: str, entry_id: str, version: int, expected: int, reviewer: Person
    ) -> tuple[TeamEntry, Revision]:
        """Return the entry, and the old version to restore; a refusal is recorded.

        Raises `NotAllowedError`, `NotFoundError`, or `ConflictError` if the entry has another
        version than the expected one.
        """
        what = f"restore {entry_id} version {version}"
        await self._check_is_reviewer(self.owner(workspace, entry_id), reviewer, what)
        entry = self.entry(workspace, entry_id)
        old = await self._revision(workspace, entry.code, entry_id, version) if entry else None
        if entry is None or old is None:
            await self._record_refusal(workspace, reviewer.id, what)
            raise NotFoundError("version", f"{version} of {entry_id}")
        if entry.revision.version != expected:
            raise ConflictError(entry)
        return entry, old

    async def restore(
        self, workspace: str, entry_id: str, version: int, expected: int, reviewer: Person
    ) -> TeamEntry:
        """Publish an old version again. Raises as `check_restore` does."""
        what = f"restore {entry_id} version {version}"
        owner = self.owner(workspace, entry_id)
        await self._check_is_reviewer(owner, reviewer, what)
        try:
            entry = await query(
                self._store.restore, owner, entry_id, version, reviewer, self.now(), expected
            )
        except NotFoundError:
            await self._record_refusal(workspace, reviewer.id, what)
            raise
        await self.refresh()
        return entry

    async def _check_is_reviewer(self, workspace: str, person: Person, what: str) -> None:
        if person.id not in self.reviewers(workspace).ids:
            await self._record_refusal(workspace, person.id, what)
            raise NotAllowedError(NO_REVIEWER)
