"""Only the home tabs of the most recent visitors are updated."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.playground.slack import Slack
from bot.slack.manifest import manifest
from tests.scenarios.conftest import Scene, scene_with
from tests.scenarios.team.conftest import propose


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr("bot.slack.home_tab.MOST_VISITORS", 2)
    async with Slack(manifest=manifest(), retries=()) as slack, scene_with(slack) as scene:
        yield scene


async def updated_after(scene: Scene, *names: str) -> set[str]:
    """The ids of the users whose home tabs a proposal updates after these visits."""
    for name in names:
        await scene.open_home(name)
    before = len(scene.slack.calls)
    await propose(scene, "Ben")
    calls = scene.slack.calls[before:]
    return {str(c.arguments["user_id"]) for c in calls if c.method == "views.publish"}


async def test_a_home_tab_without_a_recent_visit_is_not_updated(scene: Scene) -> None:
    ana, ben, chen = (scene.slack.client(name).id for name in ("Ana", "Ben", "Chen"))

    assert await updated_after(scene, "Ana", "Ben", "Chen") == {ben, chen}
    assert await updated_after(scene, "Ben", "Ana") == {ben, ana}


async def test_a_second_visit_is_recent_again(scene: Scene) -> None:
    ana, chen = (scene.slack.client(name).id for name in ("Ana", "Chen"))

    assert await updated_after(scene, "Ana", "Ben", "Ana", "Chen") == {ana, chen}


async def test_concurrent_visits_do_not_exceed_the_limit(scene: Scene) -> None:
    await asyncio.gather(*(scene.slack.client(n).opens_home() for n in ("Ana", "Ben", "Chen")))
    await scene.settled()

    assert len(await updated_after(scene)) == 2
