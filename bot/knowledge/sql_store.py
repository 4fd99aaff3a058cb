"""The store in SQL, the same on SQLite and PostgreSQL."""

from bot.knowledge.entries import Entries
from bot.knowledge.proposals import Proposals
from bot.knowledge.questions import Questions


class SqlStore(Proposals, Entries, Questions):
    """The team's knowledge in the database of an engine that `upgrade` has prepared."""
