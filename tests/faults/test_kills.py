"""Fault 22: the process is killed at each step of an answer, and still posts exactly one.

Each step is observed from outside: a lock that the bot waits for, a call that Slack delays, an
acknowledgement that the network loses. The next process works on the same database.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.model import Message
from bot.slack.listeners.workflow_step import DECODE_CODES
from bot.slack.manifest import PATH, manifest
from tests.fake_slack.canned_responses import CannedResponse, Held
from tests.fake_slack.slack import Slack
from tests.fault_proxy import HOST, Proxy
from tests.faults.processes import BotProcess, bot_process
from tests.faults.replicas import HERE, emptied, locked, replied, replies, unanswered

POST = "chat.postMessage"
COMPLETE = "functions.completeSuccess"
PROGRAM = ("tests.faults.short_lease",)
UNTIL_ACKNOWLEDGED = (0.2,) * 500
"""Slack's pauses before a retry, shorter than the real ones."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A bot that is about to be asked and killed; the proxy stands before it."""

    slack: Slack
    proxy: Proxy
    bot: BotProcess
    url: str

    async def ask(self) -> Message:
        """Post a question of Ana's."""
        return await self.slack.client("Ana").says(HERE, "@iissync 1722")

    async def wait_until_processed(self) -> None:
        """Wait until the bot has processed all earlier events."""
        assert (await self.slack.client("Ben").runs(HERE, "/iissync help")).message

    async def kill(self) -> None:
        """End the process with no chance to do anything."""
        self.bot.process.kill()
        await self.bot.process.wait()


async def after_verifying(stage: Stage) -> Message:
    with locked(stage.url):
        question = await stage.ask()
        await stage.wait_until_processed()
        await stage.kill()
    return question


async def before_acknowledging(stage: Stage) -> Message:
    """The row is stored; the acknowledgement and the retries are lost."""
    held = Held()
    stage.slack.next_response(POST, CannedResponse(503, held=held))
    with locked(stage.url):
        question = await stage.ask()
        await stage.wait_until_processed()
        stage.proxy.refuse()
        stage.proxy.cut_answer()
    await held.arrived()
    await stage.slack.wait_for(lambda: any(each.problem for each in stage.slack.deliveries))
    await stage.kill()
    await stage.proxy.heal()
    return question


async def before_slack_acts(stage: Stage) -> Message:
    """Acknowledged; what was to be posted is lost on its way."""
    held = Held()
    stage.slack.next_response(POST, CannedResponse(503, held=held))
    question = await stage.ask()
    await held.arrived()
    await stage.slack.settled()
    await stage.kill()
    return question


async def before_slack_answers(stage: Stage) -> Message:
    """Slack posts the answer, but the bot is dead before the response."""
    with stage.slack.hold(POST) as held:
        question = await stage.ask()
        await held.arrived()
        await stage.slack.settled()
        await stage.kill()
    await replied(stage.slack, question)
    return question


async def before_marking(stage: Stage) -> Message:
    """Slack has confirmed the post, but the database is locked against recording it."""
    with stage.slack.hold(POST) as held:
        question = await stage.ask()
        await held.arrived()
        with locked(stage.url):
            held.release()
            await replied(stage.slack, question)
            await stage.wait_until_processed()
            await stage.kill()
    return question


STEPS = [
    after_verifying,
    before_acknowledging,
    before_slack_acts,
    before_slack_answers,
    before_marking,
]


async def killed_at(
    step: Callable[[Stage], Awaitable[Message]], url: str, port: int
) -> tuple[int, int, int]:
    """How many replies and jobs there are in the end, and the exit code of the next bot."""
    async with Slack(manifest=manifest(), retries=UNTIL_ACKNOWLEDGED) as slack:
        async with (
            bot_process(slack, "http", port, PROGRAM, DATABASE_URL=url) as bot,
            Proxy((HOST, port)) as proxy,
        ):
            slack.deliver_to(f"http://{HOST}:{proxy.port}{PATH}")
            question = await step(Stage(slack, proxy, bot, url))
        async with bot_process(slack, "http", port, PROGRAM, DATABASE_URL=url) as bot:
            await slack.wait_for(
                lambda: has_looked_up_answer(slack) and replies(slack, question), 90
            )
            await slack.settled()
            bot.process.send_signal(signal.SIGTERM)
            code = await bot.ended()
        return len(replies(slack, question)), len(unanswered(url)), code


def has_looked_up_answer(slack: Slack) -> bool:
    """Whether a bot has looked up its own answer."""
    return any(call.method == "conversations.replies" for call in slack.calls)


async def test_fault_22_a_bot_that_is_killed_at_any_step_has_answered_once_in_the_end(
    new_url: Callable[[], str], unused_tcp_port_factory: Callable[[], int]
) -> None:
    ends = await asyncio.gather(
        *(killed_at(step, new_url(), unused_tcp_port_factory()) for step in STEPS)
    )

    assert dict(zip(STEPS, ends, strict=True)) == dict.fromkeys(STEPS, (1, 0, 0))


async def before_slack_completes(slack: Slack, bot: BotProcess) -> str:
    """The job is stored and the event acknowledged; the completion is lost on its way."""
    held = Held()
    slack.next_response(COMPLETE, CannedResponse(503, held=held))
    return await killed_while_held(slack, bot, held)


async def before_the_completion_is_known(slack: Slack, bot: BotProcess) -> str:
    """Slack completes the execution, but the bot is dead before the response."""
    with slack.hold(COMPLETE) as held:
        execution = await killed_while_held(slack, bot, held)
    await slack.wait_for(lambda: slack.workspace.executions.get(execution).has_ended)
    return execution


async def killed_while_held(slack: Slack, bot: BotProcess, held: Held) -> str:
    """Start a workflow, and kill the bot while it completes the step; the execution's id."""
    execution = slack.client("Ana").starts_step(DECODE_CODES, text="1722")
    await held.arrived()
    await slack.settled()
    bot.process.kill()
    await bot.process.wait()
    return execution


async def completed_after(
    step: Callable[[Slack, BotProcess], Awaitable[str]], completed: int, url: str, port: int
) -> list[str]:
    """What Slack answers to each completion if the first bot is killed at that step."""
    async with Slack(manifest=manifest(workflow_step=True), retries=UNTIL_ACKNOWLEDGED) as slack:
        async with bot_process(slack, "http", port, PROGRAM, DATABASE_URL=url) as bot:
            execution = await step(slack, bot)
        async with bot_process(slack, "http", port, PROGRAM, DATABASE_URL=url):
            await slack.wait_for(lambda: len(completions(slack)) == completed, 90)
            await emptied(url)

        assert slack.workspace.executions.get(execution).outputs
        return completions(slack)


async def test_fault_22_a_workflow_goes_on_once_although_the_bot_is_killed(
    new_url: Callable[[], str], unused_tcp_port_factory: Callable[[], int]
) -> None:
    expected = {
        before_slack_completes: ["ok"],
        before_the_completion_is_known: ["ok", "execution_not_in_running_state"],
    }
    found = await asyncio.gather(
        *(
            completed_after(step, len(answers), new_url(), unused_tcp_port_factory())
            for step, answers in expected.items()
        )
    )

    assert dict(zip(expected, found, strict=True)) == expected


def completions(slack: Slack) -> list[str]:
    """What Slack answered to each completion: `ok`, or the word of its refusal."""
    answers = [call.response for call in slack.calls if call.method == COMPLETE]
    return [each.get("error", "ok") for each in answers]
