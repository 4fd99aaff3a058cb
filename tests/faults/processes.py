"""The bot as an operator runs it: a process, its log, and where it says that it listens."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

from tests.fake_slack.slack import Slack
from tests.forked import ROOT, ForkedProcess, forked

Process = asyncio.subprocess.Process | ForkedProcess


class BotProcess:
    """A bot that runs, and what it has logged so far."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.log: list[str] = []
        self.ops_url = ""

    async def logged(self, pattern: str) -> str:
        """What the pattern's group finds in the next line of the log that has it."""
        assert self.process.stderr
        while line := (await self.process.stderr.readline()).decode():
            self.log.append(line)
            if found := re.search(pattern, json.loads(line)["message"]):
                return found[1]
        raise EOFError("".join(self.log))

    async def ended(self) -> int:
        """The exit code, once the process has ended; the log is whole then."""
        assert self.process.stderr
        self.log += (await self.process.stderr.read()).decode().splitlines(keepends=True)
        return await self.process.wait()

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of the log, each of which is JSON."""
        return [json.loads(line) for line in self.log]


class Start(Protocol):
    """Starts `python -m` with that program in that environment and folder.

    What it logs is added to the file `log`; without one it can be read.
    """

    async def __call__(
        self,
        program: Sequence[str],
        environment: Mapping[str, str],
        folder: Path = ROOT,
        log: Path | None = None,
    ) -> Process: ...


async def started(
    program: Sequence[str],
    environment: Mapping[str, str],
    folder: Path = ROOT,
    log: Path | None = None,
) -> asyncio.subprocess.Process:
    """As an operator starts it."""
    with log.open("ab") if log else nullcontext(PIPE) as stderr:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *program),
            cwd=folder,
            env=environment,
            stdin=PIPE,
            stdout=PIPE,
            stderr=stderr,
        )


USUAL_START: Start = started if sys.platform == "win32" else forked
"""Windows cannot fork."""


@asynccontextmanager
async def bot_process(
    slack: Slack,
    mode: str,
    port: int,
    program: Sequence[str] = ("bot", "run"),
    start: Start = USUAL_START,
    **more: str,
) -> AsyncIterator[BotProcess]:
    """A bot of that Slack, by Socket Mode or by HTTP on that port, that has begun to work."""
    key = (
        {"SLACK_APP_TOKEN": slack.app_token}
        if mode == "socket"
        else {"SLACK_SIGNING_SECRET": slack.signing_secret, "PORT": str(port)}
    )
    environment = {
        **key,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": "sqlite:///:memory:",
        "REVIEWERS": "U0ANA00001",
        "OPS_PORT": "0",
        **more,
    }
    process = await start(program, environment)
    bot = BotProcess(process)
    try:
        bot.ops_url = await bot.logged(r"^health and metrics at (\S+)")
        if mode == "socket":
            await slack.connected()
        else:
            slack.deliver_to(await bot.logged(r"^listening on (http\S+)"))
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
