"""What settings change for a team, and what works without its database."""

import asyncio
from pathlib import Path

import pytest

from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, refusal, scenario_with
from tests.scenarios.team.conftest import approve, ask, messages_to, propose, publish


async def test_without_reviewers_the_form_names_the_missing_setting(slack: Slack) -> None:
    async with scenario_with(slack, reviewers=frozenset()) as scenario:
        await propose(scenario, "Ben")

        assert "REVIEWERS" in scenario.view("Ben").errors["cause"]


async def test_cards_are_posted_to_the_review_channel(slack: Slack) -> None:
    channel = slack.workspace.channel(HERE).id
    async with scenario_with(slack, review_channel=channel) as scenario:
        await propose(scenario, "Ben")
        [card] = [each for each in slack.messages(HERE) if "Proposed for" in each.text]
        await scenario.click("Chen", card, "Approve")
        refused = scenario.private("Chen").text
        await scenario.click("Ana", card, "Approve")

        assert "You are not a reviewer" in refused
        assert messages_to(scenario, "Ana") == []
        assert "Approved by ana" in slack.messages(HERE)[-1].text.replace("*", "")


async def test_a_card_that_an_archived_review_channel_refuses_goes_to_each_reviewer(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    channel = slack.workspace.channel(HERE).id
    both = frozenset(slack.client(name).id for name in ("Ana", "Chen"))
    async with scenario_with(slack, review_channel=channel, reviewers=both) as scenario:
        slack.next_response("chat.postMessage", refusal("is_archived"))
        await propose(scenario, "Ben")
        await approve(scenario)
        [card] = messages_to(scenario, "Chen")

        assert "Approved by ana" in card.text.replace("*", "")
        assert slack.messages(HERE) == []
        assert "goes to each reviewer's direct message" in caplog.text


async def test_a_card_that_a_reviewers_dm_refuses_goes_nowhere_else(slack: Slack) -> None:
    channel = slack.workspace.channel(HERE).id
    async with scenario_with(slack, review_channel=channel) as scenario:
        refused = [refusal("is_archived"), refusal("messages_tab_disabled")]
        slack.next_response("chat.postMessage", *refused)
        await propose(scenario, "Ben")

        assert len([call for call in slack.calls if call.method == "chat.postMessage"]) == 2


async def test_without_the_bot_in_the_review_channel_a_doubt_goes_to_each_reviewer(
    slack: Slack,
) -> None:
    channel = slack.workspace.channel(HERE).id
    async with scenario_with(slack, review_channel=channel) as scenario:
        slack.bot_leaves(HERE)
        await publish(scenario)
        await scenario.click("Chen", await ask(scenario, "Chen"), "Didn't help")

        assert "this helped 0 of 1 who voted" in messages_to(scenario, "Ana")[-1].text


async def test_with_self_review_a_single_reviewer_approves_their_own(slack: Slack) -> None:
    async with scenario_with(slack, self_review=True) as scenario:
        await propose(scenario, "Ana")
        await approve(scenario)

        assert "Your team:" in (await ask(scenario, "Ben")).text


async def test_without_the_database_questions_are_answered_and_forms_stay_open(
    slack: Slack, tmp_path: Path
) -> None:
    async with scenario_with(
        slack, database_url=f"sqlite:///{tmp_path}/no/such/team.db"
    ) as scenario:
        answer = await ask(scenario, "Ben", "1722")
        await propose(scenario, "Ben")

        assert "The RPC server is unavailable." in answer.text
        assert "may be out of date" in answer.text
        assert "out of reach" in scenario.view("Ben").errors["cause"]
        assert "out of reach" in (await scenario.command("Ben", "stats")).text


async def test_a_database_that_appears_later_is_prepared_and_used(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running_team.REFRESH", 0.01)
    folder = tmp_path / "late"
    async with scenario_with(slack, database_url=f"sqlite:///{folder}/team.db") as scenario:
        assert "may be out of date" in (await ask(scenario, "Ben")).text

        folder.mkdir()
        async with asyncio.timeout(30):
            while "may be out of date" in (await ask(scenario, "Ben")).text:
                pass
        await publish(scenario)

        assert "Your team:" in (await ask(scenario, "Ben")).text
