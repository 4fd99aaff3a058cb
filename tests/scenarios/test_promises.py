"""What follows from a form or a press is done once it is decided, and only then."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database.engine import engine, writing
from bot.jobs.sql_store import SqlJobStore
from bot.playground.slack import Slack
from bot.server import running
from tests.scenarios.conftest import QUICK, Scene, settings_for
from tests.scenarios.test_knowledge import FOUND, proposes, told, view_of

FULL = "CREATE TRIGGER full BEFORE INSERT ON proposal BEGIN SELECT RAISE(ABORT, 'full'); END"
ROOM = "DROP TRIGGER full"
LEFT = "UPDATE job SET state = 'waiting', owner = NULL, due_at = 0 WHERE kind = 'proposed'"
JUST_THEN = """
CREATE TRIGGER just_then AFTER DELETE ON job BEGIN
    INSERT INTO proposal (workspace, id, code, cause, steps, applies_to, link, printed_by,
        proposer_id, proposer_name, at, decision, reason)
    VALUES (OLD.workspace, json_extract(OLD.content, '$.proposal'), 5, 'cause', '[]', '', '',
        'any', 'U0BEN00001', 'ben', '2026-11-23 00:00:00.000000', 'open', '');
END
"""


@pytest.fixture
async def scene(slack: Slack, tmp_path: Path) -> AsyncIterator[Scene]:
    """The bot, to which Ben has submitted a form that its database could not keep."""
    url = f"sqlite:///{tmp_path}/team.db"
    async with running(replace(settings_for(slack, "http"), database_url=url), QUICK) as bot:
        slack.deliver_to(bot.url)
        scene = Scene(slack, bot, url)
        sql(scene, FULL)
        await proposes(scene, "Ben")
        assert "out of reach" in view_of(slack.client("Ben")).errors["cause"]
        sql(scene, ROOM)
        yield scene


def sql(scene: Scene, *statements: str) -> None:
    database = engine(scene.database_url)
    with writing(database) as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.dispose()


async def nothing_is_left(scene: Scene) -> None:
    database = engine(scene.database_url)
    while await asyncio.to_thread(SqlJobStore(database).unfinished):
        await scene.settled()
    database.dispose()


async def submits_again(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    await ben.submits(view_of(ben), FOUND)
    await scene.settled()


def cards(scene: Scene) -> int:
    return sum("Proposed for" in message.text for message in told(scene, "Ana"))


async def test_a_form_that_is_kept_only_long_afterwards_has_its_card(scene: Scene) -> None:
    sql(scene, LEFT)
    await nothing_is_left(scene)
    await submits_again(scene)

    assert cards(scene) == 1


async def test_a_form_that_is_submitted_again_at_once_has_one_card(scene: Scene) -> None:
    await submits_again(scene)
    sql(scene, LEFT)
    await nothing_is_left(scene)

    assert cards(scene) == 1


async def test_a_later_try_that_is_refused_leaves_what_was_promised(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    view = view_of(ben)
    of_gone = {**json.loads(view.content["private_metadata"]), "entry": "gone", "base": 1}
    changed = {**view.content, "private_metadata": json.dumps(of_gone)}
    await ben.submits(replace(view, content=changed), FOUND)
    refusal = view_of(ben).errors["cause"]
    await ben.submits(view, FOUND)
    await scene.settled()
    sql(scene, LEFT)
    await nothing_is_left(scene)

    assert "no longer there" in refusal
    assert cards(scene) == 1


async def test_a_form_that_is_kept_while_its_promise_is_given_up_has_its_card(
    scene: Scene,
) -> None:
    sql(scene, JUST_THEN, LEFT)
    await scene.slack.wait_for(lambda: cards(scene))  # nothing is left for a moment before, too
    await nothing_is_left(scene)

    assert cards(scene) == 1


async def test_a_second_press_of_approve_tells_the_proposer_nothing_more(scene: Scene) -> None:
    await submits_again(scene)
    sql(scene, LEFT)
    await nothing_is_left(scene)
    card, ana = told(scene, "Ana")[-1], scene.slack.client("Ana")
    for _ in range(2):
        await ana.clicks(card, "Approve")
        await scene.settled()
    await nothing_is_left(scene)

    assert sum("Your proposal for" in message.text for message in told(scene, "Ben")) == 1
