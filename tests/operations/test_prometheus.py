"""Prometheus itself collects the bot's metrics, and evaluates the rules and the dashboard."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientConnectionError, ClientSession

from tests.documents.documents import ROOT
from tests.documents.test_monitoring import EXPRESSIONS, FOLDER
from tests.fake_slack.slack import Slack
from tests.faults.replicas import POLL
from tests.free_port import free_port
from tests.npm import needed
from tests.scenarios.conftest import Scenario, scenario_with, slack

__all__ = ["slack"]
RULES = FOLDER / "alerts.yml"
SECONDS = 30


def program(name: str) -> str:
    """The path of one of Prometheus's programs; without it the test is skipped."""
    found = shutil.which(name)
    if found is None:
        needed(f"what needs {name}: apt-get install prometheus")
    return str(found)


def promtool(*arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("promtool"), *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [("check", "rules", RULES), ("test", "rules", ROOT / "tests" / "operations" / "alerts.yml")],
    ids=["check", "test"],
)
def test_the_alert_rules_are_valid_and_fire_when_they_should(arguments: tuple[str, ...]) -> None:
    checked = promtool(*arguments)

    assert checked.returncode == 0, checked.stdout + checked.stderr


async def use(scenario: Scenario) -> None:
    """Use the bot so that most metrics have a value."""
    await scenario.mention("Ana", "1722")
    await scenario.command("Ana", "0xC0FFEE12")
    await scenario.command("Ana", "help")


async def test_the_metrics_are_named_by_prometheus_s_conventions(slack: Slack) -> None:
    async with scenario_with(slack) as scenario, ClientSession() as session:
        await use(scenario)
        async with session.get(f"{scenario.bot.operations_url}/metrics") as page:
            linted = await asyncio.to_thread(promtool, "check", "metrics", text=await page.text())

    assert linted.returncode == 0, linted.stdout + linted.stderr


@asynccontextmanager
async def prometheus(folder: Path, target: str) -> AsyncIterator[str]:
    """The URL of a Prometheus that collects from the target each second, with the alert rules."""
    job = {"job_name": "iissync-bot", "static_configs": [{"targets": [target]}]}
    times = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config = {"global": times, "rule_files": [str(RULES)], "scrape_configs": [job]}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), "utf-8")
    address = f"127.0.0.1:{free_port()}"
    process = await asyncio.create_subprocess_exec(
        program("prometheus"),
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address={address}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield f"http://{address}/api/v1"
    finally:
        process.kill()
        await process.wait()


async def queried(session: ClientSession, api: str, expression: str) -> list[Any]:
    """The result of an expression with the dashboard's variables; empty before Prometheus runs."""
    for variable, value in (("$job", "iissync-bot"), ("$instance", ".*")):
        expression = expression.replace(variable, value)
    query = {"query": expression.replace("$__rate_interval", "1m")}
    try:
        async with session.get(f"{api}/query", params=query) as answer:
            found: dict[str, Any] = await answer.json() if answer.status != 503 else {}
    except ClientConnectionError:
        found = {}
    assert found.get("status", "success") == "success", found
    return list(found.get("data", {"result": []})["result"])


async def test_prometheus_collects_the_metrics_and_evaluates_each_expression(
    slack: Slack, tmp_path: Path
) -> None:
    async with scenario_with(slack) as scenario, ClientSession() as session:
        await use(scenario)
        target = scenario.bot.operations_url.removeprefix("http://")
        async with asyncio.timeout(SECONDS), prometheus(tmp_path, target) as api:
            found: list[Any] = []
            while not found:
                await asyncio.sleep(POLL)
                found = await queried(session, api, "iissync_answers_total")
            answers = {each["metric"]["outcome"]: each["value"][1] for each in found}
            for expression in EXPRESSIONS:
                await queried(session, api, expression)
            rules = await (await session.get(f"{api}/rules")).json()

    assert answers == {"found": "1", "unknown": "1", "none": "1"}
    assert all(rule["health"] != "err" for rule in rules["data"]["groups"][0]["rules"])
