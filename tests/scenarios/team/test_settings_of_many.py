"""Of many workspaces, each has reviewers of its own, and an organization those of its admins."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.playground.model import Message
from bot.slack.payloads.settings_form import settings_view
from bot.team.settings import NOT_SET
from tests.fake_slack.canned_responses import CannedResponse
from tests.scenarios.companies import Company
from tests.scenarios.conftest import HERE, view_of
from tests.scenarios.team.conftest import CODE, FOUND
from tests.scenarios.test_installing import Many, ManyWithBot, many

__all__ = ["many"]  # a fixture

CHEN = "U0CHEN0001"


async def choose(scenario: ManyWithBot, company: Company, *reviewers: str) -> None:
    """Chen, who administers each workspace, chooses its reviewers."""
    chen = company.slack.client("Chen")
    await chen.opens_home()
    await scenario.settled(company)
    assert chen.home
    await chen.clicks(chen.home, "Change settings")
    await scenario.settled(company)
    await chen.submits(view_of(chen), {"reviewers": reviewers})
    await scenario.settled(company)


async def propose(scenario: ManyWithBot, company: Company) -> None:
    chen = company.slack.client("Chen")
    await chen.runs(HERE, f"/iissync add {CODE}")
    await scenario.settled(company)
    await chen.submits(view_of(chen), FOUND)
    await scenario.settled(company)


def cards(company: Company, user: str) -> list[Message]:
    messages = company.slack.messages(company.slack.client(user).dm)
    return [each for each in messages if "Proposed for" in each.text]


async def test_two_workspaces_have_different_reviewers(many: Many) -> None:
    acme, bolt = many.company("Acme"), many.company("Bolt")
    async with many.bot() as scenario:
        for company, reviewer in ((acme, "U0ANA00001"), (bolt, "U0BEN00001")):
            await scenario.browser().installs(company)
            await choose(scenario, company, reviewer)
            await propose(scenario, company)
        [card] = cards(acme, "Ana")
        await acme.slack.client("Ana").clicks(card, "Approve")
        await scenario.settled(acme)

        assert cards(acme, "Ben") == cards(bolt, "Ana") == []
        assert len(cards(bolt, "Ben")) == 1
        assert len(scenario.bot.team.notes(acme.id).all()) == 1
        assert scenario.bot.team.notes(bolt.id).all() == ()


async def test_a_restarted_bot_has_the_settings_of_all(many: Many) -> None:
    acme, bolt = many.company("Acme"), many.company("Bolt")
    async with many.bot() as scenario:
        await scenario.browser().installs(acme)
        await choose(scenario, acme, "U0ANA00001")
    async with many.bot() as scenario:
        team = scenario.bot.team

        assert team.reviewers(acme.id).ids == {"U0ANA00001"}
        assert team.reviewers(bolt.id).ids == frozenset()


@pytest.mark.parametrize(
    ("of_org", "may"),
    [
        ({"is_admin": True}, True),
        ({"is_owner": True}, True),
        ({"is_admin": False}, False),  # an admin of one workspace, but not of the organization
        ({"is_admin": True, "enterprise_id": "E0OTHER001"}, False),
    ],
)
async def test_the_settings_of_an_organization_are_for_its_own_admins(
    many: Many, of_org: Mapping[str, Any], *, may: bool
) -> None:
    grid = many.company("Grid")
    user = {
        "id": CHEN,
        "team_id": "T0ELSE0001",
        "is_admin": True,
        "enterprise_user": {"enterprise_id": grid.id, "teams": [grid.team], **of_org},
    }
    async with many.bot() as scenario:
        await scenario.browser().installs(grid)
        described = CannedResponse(body={"ok": True, "user": user})
        grid.slack.next_response("users.info", *[described] * 2)
        chen = grid.slack.client("Chen")
        form = grid.slack.workspace.views.open(chen.id, settings_view(NOT_SET, NOT_SET))
        await chen.submits(form, {"reviewers": [CHEN]})
        await scenario.settled(grid)

        assert scenario.bot.team.reviewers(grid.id).ids == ({CHEN} if may else set())
