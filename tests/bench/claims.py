"""What a claim costs as the backlog grows: `python -m tests.bench.claims`, on SQLite.

Sixteen jobs are claimed of so many that wait; each figure is a ratio to the smallest backlog.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, insert

from bot.database.engine import engine, writing
from bot.jobs import tables
from bot.jobs.model import Room, State
from bot.jobs.sql_store import SqlJobStore
from tests.bench.table import Row, Table
from tests.database.fixtures import upgraded

BACKLOGS = (10_000, 100_000, 1_000_000)
CLAIMED, LEASE, ROUNDS, BATCH, PERSONS = 16, 15.0, 30, 10_000, 5_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.claims", description=__doc__)
    parser.add_argument("--most", type=int, default=BACKLOGS[-1], metavar="N")
    most = parser.parse_args().most
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'team.db'}"
        upgraded(url)
        database = engine(url)
        claimed = dict(_measured(database, most))
        database.dispose()
    least = min(claimed)
    for backlog, seconds in claimed.items():
        against = f"among {least:,}: {claimed[least] * 1000:.1f} ms"
        table.add(Row(f"a claim among {backlog:,} jobs", against, seconds / claimed[least]))


def _measured(database: Engine, most: int) -> Iterator[tuple[int, float]]:
    """Each backlog, and the seconds that a claim takes among so many jobs."""
    waiting = 0
    for backlog in (each for each in BACKLOGS if each <= most):
        fill(database, waiting, backlog)
        waiting = backlog
        yield backlog, median(_claims(SqlJobStore(database)))


def fill(database: Engine, begin: int, end: int) -> None:
    """Let so many jobs wait, numbered from `begin`."""
    rows = (_row(number) for number in range(begin, end))
    while some := list(islice(rows, BATCH)):
        with writing(database) as connection:
            connection.execute(insert(tables.job), some)


def _row(number: int) -> dict[str, object]:
    return {
        "workspace": "T1",
        "key": f"C1:{number}",
        "kind": "question",
        "user_id": f"U{number % PERSONS}",
        "content": "{}",
        "state": State.WAITING,
        "enqueued_at": 0.0,
        "due_at": float(number),
        "failures": 0,
        "deliveries": 0,
        "error": "",
    }


def _claims(worker: SqlJobStore) -> Iterator[float]:
    for number in range(ROUNDS):
        begun = time.perf_counter()
        claimed = worker.claim(f"owner {number}", LEASE, Room(CLAIMED))
        yield time.perf_counter() - begun
        assert len(claimed) == CLAIMED
        worker.release(f"owner {number}")


if __name__ == "__main__":
    main()
