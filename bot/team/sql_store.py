"""The store of the team's knowledge in SQL, the same on SQLite and PostgreSQL."""

from bot.database.engine import writing
from bot.team.decision_log import DecisionLog
from bot.team.entry_store import EntryStore
from bot.team.forget_person import forget_person
from bot.team.proposal_store import ProposalStore
from bot.team.question_store import QuestionStore


class SqlStore(ProposalStore, EntryStore, QuestionStore, DecisionLog):
    """The team's knowledge in the database of an engine, which `upgrade` has prepared.

    Each method is one transaction and blocks: call it in a thread. It reads and writes one
    workspace, if it has that parameter. It may raise `DatabaseUnavailable`; then nothing was
    written, or everything, if the connection broke during the commit.
    """

    def forget(self, person: str, workspace: str | None = None) -> int:
        """Delete a person's data in one workspace or in all; return the number of changed rows.

        Questions, votes and unfinished jobs are deleted. Proposals, revisions, imports and the
        decision log lose the person's id and name.
        """
        with writing(self._engine) as connection:
            return forget_person(connection, person, workspace)
