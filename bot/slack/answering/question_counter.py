"""Counts who asked for which codes, for the statistics and to notify them of a cause later."""

import asyncio
from collections import deque
from functools import cache
from itertools import groupby
from operator import itemgetter

from bot.replies.reply import Reply
from bot.slack.answering.notifications import user_of
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.payloads.installation import Body, Installation
from bot.slack.web_api.api import Place
from bot.team.model import Question
from bot.team.team import Team

BATCH_SECONDS = 0.25
"""Questions within this time share a transaction, since one costs as much as an answer."""
_MOST_PENDING = 10_000


class QuestionCounter:
    """Collects questions, and writes them to the team's store in batches."""

    def __init__(self, team: Team, tasks: BackgroundTasks) -> None:
        self._team = team
        self._tasks = tasks
        self._answers = cache(tasks.metrics.answers.labels)  # as the look-up of a label is slow
        self._reply_duration = tasks.metrics.reply_duration
        self._pending: deque[tuple[str, Question]] = deque(maxlen=_MOST_PENDING)
        self._is_writing = False

    def count_private(self, body: Body, reply: Reply) -> None:
        """Count a question whose answer only the user who acts sees. Outsiders don't count."""
        self.observe(reply)
        installation = Installation.of(body)
        if not installation.outsider:
            self.count(installation.workspace, user_of(body).id, reply)

    def observe(self, reply: Reply, seconds: float | None = None) -> None:
        """Add an answer to the metrics, and how long after its message it was posted, if it was."""
        self._answers(reply.outcome).inc()
        if seconds is not None:
            self._reply_duration.observe(seconds)

    def count(self, workspace: str, user: str, reply: Reply, place: Place | None = None) -> None:
        """Count a question for the codes of its reply.

        `place` is where its user can be notified of a cause; without it, that is their DM.
        """
        channel, thread_ts = place or (None, None)
        now = self._team.now()
        for code in reply.codes:
            self._pending.append((workspace, Question(code, user, now, channel, thread_ts)))
        if self._pending and not self._is_writing:
            self._is_writing = True
            self._tasks.start(self._write())

    async def _write(self) -> None:
        try:
            while self._pending:
                await asyncio.sleep(BATCH_SECONDS)
                batch = sorted(self._pending, key=itemgetter(0))  # for each workspace one write
                self._pending.clear()
                for workspace, pairs in groupby(batch, itemgetter(0)):
                    await self._team.questions.record(
                        workspace, *(question for _, question in pairs)
                    )
        finally:
            self._is_writing = False
