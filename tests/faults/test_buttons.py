"""Faults 31 and 32: a trigger or a response URL has expired; no input is lost."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground.canned_responses import CannedResponse
from bot.playground.client import Client
from bot.playground.slack import Slack
from bot.server import running
from tests.faults.replicas import HERE, STEADY
from tests.scenarios.conftest import Scene, settings_for, view_of
from tests.scenarios.team.conftest import FOUND, ask, messages_to, propose, publish

EXPIRED = CannedResponse(404, "expired_url", {"Content-Type": "text/plain"})
USED = CannedResponse(404, {"ok": False, "error": "used_url"})
CLOSED = CannedResponse(body={"ok": False, "error": "expired_trigger_id"})
DOWN = CannedResponse(500, "<html>")
CODE = "2148598790"


@pytest.fixture
async def scene(slack: Slack, tmp_path: Path) -> AsyncIterator[Scene]:
    url = f"sqlite:///{tmp_path}/team.db"
    settings = replace(settings_for(slack, "http"), database_url=url)
    async with running(settings, replace(STEADY, database_timeout=0.5)) as bot:
        slack.deliver_to(bot.url)
        yield Scene(slack, bot, url)


def modal(person: Client) -> str:
    """The modal in front, in words."""
    return str(view_of(person).blocks)


@pytest.mark.parametrize("word", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_fault_31_a_command_too_late_for_its_form_is_explained(
    scene: Scene, word: str
) -> None:
    scene.slack.next_response("views.open", CannedResponse(body={"ok": False, "error": word}))
    await scene.slack.client("Ben").runs(HERE, "/iissync add 1722")
    await scene.settled()

    assert "three seconds only" in scene.slack.seen_by("Ben", HERE)[-1].text
    await propose(scene, "Ben")
    assert messages_to(scene, "Ana")


async def test_fault_31_the_last_way_to_notify_a_user_is_the_dm(scene: Scene) -> None:
    scene.slack.next_response("views.open", CLOSED, CLOSED)
    await scene.slack.client("Ben").uses_shortcut("Look up a status code")
    await scene.settled()

    assert ["three seconds only" in m.text for m in messages_to(scene, "Ben")] == [True]


async def test_fault_31_a_notice_that_cannot_be_sent_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.slack.next_response("views.open", CLOSED, CLOSED)
    scene.slack.next_response("chat.postMessage", DOWN)
    await scene.slack.client("Ben").uses_shortcut("Look up a status code")
    await scene.settled()

    assert "a user could not be notified: HTTP 500" in caplog.text


async def test_fault_31_a_form_keeps_its_input_while_it_cannot_be_saved(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.runs(HERE, f"/iissync add {CODE}")
    await scene.settled()
    form = view_of(ben)
    with closing(sqlite3.connect(scene.database_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = await ben.submits(form, FOUND)
        assert "What you typed is still here." in view_of(ben).errors["cause"]
    await ben.submits(form, FOUND)
    await scene.slack.wait_for(
        lambda: messages_to(scene, "Ana")
    )  # enqueued late, claimed at the next poll
    await scene.settled()

    assert refused.error == ""
    assert len(await scene.bot.team.open_proposals("T0PLAY0001")) == 1
    assert len(messages_to(scene, "Ana")) == 1


async def test_fault_31_a_modal_that_was_closed_meanwhile_loses_no_proposal(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.runs(HERE, f"/iissync add {CODE}")
    await scene.settled()
    form = view_of(ben)
    await ben.closes(form)
    await ben.submits(form, FOUND)
    await scene.settled()

    assert len(messages_to(scene, "Ana")) == 1


async def test_fault_31_a_changed_home_tab_is_shown_when_it_is_opened_again(
    scene: Scene,
) -> None:
    ana = scene.slack.client("Ana")
    scene.slack.next_response(
        "views.publish", CannedResponse(body={"ok": False, "error": "hash_conflict"})
    )
    await ana.opens_home()
    await scene.settled()
    assert ana.home is None

    await ana.opens_home()
    await scene.settled()
    assert ana.home


@pytest.mark.parametrize("over", [EXPIRED, USED])
async def test_fault_32_an_answer_too_old_to_be_shared_says_so_and_can_be_tried_again(
    scene: Scene, over: CannedResponse
) -> None:
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response("response_url", over)
    await ana.clicks(answer, "Share")
    await scene.settled()
    assert "too old to be shared" in modal(ana)

    await ana.clicks(answer, "Share")
    await scene.settled()
    assert len(scene.slack.messages(HERE)) == 1


async def test_fault_64_users_who_may_not_share_learn_whom_to_ask(scene: Scene) -> None:
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response("response_url", CannedResponse(403, "action_prohibited"))
    await ana.clicks(answer, "Share")
    await scene.settled()

    assert "Ask an administrator. Slack says: action_prohibited." in modal(ana)


async def test_fault_32_an_answer_that_was_not_shared_can_be_shared_even_without_a_notice(
    scene: Scene,
) -> None:
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response("response_url", EXPIRED)
    scene.slack.next_response("views.open", CLOSED)
    scene.slack.next_response("chat.postMessage", DOWN)
    await ana.clicks(answer, "Share")
    await scene.settled()
    assert scene.slack.messages(HERE) == []

    await ana.clicks(answer, "Share")
    await scene.settled()
    assert len(scene.slack.messages(HERE)) == 1


@pytest.mark.parametrize("acts", [True, False])
async def test_fault_32_nothing_is_shared_twice_if_slack_does_not_confirm(
    scene: Scene,
    acts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response("response_url", replace(DOWN, acts=acts))
    await ana.clicks(answer, "Share")
    await scene.settled()
    assert "Slack did not confirm that it took the answer" in modal(ana)

    await ana.clicks(answer, "Share")
    await scene.settled()
    assert len(scene.slack.messages(HERE)) == int(acts)


async def test_fault_72_a_share_that_may_have_failed_says_so_again_when_it_is_clicked_again(
    scene: Scene,
) -> None:
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response("response_url", DOWN)
    await ana.clicks(answer, "Share")
    await scene.settled()
    await ana.clicks(answer, "Share")
    await scene.settled()

    assert "did not confirm" in scene.slack.seen_by("Ana", HERE)[-1].text


@pytest.mark.parametrize("remembered", [0, 10])
async def test_fault_72_an_answer_that_was_shared_says_so_when_it_is_clicked_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    monkeypatch.setattr("bot.slack.sharing._REMEMBERED", remembered)
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response(
        "response_url", CannedResponse(), USED
    )  # so the button is still there
    for _ in "12":
        await ana.clicks(answer, "Share")
        await scene.settled()

    assert len(scene.slack.messages(HERE)) == 1
    assert "already shared" in scene.slack.seen_by("Ana", HERE)[-1].text


async def test_fault_32_a_shared_answer_is_no_failure_if_it_cannot_be_updated(
    scene: Scene,
) -> None:
    ana, answer = scene.slack.client("Ana"), await ask(scene, "Ana", "1722")
    scene.slack.next_response("response_url", CannedResponse(), USED)
    await ana.clicks(answer, "Share")
    await scene.settled()

    assert len(scene.slack.messages(HERE)) == 1
    assert ana.view is None
    assert messages_to(scene, "Ana") == []


@pytest.mark.parametrize("over", [EXPIRED, USED])
async def test_fault_32_the_answer_of_a_shortcut_is_shown_in_a_modal_instead(
    scene: Scene, over: CannedResponse
) -> None:
    question = await scene.slack.client("Ana").says(HERE, "error 1722")
    scene.slack.next_response("response_url", over, over)
    ben = scene.slack.client("Ben")
    await ben.uses_shortcut("Decode status codes", question)
    await scene.settled()

    assert "The RPC server is unavailable." in modal(ben)


async def test_fault_32_the_answer_of_a_shortcut_is_sent_to_the_dm_at_last(scene: Scene) -> None:
    question = await scene.slack.client("Ana").says(HERE, "error 1722")
    scene.slack.next_response("response_url", EXPIRED, EXPIRED)
    scene.slack.next_response("views.open", CLOSED)
    await scene.slack.client("Ben").uses_shortcut("Decode status codes", question)
    await scene.settled()

    [message] = messages_to(scene, "Ben")
    assert "The RPC server is unavailable." in message.text


async def test_fault_32_an_answer_too_old_to_change_its_page_says_so(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    shown = await ana.runs(HERE, "/iissync search 0x8011*")
    assert shown.message
    scene.slack.next_response("response_url", EXPIRED, EXPIRED)
    await ana.clicks(shown.message, "More")
    await scene.settled()

    assert "too old for its buttons" in modal(ana)


async def test_fault_32_a_vote_counts_and_is_thanked_for_in_a_modal(scene: Scene) -> None:
    await publish(scene)
    chen, answer = scene.slack.client("Chen"), await ask(scene, "Chen")
    scene.slack.next_response("response_url", USED)
    await chen.clicks(answer, "Helped")
    await scene.settled()

    assert "Thank you, your vote counts." in modal(chen)
    assert "helped 1 of 1" in (await ask(scene, "Ben")).text
