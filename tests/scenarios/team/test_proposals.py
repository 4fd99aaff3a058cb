"""A cause is proposed in a form, and a reviewer decides on it."""

import asyncio
from dataclasses import replace

import pytest

from bot.database.engine import engine
from bot.playground.model import TEAM_ID
from bot.team.sql_store import SqlStore
from tests.scenarios.conftest import HERE, Scenario, refusal
from tests.scenarios.team.conftest import (
    CAUSE,
    CODE,
    NEWS,
    approve,
    ask,
    change,
    forge,
    last_message_to,
    messages_to,
    propose,
    publish,
    submit,
    two_reviewers,
)


def last_in_dm(scenario: Scenario, user: str) -> str:
    """The text of the last message in a DM, ephemeral ones included."""
    return scenario.slack.seen_by(user, "@iissync")[-1].text


# --- the form


async def test_the_form_opens_from_an_answer_with_its_code(scenario: Scenario) -> None:
    await scenario.click("Ben", await ask(scenario, "Ben"), "Add what you found")

    assert scenario.view("Ben").blocks[0]["element"]["initial_value"] == CODE


async def test_the_form_opens_from_the_list_of_unknown_codes(scenario: Scenario) -> None:
    await ask(scenario, "Ben")
    await scenario.click("Ana", await scenario.command("Ana", "unknown"), "Add what you found")

    assert CODE in str(scenario.view("Ana").blocks)


async def test_with_several_codes_the_form_has_a_menu_of_them(scenario: Scenario) -> None:
    await scenario.click("Ben", await ask(scenario, "Ben", "1060 and 1722"), "Add what you found")
    await submit(scenario, "Ben", **{"Status code": "1722", "Cause": "The second."})

    assert "Proposed for* `1722`" in last_message_to(scenario, "Ana").text


async def test_errors_are_shown_at_their_fields(scenario: Scenario) -> None:
    await scenario.slack.client("Ben").runs(HERE, f"/iissync add {CODE}")
    await scenario.settled()
    await submit(scenario, "Ben", **{"Status code": "xyz", "Cause": "c", "Link": "ftp://a b"})

    assert set(scenario.view("Ben").errors) == {"code", "link"}


