"""A cached answer is not used any more once the team has published an entry."""

import pytest

from bot.codes.status_code import StatusCode
from bot.playground.model import TEAM_ID
from bot.team.model import Draft, Person
from tests.scenarios.conftest import HERE, Scenario

CODE = StatusCode(2148598792)
CAUSE = "The share was full"


async def publish(scenario: Scenario) -> None:
    draft = Draft(CODE, CAUSE)
    made = await scenario.bot.team.propose(TEAM_ID, draft, Person("U0BEN00001", "Ben"))
    await scenario.bot.team.approve(TEAM_ID, made.current_version, Person("U0ANA00001", "Ana"))


async def answer_to(scenario: Scenario, where: str) -> str:
    """The answer to a command, or the last one to a message in a channel or DM."""
    if where == "command":
        return (await scenario.command("Chen", str(CODE))).text
    chen = scenario.slack.client("Chen")
    await chen.says(where, f"@iissync {CODE}")
    await scenario.settled()
    return [message.text for message in scenario.slack.seen_by(chen, where) if message.by_bot][-1]


@pytest.mark.parametrize("where", [HERE, "@iissync", "command"])
async def test_an_answer_has_the_newest_entries(scenario: Scenario, where: str) -> None:
    answers = [await answer_to(scenario, where) for _ in range(2)]
    await publish(scenario)
    answers.append(await answer_to(scenario, where))

    assert [CAUSE in text for text in answers] == [False, False, True]
