"""Whose home tabs are kept fresh: those of the last who looked."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.playground.slack import Slack
from bot.server import running
from bot.slack.manifest import manifest
from tests.scenarios.conftest import QUICK, Scene, settings_for
from tests.scenarios.test_knowledge import proposes


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr("bot.slack.home_tab.MOST_VISITORS", 2)
    async with (
        Slack(manifest=manifest(), retries=()) as slack,
        running(settings_for(slack, "http"), QUICK) as bot,
    ):
        slack.deliver_to(bot.url)
        yield Scene(slack, bot)


async def shown_after(scene: Scene, *names: str) -> set[str]:
    """Whose home tabs are made anew by a proposal, once these have looked, one after the other."""
    for name in names:
        await scene.slack.client(name).opens_home()
        await scene.settled()
    before = len(scene.slack.calls)
    await proposes(scene, "Ben")
    calls = scene.slack.calls[before:]
    return {str(c.arguments["user_id"]) for c in calls if c.method == "views.publish"}


async def test_who_has_not_looked_of_late_sees_it_fresh_on_looking(scene: Scene) -> None:
    ana, ben, chen = (scene.slack.client(name).id for name in ("Ana", "Ben", "Chen"))

    assert await shown_after(scene, "Ana", "Ben", "Chen") == {ben, chen}
    assert await shown_after(scene, "Ben", "Ana") == {ben, ana}


async def test_who_looks_again_stays_among_the_last(scene: Scene) -> None:
    ana, chen = (scene.slack.client(name).id for name in ("Ana", "Chen"))

    assert await shown_after(scene, "Ana", "Ben", "Ana", "Chen") == {ana, chen}


async def test_of_many_who_look_at_once_no_more_are_kept(scene: Scene) -> None:
    await asyncio.gather(*(scene.slack.client(n).opens_home() for n in ("Ana", "Ben", "Chen")))
    await scene.settled()

    assert len(await shown_after(scene)) == 2
