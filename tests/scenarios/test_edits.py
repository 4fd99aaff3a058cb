"""A message that becomes a mention by an edit is answered once, whatever edits follow."""

import pytest

from tests.scenarios.conftest import HERE, Scenario


async def test_a_message_that_becomes_a_mention_is_answered(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    message = await ana.says(HERE, "error 1722 on node B")
    before = await scenario.replies(message)
    await ana.edits(message, "@iissync error 1722 on node B")
    [reply] = await scenario.replies(message)

    assert before == []
    assert "The RPC server is unavailable" in reply.text


async def test_a_mention_that_is_edited_is_not_answered_again(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    message = await ana.says(HERE, "@iissync 1722")
    [answer] = await scenario.replies(message)
    await ana.edits(message, "@iissync 1726")

    assert await scenario.replies(message) == [answer]


async def test_a_message_that_is_edited_twice_is_answered_once(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    message = await ana.says(HERE, "1722")
    once = await ana.edits(message, "@iissync 1722")
    await ana.edits(once, "@iissync 1726, rather")

    assert len(await scenario.replies(message)) == 1


@pytest.mark.parametrize("ts", ["9999999999.000100", "1.0", "soon", None])
async def test_an_edit_without_a_recent_time_is_not_answered(
    scenario: Scenario, ts: object
) -> None:
    ana, bot = scenario.slack.client("Ana"), scenario.slack.bot_user.id
    edited = {"user": ana.id, "ts": ts}
    message = await ana.posts(HERE, f"<@{bot}> 1722", edited=edited)

    assert await scenario.replies(message) == []
