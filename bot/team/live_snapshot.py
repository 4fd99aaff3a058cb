"""The snapshot of a running bot: it reads changes in a thread, and logs when it no longer can."""

import asyncio
import logging

from bot.database.errors import DatabaseUnavailable
from bot.team.entry_store import EntryStore
from bot.team.snapshot import Snapshot

log = logging.getLogger(__name__)


class LiveSnapshot(Snapshot):
    """A snapshot of what is in that store."""

    def __init__(self, store: EntryStore) -> None:
        super().__init__()
        self._store = store
        self._logged_reasons = set[str]()

    async def update(self) -> None:
        """Read the changes that other replicas made."""
        await asyncio.to_thread(self.refresh, self._store)
        if self.error:
            self._log(self.error)
        elif self._logged_reasons:
            self._logged_reasons.clear()
            log.info("the team's entries can be read again")

    def mark_unavailable(self, error: DatabaseUnavailable) -> None:
        """Remember that a query failed. A reason is logged once, until the entries can be read."""
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
