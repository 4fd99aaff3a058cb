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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext  # not on Windows

IMPORTED = ["alembic.command", "bot.server", "psycopg"]
"""What the process has imported that is forked."""


@cache
def _forking() -> "ForkServerContext":
    made = get_context("forkserver")
    made.set_forkserver_preload(IMPORTED)
    return made


class ForkedProcess:
    """A process as `asyncio.subprocess` has it, with what the tests need of that."""

    def __init__(
        self, process: BaseProcess, stderr: asyncio.StreamReader, pipe: asyncio.ReadTransport
    ) -> None:
        self.stderr = stderr
        self._process = process
        self._pipe = pipe
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
        """The exit code, once it has ended; what it has logged must have been read."""
        await self._ended.wait()
        self._pipe.close()
        assert self.returncode is not None
        return self.returncode


async def forked(program: Sequence[str], environment: Mapping[str, str]) -> ForkedProcess:
    """Run `python -m` with that program in that environment; its log can be read."""
    reading, writing = os.pipe()
    with Connection(writing, readable=False) as log:
        arguments = [*program], {**environment}, log
        process = _forking().Process(target=_run, args=arguments)
        process.start()  # in this thread alone: two that ask how a process ended hinder each other
    stderr = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(stderr)
    loop = asyncio.get_running_loop()
    pipe, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(reading, "rb"))
    return ForkedProcess(process, stderr, pipe)


def _run(program: Sequence[str], environment: Mapping[str, str], log: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(log.fileno(), 2)
    sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
    name, *sys.argv[1:] = program
    runpy.run_module(name, run_name="__main__", alter_sys=True)
