"""Users of another company see no entries, and change nothing."""

import pytest

from bot.playground.model import OTHER_TEAM_ID, TEAM_ID
from bot.playground.slack import Slack
from bot.slack import forms, review_cards
from tests.scenarios.conftest import HERE, Scene, scene_with
from tests.scenarios.team.conftest import (
    CAUSE,
    CODE,
    DORA,
    FOUND,
    LEFT_OUT,
    connect_dora,
    propose,
    publish,
    submit,
)

REFUSED = "Only people of the company whose team wrote this can do that."


async def test_fault_59_an_outsider_who_clicks_a_button_sees_no_entry(scene: Scene) -> None:
    await publish(scene, "Ben", "5")
    before = await scene.mention("Chen", "5")
    connect_dora(scene)
    await scene.click("Dora", before, "Steps")
    of_outsider = scene.private("Dora").text
    await scene.click("Chen", before, "Steps")

    assert CAUSE in before.text
    assert CAUSE not in of_outsider
    assert LEFT_OUT in of_outsider
    assert CAUSE in scene.private("Chen").text


@pytest.mark.parametrize("button", ["Helped", "Didn't help", "Add what you found"])
async def test_fault_59_an_outsider_neither_votes_nor_proposes(scene: Scene, button: str) -> None:
    await publish(scene)
    before = await scene.mention("Chen", CODE)
    dora = connect_dora(scene)
    await scene.click("Dora", before, button)
    [entry] = scene.bot.team.notes(TEAM_ID).all()

    assert scene.private("Dora").text == REFUSED
    assert dora.view is None
    assert (entry.helped, entry.did_not_help) == (0, 0)


@pytest.mark.parametrize("button", ["Approve", "Reject", "Edit"])
async def test_fault_59_an_outsider_does_not_decide(slack: Slack, button: str) -> None:
    channel = slack.workspace.channel(HERE).id
    reviewers = frozenset({slack.client("Ana").id, DORA.id})  # as if Dora were a reviewer
    async with scene_with(slack, review_channel=channel, reviewers=reviewers) as scene:
        await propose(scene, "Ben")
        [card] = slack.messages(HERE)
        dora = connect_dora(scene)
        await scene.click("Dora", card, button)
        [proposal] = await scene.bot.team.open_proposals(TEAM_ID)

    assert scene.private("Dora").text == REFUSED
    assert dora.view is None
    assert proposal.draft.cause == FOUND["Cause"]


async def test_fault_59_forms_submitted_by_an_outsider_are_refused(scene: Scene) -> None:
    await propose(scene, "Ben")
    dora = connect_dora(scene)
    [proposal] = await scene.bot.team.open_proposals(TEAM_ID)
    own = forms.fields_of(proposal.draft)
    for view, field in (
        (forms.draft_view(own, scene.bot.team.new_form()), "cause"),
        (forms.edit_view(own, proposal.current_version), "cause"),
        (review_cards.reject_view(proposal.current_version), "reason"),
    ):
        opened = scene.slack.workspace.views.open(dora.id, view)
        await dora.submits(opened, {field: "Another."})
        assert REFUSED in scene.view("Dora").errors[field]
    after = await scene.bot.team.open_proposals(TEAM_ID)

    assert after == [proposal]
    assert await scene.bot.team.open_proposals(OTHER_TEAM_ID) == []


async def test_fault_59_an_outsider_who_looks_up_a_code_sees_no_entry(scene: Scene) -> None:
    await publish(scene)
    dora = connect_dora(scene)
    await scene.open_look_up("Ana")
    scene.slack.workspace.views.open(dora.id, scene.view("Ana").content)
    await submit(scene, "Dora", **{"Status code": CODE})

    assert CODE in str(scene.view("Dora").blocks)
    assert CAUSE not in str(scene.view("Dora").blocks)
