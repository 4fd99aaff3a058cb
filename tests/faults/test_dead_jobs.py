"""Fault 23: failed jobs are retried ever later, then dead and visible, and retried by hand."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from aiohttp import ClientSession
from sqlalchemy import Engine, update

from bot.database.engine import writing
from bot.jobs import tables
from bot.jobs.model import Job, State
from bot.jobs.sql_store import SqlJobStore
from bot.playground.model import TEAM_ID, Message
from bot.server import Running
from bot.slack.answering.incoming_message import KIND, IncomingMessage
from tests.cli.test_jobs import jobs
from tests.fake_slack.slack import Slack
from tests.faults.replicas import (
    HERE,
    POLL,
    STEADY,
    left,
    log_says,
    replicas,
    replied,
    replies,
    unanswered,
)
from tests.team.values import accept

Connect = Callable[[str], Engine]
THREE = replace(STEADY, most_tries=3)


async def question_and_job(slack: Slack) -> tuple[Message, Job]:
    """A posted question, and its job, not yet enqueued."""
    posted = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    bot = slack.bot_user.id
    message = IncomingMessage(
        TEAM_ID,
        posted.channel,
        posted.ts,
        None,
        False,  # noqa: FBT003 - a row of fields
        posted.user,
        bot,
        posted.text,
    )
    return posted, message.job()


def enqueue(database: Engine, job: Job) -> None:
    """Put the job in the queue."""
    accept(SqlJobStore(database), job, None, 0)


def changed(database: Engine, **values: object) -> None:
    """Change the questions in the queue without the bot."""
    question_and_job = update(tables.job).where(tables.job.c.kind == KIND)
    with writing(database) as connection:
        connection.execute(question_and_job.values(**values))


async def wait_for_metric(bot: Running, line: str) -> None:
    """Wait until the bot's metrics have that line."""
    page = ""
    async with ClientSession() as session:
        while line not in page.splitlines():
            await asyncio.sleep(POLL)
            page = await (await session.get(f"{bot.operations_url}/metrics")).text()


async def test_fault_23_an_unexpected_failure_is_retried_then_dead_and_reported(
    slack: Slack,
    url: str,
    engines: Connect,
) -> None:
    database = engines(url)
    posted, job = await question_and_job(slack)
    enqueue(database, replace(job, content={**job.content, "text": 1722}))
    async with replicas(slack, url, 1, THREE):
        await replied(slack, posted)
    [reply] = replies(slack, posted)
    reference = reply.text.partition("`")[2].rstrip("`")
    assert "Something went wrong on my side" in reply.text

    async with replicas(slack, url, 1, THREE) as [bot]:
        await wait_for_metric(bot, 'iissync_jobs{state="dead"} 1.0')
    listed = jobs(url, "list").stdout
    assert f"3 failures  unexpected failure, reference {reference}\n" in listed
    assert re.search(r"^1 dead, \d waiting, 0 running\.$", listed, re.MULTILINE)

    changed(database, content=json.dumps(asdict(IncomingMessage.from_job(job))))
    assert jobs(url, "retry", "--all").returncode == 0
    async with replicas(slack, url, 1, THREE):
        await slack.wait_for(lambda: len(replies(slack, posted)) > 1)
    assert "The RPC server is unavailable." in replies(slack, posted)[1].text
    assert unanswered(url) == []


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "[]", "null", "{}"])
async def test_fault_23_a_broken_row_is_dead_and_blocks_no_other(
    slack: Slack, url: str, engines: Connect, content: str
) -> None:
    database = engines(url)
    posted, job = await question_and_job(slack)
    enqueue(database, replace(job, key="C1:1.0"))
    changed(database, content=content)
    enqueue(database, job)
    with log_says("is dead") as dead:
        async with replicas(slack, url, 1, THREE):
            await replied(slack, posted)
            await dead.wait()

    [broken] = left(url)
    assert (broken.job.key, broken.state, broken.failures) == ("C1:1.0", State.DEAD, 3)
    assert len(replies(slack, posted)) == 1


async def test_fault_23_a_job_of_a_newer_bot_is_dead_and_blocks_no_other(
    slack: Slack, url: str, engines: Connect
) -> None:
    database = engines(url)
    posted, job = await question_and_job(slack)
    enqueue(database, Job(TEAM_ID, "k", "sonnet", posted.user))
    enqueue(database, job)
    with log_says("is dead") as dead:
        async with replicas(slack, url, 1, THREE):
            await replied(slack, posted)
            await dead.wait()

    [unknown] = left(url)
    assert (unknown.state, unknown.failures) == (State.DEAD, 3)
    assert unknown.error == "this version of the bot knows no 'sonnet'"