async def test_a_form_that_slack_does_not_open_is_logged(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(scenario, "Ben")
    scenario.slack.next_response("views.open", refusal("expired_trigger_id"))
    await scenario.click("Ben", answer, "Add what you found")

    assert "the response to a click: expired_trigger_id" in caplog.text
    assert "within three seconds" in scenario.private("Ben").text


# --- decisions


async def test_a_proposal_is_approved_and_everyone_concerned_is_notified(
    scenario: Scenario,
) -> None:
    await ask(scenario, "Chen")
    mention = await scenario.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await propose(scenario, "Ben")
    card = last_message_to(scenario, "Ana")
    await approve(scenario)
    answer = await ask(scenario, "Chen")

    assert "Proposed by ben" in card.text
    assert "Approved by" in last_message_to(scenario, "Ana").text
    assert "Approved by ana" in last_message_to(scenario, "Ben").text.replace("*", "")
    assert NEWS in (await scenario.replies(mention))[-1].text
    assert "Your team:" in answer.text
    assert "by ben, approved by ana" in answer.text


async def test_a_card_shows_a_draft_literally(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    card = last_message_to(scenario, "Ana")
    elements = card.blocks[0]["elements"][0]["elements"]

    assert "<!channel>" not in card.text
    assert "&lt;!channel&gt;" in card.text
    assert f"{CAUSE}\n<!channel> " in [element["text"] for element in elements]
    assert {"type": "text", "text": "x", "style": {"code": True}} in elements


async def test_a_rejection_has_a_reason(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    await scenario.click("Ana", last_message_to(scenario, "Ana"), "Reject")
    await submit(scenario, "Ana", Reason="Not reproducible.")

    assert "Rejected by" in last_message_to(scenario, "Ben").text
    assert "Not reproducible." in last_message_to(scenario, "Ben").text
    assert not [b for b in last_message_to(scenario, "Ana").blocks if b["type"] == "actions"]


async def test_a_second_decision_is_refused(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    card = last_message_to(scenario, "Ana")
    for _ in range(2):
        await scenario.click("Ana", card, "Approve")

    assert "You have already approved it." in last_in_dm(scenario, "Ana")


async def test_a_reason_after_the_decision_is_refused(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    card = last_message_to(scenario, "Ana")
    await scenario.click("Ana", card, "Reject")
    await scenario.click("Ana", card, "Approve")
    await submit(scenario, "Ana", Reason="No.")

    assert "You have already approved it." in scenario.view("Ana").errors["reason"]


async def test_only_reviewers_decide(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    await scenario.click("Chen", last_message_to(scenario, "Ana"), "Approve")

    assert "You are not a reviewer" in str(scenario.slack.sent[-1])
    assert "Your team" not in (await ask(scenario, "Ben")).text


async def test_a_refusal_in_the_home_tab_is_shown_in_a_modal(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    old = replace(await scenario.open_home("Ana"))
    await scenario.click("Ana", last_message_to(scenario, "Ana"), "Reject")
    await submit(scenario, "Ana", Reason="Not so.")
    await scenario.click("Ana", old, "Approve")

    assert "You have already rejected it." in str(scenario.view("Ana").blocks)


# --- a reviewer's own proposals


async def test_a_reviewer_cannot_decide_on_their_own_proposal(scenario: Scenario) -> None:
    await propose(scenario, "Ana")
    home = await scenario.open_home("Ana")

    for blocks in (last_message_to(scenario, "Ana").blocks, home.blocks):
        assert "Approve" not in str(blocks)
        assert "another reviewer decides" in str(blocks)


async def test_a_reviewer_may_edit_but_not_approve_their_own_proposal(scenario: Scenario) -> None:
    await propose(scenario, "Ana")
    await scenario.click("Ana", last_message_to(scenario, "Ana"), "Edit")
    await submit(scenario, "Ana", Cause="Something else.")
    card = last_message_to(scenario, "Ana")

    assert "Something else." in card.text
    assert "Approve" not in str(card.blocks)


async def test_a_forged_rejection_of_an_own_proposal_is_refused(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    await propose(scenario, "Ana", Cause="Her own.")
    card = messages_to(scenario, "Ana")[-2]
    proposals = await scenario.bot.team.open_proposals(TEAM_ID)
    [own] = [each for each in proposals if each.draft.cause == "Her own."]
    forge(card, proposal=own.id)
    await scenario.click("Ana", card, "Reject")

    assert "somebody else must decide" in last_in_dm(scenario, "Ana")


# --- edits


@two_reviewers
async def test_one_reviewer_edits_and_another_approves(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    await scenario.click("Ana", last_message_to(scenario, "Ana"), "Edit")
    await submit(scenario, "Ana", Cause="The quota was reached.")
    await scenario.click("Chen", last_message_to(scenario, "Chen"), "Approve")

    assert "The quota was reached." in (await ask(scenario, "Chen")).text


@two_reviewers
async def test_an_edited_proposal_is_not_approved_unread(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    await scenario.open_home("Chen")
    old_card = replace(last_message_to(scenario, "Chen"))
    await scenario.click("Ana", last_message_to(scenario, "Ana"), "Edit")
    await submit(scenario, "Ana", Cause="Something else.")
    assert "Something else." in str(scenario.home("Chen").blocks)
    assert "Edited by ana" in last_message_to(scenario, "Chen").text

    await scenario.click("Chen", old_card, "Approve")
    assert "It was edited since you saw it" in last_in_dm(scenario, "Chen")
    await scenario.click("Chen", scenario.home("Chen"), "Approve")
    assert "Edited by ana" in last_message_to(scenario, "Ben").text


@two_reviewers
async def test_only_an_open_proposal_is_edited(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    card = last_message_to(scenario, "Ana")
    forge(card, proposal="of nobody")
    await scenario.click("Ana", card, "Edit")
    assert scenario.slack.client("Ana").view is None
    assert "no such proposal" in last_in_dm(scenario, "Ana")

    card = messages_to(scenario, "Ana")[0]
    forge(card, proposal=(await scenario.bot.team.open_proposals(TEAM_ID))[0].id)
    await scenario.click("Ana", card, "Edit")
    await submit(scenario, "Ana", Link="not a link")
    assert set(scenario.view("Ana").errors) == {"link"}
    await scenario.click("Chen", last_message_to(scenario, "Chen"), "Approve")
    await submit(scenario, "Ana", Link="", Cause="Too late.")

    assert "chen was faster" in scenario.view("Ana").errors["cause"]
    assert "Too late." not in (await ask(scenario, "Chen")).text


# --- cards


async def test_the_card_of_a_change_shows_the_difference(scenario: Scenario) -> None:
    await publish(scenario)
    await change(scenario, "The share was nearly full.")
    card = next(m for m in reversed(messages_to(scenario, "Ana")) if "until now" in m.text)
    spans = card.blocks[0]["elements"][0]["elements"]

    assert "Changes version 1 of an entry of your team." in card.text
    assert {"strike": True} in [span.get("style") for span in spans]
    assert {"type": "text", "text": "nearly ", "style": {"bold": True}} in spans


async def test_a_deleted_card_and_a_refused_home_tab_do_not_stop_a_decision(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    await scenario.slack.client("Ben").opens_home()
    await propose(scenario, "Ben")
    scenario.slack.next_response("chat.update", refusal("message_not_found"))
    scenario.slack.next_response("views.publish", refusal("message_not_found"))
    await approve(scenario)

    assert "a review card was not updated" in caplog.text
    assert "a home tab was not updated" in caplog.text
    assert "Approved by ana" in last_message_to(scenario, "Ben").text.replace("*", "")


async def test_a_proposal_whose_card_slack_refuses_is_still_open(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    scenario.slack.next_response("chat.postMessage", refusal("channel_not_found"))
    await propose(scenario, "Ben")

    assert "a message about the team's entries was not posted" in caplog.text
    assert "Proposed for " in str((await scenario.open_home("Ana")).blocks)


async def test_a_forgotten_proposer_is_not_notified(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    database = engine(scenario.database_url)
    await asyncio.to_thread(SqlStore(database).forget, scenario.slack.client("Ben").id)
    await asyncio.to_thread(database.dispose)
    await approve(scenario)

    assert messages_to(scenario, "Ben") == []
    assert "Proposed by somebody" in last_message_to(scenario, "Ana").text
    assert "by somebody, approved by ana" in (await ask(scenario, "Chen")).text
