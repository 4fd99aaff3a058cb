"""How a message is found by its key where Slack allows one read a minute."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.operations.metrics import Metrics
from bot.playground.model import Message
from bot.playground.slack import Slack
from bot.settings import AppKind
from bot.slack.api import Place, SlackApi, message_json, slack_api
from bot.slack.errors import SlackRateLimited, Uncertain
from tests.scenarios.conftest import settings_for

KEY, OTHER = "the key", "another key"
TEXT = message_json({"text": "The share was full."})


@pytest.fixture
async def api(slack: Slack) -> AsyncIterator[SlackApi]:
    settings = replace(settings_for(slack, "http"), app_kind=AppKind.DISTRIBUTED)
    async with slack_api(settings, Metrics()) as api:
        yield api


@pytest.fixture
async def root(slack: Slack) -> Message:
    return await slack.client("Ana").says("#iis-cluster", "x")


async def keyed(api: SlackApi, place: Place, key: str) -> str:
    _, ts = await api.post(place, TEXT, key)
    return ts


def reads(slack: Slack) -> int:
    return [call.method for call in slack.calls].count("conversations.replies")


async def test_one_read_finds_the_messages_of_several_jobs(
    slack: Slack, api: SlackApi, root: Message
) -> None:
    place = Place(root.channel, root.ts)
    posted = [await keyed(api, place, key) for key in (KEY, OTHER)]
    found = [await api.find(place, root.ts, key) for key in (KEY, OTHER)]

    assert found == [(root.channel, ts) for ts in posted]
    assert reads(slack) == 1


async def test_one_read_settles_jobs_that_were_due_before_it_and_no_other(
    slack: Slack, api: SlackApi, root: Message
) -> None:
    place = Place(root.channel, root.ts)
    api.find_later(place, root.ts, OTHER, 0)
    api.find_later(place, root.ts, "a later key", 1)

    assert await api.find(place, root.ts, KEY) is None
    assert await api.find(place, root.ts, OTHER) is None
    for key in ("a later key", KEY):
        with pytest.raises(SlackRateLimited):
            await api.find(place, root.ts, key)
    assert reads(slack) == 1


async def test_a_message_that_was_found_is_looked_for_again_by_another_read(
    slack: Slack, api: SlackApi, root: Message
) -> None:
    place = Place(root.channel, root.ts)
    await keyed(api, place, KEY)
    api.find_later(place, root.ts, KEY, 0)
    await api.find(place, root.ts, KEY)
    found = api.find_all(place, root.ts, KEY, low_priority=True)

    assert await anext(found)
    for check in (found, api.find_all(place, root.ts, KEY, low_priority=True)):
        with pytest.raises(SlackRateLimited):
            [each async for each in check]
    assert reads(slack) == 1


async def test_a_message_is_found_once_however_many_pages_are_read(
    slack: Slack, api: SlackApi, root: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.rate_limits.READ_PAUSE", 0)
    place = Place(root.channel, root.ts)
    ts = await keyed(api, place, KEY)
    for number in range(20):
        await slack.client("Ben").says("#iis-cluster", f"{number}", thread=root)

    assert [each async for each in api.find_all(place, root.ts, KEY)] == [(root.channel, ts)]
    assert reads(slack) == 2


async def test_after_too_many_pages_the_next_attempt_goes_on(
    slack: Slack, api: SlackApi, root: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.rate_limits.READ_PAUSE", 0)
    monkeypatch.setattr("bot.slack.api._MOST_PAGES", 1)
    place = Place(root.channel, root.ts)
    for number in range(20):
        await slack.client("Ben").says("#iis-cluster", f"{number}", thread=root)
    ts = await keyed(api, place, KEY)

    with pytest.raises(Uncertain, match="too many messages"):
        await api.find(place, root.ts, KEY)
    assert await api.find(place, root.ts, KEY) == (root.channel, ts)
