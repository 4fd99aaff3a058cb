"""What the bot tells systemd, over a real datagram socket."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.problems import BACKLOG, STOPPING, WORKER_STOPPED, Problem, Problems
from bot.operations.systemd import Systemd, notifying
from bot.slack.manifest import manifest
from tests.fake_slack.slack import Slack
from tests.test_main import running_bot

pytestmark = pytest.mark.slow  # Windows has no such sockets


class Watched:
    """A bot with the problems that a test gives it; `asked` is set once it was asked for them."""

    def __init__(self, *problems: Problem, is_alive: bool = True) -> None:
        self.problems = list(problems)
        self.asked = asyncio.Event()
        self._is_alive = is_alive

    def alive(self) -> Problems:
        self.asked.set()
        return () if self._is_alive else self.problems

    def ready(self) -> Problems:
        return self.problems


class Supervisor:
    """The socket on which systemd listens."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(0)
        self._socket.bind(address.replace("@", "\0", 1))

    def close(self) -> None:
        self._socket.close()

    async def received(self) -> list[str]:
        """The lines of the next notification."""
        loop = asyncio.get_running_loop()
        return (await loop.sock_recv(self._socket, 4096)).decode().split("\n")

    async def received_until(self, line: str) -> list[list[str]]:
        """The notifications up to the first one with that line."""
        found = [await self.received()]
        while line not in found[-1]:
            found.append(await self.received())
        return found


@pytest_asyncio.fixture(params=["path", "abstract"])
async def supervisor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Supervisor]:
    address = f"{tmp_path}/notify" if request.param == "path" else f"@{tmp_path}/notify"
    listening = Supervisor(address)
    yield listening
    listening.close()


async def test_systemd_is_told_when_the_bot_is_ready_alive_and_stopping(
    supervisor: Supervisor,
) -> None:
    bot = Watched(Problem(BACKLOG, "a job waits"), Problem(STOPPING, "it ends"))
    status = "; ".join(problem.line for problem in bot.problems)
    async with notifying(Systemd(supervisor.address, 0.01), bot):
        waiting = await supervisor.received()
        bot.problems.clear()
        [*_, ready] = await supervisor.received_until("READY=1")
        [alive] = await supervisor.received_until("WATCHDOG=1")
    [*_, stopping] = await supervisor.received_until("STOPPING=1")

    assert waiting == [
        "WATCHDOG=1",
        f"STATUS={status}",
        "EXTEND_TIMEOUT_USEC=60000000",
    ]
    assert ready == ["WATCHDOG=1", "STATUS=ready", "READY=1"]
    assert alive == ["WATCHDOG=1", "STATUS=ready"]
    assert stopping == ["STOPPING=1", "STATUS=stopping"]


async def test_the_watchdog_of_a_bot_that_is_not_alive_expires(supervisor: Supervisor) -> None:
    bot = Watched(Problem(WORKER_STOPPED, "no job is run"), is_alive=False)
    async with notifying(Systemd(supervisor.address, 0.01), bot):
        await bot.asked.wait()

    assert (await supervisor.received())[0] == "STOPPING=1"


async def test_a_socket_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    bot = Watched()
    async with notifying(Systemd(f"{tmp_path}/none", 0.01), bot):
        await bot.asked.wait()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"NOTIFY_SOCKET": "vsock:2:1234"}, None),
        ({"NOTIFY_SOCKET": "/run/notify"}, Systemd("/run/notify", 5.0)),
        ({"NOTIFY_SOCKET": "@a", "WATCHDOG_USEC": "60000000"}, Systemd("@a", 5.0)),
        ({"NOTIFY_SOCKET": "@a", "WATCHDOG_USEC": "4000000"}, Systemd("@a", 2.0)),
        ({"NOTIFY_SOCKET": "@a", "WATCHDOG_USEC": "often"}, Systemd("@a", 5.0)),
    ],
)
def test_the_environment_names_the_socket_and_the_watchdog(
    environment: dict[str, str], expected: Systemd | None
) -> None:
    assert Systemd.from_environment(environment) == expected


async def test_a_real_bot_is_ready_once_it_is_connected(supervisor: Supervisor) -> None:
    async with (
        Slack(manifest=manifest()) as slack,
        running_bot(
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
            NOTIFY_SOCKET=supervisor.address,
            WATCHDOG_USEC="200000",
        ) as process,
    ):
        await supervisor.received_until("READY=1")
        connections = slack.connections
        await supervisor.received_until("WATCHDOG=1")
        process.send_signal(signal.SIGTERM)
        await supervisor.received_until("STOPPING=1")

        assert await process.wait() == 0
        assert connections


async def test_a_real_bot_without_slack_extends_its_start(
    supervisor: Supervisor, unused_tcp_port: int
) -> None:
    async with running_bot(
        SLACK_BOT_TOKEN=Slack.bot_token,
        SLACK_APP_TOKEN=Slack.app_token,
        SLACK_API_URL=f"http://127.0.0.1:{unused_tcp_port}/api/",
        NOTIFY_SOCKET=supervisor.address,
    ):
        first, second = await supervisor.received(), await supervisor.received()

    for notification in (first, second):
        assert "EXTEND_TIMEOUT_USEC=60000000" in notification
        assert any("not connected to Slack" in line for line in notification)
