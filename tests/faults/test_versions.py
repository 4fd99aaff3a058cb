"""Faults 57 and 66: nobody approves their own words, and no edit is lost by another one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.playground.client import Client
from bot.playground.model import Message
from bot.playground.slack import Slack
from bot.server import Running, running
from bot.team.model import Person
from bot.team.sql_store import SqlStore
from tests.database.fixtures import postgresql
from tests.faults.test_knowledge_base import OURS, at_work, audits, shared_url
from tests.scenarios.conftest import HERE, QUICK, Scene, settings_for, slack, view_of
from tests.scenarios.team.conftest import CODE, ask, messages_to, propose

__all__ = ["postgresql", "shared_url", "slack"]
REVIEWERS = ("Ana", "Ben")


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/team.db"


@asynccontextmanager
async def replicas(slack: Slack, url: str) -> AsyncIterator[tuple[Scene, Running]]:
    """Two replicas, to which Slack sends in turn; Ana and Ben review."""
    ids = frozenset(slack.client(name).id for name in REVIEWERS)
    settings = replace(settings_for(slack, "socket"), database_url=url, reviewers=ids)
    async with running(settings, QUICK) as one, running(settings, QUICK) as other:
        await slack.connected(2)
        yield Scene(slack, one, url), other


@pytest.fixture
async def scene(slack: Slack, shared_url: str) -> AsyncIterator[Scene]:
    ids = frozenset(slack.client(name).id for name in REVIEWERS)
    settings = replace(settings_for(slack, "http"), database_url=shared_url, reviewers=ids)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        yield Scene(slack, bot, shared_url)


def card(scene: Scene, name: str) -> Message:
    return messages_to(scene, name)[-1]


async def clicks(scene: Scene, name: str, button: str) -> Client:
    """Click a button of this person's review card; returns the person."""
    person = scene.slack.client(name)
    await person.clicks(card(scene, name), button)
    await scene.settled()
    return person


async def edits(scene: Scene, name: str, cause: str) -> None:
    person = await clicks(scene, name, "Edit")
    await person.submits(view_of(person), {"Cause": cause})
    await scene.settled()


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


