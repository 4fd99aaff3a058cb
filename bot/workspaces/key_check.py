"""Whether the running bot's keys decrypt the tokens of all workspaces."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from bot.database.errors import DatabaseUnavailable
from bot.workspaces.sql_store import WorkspaceStore


class KeyCheck:
    """Remembers which tokens no key decrypted at the last look; none if there is no store."""

    unreadable: Sequence[str] = ()
    """The ids of the workspaces of these tokens."""

    def __init__(self, store: WorkspaceStore | None) -> None:
        self._store = store

    async def run(self) -> None:
        """Try to decrypt each token. While the database does not answer, the last result stays."""
        if self._store is None:
            return
        with suppress(DatabaseUnavailable):  # others report that
            self.unreadable = await asyncio.to_thread(self._store.unreadable)
