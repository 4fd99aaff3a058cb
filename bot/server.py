"""Runs the bot: connects it to Slack by Socket Mode or HTTP, and ends it gracefully."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from bot.database.engine import engine
from bot.database.errors import DatabaseUnavailable
from bot.database.file import reopened
from bot.database.schema import upgrade
from bot.database.write_check import Writes
from bot.jobs.sql_queue import SqlInbox
from bot.operations.http import Condition, Reasons, answering
from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.slack.api import slack_api
from bot.slack.app import build_app, get_ready
from bot.slack.background_tasks import Work
from bot.slack.dispatcher import Reception
from bot.slack.http import PATIENCE, Http, Patience
from bot.slack.socket_mode import SocketMode
from bot.slack.worker import PACE, Inbox, Pace
from bot.team.model import Reviewers
from bot.team.sql_store import SqlStore
from bot.team.team import REFRESH, Team

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60
LAST_ANSWERS = 2
"""Seconds that Slack's requests have to be answered once the bot is told to stop."""
LAST_WORK = 12
"""Seconds that work under way then has to finish."""
TRIED = 5
"""Seconds between looks at whether the database takes writes."""
KEYS_KEPT = 7 * DAY
"""Seconds for which it is known what was answered."""


@dataclass(frozen=True, slots=True)
class Running:
    """The bot at work.

    What is under way, where Slack's requests go in HTTP mode, the team, and where its health and
    its metrics are.
    """

    work: Work
    url: str | None
    team: Team
    ops_url: str


@asynccontextmanager
async def running(
    settings: Settings, pace: Pace = PACE, patience: Patience = PATIENCE
) -> AsyncIterator[Running]:
    """The bot at work, for as long as the context lasts; what is under way then is finished.

    Starts while Slack is down, and connects when it is back; keeps `pace` with the inbox, and has
    `patience` with what comes by HTTP. Raises `OSError` where it cannot listen for HTTP,
    `CannotListen` where it cannot for those who operate it, `NewerDatabase` and `UrlError`.
    """
    metrics, draining = Metrics(), asyncio.Event()
    await asyncio.to_thread(get_ready)
    database = engine(settings.database_url)
    writes = Writes(database)
    async with slack_api(settings, metrics) as api, team_at_work(settings, database) as team:
        work = Work(metrics)
        inbox = Inbox(SqlInbox(database), api, work, metrics, pace)
        reception = Reception(build_app(api, work, team, inbox, settings.review_channel), metrics)
        road: SocketMode | Http
        if settings.socket_mode:
            road = SocketMode(reception, api, metrics, settings)
        else:
            road = Http(reception, metrics, settings, LAST_ANSWERS, patience)
        condition = _condition(team, writes, inbox, road, draining)
        metrics.up.labels("database").set_function(lambda: writes.succeed and not team.out_of_reach)
        metrics.up.labels("slack").set_function(lambda: road.connected)
        async with (
            answering(condition, metrics, settings.ops_host, settings.ops_port) as ops_url,
            _attempted(writes),
            _inbox_at_work(inbox, work),
            road,
        ):
            yield Running(work, road.url, team, ops_url)
            draining.set()


def _condition(
    team: Team, writes: Writes, inbox: Inbox, road: SocketMode | Http, draining: asyncio.Event
) -> Condition:
    """How the bot is."""

    def alive() -> Reasons:
        return () if inbox.alive else ("nobody works on the inbox any more",)

    def ready() -> Reasons:
        token = inbox.token.refused
        unready = {
            "stopping: no new work is taken in": draining.is_set(),
            "the database is out of reach: no team entries": team.out_of_reach,
            "the database takes no writes: nothing new can be kept": not (
                writes.succeed or team.out_of_reach
            ),
            "not connected to Slack": not road.connected,
            f"Slack refuses SLACK_BOT_TOKEN ({token}): nothing is posted": bool(token),
        }
        return tuple(reason for reason, is_so in unready.items() if is_so)

    return Condition(alive, ready)


@asynccontextmanager
async def _attempted(writes: Writes) -> AsyncIterator[None]:
    """It is tried now and then whether the database takes writes."""
    stop = asyncio.Event()
    task = asyncio.create_task(every(TRIED, stop, writes.attempt))
    try:
        yield
    finally:
        stop.set()  # not cancelled: the thread that writes is waited for
        await task


@asynccontextmanager
async def _inbox_at_work(inbox: Inbox, work: Work) -> AsyncIterator[None]:
    """What the inbox holds is worked on; what is under way at the end is finished or given back."""
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(inbox.run(stop)),
        asyncio.create_task(inbox.token.watch(stop)),
        asyncio.create_task(every(DAY, stop, lambda: inbox.expire(KEYS_KEPT))),
    ]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
        await work.finished(LAST_WORK)
        await inbox.release()


@asynccontextmanager
async def team_at_work(settings: Settings, database: Engine) -> AsyncIterator[Team]:
    """The team's knowledge, kept fresh for as long as the context lasts.

    Starts while the database is out of reach. Raises `NewerDatabase`.
    """
    reviewers = Reviewers(settings.reviewers, settings.self_review)
    team = Team(SqlStore(database), reviewers, lambda: datetime.now(UTC), lambda: uuid4().hex)
    stop = asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    try:
        await _follow(database, team)
        tasks = [
            asyncio.create_task(every(REFRESH, stop, lambda: _follow(database, team))),
            asyncio.create_task(every(DAY, stop, lambda: team.expire(settings.keep_asked_days))),
        ]
        yield team
    finally:
        stop.set()  # not cancelled: what a thread has begun with the database is ended first
        try:
            await asyncio.gather(*tasks)
        finally:
            await asyncio.to_thread(database.dispose)


async def every(seconds: float, stop: asyncio.Event, job: Callable[[], Awaitable[None]]) -> None:
    """Do a job now and after each so many seconds, until told to stop; a failure is logged."""
    while not stop.is_set():
        (error,) = await asyncio.gather(job(), return_exceptions=True)
        if isinstance(error, Exception):
            log.error("a regular job failed, and is tried again", exc_info=error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


async def _follow(database: Engine, team: Team) -> None:
    """See what other replicas have changed, or prepare a database that was out of reach."""
    try:
        if team.out_of_reach:
            if await asyncio.to_thread(reopened, database):
                team.snapshot.start_anew()
            await asyncio.to_thread(upgrade, database)
    except DatabaseUnavailable as why:
        team.lost(str(why))
    else:
        await team.refresh()
