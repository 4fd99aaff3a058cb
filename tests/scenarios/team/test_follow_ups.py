"""Jobs that follow from a decision, after a crash or a refusal of Slack's."""

from pathlib import Path

import pytest

from bot.database.engine import engine
from bot.jobs.model import Job
from bot.jobs.sql_store import SqlJobStore
from bot.playground.model import TEAM_ID
from bot.slack.listeners import message_events
from tests.database.fixtures import upgraded_in
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.faults.replicas import emptied
from tests.scenarios.conftest import HERE, refusal, scenario_with
from tests.scenarios.team.conftest import approve, messages_to, propose
from tests.team.values import accept

NEWS = {"code": 5, "channel": "C0CLUSTER1", "thread_ts": None}


@pytest.fixture
def url(quick_folder: Path) -> str:
    return upgraded_in(quick_folder)


@pytest.mark.parametrize(
    "job",
    [
        Job(TEAM_ID, "decided:p1:1", "decided", "U0ANA00001", {"proposal": "never made"}),
        Job(TEAM_ID, "decided:p1:1:news", "news", "U0ANA00001", NEWS),
    ],
)
async def test_no_message_follows_from_a_decision_that_was_not_made(
    slack: Slack, url: str, job: Job
) -> None:
    accept(SqlJobStore(engine(url)), job, None, 0)
    async with scenario_with(slack, database_url=url):
        await emptied(url)

    assert slack.sent == []


async def test_a_revoked_token_delays_the_notification_of_a_decision(
    slack: Slack, url: str
) -> None:
    async with scenario_with(slack, database_url=url) as scenario:
        await propose(scenario, "Ben")
        slack.next_response("chat.postMessage", refusal("token_revoked"))
        slack.next_response("auth.test", refusal("token_revoked"))
        await approve(scenario)
        await slack.wait_for(lambda: messages_to(scenario, "Ben"))

        await emptied(url)


async def test_a_rate_limited_card_is_retried_alone(slack: Slack, url: str) -> None:
    both = frozenset({slack.client("Ana").id, slack.client("Chen").id})
    limited = CannedResponse(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})
    async with scenario_with(slack, database_url=url, reviewers=both) as scenario:
        slack.next_response("chat.postMessage", CannedResponse(), *[limited] * 3)
        await propose(scenario, "Ben")
        await emptied(url)

        assert [len(messages_to(scenario, name)) for name in ("Ana", "Chen")] == [1, 1]


async def test_without_the_database_each_message_is_answered_once(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(message_events, "_REMEMBERED", 1)
    async with scenario_with(
        slack, database_url=f"sqlite:///{tmp_path}/no/such/folder.db"
    ) as scenario:
        for code in ("1722", "5"):
            message = await slack.client("Ana").says(HERE, f"@iissync {code}")
            assert len(await scenario.replies(message)) == 1
        await slack.client("Ana").runs(HERE, "/iissync 5")
        await scenario.settled()

    assert "questions could not be recorded" in caplog.text


async def test_a_thread_that_cannot_be_read_at_first_is_read_by_a_retry(
    slack: Slack, url: str
) -> None:
    async with scenario_with(slack, database_url=url) as scenario:
        message = await slack.client("Ben").says(HERE, "error 1722")
        slack.next_response("conversations.replies", CannedResponse(502, "<html>"))
        question = await slack.client("Ana").says(HERE, "@iissync", thread=message)
        await scenario.settled()
        await emptied(url)

        assert "The RPC server is unavailable." in (await scenario.replies(question))[-1].text
