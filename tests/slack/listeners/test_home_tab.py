"""Only the home tabs of the most recent visitors are updated."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.slack.answering.home_updates import link_to_home
from bot.slack.manifest import manifest
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import Scenario, scenario_with
from tests.scenarios.team.conftest import propose


@pytest.fixture
async def scenario(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scenario]:
    monkeypatch.setattr("bot.slack.answering.home_updates.MOST_VISITORS", 2)
    async with Slack(manifest=manifest(), retries=()) as slack, scenario_with(slack) as scenario:
        yield scenario


async def updated_after(scenario: Scenario, *names: str) -> set[str]:
    """The ids of the users whose home tabs a proposal updates after these visits."""
    for name in names:
        await scenario.open_home(name)
    before = len(scenario.slack.calls)
    await propose(scenario, "Ben")
    calls = scenario.slack.calls[before:]
    return {str(c.arguments["user_id"]) for c in calls if c.method == "views.publish"}


async def test_a_home_tab_without_a_recent_visit_is_not_updated(scenario: Scenario) -> None:
    ana, ben, chen = (scenario.slack.client(name).id for name in ("Ana", "Ben", "Chen"))

    assert await updated_after(scenario, "Ana", "Ben", "Chen") == {ben, chen}
    assert await updated_after(scenario, "Ben", "Ana") == {ben, ana}


async def test_a_second_visit_is_recent_again(scenario: Scenario) -> None:
    ana, chen = (scenario.slack.client(name).id for name in ("Ana", "Chen"))

    assert await updated_after(scenario, "Ana", "Ben", "Ana", "Chen") == {ana, chen}


async def test_concurrent_visits_do_not_exceed_the_limit(scenario: Scenario) -> None:
    await asyncio.gather(*(scenario.slack.client(n).opens_home() for n in ("Ana", "Ben", "Chen")))
    await scenario.settled()

    assert len(await updated_after(scenario)) == 2


def test_a_payload_without_ids_gives_no_link() -> None:
    assert link_to_home({"team": None, "api_app_id": "A1"}) == ""
    assert link_to_home({"team": {"id": "T1"}}) == ""
