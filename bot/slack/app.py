"""Builds the Bolt app from its listeners.

A command and a modal are answered in their acknowledgement. A question in a message becomes a job
before it is acknowledged. Clicks are acknowledged first and done in the background. So Slack's
limit of 3 seconds never depends on Slack's own API, but for the form of the settings: only Slack
knows whether they are right.
"""

import logging
from functools import cache
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from typing_extensions import override

from bot.database.errors import DatabaseUnavailable
from bot.guide.search import search
from bot.replies.errors import unexpected_error
from bot.replies.text import to_mrkdwn
from bot.slack.answer_listeners import AnswerListeners
from bot.slack.api import SlackApi
from bot.slack.assistant import Assistant
from bot.slack.assistant_calls import AssistantCalls
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.commands import Commands
from bot.slack.dispatcher import FastPath, Payload
from bot.slack.entry_listeners import EntryListeners
from bot.slack.errors import NotDelivered
from bot.slack.follow_ups import FollowUps
from bot.slack.home_tab import HomeTab
from bot.slack.home_updates import HomeUpdates
from bot.slack.look_up import LookUp
from bot.slack.message import Malformed
from bot.slack.message_events import MessageEvents
from bot.slack.message_shortcut import MessageShortcut
from bot.slack.notifications import Body, Notifier
from bot.slack.proposal_listeners import ProposalListeners
from bot.slack.question_counter import QuestionCounter
from bot.slack.question_replies import QuestionReplies
from bot.slack.questions import Questions
from bot.slack.responder import Responder
from bot.slack.review_listeners import ReviewListeners
from bot.slack.settings_listeners import SettingsListeners
from bot.slack.sharing import Sharing
from bot.slack.surfaces import note
from bot.slack.uninstall import Uninstall
from bot.slack.worker import Worker
from bot.slack.workflow_step import WorkflowStep
from bot.team.team import Team

log = logging.getLogger(__name__)

_CLICKS = {"block_actions", "message_action", "shortcut"}


@cache
def get_ready() -> None:
    """Load the search index, so that no user's first search waits for it."""
    next(search("rpc server unavailable"))


def build_app(api: SlackApi, tasks: BackgroundTasks, team: Team, worker: Worker) -> "App":
    """The Bolt app with all listeners. `bot.slack.verification` has to verify its requests."""
    bolt_log = logging.getLogger("bot.slack.bolt")
    bolt_log.setLevel(logging.ERROR)  # Bolt's warnings contain what users typed
    notifier, counter = Notifier(api, tasks), QuestionCounter(team, tasks)
    assistant = AssistantCalls(api, tasks, worker.reserve_key)
    responder, replies = Responder(team, counter), QuestionReplies(api, team, assistant)
    home_updates = HomeUpdates(api, tasks, team)
    follow_ups = FollowUps(api, worker, team, home_updates)
    proposals = ProposalListeners(api, worker, team, notifier)
    commands = Commands(responder, proposals, home_updates)
    message_events = MessageEvents(api, worker, team, replies, counter)
    Questions(api, worker, replies, counter, assistant)  # registers with the worker
    errors = _ErrorHandler(notifier, tasks)
    app = App(
        _FastPath(commands, message_events, errors),
        name="iissync",  # otherwise Bolt searches the call stack for one, which takes 30 ms
        logger=bolt_log,
        client=api.for_bolt(),
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,
        attaching_function_token_enabled=False,  # it would give the token to the shared client
    )
    for listeners in (
        commands,
        LookUp(api, notifier, responder),
        MessageShortcut(api, notifier, responder),
        AnswerListeners(api, notifier, responder, proposals, home_updates),
        Sharing(api, worker, team, notifier),
        Assistant(worker, assistant),
        HomeTab(worker, home_updates),
        proposals,
        ReviewListeners(api, worker, team, notifier, follow_ups),
        EntryListeners(api, worker, team, notifier, home_updates),
        SettingsListeners(api, team, notifier, home_updates),
        Uninstall(worker, api.tokens),
        WorkflowStep(api, worker, team),
    ):
        listeners.register(app)
    app.error(errors.respond)
    return app


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """The workspace of a request. Nothing else is needed, so this calls no method of Slack's.

    `SlackApi` has the token, and each event says whether a bot wrote it.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


class App(AsyncApp):
    """Bolt's app with one client for all requests. Bolt would copy it for each of them.

    The `fast_path` responds to the most frequent requests before they come here.
    """

    def __init__(self, fast_path: FastPath, **options: Any) -> None:  # noqa: ANN401 - Bolt's own
        super().__init__(**options)
        self.fast_path = fast_path

    @override
    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self.logger
        req.context["token"] = None
        req.context["client"] = self.client
        req.context["listener_runner"] = self.listener_runner


class _FastPath:
    """Responds to cached commands and to messages without Bolt.

    These are the most frequent requests. What Bolt reads of each request and its search for the
    listener would take a fifth of the time that a cached command takes.
    """

    def __init__(
        self, commands: Commands, message_events: MessageEvents, errors: "_ErrorHandler"
    ) -> None:
        self._commands = commands
        self._message_events = message_events
        self._errors = errors

    async def __call__(self, payload: Payload, *, is_retry: bool) -> BoltResponse | None:
        try:
            cached = self._commands.cached(payload)
            if cached:
                return BoltResponse(status=200, body=cached)
            if await self._message_events.receive(payload, is_retry=is_retry):
                return BoltResponse(status=200, body="")
        except Exception as error:  # noqa: BLE001 - whatever failed, as Bolt does with listeners
            return await self._errors.respond(error, payload)
        return None


class _ErrorHandler:
    """Responds to a request whose listener failed. Users see only a reference to the log."""

    def __init__(self, notifier: Notifier, tasks: BackgroundTasks) -> None:
        self._notifier = notifier
        self._tasks = tasks

    async def respond(self, error: Exception, body: Body) -> BoltResponse:
        """An error status for an event, so that Slack sends it again; else the reference."""
        if isinstance(error, Malformed):
            return BoltResponse(status=400, body="")
        is_event = body.get("type") == "event_callback"
        if is_event and isinstance(error, (NotDelivered, DatabaseUnavailable)):
            log.warning("an event was not accepted: %s", error)
            return BoltResponse(status=503, body="")
        reference = self._tasks.log_unexpected(error)
        if is_event:
            return BoltResponse(status=503, body="")
        return self._show(body, reference)

    def _show(self, body: Body, reference: str) -> BoltResponse:
        document = unexpected_error(reference)
        if "command" in body:
            payload = {"response_type": "ephemeral", "text": to_mrkdwn(document)}
            return BoltResponse(status=200, body=payload)
        if body.get("type") == "view_submission":  # on top, so that the form stays as it is
            pushed = {"response_action": "push", "view": note(document)}
            return BoltResponse(status=200, body=pushed)
        if body.get("type") in _CLICKS:
            self._tasks.start(self._notifier.notify(body, document))
        return BoltResponse(status=200, body="")
