"""Replicas of the bot, each a process of its own that can be killed, paused and started again.

`python -m tests.replicas` runs in each: the environment has its settings, the argument its timing.
It prints the URL of its health checks, and stops gracefully when its input ends.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from bot.server import running
from bot.settings import Settings
from bot.slack.jobs.timing import TIMING, Timing
from tests.fake_slack.slack import Slack
from tests.faults.processes import Process, Start, started
from tests.free_port import free_port


def settings_of(slack: Slack, database_url: str, **more: str) -> dict[str, str]:
    """The settings of a replica that Slack calls by HTTP, on a free port."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "REVIEWERS": "U0ANA00001 U0CHEN0001",
        "PORT": str(free_port()),
        "OPS_PORT": "0",
        **more,
    }


class Replica:
    """One replica; it listens at `url` whenever it runs."""

    def __init__(
        self,
        settings: Mapping[str, str],
        log: Path,
        pace: Timing = TIMING,
        start: Start = started,
    ) -> None:
        self.url = f"http://127.0.0.1:{settings['PORT']}/slack/events"
        self.ops_url = ""
        self._settings = settings
        self._log = log
        self._pace = pace
        self._start = start
        self._process: Process | None = None

    @property
    def process(self) -> Process:
        """The process that runs, or ran last."""
        assert self._process, "it was never started"
        return self._process

    async def start(self) -> None:
        """Start it; returns when it listens."""
        await self._run(("tests.replicas", json.dumps(asdict(self._pace))))
        assert self.process.stdout
        url = (await self.process.stdout.readline()).decode()
        assert url, f"it did not start: {self._log.read_text('utf-8')}"
        self.ops_url = url.strip()

    async def _run(self, program: Sequence[str]) -> None:
        self._process = await self._start(program, self._settings, log=self._log)

    async def kill(self) -> None:
        """Kill it at once."""
        self.process.kill()
        await self.process.wait()

    async def kill_if_running(self) -> None:
        """Kill it unless it has ended, or was never started."""
        if self._process and self._process.returncode is None:
            await self.kill()

    def pause(self) -> None:
        """Stop it until `resume`; its connections stay open."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it continue."""
        self.process.send_signal(signal.SIGCONT)

    async def end(self) -> int:
        """Stop it gracefully; returns its exit code."""
        assert self.process.stdin
        self.process.stdin.close()
        return await self.process.wait()

    @property
    def memory(self) -> int:
        """Bytes of memory that it has now."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def at_work(*replicas: Replica) -> AsyncIterator[None]:
    """Run the replicas for as long as the context lasts; no process is left behind."""
    async with AsyncExitStack() as stack:
        for replica in replicas:
            stack.push_async_callback(replica.kill_if_running)
        await asyncio.gather(*(replica.start() for replica in replicas))
        yield


async def _run(settings: Settings, pace: Timing) -> None:
    async with running(settings, pace) as bot:
        sys.stdout.write(f"{bot.operations_url}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    asyncio.run(_run(Settings.from_mapping(os.environ), Timing(**json.loads(sys.argv[1]))))
