"""The home tab at work: who looks at what, and keeping it fresh for them."""

import json
import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.slack import home
from bot.slack.api import SlackApi
from bot.slack.attempt import Attempt
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.errors import NotDelivered
from bot.slack.home import Look
from bot.slack.installation import Installation
from bot.slack.message import id_in
from bot.slack.worker import Worker
from bot.team.team import Team

Body = Mapping[str, Any]
log = logging.getLogger(__name__)

KIND = "home"
MOST_VISITORS = 200
"""People whose home tabs are kept fresh; others see it fresh when they look."""


class Visitor(NamedTuple):
    """Who looks at the home tab; an `outsider`, of another company, sees nothing of the team's."""

    workspace: str
    person: str
    outsider: bool

    @classmethod
    def of(cls, body: Body, person: str) -> "Visitor":
        """That person, as a payload tells of them. Raises `Malformed`."""
        installation = Installation.of(body)
        return cls(installation.workspace, person, installation.outsider)


class HomeTab:
    """Shows the home tab to whoever opens it, searches in it or turns its pages."""

    def __init__(self, api: SlackApi, worker: Worker, work: BackgroundTasks, team: Team) -> None:
        self._api = api
        self._worker = worker
        self._work = work
        self._team = team
        self._visitors: OrderedDict[Visitor, Look] = OrderedDict()
        worker.register(KIND, self._show_kept)

    def register(self, app: AsyncApp) -> None:
        """Listen on `app`."""
        app.event("app_home_opened")(self.opened)
        app.action(home.SEARCH)(self.search)
        app.action(home.PAGE_BACK)(self.turn_page)
        app.action(home.PAGE_MORE)(self.turn_page)

    async def opened(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Someone looks at the home tab, or at the messages beside it."""
        if event.get("tab") == "home":
            visitor = Visitor.of(body, id_in(event, "user"))
            content = {"outsider": visitor.outsider}
            event_id = id_in(body, "event_id")
            job = Job(visitor.workspace, event_id, KIND, visitor.person, content)
            try:
                await self._worker.enqueue(job)
            except DatabaseUnavailable:  # to show it twice does no harm
                self._start(visitor, Look())
        await ack()

    async def _show_kept(self, attempt: Attempt) -> None:
        job = attempt.job
        outsider = bool(job.content.get("outsider", True))  # older versions kept nothing of it
        await self._show(Visitor(job.workspace, job.user, outsider), Look())

    async def search(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """A search in the home tab."""
        await ack()
        look = Look(words=str(action.get("value") or ""))
        self._start(Visitor.of(body, body["user"]["id"]), look)

    async def turn_page(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Another page of the latest entries."""
        await ack()
        look = Look(page=json.loads(action["value"])["page"])
        self._start(Visitor.of(body, body["user"]["id"]), look)

    async def refresh(self, workspace: str) -> None:
        """Show what is new to everyone who has looked of late."""
        here = [each for each in self._visitors.items() if each[0].workspace == workspace]
        for visitor, look in here:
            await self._try_to_show(visitor, look)

    def _start(self, visitor: Visitor, look: Look) -> None:
        self._work.start(self._try_to_show(visitor, look))

    async def _try_to_show(self, visitor: Visitor, look: Look) -> None:
        try:
            await self._show(visitor, look)
        except NotDelivered as why:
            log.warning("a home tab was not updated: %s", why)

    async def _show(self, visitor: Visitor, look: Look) -> None:
        self._visitors[visitor] = look
        self._visitors.move_to_end(visitor)
        if len(self._visitors) > MOST_VISITORS:
            self._visitors.popitem(last=False)
        workspace, person, outsider = visitor
        if outsider:
            content = await home.gathered_for_outsider(look.words)
        else:
            content = await home.gathered(self._team, workspace, person, look)
        await self._api.publish_home(person, home.view(content))
