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
from bot.database.write_check import WriteCheck
from bot.jobs.sql_store import SqlJobStore
from bot.operations.http import Condition, Reasons, answering
from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.slack.api import slack_api
from bot.slack.app import build_app, get_ready
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.dispatcher import Dispatcher
from bot.slack.http import TIMEOUTS, Http, Timeouts
from bot.slack.socket_mode import SocketMode
from bot.slack.timing import TIMING, Timing
from bot.slack.worker import Worker
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

    tasks: BackgroundTasks
    url: str | None
    team: Team
    operations_url: str


@asynccontextmanager
async def running(
    settings: Settings, timing: Timing = TIMING, timeouts: Timeouts = TIMEOUTS
) -> AsyncIterator[Running]:
    """The bot at work, for as long as the context lasts; what is under way then is finished.

    Starts while Slack is down, and connects when it is back; works on jobs by that `timing`, and
    has those `timeouts` for requests by HTTP. Raises `OSError` where it cannot listen for HTTP,
    `CannotListen` where it cannot for those who operate it, `NewerDatabase` and `UrlError`.
    """
    metrics, draining = Metrics(), asyncio.Event()
    await asyncio.to_thread(get_ready)
    database = engine(settings.database_url)
    write_check = WriteCheck(database)
    async with slack_api(settings, metrics) as api, team_at_work(settings, database) as team:
        tasks = BackgroundTasks(metrics)
        worker = Worker(SqlJobStore(database), api, tasks, metrics, timing)
        dispatcher = Dispatcher(
            build_app(api, tasks, team, worker, settings.review_channel), metrics
        )
        road: SocketMode | Http
        if settings.socket_mode:
            road = SocketMode(dispatcher, api, metrics, settings)
        else:
            road = Http(dispatcher, metrics, settings, LAST_ANSWERS, timeouts)
        condition = _condition(team, write_check, worker, road, draining)
        metrics.up.labels("database").set_function(
            lambda: write_check.is_writable and not team.out_of_reach
        )
        metrics.up.labels("slack").set_function(lambda: road.is_connected)
        async with (
            answering(condition, metrics, settings.ops_host, settings.ops_port) as ops_url,
            _attempted(write_check),
            _working(worker, tasks),
            road,
        ):
            yield Running(tasks, road.url, team, ops_url)
            draining.set()


def _condition(
    team: Team,
    write_check: WriteCheck,
    worker: Worker,
    road: SocketMode | Http,
    draining: asyncio.Event,
) -> Condition:
    """How the bot is."""

    def alive() -> Reasons:
        return () if worker.is_alive else ("nobody works on the jobs any more",)

    def ready() -> Reasons:
        token = worker.token.refusal
        unready = {
            "stopping: no new work is taken in": draining.is_set(),
            "the database is out of reach: no team entries": team.out_of_reach,
            "the database takes no writes: nothing new can be kept": not (
                write_check.is_writable or team.out_of_reach
            ),
            "not connected to Slack": not road.is_connected,
            f"Slack refuses SLACK_BOT_TOKEN ({token}): nothing is posted": bool(token),
        }
        return tuple(reason for reason, is_so in unready.items() if is_so)

    return Condition(alive, ready)


@asynccontextmanager
async def _attempted(write_check: WriteCheck) -> AsyncIterator[None]:
    """It is tried now and then whether the database takes writes."""
    stop = asyncio.Event()
    task = asyncio.create_task(every(TRIED, stop, write_check.run))
    try:
        yield
    finally:
        stop.set()  # not cancelled: the thread that writes is waited for
        await task


@asynccontextmanager
async def _working(worker: Worker, tasks: BackgroundTasks) -> AsyncIterator[None]:
    """Jobs are worked on; what is under way at the end is finished or given back."""
    stop = asyncio.Event()
    loops = [
        asyncio.create_task(worker.run(stop)),
        asyncio.create_task(worker.token.watch(stop)),
        asyncio.create_task(every(DAY, stop, lambda: worker.expire(KEYS_KEPT))),
    ]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*loops)
        await tasks.wait(LAST_WORK)
        await worker.release()


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
