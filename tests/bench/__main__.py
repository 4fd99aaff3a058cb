"""The bot beside its peers: `python -m tests.bench`, with `--quick` and `--json FILE`.

Every figure is a ratio within one run: the bot and what it is measured against take turns, and the
median of the rounds' ratios counts. Nothing is left out to be fast: requests are verified, the job
queue is on a disk, what people wrote is escaped, and who asked is written down.

What the floor is made of (py-spy, the share of the time in which Python runs):

- a command whose answer is ready: aiohttp's reading and writing 38 %, verification 26 % (of
  which the form 10 % and the signature 5 %), writing down who asked 15 %, metrics and the log's id
  10 %, the answer itself 2 %; Bolt is not asked;
- a mention, 0.65 ms of CPU under load: the call of Slack's API 26 %, aiohttp's reading and writing
  17 %, the job queue's transactions 16 % (half of it SQLAlchemy's begin and end), reading the
  question and enqueueing it 10 %, verification 7 %, metrics and the log's id 6 %, the rest
  the event loop. One at a time it takes 3 ms, most of it two waits: for SQLite's commit to the
  disk, 0.25 ms where nothing else runs, and for Python's lock on the way to a thread and back;
- the first look-up of a name: 0.8 ms, half of which Python takes to find and load three small
  modules, and half the reading of names.txt, 1.2 MB; the look-up itself takes 0.04 ms.

The long ones are commands of their own: tests.bench.growth, tests.bench.load, tests.bench.soak,
tests.bench.knowledge.
"""

import argparse
import asyncio
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import commands, http_api, loops, programs, replies, sizes, two_replicas
from tests.bench.fake_slack import fake_slack
from tests.bench.table import Table

ROUNDS, QUICK = 9, 1


def machine() -> str:
    """What it was measured on."""
    cpu = Path("/proc/cpuinfo").read_text("utf-8").partition("model name\t: ")[2]
    python = platform.python_version()
    return f"{cpu.partition(chr(10))[0]}, {os.cpu_count()} cores, Python {python}"


async def measure(rounds: int, to: Path | None) -> None:
    """Print the table, and write it."""
    date, machine_description = f"{datetime.now(UTC):%d %B %Y}", machine()
    print(f"{date}, {machine_description}")
    table = Table()
    with tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with fake_slack() as slack:
            await commands.measure(table, slack, folder, rounds)
            await http_api.measure(table, slack, folder, rounds)
            await replies.measure(table, slack, folder, rounds)
            await loops.measure(table, slack, folder, rounds)
            await two_replicas.measure(table, slack, folder, rounds)
            await sizes.measure(table, slack, folder, rounds)
        await programs.measure(table, folder, rounds)
    if to:
        table.write(to, machine_description, date)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures the bot.")
    parser.add_argument("--quick", action="store_true", help="one round: half a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table there, too")
    options = parser.parse_args()
    asyncio.run(measure(QUICK if options.quick else ROUNDS, options.json))
