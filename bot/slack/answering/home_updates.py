"""Shows home tabs, and updates those of the users who opened them most recently.

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

from bot.codes.status_code import StatusCode
from bot.replies.block_kit import Block
from bot.replies.reply import Reply
from bot.slack.answering.notifications import user_of
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.payloads import home
from bot.slack.payloads.home import HomeContent, HomeState
from bot.slack.payloads.installation import Body, Installation
from bot.slack.recent import Recent
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered
from bot.slack.web_api.members import member, says_who_administers
from bot.team.team import Team
from bot.workspaces.model import installation_of

log = logging.getLogger(__name__)

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


class HomeUpdates:
    """Shows home tabs, at once or in the background."""

    def __init__(self, api: SlackApi, tasks: BackgroundTasks, team: Team) -> None:
        self._api = api
        self._tasks = tasks
        self._team = team
        self._visitors = Recent[Visitor, HomeState](MOST_VISITORS)
        self._administrators = Recent[Visitor, str](MOST_VISITORS)
        self._offered = Recent[Visitor, tuple[str, float]](MOST_VISITORS)

    async def open(self, visitor: Visitor, state: HomeState) -> None:
        """Show the home tab to a user who opens it. Raises `NotDelivered`."""
        self._administrators.pop(visitor, None)  # at each visit, Slack is asked again
        await self._show(visitor, state)

    def start(self, visitor: Visitor, state: HomeState) -> None:
        """Show a home tab in the background. If Slack does not accept it, that is logged."""
        self._tasks.start(self._try_to_show(visitor, state))

    async def refresh(self, workspace: str) -> None:
        """Update the home tabs of the recent visitors of a workspace, and of its organization."""
        installation = installation_of(workspace)
        for visitor, state in list(self._visitors.items()):
            if installation_of(visitor.workspace) == installation:
                await self._try_to_show(visitor, state)

    # The code that a link leads to

    def with_home_link(self, reply: Reply, body: Body, code: StatusCode | None) -> Reply:
        """The history of a code, with the link to the home tab.

        The home tab is updated in the background, to show the same history. Any other reply is
        returned as it is.
        """
        if code is None or not reply.changeable:
            return reply
        visitor = Visitor.of(body, user_of(body).id)
        self._offered[visitor] = str(code), time.monotonic()
        self.start(visitor, HomeState(str(code)))
        return reply._replace(home_link=link_to_home(body))

    def words_kept(self, visitor: Visitor, view: object) -> str:
        """The code that the home tab was at, or that a link was offered for; empty for neither.

        What was there, or offered, long ago does not count. `view` is the one that Slack has.
        """
        return _words_kept(view) or self._words_offered(visitor)

    def _words_offered(self, visitor: Visitor) -> str:
        """The code that a user was offered a link for, unless that was long ago."""
        words, at = self._offered.get(visitor, ("", 0.0))
        return words if time.monotonic() - at < KEPT else ""

    def leave_code(self, visitor: Visitor, state: HomeState) -> None:
        """Show what a user asks for in the home tab, and forget what a link offered."""
        self._offered.pop(visitor, None)
        self.start(visitor, state)

    # What is shown

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
