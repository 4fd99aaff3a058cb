"""`/readyz` and `/healthz` name each fault by its code, and are well again when it is gone."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import Engine, text

from tests.database.test_access import damage
from tests.fake_slack.canned_responses import CannedResponse, rate_limited
from tests.fake_slack.slack import Slack
from tests.faults.replicas import POLL
from tests.scenarios.conftest import Scenario, refusal, scenario_on, scenario_with

Connect = Callable[[str], Engine]
HERE = "#iis-cluster"
SECONDS = 20
"""For each thing that is waited for; most come after a few hundredths."""


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make bots check everything often."""
    monkeypatch.setattr("bot.running_team.REFRESH", 0.05)
    monkeypatch.setattr("bot.server.WRITE_CHECK_INTERVAL", 0.05)
    monkeypatch.setattr("bot.slack.web_api.token.CHECK_EVERY", 0.05)
    monkeypatch.setattr("bot.slack.jobs.queue_monitor.MEASURE_EVERY", 0)


async def reasons(scenario: Scenario, path: str = "/readyz") -> dict[str, str]:
    """The message of each reason, by its code."""
    url = f"{scenario.bot.operations_url}{path}?format=json"
    async with ClientSession() as session, session.get(url) as answer:
        found: dict[str, Any] = await answer.json()
    assert (answer.status == 200) == (found["reasons"] == [])
    assert all(each["what_to_do"] for each in found["reasons"])
    return {each["code"]: each["message"] for each in found["reasons"]}


async def reason(scenario: Scenario, code: str, path: str = "/readyz", words: str = "") -> str:
    """The message of the reason with that code, once there is one with these words."""
    async with asyncio.timeout(SECONDS):
        while True:
            found = await reasons(scenario, path)
            if code in found and words in found[code]:
                return found[code]
            await asyncio.sleep(POLL)


async def is_well(scenario: Scenario, path: str = "/readyz") -> None:
    """Wait until there is no reason."""
    async with asyncio.timeout(SECONDS):
        while await reasons(scenario, path):  # noqa: ASYNC110 - nothing signals it
            await asyncio.sleep(POLL)


# The database


@pytest.fixture
def file(sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite, tmp_path / 'own.db')}"


@contextmanager
def locked_by_another(url: str) -> Iterator[None]:
    """Another program locks the file."""
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


