"""An organization has the bot in all its workspaces, each of which keeps entries of its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.jobs.model import Job, NewJob, State
from bot.jobs.sql_store import SqlJobStore
from bot.playground.model import View
from bot.team.model import TeamEntry
from tests.fake_slack.canned_responses import CannedResponse
from tests.scenarios.companies import Company
from tests.scenarios.conftest import HERE, refusal, view_of
from tests.scenarios.team.conftest import CAUSE, CODE, NEWS
from tests.scenarios.team.test_settings_of_many import CHEN, cards, propose
from tests.scenarios.team.test_three_companies import ANA, admin_of, answer, member_of
from tests.scenarios.test_installing import Many, ManyWithBot, many

__all__ = ["many"]  # a fixture

BEN, OTHER_WORKSPACE = "U0BEN00001", "T0GRID999"
SEPARATED = {"reviewers": [ANA], "separate": ["separate"]}
OWN = "Each workspace keeps entries of its own"
Fields = Mapping[str, Sequence[str] | str]


def describe(grid: Company, *people: Mapping[str, Any]) -> None:
    """What Slack says, the next times, of whom it is asked about."""
    described = [CannedResponse(body={"ok": True, "user": each}) for each in people]
    grid.slack.next_response("users.info", *described)


def describe_channel(grid: Company, *, teams: Sequence[str], **more: object) -> None:
    """What Slack says, the next time, of a channel that these workspaces read."""
    channel = {"id": "C1", "is_member": True, "is_ext_shared": False, "shared_team_ids": teams}
    answer = {"ok": True, "channel": channel | more}
    grid.slack.next_response("conversations.info", CannedResponse(body=answer))


def admin_of_workspace(grid: Company) -> Mapping[str, Any]:
    """Ben as Slack describes an admin of the workspace in which he acts."""
    return {**member_of(grid), "id": BEN, "is_admin": True}


async def open_form(scenario: ManyWithBot, grid: Company, user: str) -> View:
    client = grid.slack.client(user)
    await client.opens_home()
    await scenario.settled(grid)
    assert client.home
    await client.clicks(client.home, "Change settings")
    await scenario.settled(grid)
    return view_of(client)


async def submit(scenario: ManyWithBot, grid: Company, user: str, fields: Fields) -> View | None:
    """The form as it stays open after these fields were submitted in it."""
    form, client = await open_form(scenario, grid, user), grid.slack.client(user)
    await client.submits(form, fields)
    await scenario.settled(grid)
    return client.view


async def set_up(scenario: ManyWithBot, grid: Company, fields: Fields = SEPARATED) -> None:
    """Chen, an admin of the organization, chooses its settings."""
    describe(grid, *[admin_of(grid)] * 3, *[member_of(grid)] * len(fields["reviewers"]))
    assert await submit(scenario, grid, "Chen", fields) is None


async def publish(scenario: ManyWithBot, grid: Company) -> TeamEntry:
    await propose(scenario, grid)
    card = cards(grid, "Ana")[-1]
    await grid.slack.client("Ana").clicks(card, "Approve")
    await scenario.settled(grid)
    entries = scenario.bot.team.notes(f"{grid.org}/{grid.team}").all()
    return max(entries, key=lambda each: each.revision.at)


@pytest.fixture
async def scenario(many: Many) -> AsyncIterator[ManyWithBot]:
    async with many.bot() as scenario:
        await scenario.browser().installs(many.company("Grid"))
        yield scenario


@pytest.fixture
def grid(many: Many) -> Company:
    return many.company("Grid")


async def test_an_entry_is_shown_in_its_own_workspace_alone(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    first = grid.team
    entry = await publish(scenario, grid)
    own = await answer(scenario, grid)
    grid.team = OTHER_WORKSPACE
    other = await answer(scenario, grid)
    await set_up(scenario, grid, {**SEPARATED, "separate": []})
    still_other = await answer(scenario, grid)
    grid.team = first
    still_own = await answer(scenario, grid)

    assert entry.workspace == f"{grid.org}/{first}"
    shown = [CAUSE in each for each in (own, other, still_own, still_other)]
    assert shown == [True, False, True, False]


async def test_a_reviewer_decides_while_slack_says_that_they_are_elsewhere(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    first = grid.team
    await propose(scenario, grid)
    [card] = cards(grid, "Ana")
    grid.team = OTHER_WORKSPACE
    await grid.slack.client("Ana").clicks(card, "Approve")
    await scenario.settled(grid)
    to_chen = [each.text for each in grid.slack.messages(grid.slack.client("Chen").dm)]
    [entry] = scenario.bot.team.notes(f"{grid.org}/{first}").all()

    assert entry.workspace == f"{grid.org}/{first}"
    assert ["Approved by" in each for each in to_chen] == [True]
    assert "Approved by" in cards(grid, "Ana")[0].text


async def test_entries_that_were_shared_stay_so_and_later_ones_are_not(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid, {"reviewers": [ANA]})
    shared = await publish(scenario, grid)
    before = scenario.bot.team.settings.separates(grid.org)
    await set_up(scenario, grid)
    home = grid.slack.client("Chen").home
    grid.team = OTHER_WORKSPACE
    in_other = await answer(scenario, grid)
    later = await publish(scenario, grid)
    await set_up(scenario, grid, {**SEPARATED, "separate": []})
    again = await publish(scenario, grid)

    assert (before, OWN in str(home and home.blocks)) == (False, True)
    assert CAUSE in in_other
    owners = [each.workspace for each in (shared, later, again)]
    assert owners == [grid.org, f"{grid.org}/{OTHER_WORKSPACE}", grid.org]


@pytest.mark.parametrize(
    ("teams", "more"),
    [
        (["T0GRID003", OTHER_WORKSPACE], {"is_org_shared": True}),
        (["T0GRID003"], {"is_org_shared": True}),
        ([OTHER_WORKSPACE], {}),
    ],
)
async def test_a_channel_that_another_workspace_reads_gets_no_entry_of_one(
    scenario: ManyWithBot, grid: Company, teams: Sequence[str], more: Mapping[str, object]
) -> None:
    await set_up(scenario, grid)
    await publish(scenario, grid)
    describe_channel(grid, teams=teams, **more)

    assert CAUSE not in await answer(scenario, grid)
    assert CAUSE in await answer(scenario, grid)


async def test_a_channel_with_another_company_gets_no_entry_at_all(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    await publish(scenario, grid)
    describe_channel(grid, teams=[grid.team], is_ext_shared=True)

    assert CAUSE not in await answer(scenario, grid)


@pytest.mark.parametrize(("more", "told"), [({}, [True]), ({"is_ext_shared": True}, [])])
async def test_who_asked_where_several_workspaces_read_is_told_of_the_cause_alone(
    scenario: ManyWithBot, grid: Company, more: Mapping[str, object], told: Sequence[bool]
) -> None:
    await set_up(scenario, grid)
    ben, both = grid.slack.client("Ben"), [grid.team, OTHER_WORKSPACE]
    describe_channel(grid, teams=both)
    await answer(scenario, grid)
    describe_channel(grid, teams=both, **more)
    await publish(scenario, grid)
    news = [each for each in grid.slack.messages(ben.dm) if NEWS in each.text]
    unanswered = await scenario.bot.team.questions.unanswered(
        f"{grid.org}/{grid.team}", StatusCode(int(CODE))
    )

    assert [CAUSE in each.text for each in news] == told
    assert len(unanswered) == 1 - len(told)
    assert CAUSE not in str([each.text for each in grid.slack.messages(HERE)])


async def test_if_slack_does_not_say_who_reads_a_channel_the_answer_waits(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    await publish(scenario, grid)
    grid.slack.next_response("conversations.info", refusal("internal_error"))
    question = await grid.slack.client("Ben").says(HERE, f"@iissync {CODE}")
    await grid.slack.wait_for(lambda: len(grid.slack.messages(HERE, question)) > 0)

    assert CAUSE in grid.slack.messages(HERE, question)[0].text


async def test_without_the_database_and_who_reads_the_channel_the_answer_has_no_own_entry(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    await publish(scenario, grid)
    with engine(scenario.many.url).begin() as connection:
        connection.execute(text("ALTER TABLE job RENAME TO moved"))
    grid.slack.next_response("conversations.info", refusal("internal_error"))

    assert CAUSE not in await answer(scenario, grid)
    with engine(scenario.many.url).begin() as connection:
        connection.execute(text("ALTER TABLE moved RENAME TO job"))


async def test_a_direct_message_is_the_workspaces_own(scenario: ManyWithBot, grid: Company) -> None:
    await set_up(scenario, grid)
    await publish(scenario, grid)
    ben = grid.slack.client("Ben")
    await ben.says(ben.dm, CODE)
    await scenario.settled(grid)

    assert CAUSE in grid.slack.messages(ben.dm)[-1].text


async def test_an_admin_of_a_workspace_chooses_its_reviewers_and_a_channel_of_its_own(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    describe(grid, *[admin_of_workspace(grid)] * 3, member_of(grid))
    describe_channel(grid, teams=[grid.team, OTHER_WORKSPACE])
    fields = {"reviewers": [BEN], "review_channel": "C0CLUSTER1"}
    refused = await submit(scenario, grid, "Ben", fields)
    form = grid.slack.client("Ben").view
    describe(grid, admin_of_workspace(grid), member_of(grid))
    assert form
    await grid.slack.client("Ben").submits(form, {"reviewers": [BEN]})
    await scenario.settled(grid)
    team, own = scenario.bot.team, f"{grid.org}/{grid.team}"

    assert refused
    assert refused.errors == {
        "review_channel": "Other workspaces read that channel. Choose another one."
    }
    assert OWN not in str(refused.blocks)
    assert team.reviewers(own).ids == {BEN}
    assert team.reviewers(f"{grid.org}/{OTHER_WORKSPACE}").ids == {ANA}
    assert team.settings.separates(grid.org)


async def test_an_admin_of_another_workspace_chooses_nothing(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    elsewhere = {**admin_of_workspace(grid), "team_id": OTHER_WORKSPACE}
    describe(grid, elsewhere)
    ben = grid.slack.client("Ben")
    await ben.opens_home()
    await scenario.settled(grid)

    assert ben.home
    assert "Settings of this workspace" not in str(ben.home.blocks)


async def test_all_of_an_organization_ends_when_it_removes_the_bot(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    await publish(scenario, grid)
    jobs, own = SqlJobStore(engine(scenario.many.url)), f"{grid.org}/{grid.team}"
    jobs.write([NewJob(Job(own, "C1:1.0", "question", BEN), None, delay=3600)], (), "")
    await scenario.removes(grid, "app_uninstalled")

    assert scenario.many.store().token(grid.org) is None
    assert [(each.job.workspace, each.state) for each in jobs.unfinished()] == [(own, State.DEAD)]


async def test_reviewers_of_the_organization_are_not_copied_when_a_workspace_sets_something_else(
    scenario: ManyWithBot, grid: Company
) -> None:
    await set_up(scenario, grid)
    describe(grid, *[admin_of_workspace(grid)] * 3)
    form = await open_form(scenario, grid, "Ben")
    await grid.slack.client("Ben").submits(form, {"keep_days": "30"})
    await scenario.settled(grid)
    describe(grid, *[admin_of(grid)] * 3, {**member_of(grid), "id": CHEN})
    assert await submit(scenario, grid, "Chen", {**SEPARATED, "reviewers": [CHEN]}) is None
    settings = scenario.bot.team.settings.of(f"{grid.org}/{grid.team}")

    assert settings.keep_days == 30
    assert settings.reviewers.ids == {CHEN}
