"""How time and memory grow, step by step: `python -m tests.bench.growth`, with `--most N`.

Each step has ten times as much of something as the one before: text, entries of the guide, entries
of a team, jobs that wait. It is measured in processes of their own, which take turns with those of
the other steps; the best of the rounds counts. What grows is judged for each unit, against the
step before: it may cost `LINEAR` times as much, or it grows worse than linearly. A look-up is to
stay flat. Memory is what the process has more at its peak, and at least `LITTLE`, since less says
nothing of how it grows. A claim looks at up to 1,000 jobs, so fewer are no step. Workspaces have a
benchmark of their own, tests.bench.workspaces.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.cli.decode import decode_input
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.guide import data
from bot.guide.compiler import compiled
from bot.guide.entry import Provenance
from bot.guide.sorted_lines import SortedLines, packed
from bot.jobs.model import Job, NewJob, Room
from bot.jobs.sql_store import SqlJobStore
from bot.team.snapshot import Snapshot
from bot.team.sql_store import SqlStore
from tests.bench.claims import CLAIMED, LEASE, fill
from tests.bench.decoder import SCANNED, text_of
from tests.bench.knowledge import WORKSPACE, filled, peak
from tests.bench.process_under_test import AS_INSTALLED, ROOT, memory_of
from tests.bench.table import Row, Table
from tests.database.fixtures import upgraded

ROUNDS = 3
LINEAR, FLAT = 1.5, 1.5
"""The most that a step may cost, as a part of the one before: for each unit, and as a whole."""
LITTLE = 4_000_000
"""Bytes of memory."""
LEAST_SECONDS = 0.2
"""Seconds for which work is repeated, if once takes less."""
LOOK_UPS = 100
SHOW = "import sys; from tests.bench.growth import show; show(*sys.argv[1:])"


class Cost(NamedTuple):
    """Seconds of CPU, which other work on the machine makes hardly longer; and bytes of memory."""

    seconds: float
    memory: int


Costs = Mapping[str, Cost]


def cost_of(work: Callable[[], object], times: int = 1) -> Cost:
    """What some work costs this process, if it is done so many times at once."""
    before, begun, done = memory_of(os.getpid()), time.process_time(), 0
    while not done or time.process_time() - begun < LEAST_SECONDS:
        work()
        done += times
    return Cost((time.process_time() - begun) / done, max(0, peak() - before))


# What there is so much of, and what it costs


def write_text(path: Path, size: int) -> None:
    """A log that repeats itself: in a longer one numbers grow, until more of them may be codes."""
    part = text_of(min(size, SCANNED))
    path.write_text(part * (size // len(part)), "utf-8")


def decode(path: Path) -> Costs:
    def work() -> None:
        with path.open("rb") as source:
            decode_input(source, io.StringIO(), as_json=False, by_line=False)

    loading = io.BytesIO(b"1722 " * 10_000)
    decode_input(loading, io.StringIO(), as_json=False, by_line=False)
    return {"decode": cost_of(work)}


def write_guide(path: Path, entries: int) -> None:
    """Data files of a hundred entries each, every one with a cause and two steps."""
    path.mkdir()
    chance = random.Random(entries)
    values = chance.sample(range(2**31, 2**32), entries)
    for start in range(0, entries, 100):
        first = start == 0
        lines = [
            "[family]",
            'key = "made-up"',
            'title = "Made-up error"' * first,
            "[sources.page]",
            'title = "A page"',
            'url = "https://example.com/page"',
            'read = "2026-11-29"',
        ]
        for value in values[start : start + 100]:
            lines += [
                "[[entry]]",
                f'codes = ["0x{value:08X}"]',
                f'meaning = "The oak {value} is no elm."',
                f'causes = ["The elm {value} stands where the oak should be."]',
                f'steps = ["Look at the elm {value}.", "Plant the oak once more."]',
                'sources = ["page"]',
            ]
        (path / f"{start:06}.toml").write_text("\n".join(lines), "utf-8")


def use_guide(path: Path) -> Costs:
    made: list[bytes] = []
    costs = {"compile": cost_of(lambda: made.append(packed(compiled(path))))}
    lines = SortedLines(made[-1])
    vars(data)["_lines"] = lambda: lines
    values = [line.split(" ")[1] for line in lines.all("entry ")]
    chosen = [StatusCode(int(value, 16)) for value in random.Random(1).choices(values, k=LOOK_UPS)]
    look_up = data.entry_of.__wrapped__  # past the cache

    def work() -> None:
        for code in chosen:
            assert look_up(code, PrintedBy.ANY, Provenance.GUIDE)

    return {**costs, "look-up": cost_of(work, LOOK_UPS)}


def write_team(path: Path, entries: int) -> None:
    filled(f"sqlite:///{path}", entries)


def use_team(path: Path) -> Costs:
    store, snapshots = SqlStore(engine(f"sqlite:///{path}")), list[Snapshot]()

    def load() -> None:
        snapshots[:] = [Snapshot()]
        snapshots[0].refresh(store)

    costs = {"load": cost_of(load)}
    entries = snapshots[0].entries(WORKSPACE)
    codes = [entry.code for entry in random.Random(1).choices(entries.all(), k=LOOK_UPS)]

    def work() -> None:
        for code in codes:
            assert snapshots[0].entries(WORKSPACE).of(code)

    return {**costs, "look-up": cost_of(work, LOOK_UPS)}


def write_jobs(path: Path, waiting: int) -> None:
    upgraded(f"sqlite:///{path}")
    database = engine(f"sqlite:///{path}")
    fill(database, 0, waiting)
    database.dispose()


def use_jobs(path: Path) -> Costs:
    store = SqlJobStore(engine(f"sqlite:///{path}"))
    store.release("nobody")  # connects

    def claim() -> None:
        assert len(store.claim("owner", LEASE, Room(CLAIMED))) == CLAIMED
        store.release("owner")

    def enqueue() -> None:
        """Enqueue a job, claimed at once, as the bot does; and mark it as done."""
        new = NewJob(Job("T2", str(time.time_ns()), "question", "U1"), "other", LEASE)
        claimed = store.write([new], [], "other")[0]
        assert claimed
        store.write([], [claimed], "other")

    return {"claim": cost_of(claim), "enqueue": cost_of(enqueue)}


class Subject(NamedTuple):
    """What there is so much of in each step; how it is made, and what is measured with it."""

    unit: str
    steps: Sequence[int]
    make: Callable[[Path, int], None]
    measure: Callable[[Path], Costs]


SUBJECTS = {
    "text": Subject("characters", [10**n for n in range(3, 9)], write_text, decode),
    "guide": Subject("entries of the guide", (100, 1_000, 10_000), write_guide, use_guide),
    "team": Subject("entries of a team", [10**n for n in range(1, 6)], write_team, use_team),
    "jobs": Subject("jobs waiting", [10**n for n in range(3, 7)], write_jobs, use_jobs),
}
GROWS = {"decode", "compile", "load"}
"""What may grow with the number; everything else has to stay flat."""


def show(name: str, path: str) -> None:
    """Print what a step costs this process."""
    print(json.dumps(SUBJECTS[name].measure(Path(path))))


def measured(name: str, path: Path) -> Costs:
    """What a step costs a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-c", SHOW, name, str(path)],
        cwd=ROOT,
        env=AS_INSTALLED,
        capture_output=True,
        text=True,
        check=True,
    )
    return {what: Cost(*cost) for what, cost in json.loads(ended.stdout).items()}


