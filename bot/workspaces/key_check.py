"""Whether the running bot's keys decrypt the tokens of the workspaces."""

import asyncio
import logging
from contextlib import suppress

from bot.database.errors import DatabaseUnavailable
from bot.workspaces.sql_store import Decrypted, WorkspaceStore

log = logging.getLogger(__name__)


class KeyCheck:
    """Remembers of which workspaces a key decrypted the tokens; of none if there is no store."""

    last = Decrypted()

    def __init__(self, store: WorkspaceStore | None) -> None:
        self._store = store

    async def run(self) -> None:
        """Try to decrypt each token. While the database does not answer, the last result stays."""
        if self._store is None:
            return
        before = self.last
        with suppress(DatabaseUnavailable):  # others report that
            self.last = await asyncio.to_thread(self._store.decrypted)
        if self.last.unreadable and self.last.unreadable != before.unreadable:
            log.error("no key of TOKEN_KEYS decrypts the tokens of %s", self.last.named)
