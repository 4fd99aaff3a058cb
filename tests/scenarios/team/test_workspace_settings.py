"""An administrator of the workspace sets who reviews, where, and how long questions are kept."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.codes.printed_by import PrintedBy
from bot.database.engine import engine
from bot.playground.model import TEAM_ID, View
from bot.slack.listeners import settings_listeners
from bot.slack.payloads.settings_form import settings_view
from bot.team.reviewers import Reviewers
from bot.team.settings import NOT_SET, WorkspaceSettings
from bot.team.sql_store import SqlStore
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, Scenario, refusal, scenario_with, view_of
from tests.scenarios.team.conftest import (
    CODE,
    DORA,
    FOUND,
    approve,
    ask,
    connect_dora,
    messages_to,
    propose,
    publish,
)
from tests.team.entries import refusals

SECTION, BUTTON = "Settings of this workspace", "Change settings"
ANA, BEN, CHEN = "U0ANA00001", "U0BEN00001", "U0CHEN0001"
REFUSED = "Only an admin or an owner of the workspace can change its settings."
FORM = settings_view(NOT_SET, NOT_SET)


@pytest.fixture
async def scenario(slack: Slack) -> AsyncIterator[Scenario]:
    """A workspace whose operator has set nothing; its administrator is Chen."""
    async with scenario_with(slack, reviewers=frozenset()) as scenario:
        yield scenario


async def open_form(scenario: Scenario, user: str = "Chen") -> View:
    await scenario.click(user, await scenario.open_home(user), BUTTON)
    return scenario.view(user)


async def submit(scenario: Scenario, **fields: str | Sequence[str]) -> View | None:
    """Chen submits the form with these fields; it is returned if it stays open."""
    chen = scenario.slack.client("Chen")
    await chen.submits(await open_form(scenario), fields)
    await scenario.settled()
    return chen.view


async def errors(scenario: Scenario, **fields: str | Sequence[str]) -> dict[str, str]:
    """The errors below the fields after that."""
    view = await submit(scenario, **fields)
    assert view
    return dict(view.errors)


def shown(view: View) -> str:
    return str(view.blocks)


def change_user(slack: Slack, user: str, **fields: Any) -> None:  # noqa: ANN401 - fields of User
    slack.workspace.users[user] = replace(slack.workspace.users[user], **fields)


def in_force(scenario: Scenario) -> WorkspaceSettings:
    return scenario.bot.team.settings.of(TEAM_ID)


async def test_only_an_administrator_sees_the_settings(scenario: Scenario) -> None:
    dora = connect_dora(scenario)
    change_user(scenario.slack, DORA.id, is_admin=True)  # of the other company
    await dora.opens_home()
    await scenario.settled()

    assert SECTION in shown(await scenario.open_home("Chen"))
    assert BUTTON in shown(scenario.home("Chen"))
    assert SECTION not in shown(await scenario.open_home("Ben"))
    assert SECTION not in shown(scenario.home("Dora"))


async def test_an_owner_is_an_administrator_and_one_who_is_none_any_more_is_not(
    scenario: Scenario,
) -> None:
    owner = {"id": BEN, "team_id": TEAM_ID, "is_owner": True}
    scenario.slack.next_response("users.info", CannedResponse(body={"ok": True, "user": owner}))
    as_owner = await scenario.open_home("Ben")
    again = await scenario.open_home("Ben")

    assert SECTION in shown(as_owner)
    assert SECTION not in shown(again)


async def test_a_chosen_reviewer_decides_and_cards_go_to_the_chosen_channel(
    scenario: Scenario,
) -> None:
    await scenario.open_home("Ana")
    assert await submit(scenario, reviewers=[ANA], review_channel="C0CLUSTER1") is None
    home = shown(scenario.home("Chen"))
    await propose(scenario, "Ben")
    [card] = [each for each in scenario.slack.messages(HERE) if "Proposed for" in each.text]
    await scenario.click("Chen", card, "Approve")
    refused = scenario.private("Chen").text
    await scenario.click("Ana", card, "Approve")

    assert f"'user_id': '{ANA}'" in home
    assert "'channel_id': 'C0CLUSTER1'" in home
    assert "You are not a reviewer" in refused
    assert "Your team:" in (await ask(scenario, "Ben")).text


async def test_without_a_channel_cards_go_to_each_reviewer(scenario: Scenario) -> None:
    await submit(scenario, reviewers=[ANA, CHEN])
    await publish(scenario)

    assert "direct message" in shown(scenario.home("Chen"))
    assert "Approved by ana" in messages_to(scenario, "Chen")[0].text.replace("*", "")


async def test_a_single_reviewer_approves_their_own_if_the_workspace_wants_it(
    scenario: Scenario,
) -> None:
    await submit(scenario, reviewers=[ANA], self_review=["self_review"])
    await propose(scenario, "Ana")
    await approve(scenario)

    assert "Your team:" in (await ask(scenario, "Ben")).text


async def test_the_form_begins_with_what_holds_and_can_clear_it(scenario: Scenario) -> None:
    everything = {"reviewers": [ANA], "self_review": ["self_review"], "keep_days": "30"}
    await submit(scenario, **everything, review_channel="C0CLUSTER1")
    first = in_force(scenario)
    await submit(scenario)
    same = in_force(scenario)
    await submit(scenario, reviewers=[], self_review=[], keep_days="", review_channel="")

    assert first == WorkspaceSettings(
        Reviewers(frozenset({ANA}), self_review=True), "C0CLUSTER1", 30, 1
    )
    assert same == first
    assert in_force(scenario) == WorkspaceSettings(keep_days=90, version=2)
    assert "nobody yet" in shown(scenario.home("Chen"))


async def test_an_administrator_chooses_what_a_number_alone_comes_from(
    scenario: Scenario,
) -> None:
    before = await ask(scenario, "Ben", "1060")
    await submit(scenario, context="any")
    after = await ask(scenario, "Ben", "1060")
    home = shown(scenario.home("Chen"))
    await submit(scenario, context="none")

    assert "IISSYNC first: only a number was sent" in before.text
    assert "Windows first: as your workspace chose" in after.text
    assert "Any program on Windows" in home
    assert in_force(scenario) == WorkspaceSettings(keep_days=90, version=2)


async def test_the_context_of_the_environment_holds_until_a_workspace_chooses(
    slack: Slack,
) -> None:
    async with scenario_with(slack, default_context="any") as scenario:
        by_operator = in_force(scenario).context
        form = await open_form(scenario)
        await scenario.slack.client("Chen").submits(form, {"context": "iissync"})
        await scenario.settled()

        assert "As the operator says: Any program on Windows" in shown(form)
        assert by_operator is PrintedBy.ANY
        assert in_force(scenario).context is PrintedBy.IISSYNC


async def test_bots_guests_and_other_companies_cannot_review(scenario: Scenario) -> None:
    connect_dora(scenario)
    change_user(scenario.slack, BEN, is_guest=True)
    people = [BEN, DORA.id, scenario.slack.bot_user.id, "U0NOBODY01", ANA]

    assert await errors(scenario, reviewers=people) == {
        "reviewers": "Ben Brown cannot review: Ben Brown is a guest. "
        "Dora Dahl cannot review: Dora Dahl is not of this workspace. "
        "U0NOBODY01 cannot review: U0NOBODY01 is not of this workspace. "
        "IISSYNC cannot review: IISSYNC is an app."
    }
    assert in_force(scenario).reviewers.ids == frozenset()


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0OPSPRIV1", "I do not see that channel. Invite me there: /invite @iissync"),
        ("C0CLUSTER1", "I am not in that channel. Invite me there: /invite @iissync"),
        ("C0GENERAL1", "Another company reads that channel. Choose another one."),
    ],
)
async def test_a_channel_that_cannot_be_posted_to_is_refused(
    scenario: Scenario, channel: str, error: str
) -> None:
    scenario.slack.bot_leaves(HERE)
    scenario.slack.connect("#general", DORA)

    assert await errors(scenario, review_channel=channel) == {"review_channel": error}


async def test_an_archived_channel_is_refused(scenario: Scenario) -> None:
    archived = {"ok": True, "channel": {"id": "C1", "is_archived": True, "is_member": True}}
    scenario.slack.next_response("conversations.info", CannedResponse(body=archived))
    found = await errors(scenario, review_channel="C0CLUSTER1")

    assert found == {"review_channel": "That channel is archived. Choose another one."}


@pytest.mark.parametrize("days", ["0", "3651", "1.5", "٩", "-1", "99999999999"])
async def test_days_have_the_bounds_of_the_setting(scenario: Scenario, days: str) -> None:
    assert await errors(scenario, keep_days=days) == {
        "keep_days": "A whole number from 1 to 3650, or nothing."
    }


async def test_there_are_not_too_many_reviewers(scenario: Scenario) -> None:
    people = [f"U0NUMBER{number:02}" for number in range(21)]
    before = len(scenario.slack.calls)

    assert await errors(scenario, reviewers=people) == {"reviewers": "At most 20 people."}
    asked = [call for call in scenario.slack.calls[before:] if call.method == "users.info"]
    assert {call.arguments["user"] for call in asked} == {CHEN}


async def test_what_the_operator_has_set_is_shown_and_not_asked_for(slack: Slack) -> None:
    channel = slack.workspace.channel(HERE).id
    async with scenario_with(slack, review_channel=channel) as scenario:
        form = await open_form(scenario)
        await scenario.slack.client("Chen").submits(form, {"keep_days": "7"})
        await scenario.settled()

        assert shown(scenario.home("Chen")).count("(set by the operator)") == 3
        assert [block["block_id"] for block in form.blocks[1:]] == ["keep_days", "context"]
        assert "has set the reviewers and the review channel for all" in shown(form)
        assert in_force(scenario) == WorkspaceSettings(
            Reviewers(frozenset({ANA})), channel, 7, version=1
        )


async def test_the_operators_reviewers_are_not_replaced_by_a_forged_form(slack: Slack) -> None:
    async with scenario_with(slack) as scenario:
        chen = slack.client("Chen")
        form = slack.workspace.views.open(chen.id, FORM)
        await chen.submits(form, {"reviewers": [BEN], "review_channel": "C0CLUSTER1"})
        await scenario.settled()

        assert in_force(scenario).reviewers.ids == {ANA}
        assert scenario.bot.team.settings.own(TEAM_ID) == WorkspaceSettings(
            review_channel="C0CLUSTER1", version=1
        )


def refused_attempts(scenario: Scenario) -> list[tuple[str | None, str]]:
    refused = refusals(store(scenario), TEAM_ID)
    return [(each.person.id if each.person else None, each.what) for each in refused]


def store(scenario: Scenario) -> SqlStore:
    return SqlStore(engine(scenario.database_url))


async def test_a_forged_click_or_submission_of_another_person_changes_nothing(
    scenario: Scenario,
) -> None:
    chens, ben = await scenario.open_home("Chen"), scenario.slack.client("Ben")
    forged = scenario.slack.workspace.views.publish(ben.id, chens.content)
    await scenario.click("Ben", forged, BUTTON)
    after_click = view_of(ben)
    form = scenario.slack.workspace.views.open(ben.id, FORM)
    await ben.submits(form, {"reviewers": [BEN]})
    await scenario.settled()

    assert REFUSED in shown(after_click)
    assert REFUSED in shown(view_of(ben))
    assert in_force(scenario).version == 0
    assert refused_attempts(scenario) == [(BEN, "change the settings")] * 2


async def test_an_administrator_of_another_company_changes_nothing(scenario: Scenario) -> None:
    dora = connect_dora(scenario)
    change_user(scenario.slack, DORA.id, is_admin=True)
    form = scenario.slack.workspace.views.open(dora.id, FORM)
    await dora.submits(form, {"reviewers": [DORA.id]})
    await scenario.settled()

    assert "Only people of the company" in shown(view_of(dora))
    assert in_force(scenario).version == 0


async def test_who_is_no_administrator_any_more_cannot_submit_the_form(scenario: Scenario) -> None:
    form, chen = await open_form(scenario), scenario.slack.client("Chen")
    change_user(scenario.slack, CHEN, is_admin=False)
    await chen.submits(form, {"reviewers": [CHEN]})

    assert REFUSED in shown(view_of(chen))
    assert in_force(scenario).version == 0


async def test_the_second_of_two_administrators_is_told_of_the_first(scenario: Scenario) -> None:
    change_user(scenario.slack, BEN, is_admin=True)
    form, ben = await open_form(scenario, "Ben"), scenario.slack.client("Ben")
    await submit(scenario, reviewers=[ANA])
    await ben.submits(form, {"reviewers": [BEN]})

    assert "Somebody has changed the settings since you opened them" in shown(view_of(ben))
    assert in_force(scenario).reviewers.ids == {ANA}


@pytest.mark.parametrize("word", ["missing_scope", "internal_error"])
async def test_if_slack_does_not_say_who_somebody_is_nothing_is_offered_or_saved(
    scenario: Scenario, word: str
) -> None:
    form, chen = await open_form(scenario), scenario.slack.client("Chen")
    scenario.slack.next_response("users.info", *[refusal(word)] * 2)
    await chen.submits(form, {"reviewers": [CHEN]})
    await scenario.open_home("Chen")

    assert "nothing was saved" in view_of(chen).errors["keep_days"]
    assert SECTION not in shown(scenario.home("Chen"))
    assert in_force(scenario).version == 0


async def test_without_the_scope_the_home_tab_has_no_settings_and_says_nothing_in_the_log(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    scenario.slack.workspace.scopes_lacking.add("users:read")
    for _ in range(2):
        assert SECTION not in shown(await scenario.open_home("Chen"))

    assert [call.method for call in scenario.slack.calls].count("users.info") <= 1
    assert "administrator" not in caplog.text


async def test_without_reviewers_the_form_says_how_some_are_named(scenario: Scenario) -> None:
    with_scope = await refused_proposal(scenario)
    scenario.slack.workspace.scopes_lacking.add("users:read")
    await scenario.open_home("Ana")  # the next response names the scopes
    without = await refused_proposal(scenario)

    assert "An administrator of the workspace chooses some in my home tab" in with_scope
    assert "if the app were installed again with the permission users:read" in without


async def refused_proposal(scenario: Scenario) -> str:
    """The words in the form of a proposal that is not taken."""
    await scenario.slack.client("Ben").runs(HERE, f"/iissync add {CODE}")
    await scenario.settled()
    ben = scenario.slack.client("Ben")
    await ben.submits(view_of(ben), FOUND)
    await scenario.settled()
    return str(view_of(ben).errors)


async def test_the_token_is_refused_while_the_form_is_submitted(scenario: Scenario) -> None:
    for method in ("users.info", "conversations.info"):
        form, chen = await open_form(scenario), scenario.slack.client("Chen")
        scenario.slack.next_response(method, refusal("token_revoked"))
        await chen.submits(form, {"review_channel": "C0CLUSTER1"})

        assert "nothing was saved" in view_of(chen).errors["keep_days"]


async def test_if_slack_takes_too_long_nothing_is_saved(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, chen = await open_form(scenario), scenario.slack.client("Chen")
    monkeypatch.setattr(settings_listeners, "SLACK_SECONDS", 0)
    await chen.submits(form, {"reviewers": [CHEN]})

    assert "did not answer in time" in view_of(chen).errors["keep_days"]


async def test_the_log_says_who_changed_what(scenario: Scenario) -> None:
    await submit(scenario, reviewers=[ANA], keep_days="30")
    [line] = store(scenario).decisions(TEAM_ID)

    assert line.person
    assert (line.act, line.person.id) == ("configured", CHEN)
    assert line.what == f"reviewers {ANA}, questions kept 30 days"
