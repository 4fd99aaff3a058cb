"""A team that proposes, reviews and asks, with an empty database."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.client import Client
from bot.playground.model import OTHER_TEAM_ID, Message, User
from bot.playground.slack import Slack
from tests.database.cluster import Cluster  # noqa: TC001 - the fixture that makes it comes along
from tests.database.fixtures import numbers, postgresql
from tests.scenarios.conftest import HERE, Scene, scene_with

__all__ = ["postgresql"]  # a fixture of the database's tests
CODE = "2148598790"
CAUSE = "The share was full."
FOUND = {"Cause": f"{CAUSE}\n<!channel> `x`", "Steps": "Empty it.\nRun IISSYNC again."}
NEWS = "Your team has found a cause"
DORA = User("U0DORA0001", "dora", "Dora Dahl", team=OTHER_TEAM_ID)
LEFT_OUT = "What a team wrote is left out here"


@pytest.fixture
def reviewers() -> tuple[str, ...]:
    """The names of the reviewers; a test may choose others by a parameter."""
    return ("Ana",)


two_reviewers = pytest.mark.parametrize("reviewers", [("Ana", "Chen")])


@pytest.fixture(params=["sqlite", "postgresql"])
async def scene(
    request: pytest.FixtureRequest, slack: Slack, tmp_path: Path, reviewers: tuple[str, ...]
) -> AsyncIterator[Scene]:
    """SQLite with Socket Mode, and PostgreSQL with HTTP."""
    if request.param == "sqlite":
        mode, url = "socket", f"sqlite:///{tmp_path}/team.db"
    else:
        cluster: Cluster = request.getfixturevalue("postgresql")
        mode, url = "http", cluster.create(f"scene{next(numbers)}")
    ids = frozenset(slack.client(name).id for name in reviewers)
    async with scene_with(slack, mode, database_url=url, reviewers=ids) as scene:
        yield scene


async def ask(scene: Scene, user: str, text: str = CODE) -> Message:
    """The answer to a command, after the question was counted."""
    answer = await scene.command(user, text)
    await scene.settled()
    return answer


async def submit(scene: Scene, user: str, **fields: str) -> None:
    """Submit the modal that is open."""
    await scene.slack.client(user).submits(scene.view(user), fields)
    await scene.settled()


async def propose(scene: Scene, user: str, code: str = CODE, **fields: str) -> None:
    """Propose a cause of a code."""
    person = scene.slack.client(user)
    await person.runs(HERE, f"/iissync add {code}")
    await scene.settled()
    await submit(scene, user, **{**FOUND, **fields})


def messages_to(scene: Scene, user: str) -> list[Message]:
    """The bot's messages in the DM of a user."""
    place = scene.slack.client(user).dm
    return [message for message in scene.slack.workspace.messages(place) if message.by_bot]


def last_message_to(scene: Scene, user: str) -> Message:
    """The last of them, such as a review card."""
    return messages_to(scene, user)[-1]


async def approve(scene: Scene) -> None:
    """Ana approves the proposal on her last card."""
    await scene.slack.wait_for(lambda: messages_to(scene, "Ana"))  # a busy machine delays it
    await scene.click("Ana", last_message_to(scene, "Ana"), "Approve")


async def publish(scene: Scene, user: str = "Ben", code: str = CODE, **fields: str) -> None:
    """A user proposes a cause, and Ana approves it."""
    await propose(scene, user, code, **fields)
    await approve(scene)


async def history(scene: Scene, user: str) -> Message:
    """The history of the code."""
    return await scene.command(user, f"history {CODE}")


async def change(scene: Scene, cause: str) -> None:
    """Ben proposes another cause for the entry, and Ana approves it."""
    await scene.click("Ben", await history(scene, "Ben"), "Suggest a change")
    await submit(scene, "Ben", Cause=cause)
    await approve(scene)


def forge(message: Message, **values: object) -> None:
    """Change the values of all buttons of a message."""
    for block in message.blocks:
        for each in block.get("elements", ()):
            if each["type"] == "button":
                each["value"] = json.dumps({**json.loads(each["value"]), **values})


def connect_dora(scene: Scene) -> Client:
    """Share the channel with another company, whose user Dora is."""
    return scene.slack.connect(HERE, DORA)
