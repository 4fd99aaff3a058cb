"""When a message that may stand twice is looked at again, by Slack's own clock."""

from collections.abc import AsyncIterator, Awaitable

import pytest

from bot.jobs.model import ClaimedJob, Job, NewJob
from bot.operations.metrics import Metrics
from bot.playground.slack import Slack
from bot.slack.api import EVENT_TYPE, SlackApi, slack_api
from bot.slack.attempt import Attempt, AttemptContext, LookAgain, PossiblePost
from bot.slack.duplicates import KIND, Duplicates
from tests.scenarios.conftest import settings_for

HERE, KEY = "#iis-cluster", "a key"


@pytest.fixture
async def api(slack: Slack) -> AsyncIterator[SlackApi]:
    """Slack's API, over a real socket."""
    async with slack_api(settings_for(slack, "http"), Metrics()) as made:
        yield made


async def nothing(_: NewJob) -> None:
    """What keeps no job: none is needed to look."""


async def repeats(_: Attempt, __: PossiblePost) -> None:
    """What an attempt to look never does."""


def answered(slack: Slack) -> PossiblePost:
    """Where an answer has just been posted."""
    channel, metadata = slack.workspace.channel(HERE), {"key": KEY}
    asked = slack.workspace.post(channel, slack.workspace.user("Ana"), "@iissync 1722")
    told = {"event_type": EVENT_TYPE, "event_payload": metadata}
    slack.workspace.post(channel, slack.bot_user, "an answer", thread_ts=asked.ts, metadata=told)
    return PossiblePost(channel.id, asked.ts, asked.ts, KEY)


def look(api: SlackApi, standing: PossiblePost, looks: int, first: float) -> Awaitable[None]:
    """The look at a message, with so many looks left."""
    job = Job("T1", KEY, KIND, "", standing._asdict())
    claimed, ways = (
        ClaimedJob(1, job, 0, 1, 0.0, looks),
        AttemptContext(api, (), lambda _: None, repeats),
    )
    return Duplicates(api, nothing, first, 1000).look(Attempt(claimed, 1e12, ways, 10))


async def test_a_look_that_a_clock_made_early_does_not_count(slack: Slack, api: SlackApi) -> None:
    with pytest.raises(LookAgain) as again:
        await look(api, answered(slack), 2, 2.0)

    assert again.value.looks == 2
    assert 30 < again.value.seconds <= 32 + 1


async def test_a_last_look_comes_late_enough_by_slack_s_clock(slack: Slack, api: SlackApi) -> None:
    with pytest.raises(LookAgain) as again:
        await look(api, answered(slack), 1, 2.0)

    assert again.value.looks == 1
    assert 158 < again.value.seconds <= 160 + 1


async def test_a_look_in_time_counts_and_the_last_ends_it(slack: Slack, api: SlackApi) -> None:
    standing = answered(slack)
    with pytest.raises(LookAgain) as again:
        await look(api, standing, 2, 0)

    assert again.value.looks == 1
    assert again.value.seconds == 0
    await look(api, standing, 1, 0)  # raises nothing


async def test_where_no_message_stands_each_look_counts(slack: Slack, api: SlackApi) -> None:
    standing = answered(slack)._replace(key="another")

    await look(api, standing, 1, 2.0)  # raises nothing
