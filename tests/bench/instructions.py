"""Instructions of the processor for each answer: `python -m tests.bench.instructions`.

Cachegrind counts them, so the figures are nearly the same on a busy machine as on an idle one. They
leave out what the system does for a program: to sync the disk, and to wake another thread. Each
program answers a few requests, and then many in a new process; the difference is counted. It needs
`valgrind`, and takes some minutes.
"""

import asyncio
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from tests.bench.client import ask, commands
from tests.bench.fake_slack import FakeSlack, fake_slack
from tests.bench.process_under_test import BOT, peer, run_program, settings
from tests.bench.table import Row, Table

FEW, MANY = 100, 400
IN_FLIGHT = 8
REST = 2
"""Seconds for what comes after the last answer, such as the end of its job."""

Work = Callable[[str, int], Awaitable[object]]
"""Has the program at a URL answer so many requests."""


async def instructions_for(slack: FakeSlack, program: tuple[str, ...], work: Work) -> float:
    """Millions of instructions for one of the answers."""
    few, many = [await _instructions(slack, program, work, count) for count in (FEW, MANY)]
    return (many - few) / (MANY - FEW) / 1e6


async def _instructions(slack: FakeSlack, program: tuple[str, ...], work: Work, count: int) -> int:
    """The instructions of a process that answers so many requests."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cachegrind.log")
        counting = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
        runner = (_valgrind(), *counting, f"--log-file={log}", sys.executable)
        values = settings(slack.api_url, Path(folder), PYTHONHASHSEED="0")
        with run_program(program, values, runner) as counted:
            await work(counted.url, count)
            await asyncio.sleep(REST)
            counted.process.send_signal(signal.SIGINT)
            await asyncio.to_thread(counted.process.wait)
        return _total(log)


def _total(log: Path) -> int:
    """The instructions that cachegrind has written to its log."""
    found = re.search(r"I +refs: +([0-9,]+)", log.read_text("utf-8"))
    assert found, "cachegrind has counted nothing"
    return int(found[1].replace(",", ""))


def _valgrind() -> str:
    path = shutil.which("valgrind")
    if path is None:
        sys.exit("This needs valgrind: apt-get install valgrind")
    return path


async def answer_commands(url: str, count: int) -> None:
    """Have so many commands answered, one after the other."""
    await asyncio.to_thread(ask, url, commands(1), count)


async def measure(table: Table) -> None:
    """A command and a mention, of the bot and of its peers."""
    async with fake_slack() as slack:

        async def answer_mentions(url: str, count: int) -> None:
            await slack.mentions([url], count, IN_FLIGHT)

        of = partial(instructions_for, slack)
        for what, work, name, against, limit in (
            ("a command", answer_commands, "bare", "bare AsyncApp", 1.0),
            ("a mention", answer_mentions, "stock", "stock Bolt", 1.25),
        ):
            ours, theirs = await of(BOT, work), await of(peer(name), work)
            label = f"instructions for {what} ({ours:.2f} million)"
            table.add(Row(label, against, ours / theirs, limit))


def main() -> None:
    """Print the table; the exit code counts what misses its limit."""
    table = Table()
    asyncio.run(measure(table))
    sys.exit(sum(row.verdict == "MISSED" for row in table.rows))


if __name__ == "__main__":
    main()
