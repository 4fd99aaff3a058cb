"""A team that proposes, reviews and asks, with an empty database."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.playground.client import Client
from bot.playground.model import OTHER_TEAM_ID, Message, User
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, Scenario, scenario_with

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


@pytest.fixture
async def scenario(slack: Slack, url: str, reviewers: tuple[str, ...]) -> AsyncIterator[Scenario]:
    ids = frozenset(slack.client(name).id for name in reviewers)
    async with scenario_with(slack, database_url=url, reviewers=ids) as scenario:
        yield scenario


async def ask(scenario: Scenario, user: str, text: str = CODE) -> Message:
    """The answer to a command, after the question was counted."""
    answer = await scenario.command(user, text)
    await scenario.settled()
    return answer


async def submit(scenario: Scenario, user: str, **fields: str) -> None:
    """Submit the modal that is open."""
    await scenario.slack.client(user).submits(scenario.view(user), fields)
    await scenario.settled()


async def propose(scenario: Scenario, user: str, code: str = CODE, **fields: str) -> None:
    """Propose a cause of a code."""
    person = scenario.slack.client(user)
    await person.runs(HERE, f"/iissync add {code}")
    await scenario.settled()
    await submit(scenario, user, **{**FOUND, **fields})


def messages_to(scenario: Scenario, user: str) -> list[Message]:
    """The bot's messages in the DM of a user."""
    place = scenario.slack.client(user).dm
    return [message for message in scenario.slack.workspace.messages(place) if message.by_bot]


def last_message_to(scenario: Scenario, user: str) -> Message:
    """The last of them, such as a review card."""
    return messages_to(scenario, user)[-1]


async def approve(scenario: Scenario) -> None:
    """Ana approves the proposal on her last card."""
    await scenario.slack.wait_for(lambda: messages_to(scenario, "Ana"))  # a busy machine delays it
    await scenario.click("Ana", last_message_to(scenario, "Ana"), "Approve")


async def publish(scenario: Scenario, user: str = "Ben", code: str = CODE, **fields: str) -> None:
    """A user proposes a cause, and Ana approves it."""
    await propose(scenario, user, code, **fields)
    await approve(scenario)


async def history(scenario: Scenario, user: str) -> Message:
    """The history of the code."""
    return await scenario.command(user, f"history {CODE}")


async def change(scenario: Scenario, cause: str) -> None:
    """Ben proposes another cause for the entry, and Ana approves it."""
    await scenario.click("Ben", await history(scenario, "Ben"), "Suggest a change")
    await submit(scenario, "Ben", Cause=cause)
    await approve(scenario)


def forge(message: Message, **values: object) -> None:
    """Change the values of all buttons of a message, but for links."""
    for block in message.blocks:
        for each in block.get("elements", ()):
            if each["type"] == "button" and "value" in each:
                each["value"] = json.dumps({**json.loads(each["value"]), **values})


def connect_dora(scenario: Scenario) -> Client:
    """Share the channel with another company, whose user Dora is."""
    return scenario.slack.connect(HERE, DORA)
