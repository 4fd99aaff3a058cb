"""`python -m` in a process of its own that needs no imports: it is forked from one that made them.

Most of a bot's start are imports. A process that is forked is like any other from outside: it has
its own id, signals, memory, files and environment, and ends alone.
"""

import asyncio
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext  # not on Windows

ROOT = Path(__file__).parents[1]
IMPORTED = [
    *("alembic.command", "bot.cli.arguments", "bot.cli.variables", "bot.guide.checkout"),
    *("bot.server", "psycopg", "sqlalchemy.dialects.sqlite", "uvloop"),
]
"""What the process has imported that is forked."""


@cache
def _forking() -> "ForkServerContext":
    made = get_context("forkserver")
    made.set_forkserver_preload(IMPORTED)
    return made


class Pipe(NamedTuple):
    """What reads from a process."""

    stream: asyncio.StreamReader
    transport: asyncio.ReadTransport


class ForkedProcess:
    """A process as `asyncio.subprocess` has it, with what the tests need of that."""

    def __init__(self, process: BaseProcess, stdin: BinaryIO, stdout: Pipe, stderr: Pipe) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout.stream, stderr.stream
        self._process = process
        self._pipes = stdout.transport, stderr.transport
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._loop.add_reader(process.sentinel, self._on_end)

    def _on_end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._ended.set()

    @property
    def pid(self) -> int:
        """Its id."""
        assert self._process.pid
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, or less than 0 for the signal that killed it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tell it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """End it with no chance to do anything."""
        self._process.kill()

    async def wait(self) -> int:
        """The exit code, once it has ended; what it has printed and logged must have been read."""
        await self._ended.wait()
        self.stdin.close()
        for pipe in self._pipes:
            pipe.close()
        assert self.returncode is not None
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        """What it still prints and logs, once it has ended."""
        printed = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return printed[0], printed[1]


async def forked(
    program: Sequence[str],
    environment: Mapping[str, str],
    folder: Path = ROOT,
    log: Path | None = None,
) -> ForkedProcess:
    """Run `python -m` with that program in that environment and folder.

    What it logs is added to the file `log`; without one it can be read.
    """
    stdin, stdout, stderr = os.pipe(), os.pipe(), os.pipe()
    with (
        Connection(stdin[0], writable=False) as reads,
        Connection(stdout[1], readable=False) as prints,
        Connection(stderr[1], readable=False) as logs,
    ):
        arguments = [*program], {**environment}, folder, log, (reads, prints, logs)
        process = _forking().Process(target=_run, args=arguments)
        process.start()  # in this thread alone: two that ask how a process ended hinder each other
    pipes = [await _pipe(end) for end in (stdout[0], stderr[0])]
    return ForkedProcess(process, os.fdopen(stdin[1], "wb", 0), *pipes)


async def _pipe(end: int) -> Pipe:
    stream = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(stream)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(end, "rb", 0))
    return Pipe(stream, transport)


def _run(
    program: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    log: Path | None,
    standard: tuple[Connection, Connection, Connection],
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, connection in enumerate(standard):
        os.dup2(connection.fileno(), number)
        connection.close()
    if log:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
    name, *sys.argv[1:] = program
    runpy.run_module(name, run_name="__main__", alter_sys=True)
