"""The home tab: shows it to users who open it, search in it or turn its pages."""

import json

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.slack.answering.home_updates import HomeUpdates, Visitor
from bot.slack.answering.notifications import acknowledge
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.payloads import buttons, home
from bot.slack.payloads.home import HomeState
from bot.slack.payloads.installation import Body
from bot.slack.payloads.message import id_in

KIND = "home"


class HomeTab:
    """Listens to what users do in the home tab."""

    def __init__(self, worker: Worker, updates: HomeUpdates) -> None:
        self._worker = worker
        self._updates = updates
        worker.register(KIND, self._run_job)

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("app_home_opened")(self.open)
        app.action(home.SEARCH)(self.search)
        app.action(home.PAGE_BACK)(self.turn_page)
        app.action(home.PAGE_MORE)(self.turn_page)
        # Slack sends no click on a link of its own, and could begin to.
        app.action(buttons.OPEN_HOME)(acknowledge)

    async def open(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Enqueue the job that shows the home tab. `Assistant` takes that of the messages tab."""
        visitor = Visitor.of(body, id_in(event, "user"))
        words = self._updates.words_kept(visitor, event.get("view"))
        content = {"outsider": visitor.outsider, **({"words": words} if words else {})}
        event_id = id_in(body, "event_id")
        job = Job(visitor.workspace, event_id, KIND, visitor.user, content)
        try:
            await self._worker.enqueue(job)
        except DatabaseUnavailable:  # the job may run as well, which does no harm
            self._updates.start(visitor, HomeState(words))
        await ack()

    async def _run_job(self, attempt: Attempt) -> None:
        job = attempt.job
        outsider = bool(job.content.get("outsider", True))  # older versions did not store it
        visitor = Visitor(job.workspace, job.user, outsider)
        await self._updates.open(visitor, HomeState(str(job.content.get("words", ""))))

    async def search(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Search for the words in the input."""
        await ack()
        self._leave_code(body, HomeState(words=str(action.get("value") or "")))

    async def turn_page(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Show another page of the latest entries."""
        await ack()
        self._leave_code(body, HomeState(page=json.loads(action["value"])["page"]))

    def _leave_code(self, body: Body, state: HomeState) -> None:
        self._updates.leave_code(Visitor.of(body, body["user"]["id"]), state)
