"""Proposals and entries in a store."""

from bot.team.model import Act, Draft, LogEntry, Proposal, TeamEntry
from bot.team.sql_store import SqlStore
from tests.team.values import BOB, HERE, NOW, draft, later, proposal


def proposed(
    store: SqlStore,
    base: TeamEntry | None = None,
    workspace: str = HERE,
    content: Draft | None = None,
) -> Proposal:
    made = proposal(base, workspace, content)
    store.propose(workspace, made)
    return made


def published(store: SqlStore, workspace: str = HERE, content: Draft | None = None) -> TeamEntry:
    made = proposed(store, None, workspace, content)
    return store.approve(workspace, made.current_version, BOB, NOW, f"e-{made.id}")


def improved(store: SqlStore, entry: TeamEntry, cause: str) -> TeamEntry:
    """The entry with a second version."""
    made = proposed(store, entry, entry.workspace, draft(cause, entry.code))
    return store.approve(entry.workspace, made.current_version, BOB, later(1), "unused")


def refusals(store: SqlStore, workspace: str = HERE) -> list[LogEntry]:
    """The lines of the decision log about attempts that were refused, the oldest first."""
    return [each for each in store.decisions(workspace) if each.act is Act.REFUSED]
