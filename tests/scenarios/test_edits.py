"""A message that is edited into a mention is answered once, however often it is edited."""

import pytest

from tests.scenarios.conftest import Scene

HERE = "#iis-cluster"


async def test_a_message_that_is_edited_into_a_mention_is_answered(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says(HERE, "error 1722 on node B")
    before = await scene.replies(said)
    await ana.edits(said, "@iissync error 1722 on node B")
    [reply] = await scene.replies(said)

    assert before == []
    assert "The RPC server is unavailable" in reply.text


async def test_a_mention_that_is_edited_is_not_answered_again(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says(HERE, "@iissync 1722")
    [answer] = await scene.replies(said)
    await ana.edits(said, "@iissync 1726")

    assert await scene.replies(said) == [answer]


async def test_a_message_that_is_edited_twice_is_answered_once(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says(HERE, "1722")
    once = await ana.edits(said, "@iissync 1722")
    await ana.edits(once, "@iissync 1726, rather")

    assert len(await scene.replies(said)) == 1


@pytest.mark.parametrize("ts", ["9999999999.000100", "1.0", "soon", None])
async def test_an_edit_long_after_or_at_no_time_asks_nothing(scene: Scene, ts: object) -> None:
    ana, bot = scene.slack.client("Ana"), scene.slack.bot_user.id
    edited = {"user": ana.id, "ts": ts}
    said = await ana.posts(HERE, f"<@{bot}> 1722", edited=edited)

    assert await scene.replies(said) == []
