"""Checks by a write whether the database is writable: a full or read-only one can still be read."""

import asyncio
import logging
import time

from sqlalchemy import Engine

from bot.database.engine import writing
from bot.database.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

LONGEST = 10.0
"""Seconds after which a write counts as failed: a database that hangs raises no error."""
_WRITES = {  # each writes a page without changing its content
    "sqlite": "PRAGMA user_version = 0",
    "postgresql": "UPDATE alembic_version SET version_num = version_num",
}


class WriteCheck:
    """Remembers whether the last write succeeded, and when."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._succeeded = True
        self._last_success = time.monotonic()

    @property
    def is_writable(self) -> bool:
        """Whether the last write succeeded, at most `LONGEST` seconds ago."""
        return self._succeeded and time.monotonic() - self._last_success < LONGEST

    async def run(self) -> None:
        """Try to write; log when the result changes."""
        try:
            await asyncio.to_thread(write, self._engine)
        except DatabaseUnavailable as why:
            if self._succeeded:
                log.warning("the database accepts no writes: %s", why)
            self._succeeded = False
        else:
            if not self._succeeded:
                log.info("the database accepts writes again")
            self._succeeded = True
            self._last_success = time.monotonic()


def write(engine: Engine) -> None:
    """Write without changing anything. Raises `DatabaseUnavailable`."""
    with writing(engine) as connection:
        connection.exec_driver_sql(_WRITES[engine.dialect.name])