async def test_fault_57_the_last_editor_cannot_approve_the_text(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    await propose(scene, "Chen")
    await edits(scene, "Ana", "All mine.")
    await ana.clicks(card(scene, "Ben"), "Approve")
    await scene.settled()

    assert "You changed its words last" in scene.slack.seen_by(ana, "@iissync")[-1].text
    assert "Your team" not in (await ask(scene, "Chen")).text
    assert [each.person for each in await audits(scene.database_url, OURS)] == [ana.id]


async def test_fault_57_only_users_who_did_not_change_the_text_are_offered_approval(
    scene: Scene,
) -> None:
    await propose(scene, "Chen")
    await edits(scene, "Ana", "All mine.")
    await scene.slack.client("Ana").opens_home()
    await scene.settled()

    assert buttons(card(scene, "Ana")) == ["Reject", "Edit"]
    assert "so another reviewer approves it" in card(scene, "Ana").text
    assert buttons(card(scene, "Ben")) == ["Approve", "Reject", "Edit"]
    assert '"Approve"' not in json.dumps(str(scene.slack.client("Ana").home))


async def test_fault_57_users_who_may_not_edit_can_read_the_whole_text(
    slack: Slack, file_url: str
) -> None:
    ids = frozenset({slack.client("Ana").id})
    settings = replace(settings_for(slack, "http"), database_url=file_url, reviewers=ids)
    async with running(settings, QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot, file_url)
        await propose(scene, "Chen", Steps="\n".join(["世" * 290] * 9))
        shown = buttons(card(scene, "Ana"))
        ana = await clicks(scene, "Ana", "Whole text")

        assert shown == ["Approve", "Reject", "Whole text"]
        assert form(ana).count("世" * 290) == 9


async def test_fault_57_an_edit_that_nobody_else_could_approve_is_refused(
    slack: Slack, file_url: str
) -> None:
    ana = slack.client("Ana")
    async with at_work(slack, file_url, "Ana", "Ben") as scene:
        await propose(scene, "Chen")
        old = replace(card(scene, "Ana"))
    async with at_work(slack, file_url, "Ana") as scene:
        await ana.clicks(old, "Edit")
        await scene.settled()

        assert (
            "If you changed it, nobody could approve it." in slack.seen_by(ana, "@iissync")[-1].text
        )
        assert ana.view is None


async def test_fault_57_all_authors_are_named_wherever_their_text_is_shown(scene: Scene) -> None:
    await propose(scene, "Chen")
    await edits(scene, "Ben", "Second.")
    await edits(scene, "Ana", "Third.")
    waiting = card(scene, "Ben").text
    await scene.slack.client("Chen").opens_home()
    await scene.settled()
    mine = str(scene.slack.client("Chen").home)
    await clicks(scene, "Ben", "Approve")
    history = await scene.slack.client("Chen").runs(HERE, f"/iissync history {CODE}")

    assert "Proposed by chen" in waiting
    assert "Edited by ben, then by ana" in waiting
    assert all(words in mine for words in (", edited by ", ", then by ", "'ana'"))
    assert "Edited by ben, then by ana" in card(scene, "Chen").text
    assert history.message
    for text in (history.message.text, (await ask(scene, "Chen")).text):
        assert "by chen, edited by ben, then by ana, approved by ben" in text


# --- 66


async def test_fault_66_of_two_edits_of_one_draft_none_is_lost(scene: Scene) -> None:
    await propose(scene, "Chen")
    ana, ben = [await clicks(scene, name, "Edit") for name in REVIEWERS]
    await ana.submits(view_of(ana), {"Cause": "Ana's words."})
    await scene.settled()
    await ben.submits(view_of(ben), {"Cause": "Ben's words."})
    [saved] = await scene.bot.team.open_proposals(OURS)

    assert saved.draft.cause == "Ana's words."
    assert field_value(ben) == "Ben's words."
    assert all(words in form(ben) for words in ("Meanwhile ", "ana", "Ana's words."))

    await ben.submits(view_of(ben), {"Cause": "Ana's words, and Ben's."})
    await scene.settled()
    assert ben.view is None
    assert "Ana's words, and Ben's." in card(scene, "Ana").text
    assert "Edited by ana, then by ben" in card(scene, "Ana").text


async def test_fault_66_of_two_simultaneous_edits_one_is_saved_and_the_other_is_reported(
    slack: Slack, shared_url: str
) -> None:
    ana, ben = (slack.client(name) for name in REVIEWERS)
    async with replicas(slack, shared_url) as (scene, other):
        for number in range(4):
            await propose(scene, "Chen")
            await other.tasks.wait()
            for person in (ana, ben):
                await person.clicks(card(scene, person.user.name), "Edit")
            await slack.wait_for(lambda: ana.view and ben.view)
            await asyncio.gather(
                ana.submits(view_of(ana), {"Cause": f"Ana's words {number}."}),
                ben.submits(view_of(ben), {"Cause": f"Ben's words {number}."}),
            )
            await scene.settled()
            await other.tasks.wait()
            [saved] = (await scene.bot.team.open_proposals(OURS))[number:]
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
    scene: Scene,
) -> None:
    await propose(scene, "Chen")
    ben, old = await clicks(scene, "Ben", "Reject"), replace(card(scene, "Ben"))
    await edits(scene, "Ana", "Ana's words.")
    await ben.submits(view_of(ben), {"Reason": "Not so."})

    assert len(await scene.bot.team.open_proposals(OURS)) == 1
    assert field_value(ben, "reason") == "Not so."
    assert "Ana's words." in form(ben)

    await ben.submits(view_of(ben))
    await scene.settled()
    assert "Rejected by ben" in card(scene, "Chen").text.replace("*", "")
    assert await scene.bot.team.open_proposals(OURS) == []
    await ben.clicks(old, "Reject")
    await scene.settled()
    assert "You have already rejected it." in scene.slack.seen_by(ben, "@iissync")[-1].text


