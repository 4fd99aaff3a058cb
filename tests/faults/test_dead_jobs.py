"""Fault 23: what fails is tried again, later each time, then dead, visible, and tried by hand."""

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
from bot.playground.slack import Slack
from bot.server import Running
from bot.slack.incoming_message import KIND, IncomingMessage
from tests.cli.test_jobs import jobs
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


async def asked(slack: Slack) -> tuple[Message, Job]:
    """A question, and what is kept of it."""
    said = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    bot = slack.bot_user.id
    heard = IncomingMessage(TEAM_ID, said.channel, said.ts, None, False, said.user, bot, said.text)  # noqa: FBT003 - a row of fields
    return said, heard.job()


def kept(database: Engine, job: Job) -> None:
    """Have it in the queue, to be done."""
    accept(SqlJobStore(database), job, None, 0)


def changed(database: Engine, **values: object) -> None:
    """Change the questions in the queue behind the bot's back."""
    asked = update(tables.job).where(tables.job.c.kind == KIND)
    with writing(database) as connection:
        connection.execute(asked.values(**values))


async def tells(bot: Running, line: str) -> None:
    """Return when the bot's metrics have that line."""
    page = ""
    async with ClientSession() as session:
        while line not in page.splitlines():
            await asyncio.sleep(POLL)
            page = await (await session.get(f"{bot.operations_url}/metrics")).text()


async def test_fault_23_a_failure_that_nobody_foresaw_is_tried_again_dead_and_told(
    slack: Slack,
    url: str,
    engines: Connect,
) -> None:
    database = engines(url)
    said, job = await asked(slack)
    kept(database, replace(job, content={**job.content, "text": 1722}))
    async with replicas(slack, url, 1, THREE):
        await replied(slack, said)
    [reply] = replies(slack, said)
    reference = reply.text.partition("`")[2].rstrip("`")
    assert "Something went wrong on my side" in reply.text

    async with replicas(slack, url, 1, THREE) as [bot]:
        await tells(bot, 'iissync_jobs{state="dead"} 1.0')
    listed = jobs(url, "list").stdout
    assert f"3 failures  unexpected failure, reference {reference}\n" in listed
    assert re.search(r"^1 dead, \d waiting, 0 running\.$", listed, re.MULTILINE)

    changed(database, content=json.dumps(asdict(IncomingMessage.from_job(job))))
    assert jobs(url, "retry", "--all").returncode == 0
    async with replicas(slack, url, 1, THREE):
        await slack.wait_for(lambda: len(replies(slack, said)) > 1)
    assert "The RPC server is unavailable." in replies(slack, said)[1].text
    assert unanswered(url) == []


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "[]", "null", "{}"])
async def test_fault_23_a_row_that_is_broken_is_dead_and_holds_up_no_other(
    slack: Slack, url: str, engines: Connect, content: str
) -> None:
    database = engines(url)
    said, job = await asked(slack)
    kept(database, replace(job, key="C1:1.0"))
    changed(database, content=content)
    kept(database, job)
    with log_says("is dead") as dead:
        async with replicas(slack, url, 1, THREE):
            await replied(slack, said)
            await dead.wait()

    [broken] = left(url)
    assert (broken.job.key, broken.state, broken.failures) == ("C1:1.0", State.DEAD, 3)
    assert len(replies(slack, said)) == 1


async def test_fault_23_what_a_newer_bot_has_kept_is_dead_and_holds_up_no_other(
    slack: Slack, url: str, engines: Connect
) -> None:
    database = engines(url)
    said, job = await asked(slack)
    kept(database, Job(TEAM_ID, "k", "sonnet", said.user))
    kept(database, job)
    with log_says("is dead") as dead:
        async with replicas(slack, url, 1, THREE):
            await replied(slack, said)
            await dead.wait()

    [unknown] = left(url)
    assert (unknown.state, unknown.failures) == (State.DEAD, 3)
    assert unknown.error == "this version of the bot knows no 'sonnet'"
