"""Users of another company see no entries, and change nothing."""

import pytest

from bot.playground.model import OTHER_TEAM_ID, TEAM_ID
from bot.slack.payloads import forms, review_cards
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, Scenario, scenario_with
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


async def test_fault_59_an_outsider_who_clicks_a_button_sees_no_entry(scenario: Scenario) -> None:
    await publish(scenario, "Ben", "5")
    before = await scenario.mention("Chen", "5")
    connect_dora(scenario)
    await scenario.click("Dora", before, "Steps")
    of_outsider = scenario.private("Dora").text
    await scenario.click("Chen", before, "Steps")

    assert CAUSE in before.text
    assert CAUSE not in of_outsider
    assert LEFT_OUT in of_outsider
    assert CAUSE in scenario.private("Chen").text


@pytest.mark.parametrize("button", ["Helped", "Didn't help", "Add what you found"])
async def test_fault_59_an_outsider_neither_votes_nor_proposes(
    scenario: Scenario, button: str
) -> None:
    await publish(scenario)
    before = await scenario.mention("Chen", CODE)
    dora = connect_dora(scenario)
    await scenario.click("Dora", before, button)
    [entry] = scenario.bot.team.notes(TEAM_ID).all()

    assert scenario.private("Dora").text == REFUSED
    assert dora.view is None
    assert (entry.helped, entry.did_not_help) == (0, 0)


@pytest.mark.parametrize("button", ["Approve", "Reject", "Edit"])
async def test_fault_59_an_outsider_does_not_decide(slack: Slack, button: str) -> None:
    channel = slack.workspace.channel(HERE).id
    reviewers = frozenset({slack.client("Ana").id, DORA.id})  # as if Dora were a reviewer
    async with scenario_with(slack, review_channel=channel, reviewers=reviewers) as scenario:
        await propose(scenario, "Ben")
        [card] = slack.messages(HERE)
        dora = connect_dora(scenario)
        await scenario.click("Dora", card, button)
        [proposal] = await scenario.bot.team.open_proposals(TEAM_ID)

    assert scenario.private("Dora").text == REFUSED
    assert dora.view is None
    assert proposal.draft.cause == FOUND["Cause"]


async def test_fault_59_forms_submitted_by_an_outsider_are_refused(scenario: Scenario) -> None:
    await propose(scenario, "Ben")
    dora = connect_dora(scenario)
    [proposal] = await scenario.bot.team.open_proposals(TEAM_ID)
    own = forms.fields_of(proposal.draft)
    for view, field in (
        (forms.draft_view(own, scenario.bot.team.new_form()), "cause"),
        (forms.edit_view(own, proposal.current_version), "cause"),
        (review_cards.reject_view(proposal.current_version), "reason"),
    ):
        opened = scenario.slack.workspace.views.open(dora.id, view)
        await dora.submits(opened, {field: "Another."})
        assert REFUSED in scenario.view("Dora").errors[field]
    after = await scenario.bot.team.open_proposals(TEAM_ID)

    assert after == [proposal]
    assert await scenario.bot.team.open_proposals(OTHER_TEAM_ID) == []


async def test_fault_59_an_outsider_who_looks_up_a_code_sees_no_entry(scenario: Scenario) -> None:
    await publish(scenario)
    dora = connect_dora(scenario)
    await scenario.open_look_up("Ana")
    scenario.slack.workspace.views.open(dora.id, scenario.view("Ana").content)
    await submit(scenario, "Dora", **{"Status code": CODE})

    assert CODE in str(scenario.view("Dora").blocks)
    assert CAUSE not in str(scenario.view("Dora").blocks)
