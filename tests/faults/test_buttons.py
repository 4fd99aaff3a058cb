"""Faults 31 and 32: a trigger or a response URL has expired; no input is lost."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground.client import Client
from bot.server import running
from tests.database.fixtures import upgraded_in
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.faults.replicas import HERE, STEADY
from tests.scenarios.conftest import Scenario, scenario_on, settings_for, view_of
from tests.scenarios.team.conftest import FOUND, ask, messages_to, propose, publish

EXPIRED = CannedResponse(404, "expired_url", {"Content-Type": "text/plain"})
USED = CannedResponse(404, {"ok": False, "error": "used_url"})
CLOSED = CannedResponse(body={"ok": False, "error": "expired_trigger_id"})
DOWN = CannedResponse(500, "<html>")
CODE = "2148598790"


@pytest.fixture
async def scenario(slack: Slack, quick_folder: Path) -> AsyncIterator[Scenario]:
    url = upgraded_in(quick_folder)
    settings = replace(settings_for(slack, "http"), database_url=url)
    async with running(settings, replace(STEADY, database_timeout=0.5)) as bot:
        slack.deliver_to(bot.url)
        yield Scenario(slack, bot, url)


def modal(person: Client) -> str:
    """The modal in front, in words."""
    return str(view_of(person).blocks)


@pytest.mark.parametrize("word", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_fault_31_a_command_too_late_for_its_form_is_explained(
    scenario: Scenario, word: str
) -> None:
    scenario.slack.next_response("views.open", CannedResponse(body={"ok": False, "error": word}))
    await scenario.slack.client("Ben").runs(HERE, "/iissync add 1722")
    await scenario.settled()

    assert "three seconds only" in scenario.slack.seen_by("Ben", HERE)[-1].text
    await propose(scenario, "Ben")
    assert messages_to(scenario, "Ana")


async def test_fault_31_the_last_way_to_notify_a_user_is_the_dm(scenario: Scenario) -> None:
    scenario.slack.next_response("views.open", CLOSED, CLOSED)
    await scenario.slack.client("Ben").uses_shortcut("Look up a status code")
    await scenario.settled()

    assert ["three seconds only" in m.text for m in messages_to(scenario, "Ben")] == [True]


async def test_fault_31_a_notice_that_cannot_be_sent_is_logged(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    scenario.slack.next_response("views.open", CLOSED, CLOSED)
    scenario.slack.next_response("chat.postMessage", DOWN)
    await scenario.slack.client("Ben").uses_shortcut("Look up a status code")
    await scenario.settled()

    assert "a user could not be notified: HTTP 500" in caplog.text


async def test_fault_31_a_form_keeps_its_input_while_it_cannot_be_saved(scenario: Scenario) -> None:
    ben = scenario.slack.client("Ben")
    await ben.runs(HERE, f"/iissync add {CODE}")
    await scenario.settled()
    form = view_of(ben)
    with closing(sqlite3.connect(scenario.database_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = await ben.submits(form, FOUND)
        assert "What you typed is still here." in view_of(ben).errors["cause"]
    await ben.submits(form, FOUND)
    await scenario.slack.wait_for(
        lambda: messages_to(scenario, "Ana")
    )  # enqueued late, claimed at the next poll
    await scenario.settled()

    assert refused.error == ""
    assert len(await scenario.bot.team.open_proposals("T0PLAY0001")) == 1
    assert len(messages_to(scenario, "Ana")) == 1


async def test_fault_31_a_modal_that_was_closed_meanwhile_loses_no_proposal(
    scenario: Scenario,
) -> None:
    ben = scenario.slack.client("Ben")
    await ben.runs(HERE, f"/iissync add {CODE}")
    await scenario.settled()
    form = view_of(ben)
    await ben.closes(form)
    await ben.submits(form, FOUND)
    await scenario.settled()

    assert len(messages_to(scenario, "Ana")) == 1


async def test_fault_31_a_changed_home_tab_is_shown_when_it_is_opened_again(
    scenario: Scenario,
) -> None:
    ana = scenario.slack.client("Ana")
    scenario.slack.next_response(
        "views.publish", CannedResponse(body={"ok": False, "error": "hash_conflict"})
    )
    await ana.opens_home()
    await scenario.settled()
    assert ana.home is None

    await ana.opens_home()
    await scenario.settled()
    assert ana.home


@pytest.mark.parametrize("over", [EXPIRED, USED])
async def test_fault_32_an_answer_too_old_to_be_shared_says_so_and_can_be_tried_again(
    scenario: Scenario, over: CannedResponse
) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response("response_url", over)
    await ana.clicks(answer, "Share")
    await scenario.settled()
    assert "too old to be shared" in modal(ana)

    await ana.clicks(answer, "Share")
    await scenario.settled()
    assert len(scenario.slack.messages(HERE)) == 1


async def test_fault_64_users_who_may_not_share_learn_whom_to_ask(scenario: Scenario) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response("response_url", CannedResponse(403, "action_prohibited"))
    await ana.clicks(answer, "Share")
    await scenario.settled()

    assert "Ask an administrator. Slack says: action_prohibited." in modal(ana)


async def test_fault_32_an_answer_that_was_not_shared_can_be_shared_even_without_a_notice(
    scenario: Scenario,
) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response("response_url", EXPIRED)
    scenario.slack.next_response("views.open", CLOSED)
    scenario.slack.next_response("chat.postMessage", DOWN)
    await ana.clicks(answer, "Share")
    await scenario.settled()
    assert scenario.slack.messages(HERE) == []

    await ana.clicks(answer, "Share")
    await scenario.settled()
    assert len(scenario.slack.messages(HERE)) == 1


@pytest.mark.parametrize("acts", [True, False])
async def test_fault_32_nothing_is_shared_twice_if_slack_does_not_confirm(
    scenario: Scenario,
    acts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response("response_url", replace(DOWN, acts=acts))
    await ana.clicks(answer, "Share")
    await scenario.settled()
    assert "Slack did not confirm that it took the answer" in modal(ana)

    await ana.clicks(answer, "Share")
    await scenario.settled()
    assert len(scenario.slack.messages(HERE)) == int(acts)


async def test_fault_72_a_share_that_may_have_failed_says_so_again_when_it_is_clicked_again(
    scenario: Scenario,
) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response("response_url", DOWN)
    await ana.clicks(answer, "Share")
    await scenario.settled()
    await ana.clicks(answer, "Share")
    await scenario.settled()

    assert "did not confirm" in scenario.slack.seen_by("Ana", HERE)[-1].text


async def test_fault_72_an_answer_that_was_shared_says_so_when_it_is_clicked_again(
    scenario: Scenario,
) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response(
        "response_url", CannedResponse(), USED
    )  # so the button is still there
    for _ in "12":
        await ana.clicks(answer, "Share")
        await scenario.settled()

    assert len(scenario.slack.messages(HERE)) == 1
    assert "already shared" in scenario.slack.seen_by("Ana", HERE)[-1].text


async def test_fault_72_an_answer_that_was_shared_says_so_after_a_restart(
    slack: Slack, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/team.db"
    async with scenario_on(slack, url) as scenario:
        answer = await ask(scenario, "Ana", "1722")
        slack.next_response("response_url", CannedResponse(), USED)
        await scenario.click("Ana", answer, "Share")
    async with scenario_on(slack, url) as scenario:
        await scenario.click("Ana", answer, "Share")

    assert len(slack.messages(HERE)) == 1
    assert "already shared" in slack.seen_by("Ana", HERE)[-1].text


async def test_fault_32_a_shared_answer_is_no_failure_if_it_cannot_be_updated(
    scenario: Scenario,
) -> None:
    ana, answer = scenario.slack.client("Ana"), await ask(scenario, "Ana", "1722")
    scenario.slack.next_response("response_url", CannedResponse(), USED)
    await ana.clicks(answer, "Share")
    await scenario.settled()

    assert len(scenario.slack.messages(HERE)) == 1
    assert ana.view is None
    assert messages_to(scenario, "Ana") == []


@pytest.mark.parametrize("over", [EXPIRED, USED])
async def test_fault_32_the_answer_of_a_shortcut_is_shown_in_a_modal_instead(
    scenario: Scenario, over: CannedResponse
) -> None:
    question = await scenario.slack.client("Ana").says(HERE, "error 1722")
    scenario.slack.next_response("response_url", over, over)
    ben = scenario.slack.client("Ben")
    await ben.uses_shortcut("Decode status codes", question)
    await scenario.settled()

    assert "The RPC server is unavailable." in modal(ben)


async def test_fault_32_the_answer_of_a_shortcut_is_sent_to_the_dm_at_last(
    scenario: Scenario,
) -> None:
    question = await scenario.slack.client("Ana").says(HERE, "error 1722")
    scenario.slack.next_response("response_url", EXPIRED, EXPIRED)
    scenario.slack.next_response("views.open", CLOSED)
    await scenario.slack.client("Ben").uses_shortcut("Decode status codes", question)
    await scenario.settled()

    [message] = messages_to(scenario, "Ben")
    assert "The RPC server is unavailable." in message.text


async def test_fault_32_an_answer_too_old_to_change_its_page_says_so(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    shown = await ana.runs(HERE, "/iissync search 0x8011*")
    assert shown.message
    scenario.slack.next_response("response_url", EXPIRED, EXPIRED)
    await ana.clicks(shown.message, "More")
    await scenario.settled()

    assert "too old for its buttons" in modal(ana)


async def test_fault_32_a_vote_counts_and_is_thanked_for_in_a_modal(scenario: Scenario) -> None:
    await publish(scenario)
    chen, answer = scenario.slack.client("Chen"), await ask(scenario, "Chen")
    scenario.slack.next_response("response_url", USED)
    await chen.clicks(answer, "Helped")
    await scenario.settled()

    assert "Thank you, your vote counts." in modal(chen)
    assert "helped 1 of 1" in (await ask(scenario, "Ben")).text
