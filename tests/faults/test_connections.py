"""Fault 58: more connections than the process may have files, of people who send nothing signed."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, islice, repeat
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.operations.file_limit import ENOUGH_FILES
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import FORM, answer_to, command, connect, request, signed
from tests.faults.processes import BotProcess, bot_process
from tests.faults.replicas import replies

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
QUESTION = command("1722")
FEW = 128
NO_FILE = "a connection cannot be accepted: Too many open files"
PIECES = {
    "silent": (b"", b""),
    "slow headers": (b"POST /slack/events HTTP/1.1\r\n", b"X: y\r\n"),
    "slow body": (request(b"", FORM, length=500_000), b"x"),
}


class PersistentConnections:
    """Connections that are opened again whenever they are closed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened = asyncio.Semaphore(0)

    async def keep_open(self, source: str, start: bytes, piece: bytes) -> None:
        """Keep one connection open, and send a piece on it at intervals."""
        while True:
            async with connect(self._url, source) as line:
                self._opened.release()
                await line.send(start)
                await line.send_slowly(repeat(piece), every=0.5)

    async def opened(self, count: int) -> None:
        """Wait until so many connections were opened."""
        for _ in range(count):
            await self._opened.acquire()


@asynccontextmanager
async def connections_kept_open(
    url: str, kinds: Sequence[str], count: int, hosts: int = 1
) -> AsyncIterator[None]:
    """Keep this many connections of these kinds, from so many hosts, open within the context."""
    connections = PersistentConnections(url)
    tasks = [
        asyncio.create_task(connections.keep_open(f"127.0.0.{1 + number % hosts}", *PIECES[kind]))
        for number, kind in enumerate(islice(cycle(kinds), count))
    ]
    try:
        await connections.opened(count)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def asked_of(bot: BotProcess, path: str) -> int:
    async with ClientSession() as session, session.get(bot.ops_url + path) as answer:
        return answer.status


async def serves(slack: Slack, bot: BotProcess, url: str) -> None:
    """Assert that signed requests are answered, and so are requests of the operator."""
    answers = [await answer_to(url, request(QUESTION, signed(QUESTION))) for _ in range(8)]
    question = await slack.client("Ana").says("#iis-cluster", "@iissync 1722")
    (reply,) = await slack.wait_for(lambda: replies(slack, question), 20)

    assert ["The RPC server" in answer.text for answer in answers] == [True] * 8
    assert "The RPC server" in reply.text
    for path in ("/healthz", "/readyz", "/metrics"):
        assert await asked_of(bot, path) == 200


@asynccontextmanager
async def read_to_its_end(bot: BotProcess) -> AsyncIterator[None]:
    """The log is read meanwhile, so that the bot never waits to write it; it ends well."""
    reading = asyncio.create_task(bot.ended())
    async with asyncio.timeout(90):
        yield
        bot.process.terminate()
        assert await reading == 0


@pytest.mark.parametrize(
    ("kinds", "hosts"),
    [*(((kind,), 1) for kind in PIECES), (tuple(PIECES), 1), (tuple(PIECES), 8)],
)
async def test_fault_58_more_connections_than_files_exclude_no_user(
    slack: Slack, unused_tcp_port: int, tmp_path: Path, kinds: Sequence[str], hosts: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    program = "tests.faults.few_files", str(FEW), str(FEW)
    database = f"sqlite:///{tmp_path}/team.db"
    async with (
        bot_process(slack, "http", unused_tcp_port, program, DATABASE_URL=database) as bot,
        read_to_its_end(bot),
        connections_kept_open(url, kinds, 2 * FEW, hosts),
    ):
        await serves(slack, bot, url)

    assert len(bot.log) < 200
    assert NO_FILE not in "".join(bot.log)


async def test_fault_58_a_flood_does_not_close_a_connection_that_slack_has_used(
    slack: Slack, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    program = "tests.faults.few_files", str(FEW), str(FEW)
    async with (
        bot_process(slack, "http", unused_tcp_port, program) as bot,
        read_to_its_end(bot),
        connect(url) as line,
    ):
        await line.send(request(QUESTION, signed(QUESTION)))
        answers = [await line.answer()]
        async with connections_kept_open(url, ["slow headers"], FEW):
            await line.send(request(QUESTION, signed(QUESTION)))
            answers.append(await line.answer())

    assert [answer.status for answer in answers] == [200, 200]


async def test_fault_58_the_bot_raises_its_file_limit_to_the_maximum(
    slack: Slack, unused_tcp_port: int
) -> None:
    program = "tests.faults.few_files", str(FEW), "500"
    async with bot_process(slack, "http", unused_tcp_port, program) as bot:
        limits = resource.prlimit(bot.process.pid, resource.RLIMIT_NOFILE)

    assert limits == (500, 500)


def files_of(bot: BotProcess) -> int:
    return sum(1 for _ in Path(f"/proc/{bot.process.pid}/fd").iterdir())


def limit(bot: BotProcess, files: int) -> None:
    resource.prlimit(bot.process.pid, resource.RLIMIT_NOFILE, (files, ENOUGH_FILES))


async def test_fault_58_if_the_files_run_out_anyway_some_are_freed(
    slack: Slack, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    async with bot_process(slack, "http", unused_tcp_port) as bot, read_to_its_end(bot):
        limit(bot, files_of(bot) + 24)
        async with connections_kept_open(url, ["slow headers"], 64):
            await serves(slack, bot, url)

    assert len(bot.log) < 200
    assert NO_FILE in "".join(bot.log)


async def test_fault_58_without_files_the_log_stays_small_and_waiting_requests_are_answered(
    slack: Slack, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    async with bot_process(slack, "http", unused_tcp_port) as bot:
        limit(bot, 8)
        waiting = [
            asyncio.create_task(answer_to(url, request(QUESTION, signed(QUESTION))))
            for _ in range(9)
        ]
        async with asyncio.timeout(60):
            others = await bot.logged("^([0-9]+) more of these were not logged")
        limit(bot, ENOUGH_FILES)
        answers = await asyncio.gather(*waiting)
        bot.process.terminate()
        await bot.ended()

    assert [answer.status for answer in answers] == [200] * 9
    assert len(bot.log) < 100
    assert int(others) < 200  # ten attempts a second, for ten seconds
