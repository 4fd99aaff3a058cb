"""Durable answers beside what a team would build for them: `python -m tests.bench.durable`.

The same mentions to the bot and to Bolt with procrastinate, DBOS and huey, each on the same kind of
database, in turns. Install them: `pip install procrastinate dbos huey`.
"""

import argparse
import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench.fake_slack import FakeSlack, fake_slack
from tests.bench.process_under_test import BOT, ProcessUnderTest, run_program, settings
from tests.bench.table import Row, Table, ratio
from tests.database.cluster import Cluster, cluster
from tests.database.fixtures import upgraded

PEERS = {
    "procrastinate": "Bolt with procrastinate, PostgreSQL",
    "dbos": "Bolt with DBOS, PostgreSQL",
    "huey": "Bolt with huey, SQLite",
}
MENTIONS, IN_FLIGHT, ROUNDS = 200, 16, 7


def run(
    stack: ExitStack, slack: FakeSlack, folder: Path, made: Cluster, name: str
) -> tuple[ProcessUnderTest, ProcessUnderTest]:
    """The bot and a peer, each with a database of its own."""
    urls = {}
    for side in ("bot", "peer"):
        is_file = name == "huey"
        urls[side] = f"sqlite:///{folder}/{name}-{side}.db" if is_file else made.create(name + side)
    upgraded(urls["bot"])
    programs = (BOT, ("-m", "tests.bench.durable_peers", name))
    bot, peer = (
        stack.enter_context(run_program(program, settings(slack.api_url, folder, DATABASE_URL=url)))
        for program, url in zip(programs, urls.values(), strict=True)
    )
    return bot, peer


async def measure(table: Table, rounds: int) -> None:
    """A row for each peer."""
    with (
        cluster() as made,
        tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as name,
    ):
        async with fake_slack() as slack:
            for peer, against in PEERS.items():
                with ExitStack() as stack:
                    sides = await asyncio.to_thread(run, stack, slack, Path(name), made, peer)
                    rates = await compared(slack, sides, rounds)
                what = f"durable replies a second, {IN_FLIGHT} in flight ({median(rates[0]):.0f})"
                table.add(Row(what, against, ratio(rates[0], rates[1]), 3, at_least=True))


async def compared(
    slack: FakeSlack, sides: tuple[ProcessUnderTest, ProcessUnderTest], rounds: int
) -> tuple[list[float], list[float]]:
    """The replies a second of both sides in each round; the first one warms up."""
    rates: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for side, rate in zip(sides, rates, strict=True):
            took = await slack.mentions([side.url], MENTIONS, IN_FLIGHT)
            if number:
                rate.append(MENTIONS / took)
    return rates


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.durable", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    asyncio.run(measure(Table(), parser.parse_args().rounds))
