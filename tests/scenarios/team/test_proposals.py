"""A cause is proposed in a form, and a reviewer decides on it."""

import asyncio
from dataclasses import replace

import pytest

from bot.database.engine import engine
from bot.playground.model import TEAM_ID
from bot.team.sql_store import SqlStore
from tests.scenarios.conftest import HERE, Scene, refusal
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


def last_in_dm(scene: Scene, user: str) -> str:
    """The text of the last message in a DM, ephemeral ones included."""
    return scene.slack.seen_by(user, "@iissync")[-1].text


# --- the form


async def test_the_form_opens_from_an_answer_with_its_code(scene: Scene) -> None:
    await scene.click("Ben", await ask(scene, "Ben"), "Add what you found")

    assert scene.view("Ben").blocks[0]["element"]["initial_value"] == CODE


async def test_the_form_opens_from_the_list_of_unknown_codes(scene: Scene) -> None:
    await ask(scene, "Ben")
    await scene.click("Ana", await scene.command("Ana", "unknown"), "Add what you found")

    assert CODE in str(scene.view("Ana").blocks)


async def test_with_several_codes_the_form_has_a_menu_of_them(scene: Scene) -> None:
    await scene.click("Ben", await ask(scene, "Ben", "1060 and 1722"), "Add what you found")
    await submit(scene, "Ben", **{"Status code": "1722", "Cause": "The second."})

    assert "Proposed for* `1722`" in last_message_to(scene, "Ana").text


async def test_errors_are_shown_at_their_fields(scene: Scene) -> None:
    await scene.slack.client("Ben").runs(HERE, f"/iissync add {CODE}")
    await scene.settled()
    await submit(scene, "Ben", **{"Status code": "xyz", "Cause": "c", "Link": "ftp://a b"})

    assert set(scene.view("Ben").errors) == {"code", "link"}


async def test_a_form_that_slack_does_not_open_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(scene, "Ben")
    scene.slack.next_response("views.open", refusal("expired_trigger_id"))
    await scene.click("Ben", answer, "Add what you found")

    assert "the response to a click: expired_trigger_id" in caplog.text
    assert "within three seconds" in scene.private("Ben").text


# --- decisions


async def test_a_proposal_is_approved_and_everyone_concerned_is_notified(scene: Scene) -> None:
    await ask(scene, "Chen")
    mention = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await propose(scene, "Ben")
    card = last_message_to(scene, "Ana")
    await approve(scene)
    answer = await ask(scene, "Chen")

    assert "Proposed by ben" in card.text
    assert "Approved by" in last_message_to(scene, "Ana").text
    assert "Approved by ana" in last_message_to(scene, "Ben").text.replace("*", "")
    assert NEWS in (await scene.replies(mention))[-1].text
    assert "Your team:" in answer.text
    assert "by ben, approved by ana" in answer.text


async def test_a_card_shows_a_draft_literally(scene: Scene) -> None:
    await propose(scene, "Ben")
    card = last_message_to(scene, "Ana")
    elements = card.blocks[0]["elements"][0]["elements"]

    assert "<!channel>" not in card.text
    assert "&lt;!channel&gt;" in card.text
    assert f"{CAUSE}\n<!channel> " in [element["text"] for element in elements]
    assert {"type": "text", "text": "x", "style": {"code": True}} in elements


async def test_a_rejection_has_a_reason(scene: Scene) -> None:
    await propose(scene, "Ben")
    await scene.click("Ana", last_message_to(scene, "Ana"), "Reject")
    await submit(scene, "Ana", Reason="Not reproducible.")

    assert "Rejected by" in last_message_to(scene, "Ben").text
    assert "Not reproducible." in last_message_to(scene, "Ben").text
    assert not [b for b in last_message_to(scene, "Ana").blocks if b["type"] == "actions"]


async def test_a_second_decision_is_refused(scene: Scene) -> None:
    await propose(scene, "Ben")
    card = last_message_to(scene, "Ana")
    for _ in range(2):
        await scene.click("Ana", card, "Approve")

    assert "You have already approved it." in last_in_dm(scene, "Ana")


async def test_a_reason_after_the_decision_is_refused(scene: Scene) -> None:
    await propose(scene, "Ben")
    card = last_message_to(scene, "Ana")
    await scene.click("Ana", card, "Reject")
    await scene.click("Ana", card, "Approve")
    await submit(scene, "Ana", Reason="No.")

    assert "You have already approved it." in scene.view("Ana").errors["reason"]


async def test_only_reviewers_decide(scene: Scene) -> None:
    await propose(scene, "Ben")
    await scene.click("Chen", last_message_to(scene, "Ana"), "Approve")

    assert "You are not a reviewer" in str(scene.slack.sent[-1])
    assert "Your team" not in (await ask(scene, "Ben")).text


async def test_a_refusal_in_the_home_tab_is_shown_in_a_modal(scene: Scene) -> None:
    await propose(scene, "Ben")
    old = replace(await scene.open_home("Ana"))
    await scene.click("Ana", last_message_to(scene, "Ana"), "Reject")
    await submit(scene, "Ana", Reason="Not so.")
    await scene.click("Ana", old, "Approve")

    assert "You have already rejected it." in str(scene.view("Ana").blocks)


# --- a reviewer's own proposals


