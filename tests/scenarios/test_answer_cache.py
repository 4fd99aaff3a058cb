"""A cached answer is not used any more once the team has published an entry."""

import pytest

from bot.codes.status_code import StatusCode
from bot.playground.model import TEAM_ID
from bot.team.model import Draft, Person
from tests.scenarios.conftest import HERE, Scene

CODE = StatusCode(2148598792)
CAUSE = "The share was full"


async def publish(scene: Scene) -> None:
    draft = Draft(CODE, CAUSE)
    made = await scene.bot.team.propose(TEAM_ID, draft, Person("U0BEN00001", "Ben"))
    await scene.bot.team.approve(TEAM_ID, made.current_version, Person("U0ANA00001", "Ana"))


async def answer_to(scene: Scene, where: str) -> str:
    """The answer to a command, or the last one to a message in a channel or DM."""
    if where == "command":
        return (await scene.command("Chen", str(CODE))).text
    chen = scene.slack.client("Chen")
    await chen.says(where, f"@iissync {CODE}")
    await scene.settled()
    return [message.text for message in scene.slack.seen_by(chen, where) if message.by_bot][-1]


@pytest.mark.parametrize("where", [HERE, "@iissync", "command"])
async def test_an_answer_has_the_newest_entries(scene: Scene, where: str) -> None:
    answers = [await answer_to(scene, where) for _ in range(2)]
    await publish(scene)
    answers.append(await answer_to(scene, where))

    assert [CAUSE in text for text in answers] == [False, False, True]
