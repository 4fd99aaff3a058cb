"""Stops work for a workspace that has removed the app, or revoked the bot's token."""

import logging
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.jobs.model import Job
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.payloads.installation import Body, workspace_of
from bot.slack.payloads.message import id_in
from bot.slack.web_api.tokens import Tokens
from bot.workspaces.model import installation_of

log = logging.getLogger(__name__)

KIND = "removed"


class Uninstall:
    """Closes a workspace by a job, so that no replica works for it any more."""

    def __init__(self, worker: Worker, tokens: Tokens) -> None:
        self._worker = worker
        self._tokens = tokens
        worker.register(KIND, self.close_workspace)

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.uninstalled)

    async def uninstalled(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Enqueue the job, unless only the tokens of users were revoked.

        Raises `DatabaseUnavailable`.
        """
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            content = {"event_time": float(body.get("event_time") or 0)}
            job = Job(
                installation_of(workspace_of(body)), id_in(body, "event_id"), KIND, "", content
            )
            await self._worker.enqueue(job)
        await ack()

    async def close_workspace(self, attempt: Attempt) -> None:
        """Close the workspace of a job, unless it has installed the bot again since."""
        workspace = attempt.job.workspace
        removed_at = datetime.fromtimestamp(attempt.job.content.get("event_time", 0), UTC)
        if not await self._tokens.remove(workspace, removed_at):
            log.info("workspace %s removed the bot, and has installed it again", workspace)
            return
        level = logging.ERROR if self._tokens.is_single else logging.INFO  # nothing is left to do
        log.log(level, "workspace %s has removed the bot: its jobs are closed", workspace)
        await self._worker.close_workspace(attempt, "the workspace has removed the bot")
