"""How a message is found by its key where Slack allows one read a minute."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.operations.metrics import Metrics
from bot.playground.model import Message
from bot.settings import AppKind
from bot.slack.web_api.api import Place, SlackApi, message_json, slack_api
from bot.slack.web_api.errors import SlackRateLimited, Uncertain
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, settings_for

HISTORY, REPLIES = "conversations.history", "conversations.replies"
KEY, OTHER = "the key", "another key"
TEXT = message_json({"text": "The share was full."})


@pytest.fixture
async def api(slack: Slack) -> AsyncIterator[SlackApi]:
    settings = replace(settings_for(slack, "http"), app_kind=AppKind.DISTRIBUTED)
    async with slack_api(settings, Metrics()) as api:
        yield api


@pytest.fixture
async def question(slack: Slack) -> Message:
    """A question in a thread that another message began."""
    client = slack.client("Ana")
    root = await client.says(HERE, "x")
    return await client.says(HERE, "@iissync 5", thread=root)


async def keyed(api: SlackApi, place: Place, key: str) -> str:
    _, ts = await api.post(place, TEXT, key)
    return ts


def reads(slack: Slack, method: str = REPLIES) -> int:
    return [call.method for call in slack.calls].count(method)


async def test_one_read_finds_the_messages_of_several_jobs(
    slack: Slack, api: SlackApi, question: Message
) -> None:
    place = Place(question.channel, question.thread_ts)
    posted = [await keyed(api, place, key) for key in (KEY, OTHER)]
    found = [await api.find(place, question.ts, key) for key in (KEY, OTHER)]

    assert found == [(question.channel, ts) for ts in posted]
    assert reads(slack) == 1


async def test_one_read_settles_jobs_that_were_due_before_it_and_no_other(
    slack: Slack, api: SlackApi, question: Message
) -> None:
    place = Place(question.channel, question.thread_ts)
    api.expect(place, question.ts, OTHER, 0)
    api.expect(place, question.ts, "a later key", 1)

    assert await api.find(place, question.ts, KEY) is None
    assert await api.find(place, question.ts, OTHER) is None
    for key in ("a later key", KEY):
        with pytest.raises(SlackRateLimited):
            await api.find(place, question.ts, key)
    assert reads(slack) == 1


async def test_a_message_that_was_found_is_looked_for_again_by_another_read(
    slack: Slack, api: SlackApi, question: Message
) -> None:
    place = Place(question.channel, question.thread_ts)
    await keyed(api, place, KEY)
    api.expect(place, question.ts, KEY, 0)
    await api.find(place, question.ts, KEY)
    found = api.find_all(place, question.ts, KEY, low_priority=True)

    assert await anext(found)
    for check in (found, api.find_all(place, question.ts, KEY, low_priority=True)):
        with pytest.raises(SlackRateLimited):
            [each async for each in check]
    assert reads(slack) == 1


async def test_a_message_is_found_once_however_many_pages_are_read(
    slack: Slack, api: SlackApi, question: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.web_api.rate_limits.READ_PAUSE", 0)
    place = Place(question.channel, question.thread_ts)
    ts = await keyed(api, place, KEY)
    for number in range(20):
        await slack.client("Ben").says(HERE, f"{number}", thread=question)

    assert [each async for each in api.find_all(place, question.ts, KEY)] == [
        (question.channel, ts)
    ]
    assert reads(slack) == 2


async def test_after_too_many_pages_the_next_attempt_goes_on(
    slack: Slack, api: SlackApi, question: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.web_api.rate_limits.READ_PAUSE", 0)
    monkeypatch.setattr("bot.slack.web_api.scarce_reads.MOST_PAGES", 1)
    place = Place(question.channel, question.thread_ts)
    for number in range(20):
        await slack.client("Ben").says(HERE, f"{number}", thread=question)
    ts = await keyed(api, place, KEY)

    with pytest.raises(Uncertain, match="too many messages"):
        await api.find(place, question.ts, KEY)
    assert await api.find(place, question.ts, KEY) == (question.channel, ts)


# Questions that began a thread


async def test_one_page_of_a_channel_shows_which_questions_have_no_reply(
    slack: Slack, api: SlackApi
) -> None:
    asked = [await slack.client("Ana").says(HERE, f"@iissync {number}") for number in range(3)]
    places = [Place(each.channel, each.ts) for each in asked]
    for place, key in zip(places, "abc", strict=True):
        api.expect(place, str(place.thread_ts), key, 0)

    assert [await api.find(p, str(p.thread_ts), k) for p, k in zip(places, "abc", strict=True)] == [
        None
    ] * 3
    assert (reads(slack, HISTORY), reads(slack)) == (1, 0)


async def test_in_a_thread_with_a_reply_the_message_is_looked_for(
    slack: Slack, api: SlackApi
) -> None:
    asked = await slack.client("Ana").says(HERE, "@iissync 5")
    place = Place(asked.channel, asked.ts)
    ts = await keyed(api, place, KEY)

    assert await api.find(place, asked.ts, KEY) == (asked.channel, ts)
    assert (reads(slack, HISTORY), reads(slack)) == (1, 1)


async def test_a_question_with_a_page_of_messages_after_it_is_looked_for_in_its_thread(
    slack: Slack, api: SlackApi
) -> None:
    client = slack.client("Ana")
    asked = await client.says(HERE, "@iissync 5")
    for number in range(15):
        await client.says(HERE, f"{number}")

    assert await api.find(Place(asked.channel, asked.ts), asked.ts, KEY) is None
    assert (reads(slack, HISTORY), reads(slack)) == (1, 1)


async def test_only_the_thread_shows_whether_there_are_two(slack: Slack, api: SlackApi) -> None:
    asked = await slack.client("Ana").says(HERE, "@iissync 5")
    place = Place(asked.channel, asked.ts)

    assert [each async for each in api.find_all(place, asked.ts, KEY, low_priority=True)] == []
    assert (reads(slack, HISTORY), reads(slack)) == (0, 1)
