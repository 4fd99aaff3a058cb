"""Reminds whoever installed the bot by a link that this version needs more scopes, once a week.

The reminder is a job, so of several replicas one posts it, and its key is known for a week. It has
no user, so it delays no questions: a new version may remind all workspaces at once.
"""

import asyncio
import logging
from contextlib import suppress

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies.errors import scopes_missing
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.manifest import required_scopes
from bot.slack.payloads import surfaces
from bot.slack.web_api.api import Place, message_json
from bot.workspaces.model import Workspace
from bot.workspaces.sql_store import WorkspaceStore

log = logging.getLogger(__name__)

KIND = "scopes"


class ScopeReminders:
    """Enqueues and posts the reminders; `link` is the address by which the bot is installed."""

    def __init__(self, worker: Worker, store: WorkspaceStore, link: str) -> None:
        self._worker = worker
        self._store = store
        self._link = link
        worker.register(KIND, self.post)

    async def enqueue(self) -> None:
        """Enqueue a reminder for each workspace that has granted fewer scopes than are needed."""
        with suppress(DatabaseUnavailable):  # it is tried again tomorrow
            for workspace in await asyncio.to_thread(self._store.all):
                missing = _missing(workspace)
                if missing and workspace.installed_by and workspace.removed_at is None:
                    log.info("workspace %s has not granted: %s", workspace.id, ", ".join(missing))
                    await self._worker.enqueue(_job(workspace, missing))

    async def post(self, attempt: Attempt) -> None:
        """Post a reminder in the direct messages of the user who installed the bot."""
        person = await asyncio.to_thread(self._store.installer, attempt.job.workspace)
        if not person:  # who was forgotten since, or has removed the bot
            return
        scopes = attempt.job.content["scopes"]
        message = surfaces.plain_message(scopes_missing(scopes, self._link))
        await attempt.post(Place(person), message_json(message))


def _missing(workspace: Workspace) -> list[str]:
    return sorted(required_scopes() - {*workspace.scopes})


def _job(workspace: Workspace, missing: list[str]) -> Job:
    key = f"{KIND}:{','.join(missing)}"
    return Job(workspace.id, key, KIND, "", {"scopes": missing})
