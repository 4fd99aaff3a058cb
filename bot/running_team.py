"""EDGE. The knowledge of teams while the bot runs: read, kept up to date, old rows deleted.

Everything of a workspace that removed the bot long ago is deleted, too.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

from sqlalchemy import Engine

from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.file import reopen
from bot.database.schema_version import SchemaError
from bot.operations.regular import DAY, regularly
from bot.settings import Settings
from bot.team.draft_form import TEAM_CONTEXTS
from bot.team.reviewers import Reviewers
from bot.team.settings import WorkspaceSettings
from bot.team.sql_store import SqlStore
from bot.team.team import REFRESH, Team

log = logging.getLogger(__name__)

Prepare = Callable[[Engine], object]
"""Upgrades the schema of a database, or checks that it needs no upgrade."""

REMOVED_DAYS = 30
"""Days after which everything of a workspace is deleted that has removed the bot."""


@asynccontextmanager
async def running_team(
    settings: Settings, database: Engine, prepare: Prepare, first_deletion: float
) -> AsyncIterator[Team]:
    """A team's knowledge, which is refreshed while the context lasts.

    What is old is deleted after `first_deletion` seconds, and each day.

    Starts while the database is unavailable. Raises `SchemaError`.
    """
    reviewers = Reviewers(settings.reviewers, settings.self_review)
    operator = WorkspaceSettings(
        reviewers,
        settings.review_channel,
        settings.keep_asked_days,
        context=TEAM_CONTEXTS.get(settings.default_context or ""),
    )
    store = SqlStore(database)
    team = Team(store, operator, lambda: datetime.now(UTC), lambda: uuid4().hex)
    delete_old = partial(team.questions.delete_old, settings.keep_asked_days)
    try:
        await _refresh(database, team, prepare)
        async with (
            regularly(REFRESH, partial(_refresh_again, database, team, prepare)),
            regularly(DAY, delete_old, first_deletion),
            regularly(DAY, partial(_delete_removed, store), first_deletion),
        ):
            yield team
    finally:
        await asyncio.to_thread(database.dispose)


async def _delete_removed(store: SqlStore) -> None:
    """Delete everything of the workspaces that removed the bot long ago."""
    before = datetime.now(UTC) - timedelta(days=REMOVED_DAYS)
    with suppress(DatabaseUnavailable):  # it is tried again tomorrow
        for each in (await asyncio.to_thread(store.delete_removed, before)).items():
            log.info("everything of workspace %s was deleted, %d rows: it removed the bot", *each)


async def _refresh(database: Engine, team: Team, prepare: Prepare) -> None:
    """Read the changes of other replicas; first prepare a database that was unavailable."""
    try:
        if team.is_unavailable:
            if await asyncio.to_thread(reopen, database):
                team.snapshot.invalidate()
            await asyncio.to_thread(prepare, database)
    except DatabaseUnavailable as error:
        team.snapshot.mark_unavailable(error)
    else:
        await team.refresh()


async def _refresh_again(database: Engine, team: Team, prepare: Prepare) -> None:
    """The same while the bot runs: it goes on without a database that another version upgraded."""
    try:
        await _refresh(database, team, prepare)
    except SchemaError as error:
        other = DatabaseUnavailable(error.what, Cause.OTHER_VERSION, error.advice)
        team.snapshot.mark_unavailable(other)
