"""When the next check for a duplicate message is due, by Slack's own clock."""

from collections.abc import AsyncIterator, Awaitable

import pytest

from bot.jobs.model import ClaimedJob, Job, NewJob
from bot.operations.metrics import Metrics
from bot.slack.jobs.attempt import Attempt, AttemptContext, LookUpAgain, PossiblePost
from bot.slack.jobs.duplicates import KIND, Duplicates
from bot.slack.jobs.timing import Timing
from bot.slack.web_api.api import EVENT_TYPE, SlackApi, slack_api
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for

HERE, KEY = "#iis-cluster", "a key"


@pytest.fixture
async def api(slack: Slack) -> AsyncIterator[SlackApi]:
    """Slack's API, over a real socket."""
    async with slack_api(settings_for(slack, "http"), Metrics()) as made:
        yield made


async def enqueue_nothing(_: NewJob) -> None:
    """A check enqueues no job."""


async def before_repost(_: Attempt, __: PossiblePost) -> None:
    """A check posts nothing."""


def posted_answer(slack: Slack) -> PossiblePost:
    """Where an answer has just been posted."""
    channel = slack.workspace.channel(HERE)
    question = slack.workspace.post(channel, slack.workspace.user("Ana"), "@iissync 1722")
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": KEY}}
    slack.workspace.post(
        channel, slack.bot_user, "an answer", thread_ts=question.ts, metadata=metadata
    )
    return PossiblePost(channel.id, question.ts, question.ts, KEY)


def check(api: SlackApi, post: PossiblePost, left: int, first_pause: float) -> Awaitable[None]:
    """The check of a message, with so many checks left."""
    job = Job("T1", KEY, KIND, "", post._asdict())
    claimed = ClaimedJob(1, job, 0, 1, 0.0, left)
    timing = Timing(first_pause=first_pause, longest_pause=1000)
    context = AttemptContext(api, timing, lambda _: None, before_repost)
    duplicates = Duplicates(api, enqueue_nothing, timing)
    return duplicates.check(Attempt(claimed, 1e12, context))


@pytest.mark.parametrize(("left", "seconds"), [(2, 32), (1, 160)])
async def test_a_check_that_is_early_by_slacks_clock_does_not_count(
    slack: Slack, api: SlackApi, left: int, seconds: float
) -> None:
    with pytest.raises(LookUpAgain) as again:
        await check(api, posted_answer(slack), left, 2.0)

    assert again.value.lookups == left
    assert seconds - 2 < again.value.seconds <= seconds + 1


async def test_a_check_in_time_counts_and_the_last_one_ends_the_job(
    slack: Slack, api: SlackApi
) -> None:
    post = posted_answer(slack)
    with pytest.raises(LookUpAgain) as again:
        await check(api, post, 2, 0)

    assert again.value.lookups == 1
    assert again.value.seconds == 0
    await check(api, post, 1, 0)  # raises nothing


async def test_a_check_counts_if_there_is_no_message(slack: Slack, api: SlackApi) -> None:
    post = posted_answer(slack)._replace(key="another")

    await check(api, post, 1, 2.0)  # raises nothing
