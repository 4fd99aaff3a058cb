"""The home tab: open proposals, a search, and pages of the latest entries."""

import pytest

from bot.playground.model import APP_ID, TEAM_ID
from tests.scenarios.conftest import Scenario
from tests.scenarios.team.conftest import CAUSE, CODE, ask, change, propose, publish
from tests.slack.answers import buttons_in

OPEN = "Open in home tab"


async def open_from_answer(scenario: Scenario, user: str) -> None:
    """Click in an answer on the history, and there on the link to the home tab."""
    await scenario.click(user, await ask(scenario, user), "History")
    await scenario.click(user, scenario.private(user), OPEN)
    await scenario.open_home(user)


async def search(scenario: Scenario, user: str, words: str) -> None:
    await scenario.slack.client(user).chooses(scenario.home(user), "Search", words)
    await scenario.settled()


def first_hit(scenario: Scenario, user: str) -> str:
    """The block below the search field."""
    return str(scenario.home(user).blocks[1])


async def test_reviewers_see_open_proposals_and_proposers_see_their_own(scenario: Scenario) -> None:
    await propose(scenario, "Ben")

    assert "Proposed for " in str((await scenario.open_home("Ana")).blocks)
    assert "waiting for review" in str((await scenario.open_home("Ben")).blocks)


async def test_the_home_tab_has_pages_and_a_search(scenario: Scenario) -> None:
    for number in range(12):
        await publish(scenario, "Ben", str(2148598900 + number))
    await scenario.click("Chen", await scenario.open_home("Chen"), "Older")
    older = str(scenario.home("Chen").blocks)
    await search(scenario, "Chen", "metabase")

    assert "2148598900" in older
    assert "2148598911" not in older
    assert "metabase" in first_hit(scenario, "Chen")


async def test_the_search_finds_entries_and_stays_when_the_tab_is_updated(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    await scenario.open_home("Chen")
    await search(scenario, "Chen", "share was full")
    assert CODE in first_hit(scenario, "Chen")
    await search(scenario, "Chen", "0x80110406")
    await propose(scenario, "Ben", Cause="Third.")

    assert CODE in first_hit(scenario, "Chen")


async def test_the_messages_tab_does_not_show_the_home_tab(scenario: Scenario) -> None:
    ben = scenario.slack.client("Ben")
    await ben.opens_home("messages")
    await scenario.settled()

    assert ben.home is None


async def test_an_open_home_tab_shows_a_new_entry(scenario: Scenario) -> None:
    await scenario.open_home("Ben")
    await publish(scenario)

    assert CAUSE in str(scenario.home("Ben").blocks)


async def test_two_clicks_lead_from_an_answer_to_every_version_in_the_home_tab(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    await change(scenario, "The disk was full.")
    await open_from_answer(scenario, "Chen")
    shown = str(scenario.home("Chen").blocks)
    buttons = buttons_in({"blocks": scenario.private("Chen").blocks})
    links = [each["url"] for each in buttons if "url" in each]

    assert "Version 1: " in shown
    assert "Version 2: " in shown
    assert scenario.home("Chen").blocks[0]["element"]["initial_value"] == CODE
    assert links == [f"slack://app?team={TEAM_ID}&id={APP_ID}&tab=home"]


async def test_the_command_leads_there_too(scenario: Scenario) -> None:
    await publish(scenario)
    await scenario.command("Chen", f"history {CODE}")
    await scenario.settled()

    assert "Version 1: " in str((await scenario.open_home("Chen")).blocks)


async def test_the_home_tab_leaves_the_code_once_something_else_is_searched(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    await open_from_answer(scenario, "Chen")
    await search(scenario, "Chen", "metabase")

    assert "Version 1: " not in str(scenario.home("Chen").blocks)
    assert "Version 1: " not in str((await scenario.open_home("Chen")).blocks)


async def test_who_is_faster_than_the_home_tab_finds_the_code_there_too(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    await scenario.click("Chen", await ask(scenario, "Chen"), "History")
    # As in an event that Slack sent before the view with the code was there.
    scenario.home("Chen").content["private_metadata"] = ""

    assert "Version 1: " in str((await scenario.open_home("Chen")).blocks)


async def test_a_day_later_the_home_tab_opens_as_usual(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(scenario)
    await open_from_answer(scenario, "Chen")
    monkeypatch.setattr("bot.slack.answering.home_updates.KEPT", 0)

    assert "Version 1: " not in str((await scenario.open_home("Chen")).blocks)


async def test_a_history_of_nothing_has_no_link(scenario: Scenario) -> None:
    answer = await scenario.command("Chen", f"history {CODE}")
    await scenario.settled()

    assert OPEN not in str(answer.blocks)
    assert scenario.slack.client("Chen").home is None


@pytest.mark.parametrize("stored", ["{", "[]", '{"words": "5"}', '{"words": "5", "at": "now"}'])
async def test_what_another_version_stored_in_the_view_does_no_harm(
    scenario: Scenario, stored: str
) -> None:
    (await scenario.open_home("Chen")).content["private_metadata"] = stored

    assert "Latest entries" in str((await scenario.open_home("Chen")).blocks)
