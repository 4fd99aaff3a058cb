"""Faults 57 and 66: nobody approves their own words, and no edit is lost by another one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.playground.client import Client
from bot.playground.model import Message
from bot.server import Running, running
from bot.team.model import Person
from bot.team.sql_store import SqlStore
from tests.database.fixtures import upgraded_in
from tests.fake_slack.slack import Slack
from tests.faults.test_knowledge_base import OURS, refused, shared_url
from tests.scenarios.conftest import (
    HERE,
    QUICK,
    Scenario,
    scenario_on,
    settings_for,
    slack,
    view_of,
)
from tests.scenarios.team.conftest import CODE, ask, messages_to, propose

__all__ = ["shared_url", "slack"]
REVIEWERS = ("Ana", "Ben")


@pytest.fixture
def file_url(quick_folder: Path) -> str:
    return upgraded_in(quick_folder)


@asynccontextmanager
async def replicas(slack: Slack, url: str) -> AsyncIterator[tuple[Scenario, Running]]:
    """Two replicas, to which Slack sends in turn; Ana and Ben review."""
    ids = frozenset(slack.client(name).id for name in REVIEWERS)
    settings = replace(settings_for(slack, "socket"), database_url=url, reviewers=ids)
    async with running(settings, QUICK) as one, running(settings, QUICK) as other:
        await slack.connected(2)
        yield Scenario(slack, one, url), other


@pytest.fixture
async def scenario(slack: Slack, shared_url: str) -> AsyncIterator[Scenario]:
    ids = frozenset(slack.client(name).id for name in REVIEWERS)
    settings = replace(settings_for(slack, "http"), database_url=shared_url, reviewers=ids)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        yield Scenario(slack, bot, shared_url)


def card(scenario: Scenario, name: str) -> Message:
    return messages_to(scenario, name)[-1]


def has_cards(scenario: Scenario, name: str, count: int) -> bool:
    return len(messages_to(scenario, name)) >= count


async def clicks(scenario: Scenario, name: str, button: str) -> Client:
    """Click a button of this person's review card; returns the person."""
    person = scenario.slack.client(name)
    await scenario.slack.wait_for(lambda: messages_to(scenario, name))
    await person.clicks(card(scenario, name), button)
    await scenario.settled()
    return person


async def edits(scenario: Scenario, name: str, cause: str) -> None:
    person = await clicks(scenario, name, "Edit")
    await person.submits(view_of(person), {"Cause": cause})
    await scenario.settled()


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [each["text"]["text"] for row in rows for each in row]


def field_value(person: Client, field: str = "cause") -> str:
    """The value of a field in the form that the user has open."""
    [block] = [block for block in view_of(person).blocks if block.get("block_id") == field]
    return str(block["element"]["initial_value"])


def form(person: Client) -> str:
    return json.dumps(view_of(person).blocks, ensure_ascii=False)


# --- 57


