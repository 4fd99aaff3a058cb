"""What starts again each time: the command line, a look-up, the bot; and a pass over a log."""

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from bot.codes.extraction import Mode, extract_codes
from bot.slack.manifest import manifest
from tests.bench.decoder import BASE, SCANNED, text_of
from tests.bench.process_under_test import AS_INSTALLED, BOT, ROOT, memory_of, peer, settings
from tests.bench.table import Row, Table, ratio
from tests.fake_slack.slack import Slack

ALTERNATIVES = "[0-9A-Fa-fxX]+"
LOOK_UP = """
import time
begun = time.perf_counter()
{}
print(time.perf_counter() - begun)
"""
OURS = "from bot.codes.names import names_of; assert names_of(0x80070005)"
THEIRS = "from ntstatus import HResult; assert HResult.decode(0x80070005)"
REST = 1.0
"""Seconds after which it is at rest."""


def alternating(rounds: int, *jobs: Callable[[], float]) -> list[list[float]]:
    """What each job says, round by round, after one round that warms up."""
    results = [[job() for job in jobs] for _ in range(rounds + 1)]
    return [list(figures) for figures in zip(*results[1:], strict=True)]


def timed(job: Callable[[], object]) -> Callable[[], float]:
    """The job, which then says how many seconds it took."""

    def run() -> float:
        begun = time.perf_counter()
        job()
        return time.perf_counter() - begun

    return run


def program(*arguments: str) -> Callable[[], str]:
    """What a run of Python with these arguments prints."""

    def run() -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=AS_INSTALLED, capture_output=True, text=True, check=True
        ).stdout

    return run


def log(table: Table, rounds: int) -> None:
    text = text_of(SCANNED)
    one_pass = re.compile(ALTERNATIVES)
    with tempfile.NamedTemporaryFile("w") as file, tempfile.TemporaryFile() as found:
        file.write(text)
        file.flush()
        grep = ["grep", "-oE", ALTERNATIVES, file.name]
        ours, once, grepped = alternating(
            rounds,
            timed(lambda: extract_codes(text, Mode.STRICT)),
            timed(lambda: sum(1 for _ in one_pass.finditer(text))),
            timed(lambda: subprocess.run(grep, stdout=found, check=True)),
        )
    what = f"codes in 10 MB of log ({median(ours) * 1000:.0f} ms)"
    table.add(Row(what, "one pass of a regular expression", ratio(ours, once), 4))
    table.add(Row(what, "grep -oE of the same", ratio(ours, grepped)))


def command_line(table: Table, rounds: int) -> None:
    ours, base = alternating(
        rounds, timed(program("-m", "bot", "decode", "1722")), timed(program("-c", BASE))
    )
    what = f"decode of one code, command line ({median(ours) * 1000:.0f} ms)"
    table.add(Row(what, f"python -c '{BASE}'", ratio(ours, base), 2))


def look_up(table: Table, rounds: int) -> None:
    ours, theirs = alternating(
        rounds,
        lambda: float(program("-c", LOOK_UP.format(OURS))()),
        lambda: float(program("-c", LOOK_UP.format(THEIRS))()),
    )
    what = f"first look-up of a name, import included ({median(ours) * 1000:.1f} ms)"
    faster = ratio(theirs, ours)
    table.add(Row(what, "ntstatus 2.0", faster, 10, at_least=True, unit="times faster"))


async def started(slack: Slack, arguments: Sequence[str], folder: Path) -> tuple[float, float]:
    """Seconds from the start to Slack's hello, and bytes of memory when it is at rest.

    The database is that of the start before, as it is whenever a service starts again.
    """
    more = {"SLACK_APP_TOKEN": slack.app_token, "DATABASE_URL": f"sqlite:///{folder}/start.db"}
    values = settings(slack.api_url, folder, **more)
    if arguments == BOT:
        del values["SLACK_SIGNING_SECRET"]
    opened, begun = slack.connections_opened, time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env={**AS_INSTALLED, **values},
        stderr=subprocess.DEVNULL,
    )
    try:
        await slack.wait_for(lambda: slack.connections_opened > opened)
        took = time.perf_counter() - begun
        await asyncio.sleep(REST)
        return took, float(memory_of(process.pid))
    finally:
        process.kill()
        await process.wait()


async def start(table: Table, folder: Path, rounds: int) -> None:
    async with Slack(manifest=manifest(), retries=()) as slack:
        results = [
            [await started(slack, arguments, folder) for arguments in (BOT, peer("socket"))]
            for _ in range(rounds + 1)
        ][1:]
    ours, theirs = ([each[number] for each in results] for number in range(2))
    for part, what, limit in (
        (0, "start again to ready, Socket Mode", 3),
        (1, "memory at rest", 2),
    ):
        figure = ratio([each[part] for each in ours], [each[part] for each in theirs])
        table.add(Row(what, "stock Bolt", figure, limit))


async def measure(table: Table, folder: Path, rounds: int) -> None:
    """All of them."""
    for each in (log, command_line, look_up):
        each(table, rounds)
    await start(table, folder, rounds)
