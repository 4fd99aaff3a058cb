"""What two replicas bear: `python -m tests.bench.load`.

First 10,000 mentions, of which 30 % are duplicates, as fast as 64 connections can: one reply each,
and memory stays flat. Then 100 mentions a second for 20 seconds: how soon each is acknowledged,
counted from when it was due. Slack and PostgreSQL share the machine with the replicas.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import mean

from tests.bench.decoder import show
from tests.bench.mentions import Bench, bench, sender

MENTIONS, DUPLICATES, CONNECTIONS = 10_000, 0.3, 64
A_SECOND, SECONDS = 100, 20
SAMPLES = 40


def percentile(seconds: Sequence[float], part: float) -> float:
    """What that part of them stays below."""
    return sorted(seconds)[int(part * (len(seconds) - 1))]


def watched(bodies: Sequence[bytes], made: Bench, memory: list[list[int]]) -> Iterator[bytes]:
    """The bodies; on the way the replicas' memory is looked at."""
    for number, body in enumerate(bodies):
        if number % (len(bodies) // SAMPLES) == 0:
            memory.append([replica.memory for replica in made.replicas])
        yield body


async def flood(made: Bench) -> None:
    bodies, memory = made.mentions(MENTIONS, DUPLICATES), list[list[int]]()
    async with sender(made, CONNECTIONS) as sending:
        begun = time.perf_counter()
        await sending.flood(watched(bodies, made, memory), CONNECTIONS)
        acknowledged = time.perf_counter() - begun
    await made.answered(len(set(bodies)))
    took = time.perf_counter() - begun
    print(f"{len(bodies)} acknowledged in {acknowledged:.1f} s, answered in {took:.1f} s")
    for part in (0.5, 0.99):
        print(f"  {part:.0%} acknowledged in {percentile(sending.seconds, part) * 1000:.0f} ms")
    show("replies to one mention", max(made.posts.values()), 1, "")
    show("mentions without a reply", len(set(bodies)) - len(made.posts), 0, "")
    for number, values in enumerate(zip(*memory, strict=True)):
        quarter = len(values) // 4
        first, last = mean(values[:quarter]), mean(islice(values, len(values) - quarter, None))
        print(f"  replica {number}: {first / 1e6:.1f} MB, then {last / 1e6:.1f} MB")
        show("memory of the last quarter / of the first", last / first, 1.05, "times")


async def steady(made: Bench) -> None:
    answered = len(made.posts)
    bodies = made.mentions(A_SECOND * SECONDS, 0)
    async with sender(made, CONNECTIONS) as sending:
        await sending.steadily(bodies, A_SECOND)
    await made.answered(answered + len(bodies))
    for part in (0.5, 0.9, 0.99, 1):
        print(f"  {part:.0%} acknowledged in {percentile(sending.seconds, part) * 1000:.1f} ms")
    print(f"  99 % sent at most {percentile(sending.late, 0.99) * 1000:.1f} ms after they were due")
    p99 = percentile(sending.seconds, 0.99) * 1000
    show("99 % acknowledged, at 100 a second, in", p99, 100, "milliseconds")


async def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    async with bench(folder) as made:
        await flood(made)
    async with bench(folder) as made:
        await steady(made)


if __name__ == "__main__":
    asyncio.run(main())
