"""What many workspaces cost one replica: `python -m tests.bench.workspaces`, on SQLite.

Each workspace has installed the bot by the link and has ten entries. Commands come from all of them
in turn. Each figure stands beside that of one workspace.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from bot.database.engine import engine
from bot.team.sql_store import SqlStore
from tests.bench.client import CODE, ask
from tests.bench.fairness import installed
from tests.bench.fake_slack import FakeSlack, fake_slack
from tests.bench.knowledge import NOW, PEOPLE, histories
from tests.bench.process_under_test import (
    BOT,
    ProcessUnderTest,
    memory_of,
    run_program,
    settings,
)
from tests.bench.table import Row, Table, ratio
from tests.faults.hostile_requests import command, request, signed

NUMBERS = (10, 100, 1_000, 10_000)
ENTRIES, ASKED, ROUNDS = 10, 2_000, 7
SENDERS = 20
"""Connections with commands, each of a workspace of its own if there are so many."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One replica with so many workspaces: seconds, and bytes; `answers` has each round."""

    start: float
    memory: int
    answers: Sequence[float]


def workspace(number: int) -> str:
    """The id of a workspace."""
    return f"T0{number:08d}"


def fill(database: Engine, workspaces: int) -> None:
    """Give each workspace its entries."""
    store, made = SqlStore(database), histories(workspaces * ENTRIES)
    for number in range(workspaces):
        own = [
            replace(each, entry=replace(each.entry, workspace=workspace(number)))
            for each in islice(made, ENTRIES)
        ]
        store.import_histories(workspace(number), own, PEOPLE[0], NOW, str)


def commands(workspaces: int) -> list[bytes]:
    """A command of each of so many workspaces, signed now."""
    step = max(1, workspaces // SENDERS)
    bodies = [
        command(CODE, user_id=f"U0BENCH{number:05d}", team_id=workspace(number * step % workspaces))
        for number in range(SENDERS)
    ]
    return [request(body, signed(body)) for body in bodies]


@contextmanager
def replica(slack: FakeSlack, workspaces: int) -> Iterator[tuple[ProcessUnderTest, float]]:
    """A replica on a database with so many workspaces, and the seconds that its start took."""
    with tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as name:
        folder, ids = Path(name), [workspace(number) for number in range(workspaces)]
        values = settings(slack.api_url, folder) | installed(folder, *ids)
        database = engine(values["DATABASE_URL"])
        fill(database, workspaces)
        database.dispose()
        begun = time.perf_counter()
        with run_program(BOT, values) as bot:
            yield bot, time.perf_counter() - begun


def measured(bot: ProcessUnderTest, workspaces: int) -> tuple[int, float]:
    """The bytes that it has, and the seconds of an answer."""
    answer = median(ask(bot.url, commands(workspaces), ASKED))
    return memory_of(bot.process.pid), answer


def growth_of(slack: FakeSlack, workspaces: int) -> tuple[Measured, Measured]:
    """What is measured with one workspace, and with so many, in turns."""
    with replica(slack, 1) as (one, one_start), replica(slack, workspaces) as (many, many_start):
        rounds = [(measured(one, 1), measured(many, workspaces)) for _ in range(ROUNDS)]
    few, more = zip(*rounds, strict=True)
    return (
        Measured(one_start, few[-1][0], [answer for _, answer in few]),
        Measured(many_start, more[-1][0], [answer for _, answer in more]),
    )


async def growth(table: Table, most: int) -> tuple[Measured, Measured]:
    """The rows of each number of workspaces; returns what was measured last."""
    async with fake_slack() as slack:
        for number in (each for each in NUMBERS if each <= most):
            one, many = await asyncio.to_thread(growth_of, slack, number)
            add_rows(table, number, many, one)
    return one, many


def add_rows(table: Table, workspaces: int, many: Measured, one: Measured) -> None:
    """The rows of so many workspaces."""
    name = f"{workspaces:,} workspaces"
    what = f"{name}: answer to a command ({median(many.answers) * 1e6:.0f} µs)"
    table.add(Row(what, "1 workspace", ratio(many.answers, one.answers), 1.25))
    what = f"{name}: start ({many.start:.1f} s)"
    table.add(Row(what, "1 workspace", many.start / one.start))
    what = f"{name}: memory ({many.memory / 1e6:.0f} MB)"
    table.add(Row(what, "1 workspace", many.memory / one.memory))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workspaces", description=__doc__)
    parser.add_argument("--most", type=int, default=NUMBERS[-1], metavar="N")
    asyncio.run(growth(Table(), parser.parse_args().most))
