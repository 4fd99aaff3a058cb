"""Checks by a write whether the database is writable: a full or read-only one can still be read."""

import asyncio
import logging
import time

from sqlalchemy import Engine

from bot.database.engine import writing
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.redaction import name_of

log = logging.getLogger(__name__)

LONGEST = 10.0
"""Seconds after which a write counts as failed: a database that hangs raises no error."""
_WRITES = {  # each writes a page without changing its content
    "sqlite": "PRAGMA user_version = 0",
    "postgresql": "UPDATE alembic_version SET version_num = version_num",
}


class WriteCheck:
    """Remembers how the last write ended, when the last one succeeded, and how long it took.

    `seconds` is the duration of the last write that succeeded.
    """

    def __init__(self, engine: Engine) -> None:
        self.seconds = 0.0
        self._engine = engine
        self._failure: DatabaseUnavailable | None = None
        self._last_success = time.monotonic()

    @property
    def error(self) -> DatabaseUnavailable | None:
        """Why the database accepts no writes; None if one succeeded within `LONGEST` seconds."""
        waited = time.monotonic() - self._last_success
        if self._failure or waited < LONGEST:
            return self._failure
        message = f"{name_of(self._engine)}: no write has succeeded for {waited:.0f} seconds"
        return DatabaseUnavailable(message, Cause.NOT_ANSWERING)

    async def run(self) -> None:
        """Try to write; log when the result changes."""
        begun = time.monotonic()
        try:
            await asyncio.to_thread(write, self._engine)
        except DatabaseUnavailable as error:
            if not self._failure:
                log.log(error.level, "the database accepts no writes: %s", error)
            self._failure = error
        else:
            if self._failure:
                log.info("the database accepts writes again")
            self._failure = None
            self._last_success = time.monotonic()
            self.seconds = self._last_success - begun


def write(engine: Engine) -> None:
    """Write without changing anything. Raises `DatabaseUnavailable`."""
    with writing(engine) as connection:
        connection.exec_driver_sql(_WRITES[engine.dialect.name])
