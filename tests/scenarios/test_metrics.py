"""What the metrics of a bot count while people use it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.operations import metrics
from bot.slack.answering.incoming_message import IncomingMessage
from bot.slack.jobs.questions import seconds_until
from tests.fake_slack.canned_responses import CannedResponse, rate_limited
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, Scenario, refusal, scenario_with

POST = "chat.postMessage"
QUESTION = IncomingMessage("T1", "C1", "1000.5", None, False, "U1", "U2", "1722")  # noqa: FBT003 - a row of fields


@pytest.fixture
async def scenario(slack: Slack) -> AsyncIterator[Scenario]:
    async with scenario_with(slack) as scenario:
        yield scenario


async def values(scenario: Scenario) -> dict[str, float]:
    """The value of each series by its name with its labels."""
    url = f"{scenario.bot.operations_url}/metrics"
    async with ClientSession() as session, session.get(url) as page:
        lines = (await page.text()).splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


async def test_answers_are_counted_by_whether_they_explain_a_code(scenario: Scenario) -> None:
    await scenario.mention("Ana", "1722")
    for text in ("1722", "1722", "0xC0FFEE12", "help"):
        await scenario.command("Ana", text)
    found = await values(scenario)

    assert found['iissync_answers_total{outcome="found"}'] == 3
    assert found['iissync_answers_total{outcome="unknown"}'] == 1
    assert found['iissync_answers_total{outcome="none"}'] == 1


async def test_requests_replies_calls_and_jobs_are_measured(scenario: Scenario) -> None:
    await scenario.mention("Ana", "1722")
    found = await values(scenario)

    assert found['iissync_requests_total{kind="event",status="200"}'] >= 1
    assert found['iissync_request_duration_seconds_count{kind="event"}'] >= 1
    assert found["iissync_reply_duration_seconds_count"] == 1
    assert 0 <= found["iissync_reply_duration_seconds_sum"] < 60
    assert found[f'iissync_slack_calls_total{{method="{POST}",outcome="ok"}}'] == 1
    assert found[f'iissync_slack_call_duration_seconds_count{{method="{POST}"}}'] == 1
    assert found['iissync_jobs_processed_total{kind="question",outcome="done"}'] == 1
    assert found["iissync_oldest_due_job_seconds"] == 0
    assert found["iissync_database_write_seconds"] > 0


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (rate_limited(30), "rate_limited"),
        (refusal("not_in_channel"), "refused"),
        (refusal("token_revoked"), "token_refused"),
        (CannedResponse(500), "uncertain"),
    ],
)
async def test_failed_calls_are_counted_by_their_outcome(
    slack: Slack, scenario: Scenario, response: CannedResponse, outcome: str
) -> None:
    slack.next_response(POST, response)
    await slack.client("Ana").says(HERE, "@iissync 1722")
    await scenario.settled()
    found = await values(scenario)

    assert found[f'iissync_slack_calls_total{{method="{POST}",outcome="{outcome}"}}'] == 1


async def test_calls_that_a_rate_limit_holds_back_are_counted(
    slack: Slack, scenario: Scenario
) -> None:
    slack.next_response(POST, rate_limited(30))
    for _ in range(2):
        await slack.client("Ana").says(HERE, "@iissync 1722")
        await scenario.settled()
    found = await values(scenario)

    assert found[f'iissync_slack_calls_held_back_total{{method="{POST}"}}'] == 1
    assert found['iissync_jobs_processed_total{kind="question",outcome="rescheduled"}'] == 2


async def test_a_call_that_is_cancelled_is_no_success(slack: Slack, scenario: Scenario) -> None:
    with slack.hold(POST) as held:
        await slack.client("Ana").says(HERE, "@iissync 1722")
        await held.arrived()
        await scenario.bot.tasks.wait(0)
        found = await values(scenario)

    assert found[f'iissync_slack_calls_total{{method="{POST}",outcome="cancelled"}}'] == 1


@pytest.mark.parametrize(
    ("posted", "enqueued_at", "seconds"),
    [
        pytest.param("1002.5", 1001.0, 2.0, id="from the question to the reply"),
        pytest.param("1000.0", 1001.0, 0.0, id="never less than 0"),
        pytest.param("5003.0", 1001.0, 4002.5, id="however late the job succeeds"),
        pytest.param("5003.0", 5000.0, 3.0, id="from the edit that made it a question"),
    ],
)
def test_a_reply_is_measured_from_its_question(
    posted: str, enqueued_at: float, seconds: float
) -> None:
    assert seconds_until(posted, QUESTION, enqueued_at) == seconds


def test_a_bot_that_is_not_installed_has_no_known_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "PACKAGE", "no-such-package")
    metrics.installed_version.cache_clear()
    page = metrics.Metrics().page().decode()
    metrics.installed_version.cache_clear()

    assert 'iissync_build_info{version="unknown"} 1.0' in page
