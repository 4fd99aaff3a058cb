"""The step "Decode status codes" of Workflow Builder, each execution of which is completed once.

Slack sends an event when a workflow comes to the step, and the workflow waits until the bot
completes the execution. The event becomes a job, whose key is the id of the execution. Slack
accepts one completion of each and refuses every further one, so a call that may have been lost is
simply made again.

The event has a token of its own, which Slack revokes after 15 minutes, or when the execution ends
(https://docs.slack.dev/authentication/tokens). A job may wait for longer, and what it stores is not
encrypted, so that token is neither used nor stored: these calls accept the bot's own token, without
any scope (https://docs.slack.dev/reference/methods/functions.completeSuccess).
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.conversation import answer_step
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import Job
from bot.replies.errors import unexpected_error
from bot.replies.step_outputs import NO_CODE, NO_TEXT, NOT_DONE, OTHER_MANIFEST, Outputs
from bot.replies.text import to_plain
from bot.slack.answering.audience import DMS, notes_in
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.payloads.installation import Body, workspace_of
from bot.slack.payloads.message import id_in
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import Refused
from bot.team.notes import WorkspaceNotes
from bot.team.team import Team

log = logging.getLogger(__name__)

KIND = "workflow_step"
DECODE_CODES = "decode_status_codes"
_ENDED = {"execution_not_in_running_state", "function_execution_not_found"}
"""Slack's words for an execution that is completed already, or whose workflow has ended."""
_OTHER_OUTPUTS = "parameter_validation_failed"


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution of the step: its id, the text to decode, and where the outputs will be read.

    `channel` is empty unless the workflow names it.
    """

    workspace: str
    id: str
    text: str
    channel: str

    @classmethod
    def of(cls, body: Body) -> "Execution":
        """The execution of an event. Raises `Malformed`."""
        event = body["event"]
        given = event.get("inputs")
        inputs = given if isinstance(given, dict) else {}
        execution = id_in(event, "function_execution_id")
        return cls(workspace_of(body), execution, _text(inputs, "text"), _text(inputs, "channel"))

    def job(self) -> Job:
        """The job that completes it."""
        content = {"text": self.text, "channel": self.channel}
        return Job(self.workspace, self.id, KIND, "", content)

    @classmethod
    def from_job(cls, job: Job) -> "Execution":
        """The execution of a job."""
        return cls(job.workspace, job.key, job.content["text"], job.content["channel"])


def _text(inputs: dict[str, Any], name: str) -> str:
    """An input; empty unless it is a text."""
    value = inputs.get(name)
    return value if isinstance(value, str) else ""


class WorkflowStep:
    """Completes the executions of the step."""

    def __init__(self, api: SlackApi, worker: Worker, team: Team) -> None:
        self._api = api
        self._worker = worker
        self._team = team
        self._threads = ThreadPoolExecutor(1, "steps")
        worker.register(KIND, self._run_job, self._give_up)

    def register(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.function(DECODE_CODES)(self.execute)

    async def execute(self, ack: AsyncAck, body: Body) -> None:
        """Enqueue the job of an execution; without the database, complete it at once.

        Raises `NotDelivered`.
        """
        execution = Execution.of(body)
        try:
            await self._worker.enqueue(execution.job())
        except DatabaseUnavailable:  # the job may run as well: the later completion is refused
            await self._complete(execution)
        await ack()

    async def _run_job(self, attempt: Attempt) -> None:
        await self._complete(Execution.from_job(attempt.job))

    async def _complete(self, execution: Execution) -> None:
        """Complete an execution, unless it has ended. Raises `NotDelivered`."""
        notes = await self._notes(execution)
        loop = asyncio.get_running_loop()
        outputs = await loop.run_in_executor(self._threads, answer_step, execution.text, notes)
        if outputs is None:
            await self._fail(execution, NO_CODE if execution.text.strip() else NO_TEXT)
        else:
            await self._succeed(execution, outputs)

    async def _succeed(self, execution: Execution, outputs: Outputs) -> None:
        try:
            await self._api.complete_step(execution.id, outputs)
        except Refused as error:
            if str(error) == _OTHER_OUTPUTS:  # which is logged with the refusal
                await self._fail(execution, OTHER_MANIFEST)
            else:
                _ignore_if_ended(error)

    async def _fail(self, execution: Execution, words: str) -> None:
        """Complete an execution with an error that Slack shows, unless it has ended."""
        try:
            await self._api.fail_step(execution.id, words)
        except Refused as error:
            _ignore_if_ended(error)

    async def _notes(self, execution: Execution) -> WorkspaceNotes:
        """The team's notes if only its own company will read the outputs, as far as Slack says.

        A workflow may send its outputs anywhere, so the notes are withheld unless it names a
        channel. Raises `NotDelivered`.
        """
        channel = execution.channel
        if not channel or channel[:1] in DMS:
            return self._team.withheld(execution.workspace)
        return await notes_in(self._team, self._api, channel, execution.workspace)

    async def _give_up(self, attempt: Attempt, reference: str) -> None:
        words = to_plain(unexpected_error(reference)) if reference else NOT_DONE
        await self._fail(Execution.from_job(attempt.job), words)


def _ignore_if_ended(error: Refused) -> None:
    """Raises the error, unless it says that the execution has ended."""
    if str(error) not in _ENDED:
        raise error
    log.info("an execution of the workflow's step has ended before: %s", error)
