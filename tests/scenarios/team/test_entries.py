"""Published entries: votes, history, changes and restored versions."""

import asyncio

import pytest

from bot.database.engine import engine
from bot.playground.model import TEAM_ID
from bot.team.model import Person
from bot.team.sql_store import SqlStore
from tests.scenarios.conftest import HERE, Scenario
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
from tests.team.entries import refusals

# --- votes


async def test_each_user_has_one_vote_and_may_change_it(scenario: Scenario) -> None:
    await publish(scenario)
    answer = await ask(scenario, "Chen")
    await scenario.click("Chen", answer, "Helped")
    await scenario.click("Chen", answer, "Didn't help")

    assert "helped 0 of 1" in (await ask(scenario, "Ben")).text
    assert "this helped 0 of 1 who voted" in last_message_to(scenario, "Ana").text


async def test_the_entry_that_helped_most_comes_first(scenario: Scenario) -> None:
    await publish(scenario)
    await propose(scenario, "Chen", Cause="Something else.")
    assert "Other open proposals" not in last_message_to(scenario, "Ana").text
    await approve(scenario)
    assert "*Your team:* Something else." in (await ask(scenario, "Ben")).text

    entries = scenario.bot.team.notes(TEAM_ID).all()
    entry = next(each for each in entries if "share" in each.revision.draft.cause)
    await scenario.bot.team.vote(TEAM_ID, entry.id, "U0BEN00001", helped=True)

    assert f"*Your team:* {CAUSE}" in (await ask(scenario, "Ben")).text


async def test_the_buttons_of_several_entries_are_numbered(scenario: Scenario) -> None:
    await publish(scenario)
    await publish(scenario, "Chen", Cause="Something else.")
    await scenario.click("Ben", await ask(scenario, "Ben"), "All entries")
    answer, versions = scenario.private("Ben"), await history(scenario, "Ben")

    assert "Your team (2):" in answer.text
    assert "Helped (1)" in str(answer.blocks)
    assert "Didn't help (2)" in str(answer.blocks)
    assert "Entry (2), version 1:" in versions.text
    assert "Suggest a change (2)" in str(versions.blocks)


async def test_an_entry_for_iissync_is_shown_only_for_codes_of_iissync(scenario: Scenario) -> None:
    await publish(scenario, "Ben", "1060", **{"Holds for": "iissync"})

    assert "*Your team:* " in (await ask(scenario, "Chen", "1060")).text
    assert "Your team" not in (await ask(scenario, "Chen", "sc query says 1060")).text


# --- history


async def test_the_history_shows_the_versions(scenario: Scenario) -> None:
    await publish(scenario)

    assert "Version 1:" in (await history(scenario, "Ana")).text


async def test_the_history_without_a_code_says_how_to_ask(scenario: Scenario) -> None:
    assert "Say of which code" in (await scenario.command("Ben", "history")).text


async def test_a_mention_shows_the_history_and_says_how_to_add(scenario: Scenario) -> None:
    assert "has written nothing" in (await scenario.mention("Ben", f"history {CODE}")).text
    assert "/iissync add CODE" in (await scenario.mention("Ben", f"add {CODE}")).text


async def test_the_history_has_pages(scenario: Scenario) -> None:
    await publish(scenario)
    for number in range(9):
        await change(scenario, f"The share was full for the {number}. time.")
    versions = await history(scenario, "Ana")
    assert "*Version 1:*" not in versions.text
    await scenario.click("Ana", versions, "More")

    shown = scenario.private("Ana")
    assert "*Version 1:*" in shown.text
    assert "Restore version 1" in str(shown.blocks)


# --- changes and restored versions


async def test_an_entry_is_changed_and_its_old_version_restored(scenario: Scenario) -> None:
    await publish(scenario)
    await change(scenario, "Another.")
    await scenario.click("Ana", await history(scenario, "Ana"), "Restore version 1")
    confirmation = str(scenario.view("Ana").blocks)
    assert "Another." in (await ask(scenario, "Ben")).text
    await submit(scenario, "Ana")
    answer = await ask(scenario, "Ben")

    assert "version 1 will be published anew, in place of version 2" in confirmation
    assert "'style': {'strike': True}" in confirmation
    assert "*Version 3:*" in scenario.private("Ana").text
    assert CAUSE in answer.text
    assert "restored by ana" in answer.text


async def test_a_version_is_not_restored_after_a_newer_change(scenario: Scenario) -> None:
    await publish(scenario)
    await change(scenario, "Another.")
    old_history = await history(scenario, "Ana")
    await scenario.click("Ana", old_history, "Restore version 1")
    form = scenario.view("Ana")
    await change(scenario, "A third.")
    await scenario.slack.client("Ana").submits(form, {})
    await scenario.settled()
    assert "A third." in (await ask(scenario, "Ben")).text

    await scenario.click("Ana", old_history, "Restore version 1")

    assert "The entry has changed since" in scenario.private("Ana").text
    assert "A third." in (await ask(scenario, "Ben")).text


@pytest.mark.parametrize("button", ["Suggest a change", "Restore version 1", "Helped"])
async def test_a_forged_button_for_an_unknown_entry_is_refused(
    scenario: Scenario, button: str
) -> None:
    await publish(scenario)
    await propose(scenario, "Ben", Cause="Another.")
    if "Restore" in button:
        await change(scenario, "Another.")
    message = await ask(scenario, "Ana") if button == "Helped" else await history(scenario, "Ana")
    forge(message, entry="of another workspace")
    await scenario.click("Ana", message, button)

    assert scenario.slack.seen_by("Ana", HERE)[-1].text == "That is no longer there."
    if button == "Helped":  # the others only open a form
        database = engine(scenario.database_url)
        (refusal,) = await asyncio.to_thread(refusals, SqlStore(database), TEAM_ID)
        await asyncio.to_thread(database.dispose)
        assert refusal.person == Person(scenario.slack.client("Ana").id, "")
        assert "of another workspace" in refusal.what


# --- buttons that show more


async def test_only_the_user_who_clicks_sees_other_meanings(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "@iissync 1060")
    [reply] = await scenario.replies(message)
    await scenario.click("Ben", reply, "What it means elsewhere")

    assert "No service of that name is installed" in scenario.private("Ben").text
    assert len(await scenario.replies(message)) == 1


async def test_each_code_of_a_text_has_a_button_for_its_steps(scenario: Scenario) -> None:
    await scenario.click("Ben", await ask(scenario, "Ben", "1060 and 1722"), "Steps")

    assert "Check the target's name as you typed it." in scenario.private("Ben").text
