"""EDGE. The bot's health: each reason why it is not alive, or not ready for work.

It asks its parts for what they know already, so that no answer waits for Slack or the database.
"""

from dataclasses import dataclass, field

from bot.database.damage_check import DamageCheck
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.write_check import WriteCheck
from bot.operations import problems
from bot.operations.problems import Code, Problem, Problems
from bot.slack.jobs.worker import Worker
from bot.slack.transport.http import Http
from bot.slack.transport.socket_mode import SocketMode
from bot.team.team import Team
from bot.workspaces.key_check import KeyCheck

WORKER_STUCK_AFTER = 15.0
"""Seconds without a successful look for due jobs; there is one each second."""
LONGEST_WAIT = 60.0
"""Seconds for which a due job may wait."""

_MANY_CAUSES = {Cause.GONE, Cause.OTHER_VERSION, Cause.REFUSED, Cause.UNAVAILABLE}
"""Of these the error may know better what to do than the problem's kind."""


@dataclass(slots=True)
class Health:
    """The health of a bot with these parts; `stop` is called once, when it begins to stop."""

    team: Team
    write_check: WriteCheck
    damage_check: DamageCheck
    key_check: KeyCheck
    worker: Worker
    transport: SocketMode | Http
    _is_stopping: bool = field(default=False, init=False)

    def stop(self) -> None:
        """From now on the bot is not ready."""
        self._is_stopping = True

    def alive(self) -> Problems:
        """The reasons for a restart: nothing else helps."""
        if self.worker.is_alive:
            return ()
        return (Problem(problems.WORKER_STOPPED, "the worker has stopped: no job is run"),)

    def ready(self) -> Problems:
        """The reasons why the bot does not do all its work now."""
        database = self._database()
        maybe = (
            self._stopping(),
            database,
            self._slack(),
            self._token(),
            self._tokens(),
            None if database else self._worker(),
            self._backlog(),
        )
        return [*self.alive(), *(problem for problem in maybe if problem)]

    def _stopping(self) -> Problem | None:
        if not self._is_stopping:
            return None
        return Problem(problems.STOPPING, "no new work is accepted")

    def _database(self) -> Problem | None:
        error = self.write_check.error
        if self.team.is_unavailable:
            return database_problem("is unavailable", error or self.team.snapshot.error)
        if error:
            return database_problem("accepts no writes", error)
        damage = self.damage_check.error
        return database_problem("is damaged", damage) if damage else None

    def _slack(self) -> Problem | None:
        unreachable = self.worker.token.unreachable
        if not self.transport.is_connected:
            reason = self.transport.last_error or unreachable
            message = ": ".join(filter(None, ("not connected to Slack", reason)))
            return Problem(problems.SLACK_DISCONNECTED, message)
        if unreachable:
            message = f"Slack's API does not answer: {unreachable}"
            return Problem(problems.SLACK_UNREACHABLE, message)
        return None

    def _token(self) -> Problem | None:
        refusal = self.worker.token.refusal
        if not refusal:
            return None
        message = f"Slack refuses SLACK_BOT_TOKEN ({refusal}): nothing is posted"
        return Problem(problems.SLACK_TOKEN_REFUSED, message)

    def _tokens(self) -> Problem | None:
        """Without any token nothing can be posted. A lost key of some is logged: others go on."""
        tokens = self.key_check.last
        if tokens.readable or not tokens.unreadable:
            return None
        message = f"no key of TOKEN_KEYS decrypts the tokens of {tokens.named}: nothing is posted"
        return Problem(problems.TOKENS_UNREADABLE, message)

    def _worker(self) -> Problem | None:
        monitor = self.worker.monitor
        if monitor.seconds_without_success < WORKER_STUCK_AFTER:
            return None
        message = f"no due job could be claimed for {monitor.seconds_without_success:.0f} seconds"
        return Problem(problems.WORKER_STUCK, ": ".join(filter(None, (message, monitor.failure))))

    def _backlog(self) -> Problem | None:
        waited = self.worker.monitor.oldest_due
        if waited < LONGEST_WAIT:
            return None
        message = f"a job that is due has waited for {waited:.0f} seconds"
        return Problem(problems.BACKLOG, message)


def database_problem(what: str, error: DatabaseUnavailable | None) -> Problem:
    """The problem that the database `what`, as "is damaged"; what to do is said once."""
    cause = error.cause if error else Cause.UNAVAILABLE
    reason = f": {error.message}" if error else ""
    advice = error.advice if error and cause in _MANY_CAUSES else ""
    return Problem(Code(f"database-{cause}"), f"the database {what}{reason}", advice)
