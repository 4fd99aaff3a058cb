"""Health, readiness and metrics, on an address of their own."""

import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from bot.cli.health import ask
from bot.operations.http import CannotListen, Condition, Reasons, answering
from bot.operations.metrics import Metrics
from bot.playground.slack import Slack
from bot.server import running
from tests.scenarios.conftest import settings_for


class Patient:
    """What is asked, and has what it lacks."""

    def __init__(self) -> None:
        self.dead: Reasons = ()
        self.unready: Reasons = ()
        self.metrics = Metrics()

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[str]:
        condition = Condition(lambda: self.dead, lambda: self.unready)
        async with answering(condition, self.metrics, "127.0.0.1", 0) as url:
            yield url


async def asked(url: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_who_lacks_nothing_is_well(path: str) -> None:
    async with Patient().answering() as url:
        assert await asked(url + path) == (200, "ok\n")


async def test_who_lacks_something_says_what_line_by_line() -> None:
    patient = Patient()
    async with patient.answering() as url:
        patient.dead, patient.unready = ("the job queue stands still",), ("stopping", "no database")

        assert await asked(f"{url}/healthz") == (503, "the job queue stands still\n")
        assert await asked(f"{url}/readyz") == (503, "stopping\nno database\n")


async def test_what_is_counted_is_shown_as_prometheus_reads_it() -> None:
    patient = Patient()
    patient.metrics.rejected.labels("401").inc()
    async with (
        patient.answering() as url,
        ClientSession() as session,
        session.get(f"{url}/metrics") as page,
    ):
        assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert 'iissync_requests_rejected_total{status="401"} 1.0' in await page.text()


@pytest.mark.parametrize("path", ["/", "/slack/events"])
async def test_nothing_else_is_there(path: str) -> None:
    async with Patient().answering() as url:
        assert (await asked(url + path))[0] == 404


async def test_an_address_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = answering(Condition(tuple, tuple), Metrics(), "127.0.0.1", port)

        with pytest.raises(CannotListen, match=f"cannot listen on 127.0.0.1:{port}: "):
            await taken.__aenter__()


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_bot_at_work_is_alive_and_ready(mode: str) -> None:
    async with Slack() as slack, running(settings_for(slack, mode)) as bot:
        assert await asked(f"{bot.operations_url}/healthz") == (200, "ok\n")
        assert await asked(f"{bot.operations_url}/readyz") == (200, "ok\n")
        _, page = await asked(f"{bot.operations_url}/metrics")

    assert 'iissync_up{part="database"} 1.0' in page
    assert 'iissync_up{part="slack"} 1.0' in page


async def test_without_a_database_the_bot_is_alive_and_not_ready() -> None:
    async with Slack() as slack:
        settings = replace(settings_for(slack, "http"), database_url="sqlite:////nowhere/team.db")
        async with running(settings) as bot:
            assert (await asked(f"{bot.operations_url}/healthz"))[0] == 200
            status, reasons = await asked(f"{bot.operations_url}/readyz")
            _, page = await asked(f"{bot.operations_url}/metrics")

    assert (status, reasons) == (503, "the database is out of reach: no team entries\n")
    assert 'iissync_up{part="database"} 0.0' in page


def test_what_is_at_the_address_and_is_no_bot_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def answer() -> None:
            line, _ = other.accept()
            with line:
                line.recv(1000)
                line.sendall(b"220 mail.example.com ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        well, words = ask("127.0.0.1", port, "/healthz")
        thread.join()

    assert not well
    assert "what answers is not the bot (BadStatusLine)" in words
