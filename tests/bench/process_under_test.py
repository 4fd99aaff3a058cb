"""What is measured: a program in a process of its own, how much CPU it takes, and memory."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import SECRET
from tests.free_port import free_port

ROOT = Path(__file__).parents[2]
BOT = ("-m", "bot", "run")
CPU_UNIT = 1 / os.sysconf("SC_CLK_TCK")
# As installed: with its bytecode compiled, which pip does and this setting prevents.
AS_INSTALLED = {
    name: value
    for name, value in os.environ.items()
    if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith(("SLACK_", "COV"))
}


def peer(name: str) -> tuple[str, ...]:
    """The arguments that run a peer."""
    return ("-m", "tests.bench.peers", name)


def settings(api_url: str, folder: Path, **more: str) -> dict[str, str]:
    """The settings of the bot and its peers: by HTTP, on SQLite in that folder."""
    return {
        "SLACK_BOT_TOKEN": Slack.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": f"sqlite:///{folder}/{free_port()}.db",
        "PORT": str(free_port()),
        "OPS_PORT": "0",
        **more,
    }


@dataclass(frozen=True, slots=True)
class ProcessUnderTest:
    """A program that runs, and where it listens."""

    process: subprocess.Popen[bytes]
    url: str

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has taken so far, all threads together."""
        output = (
            Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(output[11]) + int(output[12])) * CPU_UNIT


def memory_of(process: int) -> int:
    """Bytes of memory that a process has now."""
    pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def run_program(
    arguments: Sequence[str],
    values: Mapping[str, str],
    interpreter: Sequence[str] = (sys.executable,),
) -> Iterator[ProcessUnderTest]:
    """The program, from when it says where it listens until the context ends."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*interpreter, *arguments],
            cwd=ROOT,
            env={**AS_INSTALLED, **values},
            stdout=output,
            stderr=output,
        )
        try:
            yield ProcessUnderTest(process, _wait_for_url(process, output.fileno()))
        finally:
            process.kill()
            process.wait()


def _wait_for_url(process: subprocess.Popen[bytes], output: int) -> str:
    """Where it says that it listens."""
    while process.poll() is None:
        found = re.search(rb'listening on (http[^\s"]+)', os.pread(output, 100_000, 0))
        if found:
            return found[1].decode()
        time.sleep(0.01)  # a file tells nobody that it has grown
    raise RuntimeError(os.pread(output, 100_000, 0).decode())
