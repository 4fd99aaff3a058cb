"""The home tab: open proposals, a search, and pages of the latest entries."""

from tests.scenarios.conftest import Scenario
from tests.scenarios.team.conftest import CAUSE, CODE, propose, publish


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
