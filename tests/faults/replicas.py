"""Replicas of the bot on one database, and Slack's signed requests to each of them."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text

from bot.database.engine import engine, writing
from bot.jobs.model import UnfinishedJob
from bot.jobs.sql_store import SqlJobStore
from bot.playground import payloads
from bot.playground.model import Message
from bot.playground.record import Delivery
from bot.server import Running, running
from bot.slack.jobs.duplicates import KIND as DUPLICATES
from bot.slack.jobs.timing import Timing
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import FORM, JSON, answer_to, request, signed
from tests.scenarios.conftest import QUICK, settings_for

HERE = "#iis-cluster"
POLL = 0.02
"""Seconds between two polls of state that signals no change: a tight loop slows down the bot."""
STEADY = replace(QUICK, database_timeout=20)
"""The database is waited for, however busy the machine is."""


@asynccontextmanager
async def replicas(
    slack: Slack, url: str, count: int = 2, pace: Timing = STEADY
) -> AsyncIterator[list[Running]]:
    """So many bots on one database, which finish what is under way at the end."""
    settings = replace(settings_for(slack, "http"), database_url=url)
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(running(settings, pace)) for _ in range(count)]


def event_of(slack: Slack, logged: Message, kind: str = "app_mention", **changes: object) -> bytes:
    """The body of an event, with an id of its own, that tells of a message."""
    where = slack.workspace.channel(logged.channel)
    make = payloads.mention_event if kind == "app_mention" else payloads.message_event
    inner = {**make(slack.workspace, logged, where), **changes}
    return json.dumps(payloads.event(slack.workspace, inner, time.time())).encode()


async def deliver(
    bot: Running, body: bytes, kind: Mapping[str, str] = JSON, *, attempt: int = 0
) -> int:
    """Send a bot a signed body; the status of its answer."""
    retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
    more = retry if attempt else {}
    return (
        await answer_to(str(bot.url), request(body, signed(body, kind={**kind, **more})))
    ).status


async def replayed(delivery: Delivery, *bots: Running) -> list[int]:
    """Send what Slack has sent once more, three times to each of these at once."""
    payload: Any = delivery.payload
    if delivery.kind == "events_api":
        body, kind = json.dumps(payload).encode(), JSON
    else:
        body, kind = urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return await asyncio.gather(*(deliver(bot, body, kind) for bot in bots * 3))


def replies(slack: Slack, logged: Message) -> list[Message]:
    """The bot's replies in a message's thread, or after it in a DM."""
    place = slack.workspace.messages(logged.channel)
    below = (
        {logged.ts} if slack.workspace.channel(logged.channel).kind != "im" else {None, logged.ts}
    )
    return [message for message in place if message.by_bot and message.thread_ts in below]


async def replied(slack: Slack, logged: Message) -> None:
    """Wait until a bot has replied there."""
    await slack.wait_for(lambda: replies(slack, logged))


def left(url: str) -> list[UnfinishedJob]:
    """The unfinished jobs."""
    database = engine(url)
    try:
        return SqlJobStore(database).unfinished()
    finally:
        database.dispose()


def unanswered(url: str) -> list[UnfinishedJob]:
    """What the job queue still holds, but for what only looks for a second answer."""
    return [each for each in left(url) if each.job.kind != DUPLICATES]


async def emptied(url: str) -> None:
    """Wait until the job queue is empty."""
    database = engine(url)
    try:
        queue = SqlJobStore(database)
        async with asyncio.timeout(60):
            while await asyncio.to_thread(queue.unfinished):  # noqa: ASYNC110 - a database signals nothing
                await asyncio.sleep(POLL)
    finally:
        database.dispose()


class _LogWatcher(logging.Handler):
    def __init__(self, words: str, logged: asyncio.Event) -> None:
        super().__init__()
        self._text = words
        self._logged = logged

    def emit(self, record: logging.LogRecord) -> None:
        if self._text in self.format(record):
            self._logged.set()


@contextmanager
def log_says(words: str) -> Iterator[asyncio.Event]:
    """An event that is set once the bot logs this text."""
    logged = asyncio.Event()
    handler, log = _LogWatcher(words, logged), logging.getLogger("bot")
    log.addHandler(handler)
    yield logged
    log.removeHandler(handler)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Lock the job queue against writes within the context."""
    database = engine(url)
    with writing(database) as connection:
        if database.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE job"))
        yield
    database.dispose()