@pytest.mark.parametrize("button", ["Approve", "Reject"])
async def test_fault_66_an_old_card_decides_on_nothing_and_is_sent_again(
    scene: Scene, button: str
) -> None:
    await propose(scene, "Chen")
    old = replace(card(scene, "Ben"))
    await edits(scene, "Ana", "Ana's words.")
    ben = scene.slack.client("Ben")
    await ben.clicks(old, button)
    await scene.settled()
    last = scene.slack.seen_by(ben, "@iissync")[-1].text

    assert "It was edited since you saw it, by ana." in last
    assert ben.view is None
    assert len(await scene.bot.team.open_proposals(OURS)) == 1


async def test_fault_66_a_button_from_before_there_were_versions_brings_a_new_card(
    scene: Scene,
) -> None:
    await propose(scene, "Chen")
    ben, old = scene.slack.client("Ben"), replace(card(scene, "Ben"))
    [waiting] = await scene.bot.team.open_proposals(OURS)
    blocks = json.loads(json.dumps(old.blocks))
    for each in blocks[-1]["elements"]:
        each["value"] = json.dumps({"proposal": waiting.id, "edition": ""})
    scene.slack.workspace.edit(card(scene, "Ben"), old.text, {"blocks": blocks})
    await clicks(scene, "Ben", "Approve")
    assert "That was an old card." in scene.slack.seen_by(ben, "@iissync")[-1].text

    await clicks(scene, "Ben", "Approve")
    assert "Your team:" in (await ask(scene, "Chen")).text


async def suggests(scene: Scene, name: str) -> Client:
    """Who has the form open in which a change of the entry is suggested."""
    person = scene.slack.client(name)
    history = await person.runs(HERE, f"/iissync history {CODE}")
    assert history.message
    await person.clicks(history.message, "Suggest a change")
    await scene.settled()
    return person


async def test_fault_66_a_change_of_an_entry_that_changed_meanwhile_is_reported_and_can_continue(
    scene: Scene,
) -> None:
    await propose(scene, "Chen")
    await clicks(scene, "Ana", "Approve")
    first, second = await suggests(scene, "Chen"), await suggests(scene, "Ben")
    await first.submits(view_of(first), {"Cause": "Chen's words."})
    await scene.settled()
    await clicks(scene, "Ana", "Approve")
    await second.submits(view_of(second), {"Cause": "Ben's words."})

    assert await scene.bot.team.open_proposals(OURS) == []
    assert field_value(second) == "Ben's words."
    assert " approved version 2 of this entry, " in form(second)
    assert "Chen's words." in form(second)

    await second.submits(view_of(second))
    await scene.settled()
    await clicks(scene, "Ana", "Approve")
    assert "Ben's words." in (await ask(scene, "Chen")).text


async def test_fault_66_a_change_of_an_entry_that_an_import_updated_is_reported(
    scene: Scene, tmp_path: Path
) -> None:
    await propose(scene, "Chen")
    await clicks(scene, "Ana", "Approve")
    chen = await suggests(scene, "Chen")
    await asyncio.to_thread(import_newer, scene.database_url, f"sqlite:///{tmp_path}/other.db")
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
    scene: Scene,
) -> None:
    await propose(scene, "Chen")
    await clicks(scene, "Ana", "Approve")
    first, second = await suggests(scene, "Chen"), await suggests(scene, "Ben")
    for person, cause in ((second, "Ben's words."), (first, "Chen's words.")):
        await person.submits(view_of(person), {"Cause": cause})
        await scene.settled()
    latest_card = messages_to(scene, "Ana")[-2]
    await clicks(scene, "Ben", "Approve")
    ana = scene.slack.client("Ana")
    await ana.clicks(latest_card, "Approve")
    await scene.settled()

    assert "ben published version 2" in scene.slack.seen_by(ana, "@iissync")[-1].text
    assert "Chen's words." in (await ask(scene, "Chen")).text