async def test_a_reviewer_cannot_decide_on_their_own_proposal(scene: Scene) -> None:
    await propose(scene, "Ana")
    home = await scene.open_home("Ana")

    for blocks in (last_message_to(scene, "Ana").blocks, home.blocks):
        assert "Approve" not in str(blocks)
        assert "another reviewer decides" in str(blocks)


async def test_a_reviewer_may_edit_but_not_approve_their_own_proposal(scene: Scene) -> None:
    await propose(scene, "Ana")
    await scene.click("Ana", last_message_to(scene, "Ana"), "Edit")
    await submit(scene, "Ana", Cause="Something else.")
    card = last_message_to(scene, "Ana")

    assert "Something else." in card.text
    assert "Approve" not in str(card.blocks)


async def test_a_forged_rejection_of_an_own_proposal_is_refused(scene: Scene) -> None:
    await propose(scene, "Ben")
    await propose(scene, "Ana", Cause="Her own.")
    card = messages_to(scene, "Ana")[-2]
    proposals = await scene.bot.team.open_proposals(TEAM_ID)
    [own] = [each for each in proposals if each.draft.cause == "Her own."]
    forge(card, proposal=own.id)
    await scene.click("Ana", card, "Reject")

    assert "somebody else must decide" in last_in_dm(scene, "Ana")


# --- edits


@two_reviewers
async def test_one_reviewer_edits_and_another_approves(scene: Scene) -> None:
    await propose(scene, "Ben")
    await scene.click("Ana", last_message_to(scene, "Ana"), "Edit")
    await submit(scene, "Ana", Cause="The quota was reached.")
    await scene.click("Chen", last_message_to(scene, "Chen"), "Approve")

    assert "The quota was reached." in (await ask(scene, "Chen")).text


@two_reviewers
async def test_an_edited_proposal_is_not_approved_unread(scene: Scene) -> None:
    await propose(scene, "Ben")
    await scene.open_home("Chen")
    old_card = replace(last_message_to(scene, "Chen"))
    await scene.click("Ana", last_message_to(scene, "Ana"), "Edit")
    await submit(scene, "Ana", Cause="Something else.")
    assert "Something else." in str(scene.home("Chen").blocks)
    assert "Edited by ana" in last_message_to(scene, "Chen").text

    await scene.click("Chen", old_card, "Approve")
    assert "It was edited since you saw it" in last_in_dm(scene, "Chen")
    await scene.click("Chen", scene.home("Chen"), "Approve")
    assert "Edited by ana" in last_message_to(scene, "Ben").text


@two_reviewers
async def test_only_an_open_proposal_is_edited(scene: Scene) -> None:
    await propose(scene, "Ben")
    card = last_message_to(scene, "Ana")
    forge(card, proposal="of nobody")
    await scene.click("Ana", card, "Edit")
    assert scene.slack.client("Ana").view is None
    assert "no such proposal" in last_in_dm(scene, "Ana")

    card = messages_to(scene, "Ana")[0]
    forge(card, proposal=(await scene.bot.team.open_proposals(TEAM_ID))[0].id)
    await scene.click("Ana", card, "Edit")
    await submit(scene, "Ana", Link="not a link")
    assert set(scene.view("Ana").errors) == {"link"}
    await scene.click("Chen", last_message_to(scene, "Chen"), "Approve")
    await submit(scene, "Ana", Link="", Cause="Too late.")

    assert "chen was faster" in scene.view("Ana").errors["cause"]
    assert "Too late." not in (await ask(scene, "Chen")).text


# --- cards


async def test_the_card_of_a_change_shows_the_difference(scene: Scene) -> None:
    await publish(scene)
    await change(scene, "The share was nearly full.")
    card = next(m for m in reversed(messages_to(scene, "Ana")) if "until now" in m.text)
    spans = card.blocks[0]["elements"][0]["elements"]

    assert "Changes version 1 of an entry of your team." in card.text
    assert {"strike": True} in [span.get("style") for span in spans]
    assert {"type": "text", "text": "nearly ", "style": {"bold": True}} in spans


async def test_a_deleted_card_and_a_refused_home_tab_do_not_stop_a_decision(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    await scene.slack.client("Ben").opens_home()
    await propose(scene, "Ben")
    scene.slack.next_response("chat.update", refusal("message_not_found"))
    scene.slack.next_response("views.publish", refusal("message_not_found"))
    await approve(scene)

    assert "a review card was not updated" in caplog.text
    assert "a home tab was not updated" in caplog.text
    assert "Approved by ana" in last_message_to(scene, "Ben").text.replace("*", "")


async def test_a_proposal_whose_card_slack_refuses_is_still_open(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.slack.next_response("chat.postMessage", refusal("channel_not_found"))
    await propose(scene, "Ben")

    assert "a message about the team's entries was not posted" in caplog.text
    assert "Proposed for " in str((await scene.open_home("Ana")).blocks)


async def test_a_forgotten_proposer_is_not_notified(scene: Scene) -> None:
    await propose(scene, "Ben")
    database = engine(scene.database_url)
    await asyncio.to_thread(SqlStore(database).forget, scene.slack.client("Ben").id)
    await asyncio.to_thread(database.dispose)
    await approve(scene)

    assert messages_to(scene, "Ben") == []
    assert "Proposed by somebody" in last_message_to(scene, "Ana").text
    assert "by somebody, approved by ana" in (await ask(scene, "Chen")).text
