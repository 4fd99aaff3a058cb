"""Makes the Bolt app of its listeners, and the dispatcher that every payload goes through.

Messages and mentions are not among the listeners of the app: there is no `app.event("message")`.
The dispatcher gives them to `MessageEvents` itself, before Bolt, and so commands with a cached
answer to `Commands`.

A command and a modal are answered in their acknowledgement. A question in a message becomes a job
before it is acknowledged. Clicks are acknowledged first and done in the background. So Slack's
limit of 3 seconds never depends on Slack's own API, but for the form of the settings: only Slack
knows whether they are right.
"""

import logging
from functools import cache

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from typing_extensions import override

from bot.guide.search import search
from bot.slack.answering.assistant_calls import AssistantCalls
from bot.slack.answering.home_updates import HomeUpdates
from bot.slack.answering.notifications import Notifier
from bot.slack.answering.question_counter import QuestionCounter
from bot.slack.answering.question_replies import QuestionReplies
from bot.slack.answering.responder import Responder
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.jobs.follow_ups import FollowUps
from bot.slack.jobs.questions import Questions
from bot.slack.jobs.worker import Worker
from bot.slack.listeners.answer_listeners import AnswerListeners
from bot.slack.listeners.assistant import Assistant
from bot.slack.listeners.commands import Commands
from bot.slack.listeners.entry_listeners import EntryListeners
from bot.slack.listeners.home_tab import HomeTab
from bot.slack.listeners.look_up import LookUp
from bot.slack.listeners.message_events import MessageEvents
from bot.slack.listeners.message_shortcut import MessageShortcut
from bot.slack.listeners.proposal_listeners import ProposalListeners
from bot.slack.listeners.review_listeners import ReviewListeners
from bot.slack.listeners.settings_listeners import SettingsListeners
from bot.slack.listeners.sharing import Sharing
from bot.slack.listeners.uninstall import Uninstall
from bot.slack.listeners.workflow_step import WorkflowStep
from bot.slack.transport.dispatcher import BeforeBolt, Dispatcher, ErrorHandler
from bot.slack.web_api.api import SlackApi
from bot.team.team import Team


@cache
def get_ready() -> None:
    """Load the search index, so that no user's first search waits for it."""
    next(search("rpc server unavailable"))


def build_dispatcher(
    api: SlackApi, tasks: BackgroundTasks, team: Team, worker: Worker
) -> Dispatcher:
    """The dispatcher to all listeners, for payloads that `transport.verification` has verified."""
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
    errors = ErrorHandler(notifier, tasks)
    app = _App(
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
    before_bolt = BeforeBolt(commands, message_events, errors)
    return Dispatcher(app, tasks.metrics, before_bolt, team.keeps_apart)


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """The workspace of a request. Nothing else is needed, so this calls no method of Slack's.

    `SlackApi` has the token, and each event says whether a bot wrote it.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


class _App(AsyncApp):
    """Bolt's app with one client for all requests. Bolt would copy it for each of them."""

    @override
    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self.logger
        req.context["token"] = None
        req.context["client"] = self.client
        req.context["listener_runner"] = self.listener_runner
