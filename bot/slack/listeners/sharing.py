"""The button that shares an answer with everyone: once, even if it is clicked several times."""

import logging
from contextlib import suppress

from slack_bolt.async_app import AsyncApp

from bot.conversation import answer_shown
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies.document import Document
from bot.replies.errors import already_shared, sharing_failed, sharing_unconfirmed
from bot.slack.answering.audience import notes_for_user, notes_to_share
from bot.slack.answering.notifications import Notifier, user_of
from bot.slack.jobs.worker import Worker
from bot.slack.payloads import buttons, surfaces
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body, workspace_of
from bot.slack.recent import Recent
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, Uncertain
from bot.team.team import Team

log = logging.getLogger(__name__)

KIND = "share"
_Name = tuple[str, str]
"""The workspace and the key of a job."""
_REMEMBERED = 10_000
"""Answers of which this process knows whether they were shared."""


class Sharing:
    """Shares answers. A reserved key in the database prevents that two replicas share one."""

    def __init__(
        self,
        api: SlackApi,
        worker: Worker,
        team: Team,
        notifier: Notifier,
    ) -> None:
        self._api = api
        self._worker = worker
        self._team = team
        self._notifier = notifier
        self._shared = Recent[_Name, Document](_REMEMBERED)
        self._in_progress = set[_Name]()

    def register(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.action(buttons.SHARE)(self._notifier.on_click(self._share_once))

    async def _share_once(self, body: Body, value: Value) -> None:
        user, answer_ts = user_of(body).id, body["container"]["message_ts"]
        job = Job(workspace_of(body), f"share:{user}:{answer_ts}", KIND, user)
        name = job.workspace, job.key
        if name in self._shared:
            await self._notifier.show(body, self._shared[name])
        elif name not in self._in_progress:  # else this is the second of two quick clicks
            self._in_progress.add(name)
            try:
                await self._share_if_reserved(body, value, job)
            finally:
                self._in_progress.remove(name)

    async def _share_if_reserved(self, body: Body, value: Value, job: Job) -> None:
        is_new = True
        with suppress(DatabaseUnavailable):
            is_new = await self._worker.reserve_key(job)
        if not is_new:
            await self._notifier.show(body, already_shared())
            return
        notice = await self._share(body, value)
        if notice is None:
            await self._worker.free_key(job)
        else:
            self._shared[job.workspace, job.key] = notice

    async def _share(self, body: Body, value: Value) -> Document | None:
        """Share an answer. What a further click shows; None if the user can try again."""
        codes, thread_ts = buttons.parse_share(value)
        own = answer_shown(codes, notes_for_user(self._team, body))
        try:
            reply = own
            if own.entries:
                notes = await notes_to_share(self._team, self._api, body)
                reply = answer_shown(codes, notes)
            shared = surfaces.shared(reply, user_of(body).name, thread_ts)
            await self._api.respond(body["response_url"], shared)
        except Uncertain as error:
            log.warning("whether an answer was shared is not known: %s", error)
            await self._notify_of_failure(body, sharing_unconfirmed())
            return sharing_unconfirmed()
        except NotDelivered as error:
            log.warning("an answer could not be shared: %s", error)
            notice = sharing_failed(str(error), needs_admin=error.needs_admin)
            await self._notify_of_failure(body, notice)
            return None
        left_out = len(reply.entries) < len(own.entries)
        payload = surfaces.already_shared(own, left_out=left_out)
        await self._notifier.respond(body["response_url"], payload)
        return already_shared()

    async def _notify_of_failure(self, body: Body, document: Document) -> None:
        """Notify the user in a modal or their DM, since the response URL has just failed."""
        without_url = {name: value for name, value in body.items() if name != "response_url"}
        await self._notifier.notify(without_url, document)
