"""The home tab: open proposals, a search, and pages of the latest entries."""

from bot.playground.client import Client
from tests.scenarios.conftest import Scene
from tests.scenarios.team.conftest import CAUSE, CODE, propose, publish


async def open_home(scene: Scene, user: str) -> Client:
    client = scene.slack.client(user)
    await client.opens_home()
    await scene.settled()
    return client


def home_of(client: Client) -> str:
    """The blocks of the home tab."""
    assert client.home
    return str(client.home.blocks)


async def search(scene: Scene, client: Client, words: str) -> str:
    """The first block of the hits."""
    assert client.home
    await client.chooses(client.home, "Search", words)
    await scene.settled()
    return str(client.home.blocks[1])


async def test_reviewers_see_open_proposals_and_proposers_see_their_own(scene: Scene) -> None:
    await propose(scene, "Ben")
    ana, ben = await open_home(scene, "Ana"), await open_home(scene, "Ben")

    assert "Proposed for " in home_of(ana)
    assert "waiting for review" in home_of(ben)


async def test_the_home_tab_has_pages_and_a_search(scene: Scene) -> None:
    for number in range(12):
        await publish(scene, "Ben", str(2148598900 + number))
    chen = await open_home(scene, "Chen")
    assert chen.home
    await scene.click("Chen", chen.home, "Older")
    older = home_of(chen)

    assert "2148598900" in older
    assert "2148598911" not in older
    assert "metabase" in await search(scene, chen, "metabase")


async def test_the_search_finds_entries_and_stays_when_the_tab_is_updated(scene: Scene) -> None:
    await publish(scene)
    chen = await open_home(scene, "Chen")
    assert CODE in await search(scene, chen, "share was full")
    await search(scene, chen, "0x80110406")
    await propose(scene, "Ben", Cause="Third.")

    assert chen.home
    assert CODE in str(chen.home.blocks[1])


async def test_the_messages_tab_does_not_show_the_home_tab(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.opens_home("messages")
    await scene.settled()

    assert ben.home is None


async def test_an_open_home_tab_shows_a_new_entry(scene: Scene) -> None:
    ben = await open_home(scene, "Ben")
    await publish(scene)

    assert CAUSE in home_of(ben)
