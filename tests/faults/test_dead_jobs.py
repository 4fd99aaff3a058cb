"""Fault 23: what fails is tried again, later each time, then parked, visible, and tried by hand."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from aiohttp import ClientSession
from sqlalchemy import Engine, update

from bot.database.engine import writing
from bot.jobs import tables
from bot.jobs.model import Item, State
from bot.jobs.sql_queue import SqlInbox
from bot.playground.model import TEAM_ID, Message
from bot.playground.slack import Slack
from bot.server import Running
from bot.slack.questions import KIND, Heard
from tests.cli.test_jobs import inbox
from tests.faults.replicas import (
    HERE,
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


async def asked(slack: Slack) -> tuple[Message, Item]:
    """A question, and what is kept of it."""
    said = await slack.person("Ana").says(HERE, "@iissync 1722", events=())
    bot = slack.bot_user.id
    heard = Heard(TEAM_ID, said.channel, said.ts, None, False, said.user, bot, said.text)  # noqa: FBT003 - a row of fields
    return said, heard.item()


def kept(database: Engine, item: Item) -> None:
    """Have it in the inbox, to be done."""
    accept(SqlInbox(database), item, None, 0)


def changed(database: Engine, **values: object) -> None:
    """Change the questions in the inbox behind the bot's back."""
    asked = update(tables.inbox).where(tables.inbox.c.kind == KIND)
    with writing(database) as connection:
        connection.execute(asked.values(**values))


async def tells(bot: Running, line: str) -> None:
    """Return when the bot's metrics have that line."""
    page = ""
    async with ClientSession() as session:
        while line not in page.splitlines():
            page = await (await session.get(f"{bot.ops_url}/metrics")).text()


async def test_fault_23_a_failure_that_nobody_foresaw_is_tried_again_parked_and_told(
    slack: Slack,
    url: str,
    engines: Connect,
) -> None:
    database = engines(url)
    said, item = await asked(slack)
    kept(database, replace(item, content={**item.content, "text": 1722}))
    async with replicas(slack, url, 1, THREE):
        await replied(slack, said)
    [reply] = replies(slack, said)
    reference = reply.text.partition("`")[2].rstrip("`")
    assert "Something went wrong on my side" in reply.text

    async with replicas(slack, url, 1, THREE) as [bot]:
        await tells(bot, 'iissync_inbox_items{state="parked"} 1.0')
    listed = inbox(url, "list").stdout
    assert f"3 failed tries  unexpected failure, reference {reference}\n" in listed
    assert re.search(r"^1 parked, \d waiting, 0 working\.$", listed, re.MULTILINE)

    changed(database, content=json.dumps(asdict(Heard.kept(item))))
    assert inbox(url, "retry", "--all").returncode == 0
    async with replicas(slack, url, 1, THREE):
        await slack.wait_for(lambda: len(replies(slack, said)) > 1)
    assert "The RPC server is unavailable." in replies(slack, said)[1].text
    assert unanswered(url) == []


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "[]", "null", "{}"])
async def test_fault_23_a_row_that_is_broken_is_parked_and_holds_up_no_other(
    slack: Slack, url: str, engines: Connect, content: str
) -> None:
    database = engines(url)
    said, item = await asked(slack)
    kept(database, replace(item, key="C1:1.0"))
    changed(database, content=content)
    kept(database, item)
    with log_says("is parked") as parked:
        async with replicas(slack, url, 1, THREE):
            await replied(slack, said)
            await parked.wait()

    [broken] = left(url)
    assert (broken.item.key, broken.state, broken.tries) == ("C1:1.0", State.PARKED, 3)
    assert len(replies(slack, said)) == 1


async def test_fault_23_what_a_newer_bot_has_kept_is_parked_and_holds_up_no_other(
    slack: Slack, url: str, engines: Connect
) -> None:
    database = engines(url)
    said, item = await asked(slack)
    kept(database, Item(TEAM_ID, "k", "sonnet", said.user))
    kept(database, item)
    with log_says("is parked") as parked:
        async with replicas(slack, url, 1, THREE):
            await replied(slack, said)
            await parked.wait()

    [unknown] = left(url)
    assert (unknown.state, unknown.tries) == (State.PARKED, 3)
    assert unknown.why == "this version of the bot knows no 'sonnet'"