def best_of(rounds: Sequence[Costs]) -> Costs:
    """The least seconds and the least memory of several rounds."""
    best = {}
    for what in rounds[0]:
        costs = [each[what] for each in rounds]
        best[what] = Cost(min(each.seconds for each in costs), min(each.memory for each in costs))
    return best


def measure(table: Table, name: str, folder: Path, most: int) -> None:
    """The rows of one subject."""
    subject = SUBJECTS[name]
    steps = [step for step in subject.steps if step <= most]
    for step in steps:
        subject.make(folder / f"{name}{step}", step)
    rounds = [[measured(name, folder / f"{name}{step}") for step in steps] for _ in range(ROUNDS)]
    costs = [best_of(each) for each in zip(*rounds, strict=True)]
    for (few, before), (many, after) in pairwise(zip(steps, costs, strict=True)):
        for what, cost in after.items():
            add_rows(table, f"{what}, {many:,} {subject.unit}", cost, before[what], many / few)


def add_rows(table: Table, what: str, cost: Cost, before: Cost, more: float) -> None:
    """The CPU and the memory of one step against the step before, which had `more` times less."""
    grows = what.partition(",")[0] in GROWS
    against, times = ("each of a tenth", more) if grows else ("a tenth", 1.0)
    limit = LINEAR if grows else FLAT
    seconds = cost.seconds / before.seconds / times
    table.add(Row(f"{what}: CPU ({shown(cost.seconds)})", against, seconds, limit))
    memory = max(cost.memory, LITTLE) / max(before.memory, LITTLE) / times
    table.add(Row(f"{what}: memory ({cost.memory / 1e6:.0f} MB)", against, memory, limit))


def shown(seconds: float) -> str:
    """So many seconds, in a unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def main() -> None:
    """Print the table; the exit code counts what grows worse than it may."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--most", type=int, default=10**8, metavar="N", help="no larger steps")
    parser.add_argument("subjects", nargs="*", default=[*SUBJECTS], metavar="SUBJECT")
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        for name in options.subjects:
            measure(table, name, Path(folder), options.most)
    sys.exit(sum(row.verdict == "MISSED" for row in table.rows))


if __name__ == "__main__":
    main()
