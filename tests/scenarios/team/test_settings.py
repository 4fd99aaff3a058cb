"""What settings change for a team, and what works without its database."""

import asyncio
from pathlib import Path

import pytest

from bot.playground.slack import Slack
from tests.scenarios.conftest import HERE, scene_with
from tests.scenarios.team.conftest import approve, ask, messages_to, propose, publish


async def test_without_reviewers_the_form_names_the_missing_setting(slack: Slack) -> None:
    async with scene_with(slack, reviewers=frozenset()) as scene:
        await propose(scene, "Ben")

        assert "REVIEWERS" in scene.view("Ben").errors["cause"]


async def test_cards_are_posted_to_the_review_channel(slack: Slack) -> None:
    channel = slack.workspace.channel(HERE).id
    async with scene_with(slack, review_channel=channel) as scene:
        await propose(scene, "Ben")
        [card] = [each for each in slack.messages(HERE) if "Proposed for" in each.text]
        await scene.click("Chen", card, "Approve")
        refused = scene.private("Chen").text
        await scene.click("Ana", card, "Approve")

        assert "You are not a reviewer" in refused
        assert messages_to(scene, "Ana") == []
        assert "Approved by ana" in slack.messages(HERE)[-1].text.replace("*", "")


async def test_with_self_review_a_single_reviewer_approves_their_own(slack: Slack) -> None:
    async with scene_with(slack, self_review=True) as scene:
        await propose(scene, "Ana")
        await approve(scene)

        assert "Your team:" in (await ask(scene, "Ben")).text


async def test_without_the_database_questions_are_answered_and_forms_stay_open(
    slack: Slack, tmp_path: Path
) -> None:
    async with scene_with(slack, database_url=f"sqlite:///{tmp_path}/no/such/team.db") as scene:
        answer = await ask(scene, "Ben", "1722")
        await propose(scene, "Ben")

        assert "The RPC server is unavailable." in answer.text
        assert "may be out of date" in answer.text
        assert "out of reach" in scene.view("Ben").errors["cause"]
        assert "out of reach" in (await scene.command("Ben", "stats")).text


async def test_a_database_that_appears_later_is_prepared_and_used(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.REFRESH", 0.01)
    folder = tmp_path / "late"
    async with scene_with(slack, database_url=f"sqlite:///{folder}/team.db") as scene:
        assert "may be out of date" in (await ask(scene, "Ben")).text

        folder.mkdir()
        async with asyncio.timeout(30):
            while "may be out of date" in (await ask(scene, "Ben")).text:
                pass
        await publish(scene)

        assert "Your team:" in (await ask(scene, "Ben")).text
