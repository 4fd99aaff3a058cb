"""The whole life of three installations, one of them of an organization, with one bot."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.fake_slack.canned_responses import CannedResponse
from tests.scenarios.companies import Company
from tests.scenarios.conftest import HERE
from tests.scenarios.team.conftest import CAUSE, CODE
from tests.scenarios.team.test_settings_of_many import CHEN, cards, choose, propose
from tests.scenarios.test_installing import KEY, NEWER_KEY, Many, ManyWithBot, many

__all__ = ["many"]  # a fixture

ANA = "U0ANA00001"


def admin_of(grid: Company) -> Mapping[str, Any]:
    """Chen as Slack describes an admin of that organization."""
    org = {"enterprise_id": grid.id, "teams": [grid.team], "is_admin": True}
    return {"id": CHEN, "team_id": grid.team, "is_admin": False, "enterprise_user": org}


def member_of(grid: Company) -> Mapping[str, Any]:
    return {"id": ANA, "team_id": grid.team, "enterprise_user": {"enterprise_id": grid.id}}


async def answer(scenario: ManyWithBot, company: Company) -> str:
    """What Ben gets for the code of the scenarios."""
    ben = company.slack.client("Ben")
    question = await ben.says(HERE, f"@iissync {CODE}")
    await scenario.settled(company)
    [reply] = company.slack.messages(HERE, question)
    return reply.text


async def publish(scenario: ManyWithBot, company: Company) -> None:
    """Choose Ana as the reviewer, who approves what Chen proposes."""
    if company.org:
        people = [admin_of(company)] * 3 + [member_of(company)]
        described = [CannedResponse(body={"ok": True, "user": each}) for each in people]
        company.slack.next_response("users.info", *described)
    await choose(scenario, company, ANA)
    await propose(scenario, company)
    [card] = cards(company, "Ana")
    await company.slack.client("Ana").clicks(card, "Approve")
    await scenario.settled(company)


async def test_three_companies_install_ask_learn_and_one_of_them_leaves(many: Many) -> None:
    acme, bolt, grid = (many.company(name) for name in ("Acme", "Bolt", "Grid"))
    async with many.bot() as scenario:
        for company in (acme, bolt, grid):
            await scenario.browser().installs(company)
        for company in (acme, grid):
            await publish(scenario, company)
        answers = [await answer(scenario, each) for each in (acme, bolt, grid)]
    async with many.bot(NEWER_KEY, KEY) as scenario:
        assert await asyncio.to_thread(many.store(NEWER_KEY, KEY).rotate_keys) == 3
    async with many.bot(NEWER_KEY) as scenario:
        await scenario.removes(acme, "app_uninstalled")
        assert await scenario.asks(acme) == []
        assert CAUSE in await answer(scenario, grid)
        assert await answer(scenario, bolt) == answers[1]
        await scenario.browser().installs(acme)
        assert await answer(scenario, acme) == answers[0]

    assert [CAUSE in each for each in answers] == [True, False, True]
