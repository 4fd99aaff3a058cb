"""Fault 60: every kind of message, as a DM and as a mention: who is answered, and who is not."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.playground.model import Message
from tests.fake_slack.slack import Slack
from tests.faults.replicas import HERE, deliver, event_of, left, replicas, replied, replies
from tests.scenarios.conftest import Scenario, scenario

__all__ = ["scenario"]
OWN = Slack.bot_user.id
PLACES = {"a DM": "@iissync", "a mention": HERE}


class Kind(NamedTuple):
    """A kind of message: how its event differs from a person's words, and what comes of it."""

    name: str
    is_answered: bool
    changes: Mapping[str, Any]


def rows() -> Iterator[Kind]:
    for row in Path(__file__).with_name("kinds_of_message.tsv").read_text("utf-8").splitlines():
        name, outcome, changes = row.split("\t")
        assert outcome in {"answered", "ignored"}, outcome
        yield Kind(name, outcome == "answered", json.loads(changes))


KINDS = tuple(rows())


def answered(question: list[Message]) -> set[str]:
    """The kinds of the messages that the bot has answered, each by the code that it alone holds."""
    texts = [message.text for message in question if message.by_bot]
    return {kind.name for kind in KINDS if any(f"`{code_of(kind)}`" in text for text in texts)}


def code_of(kind: Kind) -> str:
    return f"0x8007{0x5000 + KINDS.index(kind):04X}"


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_fault_60_only_users_are_answered(scenario: Scenario, place: str) -> None:
    wanted = {kind.name for kind in KINDS if kind.is_answered}
    for kind in KINDS:
        await scenario.slack.client("Ana").posts(place, f"<@{OWN}> {code_of(kind)}", **kind.changes)
    await scenario.slack.wait_for(lambda: wanted <= answered(scenario.slack.messages(place)))
    await scenario.settled()

    assert answered(scenario.slack.messages(place)) == wanted


async def test_fault_60_unmarked_events_of_its_own_answers_are_not_answered(
    slack: Slack, url: str
) -> None:
    bare = {"bot_id": None, "bot_profile": None, "app_id": None}
    async with replicas(slack, url, 1) as [bot]:
        question = await slack.client("Ana").says("@iissync", "1722", events=())
        await deliver(bot, event_of(slack, question, "message"))
        await replied(slack, question)
        [answer] = replies(slack, question)
        statuses = [
            await deliver(bot, event_of(slack, answer, kind, **bare, text=f"<@{OWN}> 5"))
            for kind in ("message", "app_mention")
        ]
        await bot.tasks.wait()

    assert statuses == [200, 200]
    assert replies(slack, question) == [answer]
    assert left(url) == []


@pytest.mark.parametrize("without", ["authorizations", "user_id"])
async def test_fault_60_an_event_that_does_not_name_its_bot_is_refused(
    slack: Slack, url: str, without: str
) -> None:
    question = await slack.client("Ana").says("@iissync", "1722", events=())
    body = json.loads(event_of(slack, question, "message"))
    del (body if without in body else body["authorizations"][0])[without]
    async with replicas(slack, url, 1) as [bot]:
        status = await deliver(bot, json.dumps(body).encode())

    assert status == 400
    assert {call.method for call in slack.calls} <= {"auth.test"}
