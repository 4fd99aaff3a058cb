"""Health, readiness and metrics, on an address of their own."""

import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from bot.cli.health import check_health
from bot.operations.http import CannotListenError, Condition, Reasons, serving
from bot.operations.metrics import Metrics
from bot.playground.slack import Slack
from bot.server import running
from tests.scenarios.conftest import settings_for


class Operations:
    """The pages for operators, of a bot whose problems can be set."""

    def __init__(self) -> None:
        self.not_alive: Reasons = ()
        self.not_ready: Reasons = ()
        self.metrics = Metrics()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        condition = Condition(lambda: self.not_alive, lambda: self.not_ready)
        async with serving(condition, self.metrics, "127.0.0.1", 0) as url:
            yield url


async def fetched(url: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_bot_without_problems_is_healthy(path: str) -> None:
    async with Operations().serving() as url:
        assert await fetched(url + path) == (200, "ok\n")


async def test_each_problem_is_a_line() -> None:
    operations = Operations()
    async with operations.serving() as url:
        operations.not_alive, operations.not_ready = (
            ("the job queue has stopped",),
            ("stopping", "no database"),
        )

        assert await fetched(f"{url}/healthz") == (503, "the job queue has stopped\n")
        assert await fetched(f"{url}/readyz") == (503, "stopping\nno database\n")


async def test_metrics_are_in_the_format_of_prometheus() -> None:
    operations = Operations()
    operations.metrics.rejected.labels("401").inc()
    async with (
        operations.serving() as url,
        ClientSession() as session,
        session.get(f"{url}/metrics") as page,
    ):
        assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert 'iissync_requests_rejected_total{status="401"} 1.0' in await page.text()


@pytest.mark.parametrize("path", ["/", "/slack/events"])
async def test_there_are_no_other_pages(path: str) -> None:
    async with Operations().serving() as url:
        assert (await fetched(url + path))[0] == 404


async def test_an_address_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        in_use = serving(Condition(tuple, tuple), Metrics(), "127.0.0.1", port)

        with pytest.raises(CannotListenError, match=f"cannot listen on 127.0.0.1:{port}: "):
            await in_use.__aenter__()


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_running_bot_is_alive_and_ready(mode: str) -> None:
    async with Slack() as slack, running(settings_for(slack, mode)) as bot:
        assert await fetched(f"{bot.operations_url}/healthz") == (200, "ok\n")
        assert await fetched(f"{bot.operations_url}/readyz") == (200, "ok\n")
        _, page = await fetched(f"{bot.operations_url}/metrics")

    assert 'iissync_up{part="database"} 1.0' in page
    assert 'iissync_up{part="slack"} 1.0' in page


async def test_without_a_database_the_bot_is_alive_but_not_ready() -> None:
    async with Slack() as slack:
        settings = replace(settings_for(slack, "http"), database_url="sqlite:////nowhere/team.db")
        async with running(settings) as bot:
            assert (await fetched(f"{bot.operations_url}/healthz"))[0] == 200
            status, reasons = await fetched(f"{bot.operations_url}/readyz")
            _, page = await fetched(f"{bot.operations_url}/metrics")

    assert (status, reasons) == (503, "the database is unavailable: no team entries\n")
    assert 'iissync_up{part="database"} 0.0' in page


def test_a_server_that_is_not_the_bot_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example.com ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        is_healthy, message = check_health("127.0.0.1", port, "/healthz")
        thread.join()

    assert not is_healthy
    assert "what answers is not the bot (BadStatusLine)" in message