async def test_fault_57_the_last_editor_cannot_approve_the_text(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    await propose(scenario, "Chen")
    await edits(scenario, "Ana", "All mine.")
    await ana.clicks(card(scenario, "Ben"), "Approve")
    await scenario.settled()

    assert "You changed its words last" in scenario.slack.seen_by(ana, "@iissync")[-1].text
    assert "Your team" not in (await ask(scenario, "Chen")).text
    assert await refused(scenario.database_url, OURS) == [ana.id]


async def test_fault_57_only_users_who_did_not_change_the_text_are_offered_approval(
    scenario: Scenario,
) -> None:
    await propose(scenario, "Chen")
    await edits(scenario, "Ana", "All mine.")
    await scenario.slack.client("Ana").opens_home()
    await scenario.settled()

    assert buttons(card(scenario, "Ana")) == ["Reject", "Edit"]
    assert "so another reviewer approves it" in card(scenario, "Ana").text
    assert buttons(card(scenario, "Ben")) == ["Approve", "Reject", "Edit"]
    assert '"Approve"' not in json.dumps(str(scenario.slack.client("Ana").home))


async def test_fault_57_users_who_may_not_edit_can_read_the_whole_text(
    slack: Slack, file_url: str
) -> None:
    ids = frozenset({slack.client("Ana").id})
    settings = replace(settings_for(slack, "http"), database_url=file_url, reviewers=ids)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scenario = Scenario(slack, bot, file_url)
        await propose(scenario, "Chen", Steps="\n".join(["世" * 290] * 9))
        shown = buttons(card(scenario, "Ana"))
        ana = await clicks(scenario, "Ana", "Whole text")

        assert shown == ["Approve", "Reject", "Whole text"]
        assert form(ana).count("世" * 290) == 9


async def test_fault_57_an_edit_that_nobody_else_could_approve_is_refused(
    slack: Slack, file_url: str
) -> None:
    ana = slack.client("Ana")
    async with scenario_on(slack, file_url, "Ana", "Ben") as scenario:
        await propose(scenario, "Chen")
        old = replace(card(scenario, "Ana"))
    async with scenario_on(slack, file_url, "Ana") as scenario:
        await ana.clicks(old, "Edit")
        await scenario.settled()

        assert (
            "If you changed it, nobody could approve it." in slack.seen_by(ana, "@iissync")[-1].text
        )
        assert ana.view is None


async def test_fault_57_all_authors_are_named_wherever_their_text_is_shown(
    scenario: Scenario,
) -> None:
    await propose(scenario, "Chen")
    await edits(scenario, "Ben", "Second.")
    await edits(scenario, "Ana", "Third.")
    waiting = card(scenario, "Ben").text
    await scenario.slack.client("Chen").opens_home()
    await scenario.settled()
    mine = str(scenario.slack.client("Chen").home)
    await clicks(scenario, "Ben", "Approve")
    history = await scenario.slack.client("Chen").runs(HERE, f"/iissync history {CODE}")

    assert "Proposed by chen" in waiting
    assert "Edited by ben, then by ana" in waiting
    assert all(words in mine for words in (", edited by ", ", then by ", "'ana'"))
    assert "Edited by ben, then by ana" in card(scenario, "Chen").text
    assert history.message
    for text in (history.message.text, (await ask(scenario, "Chen")).text):
        assert "by chen, edited by ben, then by ana, approved by ben" in text


# --- 66


async def test_fault_66_of_two_edits_of_one_draft_none_is_lost(scenario: Scenario) -> None:
    await propose(scenario, "Chen")
    ana, ben = [await clicks(scenario, name, "Edit") for name in REVIEWERS]
    await ana.submits(view_of(ana), {"Cause": "Ana's words."})
    await scenario.settled()
    await ben.submits(view_of(ben), {"Cause": "Ben's words."})
    [saved] = await scenario.bot.team.open_proposals(OURS)

    assert saved.draft.cause == "Ana's words."
    assert field_value(ben) == "Ben's words."
    assert all(words in form(ben) for words in ("Meanwhile ", "ana", "Ana's words."))

    await ben.submits(view_of(ben), {"Cause": "Ana's words, and Ben's."})
    await scenario.settled()
    assert ben.view is None
    assert "Ana's words, and Ben's." in card(scenario, "Ana").text
    assert "Edited by ana, then by ben" in card(scenario, "Ana").text


async def test_fault_66_of_two_simultaneous_edits_one_is_saved_and_the_other_is_reported(
    slack: Slack, shared_url: str
) -> None:
    ana, ben = (slack.client(name) for name in REVIEWERS)
    async with replicas(slack, shared_url) as (scenario, other):
        for number in range(4):
            await propose(scenario, "Chen")
            await other.tasks.wait()
            for person in (ana, ben):
                name = person.user.name
                await slack.wait_for(partial(has_cards, scenario, name, number + 1))
                await person.clicks(card(scenario, name), "Edit")
            await slack.wait_for(lambda: ana.view and ben.view)
            await asyncio.gather(
                ana.submits(view_of(ana), {"Cause": f"Ana's words {number}."}),
                ben.submits(view_of(ben), {"Cause": f"Ben's words {number}."}),
            )
            await scenario.settled()
            await other.tasks.wait()
            [saved] = (await scenario.bot.team.open_proposals(OURS))[number:]
            notified = [person for person in (ana, ben) if person.view]

            assert len(notified) == 1
            assert saved.draft.cause in form(notified[0])
            assert field_value(notified[0]) != saved.draft.cause
            await notified[0].closes(view_of(notified[0]))
            await close(slack.client("Chen"))


async def close(person: Client) -> None:
    while person.view:
        await person.closes(person.view)


async def test_fault_66_a_proposal_edited_since_it_was_read_is_not_rejected_unseen(
    scenario: Scenario,
) -> None:
    await propose(scenario, "Chen")
    ben, old = await clicks(scenario, "Ben", "Reject"), replace(card(scenario, "Ben"))
    await edits(scenario, "Ana", "Ana's words.")
    await ben.submits(view_of(ben), {"Reason": "Not so."})

    assert len(await scenario.bot.team.open_proposals(OURS)) == 1
    assert field_value(ben, "reason") == "Not so."
    assert "Ana's words." in form(ben)

    await ben.submits(view_of(ben))
    await scenario.settled()
    assert "Rejected by ben" in card(scenario, "Chen").text.replace("*", "")
    assert await scenario.bot.team.open_proposals(OURS) == []
    await ben.clicks(old, "Reject")
    await scenario.settled()
    assert "You have already rejected it." in scenario.slack.seen_by(ben, "@iissync")[-1].text


@pytest.mark.parametrize("button", ["Approve", "Reject"])
async def test_fault_66_an_old_card_decides_on_nothing_and_is_sent_again(
    scenario: Scenario, button: str
) -> None:
    await propose(scenario, "Chen")
    old = replace(card(scenario, "Ben"))
    await edits(scenario, "Ana", "Ana's words.")
    ben = scenario.slack.client("Ben")
    await ben.clicks(old, button)
    await scenario.settled()
    last = scenario.slack.seen_by(ben, "@iissync")[-1].text

    assert "It was edited since you saw it, by ana." in last
    assert ben.view is None
    assert len(await scenario.bot.team.open_proposals(OURS)) == 1


async def test_fault_66_a_button_from_before_there_were_versions_brings_a_new_card(
    scenario: Scenario,
) -> None:
    await propose(scenario, "Chen")
    ben, old = scenario.slack.client("Ben"), replace(card(scenario, "Ben"))
    [waiting] = await scenario.bot.team.open_proposals(OURS)
    blocks = json.loads(json.dumps(old.blocks))
    for each in blocks[-1]["elements"]:
        each["value"] = json.dumps({"proposal": waiting.id, "edition": ""})
    scenario.slack.workspace.edit(card(scenario, "Ben"), old.text, {"blocks": blocks})
    await clicks(scenario, "Ben", "Approve")
    assert "That was an old card." in scenario.slack.seen_by(ben, "@iissync")[-1].text

    await clicks(scenario, "Ben", "Approve")
    assert "Your team:" in (await ask(scenario, "Chen")).text


async def suggests(scenario: Scenario, name: str) -> Client:
    """Who has the form open in which a change of the entry is suggested."""
    person = scenario.slack.client(name)
    history = await person.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    await person.clicks(history.message, "Suggest a change")
    await scenario.settled()
    return person


async def test_fault_66_a_change_of_an_entry_that_changed_meanwhile_is_reported_and_can_continue(
    scenario: Scenario,
) -> None:
    await propose(scenario, "Chen")
    await clicks(scenario, "Ana", "Approve")
    first, second = await suggests(scenario, "Chen"), await suggests(scenario, "Ben")
    await first.submits(view_of(first), {"Cause": "Chen's words."})
    await scenario.settled()
    await clicks(scenario, "Ana", "Approve")
    await second.submits(view_of(second), {"Cause": "Ben's words."})

    assert await scenario.bot.team.open_proposals(OURS) == []
    assert field_value(second) == "Ben's words."
    assert " approved version 2 of this entry, " in form(second)
    assert "Chen's words." in form(second)

    await second.submits(view_of(second))
    await scenario.settled()
    await clicks(scenario, "Ana", "Approve")
    assert "Ben's words." in (await ask(scenario, "Chen")).text


async def test_fault_66_a_change_of_an_entry_that_an_import_updated_is_reported(
    scenario: Scenario, tmp_path: Path
) -> None:
    await propose(scenario, "Chen")
    await clicks(scenario, "Ana", "Approve")
    chen = await suggests(scenario, "Chen")
    await asyncio.to_thread(import_newer, scenario.database_url, f"sqlite:///{tmp_path}/other.db")
    await chen.submits(view_of(chen), {"Cause": "Chen's words."})

    assert "Elsewhere." in form(chen)
    assert field_value(chen) == "Chen's words."


def import_newer(url: str, elsewhere: str) -> None:
    """Import a newer version of the entry, which another database made."""
    here, there = engine(url), engine(elsewhere)
    upgrade(there)
    one, other = SqlStore(here), SqlStore(there)
    by, at = Person("", "admin"), datetime.now(UTC)
    other.import_histories(OURS, one.history(OURS), by, at, str)
    [entry] = other.entries(OURS)
    newer = replace(entry.revision, draft=replace(entry.revision.draft, cause="Elsewhere."))
    made = replace(newer, version=2, at=at)
    [history] = other.history(OURS)
    longer = replace(history, revisions=(made, *history.revisions))
    one.import_histories(OURS, [longer], by, at, str)
    for each in (here, there):
        each.dispose()


async def test_fault_66_a_proposal_for_an_entry_that_changed_meanwhile_names_the_editor(
    scenario: Scenario,
) -> None:
    await propose(scenario, "Chen")
    await clicks(scenario, "Ana", "Approve")
    first, second = await suggests(scenario, "Chen"), await suggests(scenario, "Ben")
    for person, cause in ((second, "Ben's words."), (first, "Chen's words.")):
        await person.submits(view_of(person), {"Cause": cause})
        await scenario.settled()
    latest_card = messages_to(scenario, "Ana")[-2]
    await clicks(scenario, "Ben", "Approve")
    ana = scenario.slack.client("Ana")
    await ana.clicks(latest_card, "Approve")
    await scenario.settled()

    assert "ben published version 2" in scenario.slack.seen_by(ana, "@iissync")[-1].text
    assert "Chen's words." in (await ask(scenario, "Chen")).text
