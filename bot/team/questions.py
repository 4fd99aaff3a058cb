"""The questions of a team's people: recorded, counted, and reported when a cause is known."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.guide.explain import knows_cause
from bot.team.deadline import query
from bot.team.model import Question, QuestionCount
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore

log = logging.getLogger(__name__)

STATS_DAYS = 30
STATS_SHOWN = 50


class Questions:
    """The questions of all workspaces."""

    def __init__(self, store: SqlStore, snapshot: Snapshot, now: Callable[[], datetime]) -> None:
        self._store = store
        self._snapshot = snapshot
        self._now = now

    async def record(self, workspace: str, *questions: Question) -> None:
        """Store the questions. A failure is only logged: the answers were sent anyway."""
        codes = {question.code for question in questions}
        with_cause = {code for code in codes if self._has_cause(workspace, code)}
        try:
            for known in {code in with_cause for code in codes}:
                some = (each for each in questions if (each.code in with_cause) is known)
                await asyncio.to_thread(self._store.record_questions, workspace, *some, known=known)
        except DatabaseUnavailable as error:
            log.warning("questions could not be recorded: %s", error)

    def _has_cause(self, workspace: str, code: StatusCode) -> bool:
        return bool(self._snapshot.entries(workspace).of(code)) or knows_cause(code)

    async def unknown_codes(self, workspace: str) -> tuple[QuestionCount, ...]:
        """Return the codes that were asked about and still have no known cause."""
        counts = await query(self._store.unknown_codes, workspace)
        return tuple(each for each in counts if not self._has_cause(workspace, each.code))

    async def most_asked(self, workspace: str) -> Sequence[QuestionCount]:
        """Return the codes most asked about in the last `STATS_DAYS` days."""
        since = self._now() - timedelta(days=STATS_DAYS)
        return await query(self._store.most_asked, workspace, since, STATS_SHOWN)

    async def unanswered(self, workspace: str, code: StatusCode) -> Sequence[Question]:
        """Return the questions whose askers are still to be notified of the cause."""
        return await query(self._store.unanswered, workspace, code)

    async def mark_notified(self, workspace: str, questions: Sequence[Question]) -> None:
        """Record that the askers of these questions were notified."""
        await query(self._store.mark_notified, workspace, questions)

    async def delete_old(self, days: int) -> None:
        """Delete questions and refused attempts older than so many days; log how many, or why not.

        A workspace may keep them for another number of days.
        """
        try:
            questions = await asyncio.to_thread(self._store.delete_questions, self._now(), days)
            refusals = await asyncio.to_thread(self._store.delete_refusals, self._now(), days)
        except DatabaseUnavailable as error:
            log.warning("old questions could not be deleted: %s", error)
            return
        if questions or refusals:
            what = "old questions were deleted: %d; refused attempts: %d"
            log.info(what, questions, refusals)
