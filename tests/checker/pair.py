"""Two replicas on one PostgreSQL, with everything between them and the world in our hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from bot.database.engine import engine, reading
from bot.jobs.model import State
from bot.jobs.sql_store import SqlJobStore
from bot.playground.model import TEAM_ID
from bot.slack.jobs.timing import Timing
from bot.slack.manifest import manifest
from bot.team import tables
from bot.team.rows import proposal_of
from bot.team.sql_store import SqlStore
from tests.checker.record import FinalState
from tests.database.cluster import Cluster, cluster
from tests.database.fixtures import upgraded
from tests.fake_slack.slack import Slack
from tests.fault_proxy import HOST, Proxy
from tests.faults.processes import USUAL_START
from tests.replicas import Replica, at_work, settings_of

TIMING = Timing(lease=8, poll=0.1, first_pause=0.1, longest_pause=1, most_tries=60)
"""Items are taken over soon, and not dead while Slack is cut off for some seconds."""
RETRIES = (0.3,) * 1000
"""Slack tells of an event again until it is acknowledged."""
REST = 90.0
"""Seconds in which all work has to come to rest once everything is mended."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two replicas, and the ways from each to Slack and to the database."""

    slack: Slack
    cluster: Cluster
    database: Engine
    replicas: tuple[Replica, Replica]
    to_slack: tuple[Proxy, Proxy]
    to_database: tuple[Proxy, Proxy]

    async def wait_until_idle(self) -> None:
        """Return when Slack has told everything and the job queue is empty. Raises TimeoutError."""
        async with asyncio.timeout(REST):
            await self.slack.settled()
            while await asyncio.to_thread(self._has_work):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.1)

    def _has_work(self) -> bool:
        unfinished = SqlJobStore(self.database).unfinished()
        return any(job.state is not State.DEAD for job in unfinished)

    def found(self) -> FinalState:
        """What is there."""
        with reading(self.database) as connection:
            proposals = [proposal_of(row) for row in connection.execute(select(tables.proposal))]
        histories = SqlStore(self.database).history(TEAM_ID)
        unfinished = SqlJobStore(self.database).unfinished()
        workspace = self.slack.workspace
        return FinalState(
            {proposal.id: proposal for proposal in proposals},
            histories,
            [
                (message.channel, str(message.metadata["event_payload"]["key"]))
                for channel in workspace.channels
                for message in workspace.messages(channel.id)
                if message.metadata
            ],
            [f"{job.job.kind}: {job.error}" for job in unfinished],
            frozenset(channel.id for channel in workspace.channels if channel.kind == "im"),
            frozenset({self.slack.client("Ana").id, self.slack.client("Chen").id}),
        )


@asynccontextmanager
async def pair(folder: Path) -> AsyncIterator[Pair]:
    """The two at work; `folder` is for their logs."""
    async with AsyncExitStack() as stack:
        made = stack.enter_context(cluster())
        url = made.create("checker")
        await asyncio.to_thread(upgraded, url)
        database = engine(url)
        stack.callback(database.dispose)
        slack = await stack.enter_async_context(Slack(manifest=manifest(), retries=RETRIES))
        origin = HOST, int(slack.origin.rpartition(":")[2])
        sockets = f"{made.folder}/.s.PGSQL.5432"
        to_slack = [await stack.enter_async_context(Proxy(origin)) for _ in range(2)]
        to_database = [await stack.enter_async_context(Proxy(sockets)) for _ in range(2)]
        replicas = [
            Replica(
                settings_of(
                    slack,
                    f"postgresql+psycopg://bot@{HOST}:{to_database[n].port}/checker",
                    SLACK_API_URL=f"http://{HOST}:{to_slack[n].port}/api/",
                ),
                folder / f"replica{n}.log",
                TIMING,
                USUAL_START,
            )
            for n in range(2)
        ]
        await stack.enter_async_context(at_work(*replicas))
        yield Pair(
            slack,
            made,
            database,
            (replicas[0], replicas[1]),
            (to_slack[0], to_slack[1]),
            (to_database[0], to_database[1]),
        )
