"""Shows the home tab, and updates it for the users who opened it most recently.

A link of Slack's can open the home tab, but cannot say at which code: it has no room for words of
ours, and a click on a button with such a link sends the bot nothing. So whoever is shown the
history of a code gets the link, and at once a home tab that shows the same. The view itself stores
the code, and Slack sends the view with the event that it was opened, so no replica changes that. If
the user is faster than that view, the replica that offered the link remembers the code.
Sources: https://docs.slack.dev/interactivity/deep-linking, slackapi/bolt-js issue 464,
https://docs.slack.dev/reference/events/app_home_opened, all read on 29 November 2026.
"""

import json
import logging
import time
from collections.abc import Mapping
from typing import NamedTuple

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.codes.status_code import StatusCode
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies.block_kit import Block
from bot.replies.reply import Reply
from bot.slack import buttons, home
from bot.slack.api import SlackApi
from bot.slack.attempt import Attempt
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.errors import NotDelivered
from bot.slack.home import HomeContent, HomeState
from bot.slack.installation import Installation
from bot.slack.members import member, says_who_administers
from bot.slack.message import id_in
from bot.slack.notifications import Body, acknowledge, user_of
from bot.slack.recent import Recent
from bot.slack.worker import Worker
from bot.team.team import Team
from bot.workspaces.model import installation_of

log = logging.getLogger(__name__)

KIND = "home"
KEPT = 600
"""Seconds for which the home tab stays at a code, counted from when it was last published."""
MOST_VISITORS = 200
"""Users whose home tabs are updated. The others see the changes when they open it again."""


class Visitor(NamedTuple):
    """A user who has opened the home tab. An `outsider` is of another company."""

    workspace: str
    user: str
    outsider: bool

    @classmethod
    def of(cls, body: Body, user: str) -> "Visitor":
        """The user of a payload. Raises `Malformed`."""
        installation = Installation.of(body)
        return cls(installation.workspace, user, installation.outsider)


def link_to_home(body: Body) -> str:
    """The link that opens the home tab, for the user of a payload; empty if it has no ids."""
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    app = body.get("api_app_id")
    return f"slack://app?team={team}&id={app}&tab=home" if team and app else ""


class HomeTab:
    """Shows the home tab to users who open it, search in it or turn its pages."""

    def __init__(self, api: SlackApi, worker: Worker, tasks: BackgroundTasks, team: Team) -> None:
        self._api = api
        self._worker = worker
        self._tasks = tasks
        self._team = team
        self._visitors = Recent[Visitor, HomeState](MOST_VISITORS)
        self._administrators = Recent[Visitor, str](MOST_VISITORS)
        self._offered = Recent[Visitor, tuple[str, float]](MOST_VISITORS)
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
        words = _words_kept(event.get("view")) or self._words_offered(visitor)
        content = {"outsider": visitor.outsider, **({"words": words} if words else {})}
        event_id = id_in(body, "event_id")
        job = Job(visitor.workspace, event_id, KIND, visitor.user, content)
        try:
            await self._worker.enqueue(job)
        except DatabaseUnavailable:  # the job may run as well, which does no harm
            self._start(visitor, HomeState(words))
        await ack()

    async def _run_job(self, attempt: Attempt) -> None:
        job = attempt.job
        outsider = bool(job.content.get("outsider", True))  # older versions did not store it
        visitor = Visitor(job.workspace, job.user, outsider)
        self._administrators.pop(visitor, None)  # at each visit, Slack is asked again
        await self._show(visitor, HomeState(str(job.content.get("words", ""))))

    def with_home_link(self, reply: Reply, body: Body, code: StatusCode | None) -> Reply:
        """The history of a code, with the link to the home tab.

        The home tab is updated in the background, to show the same history. Any other reply is
        returned as it is.
        """
        if code is None or not reply.changeable:
            return reply
        visitor = Visitor.of(body, user_of(body).id)
        self._offered[visitor] = str(code), time.monotonic()
        self._start(visitor, HomeState(str(code)))
        return reply._replace(home_link=link_to_home(body))

    def _words_offered(self, visitor: Visitor) -> str:
        """The code that a user was offered a link for, unless that was long ago."""
        words, at = self._offered.get(visitor, ("", 0.0))
        return words if time.monotonic() - at < KEPT else ""

    async def search(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Search for the words in the input."""
        await ack()
        self._leave_code(body, HomeState(words=str(action.get("value") or "")))

    async def turn_page(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Show another page of the latest entries."""
        await ack()
        self._leave_code(body, HomeState(page=json.loads(action["value"])["page"]))

    def _leave_code(self, body: Body, state: HomeState) -> None:
        """Show what a user asks for in the home tab, and forget what a link offered."""
        visitor = Visitor.of(body, body["user"]["id"])
        self._offered.pop(visitor, None)
        self._start(visitor, state)

    async def refresh(self, workspace: str) -> None:
        """Update the home tabs of the recent visitors of a workspace, and of its organization."""
        installation = installation_of(workspace)
        for visitor, state in list(self._visitors.items()):
            if installation_of(visitor.workspace) == installation:
                await self._try_to_show(visitor, state)

    def _start(self, visitor: Visitor, state: HomeState) -> None:
        self._tasks.start(self._try_to_show(visitor, state))

    async def _try_to_show(self, visitor: Visitor, state: HomeState) -> None:
        try:
            await self._show(visitor, state)
        except NotDelivered as error:
            log.warning("a home tab was not updated: %s", error)

    async def _show(self, visitor: Visitor, state: HomeState) -> None:
        self._visitors[visitor] = state
        workspace, user, outsider = visitor
        if outsider:
            content = await home.content_for_outsider(state.words)
        else:
            content = await home.content_for(self._team, workspace, user, state)
            administered = await self._administered(visitor)
            if administered:
                content = home.with_settings(content, self._team, administered)
        await self._api.publish_home(user, _keeping_words(home.view(content), content))

    async def _administered(self, visitor: Visitor) -> str:
        """Whose settings a member of the company may change; empty if Slack does not say.

        Who changes something is asked about again, so the tab may show what was true before.
        """
        known = self._administrators.get(visitor)
        if not says_who_administers(self._api):
            return ""
        if known is None:
            try:
                known = (await member(self._api, visitor.user)).administered(visitor.workspace)
            except NotDelivered as error:
                log.info("whether a user is an administrator is not known: %s", error)
                return ""
            self._administrators[visitor] = known
        return known


def _keeping_words(view: Block, content: HomeContent) -> Block:
    """The view, which itself stores what it was opened at, and when, if that is a code."""
    if not content.history:
        return view
    kept = {"words": content.words, "at": time.time()}
    return {**view, "private_metadata": json.dumps(kept)}


def _words_kept(view: object) -> str:
    """The words that a view stores, unless that was long ago; empty without any."""
    stored = view.get("private_metadata") if isinstance(view, Mapping) else None
    if not stored:
        return ""
    try:
        kept = json.loads(stored)
        return str(kept["words"]) if time.time() - kept["at"] < KEPT else ""
    except (ValueError, KeyError, TypeError):  # another version of the bot stored something else
        return ""
