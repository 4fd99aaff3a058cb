"""Health, readiness and metrics, on an address of their own."""

import asyncio
import json
import os
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from errno import EADDRINUSE

import pytest
from aiohttp import ClientSession

from bot.cli.health import check_health
from bot.operations.connections import CannotListenError
from bot.operations.http import serving
from bot.operations.metrics import Metrics
from bot.operations.problems import BACKLOG, STOPPING, WORKER_STOPPED, Code, Problem, Problems
from bot.server import running
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for

STOPPED = Problem(WORKER_STOPPED, "the worker has stopped")
PROBLEMS = (Problem(STOPPING, "no new work"), Problem(BACKLOG, "a job has waited for 61 seconds"))


@dataclass
class Operations:
    """The pages for operators, of a bot whose problems can be set."""

    not_alive: Problems = ()
    not_ready: Problems = ()
    metrics: Metrics = field(default_factory=Metrics)

    def alive(self) -> Problems:
        return self.not_alive

    def ready(self) -> Problems:
        return self.not_ready

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        async with serving(self, self.metrics, "127.0.0.1", 0) as url:
            yield url


async def fetched(url: str, **headers: str) -> tuple[int, str]:
    async with ClientSession(headers=headers) as session, session.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_bot_without_problems_is_healthy(path: str) -> None:
    async with Operations().serving() as url:
        assert await fetched(url + path) == (200, "ok\n")


async def test_each_problem_is_a_line_with_its_code_and_what_to_do() -> None:
    async with Operations((STOPPED,), PROBLEMS).serving() as url:
        stopped = "worker-stopped: the worker has stopped. Restart the bot.\n"
        assert await fetched(f"{url}/healthz") == (503, stopped)
        status, text = await fetched(f"{url}/readyz")

    assert status == 503
    first, second = text.splitlines()
    assert first == "stopping: no new work. Nothing: it ends within 20 seconds."
    assert second.startswith("backlog: a job has waited for 61 seconds. If no other reason ")


@pytest.mark.parametrize("asked", ["?format=json", ""], ids=["query", "header"])
async def test_programs_get_the_problems_as_json(asked: str) -> None:
    headers = {} if asked else {"Accept": "application/json"}
    async with Operations(not_ready=PROBLEMS[:1]).serving() as url:
        alive = await fetched(f"{url}/healthz{asked}", **headers)
        status, text = await fetched(f"{url}/readyz{asked}", **headers)

    assert alive == (200, '{"alive": true, "reasons": []}')
    assert status == 503
    reason = {
        "code": "stopping",
        "message": "no new work",
        "what_to_do": "Nothing: it ends within 20 seconds.",
    }
    assert json.loads(text) == {"ready": False, "reasons": [reason]}


def test_a_problem_has_a_known_code() -> None:
    with pytest.raises(ValueError, match="'odd' is not a code of a problem"):
        replace(STOPPED, code=Code("odd"))


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


async def test_an_address_in_use_is_named_with_the_reason_and_a_likely_cause() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        in_use = serving(Operations(), Metrics(), "127.0.0.1", port)
        with pytest.raises(CannotListenError) as refused:
            await in_use.__aenter__()

    assert str(refused.value) == (
        f"OPS_HOST and OPS_PORT: cannot listen on 127.0.0.1:{port}: {os.strerror(EADDRINUSE)}. "
        "Does another bot run here?"
    )


async def test_a_host_that_nobody_knows_is_named_with_the_reason() -> None:
    unknown = serving(Operations(), Metrics(), "host.invalid", 3001)
    with pytest.raises(CannotListenError) as refused:
        await unknown.__aenter__()

    start, _, reason = str(refused.value).rpartition(": ")
    assert start == "OPS_HOST and OPS_PORT: cannot listen on host.invalid:3001"
    assert reason


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_running_bot_is_alive_and_ready(mode: str) -> None:
    async with Slack() as slack, running(settings_for(slack, mode)) as bot:
        assert await fetched(f"{bot.operations_url}/healthz") == (200, "ok\n")
        async with asyncio.timeout(10):  # Slack's hello may still be on its way
            while await fetched(f"{bot.operations_url}/readyz") != (200, "ok\n"):
                pass
        _, page = await fetched(f"{bot.operations_url}/metrics")

    assert 'iissync_problem{code="database-unavailable"} 0.0' in page
    assert 'iissync_problem{code="slack-disconnected"} 0.0' in page


async def test_without_a_database_the_bot_is_alive_but_not_ready() -> None:
    async with Slack() as slack:
        settings = replace(settings_for(slack, "http"), database_url="sqlite:////nowhere/team.db")
        async with running(settings) as bot:
            assert (await fetched(f"{bot.operations_url}/healthz"))[0] == 200
            status, reasons = await fetched(f"{bot.operations_url}/readyz")
            _, page = await fetched(f"{bot.operations_url}/metrics")

    assert status == 503
    assert reasons.startswith(
        "database-unavailable: the database is unavailable: sqlite /nowhere/team.db: unable to open"
    )
    assert reasons.count("\n") == 1
    assert 'iissync_problem{code="database-unavailable"} 1.0' in page


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
        is_healthy, message = check_health("127.0.0.1", port)
        thread.join()

    assert not is_healthy
    assert "what answers is not the bot (BadStatusLine)" in message
