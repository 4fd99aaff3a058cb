"""Runs the bot: connects it to Slack by Socket Mode or HTTP, and ends it gracefully."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine

from bot.knowledge.engine import engine
from bot.knowledge.model import Reviewers
from bot.knowledge.schema import upgrade
from bot.knowledge.sql_inbox import SqlInbox
from bot.knowledge.sql_store import SqlStore
from bot.knowledge.store import DatabaseUnavailable
from bot.knowledge.team import REFRESH, Team
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.api import SlackApi, slack_api
from bot.slack.app import build_app
from bot.slack.http import listening
from bot.slack.inbox import Inbox, Pace
from bot.slack.reception import Reception
from bot.slack.socket_mode import SocketMode
from bot.slack.work import Work

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60
LAST_WORK = 15
"""Seconds that work under way has to finish once the bot is told to stop."""
KEYS_KEPT = 7 * DAY
"""Seconds for which it is known what was answered."""


@dataclass(frozen=True, slots=True)
class Running:
    """The bot at work: what is under way, where Slack's requests go in HTTP mode, the team."""

    work: Work
    url: str | None
    team: Team
    metrics: Metrics


@asynccontextmanager
async def running(settings: Settings, pace: Pace = Pace()) -> AsyncIterator[Running]:  # noqa: B008 - frozen
    """The bot at work, for as long as the context lasts; what is under way then is finished.

    Starts while Slack is down, and connects when it is back. Raises `OSError` where it cannot
    listen for HTTP, `NewerDatabase` and `UrlError`.
    """
    metrics = Metrics()
    database = engine(settings.database_url)
    async with slack_api(settings, metrics) as api, team_at_work(settings, database) as team:
        work = Work(metrics)
        inbox = Inbox(SqlInbox(database), api, work, metrics, pace)
        app = build_app(api, work, team, inbox, settings.review_channel)
        road = _road(Reception(app, metrics), api, settings)
        async with _inbox_at_work(inbox, work), road as url:
            yield Running(work, url, team, metrics)


@asynccontextmanager
async def _inbox_at_work(inbox: Inbox, work: Work) -> AsyncIterator[None]:
    """What the inbox holds is worked on; what is under way at the end is finished or given back."""
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task(inbox.run(stop)),
        asyncio.create_task(_every(DAY, stop, lambda: inbox.expire(KEYS_KEPT))),
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
    try:
        await _follow(database, team)
        tasks = [
            asyncio.create_task(_every(REFRESH, stop, lambda: _follow(database, team))),
            asyncio.create_task(_every(DAY, stop, lambda: team.expire(settings.keep_asked_days))),
        ]
        yield team
        stop.set()  # not cancelled: what a thread has begun with the database is ended first
        await asyncio.gather(*tasks)
    finally:
        await asyncio.to_thread(database.dispose)


async def _every(seconds: float, stop: asyncio.Event, job: Callable[[], Awaitable[None]]) -> None:
    while not stop.is_set():
        await job()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)


async def _follow(database: Engine, team: Team) -> None:
    """See what other replicas have changed, or prepare a database that was out of reach."""
    try:
        if team.out_of_reach:
            await asyncio.to_thread(upgrade, database)
    except DatabaseUnavailable as why:
        team.lost(str(why))
    else:
        await team.refresh()


def _road(
    reception: Reception, api: SlackApi, settings: Settings
) -> AbstractAsyncContextManager[str | None]:
    """The way on which Slack reaches the bot."""
    if settings.socket_mode:
        return _socket_mode(reception, api, settings)
    return listening(reception, settings, LAST_WORK)


@asynccontextmanager
async def _socket_mode(
    reception: Reception, api: SlackApi, settings: Settings
) -> AsyncIterator[None]:
    handler = SocketMode(reception, api, settings)
    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call] # Bolt's
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await handler.close_async()  # type: ignore[no-untyped-call] # Bolt's
