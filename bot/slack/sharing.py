"""The button that shares an answer which one person sees: once, and it says what came of it."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.conversation import answer_shown
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies.document import Document
from bot.replies.errors import already_shared, sharing_failed, sharing_unconfirmed
from bot.slack import surfaces
from bot.slack.api import NotDelivered, SlackApi, Uncertain
from bot.slack.audience import notes_for, notes_for_all
from bot.slack.installation import workspace_of
from bot.slack.notifications import log_undelivered, notify, person_of
from bot.slack.team_listeners import TeamListeners
from bot.slack.worker import Worker

Body = Mapping[str, Any]
log = logging.getLogger(__name__)

SHARE = "share"
_REMEMBERED = 10_000
"""Shared answers of which this process still knows what became of them."""


class Sharing:
    """Listens for the button under an ephemeral answer."""

    def __init__(self, api: SlackApi, worker: Worker, knowledge: TeamListeners) -> None:
        self._api = api
        self._worker = worker
        self._knowledge = knowledge
        self._shared = OrderedDict[str, Document]()

    def register(self, app: AsyncApp) -> None:
        """Listen on `app`."""
        app.action(surfaces.SHARE)(self.share)

    async def share(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """The button under an ephemeral answer. A second click on it shares nothing more."""
        await ack()
        self._knowledge.start(body, self._share_once(body, action["value"]))

    async def _share_once(self, body: Body, value: str) -> None:
        """Share by a key that is kept, so that a click counts once, on whichever replicas."""
        person, answer_ts = person_of(body).id, body["container"]["message_ts"]
        key = f"share:{person}:{answer_ts}"
        if key in self._shared:
            await notify(self._api, body, self._shared[key])
        elif self._knowledge.work.is_new(key):  # and no double click, whose first is under way
            try:
                await self._share_claimed(body, value, Job(workspace_of(body), key, SHARE, person))
            finally:
                self._knowledge.work.forget(key)

    async def _share_claimed(self, body: Body, value: str, job: Job) -> None:
        is_new = True
        with suppress(DatabaseUnavailable):
            is_new = await self._worker.reserve_key(job)
        if not is_new:
            await notify(self._api, body, already_shared())
            return
        came = await self._share(body, value)
        if came is None:
            await self._worker.free_key(job)
            return
        self._shared[job.key] = came
        if len(self._shared) > _REMEMBERED:
            self._shared.popitem(last=False)

    async def _share(self, body: Body, value: str) -> Document | None:
        """What a further click is told; None where nothing was shared, and one may try again."""
        codes, thread_ts = surfaces.what_to_share(value)
        team = self._knowledge.team
        reply = own = answer_shown(codes, notes_for(team, body))
        name = body["user"].get("name") or body["user"]["id"]
        try:
            if own.entries:
                reply = answer_shown(codes, await notes_for_all(team, self._api, body))
            await self._api.respond(body["response_url"], surfaces.shared(reply, name, thread_ts))
        except Uncertain as why:
            log.warning("whether an answer was shared is not known: %s", why)
            await self._say_aside(body, sharing_unconfirmed())
            return sharing_unconfirmed()
        except NotDelivered as why:
            log.warning("an answer could not be shared: %s", why)
            await self._say_aside(body, sharing_failed(str(why), needs_admin=why.needs_admin))
            return None
        left_out = len(reply.entries) < len(own.entries)
        said = surfaces.already_shared(own, left_out=left_out)
        await log_undelivered(self._api.respond(body["response_url"], said))
        return already_shared()

    async def _say_aside(self, body: Body, document: Document) -> None:
        """Tell a person whose response URL has just failed: in a modal, else in their DM."""
        without = {name: value for name, value in body.items() if name != "response_url"}
        await log_undelivered(notify(self._api, without, document))
