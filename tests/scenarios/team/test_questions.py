"""Questions are counted, and users are notified of a cause that they asked for."""

from tests.scenarios.conftest import HERE, Scene, refusal
from tests.scenarios.team.conftest import (
    CODE,
    NEWS,
    approve,
    ask,
    messages_to,
    propose,
    publish,
    submit,
)


async def test_questions_are_counted(scene: Scene) -> None:
    await ask(scene, "Ben")
    await ask(scene, "Chen")
    await ask(scene, "Chen", "1722")
    unknown, stats = await scene.command("Ana", "unknown"), await scene.command("Ana", "stats")

    assert f"`{CODE}`" in unknown.text
    assert "2 times, by 2 people" in unknown.text
    assert f"`{CODE}` No meaning of it is known. Asked 2 times." in stats.text
    assert "`1722` The RPC server is unavailable. Asked 1 time." in stats.text
    assert "█" not in stats.text
    assert "█" * 20 in str(stats.blocks)


async def test_users_of_shortcuts_are_notified_in_their_dm(scene: Scene) -> None:
    message = await scene.slack.client("Ana").says(HERE, f"error {CODE}")
    await scene.decode_message("Ben", message)
    await scene.open_look_up("Chen")
    await submit(scene, "Chen", **{"Status code": CODE})
    await publish(scene)

    assert any(NEWS in each.text for each in messages_to(scene, "Ben"))
    assert any(NEWS in each.text for each in messages_to(scene, "Chen"))
    assert not any("You asked" in each.text for each in messages_to(scene, "Ana"))


async def test_a_mention_is_notified_once_in_its_thread(scene: Scene) -> None:
    mention = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await scene.slack.client("Ben").says(HERE, f"@iissync {CODE}", thread=mention)
    await scene.settled()
    await publish(scene)

    assert sum(NEWS in reply.text for reply in await scene.replies(mention)) == 1


async def test_a_proposer_whom_slack_refuses_does_not_prevent_other_notifications(
    scene: Scene,
) -> None:
    mention = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await propose(scene, "Ben")
    scene.slack.next_response("chat.postMessage", refusal("channel_not_found"))
    await approve(scene)

    assert sum(NEWS in reply.text for reply in await scene.replies(mention)) == 1


async def test_a_refused_notification_is_repeated_with_the_next_entry(scene: Scene) -> None:
    mention = await scene.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await propose(scene, "Ben")
    scene.slack.next_response("chat.postMessage", *[refusal("is_archived")] * 2)
    await approve(scene)
    before = len(await scene.replies(mention))
    await publish(scene)

    assert before == 1
    assert NEWS in (await scene.replies(mention))[-1].text
