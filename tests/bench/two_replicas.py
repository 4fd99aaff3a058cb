"""Two replicas on PostgreSQL against one: CPU and statements for each mention."""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psycopg

from tests.bench.fake_slack import FakeSlack
from tests.bench.process_under_test import BOT, ProcessUnderTest, run_program, settings
from tests.bench.table import Row, Table, ratio
from tests.database.cluster import Cluster, cluster
from tests.database.fixtures import upgraded

MENTIONS, IN_FLIGHT = 400, 16


class Side:
    """So many replicas on a database of their own, and their figures for each mention."""

    def __init__(self, name: str, made: Cluster, replicas: list[ProcessUnderTest]) -> None:
        self._marker = f"{name} LOG:  ".encode()
        self._log = made.folder / "log"
        self._replicas = replicas
        self.cpu: list[float] = []
        self.statements: list[float] = []
        self.rate: list[float] = []

    @property
    def _counted(self) -> int:
        return self._log.read_bytes().count(self._marker)

    async def round(self, slack: FakeSlack) -> None:
        """Measure once more."""
        cpu, counted = sum(each.cpu for each in self._replicas), self._counted
        took = await slack.mentions([each.url for each in self._replicas], MENTIONS, IN_FLIGHT)
        self.rate.append(MENTIONS / took)
        self.cpu.append((sum(each.cpu for each in self._replicas) - cpu) / MENTIONS)
        self.statements.append((self._counted - counted) / MENTIONS)


def delivery_plan(made: Cluster) -> None:
    """Have the server log each statement, after the name of its database."""
    with psycopg.connect(made.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("ALTER SYSTEM SET log_line_prefix = '%d '")
        connection.execute("SELECT pg_reload_conf()")


async def measure(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """One replica and two, taking turns."""
    slack.delay = 0
    with cluster() as made, ExitStack() as stack:
        delivery_plan(made)
        sides = []
        for name, count in (("one", 1), ("two", 2)):
            url = made.create(name)
            await asyncio.to_thread(upgraded, url)
            replicas = [
                stack.enter_context(
                    run_program(BOT, settings(slack.api_url, folder, DATABASE_URL=url))
                )
                for _ in range(count)
            ]
            sides.append(Side(name, made, replicas))
        for number in range(rounds + 1):
            for side in sides:
                await side.round(slack)
                if not number:  # the first round warms up
                    side.cpu, side.statements, side.rate = [], [], []
    one, two = sides
    what = f"2 replicas: CPU for each mention ({median(two.cpu) * 1000:.2f} ms)"
    table.add(Row(what, "1 replica", ratio(two.cpu, one.cpu), 1.1))
    what = f"2 replicas: statements for each mention ({median(two.statements):.1f})"
    table.add(Row(what, "1 replica", ratio(two.statements, one.statements), 1.1))
    what = f"2 replicas: mentions a second ({median(two.rate):.0f})"
    table.add(Row(what, "1 replica", ratio(two.rate, one.rate)))