async def test_a_locked_database_is_reported_as_locked(
    slack: Slack, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.engine.SQLITE_TIMEOUT", 0.2)
    async with scenario_on(slack, file) as scenario:
        await is_well(scenario)
        with locked_by_another(file):
            message = await reason(scenario, "database-locked")
        await is_well(scenario)

    assert message.startswith("the database accepts no writes: sqlite /")
    assert message.endswith("database is locked: another process has been writing for too long")


async def test_fault_68_a_database_that_takes_too_long_is_reported_before_it_fails(
    slack: Slack, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.write_check.LONGEST", 0.5)
    async with scenario_on(slack, file) as scenario:
        await is_well(scenario)
        with locked_by_another(file):
            message = await reason(scenario, "database-not-answering")
        await is_well(scenario)

    assert "no write has succeeded for" in message


async def test_a_file_that_was_damaged_before_the_start_is_reported(
    slack: Slack, file: str
) -> None:
    path = Path(file.removeprefix("sqlite:///"))
    damage(path)
    async with scenario_on(slack, file) as scenario:
        message = await reason(scenario, "database-damaged")
        with closing(sqlite3.connect(path)) as other:
            other.execute("VACUUM")
        await is_well(scenario)

    check = "`python -m bot database check` says where"
    assert message == f"the database is damaged: sqlite {path}: {check}"


# The worker and its queue


async def test_a_worker_that_cannot_claim_jobs_is_stuck(
    slack: Slack, url: str, engines: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health.WORKER_STUCK_AFTER", 0.2)
    database = engines(url)
    async with scenario_on(slack, url) as scenario:
        await is_well(scenario)
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE job RENAME TO away"))
        message = await reason(scenario, "worker-stuck", words=database.dialect.name)
        with database.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO job"))
        await is_well(scenario)

    assert re.match(r"no due job could be claimed for \d+ seconds: (sqlite|postgresql) ", message)


async def test_jobs_that_wait_for_too_long_are_a_backlog(
    slack: Slack, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health.LONGEST_WAIT", 0.1)
    monkeypatch.setattr("bot.slack.jobs.running.MOST_RUNNING", 1)
    monkeypatch.setattr("bot.slack.jobs.attempt.SLOW_POST", 2 * SECONDS)
    async with scenario_on(slack, url) as scenario:
        with slack.hold("chat.postMessage") as held, slack.hold("chat.postMessage"):
            for _ in range(3):  # a claim that had begun before the first may take the second
                await slack.client("Ana").says(HERE, "@iissync 1722")
            await held.arrived()
            message = await reason(scenario, "backlog")
        await is_well(scenario)

    assert re.fullmatch(r"a job that is due has waited for \d+ seconds", message)


async def test_a_worker_whose_jobs_never_end_is_to_be_restarted(
    slack: Slack, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.jobs.running.STUCK_AFTER", 0.1)
    monkeypatch.setattr("bot.slack.jobs.running.MOST_RUNNING", 1)
    monkeypatch.setattr("bot.slack.jobs.attempt.SLOW_POST", 2 * SECONDS)
    async with scenario_on(slack, file) as scenario:
        with slack.hold("chat.postMessage") as held:
            await slack.client("Ana").says(HERE, "@iissync 1722")
            await held.arrived()
            message = await reason(scenario, "worker-stopped", "/healthz")
            is_ready = await reasons(scenario)
        await is_well(scenario, "/healthz")

    assert message == "the worker has stopped: no job is run"
    assert "worker-stopped" in is_ready


async def test_a_bot_that_stops_is_not_ready(slack: Slack, file: str) -> None:
    started: asyncio.Queue[Scenario] = asyncio.Queue()
    stop = asyncio.Event()

    async def run() -> None:
        async with scenario_on(slack, file) as scenario:
            started.put_nowait(scenario)
            await stop.wait()

    running = asyncio.create_task(run())
    scenario = await started.get()
    with slack.hold("chat.postMessage") as held:
        await slack.client("Ana").says(HERE, "@iissync 1722")
        await held.arrived()
        stop.set()
        message = await reason(scenario, "stopping")
    await running

    assert message == "no new work is accepted"


# Slack


async def test_a_token_that_slack_refuses_is_noticed_without_a_question_and_logged_once(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    async with scenario_with(slack) as scenario:
        await is_well(scenario)
        slack.next_response("auth.test", *[refusal("token_revoked")] * 5)
        message = await reason(scenario, "slack-token-refused")
        await is_well(scenario)

    assert message == "Slack refuses SLACK_BOT_TOKEN (token_revoked): nothing is posted"
    assert [each.levelname for each in caplog.records].count("ERROR") == 1


async def test_an_api_that_does_not_answer_is_reported(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    async with scenario_with(slack) as scenario:
        await is_well(scenario)
        slack.next_response("auth.test", *[CannedResponse(502)] * 5)
        message = await reason(scenario, "slack-unreachable")
        await is_well(scenario)

    assert message == "Slack's API does not answer: HTTP 502, and no answer of Slack's"
    assert caplog.text.count("Slack's API did not answer") == 1


async def test_a_rate_limit_is_an_answer_of_slack(slack: Slack) -> None:
    slack.next_response("auth.test", CannedResponse(), rate_limited(), rate_limited())
    async with scenario_with(slack) as scenario:
        await slack.wait_for(lambda: len(slack.calls) > 3)

        assert await reasons(scenario) == {}


async def test_a_lost_connection_to_slack_is_reported_with_its_reason(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.transport.socket_mode.PAUSE", 0.1)
    async with scenario_with(slack, "socket") as scenario:
        await is_well(scenario)
        slack.next_response("apps.connections.open", *[refusal("invalid_auth")] * 5)
        await slack.close_connections()
        await reason(scenario, "slack-disconnected", words="Slack refuses SLACK_APP_TOKEN")
        await is_well(scenario)
