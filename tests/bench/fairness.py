"""One workspace beside others that ask without end: `python -m tests.bench.fairness`.

Three workspaces have installed the bot, which is on SQLite, and Slack takes 200 ms for each post.
The quiet workspace asks four times a second: first alone, then while a noisy one sends 1,000
mentions, of 500 users, 64 at a time, which is more than the bot can answer meanwhile. The same
again with two noisy ones at once, and with steps of workflows, whose jobs have no user.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from bot.database.engine import engine
from bot.slack.manifest import required_scopes
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.model import BotToken, Workspace
from bot.workspaces.sql_store import WorkspaceStore
from tests.bench.fake_slack import fake_slack
from tests.bench.load import percentile
from tests.bench.process_under_test import BOT, run_program, settings
from tests.bench.table import Row, Table
from tests.database.fixtures import upgraded

QUIET, NOISY = "T0QUIET001", ("T0NOISY001", "T0NOISY002")
MENTIONS, IN_FLIGHT, POST_SECONDS, EVERY = 1_000, 64, 0.2, 0.25
Ask = Callable[[str], Coroutine[Any, Any, float]]
"""Asks once in a workspace; the seconds until the answer."""
CALM = 60
"""Mentions of the quiet workspace while it is alone."""


def installed(folder: Path, *workspaces: str) -> dict[str, str]:
    """The settings of a bot which these workspaces have installed."""
    url, key = f"sqlite:///{folder}/many.db", Fernet.generate_key().decode()
    upgraded(url)
    database = engine(url)
    store, now = WorkspaceStore(database, TokenCipher((key,))), datetime.now(UTC)
    for each in workspaces:
        token = BotToken(f"xoxb-{each}", "", None)
        made = Workspace(
            id=each,
            name=each,
            is_organization=False,
            scopes=tuple(required_scopes()),
            installed_by="U0ANA00001",
            installed_at=now,
            token=token,
        )
        store.save(made)
    database.dispose()
    return {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": "1111111111.2222222222",
        "SLACK_CLIENT_SECRET": "0" * 32,
        "PUBLIC_URL": "https://bot.example.com",
        "TOKEN_KEYS": key,
    }


async def quiet(ask: Ask, has_enough: Callable[[int], bool]) -> list[float]:
    """Ask at regular times until there is enough; the seconds until each reply."""
    asked: list[asyncio.Task[float]] = []
    begun = time.monotonic()
    while not has_enough(len(asked)):
        asked.append(asyncio.create_task(ask(QUIET)))
        await asyncio.sleep(begun + len(asked) * EVERY - time.monotonic())
    return await asyncio.gather(*asked)


async def flood(ask: Ask, count: int, workspace: str) -> None:
    """So many questions by a noisy workspace."""
    left = iter(range(count))

    async def one() -> None:
        for _ in left:
            await ask(workspace)

    await asyncio.gather(*(one() for _ in range(IN_FLIGHT)))


async def measure(table: Table, count: int = MENTIONS, calm: int = CALM) -> None:
    """The rows of the quiet workspace."""
    with tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with fake_slack() as slack:
            slack.delay = POST_SECONDS
            values = settings(slack.api_url, folder)
            values |= await asyncio.to_thread(installed, folder, QUIET, *NOISY)
            with run_program(BOT, values) as bot:
                for what, ask in (
                    ("mentions", lambda team: slack.mention(bot.url, team=team)),
                    ("steps", lambda team: slack.step(bot.url, team)),
                ):
                    for floods in (1, 2):
                        await measure_one(table, what, ask, (floods, count), calm)


async def measure_one(
    table: Table, asked: str, ask: Ask, flooded: tuple[int, int], calm: int
) -> None:
    """The row of the quiet workspace beside so many floods of so many questions, all alike."""
    floods, count = flooded
    alone = await quiet(ask, lambda number: number >= calm)
    flooding = asyncio.gather(*(flood(ask, count, each) for each in NOISY[:floods]))
    beside = await quiet(ask, lambda _: flooding.done())
    await flooding
    calm_p95, flood_p95 = percentile(alone, 0.95), percentile(beside, 0.95)
    name = f"{count:,} {asked}" if floods == 1 else f"{count:,} {asked} of each of {floods}"
    what = f"answer beside a flood of {name}, p95 ({flood_p95 * 1000:.0f} ms)"
    table.add(Row(what, f"alone ({calm_p95 * 1000:.0f} ms)", flood_p95 / calm_p95, 2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fairness", description=__doc__)
    parser.parse_args()
    asyncio.run(measure(Table()))
