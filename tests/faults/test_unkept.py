"""Fault 73: two replicas receive one message while the database is unavailable, and both answer."""

import asyncio

import pytest

from tests.database.cluster import Cluster
from tests.database.fixtures import numbers, upgraded
from tests.fake_slack.slack import Slack
from tests.faults.replicas import HERE, deliver, emptied, event_of, replicas, replies


@pytest.fixture
def cluster(postgresql: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A cluster that may be stopped: bots in this process look often whether it is back."""
    monkeypatch.setattr("bot.running_team.REFRESH", 0.05)
    monkeypatch.setattr("bot.server.WRITE_CHECK_INTERVAL", 0.05)
    return postgresql


async def test_fault_73_of_two_answers_given_without_the_database_one_stays(
    slack: Slack, cluster: Cluster
) -> None:
    url = cluster.create(f"unkept{next(numbers)}")
    await asyncio.to_thread(upgraded, url)
    async with replicas(slack, url) as bots:
        question = await slack.client("Ana").says(HERE, "@iissync 1722")
        await asyncio.to_thread(cluster.stop)
        try:
            body = event_of(slack, question)
            statuses = await asyncio.gather(*(deliver(bot, body) for bot in bots))
            both = len(replies(slack, question))
        finally:
            await asyncio.to_thread(cluster.start)
        await slack.wait_for(lambda: len(replies(slack, question)) == 1)
        await emptied(url)

    assert statuses == [200, 200]
    assert both == 2
    assert len(replies(slack, question)) == 1
