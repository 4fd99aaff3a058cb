"""The store in SQL, the same on SQLite and PostgreSQL."""

from bot.team.entries import Entries
from bot.team.proposals import Proposals
from bot.team.questions import Questions


class SqlStore(Proposals, Entries, Questions):
    """The team's knowledge in the database of an engine that `upgrade` has prepared."""
