"""Published entries: votes, history, changes and restored versions."""

import asyncio

import pytest

from bot.database.engine import engine
from bot.playground.model import TEAM_ID
from bot.team.sql_store import SqlStore
from tests.scenarios.conftest import HERE, Scene
from tests.scenarios.team.conftest import (
    CAUSE,
    CODE,
    approve,
    ask,
    change,
    forge,
    history,
    last_message_to,
    propose,
    publish,
    submit,
)

# --- votes


async def test_each_user_has_one_vote_and_may_change_it(scene: Scene) -> None:
    await publish(scene)
    answer = await ask(scene, "Chen")
    await scene.click("Chen", answer, "Helped")
    await scene.click("Chen", answer, "Didn't help")

    assert "helped 0 of 1" in (await ask(scene, "Ben")).text
    assert "this helped 0 of 1 who voted" in last_message_to(scene, "Ana").text


async def test_the_entry_that_helped_most_comes_first(scene: Scene) -> None:
    await publish(scene)
    await propose(scene, "Chen", Cause="Something else.")
    assert "Other open proposals" not in last_message_to(scene, "Ana").text
    await approve(scene)
    assert "*Your team:* Something else." in (await ask(scene, "Ben")).text

    entries = scene.bot.team.notes(TEAM_ID).all()
    entry = next(each for each in entries if "share" in each.revision.draft.cause)
    await scene.bot.team.vote(TEAM_ID, entry.id, "U0BEN00001", helped=True)

    assert f"*Your team:* {CAUSE}" in (await ask(scene, "Ben")).text


async def test_the_buttons_of_several_entries_are_numbered(scene: Scene) -> None:
    await publish(scene)
    await publish(scene, "Chen", Cause="Something else.")
    await scene.click("Ben", await ask(scene, "Ben"), "All entries")
    answer, versions = scene.private("Ben"), await history(scene, "Ben")

    assert "Your team (2):" in answer.text
    assert "Helped (1)" in str(answer.blocks)
    assert "Didn't help (2)" in str(answer.blocks)
    assert "Entry (2), version 1:" in versions.text
    assert "Suggest a change (2)" in str(versions.blocks)


async def test_an_entry_for_iissync_is_shown_only_for_codes_of_iissync(scene: Scene) -> None:
    await publish(scene, "Ben", "1060", **{"Holds for": "iissync"})

    assert "*Your team:* " in (await ask(scene, "Chen", "1060")).text
    assert "Your team" not in (await ask(scene, "Chen", "sc query says 1060")).text


# --- history


async def test_the_history_shows_the_versions(scene: Scene) -> None:
    await publish(scene)

    assert "Version 1:" in (await history(scene, "Ana")).text


async def test_the_history_without_a_code_says_how_to_ask(scene: Scene) -> None:
    assert "Say of which code" in (await scene.command("Ben", "history")).text


async def test_a_mention_shows_the_history_and_says_how_to_add(scene: Scene) -> None:
    assert "has written nothing" in (await scene.mention("Ben", f"history {CODE}")).text
    assert "/iissync add CODE" in (await scene.mention("Ben", f"add {CODE}")).text


async def test_the_history_has_pages(scene: Scene) -> None:
    await publish(scene)
    for number in range(9):
        await change(scene, f"The share was full for the {number}. time.")
    versions = await history(scene, "Ana")
    assert "*Version 1:*" not in versions.text
    await scene.click("Ana", versions, "More")

    shown = scene.private("Ana")
    assert "*Version 1:*" in shown.text
    assert "Restore version 1" in str(shown.blocks)


# --- changes and restored versions


async def test_an_entry_is_changed_and_its_old_version_restored(scene: Scene) -> None:
    await publish(scene)
    await change(scene, "Another.")
    await scene.click("Ana", await history(scene, "Ana"), "Restore version 1")
    confirmation = str(scene.view("Ana").blocks)
    assert "Another." in (await ask(scene, "Ben")).text
    await submit(scene, "Ana")
    answer = await ask(scene, "Ben")

    assert "version 1 will be published anew, in place of version 2" in confirmation
    assert "'style': {'strike': True}" in confirmation
    assert "*Version 3:*" in scene.private("Ana").text
    assert CAUSE in answer.text
    assert "restored by ana" in answer.text


async def test_a_version_is_not_restored_after_a_newer_change(scene: Scene) -> None:
    await publish(scene)
    await change(scene, "Another.")
    old_history = await history(scene, "Ana")
    await scene.click("Ana", old_history, "Restore version 1")
    form = scene.view("Ana")
    await change(scene, "A third.")
    await scene.slack.client("Ana").submits(form, {})
    await scene.settled()
    assert "A third." in (await ask(scene, "Ben")).text

    await scene.click("Ana", old_history, "Restore version 1")

    assert "The entry has changed since" in scene.private("Ana").text
    assert "A third." in (await ask(scene, "Ben")).text


@pytest.mark.parametrize("button", ["Suggest a change", "Restore version 1", "Helped"])
async def test_a_forged_button_for_an_unknown_entry_is_refused(scene: Scene, button: str) -> None:
    await publish(scene)
    await propose(scene, "Ben", Cause="Another.")
    if "Restore" in button:
        await change(scene, "Another.")
    message = await ask(scene, "Ana") if button == "Helped" else await history(scene, "Ana")
    forge(message, entry="of another workspace")
    await scene.click("Ana", message, button)

    assert scene.slack.seen_by("Ana", HERE)[-1].text == "That is no longer there."
    if button == "Helped":  # the others only open a form
        database = engine(scene.database_url)
        (audit,) = await asyncio.to_thread(SqlStore(database).refused_attempts, TEAM_ID)
        await asyncio.to_thread(database.dispose)
        assert audit.person == scene.slack.client("Ana").id
        assert "of another workspace" in audit.what


# --- buttons that show more


async def test_only_the_user_who_clicks_sees_other_meanings(scene: Scene) -> None:
    message = await scene.slack.client("Ana").says(HERE, "@iissync 1060")
    [reply] = await scene.replies(message)
    await scene.click("Ben", reply, "What it means elsewhere")

    assert "No service of that name is installed" in scene.private("Ben").text
    assert len(await scene.replies(message)) == 1


async def test_each_code_of_a_text_has_a_button_for_its_steps(scene: Scene) -> None:
    await scene.click("Ben", await ask(scene, "Ben", "1060 and 1722"), "Steps")

    assert "Check the target's name as you typed it." in scene.private("Ben").text
