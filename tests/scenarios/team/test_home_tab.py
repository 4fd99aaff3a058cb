"""The home tab: open proposals, a search, and pages of the latest entries."""

from tests.scenarios.conftest import Scene
from tests.scenarios.team.conftest import CAUSE, CODE, propose, publish


async def search(scene: Scene, user: str, words: str) -> None:
    await scene.slack.client(user).chooses(scene.home(user), "Search", words)
    await scene.settled()


def first_hit(scene: Scene, user: str) -> str:
    """The block below the search field."""
    return str(scene.home(user).blocks[1])


async def test_reviewers_see_open_proposals_and_proposers_see_their_own(scene: Scene) -> None:
    await propose(scene, "Ben")

    assert "Proposed for " in str((await scene.open_home("Ana")).blocks)
    assert "waiting for review" in str((await scene.open_home("Ben")).blocks)


async def test_the_home_tab_has_pages_and_a_search(scene: Scene) -> None:
    for number in range(12):
        await publish(scene, "Ben", str(2148598900 + number))
    await scene.click("Chen", await scene.open_home("Chen"), "Older")
    older = str(scene.home("Chen").blocks)
    await search(scene, "Chen", "metabase")

    assert "2148598900" in older
    assert "2148598911" not in older
    assert "metabase" in first_hit(scene, "Chen")


async def test_the_search_finds_entries_and_stays_when_the_tab_is_updated(scene: Scene) -> None:
    await publish(scene)
    await scene.open_home("Chen")
    await search(scene, "Chen", "share was full")
    assert CODE in first_hit(scene, "Chen")
    await search(scene, "Chen", "0x80110406")
    await propose(scene, "Ben", Cause="Third.")

    assert CODE in first_hit(scene, "Chen")


async def test_the_messages_tab_does_not_show_the_home_tab(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.opens_home("messages")
    await scene.settled()

    assert ben.home is None


async def test_an_open_home_tab_shows_a_new_entry(scene: Scene) -> None:
    await scene.open_home("Ben")
    await publish(scene)

    assert CAUSE in str(scene.home("Ben").blocks)
