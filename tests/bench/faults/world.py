"""What can be killed, and whose clock can be set: the replicas and their database."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from bot.jobs.model import State, UnfinishedJob
from tests.bench.process_under_test import settings
from tests.database.cluster import Cluster, cluster
from tests.database.fixtures import upgraded
from tests.faults.replicas import left
from tests.replicas import Replica, at_work

AS_OPERATED = ("bot", "run")
POSTGRES = "postgres"
INSTALL = "Setting clocks takes libfaketime: apt install faketime, or leave it out with --no-clock"


def faking_library() -> Path | None:
    """libfaketime for programs with threads, where it is installed."""
    found = sorted(Path("/usr").glob("**/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


class Clock:
    """The wall clock of processes that run in `environment`; without a library it is the true one.

    What measures how long something takes (CLOCK_MONOTONIC) is not touched, nor is what waits by
    it: libfaketime's fix for that makes waits of threads return at once or never. The file is read
    once a second, as reading it at each call takes most of a replica's time.
    """

    def __init__(self, folder: Path, library: Path | None) -> None:
        self.offset = 0.0
        self._file = folder / "clock"
        self._set(self.offset)
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DISABLE_SHM": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "NO_FAKE_STAT": "1",
        }
        if library is None:
            self.environment = {}

    def set(self, offset: float) -> None:
        """Have it be so many seconds ahead of the true time from now on."""
        self._set(offset)
        self.offset = offset

    def _set(self, offset: float) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{offset:+.0f}\n", "ascii")
        new.chmod(0o644)  # PostgreSQL has a user of its own
        new.rename(self._file)


class Bot(Replica):
    """A replica that runs a program such as `AS_OPERATED`, by a clock of its own."""

    def __init__(
        self, program: Sequence[str], values: Mapping[str, str], log: Path, clock: Clock
    ) -> None:
        super().__init__({**values, **clock.environment}, log)
        self.clock = clock
        self._program = program
        self._port = int(values["PORT"])

    @override
    async def start(self) -> None:
        """Start it, and return when it listens. Raises `RuntimeError` where it ends instead."""
        await self._run(self._program)
        while not await self._listens():
            if self.process.returncode is not None:
                raise RuntimeError(f"it did not start: {self._log.read_text('utf-8')}")
            await asyncio.sleep(0.05)  # a port tells nobody that it is open

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.close()
        return True


@dataclass(frozen=True, slots=True)
class World:
    """Replicas on one database; without a `cluster` that is SQLite, which ends with them."""

    bots: Sequence[Bot]
    clocks: Sequence[Clock]
    cluster: Cluster | None
    url: str

    def left(self) -> list[UnfinishedJob]:
        """What the bot still has to do."""
        return [each for each in left(self.url) if each.state is not State.DEAD]

    def dead(self) -> list[str]:
        """What it has given up, and why."""
        return [each.error for each in left(self.url) if each.state is State.DEAD]

    def ended(self) -> list[str]:
        """Which replicas have ended by themselves, and how."""
        codes = [bot.process.returncode for bot in self.bots]
        return [
            f"replica {n} ended with {code}" for n, code in enumerate(codes) if code is not None
        ]


@asynccontextmanager
async def world(
    database: str, api_url: str, program: Sequence[str], library: Path | None, folder: Path
) -> AsyncIterator[World]:
    """Two replicas on PostgreSQL, or one on SQLite, at work; `folder` is for logs and clocks.

    On PostgreSQL each replica and the database have a clock of their own; on SQLite there is one.
    """
    async with AsyncExitStack() as stack:
        clocks, made = [_clock(folder, "bot0", library)], None
        url = f"sqlite:///{folder}/team.db"
        if database == POSTGRES:
            clocks += [_clock(folder, name, library) for name in ("bot1", "database")]
            made = stack.enter_context(cluster(clocks[-1].environment))
            url = made.create("faults")
        await asyncio.to_thread(upgraded, url)
        bots = [
            Bot(
                program,
                settings(api_url, folder, DATABASE_URL=url, REVIEWERS="U0ANA00001"),
                folder / f"bot{number}.log",
                clock,
            )
            for number, clock in enumerate(clocks[: 2 if made else 1])
        ]
        await stack.enter_async_context(at_work(*bots))
        yield World(bots, clocks, made, url)


def _clock(folder: Path, name: str, library: Path | None) -> Clock:
    folder.chmod(0o755)  # PostgreSQL's user reads its clock there
    place = folder / name
    place.mkdir()
    return Clock(place, library)
