"""Whether the database takes writes. It is tried: what is full or read-only can be read as ever."""

import asyncio
import logging
import time

from sqlalchemy import Engine

from bot.database.engine import writing
from bot.database.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

LONGEST = 10.0
"""Seconds after which a write that has not ended has failed: a database that hangs says nothing."""
_WRITES = {  # each changes a page, but nothing that is in it
    "sqlite": "PRAGMA user_version = 0",
    "postgresql": "UPDATE alembic_version SET version_num = version_num",
}


class WriteCheck:
    """Knows whether the last write that was tried has succeeded, and not too long ago."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._succeed = True
        self._last = time.monotonic()

    @property
    def is_writable(self) -> bool:
        """Whether writes succeed, as far as is known."""
        return self._succeed and time.monotonic() - self._last < LONGEST

    async def run(self) -> None:
        """Write something, to see whether that can be done; a change is logged."""
        try:
            await asyncio.to_thread(self._write)
        except DatabaseUnavailable as why:
            if self._succeed:
                log.warning("the database takes no writes: %s", why)
            self._succeed = False
        else:
            if not self._succeed:
                log.info("the database takes writes again")
            self._succeed = True
            self._last = time.monotonic()

    def _write(self) -> None:
        with writing(self._engine) as connection:
            connection.exec_driver_sql(_WRITES[self._engine.dialect.name])
