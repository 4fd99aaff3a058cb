"""One fault run: users mention the bot while faults are injected; then the replies are judged."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from tests.bench.faults.judge import Verdict, judge
from tests.bench.faults.nemesis import WorldNemesis
from tests.bench.faults.plan import POST, Kind, Plan
from tests.bench.faults.sender import Sender
from tests.bench.faults.slack import FaultySlack, faulty_slack
from tests.bench.faults.world import AS_OPERATED, POSTGRES, World, world

QUIET = 1.0
"""Seconds without a job to be done or a call under way: then nothing more is to come."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a run is like.

    `pauses` are the seconds before Slack tells again, which are 0, 60 and 300 in truth; `rests` is
    how long the nemesis rests at most, and `comes_to_rest` is how long the bot has in the end.
    """

    plan: Plan
    mentions: int = 10_000
    database: str = POSTGRES
    program: Sequence[str] = AS_OPERATED
    library: Path | None = None
    a_second: float = 40
    pauses: Sequence[float] = (0, 1, 5)
    rests: float = 10
    comes_to_rest: float = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, what befell it, and what became of it; `broken` is what else went wrong.

    `stories` tell of the mentions that went wrong.
    """

    shape: Shape
    verdict: Verdict
    fault_counts: Counter[str]
    harm: Counter[str]
    broken: Sequence[str]
    stories: Mapping[int, str]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether every mention has exactly one reply, and nothing else went wrong."""
        return self.verdict.is_right and not self.broken

    def __str__(self) -> str:
        """The summary, a Markdown table."""
        rows = [f"| {what} | {figure} |" for what, figure in self._rows()]
        return "\n".join(("| fault run | |", "|---|---|", *rows))

    def _rows(self) -> Iterator[tuple[str, object]]:
        shape, verdict = self.shape, self.verdict
        replicas = 2 if shape.database == POSTGRES else 1
        yield "seed, database, replicas", f"{shape.plan.seed}, {shape.database}, {replicas}"
        yield "mentions", f"{shape.mentions:,}"
        yield from sorted(self.fault_counts.items())
        yield from sorted(self.harm.items())
        yield "mentions without a reply", len(verdict.missing)
        yield "mentions with two replies or more", len(verdict.double)
        yield "mentions with another message", len(verdict.wrong)
        twice = verdict.twice
        yield "two visible for a while", f"{len(twice)}, at most {max(twice, default=0):.1f} s"
        yield "longest from mention to reply", f"{max(verdict.soonest, default=0):.1f} s"
        yield "duration", f"{self.seconds:.0f} s"


async def run(shape: Shape, folder: Path) -> Outcome:
    """Do it; `folder` is for logs, clocks and SQLite's file."""
    begun = time.monotonic()
    async with (
        faulty_slack(shape.plan) as slack,
        world(shape.database, slack.api_url, shape.program, shape.library, folder) as made,
        ClientSession(connector=TCPConnector(limit=0)) as session,
    ):
        sender = Sender(slack, shape.plan, made.bots, session, shape.pauses)
        nemesis = WorldNemesis(made, random.Random(shape.plan.seed), shape.rests)
        await _work(shape, sender, nemesis)
        broken = [
            *await _rests(slack, made, shape.comes_to_rest),
            *made.ended(),
            *slack.stray_posts,
        ]
        broken += await asyncio.to_thread(made.dead)
        verdict = judge(slack.questions.values(), time.monotonic())
        fault_counts = _count_faults(slack, sender)
        harm = Counter(what.rpartition(" ")[0].replace("_", " ") for what in nemesis.done)
        wrong = {*verdict.missing, *verdict.double, *verdict.wrong}
        stories = {
            each.number: str(each) for each in slack.questions.values() if each.number in wrong
        }
        seconds = time.monotonic() - begun
        return Outcome(shape, verdict, fault_counts, harm, broken, stories, seconds)


async def _work(shape: Shape, sender: Sender, nemesis: WorldNemesis) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(nemesis.run_until(stop))
        await sender.steadily(shape.mentions, shape.a_second)
        await nemesis.each_done.wait()
        stop.set()


async def _rests(slack: FaultySlack, made: World, within: float) -> list[str]:
    """Return when all has been at rest for a while; what is not after that time."""
    end = time.monotonic() + within
    busy = time.monotonic()
    while time.monotonic() - busy < QUIET:
        left = await asyncio.to_thread(made.left)  # the database tells nobody
        if left or slack.under_way:
            busy = time.monotonic()
        if busy > end:
            return [f"{len(left)} jobs still open after {within:.0f} s"]
        await asyncio.sleep(0.2)
    return []


def _count_faults(slack: FaultySlack, sender: Sender) -> Counter[str]:
    """How often what befell the calls and events."""
    counts = Counter[str]()
    for what, times in slack.fault_counts.items():
        method, _, kind = what.partition(" ")
        counts["posts " + kind if method == POST else f"other calls {kind}"] += times
    counts[f"posts {Kind.LIMITED}"] += slack.limited
    counts["events delivered again though acknowledged"] += sender.again
    counts["acknowledgements that did not arrive"] += sender.unacknowledged
    return counts
