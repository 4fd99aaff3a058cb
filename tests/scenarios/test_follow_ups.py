"""What follows from a decision where a replica died in between, or Slack takes no more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.jobs.model import Job, State
from bot.jobs.sql_store import SqlJobStore
from bot.playground.canned_responses import CannedResponse
from bot.playground.model import TEAM_ID
from bot.playground.slack import Slack
from bot.server import running
from bot.slack import message_events
from tests.scenarios.conftest import QUICK, Scene, settings_for
from tests.scenarios.test_knowledge import proposes, published, told
from tests.team.values import accept

HERE = "#iis-cluster"
NEWS = {"code": 5, "channel": "C0CLUSTER1", "thread_ts": None}
ENDED = CannedResponse(body={"ok": False, "error": "token_revoked"})


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/team.db"


@asynccontextmanager
async def bot_at_work(slack: Slack, url: str) -> AsyncIterator[Scene]:
    async with running(replace(settings_for(slack, "http"), database_url=url), QUICK) as bot:
        slack.deliver_to(bot.url)
        yield Scene(slack, bot, url)


async def states(url: str, enough: Callable[[set[State]], bool]) -> set[State]:
    """The states of what is left, once they are enough."""
    store = SqlJobStore(engine(url))
    async with asyncio.timeout(60):
        while not enough(
            found := {each.state for each in await asyncio.to_thread(store.unfinished)}
        ):
            pass
    return found


@pytest.mark.parametrize(
    "job",
    [
        Job(TEAM_ID, "decided:p1:1", "decided", "U0ANA00001", {"proposal": "never made"}),
        Job(TEAM_ID, "decided:p1:1:news", "news", "U0ANA00001", NEWS),
    ],
)
async def test_what_was_not_decided_or_is_told_already_is_not_told(
    slack: Slack, url: str, job: Job
) -> None:
    upgrade(engine(url))
    accept(SqlJobStore(engine(url)), job, None, 0)
    async with bot_at_work(slack, url):
        await states(url, lambda found: not found)

    assert slack.sent == []


async def test_what_slack_refuses_with_the_token_is_told_once_that_is_good(
    slack: Slack, url: str
) -> None:
    async with bot_at_work(slack, url) as scene:
        await proposes(scene, "Ben")
        slack.next_response("chat.postMessage", ENDED)
        slack.next_response("auth.test", ENDED)
        await slack.client("Ana").clicks(told(scene, "Ana")[-1], "Approve")
        await slack.wait_for(lambda: told(scene, "Ben"))

        assert State.DEAD not in await states(url, lambda found: not found)


async def test_a_card_that_slack_puts_off_brings_no_other_along(slack: Slack, url: str) -> None:
    settings = replace(settings_for(slack, "http"), database_url=url)
    both = frozenset({slack.client("Ana").id, slack.client("Chen").id})
    limited = CannedResponse(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})
    async with running(replace(settings, reviewers=both), QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot, url)
        slack.next_response("chat.postMessage", CannedResponse(), *[limited] * 3)
        await proposes(scene, "Ben")
        await states(url, lambda found: not found)

        assert [len(told(scene, name)) for name in ("Ana", "Chen")] == [1, 1]


async def test_with_the_database_away_old_answers_are_forgotten_first(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(message_events, "_REMEMBERED", 1)
    async with bot_at_work(slack, f"sqlite:///{tmp_path}/no/such/folder.db") as scene:
        for code in ("1722", "5"):
            said = await slack.client("Ana").says(HERE, f"@iissync {code}")
            assert len(await scene.replies(said)) == 1
        await slack.client("Ana").runs(HERE, "/iissync 5")
        await scene.settled()

    assert "questions could not be counted" in caplog.text


async def test_what_one_workspace_learns_is_shown_to_its_own_visitors(
    slack: Slack, url: str
) -> None:
    async with bot_at_work(slack, url) as scene:
        await slack.client("Chen").opens_home()
        await scene.settled()
        await published(scene)
        await states(url, lambda found: not found)

        home = slack.client("Chen").home
        assert home
        assert "The share was full." in str(home.blocks)


async def test_a_thread_that_cannot_be_read_for_a_moment_is_read_later(
    slack: Slack, url: str
) -> None:
    async with bot_at_work(slack, url) as scene:
        said = await slack.client("Ben").says(HERE, "error 1722")
        slack.next_response("conversations.replies", CannedResponse(502, "<html>"))
        asked = await slack.client("Ana").says(HERE, "@iissync", thread=said)
        await scene.settled()
        await states(url, lambda found: not found)

        assert "The RPC server is unavailable." in (await scene.replies(asked))[-1].text
