"""A backup that is made while the bot works and put back, and a bot that upgrades nothing."""

import asyncio
import sys
from pathlib import Path

from bot.database.engine import engine
from bot.jobs.model import Job, NewJob
from bot.jobs.sql_store import SqlJobStore
from bot.playground.model import TEAM_ID
from bot.team.sql_store import SqlStore
from tests.cli.processes import ENVIRONMENT, ROOT
from tests.database.fixtures import upgraded
from tests.fake_slack.slack import Slack
from tests.faults.processes import bot_process
from tests.scenarios.conftest import HERE, Scenario, scenario_on
from tests.scenarios.team.conftest import CODE, ask, propose, publish

LATER = NewJob(Job(TEAM_ID, "C1:1.0", "question", "U1"), None, delay=3600)


async def command(url: str, *arguments: str) -> str:
    """What a command prints, which must succeed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=ROOT,
        env=ENVIRONMENT | {"DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    return printed.decode()


async def back_up_while_people_ask(scenario: Scenario, copy: Path) -> None:
    backup = asyncio.create_task(command(scenario.database_url, "database", "backup", str(copy)))
    while not backup.done():
        await scenario.mention("Chen", "1722")
    await backup


async def test_a_backup_made_while_the_bot_works_brings_entries_and_jobs_back(
    slack: Slack, tmp_path: Path
) -> None:
    path, copy = tmp_path / "team.db", tmp_path / "copy.db"
    url = f"sqlite:///{path}"
    async with scenario_on(slack, url) as scenario:
        await publish(scenario)
        await asyncio.to_thread(enqueue_later, url)
        await back_up_while_people_ask(scenario, copy)
        await propose(scenario, "Chen", "2148598999")
    await asyncio.to_thread(restore, copy, path)
    async with scenario_on(slack, url) as scenario:
        answer = (await ask(scenario, "Chen", CODE)).text
        reply = (await scenario.mention("Chen", "1722")).text
        listed = await command(url, "jobs", "list")
        checked = await command(url, "database", "check")

    assert "The share was full." in answer
    assert "The RPC server is unavailable." in reply
    assert "C1:1.0" in listed
    assert "0 dead, 1 waiting, " in listed  # and one may be running that was so in the backup
    assert checked.endswith("No findings.\n")
    assert await asyncio.to_thread(count_open, url) == 0  # it was proposed after the backup


async def test_a_bot_that_may_not_upgrade_runs_on_a_current_database(
    slack: Slack, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/team.db"
    await asyncio.to_thread(upgraded, url)
    program = ("bot", "run", "--no-upgrade")
    async with bot_process(slack, "socket", 0, program, DATABASE_URL=url) as bot:
        shown = await slack.client("Chen").runs(HERE, "/iissync 1722")
        bot.process.terminate()
        code = await bot.ended()

    assert "The RPC server is unavailable." in shown.text
    assert code == 0


def restore(copy: Path, path: Path) -> None:
    """Put the copy in the place of the database, of which nothing is left."""
    for lost in path.parent.glob(f"{path.name}*"):
        lost.unlink()
    copy.rename(path)


def enqueue_later(url: str) -> None:
    """Enqueue a job that the bot runs in an hour."""
    made = engine(url)
    SqlJobStore(made).write([LATER], (), "")
    made.dispose()


def count_open(url: str) -> int:
    made = engine(url)
    count = SqlStore(made).count_open(TEAM_ID)
    made.dispose()
    return count
