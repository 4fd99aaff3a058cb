"""The store of the team's knowledge in SQL, the same on SQLite and PostgreSQL."""

from datetime import datetime

from bot.database.engine import empty_log, writing
from bot.team.decision_log import DecisionLog
from bot.team.delete_workspace import delete_removed, delete_workspace
from bot.team.entry_store import EntryStore
from bot.team.forget_person import forget_person
from bot.team.proposal_store import ProposalStore
from bot.team.question_store import QuestionStore
from bot.team.settings_store import SettingsStore


class SqlStore(ProposalStore, EntryStore, QuestionStore, DecisionLog, SettingsStore):
    """The team's knowledge in the database of an engine, which `upgrade` has prepared.

    Each method is one transaction and blocks: call it in a thread. It reads and writes one
    workspace, if it has that parameter. It may raise `DatabaseUnavailable`; then nothing was
    written, or everything, if the connection broke during the commit or SQLite's log could not be
    emptied, as it is after a person or a workspace was deleted.
    """

    def forget(self, person: str, workspace: str | None = None) -> int:
        """Delete a person's data in one workspace or in all; return the number of changed rows.

        Questions, votes and unfinished jobs are deleted. Proposals, revisions, imports, settings
        and the decision log lose the person's id and name.
        """
        with writing(self._engine) as connection:
            count = forget_person(connection, person, workspace)
        empty_log(self._engine)
        return count

    def delete_workspace(self, workspace: str) -> int:
        """Delete everything of a workspace; return the number of deleted rows."""
        with writing(self._engine) as connection:
            count = delete_workspace(connection, workspace)
        empty_log(self._engine)
        return count

    def delete_removed(self, before: datetime) -> dict[str, int]:
        """Delete everything of workspaces that removed the bot before that time: rows by id."""
        with writing(self._engine) as connection:
            deleted = delete_removed(connection, before)
        empty_log(self._engine)
        return deleted
