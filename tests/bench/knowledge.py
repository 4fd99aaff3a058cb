"""How fast the team's knowledge is: `python -m tests.bench.knowledge`.

Each database holds 100,000 entries of one workspace, each with a cause of some 200 characters and
three steps of 60. A look-up is what an answer asks the snapshot for; memory is what the process has
more at its peak, measured in a process of its own.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.team.model import Draft, History, Origin, Person, Revision, TeamEntry
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from tests.bench.decoder import OVER, best, show
from tests.database.cluster import cluster

FEW, MANY = 10, 100_000
LOOK_UPS = 100_000
WORKSPACE = "T1"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PEOPLE = [Person(f"U{n}", f"Person {n}") for n in range(30)]

LOAD = "from tests.bench.knowledge import load; load()"


def words(chance: random.Random, length: int) -> str:
    return " ".join(f"word{chance.randrange(10**6)}" for _ in range(length // 11))


def histories(count: int) -> Iterator[History]:
    """Entries of as many codes, of one revision each."""
    chance = random.Random(1998)  # so that the first code is the same for any number
    for n, code in enumerate(chance.sample(range(2**31, 2**32), count)):
        steps = tuple(words(chance, 60) for _ in range(3))
        draft = Draft(StatusCode(code), words(chance, 200), steps, "IIS 4", "https://example.com")
        author, approver = chance.sample(PEOPLE, 2)
        at = NOW + timedelta(seconds=n)
        revision = Revision(1, draft, author, approver, at, Origin.PUBLISHED)
        yield History(TeamEntry(f"{n:032x}", WORKSPACE, revision), (revision,))


def filled(url: str, count: int) -> SqlStore:
    made = engine(url)
    upgrade(made)
    store = SqlStore(made)
    store.import_histories(WORKSPACE, histories(count), PEOPLE[0], NOW, str)
    return store


def peak() -> int:
    """The most memory that this process has had, in bytes; getrusage would count its parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def load() -> None:
    """Print the seconds and the megabytes that the first refresh takes."""
    store = SqlStore(engine(sys.argv[1]))
    snapshot = Snapshot()
    store.latest_change()  # connects
    before = peak()
    start = time.perf_counter()
    snapshot.refresh(store)
    took = time.perf_counter() - start
    print(took, (peak() - before) / 1e6)


def measure(name: str, few_url: str, many_url: str) -> None:
    start = time.perf_counter()
    few, many = filled(few_url, FEW), filled(many_url, MANY)
    print(f"{name} (filled in {time.perf_counter() - start:.1f} s)")
    loads = [
        subprocess.run(
            [sys.executable, "-c", LOAD, many_url], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    show("load 100,000 entries", min(float(each[0]) for each in loads), 3, "seconds")
    show("and the memory they take", max(float(each[1]) for each in loads), 150, "megabytes")
    small, large = Snapshot(), Snapshot()
    small.refresh(few)
    large.refresh(many)
    compare_look_ups(small, large)
    refreshes(many, large)


def compare_look_ups(small: Snapshot, large: Snapshot) -> None:
    codes = [entry.code for entry in small.entries(WORKSPACE).all()]
    others = [entry.code for entry in large.entries(WORKSPACE).all()[::10_000]]
    rounds = range(LOOK_UPS // FEW)
    few, many = best(
        lambda: [small.entries(WORKSPACE).of(code) for _ in rounds for code in codes],
        lambda: [large.entries(WORKSPACE).of(code) for _ in rounds for code in others],
    )
    show("a look-up among 100,000 entries / among 10", many / few, 1.2, "times")
    show("a look-up among 100,000 entries", many / LOOK_UPS * 1e6, 5, "microseconds")


def refreshes(store: SqlStore, snapshot: Snapshot) -> None:
    [entry, *_] = store.changes_since(0)[1]
    version = entry.revision.version
    times = []
    for n in range(10):
        restored = store.restore(WORKSPACE, entry.id, 1, PEOPLE[1], NOW, version + n)
        start = time.perf_counter()
        snapshot.refresh(store)
        times.append(time.perf_counter() - start)
        assert snapshot.entries(WORKSPACE).of(entry.code) == (restored,)
    show("a refresh with one change", min(times) * 1000, 50, "milliseconds")
    [idle] = best(lambda: snapshot.refresh(store))
    show("a refresh with none", idle * 1000, 5, "milliseconds")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db")
    with cluster() as made:
        measure("PostgreSQL", made.create("few"), made.create("many"))
    sys.exit(len(OVER))
