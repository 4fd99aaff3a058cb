"""Whether the running bot's SQLite file was damaged when it began to use it."""

import asyncio

from sqlalchemy import Engine

from bot.database import integrity
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.redaction import name_of


class DamageCheck:
    """Reads the file until it has once been whole: SQLite itself may serve a damaged one.

    Larger files are not read, as in `check`.
    """

    def __init__(self, engine: Engine) -> None:
        self.error: DatabaseUnavailable | None = None
        """Why the file counts as damaged; None if it does not."""
        self._engine = engine
        self._was_whole = engine.dialect.name != "sqlite"

    async def run(self) -> None:
        """Read the file, unless it was whole before. What else fails, others report."""
        if self._was_whole:
            return
        try:
            is_damaged = await asyncio.to_thread(integrity.is_damaged, self._engine)
        except DatabaseUnavailable as error:
            self.error = error if error.cause is Cause.DAMAGED else None
            return
        self._was_whole = not is_damaged
        self.error = _damaged(self._engine) if is_damaged else None


def _damaged(engine: Engine) -> DatabaseUnavailable:
    where = "`python -m bot database check` says where"
    return DatabaseUnavailable(f"{name_of(engine)}: {where}", Cause.DAMAGED)
