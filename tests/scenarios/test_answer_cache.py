"""Answers that were given before, and what the team has learnt since."""

import pytest

from bot.codes.status_code import StatusCode
from bot.team.model import Draft, Person
from tests.scenarios.conftest import Scene

HERE, WORKSPACE = "#iis-cluster", "T0PLAY0001"
CODE = StatusCode(2148598792)
LEARNT = "The share was full"


async def published(scene: Scene) -> None:
    draft = Draft(CODE, LEARNT)
    made = await scene.bot.team.propose(WORKSPACE, draft, Person("U0BEN00001", "Ben"))
    await scene.bot.team.approve(WORKSPACE, made.current_version, Person("U0ANA00001", "Ana"))


@pytest.mark.parametrize("where", [HERE, "@iissync"])
async def test_an_answer_to_a_message_changes_with_what_the_team_learns(
    scene: Scene, where: str
) -> None:
    chen = scene.slack.client("Chen")
    for number in range(3):
        if number == 2:
            await published(scene)
        await chen.says(where, f"@iissync {CODE}")
        await scene.settled()
    said = [message.text for message in scene.slack.seen_by(chen, where) if message.by_bot]

    assert [LEARNT in text for text in said] == [False, False, True]


async def test_an_answer_to_a_command_changes_with_what_the_team_learns(scene: Scene) -> None:
    chen, shown = scene.slack.client("Chen"), []
    for number in range(3):
        if number == 2:
            await published(scene)
        shown.append(await chen.runs(HERE, f"/iissync {CODE}"))

    assert [LEARNT in str(each.message) for each in shown] == [False, False, True]
